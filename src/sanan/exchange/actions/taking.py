"""What waits in the queue is done: each message once, in its own transaction.

A refusal holds the message for a person; trouble that may pass (a busy database) sends it back into
the queue, later each time. After `MOST_ATTEMPTS` it is held, too: nothing is ever dropped.
"""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from sanan.exchange.actions.orders import DO
from sanan.exchange.actions.receiving import hold
from sanan.exchange.enums import Direction, Field, Means, State
from sanan.exchange.models import Message
from sanan.exchange.queries.words import Unknown, meaning
from sanan.kit import clock
from sanan.kit.errors import Refused

MOST_ATTEMPTS = 10
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
AT_ONCE = 500
log = logging.getLogger(__name__)


def take_waiting(*, at: datetime | None = None, most: int = AT_ONCE) -> int:
    """Do what is due; how many were settled. Another worker may do the same at the same time."""
    moment = clock.at_or_now(at)
    done = 0
    while done < most:
        due = list(Message.objects.incoming().ready(moment)[:100].values_list("pk", flat=True))
        settled = sum(_tried(pk, moment) for pk in due)
        done += settled
        if not settled:
            break
    return done


def take(*, message: Message, at: datetime | None = None) -> Message:
    """Do what one message asks, if it still waits and nothing of its number is ahead of it."""
    moment = clock.at_or_now(at)
    if Message.objects.filter(pk=message.pk).ready(moment).exists():
        _tried(message.pk, moment)
    message.refresh_from_db()
    return message


def _tried(pk: int, moment: datetime) -> bool:
    try:
        with transaction.atomic():
            return _take(pk, moment)
    except (DatabaseError, OSError) as error:
        log.warning("exchange message %s comes again later: %s", pk, type(error).__name__)
    except Exception:
        log.exception("exchange message %s", pk)
    later(pk, moment)
    return False


def _take(pk: int, moment: datetime) -> bool:
    message = (
        Message.objects.select_for_update(of=("self",)).select_related("system__place").get(pk=pk)
    )
    if message.state != State.WAITING:
        return False
    try:
        with transaction.atomic():
            message.means = _wanted(message)
            message.case = DO[Means(message.means)](message, at=moment)
    except Refused as no:
        hold(message, no)
        if isinstance(no, Unknown):
            message.unknown_field, message.unknown_word = no.of, no.word
    else:
        message.state, message.settled_at, message.why = State.DONE, moment, ""
    message.save()
    return True


def _wanted(message: Message) -> str:
    """What it asks for; without a word it is a new one."""
    said = message.said.get("state", "")
    return meaning(message.system, Field.STATE, said) if said else Means.REQUEST


def later(pk: int, moment: datetime) -> None:
    """Back into the queue, twice as long as the time before; at last to a person."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=pk)
        if message.state != State.WAITING:
            return
        message.attempts += 1
        message.next_at = moment + backoff(message.attempts)
        if message.attempts >= MOST_ATTEMPTS:
            sentence = (
                _("试了多次都没有送到。请核对对方地址，再送一次。")
                if message.direction == Direction.OUT
                else _("系统试了多次没有办成，内容都在。请再送一次，或者联系维护人员。")
            )
            hold(message, Refused(sentence, "gave_up"))
        message.save()


def backoff(attempts: int) -> timedelta:
    """How long until the next try: 30 seconds, doubling, six hours at most."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
