"""How much the fast suite notices: N seeded places of the source are changed, one at a time.

`bin/test --mutants 300` says how many of the changes made a test fail, by room and by kind, and
lists those that no test felt (docs/testing.md). Everything is also written to var/mutants.json.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mutants.changes import Change, changes_of, enums_for

ROOM_FILES = ("rules", "actions", "queries", "measures")
LIBRARIES = (
    *("kit", "insight", "channels", "ledger/log"),
    *("process", "clocks", "lists", "imports", "files", "alerts", "analysis"),
)
"""Packages without a life of their own: every file counts."""
NOT_MEANT = ("demo", "bench")
PLUMBING = (
    "apps",
    "urls",
    "admin",
    "models",
    "migrations",
    "commands",
    "bench",
    "fake",
    "__main__",
)
TARGET = 85
A_CHANGE = 20.0
"""Seconds of processor that tests may use for one change; then it counts as not noticed."""


@dataclass
class Tried:
    """One change and what became of it."""

    change: Change
    early: bool = False
    order: Sequence[str] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)

    @property
    def noticed(self) -> bool:
        return self.outcome.get("end") == "noticed"

    @property
    def room(self) -> str:
        return self.change.path.split("/")[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `bin/test` is asked for this."""
    group = parser.add_argument_group("how much the tests notice (docs/testing.md)")
    group.add_argument("--mutants", type=int, metavar="N", help="change N places, one at a time")
    group.add_argument("--seed", type=int, default=1, help="which places (default 1)")
    group.add_argument("--only", default="", metavar="PATH", help="only places below src/sanan/…")
    group.add_argument("--minutes", type=float, help="stop after so long, and say how far it came")


def run(root: Path, given: argparse.Namespace) -> int:
    """Change, try, tell. Returns what the process should exit with: 0 from the target upwards."""
    began = time.monotonic()
    tests, processes = given.paths or ["tests"], int(given.n)
    tried = [Tried(c) for c in chosen(root, given.mutants, seed=given.seed, only=given.only)]
    _arrange(root, tried, recorded(root, tests, processes))
    _try(root, tried, tests, processes, given.minutes and began + given.minutes * 60)
    ended = [t for t in tried if t.outcome.get("end") in {"noticed", "survived"}]
    ended.sort(key=lambda t: (t.change.path, t.change.line, t.change.number))
    if len(ended) < len(tried):
        print(
            f"\n{len(tried) - len(ended)} of {len(tried)} were not tried: no time, or no steady test"
        )
    share = tell(ended, time.monotonic() - began)
    _write(root / "var" / "mutants.json", ended, given.seed)
    return int(share < TARGET)


def chosen(root: Path, count: int, *, seed: int = 1, only: str = "") -> list[Change]:
    """The same places for the same seed and source, in an order that may be cut short anywhere."""
    places = [c for path in meant(root, only) for c in _changes(root, path)]
    return random.Random(seed).sample(places, min(count, len(places)))  # noqa: S311 - no secret


def meant(root: Path, only: str = "") -> Iterator[str]:
    """The files whose faults would be wrong answers: rules, actions, queries, measures, libraries."""
    source = root / "src" / "sanan"
    for path in sorted(source.rglob("*.py")):
        inside = path.relative_to(source)
        room, part = inside.parts[0], Path(inside.parts[min(1, len(inside.parts) - 1)]).stem
        library = any(str(inside).startswith(f"{name}/") for name in LIBRARIES)
        plumbing = any(Path(p).stem.startswith(PLUMBING) for p in inside.parts[1:])
        name = f"src/sanan/{inside}"
        if room in NOT_MEANT or plumbing or not name.startswith(only.removeprefix("./")):
            continue
        if library or (len(inside.parts) > 1 and part.startswith(ROOM_FILES)):
            yield name


def _changes(root: Path, path: str) -> list[Change]:
    file = root / path
    return changes_of(path, file.read_text("utf-8"), enums_for(file, root / "src"))


