"""Uploads: judged and cleaned before anyone relies on them, stored so that they stay."""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sanan.kit import pool
from sanan.kit.errors import Invalid
from sanan.kit.filetypes import FORMATS, JPEG, Format, Kind
from sanan.kit.words import clean_line, clip

MEGABYTE = 1024 * 1024
_COST = pool.Limits(processor=6, seconds=15, memory=512 * MEGABYTE, written=32 * MEGABYTE)
_QUEUE = pool.Queue(waiting=2)
_JOB = "sanan.kit.photos:judge"
_TOO_MUCH = {"TooManyPixels", "MemoryError"}
_BLOCK = 256 * 1024
_NAME_LENGTH = 100
_PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif")
_VOICES = (".m4a", ".aac", ".mp3", ".ogg", ".opus", ".wav", ".amr", ".weba")
_VIDEOS = (".mp4", ".mov", ".webm")
_PAPERS = (".pdf", ".docx", ".xlsx")
_TAKEN_SUFFIXES = frozenset(_PHOTOS + _VOICES + _VIDEOS + _PAPERS)


class UploadRefused(Invalid):
    """A file that cannot be taken. The subclass says why, `code` says it to programs."""

    reason = "file_refused"
    said: str | Promise = _("这个文件不能用，请换一个。")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__(sentence or self.said, self.reason)


class EmptyFile(UploadRefused):
    reason = "file_empty"
    said = _("这个文件是空的，请重新选一次，或换一个。")


