"""A year's list of cultural events, as a county keeps it in a workbook: each row once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import tokens
from sanan.kit.errors import Forbidden, Refused
from sanan.neighbourhood.enums import Audience, Festival, ProgrammeState
from sanan.neighbourhood.models import Centre, Programme
from sanan.neighbourhood.rules import PROGRAMME
from sanan.neighbourhood.rules.processes import RUNNERS
from sanan.people import queries as people
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

SAID = ("festival", "audience", "count", "children")
"""What a later list may put right."""
BEGINS, LASTS = time(9), timedelta(hours=2)
"""Where a list gives the day alone."""


class TakingProgrammes:
    """Takes a list of events that were held; each belongs to a centre that is there, by its name.

    A row is known again by its centre, its day and its title; then only what differs is taken over.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, RUNNERS, path=self.place.path):
            raise Forbidden(_("这里的活动名单由管邻里中心的人来导入。"), "not_yours")
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR
        inside = Centre.objects.filter(place__in=Place.objects.all().within(self.place))
        self.centres = {each.name: each for each in inside.select_related("place")}

    def read(self, row: Row) -> Programme:
        """An event that is not yet written."""
        centre = self.centres.get(row.get("centre") or "")
        if centre is None:
            raise Refused(_("没有这个名字的邻里中心，请先建好，或者改成一样的名字。"), "no_centre")
        if not row.get("title") or not row.get("day"):
            raise Refused(_("要写明活动名称和日期。"), "incomplete")
        count, children = row.get("count") or 0, row.get("children")
        if (children or 0) > count:
            raise Refused(_("孩子比全部还多，请核对。"), "count")
        zone = deadlines.calendar_at(centre.place).zone
        starts_at = datetime.combine(row["day"], BEGINS, zone)
        known = f"{centre.code}\n{row['day']}\n{row['title']}"
        return Programme(
            centre=centre,
            place=centre.place,
            title=row["title"],
            festival=_value(Festival, row.get("festival")) or "",
            audience=_value(Audience, row.get("audience")) or Audience.EVERYONE,
            starts_at=starts_at,
            ends_at=starts_at + LASTS,
            count=count,
            children=children,
            state=ProgrammeState.HELD,
            origin=tokens.keyed_hash("programme-origin", known),
        )

    def key(self, item: Programme) -> str:
        """Under what the row is known again."""
        return str(item.origin)

    def words(self, item: Programme) -> object:
        """Everything that the row says."""
        return tuple(getattr(item, name) for name in SAID)

    def find(self, keys: Sequence[str]) -> Mapping[str, Programme]:
        """What is there already."""
        rows = Programme.objects.select_related("place", "centre").filter(origin__in=keys)
        return {str(row.origin): row for row in rows}

    def differs(self, known: Programme, item: Programme) -> bool:
        """Whether it reads otherwise."""
        return self.words(known) != self.words(item)

    def write(
        self, fresh: Sequence[Programme], changed: Sequence[tuple[Programme, Programme]]
    ) -> None:
        """Each with its entry in the record."""
        for made in fresh:
            with PROGRAMME.begin("record", made, **self.actor) as step:
                step.data = {"source": self.terms.source}
        for known, item in changed:
            with PROGRAMME.step("mend", known, **self.actor) as step:
                step.data = {"source": self.terms.source}
                step.set(**{name: getattr(item, name) for name in SAID})

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Nothing more to say."""


def _value(choices: Any, said: str | None) -> Any:
    """The choice whose word somebody wrote, with or without 节; None for none."""
    plain = (said or "").removesuffix("节")
    words = {str(each.label).removesuffix("节"): each for each in choices}
    return words.get(plain) if plain else None
