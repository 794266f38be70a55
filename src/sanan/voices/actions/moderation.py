"""Moderation: taking out with a visible line, letting through, pinning, reports, appeals, words."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people import actions as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Relation
from sanan.process.models import TimelineEntry
from sanan.process.step import Step
from sanan.voices import rules
from sanan.voices.actions.members import unmuted_on_appeal
from sanan.voices.actions.numbers import touched
from sanan.voices.enums import Event, Reason
from sanan.voices.models import Appeal, Member, Message, Mute, Word
from sanan.voices.rules.appeals import APPEAL
from sanan.voices.rules.messages import MESSAGE

NOTE, APPEAL_TEXT = 300, 1000


@MESSAGE.action("remove")
def remove(
    *, message: Message, why: Reason, note: str, by: Person, at: datetime | None = None
) -> Message:
    """Take a message out; a line stays that says who did it and why, and its author may appeal."""
    say = gettext_noop("您在村群里的一条消息被移除了。原因：%(why)s。%(note)s 您可以申诉。")
    return _taken_out("remove", message, Reason(why), note, say, by, at)


@MESSAGE.action("refuse")
def refuse(
    *, message: Message, why: Reason, note: str, by: Person, at: datetime | None = None
) -> Message:
    """What waited for a look is not let through; its author reads why and may appeal."""
    say = gettext_noop("您在村群里的一条消息没有放行。原因：%(why)s。%(note)s 您可以申诉。")
    return _taken_out("refuse", message, Reason(why), note, say, by, at)


def _taken_out(
    verb: str,
    message: Message,
    why: Reason,
    note: str,
    say: str,
    by: Person,
    at: datetime | None,
) -> Message:
    note = words.needed(words.clean_line(note), "note", NOTE)
    with MESSAGE.step(verb, message, by=by, at=at) as step:
        _judged(step, why=str(why), note=note)
        step.data = {"why": str(why), "hits": step.thing.hits}
        step.say(note, public=True)
        if step.thing.member is not None:
            told, link = {"why": why.label, "note": note}, f"/voices/m/{message.ref}/"
            people.notify(to=step.thing.member.person, say=say, words=told, link=link, at=step.at)
        _reporters_told(step, gettext_noop("您举报的一条消息已经移除。"))
    return message


def _judged(step: Step[Message], *, why: str = "", note: str = "") -> None:
    """A named person has looked at it."""
    step.set(judged_at=step.at, judged_by=step.by, why=why, note=note)
    touched(step.thing)


@MESSAGE.action("pass")
def let_through(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """What waited for a look is shown."""
    with MESSAGE.step("pass", message, by=by, at=at) as step:
        _judged(step)
    return message


@MESSAGE.action("restore")
def restore(
    *,
    message: Message,
    by: Person,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Message:
    """What was taken out or held is shown after all: an appeal against it was right."""
    with MESSAGE.step("restore", message, by=by, relation=relation, at=at) as step:
        _judged(step)
    return message


@MESSAGE.action("pin")
def pin(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Keep a message at the top of the room; at most five."""
    with MESSAGE.step("pin", message, by=by, at=at) as step:
        step.set(pinned_at=step.at)
        touched(step.thing)
    return message


@MESSAGE.action("unpin")
def unpin(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Take it off the top."""
    with MESSAGE.step("unpin", message, by=by, at=at) as step:
        step.set(pinned_at=None)
        touched(step.thing)
    return message


@MESSAGE.action("take_back")
def take_back(
    *,
    message: Message,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Message:
    """Its author takes it back, here within two minutes; a line stays that says so."""
    with MESSAGE.step("take_back", message, by=by, relation=relation, at=at) as step:
        step.set(pinned_at=None)
        touched(step.thing)
    return message


@MESSAGE.action("report")
def report(
    *, message: Message, why: Reason, note: str = "", by: Person, at: datetime | None = None
) -> Message:
    """A neighbour says that a message should not stand; whoever keeps the room looks at it.

    The message stays until a person decides. Who reported is told to staff, never to the room.
    """
    note = words.clean(note, most=NOTE, field="note")
    with MESSAGE.step("report", message, by=by, at=at) as step:
        step.set(reported_at=step.thing.reported_at or step.at)
        step.data = {"why": str(Reason(why))}
        step.note = "：".join(filter(None, [str(Reason(why).label), note]))
    return message


@MESSAGE.action("stand")
def stand(*, message: Message, note: str, by: Person, at: datetime | None = None) -> Message:
    """A person has looked at a report and leaves the message, saying why."""
    note = words.needed(note, "note", NOTE)
    with MESSAGE.step("stand", message, by=by, at=at) as step:
        step.say(note)
        _reporters_told(step, gettext_noop("您举报的一条消息，村里看过，留着。%(note)s"), note=note)
    return message


def _reporters_told(step: Step[Message], say: str, **told: str) -> None:
    """Whoever reported a message hears what became of it; the report waits no more."""
    if step.thing.reported_at is None:
        return
    since = step.thing.reported_at
    lines = TimelineEntry.objects.of("message", step.thing.pk).filter(verb="report", at__gte=since)
    asked = {line.by for line in lines.select_related("by") if line.by is not None}
    link = f"/voices/m/{step.thing.ref}/"
    people.tell(people=asked, say=say, words=told, link=link, at=step.at)
    step.set(reported_at=None)


@APPEAL.action("appeal")
def appeal(
    *,
    member: Member,
    text: str,
    message: Message | None = None,
    mute: Mute | None = None,
    at: datetime | None = None,
) -> Appeal:
    """Say that a removal, a refusal or a mute was wrong; somebody else than who did it decides."""
    text = words.needed(text, "text", APPEAL_TEXT)
    about = message or mute
    if about is None or (message is not None and mute is not None):
        raise Invalid(_("请从被移除的消息或禁言的提示进来申诉。"), "nothing")
    moment = clock.at_or_now(at)
    made = Appeal(room=member.room, member=member, message=message, mute=mute, text=text, at=moment)
    try:
        with APPEAL.begin("appeal", made, by=member.person, at=moment) as step:
            step.data = {"about": about.ref}
    except IntegrityError:
        raise Refused(_("已经申诉过一次了，请等答复。"), "twice") from None
    return made


@APPEAL.action("grant")
def grant(*, appeal: Appeal, answer: str, by: Person, at: datetime | None = None) -> Appeal:
    """The appeal is right: the message is shown again, or the mute ends."""
    with APPEAL.step("grant", appeal, by=by, at=at) as step:
        _decided(step, answer)
        message, mute = step.thing.message, step.thing.mute
        if message is not None and message.state in MESSAGE["restore"].sources:
            restore(message=message, by=by, relation=SYSTEM, at=step.at)
        if mute is not None:
            unmuted_on_appeal(mute, by, step.at)
    return appeal


@APPEAL.action("uphold")
def uphold(*, appeal: Appeal, answer: str, by: Person, at: datetime | None = None) -> Appeal:
    """It stays as it is, and the answer says why."""
    with APPEAL.step("uphold", appeal, by=by, at=at) as step:
        _decided(step, answer)
    return appeal


def _decided(step: Step[Appeal], answer: str) -> None:
    answer = words.needed(answer, "answer", APPEAL_TEXT)
    step.set(answer=answer, decided_at=step.at, decided_by=step.by)
    people.notify(
        to=step.thing.member.person,
        say=gettext_noop("您在村群里的申诉有答复了：%(decision)s。%(answer)s"),
        words={"decision": APPEAL.states(step.target).label, "answer": answer},
        link="/voices/",
        at=step.at,
    )


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
