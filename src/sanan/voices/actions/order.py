"""Order in the room: removing with a visible line, letting through, pinning, appeals, words."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people import actions as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.voices import rules
from sanan.voices.actions.change import locked, needed, touched, written
from sanan.voices.enums import Decision, Event, Reason, State
from sanan.voices.models import Appeal, Member, Message, Mute, Room, Word
from sanan.voices.rules import Verb

NOTE, APPEAL, MOST_PINNED = 300, 1000, 5


def remove(
    *, message: Message, why: Reason, note: str, by: Person, at: datetime | None = None
) -> Message:
    """Take a message out; a line stays that says who did it and why, and its author may appeal."""
    note = needed(words.clean_line(note), most=NOTE, name="note")
    text = gettext_noop("您在村群里的一条消息被移除了。原因：%(why)s。%(note)s 您可以申诉。")
    return _judged(
        message, Verb.REMOVE, State.REMOVED, by, at, why=Reason(why), note=note, text=text
    )


def refuse(
    *, message: Message, why: Reason, note: str, by: Person, at: datetime | None = None
) -> Message:
    """What waited for a look is not let through; its author reads why and may appeal."""
    note = needed(words.clean_line(note), most=NOTE, name="note")
    text = gettext_noop("您在村群里的一条消息没有放行。原因：%(why)s。%(note)s 您可以申诉。")
    return _judged(
        message, Verb.REFUSE, State.REFUSED, by, at, why=Reason(why), note=note, text=text
    )


def let_through(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """What waited for a look is shown."""
    return _judged(message, Verb.PASS, State.SHOWN, by, at)


def _judged(
    message: Message,
    verb: Verb,
    state: State,
    by: Person,
    at: datetime | None,
    *,
    why: Reason | None = None,
    note: str = "",
    text: str = "",
) -> Message:
    rules.check(verb, message, by)
    moment = clock.at_or_now(at)
    with locked(message.room) as room:
        fresh = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        fresh.room = room
        rules.check(verb, fresh, by)
        fresh.state, fresh.judged_at, fresh.judged_by = state, moment, by
        fresh.why, fresh.note = str(why or ""), note
        touched(room, fresh)
        fresh.save()
        content = {"why": str(why or ""), "state": str(state), "hits": fresh.hits}
        written(f"chat.{verb}", fresh.ref, content, by=by, at=moment, said=note)
        if why and fresh.member_id and fresh.by:
            told = {"why": why.label, "note": note}
            link = f"/room/{room.place.code}/m/{fresh.ref}/"
            people.notify(to=fresh.by, say=text, words=told, link=link, at=moment)
    _refresh(message, fresh)
    return message


def _refresh(message: Message, fresh: Message) -> None:
    for name in ("state", "judged_at", "judged_by", "why", "note", "rev", "pinned_at"):
        setattr(message, name, getattr(fresh, name))


def pin(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Keep a message at the top of the room; at most five."""
    rules.check(Verb.PIN, message, by)
    if Message.objects.filter(room=message.room, pinned_at__isnull=False).count() >= MOST_PINNED:
        raise Refused(_("最多置顶 %(most)d 条。请先取消一条。") % {"most": MOST_PINNED}, "many")
    return _pinned(message, clock.at_or_now(at), Verb.PIN, by, at)


