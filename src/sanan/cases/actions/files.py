"""Keeping what was attached: on the disk before the row that names it is acknowledged."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from sanan.cases.models import File
from sanan.kit import tokens
from sanan.kit.files import Upload, store_atomically


def keep(uploads: Sequence[Upload]) -> list[File]:
    """Store `uploads` and give their rows, not yet written and of no case.

    Called before the transaction opens, so that no lock waits for a disk. What a refused or killed
    transaction leaves behind is a file that no row names; `tasks.sweep_files` removes it.
    """
    return [_kept(upload) for upload in uploads]


def _kept(upload: Upload) -> File:
    root = Path(settings.MEDIA_ROOT)
    key = store_atomically(root, upload.stream, upload.suffix)
    thumb = store_atomically(root, upload.thumbnail, ".jpg") if upload.thumbnail else ""
    upload.stream.seek(0)
    return File(
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
    while block := stream.read(1 << 18):
        digest.update(block)
    return digest.hexdigest()
