"""`bench exchange`: orders from outside while replies are lost, messages come twice and machines die.

Senders post each order over the interface, or put it into the watched folder, and repeat until they
have its receipt. Faults are injected: a reply that is lost; a message that another delivers as well,
by either road; a receiving process that is killed (`kill -9`) at any moment, in the middle of its
transaction, right after it, between reading a file and moving it, between writing results and noting
that they are written. A killed process is started again, the sender repeats. Afterwards the tables
are asked whether every order is there exactly once, and the other side whether it heard of each.
`bench.exchange_inside` is the part that runs inside the measured installation.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.exchange_inside import ROWS_IN_A_FILE, by_folder, order
from bench.http import installation
from bench.processes import prepare, python

Say = Callable[[str], object]
LOST, TWICE = 0.1, 0.1
"""How often a reply is lost, and how often another delivers the same."""

DIES_EACH = 60
"""About once in so many orders the receiving process is killed at any moment."""

DIES_AT_EACH = 150
"""And about once in so many at a place that is named: `IN_REQUEST`, or `IN_FOLDER` of a file."""

IN_REQUEST = ("in_transaction", "after_commit")
IN_FOLDER = ("in_transaction", "before_receipts", "before_moving")
MOST_TIMES = 30
"""So often an order, or a file, is sent before it is given up and counted as without receipts."""

LONGEST_LIFE = 0.05
"""Seconds after the order was sent within which the process is killed."""


def run(*, messages: int, senders: int, database: str, say: Say) -> dict[str, Any]:
    """Deliver `messages` orders with faults; what was injected and what stands afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="sanan-bench-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment)
        inside("make", environment)
        say(f"{senders} senders and a folder deliver {messages} orders on {database}, with faults")
        began = time.monotonic()
        with ThreadPoolExecutor(senders + 1) as pool:
            told = [pool.submit(_file, messages, environment)]
            told += [
                pool.submit(_send, number, senders, messages, environment)
                for number in range(senders)
            ]
        seconds = time.monotonic() - began
        say(f"{round(seconds)} s; fetching the results, with answers lost")
        injected: Counter[str] = Counter()
        for each in told:
            injected.update(each.result())
        fetched = json.loads(inside("fetch", environment))
        written = _written(environment, injected)
        stands = json.loads(inside("count", environment, str(messages)))
    return {
        "database": database,
        "messages": messages,
        "seconds": round(seconds, 1),
        "a_second": round(messages / seconds),
        "injected": dict(sorted(injected.items())),
        **stands,
        **fetched,
        **written,
        "each_once": stands["cases"] == stands["orders"] == stands["with_one_addition"] == messages
        and stands["not_done"] == injected["without_receipts"] == 0
        and fetched["results_once"] + written["results_in_files_once"] == messages,
    }


def inside(verb: str, environment: Mapping[str, str], *more: str) -> str:
    """Run one verb of the part within the installation, to its end."""
    return python("-m", "bench.exchange_inside", verb, *more, environment=environment)


