"""`bench inspection`: what people said in a round's villages, counted and read, over many messages."""

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

TARGET_MS = 300


def run(
    *, villages: int, messages: int, database: str, say: Callable[[str], object] = print
) -> dict[str, Any]:
    """Make the rows in an installation of its own and open the view; `opened`'s figures."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment, bare=True)
        say(f"making {messages} messages of {villages} villages")
        told = python(
            *("-m", "bench.inspection", str(villages), str(messages)),
            environment={**environment, "SANAN_STAFF_SECOND_FACTOR": "0", "SANAN_DEMO": "1"},
        )
    figures: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return figures | {"database": database, "target_ms": TARGET_MS}


def main(villages: int, messages: int) -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from bench.inspection_inside import opened

    sys.stdout.write(json.dumps(asdict(opened(villages=villages, messages=messages))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
