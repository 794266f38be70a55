"""Django's `makemigrations`, writing migrations that last (`kit.lasting`), laid out by ruff."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management.commands import makemigrations

from sanan.kit.lasting import LastingAutodetector


class Command(makemigrations.Command):
    """Choices, labels and functions of rooms are not written."""

    autodetector = LastingAutodetector
    written_files: list[str]

    def write_migration_files(self, changes: Any, *args: Any, **kwargs: Any) -> None:
        """Write them as Django does, then lay them out as all other code is."""
        super().write_migration_files(changes, *args, **kwargs)
        ruff = Path(sys.executable).parent / "ruff"
        if self.written_files and ruff.exists():
            for how in (["check", "--quiet", "--fix"], ["format", "--quiet"]):
                subprocess.run([str(ruff), *how, *self.written_files], check=True)  # noqa: S603 - our own