class Receiver:
    """A process that receives, and that is there again whenever it was killed."""

    def __init__(self, environment: Mapping[str, str], chance: random.Random) -> None:
        self.chance = chance
        self.injected: Counter[str] = Counter()
        self.asked = 0
        told, self.said = os.pipe()
        answers, answer = os.pipe()
        self.answers = os.fdopen(answers, "rb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.exchange_inside", "receive"],
            env=dict(environment),
            stdin=told,
            stdout=answer,
            start_new_session=True,
        )
        os.close(told)
        os.close(answer)
        self.pid = self._born()

    def ask(self, what: str, *, dies_at: str = "", hurry: bool = False) -> str | None:
        """Have it do `what`; its answer, or None where it was killed before it could give one."""
        self.asked += 1
        told = {"id": self.asked, "what": what, "dies_at": dies_at}
        os.write(self.said, f"{json.dumps(told)}\n".encode())
        killer = None
        if hurry:
            killer = threading.Timer(self.chance.uniform(0, LONGEST_LIFE), self._kill, [self.pid])
            killer.start()
        answer = self._answer()
        if killer is not None:
            # So that it can never meet another process of the same number.
            killer.cancel()
            killer.join()
        return answer

    def _answer(self) -> str | None:
        while True:
            told = self._line()
            if "pid" in told:
                self.injected["killed"] += 1
                self.pid = told["pid"]
                return None
            if told["id"] == self.asked:
                return str(told["said"])
            # It took up what was sent to the one before, which was killed before it read that.

    def _kill(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def _born(self) -> int:
        return int(self._line()["pid"])

    def _line(self) -> dict[str, Any]:
        line = self.answers.readline()
        if not line:
            raise RuntimeError("the receiving process ended by itself")
        told: dict[str, Any] = json.loads(line)
        return told

    def end(self) -> None:
        """Let it end by closing what it reads."""
        os.close(self.said)
        self.process.wait()
        self.answers.close()


@contextmanager
def receiver(environment: Mapping[str, str], chance: random.Random) -> Iterator[Receiver]:
    """One that is ended afterwards."""
    made = Receiver(environment, chance)
    try:
        yield made
    finally:
        made.end()


def _send(number: int, senders: int, messages: int, environment: Mapping[str, str]) -> Counter[str]:
    """Post this sender's orders one after the other, each until its receipt is there."""
    chance = random.Random(f"sender-{number}")
    mine = [n for n in range(messages) if not by_folder(n)][number::senders]
    with receiver(environment, chance) as it:
        for each in mine:
            if chance.random() < TWICE:
                it.injected["sent_twice"] += 1
                it.ask(f"post {chance.randrange(messages)}")
            _until_receipt(it, f"post {each}", IN_REQUEST)
    return it.injected


def _until_receipt(it: Receiver, what: str, places: tuple[str, ...]) -> None:
    for _time in range(MOST_TIMES):
        at = it.chance.choice(places) if it.chance.randrange(DIES_AT_EACH) == 0 else ""
        if at:
            it.injected[f"killed_{at}"] += 1
        said = it.ask(what, dies_at=at, hurry=it.chance.randrange(DIES_EACH) == 0)
        if said != "done":
            continue
        if it.chance.random() >= LOST:
            return
        it.injected["lost_reply"] += 1
    it.injected["without_receipts"] += 1


def _file(messages: int, environment: Mapping[str, str]) -> Counter[str]:
    """Put files into the folder, with rows of others among them; each until its receipts are there."""
    chance = random.Random("folder")
    mine = [n for n in range(messages) if by_folder(n)]
    folder = Path(environment["SANAN_VAR"]) / "exchange" / "files"
    with receiver(environment, chance) as it:
        for part in range(0, len(mine), ROWS_IN_A_FILE):
            some = mine[part : part + ROWS_IN_A_FILE]
            again = [n for n in some if chance.random() < TWICE]
            again += [n for n in mine if chance.random() < TWICE / len(mine)]
            it.injected["sent_twice"] += len(again)
            rows = [row for n in (*some, *again) for row in order(n)]
            _until_receipts(it, folder, f"orders-{part}.json", rows)
    return it.injected


def _until_receipts(it: Receiver, folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    wanted = Counter(row["outside_id"] for row in rows)
    for _time in range(MOST_TIMES):
        draft = folder / "in" / f".{name}.part"
        draft.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder / "in" / name)
        at = it.chance.choice(IN_FOLDER) if it.chance.randrange(3) == 0 else ""
        if at:
            it.injected[f"killed_{at}"] += 1
        it.ask("files", dies_at=at, hurry=not at and it.chance.randrange(3) == 0)
        while (folder / "in" / name).exists():
            it.ask("files")
        told = json.loads((folder / "receipts" / f"{name}.json").read_bytes())["receipts"]
        whole = wanted == Counter(each["outside_id"] for each in told)
        if whole and all(each["state"] == "done" for each in told):
            if it.chance.random() >= LOST:
                return
            it.injected["lost_reply"] += 1
    it.injected["without_receipts"] += 1


def _written(environment: Mapping[str, str], injected: Counter[str]) -> dict[str, int]:
    """Have the results of the folder written, with a process killed before it notes them."""
    out = Path(environment["SANAN_VAR"]) / "exchange" / "files" / "out"
    with receiver(environment, random.Random("results")) as it:
        it.ask("results", dies_at="before_noting")
        while it.ask("results") != "0":
            pass
    injected["killed_before_noting"] += it.injected["killed"]
    heard: dict[str, set[str]] = {}
    rows = [row for path in out.glob("*.json") for row in _results(path)]
    for row in rows:
        heard.setdefault(row["outside_id"], set()).add(row["result_id"])
    return {
        "results_in_files_once": sum(len(each) == 1 for each in heard.values()),
        "results_in_two_files": len(rows) - len({row["result_id"] for row in rows}),
    }


def _results(path: Path) -> list[dict[str, str]]:
    told = json.loads(path.read_bytes())
    rows = told["results"] if isinstance(told, dict) else told
    return [row for row in rows if row["event"] == "open"]
