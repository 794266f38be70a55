"""Running the installation: database, web server, background work, message catalogues."""

import json
import os
import signal
import sys
from pathlib import Path

import click

from sanan.config.serve import PORT, THREADS, WORKERS, command, free_port, on_socket

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--check", is_flag=True, help="Only say whether something is to be done (exit 1).")
@click.option("--bare", is_flag=True, help="Only the tables: no regions, categories, deadlines.")
def migrate(*, check: bool, bare: bool) -> None:
    """Prepare the database that DATABASE_URL names (default: SQLite under var/).

    Makes the tables, then what every county starts with and is not there yet: categories,
    deadline packs, public holidays and, where there is no place at all, the regions of 德化 and 永春.
    """
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1, check_unapplied=check)
    if not (check or bare):
        from sanan.kit.manifest import loaded

        for seed in loaded(lambda room: room.seeds):
            seed()


@click.command()
def build() -> None:
    """Build what pages need: front-end files, translations, static files. Skips what is done."""
    from sanan.config import steps

    place = Path(os.environ.get("SANAN_VAR", steps.ROOT / "var"))
    work = steps.Steps(place / steps.MEMORY, {})
    steps.front_end(work, static=Path(os.environ.get("SANAN_STATIC", place / "static")))
    steps.catalogues(work)


