"""The frame of this room's staff pages: the door, who may what, and how a thing is set out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from sanan.livelihood.enums import APPROVERS, FINISHERS, HELPERS, KEEPERS, READERS
from sanan.people import access
from sanan.people.enums import Role
from sanan.places.models import PlaceQuerySet
from sanan.process.pages import one_form

CAN = {
    "keep": KEEPERS,
    "help": HELPERS,
    "approve": APPROVERS,
    "finish": FINISHERS,
    "read": READERS,
    "cycles": (*READERS, Role.DISCIPLINE_OFFICER),
    "homes": (*READERS, *FINISHERS),
}
desk = access.desk_of(*READERS)
page = access.pages_of("livelihood/staff", CAN)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: a text, a link where there is one."""

    text: object
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading; `empty` is said where it has no rows."""

    title: object
    heads: Sequence[object]
    rows: Sequence[Sequence[Cell]]
    empty: object = ""
    note: object = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way on from a page."""

    label: object
    href: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing as its page sets it out: what it is, its facts, its tables, the ways on."""

    title: object
    tab: str
    standing: object = ""
    text: object = ""
    facts: Sequence[tuple[object, object]] = ()
    sections: Sequence[Section] = ()
    links: Sequence[Link] = field(default=())


def cells(*texts: object, href: str = "") -> list[Cell]:
    """A row whose first cell is the link."""
    return [Cell(each, "" if at else href) for at, each in enumerate(texts)]


def places(request: HttpRequest, roles: Any = KEEPERS) -> PlaceQuerySet:
    """The villages and communities where somebody holds one of `roles`."""
    return access.my_places(request, roles)


def new(request: HttpRequest, form: Any, act: Any, go: Any, title: str, tab: str) -> HttpResponse:
    """A page of one form that makes something."""
    return one_form(
        request,
        form,
        lambda given: act(**given, by=access.me(request)),
        go,
        "new",
        {"title": title, "tab": tab},
        frame=page,
    )
