"""Telling people: rows in the product, some of them carried out by a channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sanan.kit import bulk, later, phones, vault, words
from sanan.kit.clock import at_or_now
from sanan.people.enums import Channel, NoticeState
from sanan.people.models import Notice, Person

MOST = 500
DELIVER = "sanan.people.tasks.deliver_notice"


@dataclass(frozen=True, slots=True)
class Letter:
    """What `notify` takes, for telling many at once."""

    text: str
    to: Person | None = None
    phone: str = ""
    link: str = ""
    channel: str = Channel.APP
    not_before: datetime | None = None


def notify(
    *,
    text: str,
    to: Person | None = None,
    phone: str = "",
    link: str = "",
    channel: str = Channel.APP,
    not_before: datetime | None = None,
    at: datetime | None = None,
) -> Notice:
    """Tell one person, or one phone number without an account.

    Part of the action that calls it, in its transaction, and covered by that action's entry in the
    record. `not_before` keeps a channel quiet until then (never at night is the caller's rule).
    An SMS to someone without a number stays in the product.
    """
    letter = Letter(text, to, phone, link, channel, not_before)
    return notify_all(letters=[letter], at=at)[0]


def notify_all(*, letters: Iterable[Letter], at: datetime | None = None) -> list[Notice]:
    """Tell many in one statement; see `notify`."""
    moment = at_or_now(at)
    with transaction.atomic():
        made = [_notice(letter, moment) for letter in letters]
        if len(made) == 1:
            bulk.insert(made[0])
        else:
            bulk.insert_many(made)
        for notice in made:
            if notice.state == NoticeState.WAITING:
                later.enqueue(DELIVER, notice.pk, not_before=notice.not_before)
    return made


def _notice(letter: Letter, at: datetime) -> Notice:
    channel, address = _road(letter)
    return bulk.new(
        Notice,
        to=letter.to,
        address_locked=address,
        channel=channel,
        text=words.clip(letter.text, MOST),
        link=letter.link,
        state=NoticeState.KEPT if channel == Channel.APP else NoticeState.WAITING,
        made_at=at,
        not_before=letter.not_before,
    )


def _road(letter: Letter) -> tuple[Channel, str]:
    channel = Channel(letter.channel)
    if channel != Channel.SMS:
        if channel == Channel.APP and letter.to is None:
            raise ValueError("a notice inside the product needs a person")
        return channel, ""
    if letter.phone:
        return channel, vault.lock(phones.tidy(letter.phone))
    if letter.to is None:
        raise ValueError("a notice needs a person or a number")
    if letter.to.phone_locked:
        return channel, letter.to.phone_locked
    return Channel.APP, ""


def mark_read(*, to: Person, ids: Sequence[int] | None = None, at: datetime | None = None) -> int:
    """Note that `to` has opened these of their notices (all, without `ids`); how many were new.

    Makes no entry in the record: it is the reader's own bookkeeping.
    """
    mine = Notice.objects.visible_to(to).unread()
    if ids is not None:
        mine = mine.filter(pk__in=ids)
    return mine.update(read_at=at_or_now(at))
