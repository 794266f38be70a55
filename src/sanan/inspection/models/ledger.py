from typing import Self

from django.db import models
from django.db.models import Q

from sanan.files.models import Files
from sanan.inspection.enums import DISCIPLINE, OFFICE, ItemState
from sanan.inspection.models.paper import Paper
from sanan.inspection.models.round import TOLD, Target, new_code
from sanan.people.enums import Role
from sanan.people.models import Org, Person
from sanan.people.queries import below, org_ids
from sanan.places.models import Place
from sanan.process.enums import Satisfaction

AFTER_PLAN = (
    ItemState.PLAN_OK,
    ItemState.IN_PROGRESS,
    ItemState.SUBMITTED,
    ItemState.VERIFIED,
    ItemState.RETURNED,
)


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, person: Person | None) -> Self:
        """Office and discipline of the county, the team, who signs third, the owner and its village."""
        if person is None:
            return self.none()
        seen = below(person, (*OFFICE, *DISCIPLINE, Role.LEADER), "place")
        seen |= below(person, [Role.VILLAGE_CADRE], "place")
        seen |= Q(owner__in=org_ids(person)) | Q(target__in=Target.objects.visible_to(person))
        seen |= Q(target__round__organisation__in=org_ids(person))
        return self.filter(seen)

    def told(self) -> Self:
        """What villagers read: once the round's feedback was given."""
        return self.filter(target__round__state__in=TOLD)


class Item(models.Model):
    """A line of the rectification ledger (整改台账): one problem, one plan, until three have signed.

    `plan_due_on` is by when the plan must be there. The three `…_signed_on` are the days on which
    the inspection office, the discipline body and the organisation body agreed to write it off.
    `relapse_on` is when the same was found again within twelve months, `relapse_ref` by what.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="item")
    target = models.ForeignKey(Target, models.PROTECT, related_name="items")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    plan_due_on = models.DateField()
    measures = models.CharField(max_length=1000, blank=True)
    due_on = models.DateField(null=True)
    lasting = models.BooleanField(default=False)
    done_text = models.CharField(max_length=1000, blank=True)
    recovered_fen = models.PositiveBigIntegerField(default=0)
    office_signed_on = models.DateField(null=True)
    discipline_signed_on = models.DateField(null=True)
    organisation_signed_on = models.DateField(null=True)
    written_off_on = models.DateField(null=True)
    relapse_on = models.DateField(null=True)
    relapse_ref = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=ItemState, default=ItemState.LISTED)

    objects = ItemQuerySet.as_manager()
    files = Files("rectification")

    classified = {
        "public": [
            "code",
            "paper",
            "target",
            "place",
            "owner",
            "measures",
            "due_on",
            "lasting",
            "done_text",
            "written_off_on",
            "state",
        ],
        "internal": [
            "id",
            "plan_due_on",
            "recovered_fen",
            "office_signed_on",
            "discipline_signed_on",
            "organisation_signed_on",
            "relapse_on",
            "relapse_ref",
        ],
    }

    class Meta:
        ordering = ["due_on", "plan_due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ItemState.WRITTEN_OFF)
                | Q(
                    office_signed_on__isnull=False,
                    discipline_signed_on__isnull=False,
                    organisation_signed_on__isnull=False,
                    written_off_on__isnull=False,
                ),
                name="inspection_three_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_PLAN)
                | ~Q(measures="") & Q(owner__isnull=False, due_on__isnull=False),
                name="inspection_plan_whole",
            ),
            models.CheckConstraint(
                condition=Q(relapse_on__isnull=True, relapse_ref="")
                | Q(relapse_on__isnull=False) & ~Q(relapse_ref=""),
                name="inspection_relapse_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="inspection_item_place"),
            models.Index(fields=["state", "due_on"], name="inspection_item_due"),
        ]

    def __str__(self) -> str:
        return self.paper.problem


class Rating(models.Model):
    """What somebody thinks of what was mended; once for a person, or for a phone without account."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="ratings")
    reader = models.CharField(max_length=64)
    known = models.BooleanField(default=False)
    said = models.CharField(max_length=12, choices=Satisfaction)
    on = models.DateField()

    classified = {"internal": ["id", "item", "reader", "known", "said", "on"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "reader"], name="inspection_rated_once")
        ]

    def __str__(self) -> str:
        return self.said
