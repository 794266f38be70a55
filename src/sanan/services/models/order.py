import re
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.insight.private import tables
from sanan.insight.private.covering import cover
from sanan.kit import tokens
from sanan.kit.rounding import money
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.services.enums import (
    DONE,
    HELD,
    READERS,
    SEEKING,
    Answer,
    DeclineReason,
    Door,
    Kind,
    Post,
    RejectReason,
    Skill,
    State,
    To,
)


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


class MenuItem(models.Model):
    """One service that a community offers. `minutes`: how long it usually takes."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="service_menu")
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=300, blank=True)
    post = models.CharField(max_length=12, choices=Post)
    skill = models.CharField(max_length=12, choices=Skill)
    minutes = models.PositiveSmallIntegerField(default=60)
    risky = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    classified = {
        "public": [
            "code",
            "place",
            "title",
            "text",
            "post",
            "skill",
            "minutes",
            "risky",
            "retired_at",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "title"],
                name="services_item_once",
                condition=Q(retired_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="services_item_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, person: Person | None) -> Self:
        """By post over a subtree, as whoever ordered for someone, or as its taker."""
        if person is None or not person.is_authenticated:
            return self.none()
        mine = Q(taker=person) | Q(requester=person) | Q(entered_by=person)
        return self.filter(below(person, READERS) | mine)

    def desk_of(self, person: Person | None) -> Self:
        """Orders that this person's posts show them, apart from their own."""
        return self.filter(below(person, READERS))

    def seeking(self) -> Self:
        """Waiting for somebody to take them."""
        return self.filter(state__in=SEEKING)


class Order(models.Model):
    """One request for a hand, or a micro-wish.

    `place` is where it is to be done, `village` its community. `contact_locked` is the number of
    the person served (or of whoever ordered), encrypted. `cost_cap` of a wish is in fen.
    `minutes` is the time of the visit without breaks.
    """

    code = models.CharField(max_length=20, unique=True)
    query_hash = models.CharField(max_length=64, unique=True)
    idempotency = models.CharField(max_length=64, unique=True, null=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SERVICE)
    state = models.CharField(max_length=12, choices=State, default=State.PLACED)
    door = models.CharField(max_length=10, choices=Door, default=Door.WEB)
    place = models.ForeignKey(Place, models.PROTECT, related_name="service_orders")
    village = models.ForeignKey(Place, models.PROTECT, related_name="+")
    item = models.ForeignKey(MenuItem, models.PROTECT, null=True, related_name="orders")
    post = models.CharField(max_length=12, choices=Post)
    skill = models.CharField(max_length=12, choices=Skill)
    risky = models.BooleanField(default=False)
    title = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=120, blank=True)
    for_whom = models.CharField(max_length=40, blank=True)
    contact_locked = models.CharField(max_length=300, blank=True)
    contact_hash = models.CharField(max_length=64, blank=True)
    requester = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="orders")
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    wanted_at = models.DateTimeField(null=True)
    cost_cap = models.PositiveIntegerField(null=True)
    deadline_on = models.DateField(null=True)

    to = models.CharField(max_length=8, choices=To, blank=True)
    team = models.ForeignKey(Org, models.PROTECT, null=True, related_name="service_orders")
    taker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="taken_orders")
    reject_reason = models.CharField(max_length=12, choices=RejectReason, blank=True)
    scheduled_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    claim_due_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    breaks = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=500, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.CharField(max_length=500, blank=True)
    charged = models.BooleanField(default=False)
    rated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    classified = {
        "public": ["code", "kind", "village", "item", "post", "skill", "cost_cap", "deadline_on"],
        "internal": [
            "id",
            "idempotency",
            "state",
            "door",
            "risky",
            "to",
            "team",
            "reject_reason",
            "scheduled_at",
            "placed_at",
            "dispatched_at",
            "claim_due_at",
            "claimed_at",
            "began_at",
            "ended_at",
            "breaks",
            "score",
            "charged",
            "rated_at",
            "closed_at",
            "wanted_at",
            "entered_by",
        ],
        "personal": [
            "place",
            "title",
            "text",
            "address",
            "for_whom",
            "contact_locked",
            "contact_hash",
            "requester",
            "taker",
            "result",
            "comment",
        ],
        "sensitive": ["query_hash"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(HELD | DONE)) | Q(taker__isnull=False),
                name="services_held_has_taker",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(SEEKING)) | Q(taker__isnull=True),
                name="services_seeking_has_none",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="services_visit_order",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="services_score",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED) | ~Q(reject_reason=""),
                name="services_rejected_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.WISH) | Q(cost_cap__isnull=False, deadline_on__isnull=False),
                name="services_wish_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state"], name="services_village_queue"),
            models.Index(fields=["taker", "state"], name="services_taker"),
            models.Index(fields=["placed_at"], name="services_placed"),
            models.Index(
                fields=["claim_due_at"],
                name="services_claim_clock",
                condition=Q(state__in=["dispatched", "unclaimed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def minutes(self) -> int:
        """Minutes of the visit, breaks left out; 0 before its end."""
        if self.began_at is None or self.ended_at is None:
            return 0
        return max(0, int((self.ended_at - self.began_at).total_seconds()) // 60 - self.breaks)

    @property
    def wish_title(self) -> str:
        """A wish as everyone reads it: numbers masked."""
        return cover(self.title)

    @property
    def masked_beneficiary(self) -> str:
        """Whose wish, without the name: 赖*婆 for 赖阿婆,82岁."""
        first = re.split(r"[,\uff0c、;\uff1b(\uff08\s\d]", self.for_whom.strip(), maxsplit=1)[0]
        return tables.name(first, person=True)

    @property
    def cap_yuan(self) -> str:
        """The cap as people say it."""
        return money(self.cost_cap or 0)


class Claim(models.Model):
    """That somebody took an order; one stands at a time, which the database keeps."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, models.PROTECT, related_name="claims")
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    classified = {"internal": ["id", "order", "at", "released_at"], "personal": ["person"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], name="services_claim_once", condition=Q(released_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_at__gte=F("at")),
                name="services_claim_order",
            ),
        ]
        indexes = [models.Index(fields=["person", "at"], name="services_claim_load")]

    def __str__(self) -> str:
        return f"{self.order} {self.at:%F}"


class Offer(models.Model):
    """That somebody was asked, why, and until when; no answer is no fault."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="offers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="service_offers")
    offered_at = models.DateTimeField()
    until_at = models.DateTimeField()
    why = models.JSONField(default=list)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.PENDING)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, choices=DeclineReason, blank=True)
    text = models.CharField(max_length=200, blank=True)

    classified = {
        "internal": ["id", "order", "offered_at", "until_at", "answer", "answered_at"],
        "personal": ["person", "why", "reason", "text"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "person"], name="services_offer_once"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.DECLINED) | ~Q(reason=""), name="services_declined_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["until_at"], name="services_offer_clock", condition=Q(answer="pending")
            ),
            models.Index(fields=["person", "answer"], name="services_offer_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.answer}"
