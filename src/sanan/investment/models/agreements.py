"""What counts as won: agreements, and what happened on the ground; each verified by a second person."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from sanan.files.models import Files
from sanan.investment.enums import READERS, Kind, Level, Proof, Step, VoidReason
from sanan.investment.models.companies import new_code
from sanan.investment.models.leads import Lead
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place


class WinQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above its place."""
        return self.filter(people.below(person, READERS))

    def verified(self) -> Self:
        """What counts."""
        return self.filter(state=Proof.VERIFIED)


class Win(models.Model):
    """What both have: who entered which version, who verified it, why it holds no longer.

    `amount` is in fen. A correction makes the next version, which must be verified anew.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="%(class)ss")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    foreign = models.BooleanField(default=False)
    words = models.CharField(max_length=500, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=Proof, default=Proof.ENTERED)
    void_reason = models.CharField(max_length=8, choices=VoidReason, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)

    objects = WinQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=Proof.VERIFIED)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="investment_%(class)s_verified",
            ),
            models.CheckConstraint(
                condition=~Q(verified_by=F("entered_by")), name="investment_%(class)s_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state=Proof.VOID) & ~Q(void_reason="")
                | ~Q(state=Proof.VOID) & Q(void_reason=""),
                name="investment_%(class)s_void",
            ),
        ]


class Agreement(Win):
    """An intent, a framework or a contract, kept apart; one of each kind that stands for a lead.

    `shown_as` is what everyone reads of it, in general words, where it was published.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    level = models.CharField(max_length=6, choices=Level)
    amount = models.BigIntegerField()
    signed_on = models.DateField()
    shown_as = models.CharField(max_length=120, blank=True)
    shown_at = models.DateTimeField(null=True)

    files = Files("agreement")

    classified: ClassVar = {
        "public": ["shown_as", "shown_at"],
        "internal": [
            *("id", "code", "lead", "place", "foreign", "words", "version", "state", "void_reason"),
            *("entered_at", "verified_at", "kind", "level", "amount", "signed_on"),
        ],
        "personal": ["entered_by", "verified_by"],
    }

    class Meta(Win.Meta):
        ordering = ["-signed_on", "-pk"]
        indexes = [models.Index(fields=["state", "signed_on"], name="investment_agreement_day")]
        constraints = [
            *Win.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="investment_agreement_amount"),
            models.CheckConstraint(
                condition=Q(shown_as="", shown_at__isnull=True)
                | Q(shown_at__isnull=False, state=Proof.VERIFIED),
                name="investment_shown_verified",
            ),
            models.UniqueConstraint(
                fields=["lead", "kind"],
                condition=~Q(state=Proof.VOID),
                name="investment_agreement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead.title}（{self.get_kind_display()}）"


class Landing(Win):
    """One thing that happened on the ground: `amount` of money paid in, `area` of land in 1/100 mu."""

    kind = models.CharField(max_length=10, choices=Step)
    happened_on = models.DateField()
    amount = models.BigIntegerField(null=True)
    area = models.PositiveIntegerField(null=True)

    files = Files("landing")

    classified: ClassVar = {
        "internal": [
            *("id", "code", "lead", "place", "foreign", "words", "version", "state", "void_reason"),
            *("entered_at", "verified_at", "kind", "happened_on", "amount", "area"),
        ],
        "personal": ["entered_by", "verified_by"],
    }

    class Meta(Win.Meta):
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["kind", "happened_on"], name="investment_landing_day")]
        constraints = [
            *Win.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=Step.PAID_IN, amount__gt=0)
                | ~Q(kind=Step.PAID_IN) & Q(amount__isnull=True),
                name="investment_landing_amount",
            ),
            models.CheckConstraint(
                condition=Q(kind=Step.LAND, area__gt=0) | ~Q(kind=Step.LAND) & Q(area__isnull=True),
                name="investment_landing_area",
            ),
            models.UniqueConstraint(
                fields=["lead", "kind"],
                condition=~Q(state=Proof.VOID) & ~Q(kind=Step.PAID_IN),
                name="investment_landing_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead.title}（{self.get_kind_display()}）"
