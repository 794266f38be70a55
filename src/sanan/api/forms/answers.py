"""The shape of answers, for the OpenAPI document; the answers themselves are written as they are."""

from datetime import datetime
from typing import Any

from ninja import Schema

from sanan.cases.enums import State


class Receipt(Schema):
    """The record's public entry, the log's signed promise of it, and where its proof will be."""

    entry: str
    promise: str
    url: str
    proof_url: str


class CaseOpened(Schema):
    """Where the case can be followed, and what was noticed while taking it in."""

    code: str
    query_code: str
    status_url: str
    state: State
    due_at: datetime | None
    suggested: dict[str, Any]
    receipt: Receipt
    warnings: list[str]


class CaseRow(Schema):
    """A case in a list."""

    code: str
    title: str
    state: State
    kind: str
    urgency: str
    door: str
    opened_at: datetime
    due_at: datetime | None
    likes: int
    supervision: int
    place_code: str
    place: str
    category: str | None
    handler: str | None


class CaseList(Schema):
    """A page of cases, newest first; `next` goes into `after` for the following page."""

    cases: list[CaseRow]
    next: str | None


class Line(Schema):
    """One step of the timeline."""

    verb: str
    at: datetime
    state: State
    said: str
    note: str
    public: bool
    by: str | None
    org: str | None


class Answer(Schema):
    """What the appellant was told."""

    public_text: str
    at: datetime
    org: str | None


class CaseDetail(CaseRow):
    """One case with its timeline."""

    text: str
    replied_at: datetime | None
    closed_at: datetime | None
    satisfaction: str
    public_text: str
    timeline: list[Line]
    replies: list[Answer]


class Things(Schema):
    """A page of things, oldest first; `next` goes into `cursor` for the following page."""

    things: list[dict[str, Any]]
    next: str | None


class Story(Schema):
    """One step of a thing's story."""

    verb: str
    at: datetime
    state: str
    said: str
    note: str
    public: bool


class Thing(Schema):
    """One thing: what everyone may be told, what whoever sees it reads besides, and its story."""

    code: str
    state: str
    place_code: str
    more: dict[str, Any]
    timeline: list[Story]


class ThingMoved(Schema):
    """How a thing stands after a verb."""

    code: str
    state: str


class CaseStatus(Schema):
    """Where a case stands, without anything personal."""

    code: str
    state: State
    state_text: str
    opened_at: datetime
    due_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    handler: str | None


class CaseMoved(Schema):
    """How a case stands after a verb."""

    code: str
    state: State
    due_at: datetime | None


class Problem(Schema):
    """Why something was refused: a stable code, and a sentence for the person."""

    code: str
    message: str
    field: str = ""
