"""What the reading room suggested for a case, each with its reason, as the case page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sanan.cases.enums import Decision, Urgency
from sanan.cases.models import Case, Category
from sanan.cases.queries.duties import Line, nearby_duties, nearest_duty
from sanan.cases.queries.gazetteer import named_elsewhere
from sanan.cases.queries.handlers import Handler, handlers
from sanan.cases.queries.similar import Likeness, similar
from sanan.cases.queries.suggestions import names_of
from sanan.people.models import Org, Person

LIKENESSES = 5
WORTH_SAYING = 0.15


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
    """
    found = []
    likely = _categories(case)
    for one in [c for c in likely if c is likely[0] or c.get("probability", 0) >= WORTH_SAYING][:3]:
        why = "、".join(str(word) for word in one.get("words", [])[:5])
        yes = {} if one["id"] == case.category_id else _yes(case, category=str(one["id"]))
        found.append(
            Hint(
                _("类别"),
                one["name"],
                _percent(one),
                _("说到了：%s") % why if why else "",
                yes,
                key="y" if yes and one is likely[0] else "",
            )
        )
    if refusal := str(_said(case).get("refusal", "")):
        found.append(Hint(_("类别"), _("读不了"), why=refusal))
    urgency = _said(case).get("urgency")
    if urgency in Urgency.values and urgency != Urgency.ORDINARY:
        why = "、".join(str(word) for word in _said(case).get("signs", [])[:5])
        yes = {} if urgency == case.urgency else _yes(case, urgency=str(urgency))
        found.append(Hint(_("紧急程度"), str(Urgency(urgency).label), "", why, yes))
    if case.handler_id is None:
        found += [_unit(case, one) for one in likely_handlers(case)]
    if spoken := named_elsewhere(f"{case.title}\n{case.text}", case.place):
        found.append(Hint(_("地点"), spoken.name, "", _("文中说到“%s”") % spoken.words))
    return found


def likely_handlers(case: Case) -> list[Handler]:
    """The likeliest units, by what the case is or may be about; worked out once for a page."""
    kept = case.__dict__.get("_likely_handlers")
    if kept is None:
        likely = {one["code"]: one.get("probability", 0.0) for one in _categories(case)}
        kept = case.__dict__["_likely_handlers"] = handlers(case, likely)
    found: list[Handler] = kept
    return found


def _unit(case: Case, one: Handler) -> Hint:
    link = f"/staff/cases/{case.code}/dispatch/?to={one.org_id}#do"
    return Hint(_("承办单位"), one.name, f"{one.sure}%", one.why, link=link)


def _yes(case: Case, **changed: str) -> dict[str, str]:
    """What the classifying form sends: as it stands, with one value changed."""
    category = str(case.category_id or "")
    return {"category": category, "urgency": case.urgency, "nature": case.nature, **changed}


def alike(case: Case, person: Person, *, most: int = LIKENESSES) -> list[Likeness]:
    """Open cases that may be the same matter, as far as this person may see them."""
    found = similar(case, limit=3 * most)
    codes = [each.case.pk for each in found]
    seen = set(Case.objects.visible_to(person).filter(pk__in=codes).values_list("pk", flat=True))
    return [each for each in found if each.case.pk in seen][:most]


def suggested_category(case: Case) -> int | None:
    """The key of the category thought most likely."""
    found = _categories(case)
    return found[0]["id"] if found else None


def suggested_org(case: Case) -> int | None:
    """The key of the unit whose duty list names the category, the nearest to the place."""
    line = _duty(case)
    return line.org_id if line else None


def first_handler(case: Case) -> int | None:
    """The key of the likeliest unit, by duty, place and what became of earlier ones."""
    found = likely_handlers(case)
    return found[0].org_id if found else suggested_org(case)


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


def _duty(case: Case) -> Line | None:
    code = case.category.code if case.category else likely_category(_said(case))
    return nearest_duty(nearby_duties([code]), code, case.place.path)


def _said(case: Case) -> Mapping[str, Any]:
    return case.suggested if isinstance(case.suggested, Mapping) else {}


def _percent(one: Mapping[str, Any]) -> str:
    sure = one.get("probability")
    return f"{sure * 100:.0f}%" if isinstance(sure, int | float) else ""
