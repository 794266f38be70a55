"""One file for arrays and their description, which knows its version and whether it is whole."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanan.insight.errors import ModelDamaged, ModelVersion

MAGIC = b"SANAN-INSIGHT\n"
VERSION = 2
_DIGEST = 32
_ALIGN = 64


def write(path: Path, *, meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays and `meta` to one file; the old file stays whole until the new one is.

    Layout: magic, one JSON line (version, meta, dtype and shape of every array), the arrays in
    that order, SHA-256 of everything before it.
    """
    layout = {name: [str(a.dtype), list(a.shape)] for name, a in arrays.items()}
    head = json.dumps({"version": VERSION, "meta": meta, "arrays": layout}, ensure_ascii=False)
    body = MAGIC + _padded(head.encode() + b"\n", len(MAGIC))
    body += b"".join(np.ascontiguousarray(a).tobytes() for a in arrays.values())
    part = path.with_name(path.name + ".part")
    part.write_bytes(body + hashlib.sha256(body).digest())
    part.replace(path)


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return `meta` and the arrays of a file that `write` made.

    Raises `ModelDamaged` if it is none or a byte changed, `ModelVersion` if another version
    wrote it, `FileNotFoundError` if it is absent.
    """
    raw = path.read_bytes()
    if not raw.startswith(MAGIC):
        raise ModelDamaged(
            f"{path.name} 不是本软件的模型文件，请重新训练。",
            f"{path.name} is not a model file of this software; train it again.",
        )
    head = _head(raw, path)
    if head.get("version") != VERSION:
        raise ModelVersion(
            f"{path.name} 是第 {head.get('version')} 版的模型，本软件读第 {VERSION} 版，请重新训练。",
            f"{path.name} has version {head.get('version')}, this software reads {VERSION}; "
            "train it again.",
        )
    if hashlib.sha256(memoryview(raw)[:-_DIGEST]).digest() != raw[-_DIGEST:]:
        raise _damaged(path)
    return head["meta"], _arrays(raw, head["arrays"])


def _padded(head: bytes, before: int) -> bytes:
    return head[:-1] + b" " * (-(before + len(head)) % _ALIGN) + b"\n"


def _head(raw: bytes, path: Path) -> dict[str, Any]:
    end = raw.find(b"\n", len(MAGIC))
    try:
        head = json.loads(raw[len(MAGIC) : end])
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(head, dict):
        raise _damaged(path)
    return head


def _arrays(raw: bytes, layout: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    at = raw.find(b"\n", len(MAGIC)) + 1
    out: dict[str, NDArray[Any]] = {}
    for name, (dtype, shape) in layout.items():
        count = int(np.prod(shape))
        out[name] = np.frombuffer(raw, dtype=dtype, count=count, offset=at).reshape(shape)
        at += out[name].nbytes
    return out


def _damaged(path: Path) -> ModelDamaged:
    return ModelDamaged(
        f"模型文件 {path.name} 已损坏，请重新训练或从备份恢复。",
        f"The model file {path.name} is damaged; train it again or restore a backup.",
    )
