"""Turning a photo straight, so that lines lie level and boxes stay small."""

import numpy as np
from PIL import Image

MOST, STEP = 12.0, 0.5
SIDE = 420
FEW = 200  # dark pixels, below which there is nothing to go by


def skew(image: Image.Image) -> float:
    """By how many degrees (counter-clockwise) to turn `image`, at most 12, to level its lines.

    The angle at which the rows differ most: level lines of writing give dark rows and light ones.
    """
    small = image.convert("L")
    small.thumbnail((SIDE * 2, SIDE * 2), Image.Resampling.BILINEAR)
    grey = np.asarray(small, dtype=np.float32)
    paper = _local_mean(grey)
    ink = ((paper - grey) > 18).astype(np.uint8) * 255
    if int((ink > 0).sum()) < FEW:
        return 0.0
    dark = Image.fromarray(ink, "L")
    coarse = _best(dark, np.arange(-MOST, MOST + STEP, STEP * 2))
    return _best(dark, np.arange(coarse - STEP * 2, coarse + STEP * 2 + 0.01, STEP / 2))


def _best(dark: Image.Image, angles: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    scores = {float(angle): _score(dark, float(angle)) for angle in angles}
    return max(scores, key=lambda angle: (scores[angle], -abs(angle)))


def _score(dark: Image.Image, angle: float) -> float:
    rows = np.asarray(dark.rotate(angle, Image.Resampling.NEAREST), dtype=np.float32).sum(axis=1)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _local_mean(
    grey: "np.ndarray[tuple[int, int], np.dtype[np.float32]]",
) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    from PIL import ImageFilter

    blurred = Image.fromarray(grey.astype(np.uint8), "L").filter(ImageFilter.BoxBlur(12))
    return np.asarray(blurred, dtype=np.float32)


def turned(image: Image.Image, degrees: float, *, exact: bool = False) -> Image.Image:
    """`image` turned counter-clockwise, made larger so that nothing is lost, white at its corners.

    `exact` keeps values as they are, for a mask.
    """
    if not degrees:
        return image
    how = Image.Resampling.NEAREST if exact else Image.Resampling.BICUBIC
    white = 0 if exact else ("white" if image.mode == "RGB" else 255)
    return image.rotate(degrees, how, expand=True, fillcolor=white)
