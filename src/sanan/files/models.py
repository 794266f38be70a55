from collections.abc import Iterable
from typing import ClassVar, Self, overload

from django.db import models
from django.db.models import F, Q

from sanan.files.enums import FileKind
from sanan.people.models import Person

KEPT_NAME = 120


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of(self, kind: str, keys: Iterable[int]) -> Self:
        """Files of these owners, in the order in which they were attached, without copies."""
        found = self.filter(owner_kind=kind, owner_pk__in=list(keys), original__isnull=True)
        return found.order_by("owner_pk", "position", "pk")


class StoredFile(models.Model):
    """A photo, a voice or video clip, or a paper, and the thing that it belongs to.

    `owner_kind` and `owner_pk` name that thing ("case", "message"), `part` the key of the part of it
    (a step), `label` what it is evidence of, where the room tells such apart. `ref` is its address,
    `key` where it lies; nobody can guess either. A covered copy names its `original`. `shown_at` is
    when a person looked at this very file and said that everyone may see it. An erased one keeps its
    line and its hash, so that the record can still be checked, and nothing else.
    """

    ref = models.CharField(max_length=40, unique=True)
    owner_kind = models.CharField(max_length=24)
    owner_pk = models.PositiveBigIntegerField()
    part = models.PositiveBigIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=10, choices=FileKind)
    name = models.CharField(max_length=KEPT_NAME, blank=True)
    key = models.CharField(max_length=120, blank=True)
    thumb_key = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    original = models.ForeignKey("self", models.CASCADE, null=True, related_name="copies")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    shown_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    classified: ClassVar = {
        "internal": [
            *("id", "ref", "owner_kind", "owner_pk", "part", "position", "label", "kind"),
            *("media_type", "size", "width", "height", "original", "at"),
            *("shown_by", "shown_at", "erased_at"),
        ],
        "personal": ["by", "key", "name", "sha256", "thumb_key"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["photo", "voice", "video", "document"]),
                name="files_kind",
            ),
            models.CheckConstraint(
                condition=(Q(erased_at__isnull=True) & ~Q(key=""))
                | Q(erased_at__isnull=False, key="", thumb_key="", name=""),
                name="files_erased_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=False) | Q(shown_by__isnull=True),
                name="files_shown_when",
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=True) | ~Q(original=F("id")),
                name="files_no_copy_of_itself",
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(original__isnull=False, erased_at__isnull=True),
                name="files_one_copy",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="files_bytes_of_one"
            ),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_pk"], name="files_owner")]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_here(self) -> bool:
        """Whether its bytes are still kept."""
        return self.erased_at is None


class Files:
    """The files of a model of a room: `files = Files("case")` gives `case.files`, a list in order.

    Read once for each thing, where `queries.with_files` has not read those of many in one statement.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    @overload
    def __get__(self, thing: None, model: object) -> Self: ...

    @overload
    def __get__(self, thing: models.Model, model: object) -> list[StoredFile]: ...

    def __get__(self, thing: models.Model | None, model: object) -> Self | list[StoredFile]:
        """Give the files of `thing`; of the model itself, this."""
        if thing is None:
            return self
        found = list(StoredFile.objects.of(self.kind, [thing.pk]))
        thing.__dict__["files"] = found  # found there before this is asked again
        return found


def kind_of(thing: models.Model) -> str:
    """Under what kind files of `thing` are kept."""
    files: Files = type(thing).files  # type: ignore[attr-defined] # a model that has files says so
    return files.kind
