"""What a room says of the things that residents start in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.functional import Promise

from sanan.kit import manifest
from sanan.kit.tones import Tone
from sanan.people.models import Person

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that somebody started, as 我的事 shows it and its slip names it.

    What `waits` for this very person, such as a vote, stands before the rest.
    """

    ref: str
    title: str
    href: str
    state: Sentence
    at: datetime
    place: str = ""
    tone: Tone = Tone.REST
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of things that residents start; named in the room's manifest under `slips`.

    `items` gives those of the named refs, in one statement; `of` the refs of what a person started.
    Where the room keeps its codes itself, `find` gives the ref for figures ("" for none) and
    `figures` those of a ref; else `actions.issue` gave the thing its code, and `queries` finds it.
    A kind without slips has neither (`coded` false). `before` is the cookie in which phones kept
    these things once.
    """

    name: str
    title: Sentence
    items: Callable[[Sequence[str]], Iterable[Item]]
    of: Callable[[Person], Iterable[str]] = lambda _person: ()
    find: Callable[[str], str] | None = None
    figures: Callable[[str], str] | None = None
    coded: bool = True
    before: str = ""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind, in the order of the rooms."""
    return {kind.name: kind for kind in manifest.loaded(lambda room: room.slips)}
