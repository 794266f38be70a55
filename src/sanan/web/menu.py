"""The frames' links, out of the rooms' manifests.

Staff see my work first, then the seven groups, of each only the pages that they may open; a
group of one page is that page. Residents find five groups under 我们村, named as people say them.
Each staff view carries its `permission`, and the menu asks the same rules as the view: roles,
`people.<verb>`, `places.<verb>`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, StaffGroup, rooms
from sanan.people import queries as people
from sanan.people import rules as people_rules
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places import rules as place_rules
from sanan.places.models import Place

HOME = "cases_staff:home"
GROUPS = {
    StaffGroup.CASES: _("办件"),
    StaffGroup.VILLAGE: _("村务"),
    StaffGroup.COUNCIL: _("议事"),
    StaffGroup.SERVICES: _("服务"),
    StaffGroup.OVERSIGHT: _("监督"),
    StaffGroup.PROJECTS: _("项目"),
    StaffGroup.BOARDS: _("看板"),
}
VILLAGE_GROUPS = {
    ResidentGroup.DO: _("要办的"),
    ResidentGroup.SEE: _("看的"),
    ResidentGroup.DISCUSS: _("商量的"),
    ResidentGroup.TOGETHER: _("一起做的"),
    ResidentGroup.TALK: _("说话"),
    ResidentGroup.PEOPLE: _("人"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the frame."""

    href: str
    label: str | Promise
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Some entries under one word."""

    label: str | Promise
    links: tuple[Link, ...]

    @property
    def current(self) -> bool:
        """Whether the page in sight is one of them."""
        return any(link.current for link in self.links)


def bar(request: HttpRequest) -> list[Group]:
    """The groups of the staff menu in which this person has anything to open."""
    home = Link(reverse(HOME), _("我的工作"), request.path == reverse(HOME))
    groups = [Group(label, tuple(_links(request, group))) for group, label in GROUPS.items()]
    here = max(
        (link.href for group in groups for link in group.links if link.current), key=len, default=""
    )
    groups = [
        Group(group.label, tuple(_only(link, here) for link in group.links)) for group in groups
    ]
    return [Group(home.label, (home,)), *(group for group in groups if group.links)]


def _only(link: Link, here: str) -> Link:
    """A room's first page begins the addresses of its others: only the nearest is where one is."""
    return replace(link, current=link.href == here)


def more(request: HttpRequest) -> list[Link]:
    """What lies behind the person's name."""
    return _links(request, StaffGroup.OWN)


def village(place: Place) -> list[Group]:
    """All that a place has, in the groups of 我们村."""
    found = []
    for group, label in VILLAGE_GROUPS.items():
        links = tuple(Link(reverse(p.name, args=[place.code]), p.label) for p in _pages(group))
        if links:
            found.append(Group(label, links))
    return found


@cache
def _pages(group: StaffGroup | ResidentGroup) -> tuple[Page, ...]:
    pages = (page for room in rooms() for page in room.pages if page.group == group)
    return tuple(sorted(pages, key=attrgetter("order")))


def _links(request: HttpRequest, group: StaffGroup) -> list[Link]:
    person = request.user
    if not isinstance(person, Person):
        return []
    held = frozenset(post.role for post in people.posts(person)) - {Role.RESIDENT}
    found = [(*_address(page.name), page.label) for page in _pages(group)]
    return [
        Link(href, label, current=request.path.startswith(href))
        for href, permission, label in found
        if _may(person, held, permission)
    ]


@cache
def _address(name: str) -> tuple[str, str | tuple[Role, ...]]:
    """A page's address and what its view asks for; neither changes while the server runs."""
    href = reverse(name)
    return href, getattr(resolve(href).func, "permission", "")


def _may(person: Person, held: frozenset[Role], permission: str | Iterable[Role]) -> bool:
    if not isinstance(permission, str):
        return not held.isdisjoint(permission)
    room, _dot, verb = permission.partition(".")
    if room == "people":
        return people_rules.allowed(people_rules.Verb(verb), person)
    if room == "places":
        return bool({str(role) for role in held} & place_rules.RULES[place_rules.Verb(verb)])
    return bool(held)
