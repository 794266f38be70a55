"""Taking in what a reporter wrote. Makes no entry at once: its moment would be published with it.

Every day has one entry for all that was written on it (`settle`), whether much or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.sealed.crypto import at_rest, envelope, passphrase
from sanan.sealed.crypto.letter import Letter, is_letter
from sanan.sealed.enums import Kind
from sanan.sealed.models import Attachment, Body, Message, Report, Wrap
from sanan.sealed.queries.routes import above

MOST_FILES = 5
MOST_MESSAGES = 200


@dataclass(frozen=True, slots=True)
class Received:
    """A report that was taken in; `receipt` is told once and never stored."""

    report: Report
    receipt: str


def receive(
    *,
    bodies: Sequence[Body],
    letter: Letter,
    named: bool,
    once: str,
    at: datetime | None = None,
) -> Received:
    """Keep a report for `bodies`, the receiving one first. Raises `Refused` where it came before."""
    _check(letter, [body.code for body in bodies])
    receipt = passphrase.new_receipt()
    derived = passphrase.derive(receipt)
    voice = envelope.new_pair()
    day = timezone.localdate(at_or_now(at))
    locked = at_rest.lock("voice", envelope.seal(derived.key, voice.private, "voice"))
    try:
        with transaction.atomic():
            report = Report.objects.create(
                receipt=derived.name,
                voice_public=voice.public,
                voice_locked=locked,
                body=bodies[0],
                named=named,
                received_on=day,
                came_on=day,
            )
            kept(report, Kind.REPORT, letter, bodies, day_of=at, once=once)
    except IntegrityError as twice:
        raise Refused(
            _("这一封已经收到了，没有重复保存。回执只显示一次；没有记下的话，请重新写一封。"),
            "twice",
        ) from twice
    return Received(report, receipt)


def add(*, report: Report, letter: Letter, once: str, at: datetime | None = None) -> Message | None:
    """Keep what the reporter adds; None where the same page came before."""
    bodies = readers(report)
    _check(letter, [body.code for body in bodies])
    if report.messages.count() >= MOST_MESSAGES:
        raise Refused(_("这里已经写了很多条。请等答复，或者打 12388。"), "many")
    try:
        with transaction.atomic():
            locked = Report.objects.select_for_update().get(pk=report.pk)
            made = kept(locked, Kind.MORE, letter, bodies, day_of=at, once=once)
            locked.waiting = True
            locked.save(update_fields=["waiting"])
    except IntegrityError:
        return None
    return made


def readers(report: Report) -> list[Body]:
    """Who may read what is written now: the body that has it, and those above."""
    return [report.body, *above(report.body)]


def kept(
    report: Report,
    kind: Kind,
    letter: Letter,
    bodies: Sequence[Body],
    *,
    day_of: datetime | None,
    once: str | None = None,
) -> Message:
    """Store a letter under the outer layer; a wrap named "" is the reporter's."""
    message = Message.objects.create(
        report=report,
        kind=kind,
        on=timezone.localdate(at_or_now(day_of)),
        content=at_rest.lock("message", letter.content),
        once=once or None,
    )
    by_code = {body.code: body for body in bodies}
    Wrap.objects.bulk_create(
        Wrap(message=message, body=by_code.get(name), key=at_rest.lock("wrap", key))
        for name, key in letter.wraps.items()
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, number=n, content=at_rest.lock("file", file))
        for n, file in enumerate(letter.files)
    )
    return message


def _check(letter: Letter, codes: Sequence[str]) -> None:
    if len(letter.files) > MOST_FILES:
        raise Invalid(_("一次最多 5 个文件。"), "many_files", field="files")
    if not is_letter(letter, codes):
        raise Invalid(_("没有收全。请回到上一页，再交一次。"), "torn")
