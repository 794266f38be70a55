"""What officers do. Content is decrypted here, for one request, and returned; nothing of it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.kit import dates, words
from sanan.kit.errors import Missing, Refused
from sanan.people.models import Person
from sanan.process.step import Step
from sanan.sealed.actions.intake import kept, readers
from sanan.sealed.actions.secrets import body_private
from sanan.sealed.crypto import at_rest
from sanan.sealed.crypto import letter as letters
from sanan.sealed.crypto.at_rest import UnreadableError
from sanan.sealed.enums import FROM_REPORTER, Act, Kind, State, Way
from sanan.sealed.models import Attachment, Body, Message, Officer, Recusal, Report, Wrap
from sanan.sealed.queries.audit import mark
from sanan.sealed.queries.routes import above
from sanan.sealed.rules import REPORT


@dataclass(frozen=True, slots=True)
class Read:
    """One message in clear. `header` is None where it cannot be read with this body's key."""

    kind: str
    on: date
    header: dict[str, Any] | None
    files: list[tuple[int, str, int]]

    @property
    def label(self) -> str:
        """Who wrote it, to whom."""
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment in clear."""

    name: str
    content: bytes


@REPORT.action("open")
def open_report(
    *, report: Report, by: Person, passphrase: str, at: datetime | None = None
) -> list[Read]:
    """Read everything of a report with one's own passphrase: one entry each time."""
    private = _private(report, by, passphrase)
    with REPORT.step("open", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        read = _everything(step.thing, private)
        step.thing.waiting = False
        if step.thing.state == State.RECEIVED:
            step.target = State.OPENED
    return read


def fetch(
    *, report: Report, number: int, by: Person, passphrase: str, at: datetime | None = None
) -> File:
    """One attachment in clear: one entry each time. `number` is the row's."""
    private = _private(report, by, passphrase)
    with REPORT.step("open", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["act"] = Act.FETCH
        found = Attachment.objects.filter(message__report=step.thing, pk=number).first()
        if found is None:
            raise Missing(_("没有这个附件。"), "no_file")
        wrap = Wrap.objects.get(message=found.message_id, body=step.thing.body)
        try:
            header, content = letters.read_file(
                at_rest.unlock("file", bytes(found.content)),
                at_rest.unlock("wrap", bytes(wrap.key)),
                private,
            )
        except UnreadableError:
            raise Refused(_("这个附件解不开，可能传的时候就坏了。"), "unreadable") from None
        step.data["file"] = found.pk
    return File(str(header.get("name") or "file")[:100], content)


@REPORT.action("reply")
def reply(*, report: Report, by: Person, text: str, at: datetime | None = None) -> Report:
    """Tell the reporter something; only their receipt reads it."""
    text = words.needed(text)
    with REPORT.step("reply", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["message"] = mark(_said(step.thing, Kind.REPLY, text, step.at))
        step.thing.told_on = step.thing.told_on or _day(step)
    return report


@REPORT.action("note")
def note(*, report: Report, by: Person, text: str, at: datetime | None = None) -> Report:
    """Write something down for colleagues; the reporter never reads it."""
    text = words.needed(text)
    with REPORT.step("note", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["message"] = mark(_said(step.thing, Kind.NOTE, text, step.at))
    return report


@REPORT.action("assess")
def assess(
    *, report: Report, by: Person, way: Way, text: str, at: datetime | None = None
) -> Report:
    """Decide what is done with the clue, with the reason for colleagues."""
    text, way = words.needed(text), Way(way)
    with REPORT.step("assess", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["message"] = mark(_said(step.thing, Kind.NOTE, text, step.at))
        step.thing.way, step.thing.assessed_on = way, _day(step)
    return report


@REPORT.action("start_check")
def start_check(*, report: Report, by: Person, text: str, at: datetime | None = None) -> Report:
    """Begin the check, with a note for colleagues; nobody outside is told."""
    text = words.needed(text)
    with REPORT.step("start_check", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["message"] = mark(_said(step.thing, Kind.NOTE, text, step.at))
    return report


@REPORT.action("conclude")
def conclude(*, report: Report, by: Person, text: str, at: datetime | None = None) -> Report:
    """End it and tell the reporter the outcome in the same step, so that it is never told late."""
    text = words.needed(text)
    with REPORT.step("conclude", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["message"] = mark(_said(step.thing, Kind.OUTCOME, text, step.at))
        step.thing.concluded_on = _day(step)
        step.thing.told_on = step.thing.told_on or _day(step)
    return report


@REPORT.action("transfer")
def transfer(*, report: Report, by: Person, text: str, at: datetime | None = None) -> Report:
    """Hand it over on paper to whoever may handle it, and tell the reporter to whom."""
    text = words.needed(text)
    with REPORT.step("transfer", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["message"] = mark(_said(step.thing, Kind.OUTCOME, text, step.at))
        step.thing.told_on = step.thing.told_on or _day(step)
    return report


@REPORT.action("recuse")
def recuse(*, report: Report, by: Person, at: datetime | None = None) -> Report:
    """Step aside: the report goes to the body above, and this one cannot read it any more.

    Where no body above is in this installation, only this officer loses sight of it, and only if a
    colleague is there. Raises `Refused` else. No reason is asked: it would say who is meant.
    """
    upper = _upper(report)
    act = Act.MOVE_UP if upper else Act.STEP_ASIDE
    with REPORT.step("recuse", report, by=by, at=at) as step:
        step.data["body"] = step.thing.body.code
        step.data["act"] = act
        if upper is None:
            _step_aside(step.thing, by, step.at)
        else:
            step.data["to"] = upper.code
            _move_up(step, upper)
    return report


def _day(step: Step[Report]) -> date:
    """The day it is, where the installation stands; reports know days only."""
    return dates.local_day(step.at)


def _private(report: Report, by: Person, passphrase: str) -> bytes:
    """Before the transaction: it is slow, and a wrong passphrase must still count as a try."""
    REPORT.check("open", report, by)
    return body_private(report.body, by, passphrase)


def _upper(report: Report) -> Body | None:
    """The nearest body above for which the report was sealed from the start."""
    sealed_for = set(
        Wrap.objects.filter(message__report=report, message__kind=Kind.REPORT).values_list(
            "body", flat=True
        )
    )
    return next((body for body in above(report.body) if body.pk in sealed_for), None)


def _move_up(step: Step[Report], upper: Body) -> None:
    report = step.thing
    Wrap.objects.filter(message__report=report, body=report.body).delete()
    report.recusals.all().delete()
    report.body = upper
    step.target, report.way, report.assessed_on = State.RECEIVED, "", None
    report.came_on, report.waiting = _day(step), True


def _step_aside(report: Report, by: Person, at: datetime) -> None:
    aside = set(report.recusals.values_list("person", flat=True)) | {by.pk}
    active = Officer.objects.active().filter(body=report.body).exclude(person__in=aside)
    if not active.exists():
        raise Refused(
            _("上一级机关还没有接进来，本机关也没有别人能接手。请先再设一位纪检干部，")
            + _("或者按规定在5个工作日内书面报送上一级。"),
            "nobody_else",
        )
    Recusal.objects.create(report=report, person=by, at=at)


def _said(report: Report, kind: Kind, text: str, at: datetime) -> Message:
    """Seal words for the body, those above, and (unless a note) the reporter."""
    bodies = readers(report)
    keys = {body.code: bytes(body.public) for body in bodies}
    if kind != Kind.NOTE:
        keys[""] = bytes(report.voice_public)
    return kept(report, kind, letters.write({"text": text}, keys), bodies, day_of=at)


def _everything(report: Report, private: bytes) -> list[Read]:
    wraps = {
        wrap.message_id: at_rest.unlock("wrap", bytes(wrap.key))
        for wrap in Wrap.objects.filter(message__report=report, body=report.body)
    }
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(message__report=report).defer("content").order_by("pk"):
        files.setdefault(file.message_id, []).append(file)
    return [
        _read(message, wraps.get(message.pk, b""), private, files.get(message.pk, []))
        for message in report.messages.order_by("pk")
    ]


def _read(message: Message, wrap: bytes, private: bytes, files: list[Attachment]) -> Read:
    try:
        header = letters.read(at_rest.unlock("message", bytes(message.content)), wrap, private)
    except UnreadableError:
        return Read(message.kind, message.on, None, [])
    told = header.get("files") if message.kind in FROM_REPORTER else None
    told = told if isinstance(told, list) else []
    named = [(file.pk, _name(told, file.number), file.number + 1) for file in files]
    return Read(message.kind, message.on, header, named)


def _name(told: list[Any], number: int) -> str:
    """The file's own name, as the sealed message tells it."""
    if number < len(told) and isinstance(told[number], dict):
        return str(told[number].get("name", ""))[:100]
    return ""
