"""The life of an order, who fits it, and what cannot be one."""

from sanan.services.rules.states import (
    ORDER,
    REQUESTER,
    check_desk,
    helper_of,
    may_order_for,
    may_run,
    may_take,
)

__all__ = [
    "ORDER",
    "REQUESTER",
    "check_desk",
    "helper_of",
    "may_order_for",
    "may_run",
    "may_take",
]
