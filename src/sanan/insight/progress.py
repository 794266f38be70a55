"""Long work that can be stopped: what is done is kept in a file, and the next run goes on."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from sanan.insight import container
from sanan.insight.errors import InsightError

Tick = Callable[[str, int, int], None]
"""Told of progress: what is being done, how far, of how much. It may raise to stop the work."""

_FEW_STEPS = 200
KIND = "progress"
RESUMED, CHANGED, DAMAGED, UNKEPT = "resumed", "changed", "damaged", "unkept"

SAID = {
    RESUMED: "从上次停下的地方接着做 / going on where it stopped",
    CHANGED: "输入变了，从头做 / the input has changed: starting over",
    DAMAGED: "进度文件读不了，从头做 / the progress file cannot be read: starting over",
    UNKEPT: "进度存不下来，停了就要从头做 / progress cannot be kept: stopped, it starts over",
}


def untold(_what: str, _done: int, _of: int) -> None:
    """Tell nobody."""


def told_on(out: TextIO, *, quiet: bool = False) -> Tick:
    """Tell of each step once; on a screen in one line that changes."""
    screen, last = out.isatty(), [("", 0)]

    def tell(what: str, done: int, of: int) -> None:
        step = (what, 100 * done // of if of > _FEW_STEPS else done)
        if quiet or step == last[0]:
            return
        same_line = screen and last[0][0] == what
        out.write("\r\033[K" if same_line else "\n" if screen and last[0][0] else "")
        out.write(f"… {what} {done}/{of}" + ("" if screen else "\n"))
        out.flush()
        last[0] = step

    return tell


class Kept:
    """What of one piece of work is done, in one file that is always whole.

    Without a path nothing is kept. `say` hears once whether the work goes on (`RESUMED`) or why
    what was kept is of no use (`CHANGED`, `DAMAGED`); it hears nothing when there was nothing.
    `UNKEPT` says that nothing can be kept.
    """

    def __init__(self, path: Path | None = None, say: Callable[[str], None] | None = None) -> None:
        self._path = path
        self._say = say or (lambda _state: None)
        self._about = ""
        self._arrays: dict[str, NDArray[Any]] = {}

    def begin(self, about: str) -> None:
        """Take up what was kept for the same input; `about` is its fingerprint."""
        self._about, self._arrays = about, {}
        if self._path is None or not self._path.exists():
            return
        try:
            meta, arrays = container.read(self._path)
        except (InsightError, OSError, ValueError, KeyError, TypeError):
            self._say(DAMAGED)
            return
        if meta.get("kind") != KIND or meta.get("about") != about:
            self._say(CHANGED)
            return
        self._arrays = arrays
        self._say(RESUMED)

    def get(self, name: str) -> NDArray[Any] | None:
        """Return what was kept under this name, or None."""
        return self._arrays.get(name)

    def put(self, **arrays: NDArray[Any]) -> None:
        """Keep these as well; where the file cannot be written, `say` hears `UNKEPT` once."""
        self._arrays |= arrays
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            meta = {"kind": KIND, "about": self._about}
            container.write(self._path, meta=meta, arrays=self._arrays)
        except OSError:
            self._path = None
            self._say(UNKEPT)

    def drop(self) -> None:
        """Forget it all, because the work is done."""
        self._arrays = {}
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def fingerprint(parts: Iterable[str]) -> str:
    """Return a fingerprint of an input and of this room's code, on which a result depends."""
    whole = sha256(_own().encode())
    for part in parts:
        raw = part.encode("utf-8", "replace")
        whole.update(len(raw).to_bytes(8, "big"))
        whole.update(raw)
    return whole.hexdigest()


def place_for(command: str, path: Path) -> Path:
    """Return where a command keeps its progress over a file that it may not write beside."""
    cache_folder = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    name = sha256(str(path.resolve()).encode()).hexdigest()[:16]
    return Path(cache_folder) / "sanan" / f"{command}-{name}.progress"


@cache
def _own() -> str:
    whole = sha256(np.__version__.encode())
    for one in sorted(files("sanan.insight").iterdir(), key=lambda one: one.name):
        if one.name.endswith(".py"):
            whole.update(one.read_bytes())
    return whole.hexdigest()
