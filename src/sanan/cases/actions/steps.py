"""What several verbs of a case share beside the engine's step."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.cases.actions import notices
from sanan.cases.enums import Alarm
from sanan.cases.models import Case
from sanan.cases.rules import CASE
from sanan.files import actions as stored
from sanan.files.models import StoredFile
from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload
from sanan.people.actions import NoticeKind
from sanan.people.models import Person
from sanan.process.declare import Relation
from sanan.process.step import Step


@contextmanager
def kept_for(
    verb: str,
    case: Case,
    uploads: Sequence[Upload],
    *,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Iterator[list[StoredFile]]:
    """What comes with a verb that may be used now, stored before the transaction opens."""
    if uploads:
        CASE.check(verb, case, by, relation=relation, at=at)
    with stored.kept(uploads) as files:
        yield files


def attach(step: Step[Case], files: Sequence[StoredFile]) -> None:
    """Write the rows of what came with this step; their hashes stand in its entry."""
    step.files = stored.hashes(files)
    if files:
        step.then(lambda step: _write(step, files))


def _write(step: Step[Case], files: Sequence[StoredFile]) -> None:
    part = step.line.pk if step.line else None
    stored.attach(files, to=step.thing, by=step.by, at=step.at, part=part)


def tell(
    step: Step[Case], say: str | Promise | NoticeKind, *, source: str = "", **words: object
) -> None:
    """Tell the appellant once the change is safe; `words` stand for the sentence's `%(name)s`."""
    step.then(
        lambda step: notices.tell_appellant(step.thing, say, words, at=step.at, source=source)
    )


def restart_clock(step: Step[Case], *, start: datetime | None = None) -> None:
    """Work out the clock's moments again, from `start` where the case begins anew."""
    case = step.thing
    if start is not None:
        step.set(clock_from_at=start, extension_days=0, contacted_at=None)
    moments = deadlines.moments(case, now=step.at)
    if moments.due_at != case.due_at:
        step.set(alarm=Alarm.NONE.value)
    step.set(policy=moments.policy, due_at=moments.due_at)
    if case.contacted_at is None:
        step.set(contact_due_at=moments.contact_due_at)


def needed(text: str, field: str = "text") -> str:
    """The words that a verb cannot do without."""
    text = words.clean(text, most=5000, field=field)
    if words.is_blank(text):
        raise Invalid(_("请写明原因。"), "needs_text", field=field)
    return text
