"""What the reading room suggested for a case, each with its reason, as the case page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sanan.cases.enums import Decision, Urgency
from sanan.cases.models import Case, Category
from sanan.cases.queries.duties import Line, nearby_duties, nearest_duty
from sanan.cases.queries.similar import Likeness, similar
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


def hints(case: Case) -> list[Hint]:
    """Category, urgency and unit, with reasons; nothing where nothing was suggested."""
    found = []
    likely = _categories(case)
    for one in [c for c in likely if c is likely[0] or c.get("probability", 0) >= WORTH_SAYING][:3]:
        why = "、".join(str(word) for word in one.get("words", [])[:5])
        found.append(
            Hint(_("类别"), one["name"], _percent(one), _("说到了:%s") % why if why else "")
        )
    urgency = _said(case).get("urgency")
    if urgency in Urgency.values and urgency != Urgency.ORDINARY:
        why = "、".join(str(word) for word in _said(case).get("signs", [])[:5])
        found.append(Hint(_("紧急程度"), str(Urgency(urgency).label), "", why))
    if case.handler_id is None and (line := _duty(case)):
        found.append(Hint(_("承办单位"), line.org, "", _("职责清单:%s") % line.text))
    return found


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
    keys = [str(one.get("code") or one.get("label") or "") for one in given]
    held = {c.code: c for c in Category.objects.filter(code__in=keys)}
    held |= {c.name: c for c in Category.objects.filter(name__in=keys)}
    return [
        {**one, "id": held[key].pk, "name": held[key].name, "code": held[key].code}
        for one, key in zip(given, keys, strict=True)
        if key in held
    ]


def _duty(case: Case) -> Line | None:
    code = case.category.code if case.category else likely_category(_said(case))
    return nearest_duty(nearby_duties([code]), code, case.place.path)


def _said(case: Case) -> Mapping[str, Any]:
    return case.suggested if isinstance(case.suggested, Mapping) else {}


def _percent(one: Mapping[str, Any]) -> str:
    sure = one.get("probability")
    return f"{sure * 100:.0f}%" if isinstance(sure, int | float) else ""
