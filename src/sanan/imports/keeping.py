"""A file between the page that looks at it and the page that takes it in.

It holds personal data: it lies in `SANAN_VAR/imports`, readable by the server alone, is given to
nobody but whoever sent it, and is gone after a day.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sanan.kit import tokens
from sanan.kit.errors import Invalid, Missing

MOST_BYTES = 32 << 20
KEPT_FOR = timedelta(days=1)
_TOKEN = re.compile("[0-9A-Z]{24}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that waits: who sent it, under what name, and what was chosen for it."""

    token: str
    by: int
    name: str
    source: str
    place: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return _folder() / self.token


def keep(
    *, name: str, blocks: Iterable[bytes], size: int, by: int, source: str, place: str, at: datetime
) -> Kept:
    """Keep a file until it is taken in. Raises `Invalid` for one that is too large."""
    if size > MOST_BYTES:
        raise Invalid(
            _("网页上一次最多传 32 MB。更大的表请系统管理员用命令行导入。"),
            "too_large",
            field="file",
        )
    _sweep(at)
    made = Kept(tokens.opaque(24), by, name, source, place)
    made.path.touch(mode=0o600)
    with made.path.open("wb") as file:
        for block in blocks:
            file.write(block)
    _note(made.token, asdict(made))
    return made


def kept(token: str, *, by: int) -> Kept:
    """The file of that name, for whoever sent it. Raises `Missing` for anyone else."""
    found = _noted(token)
    if not found or found["by"] != by:
        raise Missing(_("这个文件已经不在了，请重新上传。"), "no_file")
    return Kept(**{name: found[name] for name in Kept.__slots__})


def note_outcome(file: Kept, outcome: dict[str, Any]) -> None:
    """Keep what became of it beside the file, for the page that says so."""
    _note(file.token, asdict(file) | {"outcome": outcome})


def outcome_of(file: Kept) -> dict[str, Any] | None:
    """What became of it; None before it was taken in."""
    return (_noted(file.token) or {}).get("outcome")


def _folder() -> Path:
    folder = Path(settings.VAR) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _note(token: str, values: dict[str, Any]) -> None:
    path = _folder() / f"{token}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")


def _noted(token: str) -> dict[str, Any] | None:
    path = _folder() / f"{token}.json"
    if not _TOKEN.fullmatch(token) or not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _sweep(at: datetime) -> None:
    """What is older than a day goes."""
    for path in _folder().iterdir():
        if path.stat().st_mtime < (at - KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)
