import hashlib
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.kit import tokens
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.sealed.enums import DESK


def new_code() -> str:
    """An opaque name."""
    return tokens.opaque(12)


class BodyQuerySet(models.QuerySet["Body"]):
    def of(self, person: Person | None) -> Self:
        """Bodies in whose organisation this person is a discipline officer today."""
        posts = people.posts(person)
        return self.filter(org__in={p.org_id for p in posts if p.role in DESK and p.org_id})

    def ready(self) -> Self:
        """Those that receive: the shares were checked, and somebody can open."""
        return self.filter(
            confirmed_at__isnull=False,
            pk__in=Officer.objects.active().values("body"),
        )


class Body(models.Model):
    """A discipline body that receives reports, and its public key (65 bytes, P-256).

    The private key is kept nowhere: only wrapped for each officer, and in three shares on paper.
    `marks` are the three shares' hashes, 32 bytes each, by which a share is known again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    org = models.OneToOneField(Org, models.PROTECT, related_name="sealed_body")
    public = models.BinaryField(max_length=65)
    marks = models.BinaryField(max_length=96)
    address = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = BodyQuerySet.as_manager()

    classified = {
        "public": ["id", "code", "org", "public", "address", "made_at", "confirmed_at"],
        "sealed": ["marks"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=models.F("made_at")),
                name="sealed_body_order",
            ),
        ]

    def __str__(self) -> str:
        return self.org.name

    @property
    def fingerprint(self) -> str:
        """Of the public key, for reading aloud: five groups of four hex digits."""
        digest = hashlib.sha256(bytes(self.public)).hexdigest()[:20].upper()
        return " ".join(digest[i : i + 4] for i in range(0, 20, 4))


class OfficerQuerySet(models.QuerySet["Officer"]):
    def active(self) -> Self:
        """Those who can open."""
        return self.filter(admitted_at__isnull=False, revoked_at__isnull=True)

    def standing(self) -> Self:
        """Those not revoked, also while they wait."""
        return self.filter(revoked_at__isnull=True)


class Officer(models.Model):
    """One officer's own key: the private half under a passphrase, the body's key wrapped for it.

    Whoever is revoked loses both; the row stays as what was.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="officers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sealed_keys")
    public = models.BinaryField(max_length=65)
    private_locked = models.BinaryField(max_length=200, null=True)
    body_key = models.BinaryField(max_length=200, null=True)
    asked_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = OfficerQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "body",
            "person",
            "public",
            "asked_at",
            "admitted_at",
            "admitted_by",
            "revoked_at",
            "revoked_by",
        ],
        "sealed": ["private_locked", "body_key"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"],
                name="sealed_officer_once",
                condition=Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(
                    revoked_at__isnull=False, body_key__isnull=True, private_locked__isnull=True
                )
                | Q(
                    revoked_at__isnull=True,
                    private_locked__isnull=False,
                    admitted_at__isnull=False,
                    body_key__isnull=False,
                )
                | Q(
                    revoked_at__isnull=True,
                    private_locked__isnull=False,
                    admitted_at__isnull=True,
                    body_key__isnull=True,
                ),
                name="sealed_officer_keys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.body}"
