"""What a person holds from the first second: the log's signed word that their entry will stand."""

from datetime import datetime, timedelta

from django.conf import settings

from sanan.kit import clock
from sanan.ledger.actions.opening import open_log
from sanan.ledger.log.promise import make_promise
from sanan.ledger.models import Entry, Log
from sanan.ledger.queries import leaves, logs

_open: dict[tuple[str, ...], Log] = {}


def promise(entry: Entry, *, at: datetime | None = None) -> str:
    """Sign that this entry will be under a checkpoint within LOG_PROMISE_HOURS; a signed note.

    Call it after the entry's transaction is committed. Empty where the log is switched off or the
    content is erased. Raises KeyFormError where the key is not at hand.
    """
    opening = leaves.opening(entry) if settings.LOG else None
    if opening is None:
        return ""
    due = (at or clock.now()) + timedelta(hours=settings.LOG_PROMISE_HOURS)
    signer = logs.signer(_log(entry.year))
    return make_promise(opening, signer=signer, by=leaves.moment(due)).decode()


def _log(year: int) -> Log:
    """A log's row never changes, so each process reads it once."""
    database = str(settings.DATABASES["default"]["NAME"])
    key = (database, str(settings.LOG_KEYS), settings.LOG_KEY, str(year))
    if key not in _open:
        _open[key] = open_log(year)
    return _open[key]
