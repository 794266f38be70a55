"""The public copy: solid boxes in the pixels themselves, and nothing else of the file."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from sanan.books.redaction.finding import Box, boxes
from sanan.books.redaction.reading import lies_sideways, read
from sanan.books.redaction.skew import skew, turned
from sanan.kit.paper import FONTS

BLACK = (17, 17, 17)
QUALITY = 85
WIDE = 720


def find(image: Image.Image) -> tuple[float, list[Box]]:
    """By how many degrees to turn `image`, and what to cover on it once it is turned."""
    level = skew(image)
    straight = turned(image, level)
    lines = read(straight)
    if lies_sideways(lines):
        level += 90
        straight = turned(image, level)
        level += skew(straight)
        straight = turned(image, level)
        lines = read(straight)
    return level, boxes(lines, straight.size)


def covered(image: Image.Image, hidden: Sequence[Box]) -> bytes:
    """A JPEG of `image` with solid boxes; made from the pixels alone, so it carries no metadata."""
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    pen = ImageDraw.Draw(plain)
    for box in hidden:
        pen.rectangle((box.left, box.top, box.right, box.bottom), fill=BLACK)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def outlined(
    image: Image.Image, hidden: Sequence[Box], *, corner: tuple[int, int] | None = None
) -> bytes:
    """A JPEG `WIDE` pixels across, for whoever checks: numbered outlines, what is beneath in sight."""
    scale = WIDE / image.width
    small = image.convert("RGB").resize(
        (WIDE, round(image.height * scale)), Image.Resampling.LANCZOS
    )
    pen = ImageDraw.Draw(small, "RGBA")
    font = _font()
    for number, box in enumerate(hidden, 1):
        frame = [round(v * scale) for v in (box.left, box.top, box.right, box.bottom)]
        pen.rectangle(frame, fill=(200, 30, 30, 70), outline=(190, 20, 20, 255), width=2)
        pen.rectangle(
            (frame[0], frame[1], frame[0] + 12 * len(f"{number}") + 4, frame[1] + 17),
            fill=(190, 20, 20, 255),
        )
        pen.text((frame[0] + 3, frame[1]), f"{number}", "white", font=font)
    if corner is not None:
        x, y = (round(v * scale) for v in corner)
        pen.line((x - 14, y, x + 14, y), (0, 70, 200, 255), 3)
        pen.line((x, y - 14, x, y + 14), (0, 70, 200, 255), 3)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = FONTS / "NotoSansSC-Bold.ttf"
    return ImageFont.truetype(str(path), 13) if path.exists() else ImageFont.load_default()
