"""`bench disclosures`: the county's overdue page over a year of every village's tasks."""

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

VILLAGES, MONTHS = 2_546, 12
TARGET_MS = 300


def run(
    *, villages: int, months: int, database: str, say: Callable[[str], object] = print
) -> dict[str, Any]:
    """Make the tasks in an installation of its own and open the page; `open_year`'s figures."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment, bare=True)
        say(f"making {villages} villages × 27 items × {months} months")
        told = python(
            *("-m", "bench.disclosures", str(villages), str(months)),
            environment={**environment, "SANAN_STAFF_SECOND_FACTOR": "0", "SANAN_DEMO": "1"},
        )
    figures: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return figures | {"database": database, "target_ms": TARGET_MS}


def main(villages: int, months: int) -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from bench.open_year import open_year

    sys.stdout.write(json.dumps(asdict(open_year(villages=villages, months=months))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
