from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.books.models import Contract
from sanan.cases.models import Case
from sanan.council.models import Resolution
from sanan.files.models import Files
from sanan.kit.rounding import money
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.powers.enums import READERS, RunState, StepState
from sanan.powers.models.catalogue import PowerItem, PowerStep
from sanan.powers.models.codes import new_code
from sanan.powers.models.disclosure import Disclosure


class PowerRunQuerySet(models.QuerySet["PowerRun"]):
    def visible_to(self, person: Person | None) -> Self:
        """Runs at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class PowerRun(models.Model):
    """One use of a power in one village, under the version of the item it began with.

    `amount` in fen. `related`: whether a close relative of a cadre has a part in it (None: not yet
    declared); `related_who` says who and how, for the reviewers.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="runs")
    place = models.ForeignKey(Place, models.PROTECT, related_name="power_runs")
    title = models.CharField(max_length=120)
    amount = models.PositiveBigIntegerField(null=True)
    fund_source = models.CharField(max_length=80, blank=True)
    counterparty = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.INITIATED)
    before = models.CharField(max_length=10, choices=RunState, blank=True)
    related = models.BooleanField(null=True)
    related_who = models.CharField(max_length=200, blank=True)
    declared_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    declared_at = models.DateTimeField(null=True)
    begun_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=300, blank=True)
    disclosures = models.ManyToManyField(Disclosure, related_name="runs")
    cases = models.ManyToManyField(Case, related_name="power_runs")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="power_runs")

    objects = PowerRunQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "item",
            "place",
            "title",
            "amount",
            "fund_source",
            "counterparty",
            "state",
            "related",
            "declared_at",
            "begun_at",
            "completed_at",
            "disclosures",
        ],
        "internal": [
            "id",
            "before",
            "begun_by",
            "declared_by",
            "suspended_why",
            "cases",
            "contract",
        ],
        "personal": ["related_who"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RunState.COMPLETED) | Q(completed_at__isnull=False),
                name="powers_run_completed_when",
            ),
            models.CheckConstraint(
                condition=Q(related__isnull=True, declared_at__isnull=True)
                | Q(related__isnull=False, declared_at__isnull=False),
                name="powers_run_declared",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RunState.INITIATED, RunState.SUSPENDED])
                | Q(related__isnull=False),
                name="powers_run_needs_declaring",
            ),
            models.CheckConstraint(
                condition=~Q(related=True) | ~Q(related_who=""), name="powers_run_related_who"
            ),
        ]
        indexes = [models.Index(fields=["place", "-begun_at"], name="powers_run_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """Where it is, for asking who may act."""
        return str(self.place.path)

    @property
    def money(self) -> str:
        """The amount as people say it; empty without one."""
        return "" if self.amount is None else money(self.amount)


class RunStep(models.Model):
    """One step of one run. `due_on` is set when the step's turn comes.

    `votes` holds the counts that the law asks for and `finding` the comparisons made of them, or
    `resolution` the council's published decision that was judged there.
    """

    run = models.ForeignKey(PowerRun, models.CASCADE, related_name="steps")
    step = models.ForeignKey(PowerStep, models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=StepState, default=StepState.PENDING)
    due_on = models.DateField(null=True)
    actor = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    votes = models.JSONField(default=dict)
    finding = models.JSONField(default=list)
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    signed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_note = models.CharField(max_length=300, blank=True)

    files = Files("run_step")

    classified = {
        "public": [
            "seq",
            "state",
            "due_on",
            "at",
            "decision",
            "votes",
            "finding",
            "reason",
            "signed_at",
        ],
        "internal": ["id", "run", "step", "actor", "resolution", "signed_by", "signed_note"],
    }

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["run", "seq"], name="powers_run_step_once"),
            models.CheckConstraint(
                condition=~Q(state=StepState.SKIPPED) | ~Q(reason=""),
                name="powers_step_skipped_why",
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.PENDING) | Q(at__isnull=False),
                name="powers_step_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.seq}"

    def is_late(self, day: date) -> bool:
        """Whether it is open after its day, or was taken after it."""
        from django.utils import timezone

        if self.due_on is None or self.state == StepState.SKIPPED:
            return False
        taken = timezone.localdate(self.at) if self.at else day
        return taken > self.due_on

    @property
    def waits_for_sign(self) -> bool:
        """Whether the supervision committee has still to sign."""
        return self.step.signs and self.signed_at is None and self.state != StepState.PENDING


class Objection(models.Model):
    """An objection to a step. `person` is there where a supervisor raised it; words stay inside."""

    step = models.ForeignKey(RunStep, models.CASCADE, related_name="objections")
    text = models.TextField()
    supervisor = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    classified = {
        "public": ["step", "supervisor", "at", "answer", "answered_at"],
        "internal": ["id", "answered_by"],
        "personal": ["text", "person"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="powers_objection_answered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_id}"
