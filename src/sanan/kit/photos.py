"""Photos made safe: decoded once, turned upright, scaled down, written anew without hidden data.

Runs in a limited child (`kit.pool`), and so needs no Django.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from sanan.kit.filetypes import Kind, recognise

LONG_SIDE = 2560
THUMBNAIL_SIDE = 320
MOST_PIXELS = 30_000_000  # a very long screenshot: PNG and its like unpack to four bytes a pixel
MOST_HEIF_PIXELS = 50_000_000  # an iPhone's 48-megapixel photo
MOST_JPEG_PIXELS = 110_000_000  # a phone's 108 megapixels: JPEG alone is scaled while decoding

MOST_SCANS = 32  # a progressive JPEG has about ten; each costs a walk over the whole picture

_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_SCAN, _END = 0xDA, 0xD9
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_QUALITY = 85
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DAMAGE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError)

_MOST = {"JPEG": MOST_JPEG_PIXELS, "MPO": MOST_JPEG_PIXELS, "HEIF": MOST_HEIF_PIXELS}

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS


class Unreadable(Exception):
    """Bytes that start like a photo and cannot be decoded to the end."""


class TooManyPixels(Exception):
    """A small file that would unpack to an enormous picture, or cost very much to unpack."""


@dataclass(frozen=True)
class Photo:
    """A photo as we keep it: JPEG bytes, its size in pixels, and a JPEG thumbnail."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def judge(stream: BinaryIO, out: BinaryIO, *, most: Mapping[str, int]) -> dict[str, Any] | None:
    """Say what the file in `stream` is; of a photo that may be taken, write the clean copies to `out`.

    `most` are the bytes taken of each kind. Gives the media type, for a photo also its size in pixels
    and the length of the copy and of the thumbnail behind it; None for an unknown kind of file.
    Raises what `recognise` and `develop` raise.
    """
    found = recognise(stream)
    if found is None:
        return None
    told: dict[str, Any] = {"type": found.content_type}
    size = stream.seek(0, io.SEEK_END)
    if found.kind is Kind.PHOTO and size <= most.get(Kind.PHOTO, 0):
        photo = develop(stream)
        out.write(photo.content)
        out.write(photo.thumbnail)
        told |= {"width": photo.width, "height": photo.height}
        told |= {"content": len(photo.content), "thumbnail": len(photo.thumbnail)}
    return told


def develop(stream: BinaryIO) -> Photo:
    """Re-encode the photo (first frame) in `stream`, upright, in sRGB, with no metadata at all.

    The long side becomes at most 2560 px, the thumbnail's 320 px; nothing is enlarged.
    Raises `TooManyPixels` before any pixel is decoded, `Unreadable` for a damaged file.
    """
    stream.seek(0)
    if _scans(stream.read()) > MOST_SCANS:
        raise TooManyPixels
    stream.seek(0)
    try:
        with Image.open(stream, formats=_FORMATS) as image:
            return _developed(image)
    except (*_BOMBS, MemoryError) as error:
        raise TooManyPixels from error
    except _DAMAGE as error:
        raise Unreadable from error


def _developed(image: Image.Image) -> Photo:
    if image.width * image.height > _MOST.get(image.format or "", MOST_PIXELS):
        raise TooManyPixels
    profile = image.info.get("icc_profile")
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))  # only JPEG heeds it
    image.load()
    _shrink(image)
    plain = _flat(ImageOps.exif_transpose(image))
    plain.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    plain = _in_srgb(plain, profile)
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Photo(_jpeg(plain), plain.width, plain.height, _jpeg(small))


def _shrink(image: Image.Image) -> None:
    """Bring a large picture near its final size before anything copies it."""
    if image.mode in {"RGB", "RGBA", "L", "LA"}:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _scans(jpeg: bytes) -> int:
    """Count the scans of the first picture in a JPEG; 0 for any other format."""
    if not jpeg.startswith(b"\xff\xd8"):
        return 0
    at, scans = 2, 0
    while found := _MARKER.search(jpeg, at):
        kind, at = found[1][0], found.end()
        if kind == _END:
            break
        scans += kind == _SCAN
        at += max(int.from_bytes(jpeg[at : at + 2], "big"), 2)
    return scans


def _flat(image: Image.Image) -> Image.Image:
    """Give an RGB copy on white, knowing nothing of where it came from."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(seen, mask=seen.getchannel("A"))
        return plain
    plain = image.convert("RGB") if image.mode != "RGB" else image.copy()
    plain.info = {}
    return plain


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken or non-RGB profile costs some colour, not the photo
    plain = turned or image
    plain.info = {}
    return plain


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
