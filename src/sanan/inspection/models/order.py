from typing import Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.files.models import Files
from sanan.inspection.enums import DISCIPLINE, OFFICE, PushState, TransferKind, TransferState
from sanan.inspection.models.clue import Clue
from sanan.inspection.models.round import Target, new_code
from sanan.kit import vault
from sanan.people.models import Org, Person
from sanan.people.queries import below, org_ids
from sanan.places.models import Place


class FixOrder(models.Model):
    """Something to be mended at once (立行立改): what a case of that kind has of its own.

    Its files, labelled before and after, are the evidence. `shown_text` is what
    villagers read once it was seen to be mended.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="fix_order")
    target = models.ForeignKey(Target, models.PROTECT, related_name="orders")
    clue = models.ForeignKey(Clue, models.PROTECT, null=True, related_name="orders")
    shown_text = models.CharField(max_length=300)
    mended_on = models.DateField(null=True)

    files = Files("inspection_fix")

    classified = {
        "public": ["shown_text", "mended_on"],
        "internal": ["id", "case", "target", "clue"],
    }

    def __str__(self) -> str:
        return self.case.code


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, person: Person | None) -> Self:
        """The team's and the office's, and what one's own body received."""
        mine = Q(target__in=Target.objects.visible_to(person)) | Q(to__in=org_ids(person))
        return self.filter(mine)


class Transfer(models.Model):
    """Something handed over with a receipt; `text_locked` is read by the team and by the receiver."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    target = models.ForeignKey(Target, models.PROTECT, related_name="transfers")
    clue = models.ForeignKey(Clue, models.PROTECT, null=True, related_name="transfers")
    kind = models.CharField(max_length=10, choices=TransferKind)
    to = models.ForeignKey(Org, models.PROTECT, related_name="+")
    text_locked = models.TextField()
    receipt = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    result_locked = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=TransferState, default=TransferState.SENT)

    objects = TransferQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "target",
            "clue",
            "kind",
            "to",
            "receipt",
            "sent_at",
            "received_at",
            "state",
        ],
        "sensitive": ["text_locked", "result_locked"],
    }

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TransferState.SENT)
                | ~Q(receipt="") & Q(received_at__isnull=False),
                name="inspection_received_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.to}"

    @property
    def text(self) -> str:
        """What is handed over."""
        return vault.unlock(self.text_locked)

    @property
    def result(self) -> str:
        """What came of it."""
        return vault.unlock(self.result_locked)


class PushQuerySet(models.QuerySet["JointPush"]):
    def visible_to(self, person: Person | None) -> Self:
        """Discipline and inspection above the place, and the unit that is pushed."""
        if person is None:
            return self.none()
        return self.filter(below(person, (*OFFICE, *DISCIPLINE)) | Q(org__in=org_ids(person)))


class JointPush(models.Model):
    """Discipline and inspection together push a work that stands still (纪巡联动).

    One side raises it, the other joins; it ends when every milestone was reached.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=PushState, default=PushState.RAISED)
    office_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    discipline_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    done_on = models.DateField(null=True)

    objects = PushQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "place",
            "title",
            "text",
            "org",
            "state",
            "office_by",
            "discipline_by",
            "raised_at",
            "done_on",
        ],
    }

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PushState.RAISED)
                | Q(office_by__isnull=False, discipline_by__isnull=False),
                name="inspection_push_both",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """What must have been reached by a day in a joint push."""

    push = models.ForeignKey(JointPush, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=80)
    due_on = models.DateField()
    reached_on = models.DateField(null=True)

    classified = {"internal": ["id", "push", "title", "due_on", "reached_on"]}

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title
