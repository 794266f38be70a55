"""A list, declared once.

SHELVES = List(
name="shelves", title=_("货架"), rows=lambda asked: Shelf.objects.visible_to(asked.person),
order=["-pk"], href=lambda shelf: SHELF_PAGES.address(shelf),
columns=[Column(_("东西"), lambda s: s.what, sort="what"), Column(_("现在"), lambda s: s.state_name)],
filters=[Filter("state", _("现在"), ShelfState.choices, narrow=by_field("state"))],
views=[View(_("摆着的"), {"state": "shown"})],
)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Person

Sentence = str | Promise
Choices = Sequence[tuple[str, Sentence]]
Rows = Any
"""A queryset, or a list of rows that were worked out; both are narrowed, counted and sliced."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who looks at a list, when, and what was chosen: only names and values that the list knows.

    `args` are the words of the address that the list itself stands at.
    """

    person: Person
    now: datetime
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """What is worked out once for the page, however many views count it."""
        if name not in self.memo:
            self.memo[name] = work()
        return self.memo[name]


Narrow = Callable[[Rows, str, Asked], Rows]


def by_field(name: str) -> Narrow:
    """Rows whose field has the chosen value."""
    return lambda rows, value, _asked: rows.filter(**{name: value})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the page and of the sheet.

    `value` gives what the sheet holds; the page prints it by its kind (days, moments, money where
    `fen`), or what `cell` gives. `sort` is the field by which the head sorts, of a queryset. `tone`
    gives a row's class; `width` is that of the sheet, in characters. A column that is not `shown`
    stands in the sheet alone.
    """

    head: Sentence
    value: Callable[[Any], object]
    cell: Callable[[Any], object] | None = None
    sort: str = ""
    num: bool = False
    fen: bool = False
    tone: Callable[[Any], str] = lambda _row: ""
    width: int = 0
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Filter:
    """Something by which a list is narrowed, from its address.

    `choices` are the known values, or give them for whoever asks; with `known` instead, the filter is
    no field of the page (a figure sends it): it gives the word for a value, "" for an unknown one.
    """

    name: str
    label: Sentence
    choices: Choices | Callable[[Asked], Choices] = ()
    narrow: Narrow | None = None
    known: Callable[[str], Sentence] | None = None

    def options(self, asked: Asked) -> Choices:
        """What may be chosen."""
        return self.choices(asked) if callable(self.choices) else self.choices

    def word(self, value: str, asked: Asked) -> Sentence:
        """How a value is named in the heading; "" where it is none."""
        if self.known is not None:
            return self.known(value)
        found = dict(self.options(asked)).get(value, "")
        return f"{self.label}：{found}" if found and len(str(found)) < TERSE else found


TERSE = 2
"""A word so short says nothing without its label."""


@dataclass(frozen=True, slots=True)
class View:
    """A way to look that is offered with its count; `tone` colours a count that is not 0."""

    label: Sentence
    chosen: Mapping[str, str]
    tone: str = ""


NOTHING = _("这里还没有。")


@dataclass(frozen=True, kw_only=True)
class List:
    """One list. `rows` are all that somebody sees, `order` how they stand where nobody sorts.

    `href` leads to a row's thing, `key` names the row. `fallback` is chosen where nothing at all is
    asked. `empty` is said where there are no rows.
    """

    name: str
    title: Sentence
    rows: Callable[[Asked], Rows]
    columns: Sequence[Column]
    href: Callable[[Any], str]
    empty: Sentence = NOTHING
    order: Sequence[Any] | Callable[[Asked], Sequence[Any]] = ()
    filters: Sequence[Filter] = ()
    views: Sequence[View] | Callable[[Asked], Sequence[View]] = ()
    fallback: Mapping[str, str] = field(default_factory=dict)
    key: Callable[[Any], str] = lambda row: str(row.code)
    size: int = 50

    def read(self, given: Mapping[str, str], person: Person, now: datetime, **args: Any) -> Asked:
        """What an address asks for; what the list does not know is left out."""
        asked = Asked(person, now, args=args)
        chosen = {
            each.name: given[each.name]
            for each in self.filters
            if given.get(each.name) and each.word(given[each.name], asked)
        }
        sort = given.get("sort", "")
        sorts = {column.sort for column in self.columns if column.sort}
        known = sort if sort.removeprefix("-") in sorts else ""
        if not chosen and not set(given) & {each.name for each in self.filters}:
            chosen = dict(self.fallback)
        return Asked(person, now, chosen, known, args)

    def found(self, asked: Asked) -> Rows:
        """The rows asked for, in their order."""
        rows = self.narrowed(asked)
        if not isinstance(rows, QuerySet):
            return rows
        wanted = self.order(asked) if callable(self.order) else self.order
        wanted = _sorting(asked.sort) if asked.sort else wanted
        return rows.order_by(*wanted) if wanted else rows

    def narrowed(self, asked: Asked) -> Rows:
        """The rows asked for."""
        rows = self.rows(asked)
        for each in self.filters:
            if each.narrow is not None and (value := asked.chosen.get(each.name)):
                rows = each.narrow(rows, value, asked)
        return rows

    def words(self, asked: Asked) -> list[Sentence]:
        """What was chosen, as the heading says it."""
        found = (each.word(asked.chosen.get(each.name, ""), asked) for each in self.filters)
        return [word for word in found if word]

    def offered(self, asked: Asked) -> Sequence[View]:
        """The views that whoever asks is offered."""
        return self.views(asked) if callable(self.views) else self.views

    def heads(self) -> Iterable[Column]:
        """The columns of the page."""
        return (column for column in self.columns if column.shown)


def _sorting(sort: str) -> list[Any]:
    name = sort.removeprefix("-")
    ordered = (
        F(name).desc(nulls_last=True) if sort.startswith("-") else F(name).asc(nulls_last=True)
    )
    return [ordered, "pk"]
