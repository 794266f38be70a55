"""Which unit's duty list names a category, and which of those units lies nearest to a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sanan.cases.models import Category
from sanan.kit.statements import Shaped
from sanan.people.models import Duty


@dataclass(frozen=True, slots=True)
class Line:
    """One lead line of a duty list, with the category's name and where the unit sits."""

    category: str
    name: str
    text: str
    org_id: int
    org: str
    path: str
    org_code: str = ""


def nearby_duties(categories: Iterable[str]) -> list[Line]:
    """Every lead line for these categories (code or name) or the branches above; one statement."""
    wanted = sorted(set(categories) - {""})
    if not wanted:
        return []
    codes = sorted({branch for code in wanted for branch in branches(code)})
    names, codes = _filled(wanted), _filled(codes)
    return [Line(*row) for row in _NEARBY(len(names), *names, *codes)]


STEP = 8


def _filled(values: list[str]) -> list[str]:
    """The same values, some of them twice, so that their number takes few forms."""
    return values + values[-1:] * (-len(values) % STEP)


def _build_nearby(names: int, *values: str) -> QuerySet[Duty, Any]:
    named = Category.objects.filter(name__in=values[:names]).values("code")
    name = Subquery(Category.objects.filter(code=OuterRef("category")).values("name")[:1])
    found = Duty.objects.filter(Q(category__in=values[names:]) | Q(category__in=named), lead=True)
    columns = (
        "category",
        "category_name",
        "text",
        "org",
        "org__name",
        "org__place__path",
        "org__code",
    )
    return found.annotate(category_name=name).values_list(*columns)


_NEARBY = Shaped(_build_nearby)


def nearest_duty(lines: Sequence[Line], category: str, path: str) -> Line | None:
    """The closest line for a category (code or name): by its depth, then by the unit's level."""
    codes = branches(category)
    fitting = [
        line
        for line in lines
        if path.startswith(line.path) and (line.category in codes or line.name == category)
    ]
    return max(
        fitting, key=lambda line: (len(line.category), len(line.path), -line.org_id), default=None
    )


def branches(code: str) -> list[str]:
    """A category's code and those above it: `urban.light` gives `urban` and itself."""
    parts = code.split(".") if code else []
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
