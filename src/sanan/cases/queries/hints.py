"""What the reading room suggested for a case, each with its reason, as the case page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sanan.cases.enums import Decision, Urgency
from sanan.cases.models import Case, Category
from sanan.cases.queries.duties import nearby_duties, nearest_duty
from sanan.cases.queries.gazetteer import named_elsewhere
from sanan.cases.queries.handlers import Handler, handlers
from sanan.cases.queries.similar import Likeness, similar
from sanan.cases.queries.suggestions import names_of
from sanan.insight.reasons import whole_words
from sanan.people.models import Org, Person

LIKENESSES = 5
WORTH_SAYING = 0.15
CONFIDENT = 0.8
"""From here on a suggestion stands chosen in a form and has a key; below, a person chooses."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One suggestion: for what, how sure, and because of what."""

    label: str
    value: str
    sure: str = ""
    why: str = ""
    confirm: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    key: str = ""


def hints(case: Case) -> list[Hint]:
    """Category, urgency, unit and place, with reasons; nothing where nothing was suggested.

    `confirm` holds what a form sends to `classify` to say yes, `link` where the next step begins.
    What a person decided is not suggested otherwise, and only what is `CONFIDENT` has a key.
    """
    found = []
    likely = offers(case)
    for one in [c for c in likely if c is likely[0] or c["probability"] >= WORTH_SAYING][:3]:
        why = "、".join(whole_words(f"{case.title}\n{case.text}", one.get("words", [])))
        found.append(
            Hint(
                _("类别"),
                one["name"],
                _percent(one),
                _("说到了：%s") % why if why else "",
                _yes(category=str(one["id"])),
                key="y" if one is likely[0] and one["probability"] >= CONFIDENT else "",
            )
        )
    if refusal := str(_said(case).get("refusal", "")):
        found.append(Hint(_("类别"), _("读不了"), why=refusal))
    urgency = _said(case).get("urgency")
    undecided = case.urgency == Urgency.ORDINARY and not _was_decided(case)
    if undecided and urgency in Urgency.values and urgency != Urgency.ORDINARY:
        why = "、".join(str(word) for word in _said(case).get("signs", [])[:5])
        found.append(
            Hint(_("紧急程度"), str(Urgency(urgency).label), "", why, _yes(urgency=str(urgency)))
        )
    if case.handler_id is None:
        found += [_unit(case, one) for one in likely_handlers(case)]
    if spoken := named_elsewhere(f"{case.title}\n{case.text}", case.place):
        found.append(Hint(_("地点"), spoken.name, "", _("文中说到“%s”") % spoken.words))
    return found


def offers(case: Case) -> list[dict[str, Any]]:
    """The suggested categories that some unit here leads, likeliest first; none where a person chose one.

    A category that no unit near the place has on its duty list could not be dispatched (H8).
    """
    if case.category_id is not None:
        return []
    kept: list[dict[str, Any]] | None = case.__dict__.get("_offers")
    if kept is None:
        given = [one for one in _categories(case) if "probability" in one]
        lines = nearby_duties([one["code"] for one in given])
        kept = case.__dict__["_offers"] = [
            one for one in given if nearest_duty(lines, one["code"], case.place.path)
        ]
    return kept


def likely_handlers(case: Case, category: Category | None = None) -> list[Handler]:
    """The likeliest units for one category: the one given, the case's own, or the likeliest.

    Worked out once for a page.
    """
    chosen = category or case.category
    best = offers(case)[:1]
    code = chosen.code if chosen else best[0]["code"] if best else ""
    kept: dict[str, list[Handler]] = case.__dict__.setdefault("_likely_handlers", {})
    if code not in kept:
        kept[code] = handlers(case, {code: 1.0}) if code else []
    return kept[code]


def _unit(case: Case, one: Handler) -> Hint:
    chosen = {"category": case.category_id or offers(case)[0]["id"], "to": one.org_id}
    link = f"/staff/cases/{case.code}/dispatch/?{urlencode(chosen)}#do"
    return Hint(_("承办单位"), one.name, f"{one.sure}%", one.why, link=link)


def _yes(**chosen: str) -> dict[str, str]:
    """What the classifying form sends: one value, and that it was only suggested."""
    return {**chosen, "suggested": "1"}


def is_decided(case: Case, chosen: Mapping[str, Any]) -> bool:
    """Whether a person decided meanwhile what a suggestion would now change."""
    taken = "category" in chosen and case.category_id not in {
        None,
        getattr(chosen["category"], "pk", None),
    }
    return taken or (bool(chosen.get("urgency")) and _was_decided(case))


def _was_decided(case: Case) -> bool:
    steps = case.timeline.filter(verb__in=["accept", "classify", "dispatch"], by__isnull=False)
    return bool(steps.exists())


def alike(case: Case, person: Person, *, most: int = LIKENESSES) -> list[Likeness]:
    """Open cases that may be the same matter, as far as this person may see them."""
    found = similar(case, limit=3 * most)
    codes = [each.case.pk for each in found]
    seen = set(Case.objects.visible_to(person).filter(pk__in=codes).values_list("pk", flat=True))
    return [each for each in found if each.case.pk in seen][:most]


def suggested_category(case: Case) -> int | None:
    """The key of the category that is sure enough to stand chosen; None where a person must choose."""
    found = offers(case)
    return found[0]["id"] if found and found[0]["probability"] >= CONFIDENT else None


def unit_for(case: Case, category: Category | None) -> int | None:
    """The key of the unit that is to lead a category here: the only one, or by far the likeliest."""
    found = likely_handlers(case, category) if category else []
    sure = len(found) == 1 or (found and found[0].sure >= 100 * CONFIDENT)
    return found[0].org_id if sure else None


def may_lead(org: object, category: Category) -> bool:
    """Whether a unit, by its key as an address has it, stands on the duty list for a category."""
    return str(org) in {str(line.org_id) for line in nearby_duties([category.code])}


def proposed_org(case: Case) -> int | None:
    """The key of the unit to which the handler wants it sent."""
    waiting = case.requests.filter(matter="return", decision=Decision.PENDING).first()
    code = waiting.wanted.get("propose") if waiting else ""
    return Org.objects.filter(code=code).values_list("pk", flat=True).first() if code else None


def likely_category(suggested: Mapping[str, Any] | None) -> str:
    """The code or name of the category thought most likely; empty where nothing was."""
    given = (suggested or {}).get("categories") or [{}]
    return str(given[0].get("code") or given[0].get("label") or "")


def _categories(case: Case) -> list[dict[str, Any]]:
    """The suggested categories that this county has, likeliest first."""
    given = [one for one in _said(case).get("categories", []) if isinstance(one, Mapping)]
    if not given:
        return []
    keys = [names_of(str(one.get("code") or one.get("label") or "")) for one in given]
    wanted = {name for names in keys for name in names}
    held = {c.name: c for c in Category.objects.filter(name__in=wanted).order_by("-code")}
    held |= {c.code: c for c in Category.objects.filter(code__in=wanted)}
    found = [next((held[name] for name in names if name in held), None) for names in keys]
    return [
        {**one, "id": category.pk, "name": category.name, "code": category.code}
        for one, category in zip(given, found, strict=True)
        if category is not None
    ]


def _said(case: Case) -> Mapping[str, Any]:
    return case.suggested if isinstance(case.suggested, Mapping) else {}


def _percent(one: Mapping[str, Any]) -> str:
    sure = one.get("probability")
    return f"{sure * 100:.0f}%" if isinstance(sure, int | float) else ""
