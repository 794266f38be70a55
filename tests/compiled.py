"""Compiled modules are kept, also where the environment says to write none beside the source.

A run starts hundreds of processes (workers, servers, commands); without this each of them would
compile Django and everything else anew, which took more time than what the tests do.
"""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "var" / "compiled"


def keep(environment: MutableMapping[str, str] = os.environ) -> None:
    """For this process and all that are started in `environment`."""
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(FOLDER))
        sys.dont_write_bytecode = False
        sys.pycache_prefix = environment["PYTHONPYCACHEPREFIX"]
