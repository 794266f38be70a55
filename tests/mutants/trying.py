"""One change at a time, each in a forked child of a process that is warm already.

`python -m mutants.trying JOB` makes the changes of one job and writes one line of JSON for each.
A change inside a function is put into the live function, in a child forked after all tests were
collected and the test database was made. A change that is felt while modules are imported (a rule
table, a default) is made in a child forked before Django is set up: everything imports it anew.
"""

import gc
import json
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from mutants.changes import changed, enums_for

FLAGS = [
    *(
        "-q",
        "-m",
        "not browser",
        "--ignore=tests/mutants",
        "-p",
        "no:xdist",
        "-p",
        "mutants.trying",
    ),
    # What is imported beforehand here has no assertions of ours.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
]
WARM = (
    *(
        "hypothesis",
        "time_machine",
        "schemathesis",
        "django.db.models",
        "django.forms",
        "django.test",
    ),
    *("django.template", "numpy", "scipy.sparse", "sklearn.linear_model", "PIL.Image", "httpx"),
    *("sklearn.feature_extraction.text", "cryptography.x509", "openpyxl", "pydantic", "orjson"),
    *("docxtpl", "typst", "segno", "psycopg", "chinese_calendar", "rjieba", "duckdb", "ibis"),
)
A_TEST = 10
"""Seconds of processor a test may take beyond ten times what it took unchanged."""
WALL = 600
"""Seconds after which a child that only waits is ended."""

Outcome = dict[str, Any]


def pytest_configure(config: pytest.Config) -> None:
    """The same examples for every change, and none remembered from one to the next."""
    import hypothesis

    hypothesis.settings.register_profile("mutants", database=None, derandomize=True, deadline=None)
    hypothesis.settings.load_profile("mutants")


def main(job_file: str) -> None:
    """Entry point of the process."""
    job = json.loads(Path(job_file).read_text())
    root = Path(job["root"])
    # Worth its seconds where several children import everything anew.
    for name in WARM if sum(c["early"] for c in job["changes"]) > 2 else ():
        with suppress(ImportError):
            import_module(name)
    _check_start(root, job)
    with Path(job["out"]).open("a", encoding="utf-8") as out:

        def tell(change: Mapping[str, Any], outcome: Outcome) -> None:
            out.write(json.dumps({"id": change["id"], **outcome}) + "\n")
            out.flush()

        early = [
            (c, in_child(lambda c=c: _anew(root, c, job["limit"])))
            for c in job["changes"]
            if c["early"]
        ]
        late = [c for c in job["changes"] if not c["early"]]
        pytest.main(
            [*job["tests"], *FLAGS], plugins=[_Forks(root, early, late, job["limit"], tell)]
        )


def _check_start(root: Path, job: Mapping[str, Any]) -> None:
    """A start that fails without any change would make every change look noticed."""
    early = [c for c in job["changes"] if c["early"]]
    if early:
        said = in_child(lambda: _alone(early[0], 0))
        if said.get("by") in {"importing it", "it crashed", "it ran on"}:
            raise SystemExit(f"the tests do not start here: {said}")


def in_child(do: Callable[[], Outcome]) -> Outcome:
    """What `do` returns, run in a child whose files go away and whose children end with it."""
    place = tempfile.mkdtemp(prefix="sanan-mutant-")
    read, write = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.environ["TMPDIR"] = tempfile.tempdir = place
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        try:
            os.write(write, json.dumps(do()).encode())
        finally:
            os._exit(0)
    os.close(write)
    ready = select.select([read], [], [], WALL)[0]
    said = os.read(read, 1 << 16) if ready else b""
    os.close(read)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    _pid, status, used = os.wait4(pid, 0)
    shutil.rmtree(place, ignore_errors=True)
    ran_on = not ready or os.WTERMSIG(status) == signal.SIGXCPU
    lost = {"end": "noticed", "by": "it ran on" if ran_on else "it crashed"}
    return {
        **(json.loads(said) if said else lost),
        "spent": round(used.ru_utime + used.ru_stime, 2),
    }


