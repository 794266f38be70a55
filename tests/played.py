"""The demo county as a folder, played once in a run: it takes half a minute, and many tests look at it."""

import fcntl
import os
from pathlib import Path

from installation import Installation

# Where `bin/test` keeps it, so that all its stages share one.
SHARED = "SANAN_TEST_COUNTY"


def played(beside: Path) -> Path:
    """The folder with the county's database, files and keys; copy it, since others read it too.

    Whoever comes first plays it, in the folder that `bin/test` names or else in `beside`.
    """
    shared = Path(os.environ.get(SHARED) or beside)
    with (shared / "county.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "county").exists():
            home = Installation(shared / "being-played")
            home.sanan("migrate")
            home.sanan("demo", "load")
            home.var.rename(shared / "county")
    return shared / "county"


if __name__ == "__main__":
    played(Path(os.environ[SHARED]))
