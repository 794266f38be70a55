"""The part of `bench exchange` that runs inside the measured installation.

`receive` reads what to do, a line each, and answers, a line each. It forks the process that does it,
and another whenever that one was killed, so that a crash costs no start.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

LOST = 0.1
KEY = "sanan_bench"
ROWS_IN_A_FILE = 20


def by_folder(number: int) -> bool:
    """Whether this order comes as a row of a file."""
    return number % 5 == 4


def order(number: int) -> list[dict[str, str]]:
    """An order, and what is added to it: two messages of one number, in this order."""
    outside = f"RX-{number}"
    return [
        {
            "outside_id": outside,
            "text": f"第{number}号：村口路灯不亮，晚上看不见路",
            "phone": f"1380001{number % 10_000:04d}",
        },
        {"outside_id": outside, "state": "add", "text": f"第{number}号：昨晚有人摔倒"},
    ]


def main(arguments: list[str]) -> None:
    """Entry point within the installation's own environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    verb = arguments[0]
    if verb == "make":
        _make()
    elif verb == "receive":
        _receive()
    else:
        sys.stdout.write(json.dumps(_fetch() if verb == "fetch" else _count()))


def _make() -> None:
    """A county with a hotline that comes for its results, one that takes files, and a key."""
    from datetime import timedelta

    from sanan.cases.actions.seed import seed
    from sanan.demo.cast import cast
    from sanan.exchange import actions
    from sanan.exchange.actions.folder import make_folders
    from sanan.exchange.enums import Road, Side
    from sanan.kit import clock
    from sanan.people.models import ApiToken

    seed()
    there = cast()
    by, now = there.person("xuwen"), clock.now()
    county = there.place("350526000000")
    for code, road in (("bench", Road.PULL), ("files", Road.FOLDER)):
        system, _secret = actions.add_system(
            code=code, name=code, side=Side.HOTLINE, place=county, road=road, by=None
        )
        make_folders(system)
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


def _receive() -> None:
    """Be there again whenever the one who receives was killed; what costs time is read once."""
    from django.urls import resolve

    from sanan.insight.category import classify

    resolve("/api/v1/exchange/bench/messages")
    classify("路灯不亮")
    while True:
        child = os.fork()
        if not child:
            _work()
        _pid, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            raise SystemExit(os.waitstatus_to_exitcode(status))


def _work() -> None:
    _tell({"pid": os.getpid()})
    _fragile()
    try:
        for line in _lines():
            told = json.loads(line)
            _dying[0] = told["dies_at"]
            _tell({"id": told["id"], "said": DO[told["what"].split()[0]](told["what"])})
            _dying[0] = ""
    except BaseException:  # noqa: BLE001 - a forked child ends here, and nowhere above
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _lines() -> Iterator[bytes]:
    """What is asked; whole lines lie in the pipe or none, so that a killed reader leaves no half."""
    while block := os.read(0, 1 << 16):
        yield from block.splitlines()


def _tell(said: dict[str, Any]) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


_dying = [""]


def _dies(at: str) -> None:
    if _dying[0] == at:
        os.kill(os.getpid(), signal.SIGKILL)


def _fragile() -> None:
    """Places at which the process can be killed, beside any moment."""
    from sanan.exchange.actions import answering, folder, orders
    from sanan.exchange.enums import Means

    right = orders.DO[Means.REQUEST]

    def request(message: Any, **given: Any) -> Any:
        made = right(message, **given)
        _dies("in_transaction")
        return made

    orders.DO[Means.REQUEST] = request  # type: ignore[index]  # a fault, injected
    _before(folder, "_answer", "before_receipts")
    _before(folder, "_move", "before_moving")
    _before(answering, "settled", "before_noting")


def _before(module: Any, name: str, at: str) -> None:
    right = getattr(module, name)

    def dying(*given: Any, **named: Any) -> Any:
        _dies(at)
        return right(*given, **named)

    setattr(module, name, dying)


@cache
def _client() -> Any:
    """The other side's program; it is loaded once."""
    from django.test import Client

    return Client()


def _asked(path: str, body: Any = None) -> Any:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {KEY}", "HTTP_HOST": "localhost"}
    address = f"/api/v1/exchange/{path}"
    if body is None:
        return _client().get(address, **headers)
    return _client().post(address, json.dumps(body), "application/json", **headers)


def _post(what: str) -> str:
    """One order over the interface: `done` where it has both its receipts."""
    number = int(what.split()[1])
    system = "files" if by_folder(number) else "bench"
    answer = _asked(f"{system}/messages", {"messages": order(number)})
    _dies("after_commit")
    if answer.status_code != 200:
        return str(answer.status_code)
    states = {each["state"] for each in answer.json()["receipts"]}
    return "done" if states == {"done"} else "waiting"


def _files(_what: str) -> str:
    """What lies in the folders is taken."""
    from sanan.exchange import actions

    return str(actions.watch(quiet=0))


def _results(_what: str) -> str:
    """Results are written into the folder."""
    from sanan.exchange import actions

    return str(len(actions.write_results()))


DO: dict[str, Callable[[str], str]] = {"post": _post, "files": _files, "results": _results}


def _fetch() -> dict[str, Any]:
    """Fetch every result, each answer lost once in ten times; how many came, and how often."""
    from sanan.exchange import actions

    actions.take_waiting(most=1_000_000)
    while actions.tell_outside():
        pass
    chance, after = random.Random(1), ""
    came: dict[str, set[str]] = {}
    asked = 0
    while True:
        answer = _asked(f"bench/results?after={after}").json()
        asked += 1
        if chance.random() < LOST:
            continue
        if not answer["results"]:
            break
        for row in answer["results"]:
            if row["event"] == "open":
                came.setdefault(row["outside_id"], set()).add(row["result_id"])
        after = answer["next"]
    return {"results_once": sum(len(each) == 1 for each in came.values()), "fetches": asked}


def _count() -> dict[str, int]:
    from sanan.cases.models import Case
    from sanan.exchange.enums import State
    from sanan.exchange.models import Message, OutsideOrder
    from sanan.process.models import TimelineEntry

    incoming = Message.objects.incoming()
    added = Counter(
        TimelineEntry.objects.filter(kind="case", verb="add").values_list("subject", flat=True)
    )
    return {
        "cases": Case.objects.filter(kind="hotline").count(),
        "orders": OutsideOrder.objects.values("outside_id").distinct().count(),
        "with_one_addition": sum(times == 1 for times in added.values()),
        "kept": incoming.count(),
        "not_done": incoming.exclude(state=State.DONE).count(),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
