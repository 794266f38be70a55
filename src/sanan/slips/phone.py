"""What a phone remembers of what it started or opened: one cookie for all rooms."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sanan.people.visitor import Followed
from sanan.slips.declare import kinds

_ALL = Followed("started", most=40)


@dataclass(frozen=True, slots=True)
class Started:
    """The things of one kind that this phone follows, newest first.

    `before` is the cookie in which phones kept them once.
    """

    kind: str
    before: str = ""

    def codes(self, request: HttpRequest) -> list[str]:
        """The refs of this kind."""
        kept = (each.partition(":") for each in _ALL.codes(request))
        now = [ref for kind, _colon, ref in kept if kind == self.kind]
        old = Followed(self.before).codes(request) if self.before else []
        return list(dict.fromkeys([*now, *old]))

    def follow(self, request: HttpRequest, response: HttpResponseBase, ref: str) -> None:
        """Let this phone follow one more thing."""
        _ALL.follow(request, response, f"{self.kind}:{ref}")


def followed(request: HttpRequest) -> dict[str, list[str]]:
    """Everything that this phone follows, by kind."""
    return {kind.name: Started(kind.name, kind.before).codes(request) for kind in kinds().values()}


def forget(response: HttpResponseBase) -> None:
    """For a borrowed phone: follow nothing any more."""
    for name in (_ALL.name, *(kind.before for kind in kinds().values() if kind.before)):
        Followed(name).forget(response)
