from typing import Any, Self

from django.db import models
from django.db.models import Q

from sanan.files.models import Files
from sanan.inspection.enums import EvidenceKind, PaperState, Theme
from sanan.inspection.models.clue import Clue
from sanan.inspection.models.round import Round, Target, new_code
from sanan.kit import vault
from sanan.people.models import Person

AFTER_LEADER = (PaperState.COUNTERSIGNED, PaperState.CLASSIFIED)


class WorkingPaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, person: Person | None) -> Self:
        """Those of the villages that this person sees in a round: team and office."""
        return self.filter(target__in=Target.objects.visible_to(person))

    def used(self) -> Self:
        """Problems that the round tells."""
        return self.filter(state=PaperState.USED)


class Paper(models.Model):
    """A working paper (底稿): one problem, so written down that it holds.

    `problem` is said in general words, because villagers will read it; `facts_locked` and
    `persons_locked` are encrypted and shown to the team only. `text_hash` is the keyed hash of the
    problem: one text stands once in a village's inspection. `repeat_of` is the earlier paper where the
    problem is found again. `number` counts within the round.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    round = models.ForeignKey(Round, models.PROTECT, related_name="papers")
    target = models.ForeignKey(Target, models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()
    clue = models.ForeignKey(Clue, models.PROTECT, null=True, related_name="papers")
    theme = models.CharField(max_length=12, choices=Theme)
    problem = models.CharField(max_length=300)
    text_hash = models.CharField(max_length=64)
    facts_locked = models.TextField(blank=True)
    clause = models.CharField(max_length=200)
    root_cause = models.CharField(max_length=500)
    persons_locked = models.CharField(max_length=1200, blank=True)
    amount_fen = models.PositiveBigIntegerField(default=0)
    again = models.BooleanField(default=False)
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_on = models.DateField(null=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    countersigned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    dropped_why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=16, choices=PaperState, default=PaperState.DRAFT)
    made_at = models.DateTimeField()

    objects = WorkingPaperQuerySet.as_manager()

    classified = {
        "public": ["code", "problem", "theme"],
        "internal": [
            "id",
            "round",
            "target",
            "number",
            "clue",
            "text_hash",
            "clause",
            "root_cause",
            "amount_fen",
            "again",
            "repeat_of",
            "confirmed_by",
            "confirmed_on",
            "prepared_by",
            "approved_by",
            "countersigned_by",
            "dropped_why",
            "state",
            "made_at",
        ],
        "sensitive": ["facts_locked", "persons_locked"],
    }

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="inspection_paper_number"),
            models.UniqueConstraint(fields=["target", "text_hash"], name="inspection_one_text"),
            models.CheckConstraint(
                condition=Q(again=False, repeat_of__isnull=True)
                | Q(again=True, repeat_of__isnull=False),
                name="inspection_again_of_what",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.DROPPED) | ~Q(dropped_why=""),
                name="inspection_dropped_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_LEADER)
                | Q(approved_by__isnull=False, countersigned_by__isnull=False)
                & ~Q(approved_by=models.F("prepared_by"))
                & ~Q(countersigned_by=models.F("prepared_by"))
                & ~Q(countersigned_by=models.F("approved_by")),
                name="inspection_three_hands",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="", confirmed_on__isnull=True)
                | ~Q(confirmed_by="") & Q(confirmed_on__isnull=False),
                name="inspection_confirmed_whole",
            ),
        ]
        indexes = [models.Index(fields=["target", "state"], name="inspection_paper_state")]

    def __str__(self) -> str:
        return f"{self.reference} {self.problem}"

    @property
    def reference(self) -> str:
        """By what other papers name it: year, inspection, number."""
        return f"{self.round.year}-{self.round.number}-{self.number}"

    @property
    def facts(self) -> str:
        """What was found, in full."""
        return vault.unlock(self.facts_locked)

    @property
    def persons(self) -> str:
        """Who is concerned."""
        return vault.unlock(self.persons_locked)

    @classmethod
    def by_reference(cls, text: str) -> "Paper | None":
        """The paper of a reference such as 2023-1-14."""
        parts = text.strip().split("-")
        if len(parts) != len(("year", "round", "number")) or not all(map(str.isdecimal, parts)):
            return None
        year, number, own = map(int, parts)
        wanted: dict[str, Any] = {"round__year": year, "round__number": number, "number": own}
        return cls.objects.select_related("round", "target").filter(**wanted).first()


class Evidence(models.Model):
    """What a paper rests on; `dated_on` is the evidence's own day, not that of the upload."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind)
    what = models.CharField(max_length=200)
    dated_on = models.DateField()

    files = Files("inspection_evidence")

    classified = {
        "internal": ["id", "paper", "kind", "dated_on"],
        "personal": ["what"],
    }

    class Meta:
        ordering = ["dated_on", "pk"]

    def __str__(self) -> str:
        return self.what
