"""Alert rules as declarations: what they look for, from which threshold, how grave, and why.

Another room adds its own with `register`, from the `ready` of its app. A rule only reads. What it
finds is a suggestion with its rows; a named person answers and another lets it close (PIPL art. 24).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sanan.books.enums import Colour
from sanan.places.models import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found.

    `subject` is the opaque name of what it is about, the same at every look; `rows` are what
    triggered it, in words, names masked; `text` says it in one sentence.
    """

    subject: str
    place: Place
    rows: Sequence[Sequence[str]]
    text: str


Find = Callable[[Collection[int] | None, datetime], Iterable[Finding]]
"""Place ids (None: everywhere) and the moment → findings."""


@dataclass(frozen=True, slots=True)
class WarningRule:
    """One rule. `threshold` names its figures, money in fen; `explanation` is for whoever reads it."""

    code: str
    title: str | Promise
    colour: Colour
    threshold: Mapping[str, int]
    explanation: str | Promise
    find: Find


WARNINGS: dict[str, WarningRule] = {}


def register(rule: WarningRule) -> WarningRule:
    """Add a rule. Raises ValueError where another has its code."""
    if rule.code in WARNINGS:
        raise ValueError(f"the warning rule {rule.code} stands twice")
    WARNINGS[rule.code] = rule
    return rule


def declared(
    code: str,
    title: str | Promise,
    colour: Colour,
    explanation: str | Promise,
    **threshold: int,
) -> Callable[[Find], Find]:
    """Declare the function beneath as the finder of a rule."""

    def declare(find: Find) -> Find:
        register(WarningRule(code, title, colour, threshold, explanation, find))
        return find

    return declare


def limit(code: str, name: str) -> int:
    """A rule's figure: the county's own (`SANAN_BOOKS_THRESHOLDS`), else the declared one."""
    own: Any = settings.BOOKS_THRESHOLDS
    return int(own.get(code, {}).get(name, WARNINGS[code].threshold[name]))


def rules_of(codes: Iterable[str] | None = None) -> list[WarningRule]:
    """The rules with these codes, in their order; all of them for None."""
    return [WARNINGS[code] for code in (codes if codes is not None else WARNINGS)]


def threshold_words(rule: WarningRule) -> str:
    """The figures of a rule as people read them: 60 天 · 3 人."""
    from sanan.kit.rounding import money

    said = []
    for name in rule.threshold:
        value = limit(rule.code, name)
        if not value:
            continue
        said.append(money(value) if name.endswith("fen") else _unit(name) % value)
    return " · ".join(said)


def _unit(name: str) -> str:
    return {
        "days": _("%d 天"),
        "percent": _("%d%%"),
        "people": _("%d 人"),
        "times": _("%d 次"),
        "of": _("%d 份合同里"),
        "months": _("%d 个月"),
        "villages": _("%d 个村"),
    }.get(name, "%d")
