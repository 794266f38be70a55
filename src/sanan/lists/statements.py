"""What a list asks the database: a page of its rows, and how many there are.

Building these anew costs a page several times what the database needs. Where posts alone decide which
rows somebody sees (`List.by_posts`) and everything chosen is of a few known values, both are made once
for each form of posts and each choice (`kit.statements.Shaped`).
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from sanan.kit.statements import Shaped
from sanan.lists.declare import Asked, List
from sanan.people.models import person_of, shape_of

MOST_COUNTED = 999
NOTHING = "SELECT 1 WHERE 1 = 0"


def page(listed: List, asked: Asked, start: int) -> Any:
    """The rows from `start` on, one more than stand on a page, as `listed.ready` takes them."""
    if not _is_common(listed, asked):
        return _page(listed, asked, listed.rows(asked), start)
    shape, values = _form(listed, asked)
    return _PAGE((*shape, asked.sort, start), *values)


def count(listed: List, asked: Asked) -> int | tuple[str, Sequence[Any]]:
    """How many rows there are; of those in the database a statement that gives up to `MOST_COUNTED` + 1."""
    try:
        if _is_common(listed, asked):
            shape, values = _form(listed, asked)
            return _COUNTED.text(shape, *values)
        rows = listed.narrowed(asked)
        return _few(rows).query.sql_with_params() if isinstance(rows, QuerySet) else len(rows)
    except EmptyResultSet:
        return NOTHING, ()


def _is_common(listed: List, asked: Asked) -> bool:
    fixed = {each.name for each in listed.filters if each.fixed}
    return (
        listed.by_posts is not None
        and fixed.issuperset(asked.chosen)
        and listed.by_posts.decide(asked)
    )


def _form(listed: List, asked: Asked) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    held, values = shape_of(asked.person)
    chosen = tuple(sorted(asked.chosen.items()))
    return (listed, held, chosen), (*values, asked.now, asked.tonight)


def _asked(held: Any, chosen: Any, sort: str, values: Sequence[Any]) -> Asked:
    *about, now, tonight = values
    return Asked(person_of(held, about), now, dict(chosen), sort, memo={"tonight": tonight})


def _page(listed: List, asked: Asked, rows: Any, start: int) -> Any:
    found = listed.ordered(listed.narrowed(asked, rows), asked)
    return listed.printed(found[start : start + listed.size + 1], asked)


def _few(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values("pk")[: MOST_COUNTED + 1]


def _build_page(shape: Any, *values: Any) -> Any:
    listed, held, chosen, sort, start = shape
    asked = _asked(held, chosen, sort, values)
    return _page(listed, asked, listed.by_posts.rows(asked), start)


def _build_counted(shape: Any, *values: Any) -> Any:
    listed, held, chosen = shape
    asked = _asked(held, chosen, "", values)
    return _few(listed.narrowed(asked, listed.by_posts.rows(asked)))


_PAGE = Shaped(_build_page)
_COUNTED = Shaped(_build_counted)
