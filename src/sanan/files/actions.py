"""Keeping files, showing them, taking them away, and the record of who looked."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from sanan.files import store
from sanan.files.models import KEPT_NAME, StoredFile, kind_of
from sanan.kit import clock, tokens, words
from sanan.kit.bulk import insert_many
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload
from sanan.ledger.actions import written
from sanan.ledger.models import Entry
from sanan.people.enums import Event
from sanan.people.models import Person

MIN_PURPOSE = 2
LEFT_BEHIND = timedelta(days=1)


@contextmanager
def kept(uploads: Sequence[Upload]) -> Iterator[list[StoredFile]]:
    """Store `uploads` and give their rows, not yet written and of nobody, for the block.

    The block opens the transaction, so that no lock waits for a disk, and calls `attach` in it. Where
    it ends in an exception, the bytes are taken away again; what a killed process leaves, `sweep` does.
    """
    made: list[StoredFile] = []
    try:
        made.extend(map(_placed, uploads))  # one by one: those before a failure are in
        yield made
    except BaseException:
        discard(made)
        raise


def discard(files: Iterable[StoredFile]) -> None:
    """Take away bytes that came to belong to nothing."""
    store.remove(key for file in files for key in (file.key, file.thumb_key))


def attach(
    files: Sequence[StoredFile],
    *,
    to: Model,
    by: Person | None,
    at: datetime,
    part: int | None = None,
    label: str = "",
) -> list[str]:
    """Write the rows of kept files, as those of `to`, behind the ones it has; gives their hashes.

    Called in the transaction of the change that brings them; the hashes belong into its entry.
    """
    if not files:
        return []
    kind = kind_of(to)
    before = StoredFile.objects.of(kind, [to.pk]).count()
    for position, file in enumerate(files, before):
        file.owner_kind, file.owner_pk, file.part = kind, to.pk, part
        file.position, file.label, file.by, file.at = position, label, by, at
    insert_many(files)
    to.__dict__.pop("files", None)
    return hashes(files)


def hashes(files: Iterable[StoredFile]) -> list[str]:
    """What the record keeps of files."""
    return [file.sha256 for file in files]


def show(*, file: StoredFile, by: Person | None, at: datetime | None = None) -> StoredFile:
    """`by` has looked: nothing personal stands on this very file, everyone may see it.

    A covered copy is not needed any more. In the transaction of the room's own verb, which writes the entry.
    """
    file.shown_by, file.shown_at = by, clock.at_or_now(at)
    uncover(file, at=file.shown_at)
    file.save(update_fields=["shown_by", "shown_at"])
    return file


def cover(
    copy: StoredFile, *, original: StoredFile, by: Person | None, at: datetime | None = None
) -> StoredFile:
    """Let everyone see a kept `copy` of `original`, with names, numbers and signatures covered.

    An earlier copy is erased. In the transaction of the room's own verb, which writes the entry.
    """
    moment = clock.at_or_now(at)
    uncover(original, at=moment)
    copy.owner_kind, copy.owner_pk = original.owner_kind, original.owner_pk
    copy.part, copy.position, copy.label = original.part, original.position, original.label
    copy.original, copy.by, copy.at = original, by, moment
    copy.shown_by, copy.shown_at = by, moment
    copy.save()
    if original.shown_at is not None:
        original.shown_by = original.shown_at = None
        original.save(update_fields=["shown_by", "shown_at"])
    return copy


def uncover(original: StoredFile, *, at: datetime | None = None) -> None:
    """Take the covered copy of `original` away: something on it should not be seen after all."""
    erase(original.copies.filter(erased_at__isnull=True), at=at)


def erase(files: Iterable[StoredFile], *, at: datetime | None = None) -> None:
    """Take the bytes, the names and the covered copies away; a line with the hash stays."""
    moment = clock.at_or_now(at)
    for file in files:
        uncover(file, at=moment)
        _after_commit([file.key, file.thumb_key])
        file.key = file.thumb_key = file.name = ""
        file.erased_at, file.shown_by, file.shown_at = moment, None, None
        file.save()


def drop(kind: str, owners: Iterable[int]) -> None:
    """Delete all files of things that are deleted themselves, in their transaction."""
    found = StoredFile.objects.filter(owner_kind=kind, owner_pk__in=list(owners))
    gone = [key for keys in found.values_list("key", "thumb_key") for key in keys]
    found.delete()
    _after_commit(gone)


def look(
    *,
    files: Sequence[StoredFile],
    subject: str,
    purpose: str,
    by: Person,
    at: datetime | None = None,
) -> Entry:
    """Record that `by` looks at these uncovered originals of `subject`, and what for.

    The only way to another's original. The caller has asked the room whether `by` may. Raises
    `Invalid` without a purpose.
    """
    purpose = words.clean_line(purpose, most=200, field="purpose")
    if len(purpose) < MIN_PURPOSE:
        raise Invalid(_("请写明为什么要看原件，比如“办理这件事”。"), "purpose", field="purpose")
    content = {"field": "files", "files": hashes(files), "purpose": purpose}
    with transaction.atomic():
        return written(Event.LOOK_AT_FILES, subject, content, by=by, at=clock.at_or_now(at))


def sweep(*, at: datetime | None = None) -> int:
    """Take away bytes that no row has named for a day; how many. Safe to run twice.

    They are what a process left that was killed between storing a file and writing its row.
    """
    before = clock.at_or_now(at) - LEFT_BEHIND
    done = 0
    for folder in store.folders():
        there = list(store.keys_of(folder, before=before))
        named = set(StoredFile.objects.filter(key__in=there).values_list("key", flat=True))
        named |= set(
            StoredFile.objects.filter(thumb_key__in=there).values_list("thumb_key", flat=True)
        )
        lost = [key for key in there if key not in named]
        store.remove(lost)
        done += len(lost)
    return done


def _placed(upload: Upload) -> StoredFile:
    whole = store.put(upload.stream, upload.suffix)
    file = StoredFile(
        ref=tokens.opaque(32),
        kind=upload.kind.value,
        name=words.clip(upload.name, KEPT_NAME),
        key=whole.key,
        media_type=upload.content_type,
        size=upload.size,
        sha256=whole.sha256,
        width=upload.width,
        height=upload.height,
    )
    if upload.thumbnail:
        try:
            file.thumb_key = store.put(BytesIO(upload.thumbnail), ".jpg").key
        except BaseException:
            store.remove([whole.key])
            raise
    return file


def _after_commit(keys: Iterable[str]) -> None:
    transaction.on_commit(partial(store.remove, [key for key in keys if key]))
