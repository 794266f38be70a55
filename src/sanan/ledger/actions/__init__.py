"""Every verb of the record. Other rooms call `record` inside their own transactions."""

from sanan.ledger.actions.auditing import audit_all, audit_due
from sanan.ledger.actions.erasing import erase, erase_subject, retain
from sanan.ledger.actions.following import adopt, copy_record, follow
from sanan.ledger.actions.opening import open_log
from sanan.ledger.actions.promising import promise
from sanan.ledger.actions.recording import Draft, record, record_many, written
from sanan.ledger.actions.sequencing import publish_all, sequence
from sanan.ledger.actions.witnessing import gather
from sanan.ledger.queries.leaves import canonical, commitment

__all__ = [
    "Draft",
    "adopt",
    "audit_all",
    "audit_due",
    "canonical",
    "commitment",
    "copy_record",
    "erase",
    "erase_subject",
    "follow",
    "gather",
    "open_log",
    "promise",
    "publish_all",
    "record",
    "record_many",
    "retain",
    "sequence",
    "written",
]
