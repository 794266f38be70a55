"""Runs several programs as one: starts them, restarts one that died, stops them all together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 10.0
QUICK_SECONDS = 5.0
QUICK_DEATHS = 3
POLL_SECONDS = 0.1


@dataclass
class Child:
    """One program. It leads a process group of its own, so that nothing it started outlives it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        """Start, or start again."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the command is ours
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads here
        )

    @property
    def alive(self) -> bool:
        """Whether it is running."""
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Signal the program and everything it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def terminate(self) -> None:
        """Ask the program itself to end; it ends its own children."""
        if self.alive and self.process is not None:
            self.process.terminate()


class Stopped(Exception):
    """Someone pressed Ctrl-C or the system ends us."""


def run(children: Sequence[Child], *, ready: Callable[[], None] = lambda: None) -> int:
    """Run until asked to stop; returns the exit code. `ready` is called once all have started."""
    before = {s: signal.signal(s, _stop) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        for child in children:
            child.start()
        ready()
        return _watch(children)
    except Stopped:
        return 0
    finally:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def stop(children: Sequence[Child]) -> None:
    """End them all: politely, then within `GRACE_SECONDS` by force, with whatever they started."""
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE_SECONDS
    while any(c.alive for c in children) and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    for child in children:
        child.signal_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _watch(children: Sequence[Child]) -> int:
    while True:
        for child in children:
            if not child.alive and not _restart(child):
                return 1
        time.sleep(POLL_SECONDS)


def _restart(child: Child) -> bool:
    """Start it again, unless it keeps dying at once."""
    code = child.process.returncode if child.process else 0
    quick = time.monotonic() - child.began < QUICK_SECONDS
    child.quick_deaths = child.quick_deaths + 1 if quick else 0
    child.signal_group(signal.SIGKILL)
    if child.quick_deaths >= QUICK_DEATHS:
        _say(f"{child.name} ended {QUICK_DEATHS} times at once (exit code {code}); giving up.")
        return False
    _say(f"{child.name} ended (exit code {code}); starting it again.")
    child.start()
    return True


def _die_with_parent() -> None:
    """Linux: should we be killed outright, the program is asked to end too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
