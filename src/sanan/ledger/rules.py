"""How long content is kept, and who may be told why it is gone."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.ledger.enums import Event, Reason
from sanan.ledger.models import Entry

RETENTION: Mapping[str, int | None] = {
    "chat.": 1,
    "case.": 5,
    "disclosure.": None,
    "person.consent": None,
    "person.withdraw_consent": None,
    "person.": 1,
    "token.": 1,
    "notice.": 1,
    "record.export": 1,
    "view.": 1,
}
"""Years that content is kept after the last thing that happened to the same subject, by how an
event's name begins; the first that fits counts, None keeps, and what is not named is kept (domain
brief §4.1: chat 1 year, cases 5, disclosures for good, logs 1; consents for life and 3 years, so
they end by request). Places, calendars and settings name nobody."""


def years_kept(event: str) -> int | None:
    """How many years content of this event is kept; None: for good."""
    return next((years for start, years in RETENTION.items() if event.startswith(start)), None)


def check_erase(entry: Entry, reason: str) -> Reason:
    """Raises `Invalid` for an unknown reason, for what is erased already, and for an erasure."""
    if reason not in Reason.values:
        raise Invalid(_("请写明为什么删除。"), "reason", field="reason")
    if entry.is_erased:
        raise Invalid(_("这一条的内容已经删除了。"), "erased")
    if entry.event.startswith(Event.ERASE):
        raise Invalid(_("删除的记录本身要留着。"), "kept")
    return Reason(reason)
