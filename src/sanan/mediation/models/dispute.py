from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from sanan.cases.models import Case
from sanan.files.models import Files
from sanan.insight.private import tables
from sanan.kit import vault
from sanan.mediation.enums import (
    ARRIVED,
    CENTRE,
    IN_FORCE,
    RUNNING,
    Channel,
    Consent,
    How,
    Kind,
    Met,
    Mode,
    Risk,
    Running,
    Served,
    Side,
    State,
    Tie,
)
from sanan.mediation.models.centre import (
    GovCentre,
    Mediator,
    Window,
    new_code,
    new_token,
    window_orgs,
)
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class Group(models.Model):
    """Disputes of one family, kept together so that nobody tells the story again; it names nobody."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(GovCentre, models.PROTECT, related_name="groups")

    classified = {"internal": ["id", "code", "centre"]}

    def __str__(self) -> str:
        return self.code


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, person: Person | None) -> Self:
        """GovCentre, window, team; a window that sent it on keeps sight of it. Nobody else."""
        if person is None or not person.is_authenticated:
            return self.none()
        orgs = window_orgs(person)
        sent = Referral.objects.filter(Q(from_window__org__in=orgs) | Q(to_window__org__in=orgs))
        team = TeamMember.objects.standing().filter(mediator__person=person)
        return self.filter(
            below(person, CENTRE, "centre__place")
            | Q(window__org__in=orgs)
            | Q(pk__in=sent.values("dispute"))
            | Q(pk__in=team.values("dispute"))
        )

    def running(self) -> Self:
        """Not yet at an end."""
        return self.filter(state__in=RUNNING)


class Dispute(models.Model):
    """A dispute from a window to its end. Its code is that of its case: one code everywhere.

    `matter` says what it is about without naming anybody; the story and what people are called stand
    encrypted (`kit.vault`). `limit_on` is the day on which the time for court or arbitration is over
    at the latest counting from `knew_on`. `relapse_of` is the earlier one that came up again.
    """

    code = models.CharField(max_length=16, unique=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="dispute")
    centre = models.ForeignKey(GovCentre, models.PROTECT, related_name="disputes")
    window = models.ForeignKey(Window, models.PROTECT, related_name="disputes")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="disputes")
    relapse_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="relapses")
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel)
    risk = models.CharField(max_length=8, choices=Risk, default=Risk.LOW)
    grounds = models.JSONField(default=list)
    matter = models.CharField(max_length=80)
    story_locked = models.TextField(blank=True)
    wish_locked = models.TextField(blank=True)
    knew_on = models.DateField(null=True)
    limit_on = models.DateField(null=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    effective_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    onward = models.JSONField(default=list)
    went_up = models.BooleanField(default=False)

    objects = DisputeQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "case",
            "centre",
            "window",
            "place",
            "group",
            "relapse_of",
            "kind",
            "channel",
            "risk",
            "grounds",
            "taken_by",
            "taken_at",
            "state",
            "knew_on",
            "limit_on",
            "effective_on",
            "ended_on",
            "onward",
            "went_up",
        ],
        "personal": ["matter"],
        "sensitive": ["story_locked", "wish_locked"],
    }

    class Meta:
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=IN_FORCE) | Q(effective_on__isnull=False),
                name="mediation_in_force_since",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "declined", "performed", "unperformed"])
                | Q(ended_on__isnull=False),
                name="mediation_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(risk=Risk.LOW) | ~Q(grounds=[]), name="mediation_risk_of_matter"
            ),
        ]
        indexes = [models.Index(fields=["centre", "state"], name="mediation_centre_state")]

    def __str__(self) -> str:
        return self.matter

    @property
    def story(self) -> str:
        """What was told, in clear, for whoever may read the dispute."""
        return vault.unlock(self.story_locked)

    @property
    def wish(self) -> str:
        """What the applicant wants."""
        return vault.unlock(self.wish_locked)

    @cached_property
    def sides(self) -> "list[Party]":
        """Every party, applicants first."""
        return sorted(self.parties.all(), key=lambda each: (Side.values.index(each.side), each.pk))

    @cached_property
    def team(self) -> "list[TeamMember]":
        """Who mediates now."""
        return list(self.members.standing().select_related("mediator__person"))

    @property
    def all_consent(self) -> bool:
        """Whether there are two sides and everybody agrees to mediation."""
        there = {each.side for each in self.sides}
        return {Side.APPLICANT, Side.RESPONDENT} <= there and all(
            each.consent == Consent.GIVEN for each in self.sides
        )


class Party(models.Model):
    """Somebody whom the dispute concerns; name, number and guardian stand encrypted.

    `token` is the address of their own page. A minor is there only with a named guardian, who acts.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parties")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    side = models.CharField(max_length=10, choices=Side)
    name_locked = models.CharField(max_length=300)
    name_hash = models.CharField(max_length=64)
    phone_locked = models.CharField(max_length=300, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    minor = models.BooleanField(default=False)
    guardian_locked = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    consent = models.CharField(max_length=9, choices=Consent, blank=True)
    consent_how = models.CharField(max_length=9, choices=How, blank=True)
    consent_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "dispute", "side", "consent", "consent_how", "consent_at"],
        "personal": ["name_locked", "name_hash", "phone_hash", "person"],
        "sensitive": ["phone_locked", "token", "minor", "guardian_locked"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minor=False) | ~Q(guardian_locked=""), name="mediation_minor_guardian"
            ),
            models.CheckConstraint(
                condition=Q(consent="", consent_at__isnull=True)
                | ~Q(consent="") & Q(consent_at__isnull=False),
                name="mediation_consent_when",
            ),
            models.UniqueConstraint(fields=["dispute", "name_hash"], name="mediation_party_once"),
        ]

    def __str__(self) -> str:
        return self.get_side_display()

    @property
    def name(self) -> str:
        """The name, for whoever may read the dispute."""
        return vault.unlock(self.name_locked)

    @property
    def guardian(self) -> str:
        """The guardian of a minor."""
        return vault.unlock(self.guardian_locked)

    @property
    def covered(self) -> str:
        """The name as papers on a counter show it: 林*旺."""
        return tables.name(self.name, person=True)

    @property
    def spoken(self) -> str:
        """On which side, and who, with the guardian who acts."""
        said = f"{self.get_side_display()} {self.name}"
        return f"{said}（{self.guardian}）" if self.minor else said


