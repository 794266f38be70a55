"""Warnings: looked for by the clock, answered by whoever keeps the books, closed by who watches."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.books import rules
from sanan.books.actions.text import needed
from sanan.books.enums import SUPERVISORS, Colour, WarningState
from sanan.books.models import Alert
from sanan.books.rules import WARNING, Finding, WarningRule
from sanan.files import actions as files
from sanan.kit import clock, words
from sanan.kit.errors import Refused
from sanan.kit.files import Upload
from sanan.people.actions.notices import tell
from sanan.people.models import Person
from sanan.people.queries import holders
from sanan.places.models import Place
from sanan.process.declare import SYSTEM

MOST_ROWS = 50
MOST_FILES = 6


@dataclass
class Looked:
    """What a look came to."""

    raised: int = 0
    again: int = 0
    standing: int = 0
    gone: int = 0


def look_for_warnings(
    *,
    at: datetime | None = None,
    rules: Sequence[WarningRule] | None = None,
    place_ids: Collection[int] | None = None,
) -> Looked:
    """Ask every rule, raise what is new, raise again what was closed and changed.

    Idempotent: what is known already and unchanged makes no entry. What a rule no longer finds
    stays open until a person closes it with evidence, and says that it is gone (`gone_at`).
    """
    moment, looked = clock.at_or_now(at), Looked()
    for rule in rules if rules is not None else _all():
        known = {(w.place_id, w.subject): w for w in _known(rule, place_ids)}
        seen = set()
        for found in rule.find(place_ids, moment):
            key = (found.place.pk, found.subject)
            if key not in seen:
                seen.add(key)
                _meet(rule, found, known.get(key), moment, looked)
        looked.gone += _gone([w for key, w in known.items() if key not in seen], moment)
    return looked


def _all() -> list[WarningRule]:
    return rules.rules_of()


def _known(rule: WarningRule, place_ids: Collection[int] | None) -> list[Alert]:
    found = Alert.objects.filter(rule=rule.code)
    return list(found if place_ids is None else found.filter(place__in=place_ids))


def _meet(
    rule: WarningRule, found: Finding, known: Alert | None, at: datetime, looked: Looked
) -> None:
    rows = [[str(cell) for cell in row] for row in found.rows][:MOST_ROWS]
    shape = hashlib.sha256(json.dumps([found.text, rows]).encode()).hexdigest()
    text = words.clip(found.text, 300)
    if known is None:
        _raise(rule, found, rows, shape, at)
        looked.raised += 1
    elif known.state == WarningState.CLOSED:
        if known.shape != shape and _more(known.rows, rows):
            _raise_again(known, text, rows, shape, at)
            looked.again += 1
    else:
        looked.standing += 1
        if known.shape != shape or known.gone_at is not None:
            known.text, known.rows, known.shape = text, rows, shape
            known.gone_at, known.seen_at = None, at
            known.save(update_fields=["text", "rows", "shape", "gone_at", "seen_at"])


def _more(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> bool:
    """Whether there is a row that was not there when it was closed."""
    return bool({tuple(row[:2]) for row in now} - {tuple(row[:2]) for row in before})


def _raise(
    rule: WarningRule, found: Finding, rows: list[list[str]], shape: str, at: datetime
) -> None:
    made = Alert(
        rule=rule.code,
        place=found.place,
        subject=found.subject,
        colour=rule.colour,
        text=words.clip(found.text, 300),
        rows=rows,
        shape=shape,
        raised_at=at,
        seen_at=at,
    )
    with WARNING.begin("raise", made, by=None, at=at, relation=SYSTEM) as step:
        step.say(made.text)
        step.then(lambda done: _tell(done.thing, at))


def _raise_again(known: Alert, text: str, rows: list[list[str]], shape: str, at: datetime) -> None:
    with WARNING.step("raise_again", known, by=None, at=at, relation=SYSTEM) as step:
        step.set(text=text, rows=rows, shape=shape, seen_at=at, gone_at=None)
        step.set(closed_at=None, closed_by=None, colour=_own_colour(step.thing))
        step.say(text)
        step.then(lambda done: _tell(done.thing, at))


def _gone(warnings: Sequence[Alert], at: datetime) -> int:
    """What the rule no longer finds: it stays until a person closes it."""
    ids = [w.pk for w in warnings if w.state != WarningState.CLOSED and w.gone_at is None]
    return Alert.objects.filter(pk__in=ids).update(gone_at=at) if ids else 0


def _tell(warning: Alert, at: datetime) -> None:
    """Whoever watches this village is told, once."""
    link = reverse("books_staff:warning", args=[warning.code])
    tell(
        people=watchers(warning.place, at),
        say=gettext_noop("%(place)s有一条新的预警：%(text)s"),
        words={"place": warning.place.spoken, "text": warning.text},
        link=link,
        at=at,
    )


def watchers(place: Place, at: datetime) -> list[Person]:
    """The supervision committee of the village and the discipline officers above it."""
    return holders(SUPERVISORS, above=place, at=at)


@WARNING.action("answer")
def answer(
    *,
    warning: Alert,
    text: str,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Alert:
    """Say what it is about and show the proof; a red warning turns yellow until it is checked.

    Raises `Refused` without evidence: neither now nor from an earlier answer.
    """
    text = needed(text)
    WARNING.check("answer", warning, by, at=at)
    if not uploads and not warning.files:
        raise Refused(
            _("请附上证据（照片或文件）：没有证据不能销号。"), "no_evidence", field="uploads"
        )
    with (
        files.kept(uploads[:MOST_FILES]) as kept,
        WARNING.step("answer", warning, by=by, at=at) as step,
    ):
        step.set(answered_at=step.at, answered_by=by)
        if step.thing.colour == Colour.RED:
            step.thing.colour = Colour.YELLOW
        step.files = files.attach(kept, to=step.thing, by=by, at=step.at)
        step.say(text)
    return warning


@WARNING.action("return")
def send_back(*, warning: Alert, text: str, by: Person, at: datetime | None = None) -> Alert:
    """退回: the answer is not enough; the warning has its rule's colour again."""
    text = needed(text)
    with WARNING.step("return", warning, by=by, at=at) as step:
        step.thing.colour = _own_colour(step.thing)
        step.say(text)
    return warning


@WARNING.action("close")
def close(*, warning: Alert, text: str, by: Person, at: datetime | None = None) -> Alert:
    """销号: the evidence was checked. Never by whoever answered, never without evidence."""
    text = needed(text)
    with WARNING.step("close", warning, by=by, at=at) as step:
        step.set(closed_at=step.at, closed_by=by)
        step.say(text)
    return warning


def _own_colour(warning: Alert) -> str:
    rule = rules.WARNINGS.get(warning.rule)
    return rule.colour if rule else warning.colour
