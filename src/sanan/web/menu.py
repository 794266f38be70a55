"""The staff frame's links: only to pages that this person may open.

Each view carries its `permission`, and the menu asks the same rules as the view: roles of the
cases room, `people.<verb>`, `places.<verb>`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.people import queries as people
from sanan.people import rules as people_rules
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places import rules as place_rules

BAR = (
    ("staff:home", _("我的工作")),
    ("staff:list", _("全部")),
    ("staff:board", _("看板")),
    ("staff:hot", _("热点")),
    ("council_staff:board", _("议事")),
    ("staff:new", _("代办登记")),
)
MORE = (
    ("staff:reading", _("把握大的建议")),
    ("staff:accuracy", _("建议准不准")),
    ("places:index", _("地点和二维码")),
    ("people_persons", _("人员和单位")),
    ("people_chains", _("四级链条")),
    ("people_safety", _("锁定、登录和三个管理员")),
    ("staff:calendar", _("工作日历")),
    ("staff:policies", _("办理期限")),
    ("people_record", _("全部记录")),
    ("people_account", _("我的账号")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the frame."""

    href: str
    label: str | Promise
    current: bool


def bar(request: HttpRequest) -> list[Link]:
    """The main pages, always in sight."""
    return _links(request, BAR)


def more(request: HttpRequest) -> list[Link]:
    """What lies behind the person's name."""
    return _links(request, MORE)


def _links(request: HttpRequest, entries: Iterable[tuple[str, Promise]]) -> list[Link]:
    found = [(*_page(name), label) for name, label in entries]
    return [
        Link(href, label, current=request.path == href)
        for href, permission, label in found
        if _may(request, permission)
    ]


@cache
def _page(name: str) -> tuple[str, str | tuple[Role, ...]]:
    """A page's address and what its view asks for; neither changes while the server runs."""
    href = reverse(name)
    return href, getattr(resolve(href).func, "permission", "")


def _may(request: HttpRequest, permission: str | tuple[Role, ...]) -> bool:
    person = request.user
    if not isinstance(person, Person):
        return False
    held = {post.role for post in people.posts(person)} - {Role.RESIDENT}
    if not isinstance(permission, str):
        return bool(held & set(permission))
    room, _dot, verb = permission.partition(".")
    if room == "people":
        return people_rules.allowed(people_rules.Verb(verb), person)
    if room == "places":
        return bool({str(role) for role in held} & place_rules.RULES[place_rules.Verb(verb)])
    return bool(held)
