"""How long content is kept, and who may be told why it is gone."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.ledger.enums import Event, Reason
from sanan.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Keep:
    """Years that content is kept; None: for good.

    `whole`: the years begin with the last thing that happened to the subject, so that all of it
    stays until all of it goes; else each entry goes by itself.
    """

    years: int | None
    whole: bool = False


RETENTION: Mapping[str, Keep] = {
    "chat.": Keep(1),
    "message.": Keep(1),
    "appeal.": Keep(1),
    "member.": Keep(1),
    "case.": Keep(5, whole=True),
    "disclosure.": Keep(None),
    "person.consent": Keep(None),
    "person.withdraw_consent": Keep(None),
    "person.appoint": Keep(None),
    "person.end_position": Keep(None),
    "person.": Keep(1),
    "token.": Keep(1),
    "notice.": Keep(1),
    "record.export": Keep(1),
    "view.": Keep(1),
}
"""By how an event's name begins; the first that fits counts, and what is not named is kept (domain
brief §4.1: chat 1 year, cases 5, disclosures for good, logs 1; consents for life and 3 years, so
they end by request). Appointments prove who held which office; places and settings name nobody."""


def check_erase(entry: Entry, reason: str) -> Reason:
    """Raises `Invalid` for an unknown reason, for what is erased already, and for an erasure."""
    if reason not in Reason.values:
        raise Invalid(_("请写明为什么删除。"), "reason", field="reason")
    if entry.is_erased:
        raise Invalid(_("这一条的内容已经删除了。"), "erased")
    if entry.event.startswith(Event.ERASE):
        raise Invalid(_("删除的记录本身要留着。"), "kept")
    return Reason(reason)
