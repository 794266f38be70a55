from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sanan.kit import certificates
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.volunteers.enums import READERS, Paper
from sanan.volunteers.models.volunteer import Volunteer


def new_number() -> str:
    """A certificate's number: Z, the year, twelve letters that nobody can guess (31^12)."""
    return certificates.number("Z", timezone.localdate().year)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, person: Person | None) -> Self:
        """Certificates of organisations at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "org__place"))

    def issued(self) -> Self:
        """Once issued, also where revoked since: what a verifier may ask about."""
        return self.filter(state__in=[Paper.ISSUED, Paper.REVOKED])

    def publicised(self, at: datetime) -> Self:
        """Those that members may look at and object to now."""
        return self.filter(state=Paper.ISSUED, issued_at__lte=at, publicise_until__gte=at)


class Certificate(models.Model):
    """A statement of someone's service by one organisation over one period (order 67).

    `minutes` and `times` are what the confirmed records held at the moment of issue; `records`
    lists them (ref, day, title, minutes), so that the paper can be printed again as it was.
    """

    number = models.CharField(max_length=24, unique=True, default=new_number)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates")
    org = models.ForeignKey(Org, models.PROTECT, related_name="certificates")
    state = models.CharField(max_length=10, choices=Paper, default=Paper.ASKED)
    since_on = models.DateField()
    until_on = models.DateField()
    purpose = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    times = models.PositiveIntegerField(default=0)
    records = models.JSONField(default=list)
    head = models.CharField(max_length=40, blank=True)
    handler = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    notes = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    publicise_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    classified = {
        "public": ["state", "org", "since_on", "until_on", "minutes", "times", "issued_at"],
        "internal": [
            "id",
            "number",
            "head",
            "handler",
            "phone",
            "notes",
            "asked_at",
            "issued_by",
            "publicise_until",
            "ended_at",
            "ended_why",
        ],
        "personal": ["volunteer", "purpose", "records"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on")), name="volunteers_paper_dates"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "revoked"])
                | Q(
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    publicise_until__isnull=False,
                    minutes__gt=0,
                ),
                name="volunteers_paper_issued",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["revoked", "declined"])
                | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="volunteers_paper_ended_why",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "org"],
                name="volunteers_one_asked",
                condition=Q(state="asked"),
            ),
        ]
        indexes = [models.Index(fields=["org", "-asked_at"], name="volunteers_paper_newest")]

    def __str__(self) -> str:
        return self.number
