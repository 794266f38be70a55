from datetime import datetime
from typing import Any, Self

import orjson
from django.db import models
from django.db.models import Exists, OuterRef, Q

from sanan.cases.enums import Nature, Urgency
from sanan.cases.models import Case
from sanan.cases.rules import CASE
from sanan.exchange.enums import (
    DESK,
    READERS,
    SETTERS,
    Direction,
    Field,
    Format,
    Means,
    Road,
    Side,
    State,
)
from sanan.kit import tokens, vault
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(12)


class SystemQuerySet(models.QuerySet["System"]):
    def visible_to(self, person: Person | None) -> Self:
        """Those at or under the places where this person dispatches or sets things up."""
        return self.filter(below(person, DESK))


class System(models.Model):
    """One system of somebody else with which this one exchanges requests and results.

    `code` stands in addresses and is the name of its folder. `fields` says where in its messages
    each of our fields lies (a column's name, or names joined by dots into JSON), for those that
    the usual names do not find. `secret_locked` signs what is pushed to `address`, and what comes in
    by webhook.
    """

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    side = models.CharField(max_length=10, choices=Side)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    road = models.CharField(max_length=8, choices=Road, default=Road.FOLDER)
    format = models.CharField(max_length=6, choices=Format, default=Format.JSON)
    address = models.CharField(max_length=300, blank=True)
    secret_locked = models.CharField(max_length=300, blank=True)
    fields: Any = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SystemQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "name",
            "side",
            "place",
            "road",
            "format",
            "address",
            "fields",
            "made_at",
            "ended_at",
        ],
        "sensitive": ["secret_locked"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(road=Road.PUSH) | ~Q(address=""), name="exchange_push_has_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The shared secret in clear."""
        return vault.unlock(self.secret_locked)


class Word(models.Model):
    """What a word of the other side means here; of a result, what our step is called there.

    `word` is what is looked up, `means` what it becomes: the code of a category or place, a value
    of `Means`, `Nature` or `Urgency`; for `Field.RESULT` the name of a verb and the word sent.
    """

    system = models.ForeignKey(System, models.CASCADE, related_name="words")
    field = models.CharField(max_length=10, choices=Field)
    word = models.CharField(max_length=60)
    means = models.CharField(max_length=60)

    classified = {"internal": ["id", "system", "field", "word", "means"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "field", "word"], name="exchange_word_once")
        ]

    def __str__(self) -> str:
        return f"{self.word} → {self.means}"

    @property
    def shown_word(self) -> str:
        """The word as people read it: of a result, what our step is called."""
        return str(CASE[self.word].label) if self.field == Field.RESULT else self.word

    @property
    def shown_means(self) -> str:
        """What it means, as people read it."""
        choices: dict[str, type[models.TextChoices]] = {
            Field.STATE: Means,
            Field.NATURE: Nature,
            Field.URGENCY: Urgency,
        }
        kind = choices.get(self.field)
        return str(kind(self.means).label) if kind is not None else self.means


