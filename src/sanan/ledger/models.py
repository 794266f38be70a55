from typing import Any

from django.db import models
from django.db.models import Q

from sanan.ledger.enums import Heard, Reason


class Entry(models.Model):
    """One recorded change. Rows are never changed or removed, save that content may be erased.

    `id` is the order of writing; `position` the place in the public log of `year` (a calendar year
    of the installation's time zone), which the sequencer gives. `ref` is the entry's opaque public
    name. `salt` (32 random bytes), `content` (canonical JSON) and `words` (what a person said or was
    answered, UTF-8) lead to `commit` (`queries.leaves`, docs/record.md) and are erased together.
    """

    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40, blank=True)
    ref = models.CharField(max_length=24)
    commit = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)
    content = models.BinaryField(null=True)
    words = models.BinaryField(null=True)
    year = models.PositiveSmallIntegerField()
    position = models.BigIntegerField(null=True)

    classified = {
        "public": ["id", "event", "ref", "at", "commit", "year", "position"],
        "internal": ["subject", "by"],
        "sensitive": ["salt", "content", "words"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(salt__isnull=True, content__isnull=True, words__isnull=True)
                | Q(salt__isnull=False, content__isnull=False, words__isnull=False),
                name="ledger_content_with_salt",
            ),
            models.UniqueConstraint(fields=["year", "position"], name="ledger_one_place"),
        ]
        indexes = [
            models.Index(
                fields=["year", "id"],
                name="ledger_unsequenced",
                condition=Q(position__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"

    @property
    def is_erased(self) -> bool:
        """Whether its content has been erased."""
        return self.salt is None


class Log(models.Model):
    """One year's public log: its name on checkpoints and the key that anyone checks them with."""

    year = models.PositiveSmallIntegerField(unique=True)
    origin = models.CharField(max_length=120, unique=True)
    vkey = models.CharField(max_length=255)
    began_at = models.DateTimeField()

    classified = {"public": ["id", "year", "origin", "vkey", "began_at"]}

    def __str__(self) -> str:
        return self.origin


class Checkpoint(models.Model):
    """Every checkpoint ever signed. `note` as published; cosignatures are added as they come.

    `cosigned` says how many witnesses have cosigned it.
    """

    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    cosigned = models.PositiveSmallIntegerField(default=0)
    signed_at = models.DateTimeField()

    classified = {"public": ["id", "log", "size", "root", "note", "cosigned", "signed_at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="ledger_one_checkpoint"),
        ]
        indexes = [
            models.Index(
                fields=["log", "size"], name="ledger_cosigned", condition=Q(cosigned__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_id}@{self.size}"


class Sighting(models.Model):
    """What one witness last answered about one log; `size` and `seen_at` of the last it cosigned."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="sightings")
    witness = models.CharField(max_length=120)
    size = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    heard = models.CharField(max_length=10, choices=Heard)
    heard_at = models.DateTimeField()

    classified = {"public": ["id", "log", "witness", "size", "seen_at", "heard", "heard_at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "witness"], name="ledger_one_sighting"),
        ]

    def __str__(self) -> str:
        return f"{self.witness}@{self.size}"


class Erasure(models.Model):
    """That an entry's content was erased, why, and which entry says so."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="erasure")
    told_by = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    at = models.DateTimeField()

    classified = {"public": ["id", "entry", "told_by", "reason", "at"]}

    class Meta:
        indexes = [models.Index(fields=["at"], name="ledger_erasure_at")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.reason}"


class Audit(models.Model):
    """One reading of everything: how much agreed, and the first difference if there was one."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="audits")
    at = models.DateTimeField()
    entries = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    where = models.CharField(max_length=20, blank=True)
    position = models.BigIntegerField(null=True)
    detail = models.CharField(max_length=300, blank=True)

    classified = {
        "public": ["id", "log", "at", "entries", "root", "where", "position", "detail"],
    }

    class Meta:
        indexes = [models.Index(fields=["log", "at"], name="ledger_audit_at")]

    def __str__(self) -> str:
        return f"{self.log_id}@{self.at:%F}"

    @property
    def clean(self) -> bool:  # type: ignore[override]
        """Whether nothing differed."""
        return not self.where


def erased() -> dict[str, Any]:
    """The values of an entry whose content is gone."""
    return {"salt": None, "content": None, "words": None}
