"""Every verb × state × actor of a letter, from what a dead letter is for: read, corrected, sent again."""

import pytest

from matrix import read, same_verbs, walk
from sanan.exchange.models import Message
from sanan.exchange.rules import LETTER
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import NOW, SINCE

LETTERS = read("""
    correct    held -> waiting : dispatcher
    send_again held -> waiting : dispatcher
    set_aside  held -> set_aside : dispatcher
    take_up    set_aside -> held : dispatcher
""")


def test_the_table_is_that_of_the_domain():
    same_verbs(LETTER, LETTERS)


@pytest.mark.django_db
def test_nothing_is_allowed_that_the_table_does_not_name(desk):
    people: dict[str, Person | None] = {"nobody": None}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=desk.county, since_on=SINCE)
        people[str(role)] = made

    def make(state: str) -> Message:
        return Message(
            system=desk.hotline, outside_id="A", received_at=NOW, next_at=NOW, state=state
        )

    words = {name: {name} for name in people}
    walk(LETTER, LETTERS, words, make=make, person=people.get)