class Batch(models.Model):
    """One file that was taken from a system's folder, known again by its content."""

    system = models.ForeignKey(System, models.CASCADE, related_name="batches")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField()

    classified = {"internal": ["id", "system", "name", "digest", "rows", "why", "taken_at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "digest"], name="exchange_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Person | None) -> Self:
        """Letters at or under the places where this person dispatches."""
        return self.filter(below(person, READERS, "system__place"))

    def incoming(self) -> Self:
        """From outside."""
        return self.filter(direction=Direction.IN)

    def outgoing(self) -> Self:
        """To outside."""
        return self.filter(direction=Direction.OUT)

    def ready(self, now: datetime) -> Self:
        """In the queue and due, with nothing unsettled of the same outside number ahead of it."""
        ahead = Message.objects.filter(
            system=OuterRef("system"),
            direction=OuterRef("direction"),
            outside_id=OuterRef("outside_id"),
            state__in=[State.WAITING, State.HELD],
            pk__lt=OuterRef("pk"),
        )
        waiting = self.filter(state=State.WAITING, next_at__lte=now, system__ended_at__isnull=True)
        return waiting.filter(~Exists(ahead)).order_by("pk")


class Message(models.Model):
    """One message from or to another system, as it was said, and what became of it.

    `digest` is a SHA-256 of everything that was said: the same message twice is one row. What it
    says stands locked, since it holds names and numbers. `attempts` and `next_at` are the queue's;
    `why` says to a person what is wrong, `unknown` the word that no mapping knows.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    system = models.ForeignKey(System, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    means = models.CharField(max_length=10, choices=Means, blank=True)
    outside_id = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    said_locked = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True)
    why_code = models.CharField(max_length=40, blank=True)
    unknown_field = models.CharField(max_length=10, choices=Field, blank=True)
    unknown_word = models.CharField(max_length=60, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="messages")
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    next_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "system",
            "direction",
            "means",
            "outside_id",
            "digest",
            "state",
            "why",
            "why_code",
            "unknown_field",
            "unknown_word",
            "case",
            "batch",
            "attempts",
            "received_at",
            "next_at",
            "settled_at",
        ],
        "personal": ["said_locked"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "direction", "digest"], name="exchange_message_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | Q(settled_at__isnull=False),
                name="exchange_done_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HELD) | ~Q(why=""), name="exchange_held_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="exchange_queue", condition=Q(state=State.WAITING)
            ),
            models.Index(fields=["system", "direction", "outside_id"], name="exchange_same_number"),
            models.Index(fields=["state", "direction"], name="exchange_standing"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def said(self) -> dict[str, Any]:
        """What it says, by our fields; of a result, as it is sent."""
        text = vault.unlock(self.said_locked)
        found: dict[str, Any] = orjson.loads(text) if text else {}
        return found

    @staticmethod
    def locked(said: dict[str, Any]) -> str:
        """How what was said is kept."""
        return vault.lock(orjson.dumps(said, default=str).decode())


class OutsideOrder(models.Model):
    """A case as the other side knows it: its number there, and its clock there.

    `due_at` is when it must be answered by their reckoning, `overdue_at` the day on which they said
    that it ran out; our own clock stands on the case and is moved by neither.
    """

    case = models.OneToOneField(
        Case, models.CASCADE, primary_key=True, related_name="outside_order"
    )
    system = models.ForeignKey(System, models.PROTECT, related_name="orders")
    outside_id = models.CharField(max_length=60)
    said_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sent_back = models.PositiveSmallIntegerField(default=0)
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")

    classified = {
        "internal": [
            "case",
            "system",
            "outside_id",
            "said_at",
            "due_at",
            "overdue_at",
            "ended_at",
            "sent_back",
            "of",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "outside_id"], name="exchange_order_once")
        ]

    def __str__(self) -> str:
        return self.outside_id


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, person: Person | None) -> Self:
        """Those at or under the places that this person sets up."""
        return self.filter(below(person, SETTERS))

    def standing(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)


class Subscription(models.Model):
    """Who is told by webhook of what happens at or under a place; `kinds` are names of processes."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    name = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    secret_locked = models.CharField(max_length=300)
    kinds: Any = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "name", "place", "address", "kinds", "made_at", "ended_at"],
        "sensitive": ["secret_locked"],
    }

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The shared secret in clear."""
        return vault.unlock(self.secret_locked)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(self, now: datetime) -> Self:
        """Due, and the first that is unsettled of its subscription and thing."""
        ahead = Delivery.objects.filter(
            subscription=OuterRef("subscription"),
            subject=OuterRef("subject"),
            state__in=[State.WAITING, State.HELD],
            pk__lt=OuterRef("pk"),
        )
        waiting = self.filter(
            state=State.WAITING, next_at__lte=now, subscription__ended_at__isnull=True
        )
        return waiting.filter(~Exists(ahead)).order_by("pk")


class Delivery(models.Model):
    """One happening to be told to one subscription, once; `line` is the story's line.

    What it says holds nothing personal, since it is told to whoever subscribed.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    line = models.BigIntegerField()
    subject = models.CharField(max_length=60)
    event = models.CharField(max_length=50)
    said: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "subscription",
            "line",
            "subject",
            "event",
            "said",
            "state",
            "why",
            "attempts",
            "made_at",
            "next_at",
            "settled_at",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "line"], name="exchange_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="exchange_deliveries", condition=Q(state=State.WAITING)
            ),
            models.Index(fields=["subscription", "subject"], name="exchange_delivery_of"),
        ]

    def __str__(self) -> str:
        return self.ref


class Bookmark(models.Model):
    """How far the story was read for those outside: the last line that is surely behind us."""

    name = models.CharField(max_length=20, primary_key=True)
    line = models.BigIntegerField(default=0)

    classified = {"internal": ["name", "line"]}

    def __str__(self) -> str:
        return f"{self.name} {self.line}"
