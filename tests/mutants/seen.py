"""Which tests run which lines: the fast suite once, under coverage, kept until a file changes.

As a plugin of pytest (`-p mutants.seen`) this records; as a module it reads what was recorded.
Lines that run before the first test (imports, the test database, what a whole session shares)
stand under no test: a change there is felt only by a process that starts anew.
"""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import coverage
import pytest

RECORD = "SANAN_MUTANTS_SEEN"
EARLY = ""


def _new(folder: Path, root: Path, worker: str) -> coverage.Coverage:
    return coverage.Coverage(
        data_file=str(folder / "lines"),
        data_suffix=worker or "all",
        source=[str(root / "src")],
        config_file=False,
        messages=False,
    )


class Recorder:
    """The plugin: one context for each test, one for each file's shared fixtures."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        self.coverage = _new(folder, root, self.worker)
        self.coverage.start()
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.coverage.switch_context(EARLY)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[object]:
        if fixturedef.scope == "function":
            return (yield)
        item = request._pyfuncitem
        shared = EARLY if fixturedef.scope == "session" else _file(item.nodeid)
        self.coverage.switch_context(shared)
        try:
            return (yield)
        finally:
            self.coverage.switch_context(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_unconfigure(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        if not self.worker:
            told = {"seconds": self.seconds, "failed": sorted(self.failed)}
            (self.folder / "tests.json").write_text(json.dumps(told))


def pytest_configure(config: pytest.Config) -> None:
    if RECORD in os.environ:
        config.pluginmanager.register(_RECORDER)


# Made while plugins are read, before Django is set up: imports belong to no test.
if RECORD in os.environ:
    _RECORDER = Recorder(Path(os.environ[RECORD]), Path(__file__).resolve().parents[2])


def gather(folder: Path, root: Path) -> None:
    """Join what the workers wrote."""
    whole = coverage.Coverage(data_file=str(folder / "lines"), config_file=False, messages=False)
    whole.combine([str(folder)])
    whole.save()


def key_of(root: Path, tests: Sequence[str]) -> str:
    """Changes whenever a source, a test or the selection of tests changes."""
    digest = hashlib.sha256(json.dumps(list(tests)).encode())
    for folder in ("src/sanan", "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            if path.parent.name != "mutants":
                digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Seen:
    """What was recorded, asked line by line."""

    def __init__(self, folder: Path, root: Path) -> None:
        told = json.loads((folder / "tests.json").read_text())
        steady = set(told["seconds"]) - set(told["failed"])
        self.seconds: Mapping[str, float] = {t: told["seconds"][t] for t in sorted(steady)}
        self.root = root
        self._data = coverage.CoverageData(str(folder / "lines"))
        self._data.read()
        self._lines: dict[str, Mapping[int, list[str]]] = {}
        self._by_file = defaultdict(list)
        for test in self.seconds:
            self._by_file[_file(test)].append(test)

    def contexts(self, path: str, first: int, last: int) -> set[str]:
        """Tests, files of tests and EARLY, as recorded for these lines."""
        if path not in self._lines:
            self._lines[path] = self._data.contexts_by_lineno(str(self.root / path))
        lines = self._lines[path]
        return {c for n in range(first, last + 1) for c in lines.get(n, ())}

    def tests(self, contexts: Iterable[str]) -> set[str]:
        """The tests behind these contexts; a file stands for all of its tests."""
        return {t for c in contexts for t in (self._by_file.get(c) or [c]) if t in self.seconds}

    def in_order(self, tests: Iterable[str], path: str) -> list[str]:
        """Nearest first: the tests of the same room, then the files that cost least.

        Tests of one file stay together, since they share what the file builds. What compares the
        documents with the code stands last: it notices every change and knows no right value.
        """
        files = defaultdict(list)
        for test in tests:
            files[_file(test)].append(test)
        room = path.split("/")[2]

        def rank(file: str) -> tuple[bool, bool, float]:
            cost = sum(self.seconds[t] for t in files[file])
            return "test_docs" in file, f"/{room}/" not in file, cost

        return [
            t
            for f in sorted(files, key=rank)
            for t in sorted(files[f], key=self.seconds.__getitem__)
        ]


def _file(test: str) -> str:
    return test.split("::", 1)[0]
