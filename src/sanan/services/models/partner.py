from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.cases.models import Case
from sanan.kit import clock
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.services.enums import PartnerKind
from sanan.services.models.order import new_code


class Partner(models.Model):
    """A company that looks after one kind of matter in a county, such as the power company.

    `category` is the category code under which its cases are taken in; `respond_hours` is how soon
    it promises to call back (24-hour service: Beijing regulation art. 19).
    """

    org = models.OneToOneField(Org, models.PROTECT, related_name="partner")
    kind = models.CharField(max_length=10, choices=PartnerKind)
    county = models.ForeignKey(Place, models.PROTECT, related_name="partners")
    category = models.CharField(max_length=20)
    phone = models.CharField(max_length=20, blank=True)
    respond_hours = models.PositiveSmallIntegerField(default=2)

    classified = {
        "public": ["id", "org", "kind", "county", "category", "phone", "respond_hours"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "kind"], name="services_partner_once")
        ]

    def __str__(self) -> str:
        return self.org.name


class PostingQuerySet(models.QuerySet["Posting"]):
    def standing(self) -> Self:
        """Not ended."""
        return self.filter(until_at__isnull=True)


class Posting(models.Model):
    """A partner's member who looks after a community (挂点)."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="postings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="partner_members")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    objects = PostingQuerySet.as_manager()

    classified = {"public": ["id", "partner", "person", "place", "since_at", "until_at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "person", "place"],
                name="services_posted_once",
                condition=Q(until_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.place}"


class PartnerRequest(models.Model):
    """What a case of the kind `partner_request` has of its own: whose it is, and whom it was sent to."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="partner_request")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="requests")
    village = models.ForeignKey(Place, models.PROTECT, related_name="+")
    member = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()

    classified = {"internal": ["id", "case", "partner", "village", "member", "sent_at"]}

    def __str__(self) -> str:
        return str(self.case)


class OutageQuerySet(models.QuerySet["Outage"]):
    def standing(self, now: datetime | None = None) -> Self:
        """Announced, not taken back, not over."""
        return self.filter(taken_back_at__isnull=True, ends_at__gte=now or clock.now())

    def with_partner(self) -> Self:
        """Soonest first, with whose it is, for a page that lists them."""
        return self.select_related("partner__org").order_by("begins_at", "pk")

    def visible_to(self, person: Person | None) -> Self:
        """Those of this person's company."""
        orgs = [p.org_id for p in people.posts(person) if p.role == Role.PARTNER_STAFF]
        return self.filter(partner__org__in=[o for o in orgs if o])


class Outage(models.Model):
    """A planned interruption, shown on the pages of the villages it touches until it is over."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="outages")
    places = models.ManyToManyField(Place, related_name="outages")
    where = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    announced_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = OutageQuerySet.as_manager()

    classified = {
        "public": [
            "id",
            "code",
            "partner",
            "places",
            "where",
            "reason",
            "begins_at",
            "ends_at",
            "announced_at",
            "taken_back_at",
        ],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="services_outage_times"
            )
        ]
        indexes = [models.Index(fields=["ends_at"], name="services_outage_ends")]

    def __str__(self) -> str:
        return self.where