class TooLarge(UploadRefused):
    """Larger than `most` bytes."""

    reason = "file_too_large"

    def __init__(self, most: int) -> None:
        sentence = _("这个文件太大。请换一个不超过 {most} MB 的，或录短一些。")
        super().__init__(format_lazy(sentence, most=most // MEGABYTE))
        self.most = most


class UnknownType(UploadRefused):
    reason = "file_unknown_type"
    said = _("收不了这种文件。请发照片、语音、视频或 PDF。")


class NotWhatItSays(UploadRefused):
    reason = "file_not_what_it_says"
    said = _("这个文件的内容和它的名字对不上。请发原来的文件。")


class WrongKind(UploadRefused):
    reason = "file_wrong_kind"
    said = _("这里不收这种文件，请换一个。")


class Damaged(UploadRefused):
    reason = "file_damaged"
    said = _("这个文件坏了或者没传完整。请选原来的文件再发一次。")


class Bomb(UploadRefused):
    reason = "file_bomb"
    said = _("这个文件太大，打不开。请发小一点的；照片可以改发一张截图。")


class Crowded(UploadRefused):
    """Others are being read; the person sends it again a little later."""

    status = 503
    reason = "file_busy"
    said = _("现在传文件的人多，请过一分钟再传一次。")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much is taken, in bytes by kind; a kind that is not named is not taken."""

    photo: int = 25 * MEGABYTE
    voice: int = 50 * MEGABYTE
    video: int = 50 * MEGABYTE
    document: int = 50 * MEGABYTE
    kinds: frozenset[Kind] = frozenset(Kind)

    def most(self, kind: Kind) -> int:
        return {
            Kind.PHOTO: self.photo,
            Kind.VOICE: self.voice,
            Kind.VIDEO: self.video,
            Kind.DOCUMENT: self.document,
        }[kind]


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that may be kept. Photos are our own JPEG; everything else is as it was sent.

    `stream` stands at its start and holds `size` bytes. `name` is cleaned, for showing only.
    `width`, `height` (pixels) and `thumbnail` (JPEG bytes) are there for photos.
    """

    kind: Kind
    content_type: str
    suffix: str
    name: str
    size: int
    stream: BinaryIO
    thumbnail: bytes | None = None
    width: int | None = None
    height: int | None = None


def inspect(stream: BinaryIO, name: str, limits: Limits = DEFAULT_LIMITS) -> Upload:
    """Judge the file in the seekable `stream` by its content and clean it.

    `name` decides nothing: it only picks the better sentence when the file is refused.
    Raises a subclass of `UploadRefused`: `EmptyFile`, `TooLarge`, `UnknownType`,
    `NotWhatItSays`, `WrongKind`, `Damaged`, `Bomb` or `Crowded`.
    The content is parsed in a limited child (`kit.pool`).
    """
    size = stream.seek(0, io.SEEK_END)
    if size == 0:
        raise EmptyFile
    largest = max(limits.most(kind) for kind in limits.kinds)
    if size > largest:
        raise TooLarge(largest)
    told, made = _judged(stream, limits)
    found = FORMATS.get(told["type"]) if told else None
    if found is None:
        raise NotWhatItSays if PurePath(name).suffix.lower() in _TAKEN_SUFFIXES else UnknownType
    if found.kind not in limits.kinds:
        raise WrongKind
    if size > limits.most(found.kind):
        raise TooLarge(limits.most(found.kind))
    if found.kind is Kind.PHOTO:
        return _photo(told, made, name)
    return _kept(stream, name, size, found)


def _judged(stream: BinaryIO, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """What the child found, nothing for an unknown kind of file, and the copies it made."""
    most = {kind: limits.most(kind) for kind in limits.kinds}
    try:
        result = pool.run(_JOB, stream, limits=_COST, queue=_QUEUE, most=most)
    except pool.Busy as error:
        raise Crowded from error
    except pool.Ended as error:
        raise Bomb from error
    except pool.Raised as error:
        raise (Bomb if error.name in _TOO_MUCH else Damaged) from error
    with result.out as out:
        return result.said or {}, out.read()


def _photo(told: dict[str, Any], made: bytes, name: str) -> Upload:
    length = int(told["content"])
    return Upload(
        kind=JPEG.kind,
        content_type=JPEG.content_type,
        suffix=JPEG.suffix,
        name=_shown(name, JPEG.suffix),
        size=length,
        stream=io.BytesIO(made[:length]),
        thumbnail=made[length:],
        width=int(told["width"]),
        height=int(told["height"]),
    )


def _kept(stream: BinaryIO, name: str, size: int, found: Format) -> Upload:
    stream.seek(0)
    return Upload(
        kind=found.kind,
        content_type=found.content_type,
        suffix=found.suffix,
        name=_shown(name, found.suffix),
        size=size,
        stream=stream,
    )


def _shown(name: str, suffix: str) -> str:
    """Give the name without folders or hidden characters, ending as the content asks."""
    stem = PurePath(clean_line(name).replace("\\", "/")).stem
    return (clip(stem.strip(), _NAME_LENGTH) or "file") + suffix


def store_atomically(root: Path, content: bytes | BinaryIO, suffix: str = "") -> str:
    """Write `content` under `root` and give its key, a relative path such as `3f/3f09…-8a….jpg`.

    The key is the first half of the content's SHA-256, so a file can be checked against its name,
    and 128 random bits, so nobody finds a file by guessing or by knowing what is in it.
    When this returns, the bytes and their name are on the disk: a killed process or a power cut
    leaves the whole file. A process killed before leaves at most a `.part` file. OSError as usual.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _part(root) as part:
        digest = _written(part, content)
        key = f"{digest[:2]}/{digest[:32]}-{secrets.token_hex(16)}{suffix}"
        _named(part, root, key)
    return key


def write_once(root: Path, key: str, content: BinaryIO) -> None:
    """Write `content` under `root` as `key`, a name that nothing has; as safe as `store_atomically`."""
    (root / key).parent.mkdir(parents=True, exist_ok=True)
    with _part((root / key).parent) as part:
        _written(part, content)
        _named(part, root, key)


@contextmanager
def _part(folder: Path) -> Iterator[Path]:
    part = folder / f"{secrets.token_hex(16)}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _named(part: Path, root: Path, key: str) -> None:
    folder = (root / key).parent
    folder.mkdir(exist_ok=True)
    part.rename(root / key)
    _sync_folder(folder)
    _sync_folder(root)


def is_intact(root: Path, key: str) -> bool:
    """Say whether the file under `key` is there and still holds what was stored."""
    path = root / key
    if not path.is_file():
        return False
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in _blocks(stream):
            digest.update(block)
    return path.name.startswith(digest.hexdigest()[:32] + "-")


def _written(path: Path, content: bytes | BinaryIO) -> str:
    digest = hashlib.sha256()
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    source.seek(0)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as out:
        for block in _blocks(source):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
