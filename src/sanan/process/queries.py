"""The story of a thing, as people read it."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from sanan.process.declare import Process, Sentence, Verb
from sanan.process.models import TimelineEntry


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a story as people read it."""

    line: TimelineEntry
    verb: Verb | None

    @property
    def head(self) -> Sentence:
        """What happened, in the process's words."""
        return (self.verb.told or self.verb.label) if self.verb else self.line.verb


def timeline(process: Process[Any], thing: models.Model, *, public: bool = False) -> list[Told]:
    """The story of a thing, oldest line first, in the words of its process."""
    rows = TimelineEntry.objects.of(process.name, thing.pk).select_related("by", "org")
    return [Told(row, process.verbs.get(row.verb)) for row in (rows.public() if public else rows)]
