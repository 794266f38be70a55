from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.council.models import Meeting, Topic, Vote
from sanan.estates.enums import (
    LEADERS,
    LEAST_SEATS,
    MOST_SEATS,
    READERS,
    BillKind,
    CommitteeState,
    NoticeState,
    RatingState,
)
from sanan.estates.models.codes import new_code
from sanan.estates.models.estate import Dwelling, Estate, PropertyContract
from sanan.files.models import Files
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class Bill(models.Model):
    """A meter read and what is to be paid for it, as the company publishes it. `amount` in fen.

    Without a dwelling it is of the common parts, and everyone reads it whole.
    """

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="bills")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, null=True, related_name="bills")
    kind = models.CharField(max_length=8, choices=BillKind)
    month = models.CharField(max_length=7)
    before = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    after = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    amount = models.PositiveBigIntegerField()
    paid_on = models.DateField(null=True)
    receipt = models.CharField(max_length=40, blank=True)

    classified = {
        "internal": ["id", "estate", "kind", "month"],
        "personal": ["dwelling", "before", "after", "amount", "paid_on", "receipt"],
    }

    class Meta:
        ordering = ["-month", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "kind", "month"],
                name="estates_bill_once",
                condition=Q(dwelling__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["estate", "kind", "month"],
                name="estates_common_bill_once",
                condition=Q(dwelling__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=True) | Q(after__gte=F("before")),
                name="estates_bill_meter",
            ),
        ]
        indexes = [models.Index(fields=["estate", "month"], name="estates_bill_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.get_kind_display()}"


class PropertyRatingQuerySet(models.QuerySet["PropertyRating"]):
    def visible_to(self, person: Person | None) -> Self:
        """Ratings in the estates that this person sees; who gave one stands in none of them."""
        return self.filter(below(person, READERS))


class PropertyRating(models.Model):
    """What one dwelling thinks of the company in one quarter (`2026Q3`): once, and never changed.

    `scores` are 1 to 5 by `Aspect`.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    contract = models.ForeignKey(PropertyContract, models.PROTECT, related_name="ratings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="ratings")
    quarter = models.CharField(max_length=6)
    state = models.CharField(max_length=10, choices=RatingState, default=RatingState.GIVEN)
    scores = models.JSONField()
    text = models.CharField(max_length=1000, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    given_at = models.DateTimeField()

    objects = PropertyRatingQuerySet.as_manager()
    files = Files("property_rating")

    classified = {
        "internal": [
            "id",
            "code",
            "contract",
            "place",
            "quarter",
            "state",
            "scores",
            "given_at",
        ],
        "personal": ["dwelling", "text", "answer"],
    }

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "quarter"], name="estates_rating_once_a_quarter"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="estates_rating_answered"
            ),
        ]
        indexes = [models.Index(fields=["contract", "quarter"], name="estates_rating_quarter")]

    def __str__(self) -> str:
        return self.quarter


class HouseholdContactQuerySet(models.QuerySet["HouseholdContact"]):
    def visible_to(self, person: Person | None) -> Self:
        """One's own, with what it was about; nobody else reads that."""
        return self.filter(by=person) if person is not None else self.none()


class HouseholdContact(models.Model):
    """That a building's leader saw a household on a day.

    What for and what was said is encrypted, for that leader alone. Statistics count households
    seen, and never read `reason_locked`.
    """

    dwelling = models.ForeignKey(Dwelling, models.CASCADE, related_name="contacts")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    reason_locked = models.CharField(max_length=300)
    summary_locked = models.TextField(blank=True)

    objects = HouseholdContactQuerySet.as_manager()

    classified = {
        "internal": ["id", "by", "on"],
        "personal": ["dwelling"],
        "sensitive": ["reason_locked", "summary_locked"],
    }

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dwelling", "by", "on"], name="estates_contact_once")
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class EstateNoticeQuerySet(models.QuerySet["EstateNotice"]):
    def visible_to(self, person: Person | None) -> Self:
        """Notices of the estates that this person sees, and of the buildings that they lead."""
        return self.filter(below(person, READERS) | below(person, LEADERS, "buildings")).distinct()

    def hanging(self) -> Self:
        """Not withdrawn."""
        return self.filter(state=NoticeState.SHOWN)


class EstateNotice(models.Model):
    """A notice to the whole estate or to some of its buildings, until a day."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="notices")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    buildings = models.ManyToManyField(Place, related_name="+")
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.SHOWN)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=2000)
    posted_at = models.DateTimeField()
    until_on = models.DateField()

    objects = EstateNoticeQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "estate",
            "place",
            "buildings",
            "state",
            "title",
            "text",
            "posted_at",
            "until_on",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-posted_at", "pk"]

    def __str__(self) -> str:
        return self.title


class OwnersCommitteeQuerySet(models.QuerySet["OwnersCommittee"]):
    def visible_to(self, person: Person | None) -> Self:
        """Committees of the estates that this person sees."""
        return self.filter(below(person, READERS))


class OwnersCommittee(models.Model):
    """One term of an owners' committee (业主委员会), from the call for candidates on."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="committees")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=CommitteeState, default=CommitteeState.NOMINATING
    )
    number = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    meeting = models.OneToOneField(Meeting, models.PROTECT, null=True, related_name="election")

    objects = OwnersCommitteeQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "estate",
            "place",
            "state",
            "number",
            "seats",
            "begins_on",
            "ends_on",
            "meeting",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "number"],
                name="estates_committee_once",
                condition=~Q(state="failed"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="estates_committee_term"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=LEAST_SEATS, seats__lte=MOST_SEATS),
                name="estates_committee_seats",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name} {self.number}"


class Candidate(models.Model):
    """An owner who stands for the committee; `topic` and `vote` are the question put about them."""

    committee = models.ForeignKey(OwnersCommittee, models.CASCADE, related_name="candidates")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    says = models.CharField(max_length=500, blank=True)
    topic = models.OneToOneField(Topic, models.PROTECT, null=True, related_name="candidate")
    vote = models.OneToOneField(Vote, models.PROTECT, null=True, related_name="candidate")
    elected = models.BooleanField(null=True)

    classified = {
        "public": ["committee", "name", "says", "topic", "vote", "elected"],
        "internal": ["id"],
        "personal": ["dwelling"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "dwelling", "name"], name="estates_candidate_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
