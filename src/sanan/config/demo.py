"""`bin/demo`: the demo county, ready to be tried, in one command."""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from sanan.config import steps as prepare
from sanan.config.serve import PORT, command, free_port
from sanan.config.supervise import Child, run

READY_SECONDS = 30.0
SIGN_INS = "demo-sign-ins.txt"
TABLES = "migrated"
"""The step that brings the database to this version."""
KEPT_BESIDE = ("media", "log", "analysis", "imports")
"""Folders whose files belong to the rows of one database: a record that was published of other
entries, above all, goes on with no others."""


def main() -> None:
    """Entry point of `bin/demo`."""
    given = _arguments()
    place = Path(os.environ.get("SANAN_VAR", prepare.ROOT / "var"))
    port = free_port(given.port, given.host)
    environment = {
        "SANAN_VAR": str(place),
        "SANAN_DEMO": "1",
        "SANAN_SITE_URL": f"http://127.0.0.1:{port}",
        "SANAN_STAFF_SECOND_FACTOR": os.environ.get("SANAN_STAFF_SECOND_FACTOR", "0"),
    }
    if given.host != "127.0.0.1":
        environment["SANAN_HOSTS"] = "*"
    steps = prepare.Steps(place / prepare.MEMORY, environment)
    if given.fresh:
        _begin_again(steps, place)
    ready(steps, place)
    if given.prepare_only:
        return
    beside = free_port(port + 1, given.host)
    steps.environment["SANAN_LIVE"] = f":{beside}"
    web = Child("web", command(host=given.host, port=port), steps.environment)
    listen = ["live", "--host", given.host, "--port", str(beside)]
    live = Child("live", [sys.executable, "-m", "sanan.config", *listen], steps.environment)
    worker = Child("worker", [sys.executable, "-m", "sanan.config", "worker"], steps.environment)
    address = f"http://127.0.0.1:{port}"
    sys.exit(run([web, live, worker], ready=lambda: _welcome(address, place / SIGN_INS)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="throw the demo data away first")
    parser.add_argument("--port", type=int, default=PORT, help="port (another where it is taken)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="0.0.0.0 lets phones of the same network in; the demo's passwords are no secret",
    )
    parser.add_argument("--prepare-only", action="store_true", help="do not start anything")
    return parser.parse_args()


def ready(steps: prepare.Steps, place: Path) -> None:
    """Front end, translations, tables and the demo county: whatever is not there yet."""
    prepare.front_end(steps, static=place / "static")
    prepare.catalogues(steps)
    database = os.environ.get("DATABASE_URL", f"sqlite:///{place / 'sanan.sqlite3'}")
    tables = f"{database} {prepare.tables()}"
    if _is_ours(database):
        _set_aside_what_came_before(steps, place)
    steps.once(TABLES, tables, "preparing the database", lambda: steps.sanan("migrate"))
    steps.once("county", database, "loading the demo county", lambda: _load(steps, place))


def _load(steps: prepare.Steps, place: Path) -> None:
    (place / SIGN_INS).write_text(steps.sanan("demo", "load"), encoding="utf-8")


def _is_ours(database: str) -> bool:
    return "DATABASE_URL" not in os.environ and database.startswith("sqlite")


def _set_aside_what_came_before(steps: prepare.Steps, place: Path) -> None:
    """Before 0.9 tables were remade, not migrated: keep a file of then, begin anew."""
    file = place / "sanan.sqlite3"
    if not file.exists():
        steps.forget(TABLES, "county")
    elif "tables" in steps.done and TABLES not in steps.done:
        for part in place.glob("sanan.sqlite3*"):
            part.rename(part.with_name(part.name.replace("sanan.", "sanan-before.", 1)))
        sys.stdout.write("  · data from before 0.9 is in sanan-before.sqlite3\n")
        steps.forget("tables", "county")


def _begin_again(steps: prepare.Steps, place: Path) -> None:
    if "DATABASE_URL" in os.environ:
        sys.exit("--fresh only throws away the demo's own SQLite file; empty DATABASE_URL by hand.")
    for part in place.glob("sanan.sqlite3*"):
        part.unlink()
    for folder in KEPT_BESIDE:
        shutil.rmtree(place / folder, ignore_errors=True)
    steps.forget(TABLES, "county")


def _welcome(address: str, signs_in: Path) -> None:
    """Once the server answers: where to look and how to sign in."""
    until = time.monotonic() + READY_SECONDS
    while not _answers(address) and time.monotonic() < until:
        time.sleep(0.05)
    sys.stdout.write(f"\n  Residents   {address}/\n  Staff       {address}/staff/\n\n")
    sys.stdout.flush()
    sys.stdout.write(
        signs_in.read_text(encoding="utf-8")
        + "\n  No second factor is asked for here; an installation for real work asks for one.\n"
        "  Ctrl-C stops everything.\n\n"
    )
    sys.stdout.flush()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/", timeout=5):  # noqa: S310 - our own address
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    main()
