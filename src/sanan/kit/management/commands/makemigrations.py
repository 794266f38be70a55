"""Django's `makemigrations`, writing migrations that last (`kit.lasting`), laid out by ruff."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import makemigrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from sanan.kit.lasting import LastingAutodetector, first_anew


class Command(makemigrations.Command):
    """Choices, labels and functions of rooms are not written."""

    autodetector = LastingAutodetector
    written_files: list[str]

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's, and `--anew`."""
        super().add_arguments(parser)
        parser.add_argument(
            "--anew",
            action="store_true",
            help="Write 0001_initial of these rooms anew; only until version 0.9 (ADR 6).",
        )

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Write what is missing, or rooms' first migrations anew."""
        if not options.pop("anew"):
            super().handle(*app_labels, **options)
            return
        if not app_labels:
            raise CommandError("--anew needs the names of the rooms.")
        self.verbosity, self.dry_run = options["verbosity"], options["dry_run"]
        self.include_header, self.scriptable = False, False
        self.written_files = []
        for room in app_labels:
            loader = MigrationLoader(None)
            migration = first_anew(room, loader, ProjectState.from_apps(apps))
            self.write_migration_files({room: [migration]})

    def write_migration_files(self, changes: Any, *args: Any, **kwargs: Any) -> None:
        """Write them as Django does, then lay them out as all other code is."""
        super().write_migration_files(changes, *args, **kwargs)
        ruff = Path(sys.executable).parent / "ruff"
        if self.written_files and ruff.exists():
            for how in (["check", "--quiet", "--fix"], ["format", "--quiet"]):
                subprocess.run([str(ruff), *how, *self.written_files], check=True)  # noqa: S603 - our own
