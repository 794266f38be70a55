from typing import Self

from django.db import models
from django.db.models import Q

from sanan.people.models import Person
from sanan.sealed.enums import Kind, State, Way
from sanan.sealed.models.body import Body, Officer, new_code


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person | None) -> Self:
        """Reports in the hands of a body whose officer this person is, with a key, not recused."""
        mine = Officer.objects.active().filter(
            person=person if person is not None and person.is_authenticated else None,
            body__in=Body.objects.of(person),
        )
        return self.filter(body__in=mine.values("body")).exclude(recusals__person=person)


class Report(models.Model):
    """One report, known by a random code. Days only: an hour could be laid beside who was online.

    `receipt` is what the 16 figures become (argon2id, then SHA-256). `voice_public` and
    `voice_locked` are a key pair made for this report: answers are encrypted to it, and its private
    half is locked with what else the receipt becomes, so that only the receipt reads them.
    `came_on` is when the body that has it now got it.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    receipt = models.BinaryField(max_length=32, unique=True)
    voice_public = models.BinaryField(max_length=65)
    voice_locked = models.BinaryField(max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, related_name="reports")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    named = models.BooleanField()
    waiting = models.BooleanField(default=True)
    received_on = models.DateField()
    came_on = models.DateField()
    told_on = models.DateField(null=True)
    assessed_on = models.DateField(null=True)
    concluded_on = models.DateField(null=True)

    objects = ReportQuerySet.as_manager()

    classified = {
        "sealed": [
            "id",
            "code",
            "receipt",
            "voice_public",
            "voice_locked",
            "body",
            "state",
            "way",
            "named",
            "waiting",
            "received_on",
            "came_on",
            "told_on",
            "assessed_on",
            "concluded_on",
        ],
    }

    class Meta:
        indexes = [models.Index(fields=["body", "state"], name="sealed_report_desk")]
        constraints = [
            models.CheckConstraint(
                condition=Q(came_on__gte=models.F("received_on")), name="sealed_report_days"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONCLUDED) | Q(concluded_on__isnull=False),
                name="sealed_report_concluded",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ASSESSED, State.UNDER_CHECK]) | ~Q(way=""),
                name="sealed_report_way",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Message(models.Model):
    """One message, all of one size. `once` keeps a page sent twice from being two messages."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()
    content = models.BinaryField()
    once = models.CharField(max_length=64, unique=True, null=True)

    classified = {"sealed": ["id", "report", "kind", "on", "content", "once"]}

    class Meta:
        indexes = [models.Index(fields=["on"], name="sealed_message_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Wrap(models.Model):
    """A message's key for one reader: a body, or (without one) whoever holds the receipt."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="wraps")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    key = models.BinaryField(max_length=200)

    classified = {"sealed": ["id", "message", "body", "key"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "body"], name="sealed_wrap_body"),
            models.UniqueConstraint(
                fields=["message"], name="sealed_wrap_reporter", condition=Q(body__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}"


class Attachment(models.Model):
    """A file of a message, under the message's key; its name and type are inside."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    classified = {"sealed": ["id", "message", "number", "content"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="sealed_attachment_number")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.number}"


class Recusal(models.Model):
    """An officer who stepped aside from one report and does not see it any more."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classified = {"sealed": ["id", "report", "person", "at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="sealed_recusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Day(models.Model):
    """A day whose messages stand in the record: one entry a day, also for a day without any."""

    on = models.DateField(unique=True)
    entry_id = models.BigIntegerField()

    classified = {"internal": ["id", "on", "entry_id"]}

    def __str__(self) -> str:
        return f"{self.on:%F}"
