"""What the drawings are drawn with: a sheet, a few colours, two backgrounds, a tick."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 880, 660
SCALE = 2
Colour = tuple[int, int, int]
Point = tuple[float, float]

INK: Colour = (52, 58, 64)
DARK: Colour = (84, 90, 98)
GREY: Colour = (150, 156, 162)
PALE: Colour = (226, 230, 234)
WHITE: Colour = (250, 250, 248)
RED: Colour = (196, 72, 58)
AMBER: Colour = (232, 170, 66)
YELLOW: Colour = (250, 222, 130)
GREEN: Colour = (96, 150, 84)
LEAF: Colour = (126, 178, 98)
BLUE: Colour = (86, 142, 184)
BROWN: Colour = (140, 104, 76)
CLAY: Colour = (188, 128, 92)


class Sheet:
    """A sheet of 100 × 75 units to draw on, soft-edged by drawing twice as large."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        shade = Image.linear_gradient("L").resize((1, HEIGHT // 8)).resize(size)
        self.image = Image.composite(
            Image.new("RGB", size, bottom), Image.new("RGB", size, top), shade
        )
        self.pen = ImageDraw.Draw(self.image)
        self.unit = size[0] / 100

    def _at(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def box(
        self, x: float, y: float, w: float, h: float, fill: Colour, round_: float = 0.6
    ) -> None:
        """A rectangle with soft corners."""
        corners = [x * self.unit, y * self.unit, (x + w) * self.unit, (y + h) * self.unit]
        self.pen.rounded_rectangle(corners, round_ * self.unit, fill)

    def dot(self, x: float, y: float, r: float, fill: Colour, flat: float = 1) -> None:
        """A circle, or an ellipse `flat` times as high as wide."""
        self.pen.ellipse([a * self.unit for a in (x - r, y - r * flat, x + r, y + r * flat)], fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """A polygon."""
        self.pen.polygon(self._at(points), fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 0.8) -> None:
        """A line of rounded joints."""
        self.pen.line(self._at(points), fill, round(width * self.unit), joint="curve")

    def jpeg(self) -> bytes:
        """The finished picture."""
        small = self.image.reduce(SCALE)
        out = io.BytesIO()
        small.filter(ImageFilter.GaussianBlur(0.4)).save(out, "JPEG", quality=82)
        return out.getvalue()


def outdoors(*, night: bool = False, ground: Colour = LEAF) -> Sheet:
    sheet = Sheet((38, 48, 72), (86, 98, 120)) if night else Sheet((178, 208, 228), (240, 240, 230))
    far, near = ((52, 66, 74), (62, 80, 76)) if night else ((150, 182, 164), (124, 166, 130))
    sheet.shape(
        [(0, 46), (18, 32), (34, 43), (52, 28), (72, 42), (88, 34), (100, 44), (100, 75), (0, 75)],
        far,
    )
    sheet.shape([(0, 52), (26, 42), (48, 50), (74, 41), (100, 50), (100, 75), (0, 75)], near)
    sheet.box(-2, 54, 104, 24, (70, 84, 70) if night else ground, 0)
    return sheet


def indoors(wall: Colour = (232, 228, 218), floor: Colour = (190, 184, 174)) -> Sheet:
    sheet = Sheet(wall, wall)
    sheet.box(-2, 58, 104, 20, floor, 0)
    sheet.box(-2, 57, 104, 1.2, GREY, 0)
    return sheet


def tick(sheet: Sheet, *, mended: bool) -> Sheet:
    if mended:
        sheet.dot(90, 11, 6, GREEN)
        sheet.line([(86.8, 11), (89.2, 13.6), (93.4, 8.2)], WHITE, 1.3)
    return sheet


def car(sheet: Sheet, x: float, y: float, paint: Colour) -> None:
    sheet.box(x, y, 16, 5.4, paint, 1.6)
    sheet.shape(
        [(x + 3, y + 0.4), (x + 5.4, y - 3.4), (x + 11.4, y - 3.4), (x + 13.4, y + 0.4)], paint
    )
    sheet.shape(
        [(x + 4.6, y), (x + 6.2, y - 2.4), (x + 10.8, y - 2.4), (x + 12, y)], (196, 220, 232)
    )
    for wheel in (3.6, 12.4):
        sheet.dot(x + wheel, y + 5.4, 1.9, INK)
