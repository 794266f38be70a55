"""`bin/sanan council`: the arithmetic of consultations, and counting a vote again."""

import sys
from pathlib import Path

import click
import orjson

from sanan.council.opinion.consultation import Result, TableError, consult, read_groups, read_votes


@click.group()
def council() -> None:
    """Topics, meetings and resolutions."""


@council.command()
@click.option("--votes", "votes", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--groups", "groups", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def opinions(votes: Path, groups: Path | None, as_json: bool) -> None:
    """Find opinion groups and the statements that unite them, from CSV tables."""
    try:
        given = read_groups(groups.read_text(encoding="utf-8")) if groups else None
        found = consult(read_votes(votes.read_text(encoding="utf-8")), given)
    except (TableError, UnicodeDecodeError) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if as_json:
        sys.stdout.write(orjson.dumps(found.as_dict(), option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    _print(found)


def _print(found: Result) -> None:
    click.echo(f"{found.voters} voters, {found.placed} in {len(found.groups)} groups")
    for group in found.groups:
        click.echo(f"  group {group.group}: {group.size}{' (few)' if group.small else ''}")
    united = sorted(found.consensus.items(), key=lambda pair: -pair[1])[:10]
    for statement, value in united:
        click.echo(f"  {value:.4f}  {statement}")
    if found.plain:
        for count in found.counts:
            told = f"{count.agrees} agree, {count.disagrees} disagree, {count.passes} pass"
            click.echo(f"  {count.statement}: {told}{' (few)' if count.few else ''}")
