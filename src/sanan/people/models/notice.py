from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from sanan.kit import words as wording
from sanan.people.enums import Channel, NoticeState
from sanan.people.models.person import Person

MOST = 500
PLAIN_VALUE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -:年月日")


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
    `sentence`, `many` (for `count` of them) and `plain` (for a number that never confirmed itself)
    are Chinese originals with %(names)s; `words` holds what goes in. They become a text where it is
    read, in the reader's language. `source` is a keyed hash of where the cause came from.

    `urgent` goes out in quiet hours, too. `road` is by which road it went in the end,
    with the provider's `receipt`, and `failed_roads` which ones did not take it before, with the provider's word.
    """

    to = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="notices")
    address_locked = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.APP)
    sentence = models.CharField(max_length=MOST)
    many = models.CharField(max_length=200, blank=True)
    plain = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=dict, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    link = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=64, blank=True)
    urgent = models.BooleanField(default=False)
    road = models.CharField(max_length=12, blank=True)
    receipt = models.CharField(max_length=80, blank=True)
    failed_roads = models.JSONField(default=dict, blank=True)
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
            "count",
            "source",
            "many",
            "plain",
            "urgent",
            "road",
            "receipt",
            "failed_roads",
        ],
        "personal": ["to", "address_locked", "sentence", "words"],
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

    @property
    def text(self) -> str:
        """What it says, in the language in use."""
        if self.count > 1 and self.many:
            return rendered(self.many, {**self.words, "count": self.count})
        said = rendered(self.sentence, self.words)
        return (
            said
            if self.count == 1
            else _("%(said)s（%(count)s 次）")
            % {
                "said": said,
                "count": self.count,
            }
        )

    @property
    def plain_text(self) -> str:
        """What a number may be told that nobody has confirmed: nobody's words, no names."""
        for sentence in filter(None, (self.plain, self.sentence)):
            used = {k: v for k, v in self.words.items() if f"%({k})" in sentence}
            if all(_is_ours(value) for value in used.values()):
                return rendered(sentence, used)
        return _("您留过这个号码的事有了新进展。请打开 %(site)s 凭查询码查看。") % {
            "site": settings.SITE_URL
        }


def rendered(sentence: str, values: Mapping[str, Any]) -> str:
    """A stored sentence with its words, in the language in use."""
    if not sentence:
        return ""
    told = {k: _(v["_"]) if isinstance(v, dict) else v for k, v in values.items()}
    said = _(sentence)
    return wording.clip(said % told if told else said, MOST)


def _is_ours(value: Any) -> bool:
    """Whether a word of a sentence is a figure, a code or a term of the product, and no one's own."""
    return isinstance(value, int | float | dict) or PLAIN_VALUE.issuperset(value)
