"""Background work: queued tasks, tasks whose worker died, and what is due by the clock."""

import logging
import math
import os
import platform
import secrets
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from sanan.kit import clock
from sanan.kit.alone import Alone
from sanan.kit.manifest import DAY, MINUTE, SECONDS, load, rooms
from sanan.upkeep.actions import took_turn
from sanan.upkeep.models import turns

logger = logging.getLogger(__name__)

TICK_SECONDS = 60.0
POLL_SECONDS = 1.0
AWAY_SECONDS = 2.0
LEASE = timedelta(minutes=30)
"""A task taken by a worker of another machine counts as dropped after this."""


def periodic() -> dict[str, timedelta]:
    """What the clock calls, and how often: the jobs of all rooms."""
    return {job.run: job.every for room in rooms() for job in room.jobs}


def run(*, poll: float = POLL_SECONDS, every: float = TICK_SECONDS, once: bool = False) -> None:
    """Work until asked to stop; `once`: do what is due now, then return."""
    worker = made(poll=poll, once=once)
    if once:
        reap()
        tick()
        worker.run()
        return
    worker.configure_signals()
    clocks = [
        threading.Thread(target=_clockwork, args=(worker, every), daemon=True),
        *(
            threading.Thread(target=_quick, args=(worker, name, often), daemon=True)
            for name, often in periodic().items()
            if often < SECONDS
        ),
    ]
    for each in clocks:
        each.start()
    worker.run()
    worker.wake.set()
    for each in clocks:
        each.join(timeout=5)


def made(*, poll: float, once: bool) -> "_Worker":
    """A worker of this process, not running yet."""
    return _Worker(
        queue_names=["*"],
        interval=poll,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=own_id(),
        excluded_queue_names=[],
    )


class _Worker(Worker):
    """The library's worker; a stop lets the task in hand and a running tick come to their end."""

    wake = threading.Event()
    leads = threading.Event()
    """Whether this worker's clock is the one of all."""

    def run(self) -> None:
        """Work; where the database is away, wait until it is back, and take up what was left."""
        lost = False
        while True:
            try:
                if lost:
                    reap(idle=self.worker_id)
                super().run()
            except (OperationalError, InterfaceError) as error:
                if self.batch:
                    raise
                logger.warning("the database is away (%s); trying again", type(error).__name__)
                lost = True
                connection.close()
                if not self.wake.wait(AWAY_SECONDS) and self.running:
                    continue
            return

    def shutdown(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if not self.running:
            self.reset_signals()
            os.kill(os.getpid(), signum)
        self.running = False
        self.wake.set()


def _clockwork(worker: _Worker, every: float) -> None:
    """The clock of one worker of all: the others wait until it dies, and give back dropped tasks."""
    turn, scheduler, reaped = Clockwork(), Alone("scheduler"), -math.inf
    while worker.running:
        close_old_connections()
        if time.monotonic() - reaped >= MINUTE.total_seconds():
            reaped = time.monotonic()
            with suppress(DatabaseError):
                reap()
        if scheduler.is_mine():
            worker.leads.set()
            turn.round()
        else:
            worker.leads.clear()
            turn = Clockwork()
        worker.wake.wait(min(every, SECONDS.total_seconds()))
    scheduler.leave()
    connection.close()


def _quick(worker: _Worker, name: str, often: timedelta) -> None:
    """What comes every second has a thread of its own, so that an audit of an hour holds it up not."""
    while worker.running:
        close_old_connections()
        if worker.leads.is_set():
            tick([name])
        worker.wake.wait(often.total_seconds() / 2)
    connection.close()


class Clockwork:
    """What one scheduler has called; of what comes once a day, the whole installation remembers."""

    def __init__(self) -> None:
        self.jobs = {name: often for name, often in periodic().items() if often >= SECONDS}
        self.last: dict[str, datetime] = {}
        self._knows = False

    def round(self) -> None:
        """Call what is due."""
        if not self._knows:
            with suppress(DatabaseError):
                self.last = turns(at=clock.now())
                self._knows = True
        now = clock.now()
        due = [
            n for n, often in self.jobs.items() if n not in self.last or now - self.last[n] >= often
        ]
        for name in due:
            self.last[name] = clock.now()
            if not tick([name]) and self.jobs[name] >= DAY:
                with suppress(DatabaseError):
                    took_turn(name, at=clock.now())


def tick(names: Iterable[str] | None = None) -> list[str]:
    """Call what the clock calls; one that fails is logged and does not stop the others.

    Returns the names of those that failed. Every function is idempotent, so a day of downtime or
    two workers at once do no harm.
    """
    failed = []
    for name in periodic() if names is None else names:
        try:
            found = load(name)
            found.call() if isinstance(found, Task) else found()
        except Exception:
            logger.exception("periodic %s failed", name)
            failed.append(name)
    return failed


def reap(*, idle: str = "") -> int:
    """Give back the tasks whose worker died in the middle; returns how many.

    Of the worker `idle`, too, which lost its database in the middle of one. Tasks are idempotent by house rule,
    so doing one again is safe.
    """
    given_back = 0
    with transaction.atomic():
        running = DBTaskResult.objects.filter(status="RUNNING").select_for_update(skip_locked=True)
        for task in running:
            if _dropped(task) or (idle and task.worker_ids[-1:] == [idle]):
                task.status = "READY"
                task.started_at = None
                task.save(update_fields=["status", "started_at"])
                given_back += 1
    return given_back


def _dropped(task: "DBTaskResult[..., object]") -> bool:
    last = task.worker_ids[-1] if task.worker_ids else ""
    machine, _, rest = last.partition("/")
    if machine == _machine():
        pid, _, born = rest.partition("/")
        return _born(int(pid)) != born.partition("/")[0]
    return task.started_at is not None and clock.now() - task.started_at > LEASE


def own_id() -> str:
    """Names this process so that another on the same machine can tell whether it still lives."""
    return f"{_machine()}/{os.getpid()}/{_born(os.getpid())}/{secrets.token_hex(4)}"


def _machine() -> str:
    return platform.node()[:24] or "here"


def _born(pid: int) -> str:
    """When a process began, in the system's own count; empty where there is no such process."""
    if not Path("/proc/self/stat").exists():
        return _alive(pid)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _alive(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"
