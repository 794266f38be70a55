"""From what was said to a case, and from the case's answer back into the room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.actions.intake import first_words
from sanan.cases.enums import OPENING_ROLES, Anonymity, Door
from sanan.cases.models import Case, Reply
from sanan.files import actions as files
from sanan.files.models import StoredFile
from sanan.files.queries import as_upload, with_files
from sanan.kit import clock, vault, words
from sanan.kit.bulk import insert
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.kit.files import Upload
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.voices import rules
from sanan.voices.actions.change import locked, numbered, touched, written
from sanan.voices.enums import Event, Kind, Reading, Source, State
from sanan.voices.models import Message, Room
from sanan.voices.rules import Verb

MOST = 30
MOST_FILES = 10
AT_ONCE = 200
LOOKED_BACK = timedelta(days=366)


def raise_case(
    *,
    room: Room,
    messages: Sequence[Message],
    by: Person,
    title: str = "",
    at: datetime | None = None,
) -> Case:
    """Make one case of these messages, quoting them with who, when and their photos.

    Staff may take any messages of their rooms; a member their own. The same messages give the same
    case. Raises `Invalid` without messages or for too many, `Refused` where one is a case already.
    """
    chosen = sorted(messages, key=lambda m: m.seq)
    if not chosen or len(chosen) > MOST:
        raise Invalid(_("请选 1 到 %(most)d 条消息。") % {"most": MOST}, "messages")
    staff = _may_raise(room, chosen, by)
    moment = clock.at_or_now(at)
    author = next((m.member.person for m in chosen if m.member), None)
    uploads = quoted_files(chosen)
    with locked(room) as fresh:
        again = list(Message.objects.select_for_update().filter(pk__in=[m.pk for m in chosen]))
        if any(m.case_id for m in again):
            raise Refused(_("其中有消息已经立为事项了，请刷新后再选。"), "twice")
        opened = cases.open_case(
            text=quotation(chosen),
            title=words.clean_line(title, most=120, field="title") or _title(chosen),
            place=fresh.place,
            door=Door.ROOM,
            anonymity=Anonymity.MASKED,
            appellant=author,
            contact_phone=vault.unlock(author.phone_locked) if author else "",
            contact_name=author.name if author else "",
            entered_by=by if staff else None,
            uploads=uploads,
            idempotency="room:" + ",".join(m.ref for m in chosen),
            at=moment,
        )
        for message in again:
            message.case, message.reading = opened.case, Reading.CONFIRMED
            message.judged_at, message.judged_by = moment, by
        touched(fresh, *again)
        Message.objects.bulk_update(again, ["case", "reading", "judged_at", "judged_by", "rev"])
        content = {"room": fresh.door, "messages": [m.ref for m in chosen], "staff": staff}
        written(Event.RAISE, opened.case.code, content, by=by, at=moment)
    for message in chosen:
        message.case, message.reading = opened.case, Reading.CONFIRMED
    return opened.case


def _may_raise(room: Room, chosen: Sequence[Message], by: Person) -> bool:
    """Whether as staff (else as their author); raises where neither."""
    if any(m.room_id != room.pk for m in chosen):
        raise Invalid(_("请只选这个群里的消息。"), "elsewhere")
    if all(m.by_id == by.pk and m.member_id for m in chosen):
        for message in chosen:
            if message.state not in {State.SHOWN, State.HELD}:
                raise Refused(_("这条消息已经不在了。"), "gone")
            if message.case_id is not None:
                raise Refused(_("这条消息已经立为事项了。"), "twice")
        return False
    if not people.holds(by, OPENING_ROLES, path=room.place.path):
        raise Forbidden(
            _("只能把自己说的话交办。别人说的，请他自己点，或告诉网格员。"), "not_yours"
        )
    for message in chosen:
        rules.check(Verb.RAISE, message, by)
    return True


def quotation(chosen: Sequence[Message]) -> str:
    """What was said, as it was said, line by line, and where."""
    lines = [_("村群里的原话：")]
    for message in chosen:
        at = f"{timezone.localtime(message.at):%m-%d %H:%M}"
        lines.append(f"{at} {message.name}:{message.text or _('（照片或录音）')}")
    return "\n".join(lines)


def _title(chosen: Sequence[Message]) -> str:
    """The longest thing said is what it is about."""
    said = max((m.text for m in chosen), key=len)
    return first_words(said) if said else _("村群里的照片")


def quoted_files(chosen: Sequence[Message]) -> list[Upload]:
    """The files of these messages as if they had been uploaded with the case."""
    found = [file for message in with_files(chosen) for file in message.files]
    return _again(found[:MOST_FILES])


def _again(found: Sequence[StoredFile]) -> list[Upload]:
    return [upload for file in found if (upload := as_upload(file)) is not None]


def dismiss(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """It is no concern: a named person has looked."""
    rules.check(Verb.DISMISS, message, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        message.reading, message.judged_at, message.judged_by = Reading.DISMISSED, moment, by
        message.save(update_fields=["reading", "judged_at", "judged_by"])
        written(Event.DISMISS, message.ref, {"likely": message.likely}, by=by, at=moment)
    return message


def answer_in_room(
    *,
    case: Case,
    text: str,
    by: Person | None,
    at: datetime | None = None,
    origin: str = "",
    uploads: Sequence[Upload] = (),
) -> Message | None:
    """Carry a case's public answer into the room where it was raised, under the first quotation.

    The same `origin` posts once; None where the case came from no room.
    """
    asked = Message.objects.filter(case=case).exclude(kind=Kind.ANSWER)
    first = asked.select_related("room__place").order_by("seq").first()
    if first is None:
        return None
    room = first.room
    made = Message(
        kind=Kind.ANSWER,
        source=Source.SYSTEM,
        origin=origin or None,
        by=by,
        name=words.clip(case.handler.name if case.handler else room.place.spoken, 40),
        text=words.clean(text),
        reply_to=first,
        case=case,
        at=clock.at_or_now(at),
    )
    try:
        with files.kept(uploads) as kept, locked(room) as fresh:
            insert(numbered(fresh, made))
            attached = files.attach(kept, to=made, by=by, at=made.at)
            quoted = list(asked.filter(room=fresh))
            touched(fresh, *quoted)
            Message.objects.bulk_update(quoted, ["rev"])
            content = {"room": fresh.door, "case": case.code, "files": attached}
            written(Event.ANSWER, made.ref, content, by=by, at=made.at, said=made.text)
    except IntegrityError:
        return Message.objects.get(room=room, origin=origin)
    return made


def bring_answers(*, room: Room | None = None, at: datetime | None = None) -> int:
    """Carry every public answer that has not come back yet; how many. Safe to run twice."""
    moment = clock.at_or_now(at)
    asked = Message.objects.filter(case__isnull=False, at__gt=moment - LOOKED_BACK)
    asked = asked.filter(room=room) if room is not None else asked
    keys = sorted(set(asked.exclude(kind=Kind.ANSWER).values_list("case", flat=True)))
    done = 0
    for start in range(0, len(keys), AT_ONCE):
        missing = _missing(keys[start : start + AT_ONCE], moment)
        for reply in missing:
            _bring(reply, f"reply:{reply.pk}", moment)
        done += len(missing)
    return done


def _missing(cases: Sequence[int | None], at: datetime) -> list[Reply]:
    """Answers to these cases that no room has yet."""
    origin = Concat(Value("reply:"), Cast(OuterRef("pk"), CharField()))
    brought = Message.objects.filter(case=OuterRef("case"), origin=origin)
    found = Reply.objects.filter(~Exists(brought), case__in=cases, at__lte=at)
    return list(found.select_related("case__handler", "by").order_by("pk"))


def _bring(reply: Reply, origin: str, at: datetime) -> None:
    step = reply.case.timeline.filter(verb="reply", at=reply.at).last()
    after = [file for file in reply.case.files if step and file.part == step.pk]
    answer_in_room(
        case=reply.case,
        text=reply.public_text,
        by=reply.by,
        at=at,
        origin=origin,
        uploads=_again(after),
    )
