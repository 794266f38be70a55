"""The image of the Containerfile: built from description, run as nobody in particular, asked whether it lives.

Where the registry of images cannot be reached, the name of Debian's image is given to the clean Debian of
`machine.box`. Needs podman and runc, which are installed where they are missing.
"""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from machine import box as boxes
from machine.box import AUTHORITIES, BUNDLE, Failed

BASE = "docker.io/library/debian:bookworm-slim"
NAME = "localhost/sanan-tried"
VOLUMES = {"sanan-tried-data": "/var/lib/sanan", "sanan-tried-keys": "/var/lib/sanan-keys"}
PROGRAMS = {"podman": "podman", "runc": "runc"}
# Where no systemd runs, as in a sandbox, a container gets no more than what its maker has.
SPARING = ("--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096")
_TRUST = f"""FROM localhost/clean-debian
COPY *.crt {AUTHORITIES}/
RUN update-ca-certificates
ENV SSL_CERT_FILE={BUNDLE} PIP_CERT={BUNDLE} NODE_EXTRA_CA_CERTS={BUNDLE}
"""
_SECONDS = 60.0


def have_programs() -> None:
    """Install what this needs and the machine does not have."""
    boxes.have_programs(PROGRAMS)


def base() -> str:
    """Debian's image: fetched, or made here under its name."""
    if not _done("pull", "--quiet", BASE):
        return "fetched"
    if not _done("image", "exists", BASE):
        return "made here before"
    with tempfile.TemporaryDirectory(dir=boxes.KEPT) as name:
        folder = Path(name)
        (folder / "empty.crt").touch()
        for authority in AUTHORITIES.glob("*.crt"):
            shutil.copy(authority, folder)
        (folder / "Containerfile").write_text(_TRUST)
        root = folder / "root.tar"
        subprocess.run(["tar", "-C", str(boxes.base()), "-cf", str(root), "."], check=True)
        podman("import", "--quiet", str(root), "localhost/clean-debian")
        podman("build", *_BUILD, "--tag", BASE, str(folder))
    return "made here"


def build(source: Path) -> None:
    """The image, as docs/operations.md says."""
    podman("build", *_BUILD, "--format", "docker", "--tag", NAME, str(source))


def run(*arguments: str, entry: str = "") -> str:
    """One command of the image, to its end; what it said."""
    other = ["--entrypoint", entry] if entry else []
    return podman(
        "run",
        "--rm",
        "--no-healthcheck",
        "--network=none",
        *SPARING,
        *_volumes(),
        *other,
        NAME,
        *arguments,
    )


def serve() -> str:
    """The web server in the background, as its description starts it; its container."""
    line = ("run", "--detach", "--network=none", *SPARING, *_volumes(), NAME)
    return podman(*line).strip().splitlines()[-1]


def inside(container: str, code: str) -> str:
    """Run Python beside the server; what it printed."""
    return podman("exec", container, "/opt/sanan/.venv/bin/python", "-c", code)


def healthy(container: str) -> None:
    """Until its own check says so. Raises Failed where it never does."""
    until = time.monotonic() + _SECONDS
    while _done("healthcheck", "run", container):
        if time.monotonic() > until:
            raise Failed(podman("logs", container))
        time.sleep(0.5)


def described() -> dict[str, object]:
    """What the image says of itself."""
    held: dict[str, object] = json.loads(podman("image", "inspect", NAME))[0]["Config"]
    return held


def forget(containers: Sequence[str]) -> None:
    """Take away what was tried."""
    for each in containers:
        _done("rm", "--force", each)
    _done("volume", "rm", "--force", *VOLUMES)


def podman(*arguments: str) -> str:
    """A command of podman. Raises Failed."""
    line = [*_PODMAN, *arguments]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        raise Failed(f"{' '.join(line)}:\n{told}")
    return done.stdout


def _done(*arguments: str) -> int:
    return subprocess.run([*_PODMAN, *arguments], capture_output=True, check=False).returncode


def _volumes() -> list[str]:
    return [f"--volume={name}:{where}" for name, where in VOLUMES.items()]


_PODMAN = (
    "podman",
    "--runtime=runc",
    *([] if Path("/run/systemd/system").exists() else ["--cgroup-manager=cgroupfs"]),
)
_BUILD = ("--runtime=runc", "--network=host", "--pull=never")
