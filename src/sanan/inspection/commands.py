"""`bin/sanan inspection`: tables in, the index worked out, and what it would have found."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from sanan.imports import commands
from sanan.inspection.enums import Grade, TermsKind
from sanan.inspection.forms.table import CONTACTS, FACTS
from sanan.inspection.index import backtest as trials
from sanan.inspection.queries import backtest as own
from sanan.inspection.queries import terms
from sanan.inspection.rules.terms import defaults, rule_of
from sanan.places import queries as places
from sanan.process.declare import OPERATOR

SHOWN = (0.0, 0.25, 0.5, 1.0)


@click.group()
def inspection() -> None:
    """Inspection."""


@inspection.command("import")
@commands.options()
@click.option("--source", default="list", show_default=True, help="Name of the table.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a team's register of talks and visits, or a table of villages for the index.

    Which of them it is, its heads tell. XLSX, XLS or CSV. Running it again changes nothing that has
    not changed; rows that cannot be taken are listed with their line. Exit code 1 when the file
    cannot be read at all, 0 otherwise.
    """
    commands.importing(tables=[CONTACTS, FACTS], place=commands.place_of(place), **given)


@inspection.command("index")
@click.option("--place", required=True, help="Code of the county or city.")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="As villages stood on that day (today)."
)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def index(*, place: str, on: datetime | None, as_json: bool) -> None:
    """Work the index out and keep it; the office decides from it on its pages."""
    from sanan.inspection.actions.index import reckon

    day = on.date() if on else None
    where = commands.place_of(place) or places.default()
    made = reckon(place=where, on=day, by=None, relation=OPERATOR)
    rows = list(made.standings.values_list("suggested", flat=True))
    told = {name or "unknown": rows.count(name) for name in [*Grade.values, ""]}
    figures = {"code": made.code, "on": made.on.isoformat(), "villages": len(rows), **told}
    click.echo(
        json.dumps(figures)
        if as_json
        else "  ".join(f"{name} {value}" for name, value in figures.items())
    )


@inspection.command("backtest")
@click.option("--villages", default=220, show_default=True, help="Villages of a generated county.")
@click.option("--years", default=100, show_default=True, help="How many years are generated.")
@click.option(
    "--named",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.15,
    show_default=True,
    help="The share of the villages that is named.",
)
@click.option(
    "--shown",
    type=click.FloatRange(0, 1),
    multiple=True,
    default=SHOWN,
    show_default=True,
    help="How much of the planted trouble the records show, 0 to 1; several are told in turn.",
)
@click.option("--seed", default=1, show_default=True, help="Another seed, other years.")
@click.option("--place", help="Also this county's own past rounds, and its own weights.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def backtest(
    *,
    villages: int,
    years: int,
    named: float,
    shown: tuple[float, ...],
    seed: int,
    place: str | None,
    as_json: bool,
) -> None:
    """How many of the problems found lay in villages that the index would have named.

    On generated years with planted trouble, beside chance and beside naming those with the most
    complaints: the middle year, and from the tenth to the ninetieth of a hundred. With `--place`
    also each past round of that county, by the index as it stood on the day before it began,
    among the villages that were inspected: of others nobody knows what would have been found.
    """
    county = commands.place_of(place) if place else None
    values = terms.values(county, TermsKind.INDEX) if county else defaults(TermsKind.INDEX)
    rule = rule_of(values)
    found = {
        each: trials.verdict(
            trials.generated(
                rule, villages=villages, years=years, share=named, shown=each, seed=seed
            )
        )
        for each in shown
    }
    rounds = own.past(county, share=named) if county else []
    if as_json:
        told = [{"shown": each, **asdict(verdict)} for each, verdict in found.items()]
        past = [{"round": title, **asdict(trial)} for title, trial in rounds]
        click.echo(json.dumps({"generated": told, "rounds": past}, ensure_ascii=False))
        return
    for each, verdict in found.items():
        click.echo(f"shown {each:g}: {_line(verdict)}")
    for title, trial in rounds:
        click.echo(
            f"{title}: {trial.named} of {trial.villages} villages named, by the index "
            f"{trial.by_index} of {trial.problems} problems, by complaints {trial.by_complaints}, "
            f"by lot {trial.chance * trial.problems:.0f}"
        )
    if county and not rounds:
        click.echo("no past round with problems in enough villages")


def _line(verdict: trials.Verdict) -> str:
    part, gain, loud = verdict.share_found, verdict.gain, verdict.gain_of_complaints
    return (
        f"the index finds {part.middle:.0%} ({part.low:.0%} to {part.high:.0%}) of the problems "
        f"where chance finds {verdict.chance:.0%}: {gain.middle:.2f} times ({gain.low:.2f} to "
        f"{gain.high:.2f}); most complaints {loud.middle:.2f} ({loud.low:.2f} to {loud.high:.2f}); "
        f"more than complaints in {verdict.better} of {verdict.years} years"
    )
