"""Who may do what to the books, and what in them calls for a look."""

from sanan.books.rules.registry import (
    WARNINGS,
    Finding,
    WarningRule,
    limit,
    register,
    rules_of,
    threshold_words,
)
from sanan.books.rules.states import (
    TABLES,
    ContractVerb,
    EntryVerb,
    SheetVerb,
    Verb,
    VoucherVerb,
    WarningVerb,
    allowed,
    check,
    check_keeper,
    may_keep,
    may_read,
    reason,
)
from sanan.books.rules.warnings import contracts, payments, people  # noqa: F401 - they register

__all__ = [
    "TABLES",
    "WARNINGS",
    "ContractVerb",
    "EntryVerb",
    "Finding",
    "SheetVerb",
    "Verb",
    "VoucherVerb",
    "WarningRule",
    "WarningVerb",
    "allowed",
    "check",
    "check_keeper",
    "limit",
    "may_keep",
    "may_read",
    "reason",
    "register",
    "rules_of",
    "threshold_words",
]
