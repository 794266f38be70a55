"""The story of a thing, as people read it."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from sanan.insight.private.covering import cover_figures
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


def timeline(
    process: Process[Any], thing: models.Model, *, public: bool = False, everyone: bool = False
) -> list[Told]:
    """The story of a thing, oldest line first, in the words of its process.

    `public` for those whom it concerns, `everyone` for a page that anybody may open: there, numbers
    that lead to a person are covered, whoever wrote them.
    """
    rows = TimelineEntry.objects.of(process.name, thing.pk).select_related("by", "org")
    lines = list(rows.public() if public or everyone else rows)
    for line in lines if everyone else ():
        line.said = cover_figures(line.said)
    return [Told(line, process.verbs.get(line.verb)) for line in lines]
