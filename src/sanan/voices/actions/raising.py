"""From what was said to a case, and from the case's answer back into the room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.actions.intake import first_words
from sanan.cases.enums import Anonymity, Door
from sanan.cases.models import Case, Reply
from sanan.files.models import StoredFile
from sanan.files.queries import as_upload, with_files
from sanan.kit import clock, vault, words
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.process.declare import SYSTEM
from sanan.voices.actions.numbers import locked, touched
from sanan.voices.actions.posting import posted
from sanan.voices.enums import Kind, Reading, Source
from sanan.voices.models import Message, Room
from sanan.voices.queries.feed import quoted_line
from sanan.voices.rules.messages import MESSAGE, hold_room

MOST = 30
MOST_FILES = 10
AT_ONCE = 200
LOOKED_BACK = timedelta(days=366)


@MESSAGE.action("raise_case")
def raise_case(
    *,
    message: Message,
    others: Sequence[Message] = (),
    by: Person,
    title: str = "",
    at: datetime | None = None,
) -> Case:
    """Make one case of these messages, quoting them with who, when and their photos.

    Staff may take any messages of their rooms. The same messages give the same case. Raises
    `Invalid` for too many, `Refused` where one is a case already.
    """
    return _raised("raise_case", [message, *others], by, title, at)


@MESSAGE.action("hand_over")
def hand_over(
    *, message: Message, others: Sequence[Message] = (), by: Person, at: datetime | None = None
) -> Case:
    """A member makes a case of what they said themselves: it becomes theirs to follow."""
    return _raised("hand_over", [message, *others], by, "", at)


def _raised(
    verb: str, found: Sequence[Message], by: Person, title: str, at: datetime | None
) -> Case:
    chosen = sorted(found, key=lambda m: m.seq)
    if len(chosen) > MOST:
        raise Invalid(_("请选 1 到 %(most)d 条消息。") % {"most": MOST}, "messages")
    room, moment = chosen[0].room, clock.at_or_now(at)
    if any(m.room_id != room.pk for m in chosen):
        raise Invalid(_("请只选这个群里的消息。"), "elsewhere")
    for message in chosen:
        MESSAGE.check(verb, message, by, at=moment)
    author = next((m.member.person for m in chosen if m.member), None)
    uploads = quoted_files(chosen)
    with transaction.atomic():
        hold_room(chosen[0])
        opened = cases.open_case(
            text=quotation(chosen),
            title=words.clean_line(title, most=120, field="title") or _title(chosen),
            place=room.place,
            door=Door.ROOM,
            anonymity=Anonymity.MASKED,
            appellant=author,
            contact_phone=vault.unlock(author.phone_locked) if author else "",
            contact_name=author.name if author else "",
            entered_by=by if verb == "raise_case" else None,
            uploads=uploads,
            idempotency="room:" + ",".join(m.ref for m in chosen),
            at=moment,
        )
        for message in chosen:
            with MESSAGE.step(verb, message, by=by, at=moment) as step:
                step.set(case=opened.case, reading=Reading.CONFIRMED)
                step.set(judged_at=moment, judged_by=by)
                step.data = {"case": opened.case.code}
                touched(step.thing)
    return opened.case


def quotation(chosen: Sequence[Message]) -> str:
    """What was said, as it was said, line by line, and where."""
    return "\n".join([_("村群里的原话："), *map(quoted_line, chosen)])


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


@MESSAGE.action("dismiss")
def dismiss(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """It is no concern: a named person has looked."""
    with MESSAGE.step("dismiss", message, by=by, at=at) as step:
        step.set(reading=Reading.DISMISSED, judged_at=step.at, judged_by=by)
        step.data = {"likely": step.thing.likely}
        touched(step.thing)
    return message


@MESSAGE.action("answer")
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
        room=room,
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
    with transaction.atomic():
        made = posted("answer", made, by, uploads, relation=SYSTEM, data={"case": case.code})
        with locked(room) as fresh:
            quoted = list(asked.filter(room=fresh))
            for message in quoted:
                fresh.last_rev += 1
                message.rev = fresh.last_rev
            Message.objects.bulk_update(quoted, ["rev"])
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
