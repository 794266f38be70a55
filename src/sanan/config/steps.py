"""What must be done before the demo can start, each step once for the same inputs."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "sanan"
MEMORY = "steps.json"


class Steps:
    """Remembers in a file what was done from which inputs."""

    def __init__(self, memory: Path, environment: Mapping[str, str]) -> None:
        self.memory = memory
        self.environment = {**os.environ, **environment}
        self.done: dict[str, str] = json.loads(memory.read_text()) if memory.exists() else {}

    def once(self, name: str, inputs: str, say: str, do: Callable[[], object]) -> bool:
        """Do it unless it was done from these inputs; returns whether it was done now."""
        if self.done.get(name) == inputs:
            return False
        sys.stdout.write(f"  · {say} …")
        sys.stdout.flush()
        began = time.monotonic()
        do()
        sys.stdout.write(f" {time.monotonic() - began:.0f} s\n")
        self.done[name] = inputs
        self.memory.parent.mkdir(parents=True, exist_ok=True)
        self.memory.write_text(json.dumps(self.done, indent=1))
        return True

    def forget(self, *names: str) -> None:
        """Have these done again."""
        for name in names:
            self.done.pop(name, None)

    def sanan(self, *arguments: str) -> str:
        """Run a part of the command line; returns what it prints."""
        return self.python("-m", "sanan.config", *arguments)

    def python(self, *arguments: str) -> str:
        """Run our Python; returns what it prints, or shows that and ends where it fails."""
        ran = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if ran.returncode:
            sys.stdout.write("\n" + ran.stdout.decode(errors="replace"))
            sys.exit(f"This step failed: {' '.join(arguments)} (exit code {ran.returncode})")
        return ran.stdout.decode(errors="replace")


def front_end(steps: Steps, *, static: Path) -> None:
    """Front-end files from the npm lock, then all static files hashed and compressed."""
    locks = [*SOURCE.glob("web/package*.json"), *ROOT.glob("package*.json")]
    own = [p for p in SOURCE.glob("*/static/**/*") if "vendor" not in p.parts]

    def build() -> None:
        if not (shutil.which("node") and shutil.which("npm")):
            steps.python(str(SOURCE / "config" / "bootstrap.py"), "--node", "--quiet")
        steps.environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        steps.python("-m", "sanan.web.assets")

    pages = [*SOURCE.glob("*/templates/**/*.html"), *SOURCE.glob("*/forms/*.py")]
    inputs = digest([*locks, *own, *pages, *SOURCE.glob("web/*.py")])
    vendor = SOURCE / "web" / "static" / "vendor"
    if not vendor.exists():
        steps.forget("assets")
    steps.once("assets", inputs, "building the front end", build)
    if not (static / "staticfiles.json").exists():
        steps.forget("static")
    steps.once(
        "static",
        inputs,
        "collecting static files",
        lambda: steps.sanan("django", "collectstatic", "--noinput", "-v0"),
    )


def catalogues(steps: Steps) -> None:
    """Translations compiled."""
    inputs = digest(SOURCE.glob("locale/*/LC_MESSAGES/*.po"))
    sources = sorted(SOURCE.glob("locale/*/LC_MESSAGES/*.po"))
    if any(not po.with_suffix(".mo").exists() for po in sources):
        steps.forget("messages")
    steps.once(
        "messages", inputs, "compiling translations", lambda: steps.sanan("messages", "compile")
    )


def tables() -> str:
    """Changes when any migration does."""
    return digest(SOURCE.glob("*/migrations/*.py"))


def digest(paths: Iterable[Path]) -> str:
    """One hash over names and contents."""
    sums = hashlib.sha256()
    for path in sorted(p for p in paths if p.is_file()):
        sums.update(f"{path.relative_to(ROOT)}\0".encode())
        sums.update(path.read_bytes())
    return sums.hexdigest()
