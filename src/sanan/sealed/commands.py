"""The room's part of the command line."""

import click


@click.group()
def sealed() -> None:
    """Reports to discipline bodies."""


@sealed.command()
def script() -> None:
    """The name under which the scripts of a reporter's page stand in the public record.

    Made from the source alone; anyone gets the same: docs/sealed.md, "The script".
    """
    from sanan.sealed.actions import script_name

    click.echo(script_name())
