"""Showing a case to the public, masked; and taking it back."""

from collections.abc import Sequence
from datetime import datetime

from sanan.cases.models import Case
from sanan.cases.queries.marks import masked_for_all
from sanan.cases.rules import CASE, not_public
from sanan.insight.private.covering import hide
from sanan.kit import words
from sanan.people.models import Person
from sanan.process.step import Step


@CASE.action("publish")
def publish(
    *,
    case: Case,
    by: Person,
    title: str = "",
    text: str = "",
    more: Sequence[str] = (),
    as_written: bool = False,
    at: datetime | None = None,
) -> Case:
    """Release a wording, or without one the original, private words and `more` covered.

    `as_written` is for whoever has seen what would be covered and leaves it: a shop's number, say.
    The original is never released uncovered.
    """
    with CASE.step("publish", case, by=by, at=at) as step:
        release(step, title, text, more=more, as_written=as_written)
        step.data = {"title": step.thing.public_title, "text": step.thing.public_text}
    return case


def release(
    step: Step[Case],
    title: str = "",
    text: str = "",
    *,
    more: Sequence[str] = (),
    as_written: bool = False,
) -> None:
    """Make the case public as part of another step."""
    case = step.thing
    if (no := not_public(case)) is not None:
        raise no

    def shown(written: str, original: str) -> str:
        """What everyone reads of a wording, or of the original where there is none."""
        if written and as_written:
            return hide(written, more)
        return hide(masked_for_all(case, written or original), more)

    step.set(
        public_title=shown(words.clean_line(title), case.title),
        public_text=shown(words.clean(text), case.text),
        published_at=case.published_at or step.at,
    )


@CASE.action("unpublish")
def unpublish(*, case: Case, by: Person, reason: str, at: datetime | None = None) -> Case:
    """Take it back from the public; the record keeps that it was shown."""
    with CASE.step("unpublish", case, by=by, at=at) as step:
        step.note = words.clean(reason, most=2000, field="reason")
        step.set(published_at=None)
    return case
