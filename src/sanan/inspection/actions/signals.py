"""Signals of misconduct and corruption: alerts of the books, looked at by the inspection office."""

from datetime import datetime

from django.db.models import F

from sanan.books.models import Alert
from sanan.inspection.enums import SignalState
from sanan.inspection.models import IntegritySignal
from sanan.inspection.rules import SIGNAL
from sanan.inspection.rules.index import SIGNALS
from sanan.kit import clock, words
from sanan.people.models import Person
from sanan.process.declare import SYSTEM


def look_for_signals(*, at: datetime | None = None) -> int:
    """List what the rules raised since; what was dismissed and has other rows now is open again."""
    moment = clock.at_or_now(at)
    fresh = Alert.objects.filter(rule__in=SIGNALS, signal__isnull=True, closed_at__isnull=True)
    rows = [IntegritySignal(alert=each, shape=each.shape) for each in fresh.select_related("place")]
    SIGNAL.begin_many("notice", rows, by=None, at=moment, relation=SYSTEM)
    changed = IntegritySignal.objects.filter(
        state=SignalState.DISMISSED, alert__closed_at__isnull=True
    )
    changed = changed.exclude(shape=F("alert__shape")).select_related("alert__place")
    for each in changed:
        again(signal=each, at=moment)
    return len(rows)


@SIGNAL.action("again")
def again(
    *, signal: IntegritySignal, at: datetime | None = None, by: None = None
) -> IntegritySignal:
    """The rule found something else since it was dismissed."""
    with SIGNAL.step("again", signal, by=by, at=at, relation=SYSTEM) as step:
        step.set(shape=step.thing.alert.shape)
    return signal


@SIGNAL.action("keep")
def keep(
    *, signal: IntegritySignal, why: str, by: Person, at: datetime | None = None
) -> IntegritySignal:
    """Worth a look: why, in a sentence; a round that listens there may take it as a clue."""
    return _decided("keep", signal, why, by, at)


@SIGNAL.action("dismiss")
def dismiss(
    *, signal: IntegritySignal, why: str, by: Person, at: datetime | None = None
) -> IntegritySignal:
    """Looked at and explained; the alert itself is still answered where it was raised."""
    return _decided("dismiss", signal, why, by, at)


@SIGNAL.action("reopen")
def reopen(
    *, signal: IntegritySignal, why: str, by: Person, at: datetime | None = None
) -> IntegritySignal:
    """Dismissed too early."""
    return _decided("reopen", signal, why, by, at)


def _decided(
    verb: str, signal: IntegritySignal, why: str, by: Person, at: datetime | None
) -> IntegritySignal:
    reason = words.needed(why, "why", 500)
    with SIGNAL.step(verb, signal, by=by, at=at) as step:
        step.set(why=reason, shape=step.thing.alert.shape)
        step.note = reason
    return signal
