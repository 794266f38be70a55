"""The figures of a place. Persons (人) and person-times (人次) stand in fields of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone

from sanan.places.models import beyond
from sanan.volunteers.enums import ActivityState, State
from sanan.volunteers.models import Activity, Project, Service, Volunteer

ACTIVE = timedelta(days=365)
"""Active: at least one confirmed service within so long (domain brief §2.4)."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What was counted here, and apart from it what an imported register says.

    `participations` are person-times and `served` persons with a confirmed service; `told_*` are
    the register's own sums, never added to the former. All but `active` since the beginning.
    """

    projects: int
    activities: int
    volunteers: int
    active: int
    served: int
    participations: int
    minutes: int
    beneficiaries: int
    told_turns: int
    told_minutes: int


def totals(path: str, at: datetime) -> Totals:
    """All figures of the place with this path and everything under it: four statements."""
    here = Q(place__path__gte=path, place__path__lt=beyond(path))
    held = Activity.objects.filter(here).exclude(state=ActivityState.CANCELLED)
    told = held.aggregate(
        n=Count("pk"),
        beneficiaries=Sum("beneficiaries"),
        turns=Sum("told_turns"),
        minutes=Sum("told_minutes"),
    )
    counted = _counted(path, timezone.localtime(at) - ACTIVE)
    return Totals(
        projects=Project.objects.filter(here).count(),
        activities=told["n"],
        volunteers=Volunteer.objects.staying().filter(here).count(),
        active=counted[3],
        served=counted[2],
        participations=counted[0],
        minutes=counted[1],
        beneficiaries=told["beneficiaries"] or 0,
        told_turns=told["turns"] or 0,
        told_minutes=told["minutes"] or 0,
    )


_COUNT = """
SELECT COALESCE(SUM(times), 0), COALESCE(SUM(minutes), 0), COUNT(*),
       COALESCE(SUM(CASE WHEN latest >= %s THEN 1 ELSE 0 END), 0)
FROM (
    SELECT person_id, COUNT(*) AS times, SUM(minutes) AS minutes, MAX(began_at) AS latest
    FROM {service}
    WHERE state = %s AND place_id IN (SELECT id FROM {place} WHERE path >= %s AND path < %s)
    GROUP BY person_id
) AS each
"""


def _counted(path: str, since: datetime) -> tuple[int, int, int, int]:
    """Person-times, minutes, persons, active persons: one pass over one index.

    In SQL, because Django writes a count of distinct persons that neither database does quickly.
    """
    quote = connection.ops.quote_name
    sql = _COUNT.format(service=quote(Service._meta.db_table), place=quote("places_place"))
    moment = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment, str(State.CONFIRMED), path, beyond(path)])
        row: tuple[int, int, int, int] = cursor.fetchone()
    return tuple(int(figure) for figure in row)  # type: ignore[return-value]
