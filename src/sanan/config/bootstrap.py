"""Makes the environment `.venv` from the locked requirements; runs on a bare Python ≥ 3.11.

Called by `bin/setup` before anything is installed: standard library only, nothing of ours imported.
A step whose inputs have not changed is skipped, so that a second start costs a moment.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
STAMP = VENV / ".made-from"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main() -> None:
    """Entry point of `bin/setup`."""
    parser = argparse.ArgumentParser(prog="bin/setup", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    parser.add_argument("--node", action="store_true", help="also Node, where there is none")
    parser.add_argument("--quiet", action="store_true", help="say only what is done or wrong")
    given = parser.parse_args()
    if sys.version_info < OLDEST:
        sys.exit("Sanan needs Python 3.11 or newer; this one is " + sys.version.split()[0])
    try:
        ready(dev=given.dev)
        if given.node:
            node()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"setup: {' '.join(map(str, failed.cmd[:6]))} … failed ({failed.returncode}).")
    if not given.quiet:
        _say("ready: .venv")


def ready(*, dev: bool) -> None:
    """Bring `.venv` to what the requirement files say; a tester's environment stays one."""
    made_from = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else ""
    dev = dev or made_from.startswith("dev ")
    wanted = f"{'dev' if dev else 'run'} {_fingerprint(dev=dev)}"
    if made_from == wanted:
        return
    began = time.monotonic()
    if not PYTHON.exists():
        _make()
    STAMP.unlink(missing_ok=True)
    requirements = "requirements-dev.txt" if dev else "requirements.txt"
    _say(f"installing {requirements} (the first time takes a minute or two)")
    _install(requirements)
    STAMP.write_text(wanted)
    _say(f"installed in {time.monotonic() - began:.0f} s")


def node() -> None:
    """Install Node from its wheel, unless the machine has Node and npm."""
    if (shutil.which("node") and shutil.which("npm")) or (VENV / "bin" / "npm").exists():
        return
    _say("installing Node into .venv")
    _pip("install", "--require-hashes", "--no-deps", "-r", "requirements-build.txt")


def _make() -> None:
    _say("making .venv")
    try:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)  # noqa: S603
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "setup: this Python cannot make virtual environments. On Debian or Ubuntu:\n"
            "  apt-get install python3-venv"
        )


def _install(requirements: str) -> None:
    """By uv where its wheel runs here, else by pip; both refuse a file with another hash."""
    _pip("install", "--require-hashes", "--no-deps", "-r", "requirements-bootstrap.txt")
    uv = VENV / "bin" / "uv"
    try:
        # What comes as source is built by the setuptools at hand, not by one fetched unseen.
        checked = ("--require-hashes", "--no-build-isolation", requirements)
        _run(uv, "pip", "sync", "--quiet", "--python", PYTHON, *checked)
        here = (uv, "pip", "install", "--quiet", "--python", PYTHON)
        _run(*here, "--no-deps", "--no-build-isolation", "-e", ".")
    except (OSError, subprocess.CalledProcessError):
        _say("uv did not manage; going on with pip")
        _pip("install", "--require-hashes", "-r", "requirements-bootstrap.txt", "-r", requirements)
        _pip("install", "--no-deps", "--no-build-isolation", "-e", ".")


def _pip(*arguments: str) -> None:
    _run(PYTHON, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check")


def _run(*command: str | Path) -> None:
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_NO_PROGRESS": "1"}
    # Packages come as wheels with their tools inside: nothing else is fetched.
    subprocess.run([*map(str, command)], check=True, cwd=ROOT, env=environment)  # noqa: S603


def _fingerprint(*, dev: bool) -> str:
    """Changes when the requirements, the Python or the folder change."""
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for name in ("requirements-bootstrap.txt", f"requirements{'-dev' if dev else ''}.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _say(line: str) -> None:
    sys.stdout.write(f"  · {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
