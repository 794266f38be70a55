from django.db import models


class Entry(models.Model):
    """One recorded change. Rows are never changed or removed, save that content may be erased.

    `id` is the order of writing; `position`, the place in the public log, the sequencer gives.
    `commit` is SHA-256 over a domain tag, `salt` (32 bytes) and `content` (canonical JSON).
    """

    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40, blank=True)
    commit = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)
    content = models.BinaryField(null=True)
    position = models.BigIntegerField(null=True, unique=True)

    classified = {
        "public": ["id", "event", "subject", "at", "commit", "position"],
        "internal": ["by"],
        "sensitive": ["salt", "content"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(salt__isnull=True, content__isnull=True)
                | models.Q(salt__isnull=False, content__isnull=False),
                name="ledger_content_with_salt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="ledger_unsequenced", condition=models.Q(position__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"
