"""What the reading room suggested for a case, each with its reason, as the case page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sanan.cases.enums import Urgency
from sanan.cases.models import Case, Category
from sanan.cases.queries.similar import Likeness, similar
from sanan.people.models import Duty, Org, Person

LIKENESSES = 5


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
    for one in _categories(case)[:3]:
        why = "、".join(str(word) for word in one.get("words", [])[:5])
        found.append(
            Hint(_("类别"), one["name"], _percent(one), _("说到了:%s") % why if why else "")
        )
    urgency = _said(case).get("urgency")
    if urgency in Urgency.values and urgency != Urgency.ORDINARY:
        why = "、".join(str(word) for word in _said(case).get("signs", [])[:5])
        found.append(Hint(_("紧急程度"), str(Urgency(urgency).label), "", why))
    if case.handler_id is None and (line := _duty(case)):
        found.append(Hint(_("承办单位"), line.org.name, "", _("职责清单:%s") % line.text))
    return found


def alike(case: Case, person: Person) -> list[Likeness]:
    """Open cases that may be the same matter, as far as this person may see them."""
    found = similar(case, limit=3 * LIKENESSES)
    codes = [each.case.pk for each in found]
    seen = set(Case.objects.visible_to(person).filter(pk__in=codes).values_list("pk", flat=True))
    return [each for each in found if each.case.pk in seen][:LIKENESSES]


def suggested_category(case: Case) -> int | None:
    """The key of the category thought most likely."""
    found = _categories(case)
    return found[0]["id"] if found else None


def suggested_org(case: Case) -> int | None:
    """The key of the unit whose duty list names the category, the nearest to the place."""
    line = _duty(case)
    return line.org_id if line else None


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


def _duty(case: Case) -> Duty | None:
    code = case.category.code if case.category else ""
    if not code:
        likely = _categories(case)[:1]
        code = likely[0]["code"] if likely else ""
    if not code:
        return None
    lines = Duty.objects.filter(category__in=_branches(code), lead=True, org__in=_near(case))
    found = list(lines.select_related("org__place"))
    return max(found, key=lambda d: (len(d.category), len(d.org.place.path)), default=None)


def _near(case: Case) -> Any:
    """The units of the place itself and of every level above it."""
    path = case.place.path
    above = [path[:end] for end in range(type(case.place).steplen, len(path) + 1, 4)]
    return Org.objects.filter(place__path__in=above)


def _branches(code: str) -> Sequence[str]:
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _said(case: Case) -> Mapping[str, Any]:
    return case.suggested if isinstance(case.suggested, Mapping) else {}


def _percent(one: Mapping[str, Any]) -> str:
    sure = one.get("probability")
    return f"{sure * 100:.0f}%" if isinstance(sure, int | float) else ""
