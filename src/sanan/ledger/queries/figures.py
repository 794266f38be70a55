"""What the public page says of the record: size, root, checkpoints, witnesses, erasures, audits."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth

from sanan.ledger.enums import Reason
from sanan.ledger.models import Audit, Checkpoint, Entry, Erasure, Log, Sighting
from sanan.ledger.queries import logs

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Watched:
    """A witness and what it last answered; `sighting` is None before it was asked."""

    name: str
    vkey: str
    url: str
    sighting: Sighting | None


@dataclass(frozen=True, slots=True)
class Face:
    """One log as its public page shows it. `waiting` entries have no place yet."""

    log: Log
    size: int
    root: str
    signed_at: datetime | None
    checkpoints: Sequence[Checkpoint]
    watched: Sequence[Watched]
    audit: Audit | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Erased:
    """How many entries lost their content in a month, for one reason."""

    month: datetime
    reason: str
    count: int

    @property
    def label(self) -> str:
        """The reason in words."""
        return str(Reason(self.reason).label)


def face(log: Log) -> Face:
    """One log."""
    newest = list(Checkpoint.objects.filter(log=log).order_by("-size")[:SHOWN])
    head = newest[0] if newest else None
    return Face(
        log=log,
        size=head.size if head else 0,
        root=base64.b64encode(bytes(head.root)).decode() if head else "",
        signed_at=head.signed_at if head else None,
        checkpoints=newest,
        watched=watched(log),
        audit=log.audits.order_by("-at").first(),
        waiting=Entry.objects.filter(year=log.year, position=None).count(),
    )


def watched(log: Log) -> list[Watched]:
    """Every witness that is asked or has ever answered."""
    told = {sighting.witness: sighting for sighting in log.sightings.order_by("witness")}
    asked = [
        Watched(w.name, w.verifier.vkey, w.url, told.pop(w.name, None)) for w in logs.witnesses()
    ]
    return [*asked, *(Watched(name, "", "", sighting) for name, sighting in told.items())]


def erasures() -> list[Erased]:
    """By month and reason, newest month first."""
    rows = (
        Erasure.objects.annotate(month=TruncMonth("at"))
        .values("month", "reason")
        .annotate(count=Count("id"))
        .order_by("-month", "reason")
    )
    return [Erased(row["month"], row["reason"], row["count"]) for row in rows]