@click.command()
@click.option("--site", required=True, help="The https address that people see.")
@click.option("--database", default="", help="postgresql://…; without it SQLite.")
@click.option(
    "--proxy",
    type=click.Choice(["caddy", "other"]),
    default="caddy",
    show_default=True,
    help="Who speaks TLS: Debian's Caddy, or a server that is there already.",
)
@click.option(
    "--tls",
    default="public",
    show_default=True,
    metavar="public|internal|CERTIFICATE:KEY",
    help="Caddy's certificate: from a public authority, its own, or two files of yours.",
)
@click.option("--var", type=FOLDER, default="/var/lib/sanan", show_default=True, help="The data.")
@click.option(
    "--backup", type=FOLDER, default="/var/backups/sanan", show_default=True, help="The backups."
)
@click.option("--place", help="Code of the county at which the administrators are appointed.")
@click.option(
    "--administrator",
    "administrators",
    multiple=True,
    metavar="ROLE:USERNAME:NAME",
    help="tenant_admin, security_admin, auditor: one each, shown with password and one-time code.",
)
@click.option("--check", is_flag=True, help="Only look; exit 1 where something is to be done.")
@click.option("--root", type=FOLDER, default="/", hidden=True)
def install(
    *,
    site: str,
    database: str,
    proxy: str,
    tls: str,
    var: Path,
    backup: Path,
    place: str | None,
    administrators: tuple[str, ...],
    check: bool,
    root: Path,
) -> None:
    """Make this machine serve a county: account, folders, settings, services, TLS. Twice is once.

    For Debian with systemd, as root, with the program in /opt/sanan. Files that are yours (settings,
    another site's Caddyfile) are never written over.
    """
    from sanan.config import install as installing

    wanted = installing.Wanted(
        site=site, database=database, caddy=proxy == "caddy", tls=tls, var=var, backup=backup
    )
    machine = installing.Machine(root)
    try:
        people = installing.administrators_of(administrators, place)
        made = installing.begin(wanted, machine, check=check, tell=click.echo)
        if check:
            click.echo("all is there" if not made else f"{len(made)} things are to be done")
            sys.exit(1 if made else 0)
        if not installing.start(wanted, machine):
            click.echo("systemd does not run here: the services start with the machine")
        for line in installing.administrators(people, place or "", machine):
            click.echo(line)
    except installing.CannotInstall as no:
        raise click.ClickException(str(no)) from no
    click.echo("Then: sanan recovery new; sanan backup --verify; sanan doctor")
    if proxy != "caddy":
        click.echo("Your TLS server: docs/operations.md says which headers and paths.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, help="Port; 0 takes a free one.")
@click.option("--workers", default=WORKERS, show_default=True, help="Processes.")
@click.option("--threads", default=THREADS, show_default=True, help="Requests at a time in each.")
def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Start the web server, in the foreground; Ctrl-C or SIGTERM ends it.

    On a socket that systemd hands over (LISTEN_FDS) it listens there: nothing is refused while it is
    started again.
    """
    from sanan.config import handed

    _refuse_what_is_unsafe()
    os.environ["SANAN_THREADS"] = str(threads)
    if handed.is_given():
        line = on_socket(workers=workers)
        os.execv(line[0], line)  # noqa: S606 - the server takes this process over
    line = command(host=host, port=port or free_port(0, host), workers=workers)
    click.echo(f"http://{host}:{line[line.index('--port') + 1]}/", err=True)
    os.execv(line[0], line)  # noqa: S606 - the server takes this process over


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--poll", default=1.0, show_default=True, help="Seconds between looks for work.")
@click.option("--every", default=60.0, show_default=True, help="Seconds between two ticks.")
def worker(*, once: bool, poll: float, every: float) -> None:
    """Do background work: queued tasks, dropped tasks, and every minute what the clock calls."""
    from sanan.config import worker as background

    background.run(poll=poll, every=every, once=once)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def tick(*, as_json: bool) -> None:
    """Once now what the clock calls: deadlines, reminders, notices. Exit 1 when a part failed."""
    from sanan.config import worker as background

    given_back = background.reap()
    failed = background.tick()
    if as_json:
        click.echo(json.dumps({"given_back": given_back, "failed": failed}))
    elif failed:
        click.echo(f"failed: {', '.join(failed)}", err=True)
    sys.exit(1 if failed else 0)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, help="Port; another where it is taken.")
@click.option("--workers", default=WORKERS, show_default=True, help="Web processes.")
def up(*, host: str, port: int, workers: int) -> None:
    """Web server, streams and worker; one that dies is started again. For a small installation.

    The streams of village rooms listen beside the web server: at SANAN_LIVE_PORT, else a free port.
    """
    from sanan.config.supervise import Child, run

    _refuse_what_is_unsafe()
    listen = free_port(port, host)
    beside = free_port(int(os.environ.get("SANAN_LIVE_PORT") or listen + 1), host)
    environment = {"SANAN_LIVE": f":{beside}", **os.environ}
    web = Child("web", command(host=host, port=listen, workers=workers), environment)
    own = [sys.executable, "-m", "sanan.config"]
    streams = Child("live", [*own, "live", "--host", host, "--port", str(beside)])
    click.echo(f"http://{host}:{listen}/", err=True)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    sys.exit(run([web, streams, Child("worker", [*own, "worker"])]))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def doctor(*, as_json: bool) -> None:
    """Look this installation over and say what to do. Exit 1 where something is dangerous."""
    from django.utils.translation import override

    from sanan.upkeep.doctor import Level, examine

    with override("en"):  # as all commands speak
        found = examine()
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in found], ensure_ascii=False))
    for finding in [] if as_json else found:
        click.echo(f"{finding.level:5} {finding.what}: {finding.said}")
        if finding.to_do:
            click.echo(f"      {finding.to_do}")
    sys.exit(1 if any(finding.level == Level.BAD for finding in found) else 0)


def _refuse_what_is_unsafe() -> None:
    import django
    from django.utils.translation import override

    django.setup()
    from sanan.upkeep import requests
    from sanan.upkeep.safety import refusals

    with override("en"):  # as all commands speak
        found = refusals()
    for sentence in found:
        click.echo(sentence, err=True)
    if found:
        sys.exit(2)
    requests.begin()


@click.group()
def messages() -> None:
    """Translations: collect what the pages say, compile what is translated."""


@messages.command()
def extract() -> None:
    """Bring the catalogues up to what code and templates say; translations are kept."""
    from sanan.config.messages import extract as go

    for language, found in go().items():
        click.echo(f"{language}: {found.total} messages, {found.missing} without translation")


@messages.command(name="compile")
def compile_() -> None:
    """Write the .mo files that the pages read; needs no gettext installed."""
    from sanan.config.messages import compile_all

    for path in compile_all():
        click.echo(str(path))


@messages.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(*, as_json: bool) -> None:
    """List what is not translated, or said in code and not in the catalogue. Exit 1 if any."""
    from sanan.config.messages import gaps

    found = gaps()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for language, words in found.items():
            for word in words:
                click.echo(f"{language}: {word}")
    sys.exit(1 if any(found.values()) else 0)


@click.command()
@click.option("--check", is_flag=True, help="Only say whether they are up to date (exit 1).")
def docs(*, check: bool) -> None:
    """Write the tables in docs/ that are read off the code."""
    from sanan.config import reference

    if check:
        stale = [n for n, text in reference.current().items() if _written(n) != text]
        click.echo("\n".join(stale), nl=bool(stale))
        sys.exit(1 if stale else 0)
    for name in reference.write():
        click.echo(f"docs/{name}")


def _written(name: str) -> str:
    from sanan.config.reference import DOCS

    return (DOCS / name).read_text(encoding="utf-8")
