"""What the reading room suggested for a case, each with its reason, as the case page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sanan.cases.enums import Decision, Urgency
from sanan.cases.models import Case, Category
from sanan.cases.queries.desk import offered, said_of
from sanan.cases.queries.duties import Line, nearby_duties, nearest_duty
from sanan.cases.queries.gazetteer import named_elsewhere
from sanan.cases.queries.handlers import Handler, handlers
from sanan.cases.queries.similar import Likeness, similar
from sanan.cases.queries.suggestions import CONFIDENT, names_of
from sanan.insight.reasons import whole_words
from sanan.people.models import Org, Person

LIKENESSES = 5


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
    What a person decided is not suggested otherwise, and what is not sure is not suggested at all.
    """
    found = [_decision(case, one) if "to" in one else _category(case, one) for one in offers(case)]
    if refusal := str(_said(case).get("refusal", "")):
        found.append(Hint(_("类别"), _("读不了"), why=refusal))
    urgency = _said(case).get("urgency")
    undecided = case.urgency == Urgency.ORDINARY and not _was_decided(case)
    if undecided and urgency in Urgency.values and urgency != Urgency.ORDINARY:
        why = "、".join(str(word) for word in _said(case).get("signs", [])[:5])
        found.append(
            Hint(_("紧急程度"), str(Urgency(urgency).label), "", why, _yes(urgency=str(urgency)))
        )
    if case.handler_id is None and not any("to" in one for one in offers(case)):
        found += [_unit(case, one) for one in likely_handlers(case)]
    if spoken := named_elsewhere(f"{case.title}\n{case.text}", case.place):
        found.append(Hint(_("地点"), spoken.name, "", _("文中说到“%s”") % spoken.words))
    return found


def _category(case: Case, one: Mapping[str, Any]) -> Hint:
    why = "、".join(whole_words(f"{case.title}\n{case.text}", one.get("words", [])))
    told, yes = _("说到了：%s") % why if why else "", _yes(category=str(one["id"]))
    return Hint(_("类别"), one["name"], _percent(one), told, yes, key="y")


def _decision(case: Case, one: Mapping[str, Any]) -> Hint:
    """Category and unit as one suggestion: the form of dispatch stands filled with both."""
    unit: Line = one["line"]
    parts = [_("说到了：%s") % "、".join(one["words"])] if one.get("words") else []
    parts.append(_("职责清单：%s") % unit.text)
    if one.get("handled"):
        parts.append(_("近来办过这类 %d 件") % one["handled"])
    if one.get("returned"):
        parts.append(_("退过这类 %d 件") % one["returned"])
    chosen = {"category": one["id"], "to": unit.org_id}
    if one.get("nature"):
        chosen["nature"] = one["nature"]
    link = f"/staff/cases/{case.code}/dispatch/?{urlencode(chosen)}#do"
    value = _("%(category)s，派给%(unit)s") % {"category": one["name"], "unit": unit.org}
    return Hint(_("类别和单位"), value, _percent(one), "；".join(parts), link=link, key="y")


def offers(case: Case) -> list[dict[str, Any]]:
    """The category that is sure enough to be offered and that some unit here leads; none where a person chose.

    Where the county has a desk, with the unit (`to`, its duty `line`): one decision. A category that no
    unit near the place has on its duty list could not be dispatched (H8).
    """
    if case.category_id is not None:
        return []
    kept: list[dict[str, Any]] | None = case.__dict__.get("_offers")
    if kept is None:
        given = _sure(case)
        lines = nearby_duties([one["code"] for one in given]) if given else []
        kept = case.__dict__["_offers"] = [
            one for one in (_led(case, one, lines) for one in given) if one
        ]
    return kept


def _sure(case: Case) -> list[dict[str, Any]]:
    """What was read and is sure enough: the desk's decision where it was read, else the category."""
    if "offer" in _said(case):
        best = offered(case.suggested)
        found = Category.objects.filter(code=best["category"]).first() if best else None
        if found is None:
            return []
        named = {"id": found.pk, "name": found.name, "code": found.code}
        return [{**best, **named, "probability": best["sure"]}]
    given = [one for one in _categories(case) if one.get("probability", 0) >= CONFIDENT]
    return given[:1]


def _led(case: Case, one: dict[str, Any], lines: Sequence[Line]) -> dict[str, Any] | None:
    """The suggestion with the duty that it rests on, or None where nobody here has it (any more)."""
    near = [line for line in lines if case.place.path.startswith(line.path)]
    if "to" not in one:
        return one if nearest_duty(near, one["code"], case.place.path) else None
    own = [line for line in near if line.org_code == one["to"]]
    line = nearest_duty(own, one["code"], case.place.path)
    return {**one, "line": line} if line else None


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
    """The key of the category that stands chosen because it is offered; None where a person must choose."""
    found = offers(case)
    return found[0]["id"] if found else None


def unit_for(case: Case, category: Category | None) -> int | None:
    """The key of the unit that is to lead a category here: as offered, the only one, or by far the likeliest."""
    best = next((one for one in offers(case) if "to" in one), None)
    if best and category and best["id"] == category.pk:
        return int(best["line"].org_id)
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
    said = said_of(case)
    return said if isinstance(said, Mapping) else {}


def _percent(one: Mapping[str, Any]) -> str:
    sure = one.get("probability")
    return f"{sure * 100:.0f}%" if isinstance(sure, int | float) else ""
