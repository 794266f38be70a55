from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.people.enums import Channel, NoticeState
from sanan.people.models.person import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """In-app notices not opened yet."""
        return self.filter(read_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """Waiting for a channel, whose hour has come."""
        return self.filter(
            Q(not_before__isnull=True) | Q(not_before__lte=now),
            Q(retry_at__isnull=True) | Q(retry_at__lte=now),
            state=NoticeState.WAITING,
        )

    def visible_to(self, person: Person | None) -> Self:
        """Only what was said to this person."""
        if person is None or not person.is_authenticated:
            return self.none()
        return self.filter(to=person)


class Notice(models.Model):
    """A sentence to one person, kept in the product and, where asked, carried out by a channel.

    `to` is the person, or empty for someone without an account, whose number is `address_locked`.
    """

    to = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="notices")
    address_locked = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.APP)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=NoticeState, default=NoticeState.KEPT)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)

    objects = NoticeQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "channel",
            "state",
            "made_at",
            "not_before",
            "sent_at",
            "read_at",
            "retry_at",
            "tries",
            "error",
            "link",
        ],
        "personal": ["to", "address_locked", "text"],
    }

    class Meta:
        indexes = [
            models.Index(fields=["to", "read_at"], name="people_notice_unread"),
            models.Index(
                fields=["state", "not_before"],
                name="people_notice_due",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
