"""`bin/sanan`: one command line; each room brings its own part."""

import importlib
import os

import click

ROOMS = {
    "docs": "sanan.config.commands:docs",
    "build": "sanan.config.commands:build",
    "migrate": "sanan.config.commands:migrate",
    "serve": "sanan.config.commands:serve",
    "worker": "sanan.config.commands:worker",
    "tick": "sanan.config.commands:tick",
    "up": "sanan.config.commands:up",
    "messages": "sanan.config.commands:messages",
    "import": "sanan.cases.commands:import_file",
    "council": "sanan.council.commands:council",
    "volunteers": "sanan.volunteers.commands:volunteers",
    "books": "sanan.books.commands:books",
    "live": "sanan.voices.commands:live",
    "voices": "sanan.voices.commands:voices",
    "cases": "sanan.cases.commands:cases",
    "reading": "sanan.cases.commands:reading",
    "people": "sanan.people.commands:people",
    "places": "sanan.places.commands:places",
    "demo": "sanan.demo.commands:demo",
    "bench": "sanan.bench.commands:bench",
    "insight": "sanan.insight.commands:insight",
    "ledger": "sanan.ledger.commands.record:ledger",
    "witness": "sanan.ledger.commands.witness:witness",
}

WITHOUT_DJANGO = {"bench", "build", "council", "insight", "serve", "up", "messages", "witness"}


def main() -> None:
    """Entry point."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    cli(prog_name="bin/sanan")


class Rooms(click.Group):
    """Loads a room's commands only when they are called, so that `--help` of one starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name."""
        return sorted({*super().list_commands(ctx), *ROOMS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command of ours, or a room's."""
        if cmd_name not in ROOMS:
            return super().get_command(ctx, cmd_name)
        module, name = ROOMS[cmd_name].split(":")
        if cmd_name not in WITHOUT_DJANGO:
            _django()
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


def _django() -> None:
    import django

    django.setup()


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sanan")
def cli() -> None:
    """Sanan: a county's grassroots affairs, from a resident's word to a rated, recorded end."""


@cli.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    }
)
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def django(args: tuple[str, ...]) -> None:
    """Django's own management commands (makemigrations, shell, …)."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sanan django", *args])
