"""`bench index`: the index of a city's villages, over a year of their cases, books and disclosures."""

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

TARGET_S = 2.0


def run(
    *, villages: int, each: int, database: str, say: Callable[[str], object] = print
) -> dict[str, Any]:
    """Make the rows in an installation of its own and work the index out; `reckoned`'s figures."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment, bare=True)
        say(f"making {villages} villages with {each} cases, payments and disclosures each")
        told = python(
            *("-m", "bench.index", str(villages), str(each)),
            environment={**environment, "SANAN_DEMO": "1"},
        )
    figures: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return figures | {"database": database, "target_s": TARGET_S}


def main(villages: int, each: int) -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from bench.index_inside import reckoned

    sys.stdout.write(json.dumps(asdict(reckoned(villages=villages, each=each))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
