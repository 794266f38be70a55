from django.db import models
from django.db.models import Q

from sanan.files.enums import FileKind
from sanan.people.models import Person
from sanan.powers.enums import EvidenceKind
from sanan.powers.models.codes import new_token
from sanan.powers.models.disclosure import Disclosure
from sanan.powers.models.run import RunStep


class File(models.Model):
    """Evidence of a step, or an attachment of a disclosure.

    The original is for staff. The public sees `shown_key`: a copy in which names, numbers and
    signatures are covered, or the original itself, once a person has looked and said so.
    """

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, null=True, related_name="files")
    step = models.ForeignKey(RunStep, models.CASCADE, null=True, related_name="files")
    evidence = models.CharField(max_length=14, choices=EvidenceKind, default=EvidenceKind.OTHER)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=FileKind)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    key = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    shown_key = models.CharField(max_length=120, blank=True)
    shown_type = models.CharField(max_length=60, blank=True)
    shown_sha256 = models.CharField(max_length=64, blank=True)
    shown_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)

    classified = {
        "public": ["evidence", "token", "shown_key", "shown_type", "shown_sha256", "shown_at"],
        "internal": [
            "id",
            "disclosure",
            "step",
            "kind",
            "media_type",
            "size",
            "by",
            "at",
            "shown_by",
        ],
        "personal": ["name", "key", "sha256"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure__isnull=False, step__isnull=True)
                | Q(disclosure__isnull=True, step__isnull=False),
                name="powers_file_of_one",
            ),
            models.CheckConstraint(
                condition=Q(shown_key="", shown_at__isnull=True)
                | (~Q(shown_key="") & Q(shown_at__isnull=False)),
                name="powers_file_shown_when",
            ),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def is_shown(self) -> bool:
        """Whether everyone may see a copy of it."""
        return bool(self.shown_key)

    @property
    def path(self) -> str:
        """Where it is, for asking who may act."""
        owner = self.disclosure or (self.step.run if self.step else None)
        return owner.path if owner else ""
