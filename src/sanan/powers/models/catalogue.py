from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from sanan.cases.queries.calendars import UNITS
from sanan.council.enums import Kind
from sanan.kit.deadline import Unit
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.powers.enums import Actor, Affair, PowerKind, Publish, Rhythm, Stage


class VersionedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of one `code` are versions of one item; none is ever changed."""

    def current(self, day: date) -> Self:
        """The newest version of each item in force on `day`, without items taken off the list."""
        newest = (
            self.model.objects.filter(code=OuterRef("code"), effective_on__lte=day)
            .order_by("-version")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest), active=True)


class DisclosureItem(models.Model):
    """One line of the disclosure catalogue, in one version.

    A period's disclosure falls due on day `due_day` (or the month's last) of the `due_month`-th
    month after the period's last; of an event, `due_day` days after it. `when_busy` is the rhythm
    where dealings are many. `elements` are what it must hold to be complete. `statement`: its rows
    come from the village's books.
    """

    code = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField(default=1)
    affair = models.CharField(max_length=8, choices=Affair)
    name = models.CharField(max_length=80)
    elements = models.JSONField(default=list)
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    when_busy = models.CharField(max_length=10, choices=Rhythm, blank=True)
    due_month = models.PositiveSmallIntegerField(default=1)
    due_day = models.PositiveSmallIntegerField(default=20)
    display_days = models.PositiveSmallIntegerField(default=30)
    township_review = models.BooleanField(default=False)
    statement = models.BooleanField(default=False)
    body = models.CharField(max_length=60)
    audience = models.CharField(max_length=60)
    channels = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    sample = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    effective_on = models.DateField()
    changed = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = VersionedQuerySet.as_manager()

    classified = {
        "public": [
            "id",
            "code",
            "version",
            "affair",
            "name",
            "elements",
            "rhythm",
            "when_busy",
            "due_month",
            "due_day",
            "display_days",
            "township_review",
            "statement",
            "body",
            "audience",
            "channels",
            "basis",
            "sample",
            "active",
            "effective_on",
            "changed",
        ],
        "internal": ["by"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="powers_open_item_version"),
            models.CheckConstraint(
                condition=Q(due_day__gte=1, due_day__lte=90, due_month__lte=12),
                name="powers_open_item_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rhythm_for(self, *, busy: bool) -> Rhythm:
        """How often it is due in a village with many dealings, or in any other."""
        return Rhythm(self.when_busy if busy and self.when_busy else self.rhythm)


class PowerItem(models.Model):
    """One small power, in one version, with its steps. `thresholds`: what changes from which amount.

    `forbidden` are the acts that the item rules out (负面清单).
    """

    code = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField(default=1)
    affair = models.CharField(max_length=8, choices=Affair)
    kind = models.CharField(max_length=14, choices=PowerKind)
    area = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    plain = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    thresholds = models.JSONField(default=list)
    forbidden = models.JSONField(default=list)
    sample = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    effective_on = models.DateField()
    changed = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = VersionedQuerySet.as_manager()

    classified = {
        "public": [
            "id",
            "code",
            "version",
            "affair",
            "kind",
            "area",
            "name",
            "plain",
            "basis",
            "thresholds",
            "forbidden",
            "sample",
            "active",
            "effective_on",
            "changed",
        ],
        "internal": ["by"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="powers_item_version"),
        ]

    def __str__(self) -> str:
        return self.name


class PowerStep(models.Model):
    """One step of a power. `days` are working days; `quorum` names the body whose quorum the law asks.

    `signs`: the supervision committee signs before the next step may begin.
    """

    item = models.ForeignKey(PowerItem, models.CASCADE, related_name="steps")
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    actor = models.CharField(max_length=12, choices=Actor)
    evidence = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField(default=5)
    quorum = models.CharField(max_length=16, choices=Kind, blank=True)
    publish = models.CharField(max_length=8, choices=Publish, default=Publish.NONE)
    signs = models.BooleanField(default=False)

    classified = {
        "public": [
            "id",
            "item",
            "seq",
            "name",
            "actor",
            "evidence",
            "days",
            "quorum",
            "publish",
            "signs",
        ]
    }

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="powers_step_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="powers_step_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.name}"


class AnswerClock(models.Model):
    """How long someone has to acknowledge or answer a question; one table for the installation."""

    stage = models.CharField(max_length=12, choices=Stage, unique=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14, choices=[(u.value, u.value) for u in Unit])

    classified = {"public": ["id", "stage", "amount", "unit"]}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="powers_clock_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.amount} {self.unit}"

    @property
    def said(self) -> str:
        """How long, in words."""
        return str(UNITS[Unit(self.unit)] % self.amount)


class Calendar(models.Model):
    """That a county, township or village keeps the disclosure calendar, since a day.

    `busy`: its villages have many dealings and disclose their money every month. The entry nearest
    to a village decides.
    """

    place = models.OneToOneField(Place, models.CASCADE, related_name="disclosure_calendar")
    since_on = models.DateField()
    busy = models.BooleanField(default=False)

    classified = {"public": ["id", "place", "since_on", "busy"]}

    def __str__(self) -> str:
        return f"{self.place_id} {self.since_on}"