class Reminder(models.Model):
    """That a party was told, `before` days ahead, of a day that runs out: the clock tells them once."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=7, choices=Running)
    on = models.DateField()
    before = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    classified = {"internal": ["id", "party", "about", "on", "before", "at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "about", "on", "before"], name="mediation_reminded_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_about_display()


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def standing(self) -> Self:
        """Still in the team."""
        return self.filter(until_at__isnull=True)


class TeamMember(models.Model):
    """A mediator in the team of a dispute."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="members")
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    objects = TeamMemberQuerySet.as_manager()

    classified = {"internal": ["id", "dispute", "mediator", "since_at", "until_at"]}

    class Meta:
        ordering = ["since_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "mediator"],
                name="mediation_member_once",
                condition=Q(until_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.mediator.person.name


class Recusal(models.Model):
    """That somebody does not mediate this dispute, and why."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="recusals")
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="+")
    tie = models.CharField(max_length=8, choices=Tie)
    party = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    classified = {"internal": ["id", "dispute", "mediator", "tie", "party", "at"]}

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "mediator"], name="mediation_recused_once")
        ]

    def __str__(self) -> str:
        return f"{self.mediator} {self.get_tie_display()}"


class Session(models.Model):
    """A talk that was arranged; who is to come are `parties`. Moved, it must be served anew."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="sessions")
    mode = models.CharField(max_length=6, choices=Mode)
    where = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    moved = models.PositiveSmallIntegerField(default=0)
    parties = models.ManyToManyField(Party, related_name="sessions")
    state = models.CharField(max_length=10, choices=Met, default=Met.PLANNED)

    classified = {
        "internal": ["id", "code", "dispute", "mode", "starts_at", "moved", "parties", "state"],
        "sensitive": ["where"],
    }

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.get_mode_display()

    def unserved(self) -> list[Party]:
        """Who was not reached for the hour at which it now stands."""
        reached = {
            each.party_id
            for each in self.served.all()
            if each.starts_at == self.starts_at and each.result in ARRIVED
        }
        return [party for party in self.parties.all() if party.pk not in reached]


class Serving(models.Model):
    """One try to serve an invitation: how, when, by whom, for which hour, and what came of it."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="served")
    party = models.ForeignKey(Party, models.CASCADE, related_name="served")
    starts_at = models.DateTimeField()
    how = models.CharField(max_length=9, choices=How)
    result = models.CharField(max_length=11, choices=Served)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "internal": ["id", "session", "party", "starts_at", "how", "result", "at", "by"],
        "sensitive": ["note"],
    }

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_result_display()


class NoteQuerySet(models.QuerySet["Note"]):
    def read_by(self, party: Party) -> Self:
        """What this party reads: what is for everybody, and what they said in private themselves."""
        return self.filter(Q(shared=True) | Q(party=party))


class Note(models.Model):
    """What was said or seen. With a `party` it was given in private: the other side never reads it.

    Neither shared nor of a party it is the team's own.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="notes")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="notes")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="notes")
    shared = models.BooleanField(default=False)
    text_locked = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = NoteQuerySet.as_manager()
    files = Files("dispute_note")

    classified = {
        "internal": ["id", "dispute", "session", "party", "shared", "at", "by"],
        "sensitive": ["text_locked"],
    }

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared=False) | Q(party__isnull=True), name="mediation_note_private"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def text(self) -> str:
        """In clear, for whoever may read it."""
        return vault.unlock(self.text_locked)


class Referral(models.Model):
    """A dispute on its way from one window to another, with the receipt of the other."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="referrals")
    from_window = models.ForeignKey(Window, models.PROTECT, related_name="+")
    to_window = models.ForeignKey(Window, models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    receipt = models.CharField(max_length=16, blank=True)

    classified = {
        "internal": [
            "id",
            "dispute",
            "from_window",
            "to_window",
            "at",
            "by",
            "received_at",
            "received_by",
            "receipt",
        ],
        "personal": ["why"],
    }

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_window=F("to_window")), name="mediation_referral_elsewhere"
            ),
            models.UniqueConstraint(
                fields=["dispute"],
                name="mediation_referral_one",
                condition=Q(received_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, receipt="")
                | Q(received_at__isnull=False) & ~Q(receipt=""),
                name="mediation_referral_receipt",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt or str(self.pk)
