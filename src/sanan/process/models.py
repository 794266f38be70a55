from typing import Self

from django.db import models

from sanan.people.models import Org, Person


class TimelineQuerySet(models.QuerySet["TimelineEntry"]):
    def of(self, kind: str, subject: int) -> Self:
        """The story of one thing, oldest line first."""
        return self.filter(kind=kind, subject=subject).order_by("pk")

    def public(self) -> Self:
        """The lines that whoever it concerns may read."""
        return self.filter(public=True)


class TimelineEntry(models.Model):
    """One line in the story of one thing: which verb, who, when, what was said.

    `kind` is the name of the thing's process and `subject` its primary key: one table for all
    processes, so that a person's record or an evening's work is one query. `said` is what those
    whom it concerns read where the line is `public`, `note` what staff read; `data` holds the
    verb's own particulars, `state` where the thing stood afterwards. `entry_id` is the record's
    entry of the same change.
    """

    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    verb = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="timeline")
    org = models.ForeignKey(Org, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=24, blank=True)
    said = models.TextField(blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    public = models.BooleanField(default=False)
    entry_id = models.BigIntegerField(null=True)

    objects = TimelineQuerySet.as_manager()

    classified = {
        "public": ["kind", "verb", "at", "state"],
        "internal": ["id", "subject", "by", "org", "note", "data", "public", "entry_id"],
        "personal": ["said"],
    }

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject"], name="process_line_of"),
            models.Index(fields=["kind", "verb", "at"], name="process_line_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.verb} {self.at:%F}"
