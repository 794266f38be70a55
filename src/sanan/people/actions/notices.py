"""Telling people: one sentence, kept for its reader, some of them carried out by a channel.

A sentence is given in its original (a lazy or a marked string) with %(names)s, and what goes in
beside it. It becomes a text where it is read: on the page in the language of the page, in an SMS in
the language of whoever gets it; never in the language of whoever acts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import override

from sanan.kit import bulk, phones, tokens, vault, words
from sanan.kit.clock import at_or_now
from sanan.people.enums import Channel, NoticeState
from sanan.people.models import Notice, Person
from sanan.people.models.notice import MOST

MOST_WORDS = 300
ORIGINAL = "zh-hans"
"""The language in which sentences are written in the code, and which readers without one get."""

Say = str | Promise
_About = tuple[int | None, str, str]


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A sentence that people are told again and again.

    `many` stands for several about one thing ("%(count)s 条补充"), `plain` for a number that has not
    confirmed itself: it holds no word that somebody wrote.
    """

    sentence: Say
    many: Say = ""
    plain: Say = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What `notify` takes, for telling many at once."""

    say: Say | NoticeKind
    to: Person | None = None
    words: Mapping[str, object] = field(default_factory=dict)
    phone: str = ""
    link: str = ""
    channel: str = Channel.APP
    not_before: datetime | None = None
    source: str = ""
    urgent: bool = False


def notify(
    *,
    say: Say | NoticeKind,
    to: Person | None = None,
    words: Mapping[str, object] | None = None,
    phone: str = "",
    link: str = "",
    channel: str = Channel.APP,
    not_before: datetime | None = None,
    source: str = "",
    urgent: bool = False,
    at: datetime | None = None,
) -> Notice:
    """Tell one person, or one phone number without an account.

    Part of the action that calls it, in its transaction, and covered by that action's entry in the
    record. `words` goes into the sentence's %(names)s; terms of the product stay lazy, so that each
    reader gets them in their language. `not_before` keeps a channel quiet until then (never at
    night is the caller's rule); `urgent` goes out also in hours in which its reader wants no sound.
    `source` is where a visitor without an account came from (`visitor.source`), so that whoever sends
    can brake. Said again about the same `link` while the first is unread, it is counted there and not
    told anew. What a channel is to carry waits as this very row: the worker looks for such rows every
    second (`delivery.deliver_due`), so nothing else is queued. An SMS to someone without a number stays in the product.
    """
    letter = Letter(say, to, words or {}, phone, link, channel, not_before, source, urgent)
    return notify_all(letters=[letter], at=at)[0]


def tell(
    *,
    people: Iterable[Person],
    say: Say | NoticeKind,
    words: Mapping[str, object] | None = None,
    link: str = "",
    at: datetime | None = None,
) -> list[Notice]:
    """Tell each of `people` once, in the product."""
    once = {person.pk: person for person in people}
    letters = [Letter(say, person, words or {}, link=link) for person in once.values()]
    return notify_all(letters=letters, at=at)


def notify_all(*, letters: Iterable[Letter], at: datetime | None = None) -> list[Notice]:
    """Tell many in few statements; see `notify`."""
    moment = at_or_now(at)
    drafts = [_draft(letter, moment) for letter in letters]
    with transaction.atomic(savepoint=False):
        unread = _unread(drafts)
        kept = [_counted(unread, draft) or draft for draft in drafts]
        made = [notice for notice in kept if notice.pk is None]
        again = {notice.pk: notice for notice in kept if notice.pk is not None}
        Notice.objects.bulk_update(again.values(), ["count", "words", "made_at"])
        if len(made) == 1:
            bulk.insert(made[0])
        else:
            bulk.insert_many(made)
    return kept


@contextmanager
def in_language_of(person: Person) -> Iterator[None]:
    """For a sentence that is worked out at once: in the language of whoever will read it."""
    with override(person.language or ORIGINAL):
        yield


def mark_read(*, to: Person, ids: Sequence[int] | None = None, at: datetime | None = None) -> int:
    """Note that `to` has opened these of their notices (all, without `ids`); how many were new.

    Makes no entry in the record: it is the reader's own bookkeeping.
    """
    mine = Notice.objects.visible_to(to).unread()
    if ids is not None:
        mine = mine.filter(pk__in=ids)
    return mine.update(read_at=at_or_now(at))


def _draft(letter: Letter, at: datetime) -> Notice:
    kind = letter.say if isinstance(letter.say, NoticeKind) else NoticeKind(letter.say)
    channel, address = _road(letter)
    with override(ORIGINAL):
        return bulk.new(
            Notice,
            to=letter.to,
            address_locked=address,
            channel=channel,
            sentence=words.clip(str(kind.sentence), MOST),
            many=str(kind.many),
            plain=str(kind.plain),
            words={name: _stored(value) for name, value in letter.words.items()},
            link=letter.link,
            source=tokens.keyed_hash("attempt", letter.source) if letter.source else "",
            state=NoticeState.KEPT if channel == Channel.APP else NoticeState.WAITING,
            urgent=letter.urgent,
            made_at=at,
            not_before=letter.not_before,
        )


def _unread(drafts: Sequence[Notice]) -> dict[_About, Notice]:
    """What its readers have not opened yet of the same sentences about the same things."""
    inside = [draft for draft in drafts if draft.channel == Channel.APP and draft.link]
    if not inside:
        return {}
    rows = Notice.objects.unread().filter(
        channel=Channel.APP,
        to__in={draft.to_id for draft in inside},
        link__in={draft.link for draft in inside},
        sentence__in={draft.sentence for draft in inside},
    )
    return {_about(row): row for row in rows.select_for_update().order_by("pk")}


def _counted(unread: Mapping[_About, Notice], draft: Notice) -> Notice | None:
    """The unread notice that says the same about the same thing, with this one counted in it."""
    found = unread.get(_about(draft)) if draft.channel == Channel.APP else None
    if found is None or not (draft.many or found.words == draft.words):
        return None
    found.count, found.words, found.made_at = found.count + 1, draft.words, draft.made_at
    return found


def _about(notice: Notice) -> _About:
    return notice.to_id, notice.link, notice.sentence


def _stored(value: object) -> Any:
    """A word as it is kept: terms of the product by their originals, so that they can be translated."""
    if isinstance(value, Promise):
        return {"_": str(value)}
    if isinstance(value, int | float):
        return value
    return words.clip(str(value), MOST_WORDS)


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
