"""`bin/sanan`: one command line; each room brings its own part."""

import os
import sys
from collections.abc import Mapping
from copy import copy
from pathlib import Path

import click

from sanan.kit.manifest import load, rooms

WIRING = {
    "docs": "sanan.config.commands:docs",
    "build": "sanan.config.commands:build",
    "install": "sanan.config.commands:install",
    "migrate": "sanan.config.commands:migrate",
    "serve": "sanan.config.commands:serve",
    "doctor": "sanan.config.commands:doctor",
    "worker": "sanan.config.commands:worker",
    "tick": "sanan.config.commands:tick",
    "up": "sanan.config.commands:up",
    "messages": "sanan.config.commands:messages",
    "import": "sanan.config.arrival:import_",
    "export": "sanan.transfer.commands:export",
    "insight": "sanan.insight.commands:insight",
}

MEASURES = {"bench": "bench.commands:bench", "insight bench": "bench.commands:reading"}
"""What measures; it stands beside the package in a checkout, and is not installed with it."""

WITHOUT_DJANGO = {
    "bench",
    "build",
    "council",
    "insight",
    "install",
    "serve",
    "up",
    "messages",
    "witness",
}
AT_ONCE = {"neighbourhood coverage": "sanan.neighbourhood.circle.commands:neighbourhood"}
"""Commands of a room that work on files alone, by the group that holds them: they start without Django."""
CHECKOUT = Path(__file__).resolve().parents[3]


def commands() -> dict[str, tuple[str, ...]]:
    """Every command by its name, as `module:function`: the wiring's, then the rooms'.

    Two rooms may name a group by one word; then the group has the commands of both.
    """
    found: dict[str, tuple[str, ...]] = {name: (where,) for name, where in WIRING.items()}
    for where in (name for room in rooms() for name in room.commands):
        name = where.rpartition(":")[2]
        found[name] = (*found.get(name, ()), where)
    return found


def main() -> None:
    """Entry point."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    cli(prog_name="bin/sanan")


class Rooms(click.Group):
    """Loads a room's commands only when they are called, so that `--help` of one starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name."""
        own = {name for name in _measures() if " " not in name}
        return sorted({*super().list_commands(ctx), *commands(), *own})

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command of files alone from its own group, without loading its room."""
        if where := AT_ONCE.get(" ".join(args[:2])):
            return args[0], load(where), args[1:]
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command of ours, or a room's."""
        where = {**commands(), **{name: (at,) for name, at in _measures().items()}}
        if cmd_name not in where:
            return super().get_command(ctx, cmd_name)
        if cmd_name not in WITHOUT_DJANGO:
            _django()
        found: click.Command = load(where[cmd_name][0])
        beside = {
            name.removeprefix(f"{cmd_name} "): load(command)
            for name, command in _measures().items()
            if name.startswith(f"{cmd_name} ")
        }
        for more in where[cmd_name][1:]:
            beside |= load(more).commands
        if beside and isinstance(found, click.Group):
            found = copy(found)
            found.commands = {**found.commands, **beside}
        return found


def _measures() -> Mapping[str, str]:
    if not (CHECKOUT / "bench" / "commands.py").is_file():
        return {}
    if str(CHECKOUT) not in sys.path:
        sys.path.append(str(CHECKOUT))
    return MEASURES


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
