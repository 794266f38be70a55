"""`bench exchange`: orders from outside while replies are lost, messages come twice and machines die.

Senders are processes that post each order over the interface until they have its receipt. Faults are
injected: a reply that is lost, a message that another sender delivers as well, a process that ends in
the middle of the transaction or right after it. Then the results are fetched while answers are lost.
Afterwards the tables are asked whether every order is there exactly once.
`python -m bench.exchange …` is the part that runs inside the measured installation.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

Say = Callable[[str], object]
LOST, TWICE = 0.1, 0.1
"""How often a reply is lost, and how often another sender delivers the same."""

DIES_EACH = 400
"""A sender dies about once in so many orders, half of the times before the commit."""

DIED = 9
KEY = "sanan_bench"
PATH = "/api/v1/exchange/bench"


def run(*, messages: int, senders: int, database: str, say: Say) -> dict[str, Any]:
    """Deliver `messages` orders with faults; what was injected and what stands afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="sanan-bench-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment)
        python("-m", "bench.exchange", "make", environment=environment)
        say(f"{senders} senders deliver {messages} orders on {database}, with faults")
        began = time.monotonic()
        with ThreadPoolExecutor(senders) as pool:
            told = list(
                pool.map(
                    lambda n: _sender(n, senders, messages, folder, environment), range(senders)
                )
            )
        seconds = time.monotonic() - began
        say("fetching the results, with answers lost")
        fetched = json.loads(python("-m", "bench.exchange", "fetch", environment=environment))
        stands = json.loads(python("-m", "bench.exchange", "count", environment=environment))
    injected: Counter[str] = Counter()
    for each in told:
        injected.update(each)
    return {
        "database": database,
        "messages": messages,
        "seconds": round(seconds, 1),
        "a_second": round(messages / seconds),
        "injected": dict(sorted(injected.items())),
        **stands,
        **fetched,
        "each_once": stands["cases"] == stands["orders"] == messages == fetched["results_once"],
    }


def _sender(
    number: int, senders: int, messages: int, folder: str, environment: Mapping[str, str]
) -> dict[str, int]:
    """One sender, started again whenever it died, until it has every receipt."""
    died, log = 0, Path(folder) / f"sender-{number}.log"
    while True:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "bench.exchange", "send"),
                *map(str, (number, senders, messages, log, died)),
            ],
            env=dict(environment),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            injected: dict[str, int] = Counter(line.split()[1] for line in log.open())
            injected.pop("receipt", None)
            return {**injected, "crashes": died}
        if done.returncode != DIED:
            raise RuntimeError(done.stdout)
        died += 1


def main(arguments: list[str]) -> None:
    """Entry point within the installation's own environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    verb, *rest = arguments
    if verb == "make":
        _make()
    elif verb == "send":
        _send(int(rest[0]), int(rest[1]), int(rest[2]), Path(rest[3]), int(rest[4]))
    else:
        sys.stdout.write(json.dumps(_fetch() if verb == "fetch" else _count()))


def _make() -> None:
    """A county with a hotline that comes for its results, and its key."""
    from datetime import timedelta

    from sanan.cases.actions.seed import seed
    from sanan.demo.cast import cast
    from sanan.exchange import actions
    from sanan.exchange.enums import Road, Side
    from sanan.kit import clock
    from sanan.people.models import ApiToken

    seed()
    there = cast()
    by, now = there.person("xuwen"), clock.now()
    county = there.place("350526000000")
    actions.add_system(
        code="bench", name="热线", side=Side.HOTLINE, place=county, road=Road.PULL, by=None
    )
    ApiToken.objects.create(
        person=by,
        name="bench",
        token_hash=ApiToken.hash_of(KEY),
        verbs="exchange",
        place=county,
        made_at=now,
        agreed_at=now,
        ends_at=now + timedelta(days=1),
    )
    actions.tell_outside()


def _send(number: int, senders: int, messages: int, log: Path, life: int) -> None:
    """Post what has no receipt yet; what was sent before a crash and not noted is sent again."""
    from sanan.exchange.actions import orders
    from sanan.exchange.enums import Means

    chance = random.Random(f"{number}-{life}")
    right, dying = orders.DO[Means.REQUEST], [False]

    def fragile(message: Any, **given: Any) -> Any:
        made = right(message, **given)
        if dying[0]:
            os._exit(DIED)  # in the middle of the transaction
        return made

    orders.DO[Means.REQUEST] = fragile  # type: ignore[index]  # a fault, injected
    have = {line.split()[0] for line in log.open() if " receipt" in line} if log.exists() else set()
    with log.open("a", buffering=1) as file:
        for each in range(number, messages, senders):
            if str(each) in have:
                continue
            if chance.random() < TWICE:
                file.write(f"{each} double\n")
                _post(chance.randrange(messages))
            dying[0] = chance.randrange(2 * DIES_EACH) == 0
            while not _post(each) or chance.random() < LOST:
                file.write(f"{each} lost_reply\n")
            if chance.randrange(2 * DIES_EACH) == 0:
                os._exit(DIED)  # the reply never arrives
            file.write(f"{each} receipt\n")


@cache
def _client() -> Any:
    """The other side's program; it is loaded once."""
    from django.test import Client

    return Client()


def _post(number: int) -> bool:
    """One order over the interface; whether it has its receipt."""
    said = {
        "outside_id": f"RX-{number}",
        "text": f"第{number}号：村口路灯不亮，晚上看不见路",
        "phone": f"1380001{number % 10_000:04d}",
    }
    answer = _client().post(
        f"{PATH}/messages",
        json.dumps(said),
        "application/json",
        HTTP_AUTHORIZATION=f"Bearer {KEY}",
        HTTP_HOST="localhost",
    )
    if answer.status_code != 200:
        return False
    return bool(answer.json()["receipts"][0]["state"] == "done")


def _fetch() -> dict[str, Any]:
    """Fetch every result, each answer lost once in ten times; how many came, and how often."""
    from sanan.exchange import actions

    actions.take_waiting(most=1_000_000)
    while actions.tell_outside():
        pass
    chance, after = random.Random(1), ""
    came: Counter[str] = Counter()
    asked = 0
    while True:
        path = f"{PATH}/results?after={after}"
        answer = (
            _client().get(path, HTTP_AUTHORIZATION=f"Bearer {KEY}", HTTP_HOST="localhost").json()
        )
        asked += 1
        if chance.random() < LOST:
            continue
        if not answer["results"]:
            break
        came.update(row["outside_id"] for row in answer["results"] if row["event"] == "open")
        after = answer["next"]
    return {"results_once": sum(n == 1 for n in came.values()), "fetches": asked}


def _count() -> dict[str, int]:
    from sanan.cases.models import Case
    from sanan.exchange.enums import State
    from sanan.exchange.models import Message, OutsideOrder

    incoming = Message.objects.incoming()
    return {
        "cases": Case.objects.filter(kind="hotline").count(),
        "orders": OutsideOrder.objects.values("outside_id").distinct().count(),
        "kept": incoming.count(),
        "not_done": incoming.exclude(state=State.DONE).count(),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
