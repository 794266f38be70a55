"""`bench investment`: a county's board of investment promotion over years of leads and agreements."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

LEADS, AGREEMENTS = 10_000, 5_000
TARGET_MS = 300


def run(
    *, leads: int, agreements: int, database: str, say: Callable[[str], object] = print
) -> dict[str, Any]:
    """Make the rows in an installation of its own and open the board; `opened`'s figures."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment, bare=True)
        say(f"making {leads} leads and {agreements} agreements")
        told = python(
            *("-m", "bench.investment", str(leads), str(agreements)),
            environment={**environment, "SANAN_STAFF_SECOND_FACTOR": "0", "SANAN_DEMO": "1"},
        )
    figures: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return figures | {"database": database, "target_ms": TARGET_MS}


def main(leads: int, agreements: int) -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from bench.investment_inside import opened

    sys.stdout.write(json.dumps(asdict(opened(leads=leads, agreements=agreements))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
