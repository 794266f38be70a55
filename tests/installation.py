"""An installation in a folder of its own, driven by its command line as an operator does."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Set for the test's own process; an installation under test has its own.
NOT_INHERITED = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")


@dataclass
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed."""
        return json.loads(self.out)


@dataclass
class Installation:
    """A folder (`SANAN_VAR`) and a database: SQLite in the folder, or the one at `url`.

    `more` is added to the environment of its processes.
    """

    var: Path
    url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """That of its processes."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in NOT_INHERITED and not name.startswith("SANAN_")
        }
        kept |= {"SANAN_VAR": str(self.var), "SANAN_STAFF_SECOND_FACTOR": "0"}
        return kept | self.more | ({"DATABASE_URL": self.url} if self.url else {})

    def python(self, *arguments: object, said: str = "") -> Ran:
        """Run Python there."""
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            input=said,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def sanan(self, *arguments: object, said: str = "", code: int = 0) -> Ran:
        """`bin/sanan …`, which must end with this code."""
        ran = self.python("-m", "sanan.config", *arguments, said=said)
        assert ran.code == code, f"{arguments}: {ran.code}\n{ran.out}\n{ran.err}"
        return ran
