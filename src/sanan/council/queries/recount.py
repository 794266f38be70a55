"""Counting a vote again from the ledger alone, without looking at the ballots' table."""

from dataclasses import dataclass

import orjson

from sanan.council.enums import Event
from sanan.council.models import Vote
from sanan.council.rules.quorum import Tally, tally
from sanan.ledger.models import Entry

BALLOTS = (Event.CAST, Event.PAPER, Event.HANDS)


@dataclass(frozen=True, slots=True)
class Recount:
    """What the record says, and whether it is what was counted."""

    tally: Tally
    same: bool


def recount(vote: Vote) -> Recount:
    """Open votes: the last word of each seat in the record. Secret ones: the list at the close."""
    entries = Entry.objects.filter(subject=vote.code).order_by("pk")
    last: dict[str, tuple[str, int]] = {}
    closing: list[tuple[str, int]] = []
    for event, content in entries.values_list("event", "content"):
        said = orjson.loads(bytes(content or b"{}"))
        if event == Event.VOTE_CLOSE:
            closing = [(choice, area) for choice, area in said["ballots"]]
            break
        if event in BALLOTS and not vote.secret:
            last |= {seat: (choice, area) for seat, choice, area in said["counted"]}
    counted = tally(closing if vote.secret else last.values())
    result = vote.result
    same = dict(counted.people) == result.get("people") and dict(counted.area) == result.get("area")
    return Recount(counted, same)
