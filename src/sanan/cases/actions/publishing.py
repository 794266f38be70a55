"""Showing a case to the public, masked; and taking it back."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.change import Change, changing
from sanan.cases.models import Case
from sanan.cases.queries.marks import masked_for_all
from sanan.cases.rules import Verb
from sanan.insight.private.covering import hide
from sanan.kit import words
from sanan.kit.errors import Refused
from sanan.people.models import Person


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
    with changing(case, Verb.PUBLISH, by, at=at) as change:
        release(change, title, text, more=more, as_written=as_written)
        change.data = {"title": change.case.public_title, "text": change.case.public_text}
    return case


def release(
    change: Change,
    title: str = "",
    text: str = "",
    *,
    more: Sequence[str] = (),
    as_written: bool = False,
) -> None:
    """Make the case public as part of another change."""
    case = change.case
    if not case.may_publish:
        raise Refused(_("反映人没有同意公开这件事。"), "no_consent")

    def shown(written: str, original: str) -> str:
        """What everyone reads of a wording, or of the original where there is none."""
        if written and as_written:
            return hide(written, more)
        return hide(masked_for_all(case, written or original), more)

    change.set(
        public_title=shown(words.clean_line(title), case.title),
        public_text=shown(words.clean(text), case.text),
        published_at=case.published_at or change.at,
    )


def unpublish(*, case: Case, by: Person, reason: str, at: datetime | None = None) -> Case:
    """Take it back from the public; the record keeps that it was shown."""
    with changing(case, Verb.UNPUBLISH, by, at=at) as change:
        change.note = words.clean(reason, most=2000, field="reason")
        change.set(published_at=None)
    return case