class _Watch:
    """Runs given tests until one fails or the time is used."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def run(
        self, items: Sequence[pytest.Item], seconds: Mapping[str, float], limit: float
    ) -> Outcome:
        until = time.process_time() + limit
        for index, item in enumerate(items):
            rest = items[index + 1 :]
            _allow(A_TEST + 10 * seconds.get(item.nodeid, 1))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=rest[0] if rest else None)
            if self.failed:
                return {"end": "noticed", "by": self.failed}
            if rest and time.process_time() > until:
                return {"end": "survived", "ran": index + 1, "of": len(items)}
        return {"end": "survived", "ran": len(items), "of": len(items)}


def _allow(seconds: float) -> None:
    """Until that much processor is used; the signal then ends the process."""
    soft = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


# --- changes that are felt while modules are imported ---


def _anew(root: Path, change: Mapping[str, Any], limit: float) -> Outcome:
    path = root / change["path"]
    sys.meta_path.insert(0, _Finder(_module(change["path"]), path, _compiled(path, change)))
    return _alone(change, limit)


def _alone(change: Mapping[str, Any], limit: float) -> Outcome:
    alone = _Alone(change, limit)
    files = list(dict.fromkeys(t.split("::", 1)[0] for t in change["order"]))
    _allow(120)
    pytest.main([*files, *FLAGS], plugins=[alone])
    return alone.outcome


class _Alone(_Watch):
    """The run of one change: what was collected, in the order of the job."""

    def __init__(self, change: Mapping[str, Any], limit: float) -> None:
        super().__init__()
        self.change, self.limit = change, limit
        self.outcome: Outcome = {"end": "noticed", "by": "importing it"}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not session.testsfailed:
            items = _picked(session.items, self.change["order"])
            self.outcome = self.run(items, self.change["seconds"], self.limit)
        return True


class _Finder:
    """Gives one module its changed code, at its own place."""

    def __init__(self, module: str, path: Path, code: CodeType) -> None:
        self.module, self.path, self.code = module, path, code

    def find_spec(self, name: str, *_where: object) -> ModuleSpec | None:
        if name != self.module:
            return None
        return spec_from_file_location(name, self.path, loader=_Loader(name, self.path, self.code))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        super().__init__(name, str(path))
        self.code = code

    def get_code(self, _fullname: str) -> CodeType:
        return self.code


def _module(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts[1:]).removesuffix(".__init__")


# --- changes inside functions ---


class _Forks:
    """Collects once, makes the test database once, then forks for every change."""

    def __init__(
        self,
        root: Path,
        early: Sequence[tuple[Mapping[str, Any], Outcome]],
        late: Sequence[Mapping[str, Any]],
        limit: float,
        tell: Callable[[Mapping[str, Any], Outcome], None],
    ) -> None:
        self.root, self.early, self.late, self.limit, self.tell = root, early, late, limit, tell
        self.steady: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        self.items = {i.nodeid: i for i in session.items}
        self._make_database()
        self.var = Path(os.environ.get("SANAN_VAR", tempfile.mkdtemp(prefix="sanan-none-")))
        with tempfile.TemporaryDirectory(prefix="sanan-var-") as kept:
            self.kept = Path(kept) / "var"
            shutil.copytree(self.var, self.kept)
            self.live = _live(self.root, {c["path"] for c in self.late})
            gc.collect()
            gc.freeze()
            for change, outcome in self.early:
                self.tell(change, outcome if self._holds(outcome) else {"end": "unsteady"})
            for change in self.late:
                self.tell(change, self._try(change))
            self._restore()
        return True

    def _make_database(self) -> None:
        """By running one short test that needs it: what a session shares is then there for all.

        So are the addresses of all pages, which take longest to import.
        """
        using = [i for i in self.session.items if i.get_closest_marker("database")]
        if using:
            from django.db import connections
            from django.urls import get_resolver

            _ = get_resolver().url_patterns
            seconds = {t: s for c in self.late for t, s in c["seconds"].items()}
            first = min(using, key=lambda item: seconds.get(item.nodeid, 1000))
            # As if the session came next: everything below it is torn down, and it stays.
            first.config.hook.pytest_runtest_protocol(item=first, nextitem=self.session)
            connections.close_all()
        self.session.testsfailed = 0

    def _try(self, change: Mapping[str, Any]) -> Outcome:
        path = self.root / change["path"]
        swaps = list(_swaps(self.live[change["path"]], _compiled(path, change)))
        if not any(f.__code__ != code for f, code in swaps):
            return {"end": "anew"}
        order = list(change["order"])
        while True:
            outcome = self._run(order, swaps, change["seconds"])
            if self._holds(outcome):
                return outcome
            order.remove(outcome["by"])
            if not order:
                return {"end": "unsteady"}

    def _holds(self, outcome: Outcome) -> bool:
        """Whether the test that noticed passes here without the change."""
        test = outcome.get("by", "")
        if test not in self.items:
            return True
        if test not in self.steady:
            self.steady[test] = self._run([test], [], {})["end"] == "survived"
        return self.steady[test]

    def _restore(self) -> None:
        """The files as they were, the test database among them; a child may have ended it."""
        shutil.rmtree(self.var, ignore_errors=True)
        shutil.copytree(self.kept, self.var)

    def _run(
        self,
        order: Sequence[str],
        swaps: Sequence[tuple[FunctionType, CodeType]],
        seconds: Mapping[str, float],
    ) -> Outcome:
        self._restore()

        def do() -> Outcome:
            for function, code in swaps:
                function.__code__ = code
            self.session.config._tmp_path_factory._basetemp = None
            watch = _Watch()
            self.session.config.pluginmanager.register(watch)
            return watch.run(_picked(self.session.items, order), seconds, self.limit)

        return in_child(do)


def _picked(items: Sequence[pytest.Item], order: Sequence[str]) -> list[pytest.Item]:
    known = {i.nodeid: i for i in items}
    return [known[t] for t in order if t in known]


def _compiled(path: Path, change: Mapping[str, Any]) -> CodeType:
    enums = enums_for(path, path.parents[len(Path(change["path"]).parts) - 2])
    tree = changed(path.read_text("utf-8"), change["number"], enums)
    return compile(tree, str(path), "exec", dont_inherit=True)


def _live(root: Path, paths: set[str]) -> Mapping[str, list[FunctionType]]:
    """Every function alive, by the file it was written in."""
    wanted = {str(root / p): p for p in paths}
    found = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in wanted:
            found[wanted[thing.__code__.co_filename]].append(thing)
    return found


def _swaps(
    functions: Sequence[FunctionType], module: CodeType
) -> Iterator[tuple[FunctionType, CodeType]]:
    """Live functions with their new code; those of which two stand in one line are left out."""
    codes = list(_codes(module))
    count = Counter(_place(c) for c in codes)
    new = {_place(c): c for c in codes if count[_place(c)] == 1}
    for function in functions:
        code = new.get(_place(function.__code__))
        if code and code.co_freevars == function.__code__.co_freevars:
            yield function, code


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


if __name__ == "__main__":
    main(sys.argv[1])
