"""`bin/sanan demo`: the demo county, and filling a database for a benchmark."""

import sys
from dataclasses import asdict

import click
import orjson

from sanan.demo import actions


@click.group()
def demo() -> None:
    """The demo county of invented people."""


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def load(as_json: bool) -> None:
    """Load the demo county once and print who can sign in."""
    loaded = actions.load()
    if as_json:
        click.echo(orjson.dumps(asdict(loaded), option=orjson.OPT_INDENT_2).decode())
        return
    click.echo(f"  {loaded.cases} cases ({loaded.new} new). Password for all: ", nl=False)
    click.echo(loaded.sign_ins[0]["password"])
    for person in loaded.sign_ins:
        click.echo(f"  {person['username']:<14} {person['name']}  {person['is']}")
    for said, case in (("To play", loaded.to_play), ("Finished", loaded.finished)):
        click.echo(f"  {said}: {case['code']}  query code {case['query_code']}  {case['title']}")
    click.echo("  Sealed reports, only in this demo: every officer's passphrase is ", nl=False)
    click.echo(f"“{loaded.sealed['passphrase']}”", nl=False)
    click.echo(f"; receipt {loaded.sealed['receipt']}" if loaded.sealed["receipt"] else "")


@demo.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same cases.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def fill(number: int, seed: int, as_json: bool) -> None:
    """Add NUMBER generated cases with their timelines, records and search rows."""
    with click.progressbar(length=number, label="cases", file=sys.stderr) as bar:
        filled = actions.fill(n=number, seed=seed, progress=bar.update)
    if as_json:
        click.echo(orjson.dumps(asdict(filled)).decode())
    else:
        click.echo(f"{filled.cases} cases, {filled.rows} rows, {filled.seconds:.1f} s")
