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
    CONTRACT,
    ENTRY,
    SHEET,
    VOUCHER,
    WARNING,
    check_keeper,
    may_keep,
    may_read,
)
from sanan.books.rules.warnings import contracts, payments, people, signals  # noqa: F401 - they register

__all__ = [
    "CONTRACT",
    "ENTRY",
    "SHEET",
    "VOUCHER",
    "WARNING",
    "WARNINGS",
    "Finding",
    "WarningRule",
    "check_keeper",
    "limit",
    "may_keep",
    "may_read",
    "register",
    "rules_of",
    "threshold_words",
]
