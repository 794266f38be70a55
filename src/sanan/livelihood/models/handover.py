from typing import Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.files.models import Files
from sanan.livelihood.enums import FINISHERS, READERS, HandoverState, HomeState
from sanan.livelihood.models.household import Household, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, person: Person | None) -> Self:
        """Buildings at or under the places of this person's posts."""
        return self.filter(below(person, {*READERS, *FINISHERS}))

    def public(self) -> Self:
        """Whose draw everyone may follow and recompute."""
        return self.exclude(state__in=[HandoverState.BUILT, HandoverState.ACCEPTED])


class Handover(models.Model):
    """The hand-over of one building's dwellings to their families (交房).

    Before the draw `commitment` is public: the hash of a secret that stays encrypted in
    `secret_locked`, and `entries` says whom it is about. At the draw somebody present names
    `word`; then `secret` is public, and the order follows from both (`rules.draw`), so that neither
    the office nor whoever named the word could have wished it.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=HandoverState, default=HandoverState.BUILT)
    accepted_on = models.DateField(null=True)
    acceptance = models.CharField(max_length=300, blank=True)
    secret_locked = models.CharField(max_length=300, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    entries = models.JSONField(default=list)
    word = models.CharField(max_length=60, blank=True)
    secret = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    files = Files("handover")
    objects = HandoverQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "title",
            "state",
            "accepted_on",
            "acceptance",
            "commitment",
            "entries",
            "word",
            "secret",
            "committed_at",
            "drawn_at",
            "closed_at",
        ],
        "internal": ["id"],
        "sensitive": ["secret_locked"],
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True)
                | Q(committed_at__isnull=False) & ~Q(commitment="") & ~Q(word=""),
                name="livelihood_drawn_after_commitment",
            ),
            models.UniqueConstraint(fields=["place", "title"], name="livelihood_handover_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Dwelling(models.Model):
    """A dwelling of a building that is handed over."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="dwellings")
    number = models.CharField(max_length=20)
    area_m2 = models.DecimalField(max_digits=6, decimal_places=2)

    classified = {"public": ["id", "handover", "number", "area_m2"]}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "number"], name="livelihood_dwelling_once")
        ]

    def __str__(self) -> str:
        return self.number


class HomeQuerySet(models.QuerySet["Home"]):
    def visible_to(self, person: Person | None) -> Self:
        """Families of the buildings that this person sees."""
        return self.filter(below(person, {*READERS, *FINISHERS}))


class Home(models.Model):
    """One family on the way to its keys.

    `ticket` is the public number under which it stands in the draw, `turn` its place in the order
    of choice. Meters are as read when the keys were given. `paper` says that the receipt was signed
    on paper; else it is the file of the signature.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="homes")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="homes")
    ticket = models.PositiveIntegerField()
    turn = models.PositiveIntegerField(null=True)
    dwelling = models.OneToOneField(Dwelling, models.PROTECT, null=True, related_name="home")
    state = models.CharField(max_length=10, choices=HomeState, default=HomeState.WAITING)
    inspected_on = models.DateField(null=True)
    water = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    power = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    gas = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    keys = models.PositiveSmallIntegerField(null=True)
    received_on = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.CharField(max_length=1000, blank=True)

    files = Files("home")
    objects = HomeQuerySet.as_manager()

    classified = {
        "public": ["ticket", "turn", "handover", "dwelling"],
        "internal": [
            "id",
            "code",
            "place",
            "state",
            "inspected_on",
            "water",
            "power",
            "gas",
            "keys",
            "received_on",
            "score",
        ],
        "personal": ["household", "comment"],
    }

    class Meta:
        ordering = ["turn", "ticket"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "household"], name="livelihood_home_once"),
            models.UniqueConstraint(fields=["handover", "ticket"], name="livelihood_ticket_once"),
            models.UniqueConstraint(fields=["handover", "turn"], name="livelihood_turn_once"),
            models.CheckConstraint(
                condition=Q(state=HomeState.WAITING) | Q(dwelling__isnull=False),
                name="livelihood_home_dwelling",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[HomeState.RECEIVED, HomeState.SURVEYED])
                | Q(received_on__isnull=False, keys__gte=1),
                name="livelihood_home_keys",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="livelihood_home_score",
            ),
        ]

    def __str__(self) -> str:
        return self.household.head

    @property
    def label(self) -> str:
        """The family as its building's public pages name it."""
        return self.household.shown_name


class Defect(models.Model):
    """What a case of the kind `handover_repair` has of its own: in whose dwelling, where in it."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="defect")
    home = models.ForeignKey(Home, models.PROTECT, related_name="defects")
    spot = models.CharField(max_length=60)

    classified = {"internal": ["id", "case", "home", "spot"]}

    def __str__(self) -> str:
        return self.spot
