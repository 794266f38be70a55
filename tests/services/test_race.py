"""Two want one order at the same moment: one gets it, the other is told so, every time."""

import os
import threading
from collections import Counter

import pytest
from django.db import close_old_connections, connection

from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.models import Person
from sanan.services import actions
from sanan.services.enums import State
from sanan.services.models import Claim, Order

from .conftest import NOW

ORDERS = int(os.environ.get("RACE_ORDERS", "25"))


def race(order: Order, people: list[Person]) -> list[str]:
    """All at once, each in a connection of their own; what each was told."""
    told: list[str] = []
    start = threading.Barrier(len(people))

    def take(person: Person) -> None:
        try:
            mine = Order.objects.select_related("place", "village").get(pk=order.pk)
            start.wait()
            actions.claim(order=mine, by=person, at=NOW)
            told.append("won")
        except Refused as no:
            told.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(p,)) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_one_winner_each(yard):
    people = [yard.helper(person, most=31).person for person in (yard.leader, yard.stranger)]
    outcome: Counter[tuple[str, ...]] = Counter()
    for _number in range(ORDERS):
        order = yard.dispatched()
        outcome[tuple(race(order, people))] += 1
        order.refresh_from_db()
        assert order.state == State.CLAIMED
        assert Claim.objects.get(order=order, released_at=None).person == order.taker
        assert Entry.objects.filter(event="order.claim", subject=order.code).count() == 1
    assert outcome == {("taken", "won"): ORDERS}
