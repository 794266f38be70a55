"""Where the bytes lie: behind Django's storage, in a folder or in an S3-compatible store.

Every file of this room has a key of its own under `files/`, made of its hash and of chance, is
written once and never changed. `settings.STORAGES` names the store; `Folder` is what a village has,
`bucket.Bucket` what several machines share.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.utils.deconstruct import deconstructible

from sanan.kit.files import write_once

if TYPE_CHECKING:
    from sanan.files.bucket import Bucket

UNDER = "files"
_BLOCK = 1 << 18


@deconstructible(path="sanan.files.store.Folder")
class Folder(FileSystemStorage):
    """A folder in which whatever has a name is whole and on the disk."""

    def _save(self, name: str, content: Any) -> str:
        write_once(Path(self.location), name, content.file)
        return name


@dataclass(frozen=True, slots=True)
class Placed:
    """Where bytes went, and their hash."""

    key: str
    sha256: str


def put(content: BinaryIO, suffix: str) -> Placed:
    """Keep the bytes of the seekable `content` under a new key; it stands at its start afterwards."""
    content.seek(0)
    digest = hashlib.sha256()
    while block := content.read(_BLOCK):
        digest.update(block)
    content.seek(0)
    sha256 = digest.hexdigest()
    key = f"{UNDER}/{sha256[:2]}/{sha256[:32]}-{secrets.token_hex(16)}{suffix}"
    kept = default_storage.save(key, File(content))
    content.seek(0)
    return Placed(kept, sha256)


def opened(key: str) -> BinaryIO | None:
    """The bytes under `key`, to be closed by the caller; None where they are gone."""
    try:
        return cast("BinaryIO", default_storage.open(key, "rb"))
    except FileNotFoundError:
        return None


def exists(key: str) -> bool:
    """Whether bytes lie under `key`."""
    return default_storage.exists(key)


def remove(keys: Iterable[str]) -> None:
    """Delete what lies under these keys; what is gone already is no fault."""
    for key in filter(None, keys):
        default_storage.delete(key)


def folders() -> list[str]:
    """The folders of the store, each with at most a 256th of all keys."""
    return sorted(_listed(UNDER)[0])


def keys_of(folder: str, *, before: datetime) -> Iterator[str]:
    """Keys in that folder that were there before that moment."""
    if (held := bucket()) is not None:
        yield from (e.key for e in held.entries(f"{UNDER}/{folder}/") if e.at < before)
        return
    for name in _listed(f"{UNDER}/{folder}")[1]:
        key = f"{UNDER}/{folder}/{name}"
        if default_storage.get_modified_time(key) < before:
            yield key


def bucket() -> "Bucket | None":
    """The object store, where files lie in one."""
    if settings.S3 is None:
        return None
    return cast("Bucket", storages["default"])


def put_back(key: str, content: BinaryIO) -> None:
    """Lay bytes of a backup under the key that they had."""
    if default_storage.save(key, File(content)) != key:
        raise FileExistsError(key)


def _listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(path)
    except FileNotFoundError:
        return [], []
