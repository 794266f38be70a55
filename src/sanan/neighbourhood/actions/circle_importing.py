"""Other people's lists of service points, and of how many live in which building: each row once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit.dates import local_day
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import written
from sanan.neighbourhood.actions.circle import add_point, change_point, measure, said_of
from sanan.neighbourhood.models.circle import Dwelling, ServicePoint, origin_of
from sanan.neighbourhood.rules.circle import MAPPERS
from sanan.people import queries as people
from sanan.places import queries as places
from sanan.places.coordinates import Crs, Point, point
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

COUNTED = "circle.count"


class _Around:
    """What both tables share: who may, where names lead, and measuring once at the end."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, MAPPERS, path=self.place.path):
            raise Forbidden(_("这里的服务点和住户数由本地的工作人员来导入。"), "not_yours")
        self.names: dict[str, list[Place]] = {}
        for each in Place.objects.within(self.place):
            for name in {each.name, each.spoken}:
                self.names.setdefault(name, []).append(each)
        self.wrote = 0

    def somewhere(self, name: str | None) -> Place:
        """The place of a name; the place of the import where none is given."""
        if not name:
            return self.place
        found = self.names.get(name, [])
        if len(found) == 1:
            return found[0]
        sentence = (
            _("“%(name)s”不止一个，请写全名，或者换到那个镇里导入。")
            if found
            else _("没有找到“%(name)s”。请写村、社区或小区的名字。")
        )
        raise Refused(sentence % {"name": name}, "no_place")

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""
        self.wrote = 0

    def finish(self, outcome: Outcome, /) -> None:
        """Measure once, from every building around."""
        if self.wrote and not outcome.rehearsed:
            measure(place=self.place, at=self.terms.at)


def position(row: Row, place: Place) -> Point:
    """Where a row says it is, else where its place is. Raises `Invalid`, also without a system."""
    found = point(row.get("lat"), row.get("lon"), row.get("crs"))
    if found is not None:
        return found
    if place.lat is None or place.lon is None:
        raise Invalid(_("没有写经纬度。请写纬度、经度和坐标系。"), "no_position")
    return Point(place.lat, place.lon, Crs.WGS84)


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A service point as a row says it."""

    place: Place
    kind: str
    where: Point
    said: Mapping[str, Any]
    origin: str


class TakingPoints(_Around):
    """Takes a list of service points.

    A row is known again by its number, or by its place, kind and name where it has none.
    """

    def read(self, row: Row) -> NewPoint:
        """A point that is not yet written."""
        place = self.somewhere(row.get("place"))
        names = ("name", "address", "phone", "hours")
        said = said_of(**{name: row.get(name) or "" for name in names})
        ref = row.get("ref") or "\n".join((place.code, row["kind"], said["name"]))
        origin = origin_of(self.terms.source, ref)
        return NewPoint(place, row["kind"], position(row, place), said, origin)

    def key(self, item: NewPoint) -> str:
        """Under what the row is known again."""
        return item.origin

    def words(self, item: NewPoint) -> object:
        """Everything that the row says."""
        there = item.where.to(Crs.WGS84)
        return item.place.pk, item.kind, *item.said.values(), _near(there.lat, there.lon)

    def find(self, keys: Sequence[str]) -> Mapping[str, ServicePoint]:
        """What is there already."""
        rows = ServicePoint.objects.select_related("place").filter(origin__in=keys)
        return {str(row.origin): row for row in rows}

    def differs(self, known: ServicePoint, item: NewPoint) -> bool:
        """Whether a point reads otherwise or stands elsewhere; what has closed stays closed."""
        there = item.where.to(Crs.WGS84)
        same = _near(known.lat, known.lon) == _near(there.lat, there.lon)
        said = all(getattr(known, name) == value for name, value in item.said.items())
        return known.state == "open" and not (same and said)

    def write(
        self, fresh: Sequence[NewPoint], changed: Sequence[tuple[ServicePoint, NewPoint]]
    ) -> None:
        """Each with its entry in the record."""
        actor: dict[str, Any] = {"by": self.terms.by, "at": self.terms.at, "measuring": False}
        actor["relation"] = OPERATOR if self.terms.by is None else None
        for item in fresh:
            add_point(
                place=item.place,
                kind=item.kind,
                where=item.where,
                source=self.terms.source,
                origin=item.origin,
                **item.said,
                **actor,
            )
        for known, item in changed:
            change_point(point=known, where=item.where, **item.said, **actor)
        self.wrote += len(fresh) + len(changed)


def _near(lat: float, lon: float) -> tuple[float, float]:
    """To the decimetre: a system's shift and back leaves less."""
    return round(lat, 6), round(lon, 6)


class TakingDwellings(_Around):
    """Takes how many live in which building; a building is known by its place and name."""

    def read(self, row: Row) -> Dwelling:
        """A building that is not yet written."""
        place = self.somewhere(row.get("place"))
        where = position(row, self._itself(row, place)).to(Crs.WGS84)
        found = Dwelling(
            place=place,
            name=row["name"],
            lat=round(where.lat, 7),
            lon=round(where.lon, 7),
            people=row["people"] or 0,
            elders=row.get("elders") or 0,
            children=row.get("children") or 0,
            counted_on=row.get("counted_on") or self._today(),
        )
        if found.elders + found.children > found.people:
            raise Refused(_("老人和儿童加起来比总人数还多，请核对。"), "too_many")
        return found

    def _itself(self, row: Row, place: Place) -> Place:
        """The building, where the tree has it: then the row need not say where it is."""
        inside = [each for each in self.names.get(row["name"], []) if place.contains(each)]
        return inside[0] if len(inside) == 1 else place

    def _today(self) -> date:
        return local_day(self.terms.at)

    def key(self, item: Dwelling) -> str:
        """Under what the row is known again."""
        return f"{item.place_id}\n{item.name}"

    def words(self, item: Dwelling) -> object:
        """Everything that the row says."""
        return tuple(getattr(item, name) for name in SAID)

    def find(self, keys: Sequence[str]) -> Mapping[str, Dwelling]:
        """What is there already."""
        at = {int(key.partition("\n")[0]) for key in keys}
        rows = Dwelling.objects.filter(place__in=at).select_related("place")
        return {self.key(row): row for row in rows}

    def differs(self, known: Dwelling, item: Dwelling) -> bool:
        """Whether numbers or position are others."""
        return self.words(known) != self.words(item)

    def write(
        self, fresh: Sequence[Dwelling], changed: Sequence[tuple[Dwelling, Dwelling]]
    ) -> None:
        """All of a batch, with one entry that holds sums alone."""
        Dwelling.objects.bulk_create(fresh)
        for known, item in changed:
            for name in SAID:
                setattr(known, name, getattr(item, name))
        Dwelling.objects.bulk_update([known for known, _item in changed], SAID)
        rows = [*fresh, *(item for _known, item in changed)]
        if rows:
            content = {
                "source": self.terms.source,
                "buildings": len(rows),
                "people": sum(row.people for row in rows),
            }
            written(COUNTED, self.place.code, content, by=self.terms.by, at=self.terms.at)
        self.wrote += len(rows)


SAID = ("lat", "lon", "people", "elders", "children", "counted_on")
"""What a later list may put right."""
