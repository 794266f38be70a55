from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.insight.private import tables
from sanan.livelihood.enums import READERS, CourseKind, CourseState, PaperState, TrainerState
from sanan.livelihood.models.household import Member, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class TrainerQuerySet(models.QuerySet["Trainer"]):
    def visible_to(self, person: Person | None) -> Self:
        """Trainers engaged at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Trainer(models.Model):
    """A third party that teaches by contract."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    contract_no = models.CharField(max_length=40)
    since_on = models.DateField()
    until_on = models.DateField()
    fee_fen = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=TrainerState, default=TrainerState.ENGAGED)

    objects = TrainerQuerySet.as_manager()

    classified = {
        "public": ["code", "place", "name", "state"],
        "internal": ["id", "contract_no", "since_on", "until_on", "fee_fen"],
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "contract_no"], name="livelihood_contract_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on")), name="livelihood_contract_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, person: Person | None) -> Self:
        """Courses held at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Course(models.Model):
    """A course: several sessions, by ourselves or by a trainer under contract.

    Whoever was at `least` of its sessions may have a certificate.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="courses")
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=CourseKind, default=CourseKind.STARTUP)
    trainer = models.ForeignKey(Trainer, models.PROTECT, null=True, related_name="courses")
    least = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=CourseState, default=CourseState.PLANNED)

    objects = CourseQuerySet.as_manager()

    classified = {
        "public": ["code", "place", "title", "kind", "trainer", "least", "state"],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(least__gte=1), name="livelihood_course_least"),
        ]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One sitting of a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=60)
    starts_at = models.DateTimeField()

    classified = {"public": ["id", "course", "title", "starts_at"]}

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "starts_at"], name="livelihood_session_once")
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """That somebody was at a session; persons are counted apart from attendances."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances")

    classified = {"internal": ["id", "session"], "personal": ["member"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="livelihood_attended_once")
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.member}"


class CourseRating(models.Model):
    """What somebody who was there thinks of a course, from 1 to 5."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="ratings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()

    classified = {"internal": ["id", "course", "score"], "personal": ["member"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "member"], name="livelihood_rated_once"),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="livelihood_rating_score"
            ),
        ]

    def __str__(self) -> str:
        return str(self.score)


class PaperQuerySet(models.QuerySet["TrainingPaper"]):
    def visible_to(self, person: Person | None) -> Self:
        """Certificates of the courses that this person sees."""
        return self.filter(below(person, READERS))


class TrainingPaper(models.Model):
    """A certificate of a course, by whose number anyone can check it."""

    number = models.CharField(max_length=24, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="papers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="papers")
    sessions = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.ISSUED)
    issued_on = models.DateField()
    revoked_on = models.DateField(null=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    classified = {
        "public": ["state", "course", "place", "issued_on"],
        "internal": ["id", "number", "sessions", "revoked_on", "revoked_why"],
        "personal": ["member"],
    }

    class Meta:
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "member"],
                name="livelihood_paper_once",
                condition=Q(state=PaperState.ISSUED),
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.REVOKED)
                | Q(revoked_on__isnull=False) & ~Q(revoked_why=""),
                name="livelihood_paper_revoked_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def shown_name(self) -> str:
        """The name as whoever checks the paper may read it."""
        return tables.name(self.member.name, person=True)
