"""A recording that comes in pieces over a weak signal: kept apart until a form takes it.

A phone begins one, sends piece after piece, and after a broken line asks how much is here and goes
on from there. Nothing is looked at before the form names it; then it is judged like any other file.
What no form took is gone after six hours.
"""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sanan.kit import clock
from sanan.kit.errors import Invalid, Missing, TooMany

PIECE = 256 * 1024
WHOLE = 8 * 1024 * 1024
TOGETHER = 1024 * 1024 * 1024
"""All recordings under way: a village fair's worth, not a disk's."""

KEPT = timedelta(hours=6)
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")


class Gap(Invalid):
    """A piece that does not begin where the last one ended; `have` bytes are here."""

    status = 409

    def __init__(self, have: int) -> None:
        super().__init__(_("这一段接不上，会从断开的地方再传。"), "gap")
        self.have = have


def begin() -> str:
    """Make room for a recording; its name, which nobody can guess. Raises `TooMany`."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    if sum(path.stat().st_size for path in _all()) > TOGETHER:
        raise TooMany(_("现在传录音的人太多，请过一会儿再说，或者先写字。"), retry_after=600)
    name = secrets.token_urlsafe(24)
    (_folder() / name).touch(mode=0o600, exist_ok=False)
    return name


def have(name: str) -> int:
    """How many bytes are here. Raises `Missing`."""
    return _path(name).stat().st_size


def add(name: str, start: int, piece: bytes) -> int:
    """Put the piece that begins at byte `start` behind the others; how many bytes are here now.

    A piece that came before is passed over. Raises `Gap`, `Missing`, `Invalid` for too much.
    """
    path = _path(name)
    if not piece or len(piece) > PIECE or start + len(piece) > WHOLE:
        raise Invalid(_("录音太长了，请录短一些。"), "too_long")
    with path.open("r+b") as file:
        here = file.seek(0, 2)
        if start + len(piece) <= here:
            return here
        if start > here:
            raise Gap(here)
        file.seek(start)
        file.write(piece)
    return have(name)


def whole(name: str) -> bytes:
    """What is here of it. Raises `Missing`."""
    return _path(name).read_bytes()


def sweep() -> None:
    """Take away what no form took in time."""
    before = (clock.now() - KEPT).timestamp()
    for path in _all():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _path(name: str) -> Path:
    path = _folder() / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Missing(_("这段录音没有传完，请再说一遍。"), "no_recording")
    return path


def _folder() -> Path:
    return Path(settings.VAR) / "pieces"


def _all() -> Iterator[Path]:
    yield from _folder().glob("*")
