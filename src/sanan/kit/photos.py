"""Photos made safe: decoded once, turned upright, scaled down, written anew without hidden data."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

LONG_SIDE = 2560
THUMBNAIL_SIDE = 320
MOST_PIXELS = 50_000_000  # an iPhone's 48-megapixel photo
MOST_JPEG_PIXELS = 110_000_000  # a phone's 108 megapixels: JPEG alone is scaled while decoding

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_QUALITY = 85
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DAMAGE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError)

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS


class Unreadable(Exception):  # noqa: N818 - the photo is unreadable
    """Bytes that start like a photo and cannot be decoded to the end."""


class TooManyPixels(Exception):  # noqa: N818 - as above
    """A small file that would unpack to an enormous picture."""


@dataclass(frozen=True)
class Photo:
    """A photo as we keep it: JPEG bytes, its size in pixels, and a JPEG thumbnail."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def develop(stream: BinaryIO) -> Photo:
    """Re-encode the photo (first frame) in `stream`, upright, in sRGB, with no metadata at all.

    The long side becomes at most 2560 px, the thumbnail's 320 px; nothing is enlarged.
    Raises `TooManyPixels` before any pixel is decoded, `Unreadable` for a damaged file.
    """
    stream.seek(0)
    try:
        with Image.open(stream, formats=_FORMATS) as image:
            return _developed(image)
    except _BOMBS as error:
        raise TooManyPixels from error
    except _DAMAGE as error:
        raise Unreadable from error


def _developed(image: Image.Image) -> Photo:
    jpeg = image.format in {"JPEG", "MPO"}
    if image.width * image.height > (MOST_JPEG_PIXELS if jpeg else MOST_PIXELS):
        raise TooManyPixels
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))  # only JPEG heeds it
    image.load()
    upright = ImageOps.exif_transpose(image)
    profile = upright.info.get("icc_profile")
    plain = _flat(upright)
    plain.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _in_srgb(plain, profile)
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Photo(_jpeg(plain), plain.width, plain.height, _jpeg(small))


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
