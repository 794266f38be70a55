"""What other offices know of villages, taken in from their table: each village and day once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.inspection.enums import OFFICE, Event
from sanan.inspection.models import VillageFact
from sanan.inspection.queries.indicators import villages
from sanan.kit import bulk, dates
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.places import queries as places
from sanan.places.models import Place

TOLD = (
    "residents",
    "inspected_on",
    "leader_changes",
    "projects_fen",
    "arrears_fen",
    "petitions",
)


class TakingFacts:
    """Takes a table of villages: a row is known again by village and day.

    A later file puts right what it says; a cell that it leaves empty takes nothing away. A name
    that several villages of the county share is refused, and asked for by its code.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, OFFICE, path=self.place.path):
            raise Forbidden(_("村情由巡察办来导入。"), "not_yours")
        self.known: dict[str, list[Place]] = {}
        for each in villages(self.place):
            for said in {each.code, each.name, each.spoken, each.full_name} - {""}:
                self.known.setdefault(said, []).append(each)

    def read(self, row: Row) -> VillageFact:
        """A row that is not yet written."""
        day = row.get("on") or dates.local_day(self.terms.at)
        if day > dates.local_day(self.terms.at):
            raise Refused(_("截至的日子还没到。"), "future")
        told = {name: row.get(name) for name in TOLD}
        if all(value is None for value in told.values()):
            raise Refused(_("这一行除了村名什么也没写。"), "empty")
        if told["residents"] == 0:
            raise Refused(_("居民人数不能是 0；不知道就空着。"), "no_residents")
        return VillageFact(place=self._village(row.get("village") or ""), on=day, **told)

    def _village(self, name: str) -> Place:
        found = self.known.get(name.strip(), [])
        if not found:
            raise Refused(_("这里没有“%(name)s”这个村。") % {"name": name}, "no_village")
        if len(found) > 1:
            raise Refused(
                _("有 %(n)d 个村叫“%(name)s”，请改写成村的代码。")
                % {"n": len(found), "name": name},
                "several",
            )
        return found[0]

    def key(self, item: VillageFact) -> str:
        """Under what the row is known again."""
        return f"{item.place_id}|{item.on}"

    def words(self, item: VillageFact) -> object:
        """Everything that the row says."""
        return tuple(getattr(item, name) for name in TOLD)

    def find(self, keys: Sequence[str]) -> Mapping[str, VillageFact]:
        """What is there already."""
        pks = {int(key.partition("|")[0]) for key in keys}
        rows = VillageFact.objects.filter(place__in=pks)
        return {key: row for row in rows if (key := self.key(row)) in set(keys)}

    def differs(self, known: VillageFact, item: VillageFact) -> bool:
        """Whether the row says something else of that day."""
        return bool(_news(known, item))

    def write(
        self,
        fresh: Sequence[VillageFact],
        changed: Sequence[tuple[VillageFact, VillageFact]],
    ) -> None:
        """One entry for each batch, with how many."""
        bulk.insert_many(fresh)
        for known, item in changed:
            news = _news(known, item)
            for name, value in news.items():
                setattr(known, name, value)
            known.save(update_fields=list(news))
        content = {"place": self.place.code, "new": len(fresh), "changed": len(changed)}
        written(Event.FACTS, self.place.code, content, by=self.terms.by, at=self.terms.at)

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Nothing more to say."""


def _news(known: VillageFact, item: VillageFact) -> dict[str, Any]:
    told = {name: getattr(item, name) for name in TOLD}
    return {
        name: value
        for name, value in told.items()
        if value is not None and value != getattr(known, name)
    }
