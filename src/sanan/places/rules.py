"""Who may change places. Roles stand here as text, because `people` is above this room."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden
from sanan.places.models import Place


class Verb(StrEnum):
    """What can be done to a place."""

    LOAD = "load"
    BROWSE = "browse"
    ADD = "add"
    RENAME = "rename"
    LOCATE = "locate"
    SET_GRID = "set_grid"
    MAKE_QR = "make_qr"
    RETIRE_QR = "retire_qr"


class Actor(Protocol):
    """Whoever acts: known to the record by `ref`, to the rules by the roles held at a place."""

    @property
    def ref(self) -> str:
        """The opaque name in the record."""

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles held today at the place with this path, or above it."""


_ADMIN = frozenset({"tenant_admin"})
_LOCAL = _ADMIN | {"village_cadre"}

RULES: Mapping[Verb, frozenset[str]] = {
    Verb.LOAD: _ADMIN,
    Verb.BROWSE: _LOCAL,
    Verb.ADD: _LOCAL,
    Verb.RENAME: _ADMIN,
    Verb.LOCATE: _LOCAL,
    Verb.SET_GRID: _ADMIN,
    Verb.MAKE_QR: _LOCAL,
    Verb.RETIRE_QR: _LOCAL,
}


def check(verb: Verb, place: Place | None, by: Actor | None) -> None:
    """Allow, or raise `Forbidden`. `by=None` is the installation itself (command line, set-up)."""
    if by is not None and not may(verb, place, by):
        raise Forbidden(_("这里的地方不由您管理。"), "not_yours")


def may(verb: Verb, place: Place | None, by: Actor) -> bool:
    """Whether this person may: by a role held at the place or above it."""
    return bool(RULES[verb] & by.roles_at(place.path if place else ""))
