"""Reads of files."""

import io
from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db.models import Model

from sanan.files import store
from sanan.files.models import StoredFile, kind_of
from sanan.kit.files import Upload
from sanan.kit.filetypes import Kind

Thing = TypeVar("Thing", bound=Model)


def with_files(things: Sequence[Thing]) -> list[Thing]:
    """The same things of one kind, each with its `files` read: one statement for all."""
    if things:
        by_owner: dict[int, list[StoredFile]] = {thing.pk: [] for thing in things}
        for file in StoredFile.objects.of(kind_of(things[0]), by_owner):
            by_owner[file.owner_pk].append(file)
        for thing in things:
            thing.__dict__["files"] = by_owner[thing.pk]
    return list(things)


def find(ref: str) -> StoredFile | None:
    """The file of that address, unless it was erased."""
    return StoredFile.objects.filter(ref=ref, erased_at__isnull=True).first()


def copy_of(file: StoredFile) -> StoredFile | None:
    """The covered copy that everyone may see in place of this file."""
    return file.copies.filter(erased_at__isnull=True, shown_at__isnull=False).first()


def public(files: Iterable[StoredFile]) -> list[StoredFile]:
    """What everyone may see of these: those shown as they are, and the covered copies of others."""
    return list(shown(files).values())


def shown(files: Iterable[StoredFile]) -> dict[int, StoredFile]:
    """For the keys of those of which everyone may see something, what that is; in their order."""
    wanted = list(files)
    copies = StoredFile.objects.filter(
        original__in=[f.pk for f in wanted if f.shown_at is None],
        shown_at__isnull=False,
        erased_at__isnull=True,
    )
    by_original = {copy.original_id: copy for copy in copies}
    seen = {
        f.pk: f if f.shown_at is not None else by_original.get(f.pk) for f in wanted if f.is_here
    }
    return {key: file for key, file in seen.items() if file is not None}


def content_of(file: StoredFile) -> bytes | None:
    """What a kept file holds; None where the bytes are gone."""
    return _bytes(file.key)


def as_upload(file: StoredFile) -> Upload | None:
    """A kept file as if it had just been sent and judged, to go to another thing as well."""
    content = content_of(file)
    if content is None:
        return None
    return Upload(
        kind=Kind(file.kind),
        content_type=file.media_type,
        suffix=f".{file.key.rpartition('.')[2]}",
        name=file.name,
        size=file.size,
        stream=io.BytesIO(content),
        thumbnail=_bytes(file.thumb_key),
        width=file.width,
        height=file.height,
    )


def _bytes(key: str) -> bytes | None:
    stream = store.opened(key) if key else None
    if stream is None:
        return None
    with stream:
        return stream.read()
