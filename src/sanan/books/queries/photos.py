"""A voucher's photo as pages show it."""

import io

from django.utils.translation import gettext as _
from PIL import Image

from sanan.books.models import Voucher
from sanan.books.redaction import covering
from sanan.books.redaction.finding import Box as Cover
from sanan.books.redaction.skew import turned
from sanan.files.queries import content_of
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
    """A JPEG as the public copy would be. Raises `Missing` where the photo is gone."""
    return covering.covered(_picture(voucher), boxes_of(voucher))


def picture(voucher: Voucher) -> Image.Image | None:
    """The photo, level; None where it is gone."""
    content = content_of(voucher.original) if voucher.original else None
    if content is None:
        return None
    with Image.open(io.BytesIO(content)) as photo:
        photo.load()
        return straight(photo, voucher.turn)


def _picture(voucher: Voucher) -> Image.Image:
    found = picture(voucher)
    if found is None:
        raise Missing(_("原件不见了，请重新上传。"), "no_file")
    return found
