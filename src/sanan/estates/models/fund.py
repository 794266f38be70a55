from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.books.models import BookEntry
from sanan.council.models import Topic, Vote
from sanan.estates.enums import COMMITTED, PUBLIC_USES, READERS, Danger, UseState
from sanan.estates.models.codes import new_code
from sanan.estates.models.estate import Estate
from sanan.files.models import Files
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class FundUseQuerySet(models.QuerySet["FundUse"]):
    def visible_to(self, person: Person | None) -> Self:
        """Uses in the estates that this person sees."""
        return self.filter(below(person, READERS))

    def public(self) -> Self:
        """What every owner reads."""
        return self.filter(state__in=PUBLIC_USES)

    def committed(self) -> Self:
        """Those for which money is set aside."""
        return self.filter(state__in=COMMITTED)


class FundUse(models.Model):
    """One use of the repair fund: plan, vote, works, acceptance, warranty, final account.

    `estimate` and `price` in fen; the price of the works is never above the estimate that was voted
    on. `danger` is what lets it go without a vote.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="uses")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=UseState, default=UseState.PLANNED)
    title = models.CharField(max_length=100)
    reason = models.CharField(max_length=1000)
    estimate = models.PositiveBigIntegerField()
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    danger = models.CharField(max_length=8, choices=Danger, blank=True)
    topic = models.OneToOneField(Topic, models.PROTECT, null=True, related_name="fund_use")
    vote = models.OneToOneField(Vote, models.PROTECT, null=True, related_name="fund_use")
    contractor = models.CharField(max_length=80, blank=True)
    price = models.PositiveBigIntegerField(null=True)
    started_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    warranty_until = models.DateField(null=True)
    shown_at = models.DateTimeField(null=True)

    objects = FundUseQuerySet.as_manager()
    files = Files("fund_use")

    classified = {
        "public": [
            "code",
            "estate",
            "place",
            "state",
            "title",
            "reason",
            "estimate",
            "planned_at",
            "danger",
            "topic",
            "vote",
            "contractor",
            "price",
            "started_on",
            "accepted_on",
            "accepted_by",
            "warranty_until",
            "shown_at",
        ],
        "internal": ["id", "planned_by"],
    }

    class Meta:
        ordering = ["-planned_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(estimate__gt=0), name="estates_use_estimate"),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0, price__lte=F("estimate")),
                name="estates_use_price",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "working", "accepted", "shown"])
                | Q(vote__isnull=False)
                | ~Q(danger=""),
                name="estates_use_by_vote_or_danger",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["working", "accepted", "shown"])
                | Q(price__isnull=False, started_on__isnull=False) & ~Q(contractor=""),
                name="estates_use_works",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "shown"])
                | Q(accepted_on__isnull=False, warranty_until__gte=F("accepted_on")),
                name="estates_use_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="shown") | Q(shown_at__isnull=False), name="estates_use_shown"
            ),
        ]
        indexes = [models.Index(fields=["estate", "state"], name="estates_use_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def cost(self) -> int:
        """What it costs as far as is known: the price of the works, before that the estimate."""
        return self.estimate if self.price is None else self.price


class FundPayment(models.Model):
    """What was paid out for a use: a line of the fund's own account."""

    use = models.ForeignKey(FundUse, models.PROTECT, related_name="payments")
    entry = models.OneToOneField(BookEntry, models.PROTECT, related_name="fund_payment")

    classified = {"public": ["use", "entry"], "internal": ["id"]}

    def __str__(self) -> str:
        return str(self.entry)
