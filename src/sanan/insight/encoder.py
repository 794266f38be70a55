"""A county's own sentence encoder: a local ONNX file and its vocabulary. Nothing is fetched.

The default needs none. `onnxruntime` and `tokenizers` are an extra (`pip install sanan[encoder]`).
"""

import os
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanan.insight.errors import BadEncoder, EncoderMissing

F32 = NDArray[np.float32]

SETTING = "SANAN_ENCODER"
"""Names the folder of the encoder for every process that reads."""

MODEL, TOKENIZER, VOCABULARY = "model.onnx", "tokenizer.json", "vocab.txt"
LONGEST = 256
"""Tokens of a text that are read."""

_BATCH = 32
_PAIR, _TRIPLE = 2, 3
_KNOWN_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})


class Encoder:
    """Texts to unit vectors of `size` numbers; `sha256` tells model and vocabulary apart."""

    def __init__(self, session: Any, tokenizer: Any, digest: str, name: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._types = {one.name: one.type for one in session.get_inputs()}
        strange = "、".join(sorted(self._types.keys() - _KNOWN_INPUTS))
        if strange:
            raise BadEncoder(
                f"{MODEL} 要的输入 {strange} 给不了；要的只能是 token、遮罩和段号。",
                f"{MODEL} asks for {strange}; only token ids, mask and types are given.",
            )
        self.sha256 = digest
        self.name = name
        self.size = int(self.encode(["零"]).shape[1])

    @classmethod
    def load(cls, folder: Path) -> "Encoder":
        """Read `model.onnx` with `tokenizer.json`, or `vocab.txt` (WordPiece), from a folder.

        Raises `EncoderMissing` where a file or a library is absent, `BadEncoder` where one of
        them is damaged or the model asks for other inputs than token ids, mask and types.
        """
        model = folder / MODEL
        vocabulary = next((f for n in (TOKENIZER, VOCABULARY) if (f := folder / n).is_file()), None)
        if not model.is_file() or vocabulary is None:
            raise EncoderMissing(
                f"编码器文件夹 {folder} 里要有 {MODEL}，以及 {TOKENIZER} 或 {VOCABULARY}。",
                f"The encoder's folder {folder} must hold {MODEL}, and {TOKENIZER} or {VOCABULARY}.",
            )
        runtime, tokenizers = _libraries()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        digest = sha256(model.read_bytes() + vocabulary.read_bytes()).hexdigest()
        try:
            session = runtime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = _tokenizer(tokenizers, vocabulary)
            return cls(session, tokenizer, digest, folder.name)
        except BadEncoder:
            raise
        except Exception as error:  # the two libraries raise classes of their own making
            raise BadEncoder(
                f"编码器 {folder} 读不了：{str(error)[:120]}",
                f"The encoder in {folder} cannot be read: {str(error)[:120]}",
            ) from error

    def encode(self, texts: Sequence[str], told: Callable[[int], None] = lambda _done: None) -> F32:
        """Return one unit vector per text; shape (len(texts), size). `told` hears how many.

        An output per token is averaged over the text, an output per text taken as it is.
        """
        parts = []
        for start in range(0, len(texts), _BATCH):
            parts.append(self._batch(list(texts[start : start + _BATCH])))
            told(start + len(parts[-1]))
        return np.concatenate(parts) if parts else np.zeros((0, self.size), dtype=np.float32)

    def _batch(self, texts: list[str]) -> F32:
        tokens = self._tokenizer.encode_batch(texts)
        mask = np.array([one.attention_mask for one in tokens], dtype=np.int64)
        given = {
            "input_ids": np.array([one.ids for one in tokens], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([one.type_ids for one in tokens], dtype=np.int64),
        }
        feed = {
            name: given[name].astype(np.int32 if "int32" in kind else np.int64)
            for name, kind in self._types.items()
        }
        out = np.asarray(self._session.run(None, feed)[0], dtype=np.float32)
        if out.ndim == _TRIPLE:
            weight = mask[:, :, None].astype(np.float32)
            out = (out * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
        if out.ndim != _PAIR or len(out) != len(texts) or not np.isfinite(out).all():
            raise BadEncoder(
                f"{MODEL} 给出的不是每条一个向量。", f"{MODEL} does not give one vector per text."
            )
        length = np.sqrt((out * out).sum(axis=1, keepdims=True))
        return np.asarray(out / np.maximum(length, 1e-9), dtype=np.float32)


def configured() -> Encoder | None:
    """Return the encoder that `SANAN_ENCODER` names, read once per process; None without it."""
    folder = os.environ.get(SETTING, "").strip()
    return _at(Path(folder)) if folder else None


def wanted(digest: str) -> Encoder:
    """Return the configured encoder if it is the one a model was trained with.

    Raises `EncoderMissing` where there is none or it is another: no model reads half blind.
    """
    found = configured()
    if found is None or found.sha256 != digest:
        raise EncoderMissing(
            f"这个模型是和编码器 {digest[:12]} 一起训练的；请把 {SETTING} 设为那个编码器的文件夹，或不用它重新训练。",
            f"This model was trained with the encoder {digest[:12]}; set {SETTING} to that encoder's folder, "
            "or train again without it.",
        )
    return found


@cache
def _at(folder: Path) -> Encoder:
    return Encoder.load(folder)


def _libraries() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise EncoderMissing(
            "用编码器要先装两个库：.venv/bin/pip install onnxruntime tokenizers。",
            "An encoder needs two libraries: .venv/bin/pip install onnxruntime tokenizers.",
        ) from error
    return onnxruntime, tokenizers


def _tokenizer(tokenizers: Any, vocabulary: Path) -> Any:
    if vocabulary.name == TOKENIZER:
        found = tokenizers.Tokenizer.from_file(str(vocabulary))
    else:
        found = tokenizers.BertWordPieceTokenizer(str(vocabulary), lowercase=True)
    found.enable_truncation(max_length=LONGEST)
    pad = found.token_to_id("[PAD]")
    found.enable_padding(pad_id=pad if pad is not None else 0, pad_token="[PAD]")  # noqa: S106
    return found
