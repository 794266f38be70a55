"""`bin/sanan people`: setting up the first people of an installation, and keys for programs."""

import json
import secrets
import sys
from datetime import date
from typing import Any

import click
from django.utils import timezone

from sanan.kit.errors import Refused
from sanan.people import actions
from sanan.people.enums import Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place, beyond

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
REFUSED = 1


@click.group()
def people() -> None:
    """Persons, their positions, and keys for programs."""


@people.command()
@click.option("--name", required=True, help="Real name.")
@click.option("--username", required=True, help="For signing in.")
@click.option("--phone", default="", help="Mobile number, kept encrypted.")
@click.option(
    "--generate",
    is_flag=True,
    help="Make a password and print it once; otherwise it is asked for, or read from standard input.",
)
@AS_JSON
def add(*, name: str, username: str, phone: str, generate: bool, as_json: bool) -> None:
    """Set up an account of staff. It may do nothing until it is appointed."""
    password = secrets.token_urlsafe(12) if generate else _ask_password()
    person = _or_exit(
        lambda: actions.add_person(
            name=name, username=username, phone=phone, password=password, by=None
        )
    )
    said = {"ref": person.ref, "username": person.username}
    if generate:
        said["password"] = password
    _say(said, as_json=as_json)


@people.command()
@click.argument("username")
@click.argument("role", type=click.Choice([r.value for r in Role]))
@click.argument("place")
@click.option("--org", default="", help="Code of the organisation.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day; default today.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day; default open.")
@AS_JSON
def appoint(
    *, username: str, role: str, place: str, org: str, since: Any, until: Any, as_json: bool
) -> None:
    """Give USERNAME the ROLE at PLACE (a code)."""
    person = _found(Person.objects.filter(username=username.lower()).first(), username)
    at_place = _found(Place.objects.filter(code=place).first(), place)
    at_org = _found(Org.objects.filter(code=org).first(), org) if org else None
    made: Position = _or_exit(
        lambda: actions.appoint(
            person=person,
            role=Role(role),
            place=at_place,
            org=at_org,
            since_on=since.date() if since else timezone.localdate(),
            until_on=until.date() if until else None,
            by=None,
        )
    )
    _say(_position(made), as_json=as_json)


@people.command()
@click.argument("username")
@click.option("--name", required=True, help="Which program it is for.")
@click.option("--place", required=True, help="Code of the place where it acts, all under it too.")
@click.option(
    "--verb", "verbs", multiple=True, default=["read"], show_default=True, help="May repeat."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day.")
@AS_JSON
def token(
    *, username: str, name: str, place: str, verbs: tuple[str, ...], until: Any, as_json: bool
) -> None:
    """Print a key with which a program acts as USERNAME, shown this once.

    It opens nothing before USERNAME has agreed to it, on their page 我的账号.
    """
    person = _found(Person.objects.filter(username=username.lower()).first(), username)
    at_place = _found(Place.objects.filter(code=place).first(), place)
    made, text = _or_exit(
        lambda: actions.issue_token(
            person=person,
            name=name,
            place=at_place,
            verbs=verbs,
            ends_at=timezone.make_aware(until.replace(hour=23, minute=59)),
            by=None,
        )
    )
    _say({"ref": made.ref, "token": text}, as_json=as_json)


@people.command()
@click.argument("username")
@click.option("--generate", is_flag=True, help="Make a password and print it once.")
@AS_JSON
def password(*, username: str, generate: bool, as_json: bool) -> None:
    """Give USERNAME a new password; their sessions end."""
    person = _found(Person.objects.filter(username=username.lower()).first(), username)
    text = secrets.token_urlsafe(12) if generate else _ask_password()
    _or_exit(lambda: actions.set_password(person=person, password=text, by=None))
    said = {"username": person.username}
    _say({**said, "password": text} if generate else said, as_json=as_json)


@people.command("factor-code")
@click.argument("username")
@AS_JSON
def factor_code(*, username: str, as_json: bool) -> None:
    """Print the code with which USERNAME sets up a first second factor; for first administrators.

    Later ones get theirs from the security administrator. Hand it over by another road than the
    password; it is good for three days and once.
    """
    person = _found(Person.objects.filter(username=username.lower()).first(), username)
    code = _or_exit(lambda: actions.give_factor_code(person=person, by=None))
    _say({"username": person.username, "code": code}, as_json=as_json)


@people.command("list")
@click.option("--role", type=click.Choice([r.value for r in Role]), help="Only with this role.")
@click.option("--place", default="", help="Only positions at this place or under it (a code).")
@AS_JSON
def list_(*, role: str | None, place: str, as_json: bool) -> None:
    """List positions held today."""
    held = Position.objects.on(_today()).select_related("person", "place", "org")
    if role:
        held = held.filter(role=role)
    if place:
        top = _found(Place.objects.filter(code=place).first(), place)
        held = held.filter(place__path__gte=top.path, place__path__lt=beyond(top.path))
    rows = [_position(p) for p in held.order_by("place__path", "role", "pk")]
    if as_json:
        click.echo(json.dumps({"positions": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(str(value or "") for value in row.values()))


def _position(position: Position) -> dict[str, Any]:
    return {
        "username": position.person.username,
        "name": str(position.person),
        "role": position.role,
        "place": position.place.code,
        "org": position.org.code if position.org else None,
        "since_on": position.since_on.isoformat(),
        "until_on": position.until_on.isoformat() if position.until_on else None,
    }


def _today() -> date:
    return timezone.localdate()


def _ask_password() -> str:
    """Ask twice at a terminal; otherwise one line from standard input, never an argument."""
    if sys.stdin.isatty():
        asked: str = click.prompt("password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\n")


def _found(thing: Any, name: str) -> Any:
    if thing is None:
        click.echo(f"not found: {name}", err=True)
        sys.exit(REFUSED)
    return thing


def _or_exit(act: Any) -> Any:
    try:
        return act()
    except Refused as refused:
        click.echo(f"{refused.code}: {refused.sentence}", err=True)
        sys.exit(REFUSED)


def _say(said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for key, value in said.items():
        click.echo(f"{key}: {value}")