def recorded(root: Path, tests: Sequence[str], processes: int) -> Path:
    """The folder that says which tests run which lines; made anew when any file has changed."""
    from mutants import seen

    folder = root / "var" / "mutants" / seen.key_of(root, tests)
    if not (folder / "lines").exists():
        print("\n── which tests run which lines (once, until a file changes) ", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pytest", "--quiet", "-p", "mutants.seen", *tests]
        command += [
            "-m",
            "not browser",
            "--ignore=tests/mutants",
            "-n",
            str(processes) if processes > 1 else "0",
        ]
        subprocess.run(
            command, cwd=root, env=_environment(root) | {seen.RECORD: str(folder)}, check=False
        )
        seen.gather(folder, root)
    return folder


def _arrange(root: Path, tried: Sequence[Tried], folder: Path) -> None:
    """Give every change the tests that can feel it, nearest first."""
    from mutants.seen import EARLY, Seen
    from mutants.users import Users

    known, users = Seen(folder, root), Users(root)
    for one in tried:
        change = one.change
        contexts = known.contexts(change.path, change.line, change.last)
        one.early = bool(change.names) or EARLY in contexts
        if one.early:
            for path, line in users.lines(change.path, change.names):
                contexts |= (
                    {path} if path.startswith("tests/") else known.contexts(path, line, line)
                )
        one.order = known.in_order(known.tests(contexts), change.path)
        one.seconds = {t: known.seconds[t] for t in one.order}
        if not one.order:
            one.outcome = {"end": "survived", "ran": 0, "of": 0}


def _try(
    root: Path,
    tried: Sequence[Tried],
    tests: Sequence[str],
    processes: int,
    until: float | None,
) -> None:
    print(f"\n── {len(tried)} changes, one at a time ", flush=True)
    with tempfile.TemporaryDirectory(prefix="sanan-mutants-") as place:
        # Twice: what cannot be put into a live function is then made before the import.
        for _round in range(2):
            waiting = [n for n, t in enumerate(tried) if not t.outcome]
            jobs = [
                _job(root, Path(place), tried, waiting[n::processes], tests)
                for n in range(min(processes, len(waiting)))
            ]
            _wait(root, jobs, until)
            for _job_file, out in jobs:
                for line in out.read_text().splitlines() if out.exists() else ():
                    said = json.loads(line)
                    one = tried[said.pop("id")]
                    one.early = said["end"] == "anew" or one.early
                    one.outcome = {} if said["end"] == "anew" else said
                out.unlink(missing_ok=True)


def _job(
    root: Path, place: Path, tried: Sequence[Tried], numbers: Sequence[int], tests: Sequence[str]
) -> tuple[Path, Path]:
    job, out = place / f"{numbers[0]}.json", place / f"{numbers[0]}.lines"
    changes = [
        {
            "id": n,
            "path": tried[n].change.path,
            "number": tried[n].change.number,
            "early": tried[n].early,
            "order": tried[n].order,
            "seconds": tried[n].seconds,
        }
        for n in numbers
    ]
    told = {"root": str(root), "tests": tests, "limit": A_CHANGE, "out": str(out)}
    job.write_text(json.dumps({**told, "changes": changes}))
    return job, out


def _wait(root: Path, jobs: Sequence[tuple[Path, Path]], until: float | None) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "mutants.trying", str(job)],
            cwd=root,
            env=_environment(root),
            stdout=subprocess.DEVNULL,
        )
        for job, _out in jobs
    ]
    for process in running:
        try:
            process.wait(None if until is None else max(until - time.monotonic(), 1))
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()


def _environment(root: Path) -> dict[str, str]:
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    return {**os.environ, **one_thread, "PYTHONPATH": str(root / "tests")}


def tell(tried: Sequence[Tried], seconds: float) -> float:
    """Print what was noticed; returns the share in per cent."""
    _table("by room", tried, lambda t: t.room)
    _table("by kind of change", tried, lambda t: t.change.kind)
    print("\nnot noticed:")
    for one in tried:
        if not one.noticed:
            change = one.change
            print(f"  {change.path}:{change.line}  {change.kind}  ({_why(one)})")
            print(f"      {change.before}  →  {change.after}")
    noticed = sum(t.noticed for t in tried)
    share = 100 * noticed / len(tried) if tried else 0.0
    documents = sum("test_docs" in t.outcome.get("by", "") for t in tried)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{seconds:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processor")
    if documents:
        print(f"{documents} only because a document was to be written anew")
    print(f"{noticed} of {len(tried)} changes noticed ({share:.1f} %)", flush=True)
    return share


def _why(one: Tried) -> str:
    ran, of = one.outcome.get("ran", 0), one.outcome.get("of", 0)
    if not of:
        return "no test runs it"
    return f"{of} tests run it" if ran == of else f"{ran} of {of} tests, then the time was used"


def _table(title: str, tried: Sequence[Tried], key: Callable[[Tried], str]) -> None:
    groups: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in tried:
        groups[key(one)][one.noticed] += 1
    print(f"\n{title}:")
    for name, count in sorted(groups.items()):
        whole = count.total()
        print(f"  {name:<14} {count[True]:>4} of {whole:>4}  {100 * count[True] / whole:3.0f} %")


def _write(path: Path, tried: Sequence[Tried], seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(t.change), "room": t.room, "early": t.early, **t.outcome} for t in tried]
    told = {"seed": seed, "noticed": sum(t.noticed for t in tried), "changes": rows}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
