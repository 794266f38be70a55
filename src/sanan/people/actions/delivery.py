"""Carrying notices out, with patience: a lease per try, then a longer wait."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from sanan.channels.sms.transport import NotSent
from sanan.channels.wechat.events import Outcome
from sanan.channels.wecom.robot import robot
from sanan.kit.clock import at_or_now
from sanan.kit.errors import TooMany
from sanan.ledger.actions import record
from sanan.people import rules
from sanan.people.actions.carrying import Crowd, carry, end_roads_of, quiet_until
from sanan.people.actions.notices import ORIGINAL
from sanan.people.enums import Channel, Event, NoticeState
from sanan.people.models import Attempt, Notice, Person, PhoneCode, SignInLock
from sanan.people.rules import Verb

log = logging.getLogger(__name__)
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=1)
AT_ONCE = 200
FORGET_AFTER = timedelta(days=2)


def deliver(*, notice_id: int, at: datetime | None = None) -> Notice | None:
    """Carry one notice out, unless it is done, not yet due, or in another worker's hands.

    The try is taken first (a lease of a minute, then two, four …): a worker killed in the middle
    leaves the notice to the next one after that. Makes no entry in the record: what was said stands
    in the entry of the action that said it.
    """
    moment = at_or_now(at)
    notice = _lease(notice_id, moment)
    if notice is None or _in_quiet(notice, moment):
        return None
    try:
        _send(notice, moment)
    except Crowd as crowd:
        _later(notice, crowd, moment)
    except TooMany:
        notice.state, notice.retry_at = NoticeState.HELD, None
    except NotSent as failed:
        _failed(notice, failed, moment)
    else:
        notice.state, notice.sent_at = NoticeState.SENT, moment
        notice.error, notice.retry_at = "", None
    notice.save(
        update_fields=["state", "sent_at", "error", "retry_at", "road", "receipt", "failed_roads"]
    )
    return notice


def _lease(notice_id: int, at: datetime) -> Notice | None:
    waiting = Notice.objects.due(at).filter(pk=notice_id)
    tries = waiting.values_list("tries", flat=True).first()
    if tries is None:
        return None
    # Only the worker that sees the same number of tries gets it.
    mine = waiting.filter(tries=tries).update(
        tries=F("tries") + 1, retry_at=at + FIRST_WAIT * 2**tries
    )
    return Notice.objects.select_related("to").get(pk=notice_id) if mine else None


def _send(notice: Notice, at: datetime) -> None:
    if notice.channel != Channel.WECOM:
        carry(notice, at=at)
        return
    link = f"{settings.SITE_URL}{notice.link}" if notice.link.startswith("/") else notice.link
    with override(ORIGINAL):
        robot().send(f"{notice.text} {link}".strip())


def _in_quiet(notice: Notice, at: datetime) -> bool:
    """Let a notice lie until its reader's quiet hours are over, as if it had not been tried."""
    until = quiet_until(notice, at=at)
    if until is None:
        return False
    notice.not_before, notice.retry_at, notice.tries = until, None, notice.tries - 1
    notice.save(update_fields=["not_before", "retry_at", "tries"])
    return True


def _later(notice: Notice, crowd: Crowd, at: datetime) -> None:
    """Wait at least until there is room again, and twice as long each time; in the end, held."""
    if notice.tries >= MOST_TRIES:
        notice.state, notice.retry_at = NoticeState.HELD, None
        return
    least = at + timedelta(seconds=crowd.retry_after)
    notice.retry_at = max(notice.retry_at or at, least)


def _failed(notice: Notice, failed: NotSent, at: datetime) -> None:
    notice.error = failed.code[:60]
    if not failed.again or notice.tries >= MOST_TRIES:
        notice.state, notice.retry_at = NoticeState.FAILED, None
        log.error("notice %s not sent: %s", notice.pk, failed.code)
        return
    least = at + timedelta(seconds=failed.after)
    notice.retry_at = max(notice.retry_at or at, least)
    log.warning("notice %s not sent yet: %s", notice.pk, failed.code)


def note_outcome(*, outcome: Outcome, at: datetime | None = None) -> Notice | None:
    """What WeChat tells afterwards of a message that it took: one that did not arrive takes the next road.

    Nothing changes for a receipt that is unknown, or told a second time. Makes no entry, as `deliver`;
    that a reader's road ended does.
    """
    moment = at_or_now(at)
    with transaction.atomic():
        sent = Notice.objects.select_for_update(of=("self",)).filter(
            receipt=outcome.receipt, road=Channel.WECHAT, state=NoticeState.SENT
        )
        notice = sent.select_related("to").first()
        if notice is None or outcome.delivered:
            return notice
        notice.failed_roads[Channel.WECHAT] = [f"wechat.{outcome.status}"[:60], False]
        notice.state, notice.road, notice.receipt = NoticeState.WAITING, "", ""
        notice.sent_at, notice.retry_at = None, None
        notice.save()
        if outcome.blocked:
            end_roads_of(notice, Channel.WECHAT, why="wechat.blocked", at=moment)
    log.warning("notice %s did not arrive by wechat", notice.pk)
    return notice


def deliver_due(*, at: datetime | None = None) -> int:
    """Carry out up to 200 notices that wait and are due; how many were sent."""
    moment = at_or_now(at)
    ids = Notice.objects.due(moment).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    done = [deliver(notice_id=pk, at=moment) for pk in list(ids)]
    return sum(1 for notice in done if notice and notice.state == NoticeState.SENT)


def resend(*, notice: Notice, by: Person | None, at: datetime | None = None) -> Notice:
    """Try a failed notice again from the beginning."""
    rules.check(Verb.RESEND, by)
    with transaction.atomic():
        failed = Notice.objects.filter(pk=notice.pk, state=NoticeState.FAILED)
        if failed.update(
            state=NoticeState.WAITING, tries=0, retry_at=None, error="", failed_roads={}
        ):
            record(
                event=Event.RESEND,
                subject=f"notice-{notice.pk}",
                content={"notice": notice.pk},
                by=by.ref if by else "",
                at=at,
            )
    notice.refresh_from_db()
    return notice


def tidy(*, at: datetime | None = None) -> None:
    """Forget counters that are full again, dead codes and old failures (PIPL art. 47)."""
    before = at_or_now(at) - FORGET_AFTER
    Attempt.objects.filter(full_at__lt=before.timestamp()).delete()
    PhoneCode.objects.filter(ends_at__lt=before).delete()
    SignInLock.objects.filter(failed_at__lt=before).delete()
