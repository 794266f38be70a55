"""The shape of answers to programs, for the OpenAPI document."""

from datetime import datetime
from typing import Any

from ninja import Schema


class MessageReceipt(Schema):
    """That a message is kept, how it stands, which case it became, and what is wrong with it."""

    receipt: str
    outside_id: str
    digest: str
    received_at: datetime
    state: str
    means: str
    case: str
    why: str


class Receipts(Schema):
    """A receipt for each message, in the order in which they came."""

    receipts: list[MessageReceipt]


class Result(Schema):
    """What became of an order; the same `result_id` again is the same result."""

    result_id: str
    outside_id: str
    case: str
    event: str
    state: str
    at: datetime
    text: str
    unit: str
    due_at: str


class Results(Schema):
    """Results that wait, oldest first; `next` goes into `after`, which settles them."""

    results: list[Result]
    next: str | None


class Rows(Schema):
    """Things in the order in which they were made; `next` goes into `cursor`."""

    rows: list[dict[str, Any]]
    next: str | None


class Event(Schema):
    """One step of one thing, without anything personal."""

    id: int
    event: str
    at: datetime
    subject: dict[str, Any]


class Events(Schema):
    """What happened, in order; `next` goes into `cursor` and stays the same while nothing does."""

    events: list[Event]
    next: str | None
