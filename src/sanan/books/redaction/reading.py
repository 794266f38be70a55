"""Reading the writing on a picture: PP-OCR models that ship in the `rapidocr` wheel, run locally."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

THREADS = max(1, min(4, (os.cpu_count() or 2) // 2))
SHORT, LONG = 900, 1440
"""In pixels: smaller pictures are enlarged, larger ones made smaller; figures stay some 25 high."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of writing and where it lies, in pixels; `edges` are its characters' left and right."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    edges: Sequence[tuple[float, float]]

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2

    def part(self, start: int, end: int) -> tuple[float, float]:
        """From where to where the characters `start` to `end` (exclusive) stand."""
        inside = self.edges[start:end] or self.edges[-1:]
        return min(e[0] for e in inside), max(e[1] for e in inside)


def read(image: Image.Image) -> list[Line]:
    """Everything written on `image`, top first. Raises what onnxruntime raises."""
    scale = _scale(image)
    given = (
        image
        if scale == 1
        else image.resize(
            (round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS
        )
    )
    pixels = np.asarray(given.convert("RGB"))[:, :, ::-1]
    found = _engine()(
        np.ascontiguousarray(pixels), return_word_box=True, return_single_char_box=True
    )
    if found.boxes is None or found.txts is None:
        return []
    chars = found.word_results or [()] * len(found.txts)
    lines = [
        _line(str(text), np.asarray(box) / scale, single, scale)
        for text, box, single in zip(found.txts, found.boxes, chars, strict=True)
        if text
    ]
    return sorted(lines, key=lambda line: (line.top, line.left))


def lies_sideways(lines: Sequence[Line]) -> bool:
    """Whether most of the writing runs up or down: the picture was taken on its side."""
    long = [line for line in lines if len(line.text) >= 4]
    tall = sum(line.height > 1.5 * (line.right - line.left) for line in long)
    return len(long) >= 3 and tall * 2 > len(long)


def _scale(image: Image.Image) -> float:
    short, long = min(image.size), max(image.size)
    return min(max(1.0, SHORT / short), LONG / long)


def _line(text: str, box: Any, single: Any, scale: float) -> Line:
    left, right = float(box[:, 0].min()), float(box[:, 0].max())
    top, bottom = float(box[:, 1].min()), float(box[:, 1].max())
    edges = _edges(text, single, scale)
    if len(edges) != len(text):
        edges = _even(text, left, right)
    return Line(text, left, top, right, bottom, edges)


def _edges(text: str, single: Any, scale: float) -> list[tuple[float, float]]:
    """Each character's edges as the reader gives them; blanks take the place between."""
    given = [(str(word[0]), np.asarray(word[2]) / scale) for word in single or ()]
    plain = [(w, float(b[:, 0].min()), float(b[:, 0].max())) for w, b in given if w.strip()]
    if [w for w, _l, _r in plain] != [c for c in text if c.strip()]:
        return []
    edges: list[tuple[float, float]] = []
    rest = iter(plain)
    for char in text:
        if char.strip():
            _word, left, right = next(rest)
            edges.append((left, right))
        else:
            at = edges[-1][1] if edges else plain[0][1]
            edges.append((at, at))
    return edges


def _even(text: str, left: float, right: float) -> list[tuple[float, float]]:
    """Characters by their usual widths, where the reader gives none."""
    widths = [0.55 if char.isascii() else 1.0 for char in text]
    unit, at, edges = (right - left) / sum(widths), left, []
    for width in widths:
        edges.append((at, at + width * unit))
        at += width * unit
    return edges


@cache
def _engine() -> Any:
    """The reader, loaded once in a process; a second or so."""
    from rapidocr import RapidOCR  # large: loaded by the first voucher

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
