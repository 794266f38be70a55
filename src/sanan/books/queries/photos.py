"""A voucher's photo as pages show it."""

import io
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from sanan.books.models import Voucher
from sanan.books.redaction import covering
from sanan.books.redaction.finding import Box as Cover
from sanan.books.redaction.skew import turned
from sanan.kit.errors import Missing

Box = tuple[int, int, int, int, str]
"""Left, top, right, bottom in pixels of the level picture, and what it hides."""


def boxes_of(voucher: Voucher) -> list[Cover]:
    """The boxes as the redaction takes them."""
    return [Cover(*box) for box in voucher.boxes]


def straight(photo: Image.Image, turn: int) -> Image.Image:
    """The photo turned by hundredths of a degree, as the boxes count its pixels."""
    return turned(photo.convert("RGB"), turn / 100)


def checked(voucher: Voucher, corner: tuple[int, int] | None = None) -> bytes:
    """A JPEG with numbered outlines, what is beneath in sight: only for who may see the original."""
    return covering.outlined(_picture(voucher), boxes_of(voucher), corner=corner)


def draft(voucher: Voucher) -> bytes:
    """A JPEG as the public copy would be."""
    return covering.covered(_picture(voucher), boxes_of(voucher))


def public(voucher: Voucher) -> bytes:
    """The public copy. Raises `Missing`."""
    return _bytes(voucher.public_key)


def _picture(voucher: Voucher) -> Image.Image:
    with Image.open(io.BytesIO(_bytes(voucher.key))) as photo:
        photo.load()
        return straight(photo, voucher.turn)


def _bytes(key: str) -> bytes:
    path = Path(settings.MEDIA_ROOT) / key
    if not key or not path.is_file():
        raise Missing(_("没有这张票据。"), "no_file")
    return path.read_bytes()
