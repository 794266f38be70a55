"""What a file is, judged by its content; the name is never asked.

`recognise` reads a seekable binary stream and answers with a `Format`, or None for what this
software does not take. It checks the signature and, where the format allows it, that the
container is whole: a clip whose boxes run past its end raises `Torn`.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

_HEAD = 64 * 1024
_MOST_BOXES = 100_000
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHER_PICTURES = {b"avif", b"avis", b"crx "}
_AMR = (b"#!AMR\n", b"#!AMR-WB\n")
_OGG_VOICES = (b"OpusHead", b"\x01vorbis", b"Speex   ")
_MOST_UNPACKED = 1 << 29  # bytes an office document may unpack to


class Kind(StrEnum):
    """What an upload is to a person."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Format:
    """A kind of file we take: what it is, its media type, and the suffix we store it under."""

    kind: Kind
    content_type: str
    suffix: str


JPEG = Format(Kind.PHOTO, "image/jpeg", ".jpg")
PNG = Format(Kind.PHOTO, "image/png", ".png")
GIF = Format(Kind.PHOTO, "image/gif", ".gif")
WEBP = Format(Kind.PHOTO, "image/webp", ".webp")
HEIF = Format(Kind.PHOTO, "image/heic", ".heic")
M4A = Format(Kind.VOICE, "audio/mp4", ".m4a")
AAC = Format(Kind.VOICE, "audio/aac", ".aac")
MP3 = Format(Kind.VOICE, "audio/mpeg", ".mp3")
OGG = Format(Kind.VOICE, "audio/ogg", ".ogg")
WAV = Format(Kind.VOICE, "audio/wav", ".wav")
AMR = Format(Kind.VOICE, "audio/amr", ".amr")
WEBM_VOICE = Format(Kind.VOICE, "audio/webm", ".weba")
MP4 = Format(Kind.VIDEO, "video/mp4", ".mp4")
MOV = Format(Kind.VIDEO, "video/quicktime", ".mov")
WEBM = Format(Kind.VIDEO, "video/webm", ".webm")
PDF = Format(Kind.DOCUMENT, "application/pdf", ".pdf")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Format(Kind.DOCUMENT, _OFFICE + "wordprocessingml.document", ".docx")
XLSX = Format(Kind.DOCUMENT, _OFFICE + "spreadsheetml.sheet", ".xlsx")

FORMATS = {
    each.content_type: each
    for each in (
        *(JPEG, PNG, GIF, WEBP, HEIF),
        *(M4A, AAC, MP3, OGG, WAV, AMR, WEBM_VOICE),
        *(MP4, MOV, WEBM, PDF, DOCX, XLSX),
    )
}
_STARTS = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"GIF87a": GIF, b"GIF89a": GIF}


class Torn(Exception):
    """A file of a kind we know whose end is missing or whose parts do not fit."""


def recognise(stream: BinaryIO) -> Format | None:
    """Say what the content of `stream` is, or None; raises `Torn` for a damaged container."""
    stream.seek(0)
    head = stream.read(_HEAD)
    for start, picture in _STARTS.items():
        if head.startswith(start):
            return picture
    if head[4:8] == b"ftyp":
        return _boxed(stream, head)
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[:4] == b"PK\x03\x04":
        return _office(stream)
    if head[:5] == b"%PDF-":
        return _pdf(stream)
    return _sound(head) or _webm(head)


def _sound(head: bytes) -> Format | None:
    if head.startswith(_AMR):
        return AMR
    if head[:4] == b"OggS":
        return OGG if head[28:36].startswith(_OGG_VOICES) else None
    if head[:3] == b"ID3" or _frames(head, _mp3_frame):
        return MP3
    return AAC if _frames(head, _aac_frame) else None


def _webm(head: bytes) -> Format | None:
    if head[:4] != b"\x1a\x45\xdf\xa3" or b"\x42\x82\x84webm" not in head[:64]:
        return None
    if any(codec in head for codec in (b"V_VP8", b"V_VP9", b"V_AV1")):
        return WEBM
    if any(codec in head for codec in (b"A_OPUS", b"A_VORBIS")):
        return WEBM_VOICE
    raise Torn


def _boxed(stream: BinaryIO, head: bytes) -> Format | None:
    """Tell photos, voice and video apart in the ISO base media format (ISO/IEC 14496-12)."""
    size = int.from_bytes(head[:4], "big")
    brands = {head[at : at + 4] for at in (8, *range(16, min(size, 256), 4))}
    if head[8:12] in _OTHER_PICTURES:
        return None
    if brands & _HEIF_BRANDS:
        return None if brands & _OTHER_PICTURES else HEIF
    tracks = set(_tracks(stream))
    if b"vide" in tracks:
        return MOV if head[8:12] == b"qt  " else MP4
    if b"soun" in tracks:
        return M4A
    raise Torn


def _tracks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the handler type of each track, having walked every box to the end of the file."""
    end = stream.seek(0, io.SEEK_END)
    levels: tuple[bytes, ...] = (b"moov", b"trak", b"mdia")
    pending = [(0, end)]
    for _ in range(_MOST_BOXES):
        if not pending:
            return
        at, stop = pending.pop()
        if stop - at < 8:
            continue
        name, body, after = _box(stream, at, stop)
        pending.append((after, stop))
        if name in levels:
            pending.append((body, after))
        elif name == b"hdlr":
            stream.seek(body + 8)
            yield stream.read(4)
    raise Torn


def _box(stream: BinaryIO, at: int, stop: int) -> tuple[bytes, int, int]:
    """Give the name of the box at `at`, where its body starts and where it ends."""
    stream.seek(at)
    size, name = struct.unpack(">I4s", stream.read(8))
    body = at + 8
    if size == 1:
        size, body = int.from_bytes(stream.read(8), "big"), at + 16
    after = stop if size == 0 else at + size
    if not body <= after <= stop:
        raise Torn
    return name, body, after


def _office(stream: BinaryIO) -> Format | None:
    """Tell Word and Excel papers from any other archive; one with macros is not taken."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in parts or any(n.endswith("vbaProject.bin") for n in parts):
        return None
    if sum(parts.values()) > _MOST_UNPACKED:
        raise Torn
    if "word/document.xml" in parts:
        return DOCX
    return XLSX if "xl/workbook.xml" in parts else None


def _pdf(stream: BinaryIO) -> Format:
    stream.seek(max(0, stream.seek(0, io.SEEK_END) - 4096))
    if b"%%EOF" not in stream.read():
        raise Torn
    return PDF


_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_BITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_BITS_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _frames(head: bytes, length: Callable[[bytes], int]) -> bool:
    """Say whether two frames of sound follow each other from the start."""
    first = length(head[:7])
    return first > 0 and length(head[first : first + 7]) > 0


def _mp3_frame(head: bytes) -> int:
    """Give the bytes in the MPEG layer III frame that starts with `head`, 0 for none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _MP3_RATES or not 0 < bits < len(_MP3_BITS) or rate == 3:
        return 0
    first = version == 3
    per_second = (_MP3_BITS if first else _MP3_BITS_LOW)[bits] * 1000
    samples = 144 if first else 72
    return samples * per_second // _MP3_RATES[version][rate] + (head[2] >> 1 & 1)


def _aac_frame(head: bytes) -> int:
    """Give the bytes in the ADTS frame that starts with `head`, 0 for none."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
