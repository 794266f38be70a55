"""A letter: one message with its files under one key, wrapped for each of its readers."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sanan.sealed.crypto import envelope, padding

MESSAGE, FILE = "message", "file"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is stored of a message: nothing in it can be read here. Wraps by the readers' names."""

    content: bytes
    wraps: Mapping[str, bytes]
    files: tuple[bytes, ...] = ()


def write(
    header: Mapping[str, Any],
    readers: Mapping[str, bytes],
    files: Iterable[tuple[Mapping[str, Any], bytes]] = (),
) -> Letter:
    """Seal `header` and files for `readers` (name to public key); raises `padding.TooLongError`."""
    key = secrets.token_bytes(envelope.KEY)
    return Letter(
        content=envelope.seal(key, padding.message(header), MESSAGE),
        wraps={name: envelope.wrap(key, public) for name, public in readers.items()},
        files=tuple(envelope.seal(key, padding.file(head, body), FILE) for head, body in files),
    )


def read(content: bytes, wrap: bytes, private: bytes) -> dict[str, Any]:
    """What was written; raises `UnreadableError`."""
    key = envelope.unwrap(wrap, private)
    return padding.read(envelope.unseal(key, content, MESSAGE))[0]


def read_file(content: bytes, wrap: bytes, private: bytes) -> tuple[dict[str, Any], bytes]:
    """A file's header and bytes; raises `UnreadableError`."""
    key = envelope.unwrap(wrap, private)
    return padding.read(envelope.unseal(key, content, FILE))


def is_letter(letter: Letter, readers: Iterable[str]) -> bool:
    """Whether what a browser sent has the shape of a letter to exactly these readers."""
    return (
        padding.is_message(letter.content)
        and all(padding.is_file(file) for file in letter.files)
        and set(letter.wraps) == set(readers)
        and all(envelope.is_wrap(wrap) for wrap in letter.wraps.values())
    )
