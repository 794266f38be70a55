"""An OC4IDS package taken in: each project registered once, with its plans and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit.errors import Refused
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.projects.actions.projects import plan, register
from sanan.projects.models import Milestone, Project
from sanan.projects.queries.oc4ids import Given, read


@dataclass(slots=True)
class Taken:
    """What became of a package."""

    made: list[Project] = field(default_factory=list)
    known: int = 0
    refused: list[str] = field(default_factory=list)


def take_in(
    *,
    data: Any,
    place: Place,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Taken:
    """Register what is not there yet; a project that cannot be taken is named, the others go on.

    A project is known again by its number, else by its name. It stands under the unit of the name
    that it gives as its public authority.
    """
    taken = Taken()
    for given in read(data):
        numbered = Project.objects.filter(number=given.number, place__path__startswith=place.path)
        if numbered.exists():
            taken.known += 1
            continue
        try:
            taken.made.append(_made(given, place, {"by": by, "relation": relation, "at": at}))
        except Refused as no:
            taken.refused.append(f"{given.name}: {no.sentence}")
    return taken


def _made(given: Given, place: Place, actor: dict[str, Any]) -> Project:
    org = _unit(given.authority, place)
    with transaction.atomic():
        made = register(
            place=place,
            name=given.name,
            number=given.number,
            level=given.level,
            lead_org=org,
            state=given.state,
            summary=given.summary,
            total_fen=given.total_fen,
            starts_on=given.starts_on,
            ends_on=given.ends_on,
            owner=given.owner,
            contractor=given.contractor,
            lat=given.lat,
            lon=given.lon,
            outline=given.outline,
            **actor,
        )
        for year, fen in given.plans.items():
            plan(project=made, year=year, amount_fen=fen, reason="OC4IDS", **actor)
        rows = [
            Milestone(project=made, kind=kind, planned_on=planned, reached_on=reached)
            for kind, (planned, reached) in given.milestones.items()
            if planned or reached
        ]
        _keep(rows)
    return made


def _keep(rows: Sequence[Milestone]) -> None:
    Milestone.objects.bulk_create(rows)


def _unit(name: str, place: Place) -> Org:
    found = Org.objects.filter(name=name, place__path__startswith=place.path).first()
    if found is None:
        raise Refused(
            _("没有找到责任单位“%(name)s”，请先在机构里加上。") % {"name": name}, "no_org"
        )
    return found
