"""How many were trained: persons, sessions and attendances, which are never mixed."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from sanan.kit.rounding import half_up
from sanan.livelihood.models import Attendance, CourseRating, Session, Trainer
from sanan.places.models import Place, beyond


@dataclass(frozen=True, slots=True)
class Trained:
    """`persons` came at least once, `attendances` is how often somebody came, in `sessions`."""

    persons: int
    sessions: int
    attendances: int


def counts(place: Place) -> Trained:
    """Of all courses at a place and in it; a session that nobody came to does not count."""
    inside = {
        "session__course__place__path__gte": place.path,
        "session__course__place__path__lt": beyond(place.path),
    }
    rows = Attendance.objects.filter(**inside)
    found = rows.aggregate(
        persons=Count("member", distinct=True),
        sessions=Count("session", distinct=True),
        attendances=Count("pk"),
    )
    return Trained(**found)


def held_sessions(place: Place) -> list[Session]:
    """The sessions that somebody came to, newest first."""
    rows = Session.objects.filter(
        course__place__path__gte=place.path, course__place__path__lt=beyond(place.path)
    )
    rows = rows.filter(attendances__isnull=False).distinct().select_related("course")
    return list(rows.annotate(there=Count("attendances")).order_by("-starts_at"))


def rating(trainer: Trainer) -> Decimal | None:
    """The mean of what participants gave this trainer's courses, one decimal; None without any."""
    scores = CourseRating.objects.filter(course__trainer=trainer).values_list("score", flat=True)
    return half_up(Fraction(sum(scores), len(scores)), 1) if scores else None
