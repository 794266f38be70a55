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
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit import clock
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

    @property
    def tonight(self) -> datetime:
        """The last second of the local day, so that a filter need not work it out of `now`."""
        found: datetime = self.once("tonight", lambda: clock.end_of_day(self.now))
        return found


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

    `choices` are the known values, or give them for whoever asks. `known` gives the word for a value,
    "" for an unknown one; a filter that has `known` and no choices is no field of the page (a figure
    sends it), unless `field` says which: a text, a day, a tick. `default` holds where nothing is chosen
    and stands in no address; a filter that `needs` another is left out without it.
    """

    name: str
    label: Sentence
    choices: Choices | Callable[[Asked], Choices] = ()
    narrow: Narrow | None = None
    known: Callable[[str], Sentence] | None = None
    field: Literal["choice", "text", "day", "tick"] = "choice"
    default: str = ""
    needs: str = ""

    @property
    def on_page(self) -> bool:
        """Whether the page has a field for it."""
        return self.known is None or bool(self.choices) or self.field != "choice"

    @property
    def fixed(self) -> bool:
        """Whether its values are few, and the same for everybody."""
        return bool(self.choices) and not callable(self.choices)

    def options(self, asked: Asked) -> Choices:
        """What may be chosen."""
        return self.choices(asked) if callable(self.choices) else self.choices

    def word(self, value: str, asked: Asked) -> Sentence:
        """How a value is named in the heading; "" where it is none. Looked up once for a page."""
        if self.known is not None:
            known = self.known
            said: Sentence = asked.once(f"{self.name}={value}", lambda: known(value))
            return said
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


@dataclass(frozen=True, slots=True)
class ByPosts:
    """Rows that posts alone decide about: where they `decide` for whoever asks, these are `rows`.

    `rows` may look at nothing of the person but the posts, and ask the database nothing.
    """

    rows: Callable[[Asked], Rows]
    decide: Callable[[Asked], bool]


LONGEST = 100
"""So many characters of a value are read."""
NOTHING = _("这里还没有。")


@dataclass(frozen=True, kw_only=True, eq=False)
class List:
    """One list. `rows` are all that somebody sees, `order` how they stand where nobody sorts.

    `href` leads to a row's thing, `key` names the row; where it is a field, `key_field` says which, so
    that a long list is walked by keys alone. `fallback` is chosen where nothing at all is asked. `empty`
    is said where there are no rows.

    A list of very many rows reads only what it prints: `printed` gives from the queryset of a page what
    is read of it, `ready` makes of that the page's rows, given what leads from a row back to the list, for
    a `table` template of its own; `filed` makes those of the sheet. With `by_posts` the statements are
    made once for all who hold posts of the same form. With `folded` the filters' fields come only where
    they are asked for.
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
    key_field: str = ""
    size: int = 50
    by_posts: ByPosts | None = None
    printed: Callable[[Rows, Asked], Rows] = lambda rows, _asked: rows
    ready: Callable[[Rows, Asked, str], Sequence[Any]] = lambda rows, _asked, _back: list(rows)
    table: str = ""
    filed: Callable[[Rows, Asked], Iterable[Any]] = lambda rows, _asked: list(rows)
    most_filed: int = 20_000
    folded: bool = False

    def read(self, given: Mapping[str, str], person: Person, now: datetime, **args: Any) -> Asked:
        """What an address asks for; what the list does not know is left out."""
        asked = Asked(person, now, args=args)
        sort = given.get("sort", "")
        sorts = {column.sort for column in self.columns if column.sort}
        known = sort if sort.removeprefix("-") in sorts else ""
        return replace(asked, chosen=self.chosen(given, asked), sort=known)

    def chosen(self, given: Mapping[str, str], asked: Asked) -> dict[str, str]:
        """What was chosen of what is given, the defaults included."""
        values = {f.name: given.get(f.name, "").strip()[:LONGEST] for f in self.filters}
        chosen = {
            each.name: value
            for each in self.filters
            if (value := values[each.name])
            and (not each.needs or values[each.needs])
            and each.word(value, asked)
        }
        if not chosen and not set(given) & set(values):
            chosen = dict(self.fallback)
        return self.settled(chosen)

    def settled(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """What was chosen, and what holds where nothing was."""
        return {f.name: f.default for f in self.filters if f.default} | dict(chosen)

    def told(self, asked: Asked) -> dict[str, str]:
        """What was chosen, as an address says it: without the defaults."""
        plain = {f.name: f.default for f in self.filters}
        return {name: value for name, value in asked.chosen.items() if value != plain.get(name)}

    def ordering(self, asked: Asked) -> Sequence[Any]:
        """How the rows stand."""
        if asked.sort:
            return _sorting(asked.sort)
        return self.order(asked) if callable(self.order) else self.order

    def found(self, asked: Asked) -> Rows:
        """The rows asked for, in their order."""
        return self.ordered(self.narrowed(asked), asked)

    def ordered(self, rows: Rows, asked: Asked) -> Rows:
        """These rows in the order asked for."""
        wanted = self.ordering(asked)
        return rows.order_by(*wanted) if wanted and isinstance(rows, QuerySet) else rows

    def narrowed(self, asked: Asked, rows: Rows | None = None) -> Rows:
        """The rows asked for, of all that the person sees or of those given."""
        rows = self.rows(asked) if rows is None else rows
        for each in self.filters:
            if each.narrow is not None and (value := asked.chosen.get(each.name)):
                rows = each.narrow(rows, value, asked)
        return rows

    def words(self, asked: Asked) -> list[Sentence]:
        """What was chosen, as the heading says it."""
        told = self.told(asked)
        found = (each.word(told[each.name], asked) for each in self.filters if each.name in told)
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
