"""An ONNX model of a few hundred bytes, written byte by byte, and its vocabulary.

It looks up a vector per token: `Gather(table, input_ids)`. Field numbers are those of onnx.proto.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

FLOAT, INT64 = 1, 7


def number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def block(field: int, content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def _value(name: str, kind: int, dims: Sequence[str]) -> bytes:
    shape = b"".join(block(1, block(2, dim)) for dim in dims)
    return block(1, name) + block(2, block(1, number(1, kind) + block(2, shape)))


def model(table: np.ndarray, asks: Sequence[str] = ("input_ids",)) -> bytes:
    """A model that answers each token id with its row of `table`."""
    rows, size = table.shape
    tensor = number(1, rows) + number(1, size) + number(2, FLOAT) + block(8, "table")
    tensor += block(9, table.astype("<f4").tobytes())
    node = block(1, "table") + block(1, asks[0]) + block(2, "vectors") + block(4, "Gather")
    graph = block(1, node) + block(2, "tiny") + block(5, tensor)
    for name in asks:
        graph += block(11, _value(name, INT64, ("batch", "tokens")))
    graph += block(12, _value("vectors", FLOAT, ("batch", "tokens", "size")))
    return number(1, 8) + block(7, graph) + block(8, block(1, "") + number(2, 13))


def write(folder: Path, meanings: Sequence[str], *, asks: Sequence[str] = ("input_ids",)) -> Path:
    """An encoder in which the characters of one entry of `meanings` mean the same."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vectors = [np.zeros(len(meanings))] * len(vocabulary)
    for at, characters in enumerate(meanings):
        vocabulary += characters
        vectors += [np.eye(len(meanings))[at]] * len(characters)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    (folder / "model.onnx").write_bytes(model(np.array(vectors), asks))
    return folder
