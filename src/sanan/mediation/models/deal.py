from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from sanan.kit import vault
from sanan.mediation.enums import How, Performance, Ruling
from sanan.mediation.models.dispute import Dispute, Party
from sanan.people.models import Person

CONFIRM_DAYS = 30
"""From the day on which the agreement takes effect, both together (人民调解法第三十三条)."""


class Proposal(models.Model):
    """What the mediators put before the parties, the `number`-th time."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    text_locked = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "internal": ["id", "dispute", "number", "at", "by"],
        "sensitive": ["text_locked"],
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "number"], name="mediation_proposal_once")
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def text(self) -> str:
        """In clear, for the parties and the team."""
        return vault.unlock(self.text_locked)


class Answer(models.Model):
    """What a party says to a proposal; the last word counts until the agreement is drawn up."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, models.CASCADE, related_name="answers")
    agrees = models.BooleanField()
    how = models.CharField(max_length=9, choices=How)
    at = models.DateTimeField()

    classified = {"internal": ["id", "proposal", "party", "agrees", "how", "at"]}

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "party"], name="mediation_answer_once")
        ]

    def __str__(self) -> str:
        return str(self.agrees)


class Item(models.Model):
    """One thing that one party does by one day; `fen` where it is money."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="items")
    party = models.ForeignKey(Party, models.PROTECT, related_name="items")
    what_locked = models.TextField()
    due_on = models.DateField()
    fen = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=7, choices=Performance, default=Performance.PENDING)
    settled_on = models.DateField(null=True)

    classified = {
        "internal": ["id", "proposal", "party", "due_on", "state", "settled_on"],
        "sensitive": ["what_locked", "fen"],
    }

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "broken"]) | Q(settled_on__isnull=False),
                name="mediation_item_settled",
            )
        ]

    def __str__(self) -> str:
        return str(self.due_on)

    @property
    def what(self) -> str:
        """In clear, for the parties and the team."""
        return vault.unlock(self.what_locked)


class Agreement(models.Model):
    """The agreement drawn up from a proposal to which everybody said yes.

    `number` stands on the paper and answers on the check page; `digest` are the first figures of the
    hash of its words, so that anyone holds paper and page against each other.
    """

    dispute = models.OneToOneField(Dispute, models.CASCADE, related_name="agreement")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="agreement")
    number = models.CharField(max_length=24, unique=True)
    digest = models.CharField(max_length=16)
    drawn_on = models.DateField()
    effective_on = models.DateField(null=True)
    confirm_until = models.DateField(null=True)
    court = models.CharField(max_length=60, blank=True)
    applied_on = models.DateField(null=True)
    ruling = models.CharField(max_length=9, choices=Ruling, blank=True)
    ruling_number = models.CharField(max_length=60, blank=True)
    ruled_on = models.DateField(null=True)

    classified = {
        "public": ["number", "digest", "drawn_on", "effective_on", "ruling", "ruled_on"],
        "internal": ["id", "dispute", "proposal", "confirm_until", "court", "applied_on"],
        "personal": ["ruling_number"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True, confirm_until__isnull=True)
                | Q(effective_on__isnull=False, confirm_until__isnull=False),
                name="mediation_confirm_days",
            ),
            models.CheckConstraint(
                condition=Q(ruling="") | Q(applied_on__isnull=False, ruled_on__isnull=False),
                name="mediation_ruling_after",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Signature(models.Model):
    """Who signed the agreement, how and when: a party, or a mediator (`person`)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=9, choices=How)
    at = models.DateTimeField()

    classified = {"internal": ["id", "agreement", "party", "person", "how", "at"]}

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True, person__isnull=False)
                | Q(party__isnull=False, person__isnull=True),
                name="mediation_signed_by_one",
            ),
            models.UniqueConstraint(fields=["agreement", "party"], name="mediation_signed_once"),
            models.UniqueConstraint(fields=["agreement", "person"], name="mediation_witness_once"),
        ]

    def __str__(self) -> str:
        return self.get_how_display()


def confirm_until(effective_on: date) -> date:
    """The last day on which both may ask the court: thirty days counted from the day after."""
    return effective_on + timedelta(days=CONFIRM_DAYS)
