"""Counting a vote again from the ledger alone, without looking at the ballots' table."""

from dataclasses import dataclass, replace

import orjson

from sanan.council.models import Vote
from sanan.council.rules.quorum import Tally, tally
from sanan.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Recount:
    """What the record says, and whether it is what was counted."""

    tally: Tally
    same: bool


def recount(vote: Vote) -> Recount:
    """Count again from the record alone: the last word of each seat.

    Of a secret vote the record holds the choices without seats and without areas: they are counted,
    and the areas taken as the sums that were told at the close.
    """
    entries = Entry.objects.filter(subject=vote.code, event__startswith="vote.").order_by("pk")
    last: dict[str, tuple[str, int]] = {}
    secret: list[tuple[str, int]] = []
    sums: dict[str, int] = {}
    for content in entries.values_list("content", flat=True):
        said = orjson.loads(bytes(content or b"{}")).get("data", {})
        last |= {seat: (choice, area) for seat, choice, area in said.get("counted", ())}
        if "result" in said:
            secret = [(choice, 0) for choice in said.get("ballots", ())]
            sums = said["result"]["area"]
            break
    if vote.secret:
        counted = replace(tally(secret), area=sums)
    else:
        counted = tally((choice, area) for choice, area in last.values() if choice)
    result = vote.result
    same = dict(counted.people) == result.get("people") and dict(counted.area) == result.get("area")
    return Recount(counted, same)
