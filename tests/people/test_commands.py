"""`bin/sanan people`: the first people of an installation."""

import json

import pytest
from click.testing import CliRunner
from tests.people.conftest import PASSWORD

from sanan.people import actions, queries
from sanan.people.commands import people
from sanan.people.models import ApiToken, Person

pytestmark = pytest.mark.django_db


def run(*args, given=""):
    return CliRunner().invoke(people, args, input=given)


def test_the_first_administrator_is_set_up_and_listed(places):
    made = run("add", "--name", "许文", "--username", "Admin", given=f"{PASSWORD}\n")
    assert made.exit_code == 0
    assert PASSWORD not in made.output
    assert Person.objects.get(username="admin").check_password(PASSWORD)
    given = ["appoint", "admin", "tenant_admin", places.county.code, "--since", "2026-01-01"]
    assert run(*given).exit_code == 0
    row = {
        "username": "admin",
        "name": "许文",
        "role": "tenant_admin",
        "place": places.county.code,
        "org": None,
        "since_on": "2026-01-01",
        "until_on": None,
    }
    listed = run("list", "--place", places.county.code, "--role", "tenant_admin", "--json")
    assert json.loads(listed.output) == {"positions": [row]}
    assert json.loads(run("list", "--place", places.village.code, "--json").output) == {
        "positions": []
    }


def test_a_made_password_and_a_key_are_printed_once_and_work(places):
    made = json.loads(
        run("add", "--name", "许文", "--username", "admin", "--generate", "--json").output
    )
    someone = Person.objects.get(username="admin")
    assert someone.check_password(made["password"])
    asked = ("token", "admin", "--name", "县 12345", "--place", places.county.code)
    key = json.loads(run(*asked, "--until", "2099-12-31", "--json").output)
    assert queries.person_of_token(key["token"]) is None
    actions.agree_token(token=ApiToken.objects.get(ref=key["ref"]), by=someone)
    assert queries.person_of_token(key["token"]) == someone
    code = json.loads(run("factor-code", "admin", "--json").output)["code"]
    actions.use_factor_code(person=someone, code=code)
    new = json.loads(run("password", "admin", "--generate", "--json").output)
    someone.refresh_from_db()
    assert someone.check_password(new["password"])


@pytest.mark.parametrize(
    "args",
    [
        ("add", "--name", "许文", "--username", "admin"),
        ("appoint", "nobody", "leader", "350599000000"),
        ("appoint", "lin", "leader", "nowhere"),
        ("appoint", "lin", "dept_handler", "350599000000"),
        ("appoint", "lin", "leader", "350599000000", "--org", "none"),
        ("token", "nobody", "--name", "x", "--place", "350599000000", "--until", "2099-12-31"),
        ("factor-code", "nobody"),
        ("list", "--place", "nowhere"),
    ],
)
def test_what_cannot_be_done_says_so_and_ends_in_one(places, person, args):
    person("lin")
    done = run(*args, given="weak\n")
    assert done.exit_code == 1
    assert done.output.strip()
    assert Person.objects.count() == 1


def test_an_unknown_role_is_a_wrong_command(places):
    assert run("appoint", "lin", "king", "350599000000").exit_code == 2
