from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Source(models.Model):
    """A county whose counts stand here: our own, or one whose signed snapshot was taken.

    `county` is its statistics code of twelve figures. `months` gives for each month the hash of its
    counts, so that only what changed is written. Of a taken one `origin` is the name on its key and
    `digest` the hash of what was signed.
    """

    county = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    own = models.BooleanField()
    made_at = models.DateTimeField()
    months = models.JSONField(default=dict)
    origin = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(null=True)

    classified = {
        "public": ["county", "name", "own", "made_at", "months", "origin", "digest", "taken_at"],
        "internal": ["id"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(own=True, origin="", digest="", taken_at__isnull=True)
                | Q(own=False, taken_at__isnull=False) & ~Q(origin="") & ~Q(digest=""),
                name="analysis_taken_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first(self) -> str:
        """The first month that is counted; "" for none."""
        return min(self.months, default="")

    @property
    def last(self) -> str:
        """The last one that had begun by then; what falls due later is counted beforehand."""
        present = f"{timezone.localtime(self.made_at):%Y-%m}"
        return max((month for month in self.months if month <= present), default="")


class Spot(models.Model):
    """A place of a source: its name, and in which township it lies ("" above the township)."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="spots")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    township = models.CharField(max_length=20, blank=True)

    classified = {"public": ["code", "name", "kind", "township"], "internal": ["id", "source"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "code"], name="analysis_spot_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """What a measure counted at a place in a month: `part`, of `whole`.

    `place` is the lowest place that facts name (a village, or what lies directly in a township).
    `rest`: what is left of the place beside the smaller ones that are told. Our own counts are exact,
    since whoever sees them sees the rows; taken ones come folded.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="counts", db_index=False)
    measure = models.CharField(max_length=40)
    month = models.CharField(max_length=7)
    place = models.CharField(max_length=20)
    rest = models.BooleanField(default=False)
    part = models.BigIntegerField()
    whole = models.BigIntegerField()

    classified = {
        "public": ["measure", "month", "place", "rest", "part", "whole"],
        "internal": ["id", "source"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "month", "measure", "place", "rest"], name="analysis_count_once"
            ),
            models.CheckConstraint(
                condition=Q(part__gte=0, whole__gt=0), name="analysis_count_of_something"
            ),
        ]
        indexes = [models.Index(fields=["measure", "month"], name="analysis_count_by_month")]

    def __str__(self) -> str:
        return f"{self.measure} {self.place} {self.month}: {self.part}/{self.whole}"


class TrustedKey(models.Model):
    """With which key a county signs what it publishes; read from the county itself, by hand."""

    county = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    vkey = models.CharField(max_length=300, unique=True)
    trusted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    classified = {
        "public": ["county", "name", "vkey", "trusted_at", "ended_at"],
        "internal": ["id"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("trusted_at")),
                name="analysis_key_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.vkey}"