def unpin(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Take it off the top."""
    rules.check(Verb.UNPIN, message, by)
    return _pinned(message, None, Verb.UNPIN, by, at)


def _pinned(
    message: Message, when: datetime | None, verb: Verb, by: Person, at: datetime | None
) -> Message:
    with locked(message.room) as room:
        message.pinned_at = when
        touched(room, message)
        message.save(update_fields=["pinned_at", "rev"])
        written(f"chat.{verb}", message.ref, {}, by=by, at=clock.at_or_now(at))
    return message


def appeal(
    *,
    member: Member,
    text: str,
    message: Message | None = None,
    mute: Mute | None = None,
    at: datetime | None = None,
) -> Appeal:
    """Say that a removal, a refusal or a mute was wrong; somebody else than who did it decides."""
    text = needed(text, most=APPEAL)
    if (message is None) == (mute is None):
        raise Invalid(_("请从被移除的消息或禁言的提示进来申诉。"), "nothing")
    mine = message.member_id if message is not None else mute.member_id if mute else None
    if mine != member.pk:
        raise Forbidden(_("只能为自己申诉。"), "not_yours")
    if message is not None and message.state not in {State.REMOVED, State.REFUSED, State.HELD}:
        raise Refused(_("这条消息好好地在群里，不用申诉。"), "nothing")
    moment = clock.at_or_now(at)
    made = Appeal(room=member.room, member=member, message=message, mute=mute, text=text, at=moment)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            about = message.ref if message is not None else mute.ref if mute else ""
            written(
                Event.APPEAL, made.ref, {"about": about}, by=member.person, at=moment, said=text
            )
    except IntegrityError:
        raise Refused(_("已经申诉过一次了，请等答复。"), "twice") from None
    return made


def decide(
    *, appeal: Appeal, granted: bool, answer: str, by: Person, at: datetime | None = None
) -> Appeal:
    """Decide an appeal: granted, the message is shown again or the mute lifted, with an answer."""
    if not rules.may_judge(appeal.room.place, by):
        raise Forbidden(_("这一步不由您来办。"), "not_yours")
    if by.pk == _first_judge(appeal):
        raise Forbidden(_("这是您自己的决定，申诉要由另一个人来看。"), "own_decision")
    answer = needed(answer, most=APPEAL, name="answer")
    moment = clock.at_or_now(at)
    with locked(appeal.room) as room:
        fresh = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        if fresh.decision != Decision.PENDING:
            raise Refused(_("这个申诉已经有答复了。"), "decided")
        fresh.decision = Decision.GRANTED if granted else Decision.REFUSED
        fresh.answer, fresh.decided_at, fresh.decided_by = answer, moment, by
        fresh.save()
        if granted and fresh.message is not None:
            _restore(fresh.message, room, by, moment)
        if granted and fresh.mute is not None and fresh.mute.lifted_at is None:
            fresh.mute.lifted_at, fresh.mute.lifted_by = moment, by
            fresh.mute.save(update_fields=["lifted_at", "lifted_by"])
        content = {"granted": granted}
        written(Event.DECIDE, fresh.ref, content, by=by, at=moment, said=answer)
        people.notify(
            to=fresh.member.person,
            say=gettext_noop("您在村群里的申诉有答复了：%(decision)s。%(answer)s"),
            words={"decision": Decision(fresh.decision).label, "answer": answer},
            link="/room/",
            at=moment,
        )
    for name in ("decision", "answer", "decided_at", "decided_by"):
        setattr(appeal, name, getattr(fresh, name))
    return appeal


def _first_judge(appeal: Appeal) -> int | None:
    if appeal.message is not None:
        return appeal.message.judged_by_id
    return appeal.mute.by_id if appeal.mute else None


def _restore(message: Message, room: Room, by: Person, at: datetime) -> None:
    message.state, message.judged_at, message.judged_by = State.SHOWN, at, by
    message.why = message.note = ""
    touched(room, message)
    message.save()


def add_word(
    *, place: Place, text: str, why: Reason, by: Person, at: datetime | None = None
) -> Word:
    """A word at which messages wait for a look, in `place` and under it."""
    rules.check_keeper(place, by)
    text = words.clean_line(text, most=40, field="text")
    if len(text) < 2:
        raise Invalid(_("词至少要两个字，不然会拦下太多正常的话。"), "short", field="text")
    moment = clock.at_or_now(at)
    try:
        with transaction.atomic():
            made = Word.objects.create(
                place=place, text=text, why=Reason(why), added_at=moment, by=by
            )
            content = {"place": place.code, "word": text, "why": str(why)}
            written(Event.ADD_WORD, place.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这个词已经有了。"), "twice", field="text") from None
    return made


def drop_word(*, word: Word, by: Person, at: datetime | None = None) -> Word:
    """Stop no more at this word."""
    rules.check_keeper(word.place, by)
    if word.dropped_at is not None:
        raise Refused(_("这个词已经去掉了。"), "dropped")
    word.dropped_at = clock.at_or_now(at)
    with transaction.atomic():
        word.save(update_fields=["dropped_at"])
        content = {"place": word.place.code, "word": word.text}
        written(Event.DROP_WORD, word.place.code, content, by=by, at=word.dropped_at)
    return word
