"""Keeping what was attached: on the disk before the row that names it is acknowledged."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from sanan.kit import tokens
from sanan.kit.bulk import insert
from sanan.kit.files import Upload, store_atomically
from sanan.voices.models import Attachment, Message


def keep(uploads: Sequence[Upload]) -> list[Attachment]:
    """Store `uploads` and give their rows, not yet written and of no message."""
    return [_kept(upload) for upload in uploads]


def attach(message: Message, files: Iterable[Attachment]) -> None:
    """Write the rows of a message that is written."""
    for file in files:
        file.message = message
        insert(file)


def drop(files: Iterable[Attachment]) -> None:
    """Take the files off the disk; their rows go with the message."""
    for file in files:
        for key in (file.key, file.thumb_key):
            if key:
                (Path(settings.MEDIA_ROOT) / key).unlink(missing_ok=True)


def digests(files: Iterable[Attachment]) -> list[str]:
    """What the record keeps of them."""
    return [file.sha256 for file in files]


def _kept(upload: Upload) -> Attachment:
    root = Path(settings.MEDIA_ROOT)
    key = store_atomically(root, upload.stream, upload.suffix)
    thumb = store_atomically(root, upload.thumbnail, ".jpg") if upload.thumbnail else ""
    return Attachment(
        kind=upload.kind.value,
        token=tokens.opaque(32),
        key=key,
        thumb_key=thumb,
        media_type=upload.content_type,
        size=upload.size,
        sha256=_digest(upload.stream),
    )


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(1 << 18):
        digest.update(block)
    return digest.hexdigest()
