"""Leads: what a company may build here, and how far it has come."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sanan.investment.enums import OPEN, READERS, STAGES, Source, State, Why
from sanan.investment.models.companies import Company, Mandate, new_code
from sanan.investment.models.events import PromotionEvent
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place

DAY_OF = {
    State.LEAD: "found_on",
    State.NEGOTIATING: "negotiating_on",
    State.FRAMEWORK_SIGNED: "framework_on",
    State.CONTRACT_SIGNED: "contract_on",
    State.REGISTERED: "registered_on",
    State.STARTED: "started_on",
    State.PRODUCING: "producing_on",
}
"""The field that holds the day of each stage."""


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above its place: what a company plans is its own secret."""
        return self.filter(people.below(person, READERS))

    def open(self) -> Self:
        """On the way: neither producing nor at rest nor given up."""
        return self.filter(state__in=OPEN)

    def reached(self, stage: str) -> Self:
        """Those that came as far as a stage, or further, whatever became of them since."""
        at = STAGES.index(State(stage))
        if at == 0:
            return self
        found = Q()
        for each in STAGES[at:]:
            found |= Q(**{f"{DAY_OF[each]}__isnull": False})
        return self.filter(found)


class Lead(models.Model):
    """One project that a company may bring; money in fen.

    The days from `framework_on` on, `land_on` and `paid_in` are those of what was verified, brought up to date
    by `actions.leads.advance` alone. `before` is where a lead at rest returns to. What `is_history` was over
    when it was taken in: it reminds nobody and is late for nothing.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, models.PROTECT, related_name="leads")
    title = models.CharField(max_length=120)
    known_as = models.CharField(max_length=120)
    sector = models.CharField(max_length=40, blank=True)
    scale = models.BigIntegerField(null=True)
    source = models.CharField(max_length=14, choices=Source)
    event = models.ForeignKey(PromotionEvent, models.PROTECT, null=True, related_name="leads")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="leads")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=18, choices=State, default=State.LEAD)
    before = models.CharField(max_length=18, choices=State, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    found_on = models.DateField()
    negotiating_on = models.DateField(null=True)
    framework_on = models.DateField(null=True)
    contract_on = models.DateField(null=True)
    registered_on = models.DateField(null=True)
    land_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    producing_on = models.DateField(null=True)
    paid_in = models.BigIntegerField(default=0)
    next_on = models.DateField(null=True)
    is_history = models.BooleanField(default=False)

    objects = LeadQuerySet.as_manager()

    classified: ClassVar = {
        "internal": [
            *("id", "code", "place", "company", "title", "known_as", "sector", "scale", "source"),
            *("event", "mandate", "state", "before", "why", "found_on", "negotiating_on"),
            *("framework_on", "contract_on", "registered_on", "land_on", "started_on"),
            *("producing_on", "paid_in", "next_on", "is_history"),
        ],
        "personal": ["owner", "contact", "phone"],
    }

    class Meta:
        ordering = ["-found_on", "-pk"]
        indexes = [
            models.Index(fields=["found_on"], name="investment_lead_day"),
            models.Index(fields=["state", "next_on"], name="investment_lead_next"),
            models.Index(fields=["company", "known_as"], name="investment_lead_known"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(scale__isnull=True) | Q(scale__gt=0), name="investment_scale"
            ),
            models.CheckConstraint(condition=Q(paid_in__gte=0), name="investment_paid_in"),
            models.CheckConstraint(
                condition=Q(state__in=[State.STALLED, State.DROPPED]) & ~Q(why="") & ~Q(before="")
                | ~Q(state__in=[State.STALLED, State.DROPPED]) & Q(why="", before=""),
                name="investment_rests_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rests(self) -> bool:
        """Whether it is stalled or dropped."""
        return self.state in {State.STALLED, State.DROPPED}

    @property
    def farthest(self) -> State:
        """How far it has come by its days."""
        return next(
            s for s in reversed(STAGES) if s == State.LEAD or getattr(self, DAY_OF[s]) is not None
        )
