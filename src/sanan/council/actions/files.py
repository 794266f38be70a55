"""Files of meetings and of what shows that a step is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.council.enums import Attached, MeetingState
from sanan.council.models import Meeting, Work
from sanan.council.rules import MEETING, WORK
from sanan.files import actions as files
from sanan.files.models import StoredFile
from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.kit.words import needed
from sanan.people.models import Person
from sanan.process.step import Step

MOST = 30


def belong(
    kept: Sequence[StoredFile],
    step: Step[Any],
    *,
    label: Attached,
    public: bool,
    part: int | None = None,
) -> None:
    """Let kept files be those of the step's thing; `public` ones everyone may see as they are."""
    step.files = files.attach(
        kept, to=step.thing, by=step.by, at=step.at, part=part, label=label.value
    )
    for file in kept if public else ():
        files.show(file=file, by=step.by, at=step.at)


@MEETING.action("attach")
def attach(
    *,
    meeting: Meeting,
    uploads: Sequence[Upload],
    kind: Attached,
    by: Person,
    public: bool = False,
    at: datetime | None = None,
) -> Meeting:
    """Add files to a meeting: the signed minutes, the sign-in sheet, photos; public or internal.

    A sign-in sheet bears names and signatures: it is never public. Nothing is public of a
    meeting that was not announced.
    """
    kind = Attached(kind)
    if not uploads:
        raise Invalid(_("请选一个文件。"), "empty", field="uploads")
    if sum(file.is_here for file in meeting.files) + len(uploads) > MOST:
        raise Refused(_("一场会最多放 %(most)d 个文件。") % {"most": MOST}, "many")
    if public and kind == Attached.SHEET:
        raise Invalid(_("签到表上有名字和签字，只能内部看。"), "sheet", field="public")
    with files.kept(uploads) as kept, MEETING.step("attach", meeting, by=by, at=at) as step:
        if public and step.thing.state == MeetingState.PLANNED:
            raise Refused(_("会还没有通知，先内部放着，通知以后再公开。"), "not_announced")
        belong(kept, step, label=kind, public=public)
        step.data = {"kind": kind.value, "public": public}
        step.note = str(kind.label)
    return meeting


@MEETING.action("detach")
def detach(
    *, meeting: Meeting, file: StoredFile, why: str, by: Person, at: datetime | None = None
) -> Meeting:
    """Take a file away, with the reason; the record still knows that it was there."""
    why = _why(why)
    with MEETING.step("detach", meeting, by=by, at=at) as step:
        _take_away(step, file, why)
    return meeting


@WORK.action("detach")
def detach_evidence(
    *, work: Work, file: StoredFile, why: str, by: Person, at: datetime | None = None
) -> Work:
    """Take away a file that showed a step, with the reason."""
    why = _why(why)
    with WORK.step("detach", work, by=by, at=at) as step:
        _take_away(step, file, why)
    return work


def _why(text: str) -> str:
    return needed(words.clean_line(text, most=300, field="why"), "why")


def _take_away(step: Step[Any], file: StoredFile, why: str) -> None:
    if file not in step.thing.files:
        raise Invalid(_("这里没有这个文件。"), "elsewhere", field="file")
    if not file.is_here:
        raise Refused(_("这个文件已经拿掉了。"), "removed", field="file")
    files.erase([file], at=step.at)
    step.files, step.note = [file.sha256], why
