"""`bin/sanan bench` and `bin/sanan insight bench`: one measurement, as lines or one JSON object."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from bench import drills

DATABASES = click.Choice(["sqlite", "postgres"])


@click.group()
def bench() -> None:
    """Measure this version on this machine; see docs/benchmarks.md."""


@bench.command()
@click.option("--cases", default=10_000, show_default=True, help="How many there are beforehand.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--seconds", default=8.0, show_default=True, help="How long each kind is asked for.")
@click.option(
    "--burst", default=0.0, metavar="SECONDS", help="Then bursts of lifecycles, so long each."
)
@click.option("--only", multiple=True, help="Only these kinds (create, list_json, …).")
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Keep the filled database in this folder."
)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def http(
    *,
    cases: int,
    database: str,
    seconds: float,
    burst: float,
    only: tuple[str, ...],
    keep: Path | None,
    as_json: bool,
) -> None:
    """Requests a second, latencies, processor time, SQL and memory of the server as shipped."""
    from bench import http as measure

    report = measure.run(
        cases=cases,
        database=database,
        seconds=seconds,
        burst_seconds=burst,
        only=only,
        keep=keep,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(measure.as_json(report))
        return
    for figure in report.figures:
        click.echo(measure.line(figure))
    click.echo(f"start {report.start_ms:.0f} ms, memory per worker {report.own_mb} MB")


@bench.command("import")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--rows", default=200_000, show_default=True, help="Generated, without FILE.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def import_(*, file: Path | None, rows: int, database: str, as_json: bool) -> None:
    """Rows a second and memory of `bin/sanan import`, on FILE or on generated rows."""
    from bench import imports

    say = imports.run(
        file=file, rows=rows, database=database, say=lambda text: click.echo(text, err=True)
    )
    if as_json:
        click.echo(json.dumps(asdict(say)))
        return
    click.echo(
        f"{say.rows} rows in {say.seconds} s: {say.rows_per_second}/s, {say.peak_mb} MB, "
        f"{say.rejected} rejected"
    )


@bench.command()
@click.option("--projects", default=5_000, show_default=True, help="How many there are.")
@click.option("--months", default=60, show_default=True, help="Months reported of each.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def projects(*, projects: int, months: int, database: str, as_json: bool) -> None:
    """The wall of key projects and a quarter's assessment; clock and processor time."""
    from bench import projects as measure

    found = measure.run(
        projects=projects,
        months=months,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    click.echo(json.dumps(found) if as_json else found)


@bench.command()
@click.option("--nodes", default=200_000, show_default=True, help="Crossings of the network.")
@click.option("--points", default=500, show_default=True, help="Points of each of eight kinds.")
@click.option("--metres", default=1000.0, show_default=True, help="How far counts as near.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def coverage(*, nodes: int, points: int, metres: float, as_json: bool) -> None:
    """Who has what within reach in a whole county, on foot along its streets."""
    from bench import coverage as measure

    found = measure.run(
        nodes=nodes, points=points, metres=metres, say=lambda text: click.echo(text, err=True)
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{found['nodes']} nodes, {found['ways']} ways, {found['points']} points of {found['kinds']} "
        f"kinds: read {found['read_seconds']} s, coverage {found['coverage_seconds']} s, "
        f"together {found['seconds']} s "
        f"({found['cpu_seconds']} s of processor; target {found['target_seconds']} s), "
        f"{found['peak_mb']} MB"
    )


@bench.command()
@click.option("--count", default=10_000, show_default=True, help="Rule sets to generate.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def scoring(*, count: int, as_json: bool) -> None:
    """Generated rule sets worked out twice, by ways that share nothing. Exit code 1 if they differ."""
    from bench import rule_sets

    found = rule_sets.run(count=count)
    click.echo(json.dumps(found) if as_json else found)
    if found["differ"]:
        raise SystemExit(1)


@bench.command()
@click.option("--leaves", default=500_000, show_default=True, help="Entries to append.")
@click.option("--size", default=10_000_000, show_default=True, help="Log that proofs are made in.")
@click.option("--entries", default=1_000_000, show_default=True, help="Entries to audit.")
@click.option("--faults", is_flag=True, help="Instead: write on PostgreSQL under random SIGKILLs.")
@click.option("--cases", default=20_000, show_default=True, help="With --faults: cases to write.")
@click.option("--every", default=5.0, show_default=True, help="With --faults: seconds to a kill.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def ledger(
    *, leaves: int, size: int, entries: int, faults: bool, cases: int, every: float, as_json: bool
) -> None:
    """The public log: appending, proving, auditing, what it adds to a case; or all that with faults.

    10 million entries take 2 GB of disk and some minutes.
    """

    def say(text: str) -> None:
        click.echo(text, err=True)

    if faults:
        from bench import faults as chaos

        found = chaos.run(cases=cases, every=every, say=say)
    else:
        from bench import record

        found = record.run(leaves=leaves, size=size, entries=entries, say=say)
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, figures in found.items():
        click.echo(f"{name}: {figures}")


@bench.command()
@click.option("--number", default=2_000, show_default=True, help="Submissions.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def drill(*, number: int, database: str, as_json: bool) -> None:
    """Everything is killed while people speak; the backup comes back; exit 1 where something is silently wrong."""
    from bench import drill as burn

    found = burn.run(number=number, database=database, say=lambda text: click.echo(text, err=True))
    click.echo(json.dumps(found) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    wrong = found["wrong"] or found["other_words"] or found["not_exactly_one_entry"]
    if wrong or not found["audit_clean"]:
        raise SystemExit(1)


@bench.command()
@click.option("--workers", default=500, show_default=True, help="Who is paid.")
@click.option("--deliveries", default=20_000, show_default=True, help="Counts of the month.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def pay(*, workers: int, deliveries: int, database: str, as_json: bool) -> None:
    """Work out a month's pay of a large workshop; exit 1 where a second count differs."""
    from bench import workshop as measure

    found = measure.run(
        workers=workers,
        deliveries=deliveries,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    click.echo(json.dumps(found) if as_json else ", ".join(f"{k} {v}" for k, v in found.items()))
    if not found["agrees"]:
        raise SystemExit(1)


@bench.command()
@click.option("--messages", default=10_000, show_default=True, help="How many orders come.")
@click.option("--senders", default=2, show_default=True, help="Processes that deliver them.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def exchange(*, messages: int, senders: int, database: str, as_json: bool) -> None:
    """Orders from outside with lost replies, double delivery and crashes: each once, none lost."""
    from bench import exchange as measure

    found = measure.run(
        messages=messages,
        senders=senders,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, figures in found.items():
        click.echo(f"{name}: {figures}")


@bench.command()
@click.option("--orders", default=1000, show_default=True, help="How many are wanted.")
@click.option("--takers", default=2, show_default=True, help="Processes that want each.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def claims(*, orders: int, takers: int, database: str, as_json: bool) -> None:
    """Several people want one service order at the same moment: one winner each."""
    from bench import claims as race

    found = race.run(
        orders=orders, takers=takers, database=database, say=lambda text: click.echo(text, err=True)
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, figures in found.items():
        click.echo(f"{name}: {figures}")


@bench.command()
@click.option("--turns", default=280_000, show_default=True, help="Participations beforehand.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def volunteers(*, turns: int, database: str, as_json: bool) -> None:
    """A volunteer's certificate, and a county's totals, in milliseconds."""
    from bench import volunteers as measure

    found = measure.run(turns=turns, database=database, say=lambda text: click.echo(text, err=True))
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, figures in found.items():
        click.echo(f"{name}: {figures}")


@bench.command()
@click.option("--readers", default=300, show_default=True, help="People in one room.")
@click.option("--per-second", default=5, show_default=True, help="Messages a second.")
@click.option("--seconds", default=60, show_default=True, help="How long; 0 leaves it out.")
@click.option("--messages", default=100_000, show_default=True, help="In the long room; 0: none.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def room(
    *, readers: int, per_second: int, seconds: int, messages: int, database: str, as_json: bool
) -> None:
    """A village room: delivery to live readers, opening and searching a long one."""
    from bench import room as measure

    report = measure.run(
        readers=readers,
        per_second=per_second,
        seconds=seconds,
        messages=messages,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(measure.as_json(report))
        return
    for each in measure.lines(report):
        click.echo(each)


@bench.command()
@click.option("--villages", default=2_546, show_default=True)
@click.option("--months", default=12, show_default=True)
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def disclosures(*, villages: int, months: int, database: str, as_json: bool) -> None:
    """The county's overdue page over a year of disclosure tasks of every village."""
    from bench import disclosures as measure

    found = measure.run(
        villages=villages,
        months=months,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{found['tasks']} tasks of {found['villages']} villages, {found['overdue']} overdue: "
        f"median {found['median_ms']} ms, slowest {found['slowest_ms']} ms, "
        f"{found['statements']} statements (target {found['target_ms']} ms)"
    )


@bench.command()
@click.option("--cases", default=100_000, show_default=True, help="How many are filled in.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def pages(*, cases: int, database: str, as_json: bool) -> None:
    """Every page of the staff among many cases, slowest first."""
    from bench import pages as measure

    found = measure.run(cases=cases, database=database, say=lambda text: click.echo(text, err=True))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found["pages"]:
        click.echo("{ms:6} ms {cpu_ms:6} cpu {statements:4} sql  {who:13} {page}".format_map(row))
    click.echo(f"{len(found['pages'])} pages, {found['slow']} above {found['target_ms']} ms")


@bench.command()
@click.option("--leads", default=10_000, show_default=True)
@click.option("--agreements", default=5_000, show_default=True)
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def investment(*, leads: int, agreements: int, database: str, as_json: bool) -> None:
    """A county's board of investment promotion over two years of leads."""
    from bench import investment as measure

    found = measure.run(
        leads=leads,
        agreements=agreements,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{found['leads']} leads, {found['agreements']} agreements, {found['landings']} landings: "
        f"board median {found['median_ms']} ms ({found['cpu_ms']} ms of processor), slowest "
        f"{found['slowest_ms']} ms, {found['statements']} statements; list {found['list_ms']} ms "
        f"(target {found['target_ms']} ms)"
    )


@bench.command()
@click.option("--villages", default=32, show_default=True)
@click.option("--messages", default=100_000, show_default=True)
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def inspection(*, villages: int, messages: int, database: str, as_json: bool) -> None:
    """What people said in a round's villages: counted by village and read, private words covered."""
    from bench import inspection as measure

    found = measure.run(
        villages=villages,
        messages=messages,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{found['villages']} villages, {found['messages']} messages: view median "
        f"{found['median_ms']} ms ({found['cpu_ms']} ms of processor), slowest "
        f"{found['slowest_ms']} ms, {found['statements']} statements; one word {found['word_ms']} ms, "
        f"one village {found['village_ms']} ms (target {found['target_ms']} ms)"
    )


@bench.command("desk")
@click.option("--count", default=8_000, show_default=True, help="Cases of the year.")
@click.option("--nights", default=7, show_default=True, help="Nights between two desks.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def desk(*, count: int, nights: int, as_json: bool) -> None:
    """A county's year at the desk, generated from its duty lists with stated noise: how offers fared."""
    from bench import desk_year as measure

    found = measure.run(count=count, nights=nights)
    click.echo(json.dumps(found) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))


@bench.command("index")
@click.option("--villages", default=2_546, show_default=True)
@click.option("--each", default=24, show_default=True, help="Cases, payments, disclosures of each.")
@click.option("--database", type=DATABASES, default="sqlite", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def index(*, villages: int, each: int, database: str, as_json: bool) -> None:
    """The index of where to inspect, worked out over a year of a city's villages and kept."""
    from bench import index as measure

    found = measure.run(
        villages=villages,
        each=each,
        database=database,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{found['villages']} villages, {found['cases']} cases, {found['payments']} payments, "
        f"{found['disclosures']} disclosures: read {found['read_s']} s, worked out "
        f"{found['worked_s']} s, with what is kept {found['all_s']} s ({found['cpu_s']} s of "
        f"processor; target {found['target_s']} s); {found['classed']} villages have a class"
    )


@bench.command()
@click.option("--villages", default=2546, show_default=True)
@click.option("--months", default=36, show_default=True)
@click.option("--cases", default=0, show_default=True, help="Also snapshots of so many cases.")
@click.option(
    "--messages", default=0.0, show_default=True, help="Also so many a village and month."
)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def analysis(*, villages: int, months: int, cases: int, messages: float, as_json: bool) -> None:
    """Measures of a city on both engines; snapshots; what a province said, read."""
    from bench import analysis as measure

    found = measure.run(
        villages=villages,
        months=months,
        cases=cases,
        messages=messages,
        say=lambda text: click.echo(text, err=True),
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, figure in found.items():
        click.echo(f"{name}: {figure}")


@bench.command("private")
@click.option("--count", default=200, show_default=True, help="Samples of each form.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def private(*, count: int, as_json: bool) -> None:
    """How much of invented private words is covered, form by form."""
    from bench import private_words as measure

    found = measure.run(count)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for form, share in found["recall_by_form"].items():
        click.echo(f"{share:8.1%}  {form}")
    for missed in found["missed"]:
        click.echo(f"missed: {missed}")
    click.echo(
        f"{found['recall']:.2%} of {found['samples']} in {found['forms']} forms, "
        f"{found['messages_per_second']} messages a second"
    )


@bench.command("places")
@click.option("--count", default=200, show_default=True, help="Samples of each form.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def places(*, count: int, as_json: bool) -> None:
    """How many of the places planted in invented messages are found, form by form."""
    from bench import places_in_words as measure

    found = measure.run(count)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for form, share in found["recall_by_form"].items():
        click.echo(f"{share:8.1%}  {form}")
    for missed in found["missed"]:
        click.echo(f"missed: {missed}")
    click.echo(
        f"recall {found['recall']:.2%}, precision {found['precision']:.2%} of {found['samples']} in "
        f"{found['forms']} forms and {found['plain_sentences']} without a place, "
        f"{found['messages_per_second']} messages a second"
    )


@click.command()
@click.option("--count", default=1_000_000, show_default=True, help="Messages in the large runs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def reading(*, count: int, as_json: bool) -> None:
    """Measure speed on invented messages."""
    from bench import reading as measure

    found = measure.run(count)
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")


@bench.command()
@click.option("--cases", default=1_000, show_default=True, help="How many there are beforehand.")
@click.option("--seconds", default=10.0, show_default=True, help="How long each kind is asked for.")
def uploads(*, cases: int, seconds: float) -> None:
    """What other visitors wait while eight hostile pictures at a time are sent."""
    from bench import uploads as measure

    report = measure.run(cases=cases, seconds=seconds, say=lambda text: click.echo(text, err=True))
    for each in report.visitors:
        click.echo(
            f"{each.name}: p95 {each.quiet_p95} ms quiet, {each.beside_p95} ms beside uploads, "
            f"ratio {each.ratio} (target {measure.TARGET_RATIO}), {each.errors} errors"
        )
    click.echo(f"uploads answered {report.uploads}")


@bench.command()
@click.option("--count", default=2_000, show_default=True, help="Requests.")
@click.option("--seed", default=1, show_default=True, help="The same asks the same.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def hostile(*, count: int, seed: int, as_json: bool) -> None:
    """Requests of bad will at every address of the served demo county; exit 1 where one answers 5xx."""
    from bench import hostile as measure

    report = measure.run(count=count, seed=seed, say=lambda text: click.echo(text, err=True))
    if as_json:
        click.echo(json.dumps({"statuses": report.statuses, "failed": report.failed}))
    else:
        told = ", ".join(f"{n} × {status}" for status, n in sorted(report.statuses.items()))
        click.echo(f"{report.asked} asked: {told}; {len(report.failed)} failed")
    raise SystemExit(1 if report.failed else 0)


@bench.command()
@click.option("--cases", default=30_000, show_default=True, help="How many there are.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON list.")
def anonymous(*, cases: int, as_json: bool) -> None:
    """What every page that anyone may open costs of processor; exit 1 beyond the target."""
    from bench import anonymous as measure

    found = measure.run(cases=cases, say=lambda text: click.echo(text, err=True))
    found.sort(key=lambda cost: -cost.median_ms)
    if as_json:
        click.echo(json.dumps([asdict(cost) for cost in found]))
    for cost in [] if as_json else found:
        click.echo(f"{cost.median_ms:8.1f} {cost.most_ms:8.1f} ms {cost.bytes:8} B  {cost.route}")
    raise SystemExit(1 if any(c.median_ms > measure.TARGET_MS for c in found) else 0)


@bench.command()
@click.option("--clients", default=20, show_default=True, help="How many want each slot.")
@click.option(
    "--rounds", default=1_000, show_default=True, help="How many slots, one after another."
)
@click.option(
    "--database", type=DATABASES, default=None, help="Default: the kind that DATABASE_URL names."
)
@click.option(
    "--day-view", is_flag=True, help="Instead: the day of a centre with 5,000 bookings a year."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bookings(
    *, clients: int, rounds: int, database: str | None, day_view: bool, as_json: bool
) -> None:
    """Let clients race for one slot of one room; exit 1 unless each slot has exactly one winner.

    Once through the product's own action, once writing rows past every rule. Runs in an empty
    installation of its own, on a database of the configured kind.
    """
    from bench import bookings as measure

    def say(text: str) -> None:
        click.echo(text, err=True)

    configured = os.environ.get("DATABASE_URL", "").startswith("postgres")
    chosen = database or ("postgres" if configured else "sqlite")
    if day_view:
        found = measure.day_view(database=chosen, say=say)
    else:
        found = measure.run(clients=clients, rounds=rounds, database=chosen, say=say)
    if as_json:
        click.echo(json.dumps(found))
    else:
        for name, figures in found.items():
            click.echo(f"{name}: {figures}")
    if not found.get("exactly_one", True):
        raise SystemExit(1)


for _each in (drills.failover, drills.hosts, drills.plan, drills.evening):
    bench.add_command(_each)
