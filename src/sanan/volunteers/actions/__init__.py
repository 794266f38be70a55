"""Every verb of the volunteers room."""

from sanan.volunteers.actions.services import (
    Served,
    accept,
    agree,
    claim,
    decline,
    log_service,
    rate,
    record_hours,
    strike,
    withdraw,
)

__all__ = [
    "Served",
    "accept",
    "agree",
    "claim",
    "decline",
    "log_service",
    "rate",
    "record_hours",
    "strike",
    "withdraw",
]
