from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from sanan.honours.enums import (
    BEFORE_AWARD,
    READERS,
    TOLERANCE_READERS,
    Answer,
    EvidenceKind,
    Level,
    NomineeKind,
    Reason,
    SchemeState,
    State,
    ToleranceState,
)
from sanan.insight.private import tables
from sanan.kit import tokens
from sanan.people.models import Org, Person
from sanan.people.queries import below, org_ids
from sanan.places.models import Place
from sanan.process.models import TimelineEntry

LEAST_PUBLICITY = 5
"""Working days for which names are shown before they are honoured (domain brief §2.13)."""
PUBLIC = (State.PUBLICISED, State.AWARDED)
HELD = (State.AWARDED, State.REVOKED)
STANDING = (*BEFORE_AWARD, State.AWARDED)


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


class HonourScheme(models.Model):
    """What is honoured in a year: for what, how many, who reviews, which bodies are asked.

    `levels` are the levels of review, from below; `least` is how many outcomes a nomination must
    show; whoever was honoured within `apart_years` is not honoured again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    conditions = models.CharField(max_length=1000)
    quota = models.PositiveSmallIntegerField()
    levels = models.JSONField(default=list)
    bodies = models.ManyToManyField(Org, related_name="+")
    least = models.PositiveSmallIntegerField(default=1)
    apart_years = models.PositiveSmallIntegerField(default=3)
    publicity_days = models.PositiveSmallIntegerField(default=LEAST_PUBLICITY)
    state = models.CharField(max_length=8, choices=SchemeState, default=SchemeState.OPEN)

    classified = {
        "public": [
            "code",
            "place",
            "title",
            "year",
            "conditions",
            "quota",
            "levels",
            "bodies",
            "least",
            "apart_years",
            "publicity_days",
            "state",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "title", "year"], name="honours_scheme_once"),
            models.CheckConstraint(
                condition=Q(publicity_days__gte=LEAST_PUBLICITY), name="honours_publicity_days"
            ),
            models.CheckConstraint(condition=Q(quota__gte=1, least__gte=1), name="honours_least"),
        ]

    def __str__(self) -> str:
        return _("%(year)s年%(title)s") % {"year": self.year, "title": self.title}

    @property
    def taken(self) -> int:
        """How many of the quota are in publicity or honoured."""
        return self.nominations.public().count()

    @property
    def is_full(self) -> bool:
        """Whether the quota is used up."""
        return self.taken >= self.quota


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above where the nominee works, or because one's body was asked.

        Nobody reads at the desk what is said of themselves, before it is public.
        """
        if person is None:
            return self.none()
        asked = IntegrityCheck.objects.filter(org__in=org_ids(person)).values("nomination")
        found = self.filter(below(person, READERS) | Q(pk__in=asked))
        return found.exclude(~Q(state__in=PUBLIC), person=person)

    def standing(self) -> Self:
        """Honoured, and not revoked."""
        return self.filter(state=State.AWARDED)

    def running(self) -> Self:
        """Neither rejected nor revoked."""
        return self.filter(state__in=STANDING)

    def public(self) -> Self:
        """What everyone may read: in publicity, or honoured."""
        return self.filter(state__in=PUBLIC)


