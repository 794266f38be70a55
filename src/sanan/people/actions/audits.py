"""Telling the audit administrators when the record does not agree with itself."""

from datetime import datetime

from django.utils.translation import gettext_noop

from sanan.kit.clock import at_or_now
from sanan.ledger import actions as ledger
from sanan.ledger.models import Audit
from sanan.people.actions.notices import tell
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.queries import holders

RECORD = "/staff/record/"
DIFFERS = gettext_noop(
    "记录对不上：%(log)s 的第 %(number)s 条（%(where)s）。请马上看，不要改动任何东西。"
)

ROW_DIFFERS = gettext_noop(
    "数据和记录对不上：%(log)s 里记下的，和数据库里现在写的不一样。请马上看，不要改动任何东西。"
)


def audit_record(*, at: datetime | None = None) -> list[Audit]:
    """Read the record again if tonight's reading is due; a difference alarms every auditor."""
    moment = at_or_now(at)
    found = ledger.audit_due(at=moment)
    for audit in found:
        if not audit.clean:
            alarm(audit, at=moment)
    return found


def alarm(audit: Audit, *, at: datetime) -> int:
    """Tell every audit administrator of a difference; how many were told."""
    words = {"log": audit.log.origin, "number": audit.position, "where": audit.where}
    say = DIFFERS if audit.position is not None else ROW_DIFFERS
    return len(tell(people=auditors(at), say=say, words=words, link=RECORD, at=at))


def auditors(at: datetime) -> list[Person]:
    """Who holds the auditor's position on that day."""
    return holders([Role.AUDITOR], at=at)
