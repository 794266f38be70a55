"""`bin/sanan bench`, of several machines: fail-over, two hosts, a city's plan and its evening."""

import json

import click

DATABASES = click.Choice(["sqlite", "postgres"])


@click.command()
@click.option("--cases", default=2_000, show_default=True, help="How many are written, each way.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def failover(*, cases: int, as_json: bool) -> None:
    """The primary is killed under load, its replica promoted; exit 1 where synchronously anything is lost."""
    from bench import failover as drill

    found = drill.run(cases=cases, say=lambda text: click.echo(text, err=True))
    click.echo(json.dumps(found) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    if found["synchronous"]["lost"] or any(way["said_twice"] for way in found.values()):
        raise SystemExit(1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def hosts(*, as_json: bool) -> None:
    """Two machines in network namespaces, one database, one object store; exit 1 where they do not agree."""
    from bench import hosts as drill

    if why := drill.can():
        raise click.ClickException(why)
    found = drill.run(say=lambda text: click.echo(text, err=True))
    click.echo(json.dumps(found) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    if not found["as_it_should_be"]:
        raise SystemExit(1)


@click.command()
@click.option("--members", default=1_790_000, show_default=True, help="People in rooms.")
@click.option("--active", default=0.2, show_default=True, help="Share of them on a peak evening.")
@click.option(
    "--peak", default=0.35, show_default=True, help="Share of the evening in its busiest hour."
)
@click.option(
    "--burst", default=2.0, show_default=True, help="Busiest minute against that hour's mean."
)
@click.option("--cores", default=16, show_default=True, help="Of one machine.")
@click.option("--busy", default=0.6, show_default=True, help="How busy it may be at the peak.")
@click.option("--web-factor", default=1.0, show_default=True, help="Slower processors: above 1.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def plan(
    *,
    members: int,
    active: float,
    peak: float,
    burst: float,
    cores: int,
    busy: float,
    web_factor: float,
    as_json: bool,
) -> None:
    """How many machines a city needs, from what one request costs and how people come."""
    from bench import plan as city

    found = city.plan(
        city.City(members=members, active=active, peak=peak, burst=burst),
        city.Machine(cores=cores, busy=busy),
        web_factor=web_factor,
    )
    click.echo(json.dumps(found) if as_json else "\n".join(city.lines(found)))


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="How long.")
@click.option("--scale", default=0.01, show_default=True, help="Share of a city's busiest minute.")
@click.option("--database", type=DATABASES, default="postgres", show_default=True)
@click.option("--replica/--no-replica", default=True, show_default=True, help="On PostgreSQL.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def evening(*, minutes: float, scale: float, database: str, replica: bool, as_json: bool) -> None:
    """A city's peak evening, scaled: rooms, cases, disclosures and reads mixed; exit 1 where one is lost."""
    from bench import evening as load

    found = load.run(
        minutes=minutes,
        scale=scale,
        database=database,
        replica=replica,
        say=lambda text: click.echo(text, err=True),
    )
    click.echo(json.dumps(found) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    if found["lost"] or found["failed"] or found["own_message_not_seen"]:
        raise SystemExit(1)
