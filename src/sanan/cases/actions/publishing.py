"""Showing a case to the public, masked; and taking it back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.change import Change, changing
from sanan.cases.models import Case
from sanan.cases.queries.marks import masked_for_all
from sanan.cases.rules import Verb
from sanan.kit import words
from sanan.kit.errors import Refused
from sanan.people.models import Person


def publish(
    *, case: Case, by: Person, title: str = "", text: str = "", at: datetime | None = None
) -> Case:
    """Release the wording that `by` has read; without one, the masked original."""
    with changing(case, Verb.PUBLISH, by, at=at) as change:
        release(change, title, text)
        change.data = {"title": change.case.public_title, "text": change.case.public_text}
    return case


def release(change: Change, title: str = "", text: str = "") -> None:
    """Make the case public as part of another change."""
    case = change.case
    if not case.may_publish:
        raise Refused(_("反映人没有同意公开这件事。"), "no_consent")
    change.set(
        public_title=words.clean_line(title) or masked_for_all(case, case.title),
        public_text=words.clean(text) or masked_for_all(case, case.text),
        published_at=case.published_at or change.at,
    )


def unpublish(*, case: Case, by: Person, reason: str, at: datetime | None = None) -> Case:
    """Take it back from the public; the record keeps that it was shown."""
    with changing(case, Verb.UNPUBLISH, by, at=at) as change:
        change.note = words.clean(reason, most=2000, field="reason")
        change.set(published_at=None)
    return case