class Nomination(models.Model):
    """One person or team on the way to an honour; once awarded it is the award itself.

    `number_hash` is the keyed hash of an identity or credit number, by which earlier awards are
    found. `level` counts the levels of review that have passed. `certificate` is the code by which
    anyone verifies the award. `origin` is under what an imported row is known again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    scheme = models.ForeignKey(HonourScheme, models.PROTECT, related_name="nominations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=NomineeKind, default=NomineeKind.PERSON)
    name = models.CharField(max_length=60)
    number_hash = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="nominations")
    unit = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    unit_name = models.CharField(max_length=80)
    deeds = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.NOMINATED)
    level = models.PositiveSmallIntegerField(default=0)
    nominated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    nominated_at = models.DateTimeField()
    consented_on = models.DateField(null=True)
    publicised_on = models.DateField(null=True)
    publicity_ends_on = models.DateField(null=True)
    awarded_on = models.DateField(null=True)
    certificate = models.CharField(max_length=24, unique=True, null=True)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    ended_on = models.DateField(null=True)
    origin = models.CharField(max_length=64, unique=True, null=True)

    objects = NominationQuerySet.as_manager()

    classified = {
        "public": ["code", "scheme", "place", "kind", "unit_name", "state", "publicised_on"],
        "internal": [
            "id",
            "unit",
            "level",
            "nominated_by",
            "nominated_at",
            "consented_on",
            "publicity_ends_on",
            "awarded_on",
            "certificate",
            "reason",
            "ended_on",
            "origin",
        ],
        "personal": ["name", "person", "deeds"],
        "sensitive": ["number_hash"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=HELD)
                | Q(awarded_on__isnull=False, certificate__isnull=False),
                name="honours_awarded_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.REJECTED, State.REVOKED])
                | ~Q(reason="") & Q(ended_on__isnull=False),
                name="honours_ended_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLICISED)
                | Q(publicity_ends_on__gt=F("publicised_on"), consented_on__isnull=False),
                name="honours_publicised_whole",
            ),
            models.UniqueConstraint(
                fields=["scheme", "person"],
                name="honours_person_once",
                condition=Q(state__in=STANDING),
            ),
            models.UniqueConstraint(
                fields=["scheme", "unit"],
                name="honours_team_once",
                condition=Q(state__in=STANDING, kind=NomineeKind.TEAM),
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "state"], name="honours_scheme_state"),
            models.Index(fields=["number_hash"], name="honours_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name as everyone reads it: whole where the nominee agreed, else covered."""
        if self.consented_on or self.kind == NomineeKind.TEAM:
            return self.name
        return tables.name(self.name, person=True)

    @property
    def rounds(self) -> list[Level]:
        """The levels of review that lie at or above where the nominee works, from below."""
        from_here = [*Level][Level.values.index(self.place.kind) :] if self._at_level else [*Level]
        return [each for each in from_here if each in self.scheme.levels]

    @property
    def next_level(self) -> Level | None:
        """Which level reviews next."""
        return self.rounds[self.level] if self.level < len(self.rounds) else None

    @property
    def _at_level(self) -> bool:
        return self.place.kind in Level.values

    def earlier(self) -> "Nomination | None":
        """The newest honour of the same number or person within the scheme's years, if any."""
        same = Q(number_hash=self.number_hash) if self.number_hash else Q(pk__in=[])
        if self.kind == NomineeKind.TEAM and self.unit_id is not None:
            same |= Q(kind=NomineeKind.TEAM, unit=self.unit_id)
        if self.person_id is not None:
            same |= Q(person=self.person_id)
        since = self.scheme.year - self.scheme.apart_years
        found = Nomination.objects.standing().filter(same, scheme__year__gte=since)
        return found.exclude(pk=self.pk).select_related("scheme").order_by("-awarded_on").first()

    def reviewed_by(self, person: Person) -> bool:
        """Whether this person has already reviewed it for a level."""
        lines = TimelineEntry.objects.of("nomination", self.pk)
        return lines.filter(verb="review", by=person).exists()

    def publicity_over(self, day: date) -> bool:
        """Whether the last day of publicity has gone by on `day`."""
        return self.publicity_ends_on is not None and day > self.publicity_ends_on


class Evidence(models.Model):
    """An outcome that shows a deed, as it stood when it was put forward."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind)
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    done_on = models.DateField()

    classified = {"internal": ["id", "nomination", "kind", "code", "title", "done_on"]}

    class Meta:
        ordering = ["-done_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "kind", "code"], name="honours_evidence_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class IntegrityCheck(models.Model):
    """One body that must be asked whether anything speaks against it.

    `note` is for those who handle the nomination, not for whoever put it forward.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="checks")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    classified = {
        "internal": ["id", "nomination", "org", "answer", "answered_at", "by"],
        "sensitive": ["note"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "org"], name="honours_asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, by__isnull=False),
                name="honours_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.org.name


class Objection(models.Model):
    """What somebody has against it, said during publicity; handled before it may go on."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="objections")
    text = models.CharField(max_length=1000)
    raised_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    finding = models.CharField(max_length=1000, blank=True)
    handled_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "nomination", "raised_at", "upheld", "handled_at"],
        "personal": ["text", "finding"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, handled_at__isnull=True)
                | Q(upheld__isnull=False, handled_at__isnull=False) & ~Q(finding=""),
                name="honours_objection_handled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%F}"


class ToleranceQuerySet(models.QuerySet["Tolerance"]):
    def visible_to(self, person: Person | None) -> Self:
        """Only leaders and discipline officers, at or above the place."""
        return self.filter(below(person, TOLERANCE_READERS))


class Tolerance(models.Model):
    """A fault made in trying something for the people, whose maker is not held to it (容错纠错).

    Apart from honours: neither nominations nor public pages read it.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=80)
    fault = models.CharField(max_length=2000)
    grounds = models.CharField(max_length=2000)
    basis = models.CharField(max_length=300, blank=True)
    remedy = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=ToleranceState, default=ToleranceState.PROPOSED)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()

    objects = ToleranceQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "place", "state", "verified_by", "proposed_at", "basis"],
        "sensitive": ["name", "unit_name", "fault", "grounds", "remedy"],
    }

    class Meta:
        ordering = ["-proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ToleranceState.TOLERATED, ToleranceState.CORRECTED])
                | ~Q(basis="") & Q(verified_by__isnull=False),
                name="honours_tolerated_on_grounds",
            )
        ]

    def __str__(self) -> str:
        return self.name
