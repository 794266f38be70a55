"""The life of an order, who fits it, and what cannot be one."""

from sanan.services.rules.states import (
    RULES,
    Verb,
    allowed,
    check,
    check_desk,
    helper_of,
    may_order_for,
    may_run,
    may_take,
    reason,
)

__all__ = [
    "RULES",
    "Verb",
    "allowed",
    "check",
    "check_desk",
    "helper_of",
    "may_order_for",
    "may_run",
    "may_take",
    "reason",
]
