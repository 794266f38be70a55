"""`bench claims`: several people want one order at the same moment, again and again.

Each is a process with a connection of its own. Afterwards the record and the tables are asked
whether every order has exactly one taker. `python -m bench.claims …` is the part that runs
inside the measured installation.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

Say = Callable[[str], object]
LEAD_SECONDS = 4.0


def run(*, orders: int, takers: int, database: str, say: Say) -> dict[str, Any]:
    """Race for `orders` orders, `takers` processes each; what each was told, and what stands."""
    with (
        tempfile.TemporaryDirectory(prefix="sanan-bench-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), database) as environment,
    ):
        say(f"making {orders} orders on {database}")
        prepare(environment)
        python("-m", "bench.claims", "make", str(orders), str(takers), environment=environment)
        say(f"{takers} processes race for each")
        begin = str(time.time() + LEAD_SECONDS)
        with ThreadPoolExecutor(takers) as pool:
            told = pool.map(
                lambda n: python(
                    "-m", "bench.claims", "take", str(n), begin, environment=environment
                ),
                range(takers),
            )
            answers = [json.loads(text) for text in told]
        stands = json.loads(python("-m", "bench.claims", "count", environment=environment))
    said: Counter[str] = Counter()
    for answer in answers:
        said.update(answer["told"])
    return {
        "database": database,
        "orders": orders,
        "takers": takers,
        "told": dict(sorted(said.items())),
        "seconds": round(max(a["seconds"] for a in answers), 2),
        **stands,
    }


def main(arguments: list[str]) -> None:
    """Entry point within the installation's own environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    verb, *rest = arguments
    if verb == "make":
        _make(int(rest[0]), int(rest[1]))
    elif verb == "take":
        sys.stdout.write(json.dumps(_take(int(rest[0]), float(rest[1]))))
    else:
        sys.stdout.write(json.dumps(_count()))


def _make(orders: int, takers: int) -> None:
    """A community, helpers, and orders put to everyone registered."""
    from sanan.cases.actions.seed import seed
    from sanan.demo.cast import cast
    from sanan.people.actions import add_person
    from sanan.services import actions
    from sanan.services.enums import Bond, Post, Skill, To

    seed()
    there = cast()
    place, desk = there.place("350526100010"), there.person("laichunsheng")
    item = actions.add_item(
        place=place, title="测速", post=Post.ELDERLY, skill=Skill.REPAIR, by=desk
    )
    for number in range(takers):
        person = add_person(name=f"测速{number}", username=f"taker{number}", by=None)
        actions.register(
            person=person, place=place, bond=Bond.NEIGHBOUR, skills=[Skill.REPAIR], most=31, by=desk
        )
    for _number in range(orders):
        order = actions.place(at_place=place, item=item, phone="13800000001").order
        actions.screen(order=order, by=desk)
        actions.dispatch(order=order, by=desk, to=To.POOL)


def _take(number: int, begin: float) -> dict[str, Any]:
    """Want every order in the same sequence as the others; what one was told."""
    from django.db.utils import OperationalError

    from sanan.kit.errors import Refused
    from sanan.people.models import Person
    from sanan.services import actions
    from sanan.services.models import Order

    person = Person.objects.get(username=f"taker{number}")
    orders = list(Order.objects.select_related("place", "village").order_by("pk"))
    told: Counter[str] = Counter()
    time.sleep(max(0.0, begin - time.time()))
    began = time.perf_counter()
    for order in orders:
        try:
            actions.claim(order=order, by=person)
            told["won"] += 1
        except Refused as no:
            told[no.code] += 1
        except OperationalError:
            told["busy"] += 1
    return {"told": told, "seconds": time.perf_counter() - began}


def _count() -> dict[str, int]:
    from django.db.models import F

    from sanan.ledger.models import Entry
    from sanan.services.models import Claim, Order

    one = Order.objects.filter(state="claimed", claims__person=F("taker"), claims__released_at=None)
    entries = Entry.objects.filter(event="order.claim").values("subject")
    return {
        "with_one_taker": one.distinct().count(),
        "claims": Claim.objects.count(),
        "entries": entries.count(),
        "entries_of_different_orders": entries.distinct().count(),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
