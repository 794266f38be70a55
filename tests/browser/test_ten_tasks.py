"""How much a resident has to do for ten tasks: no more taps, fields and pages than when it was counted.

`pytest tests/browser/test_ten_tasks.py -m browser -s` prints the table of docs/usability.md.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Site, standing
from .tasks import TASKS, hand

pytestmark = pytest.mark.browser

# taps, fields typed into, pages loaded after the first.
GOALS = {
    "say it, with a photo": (2, 1, 1),
    "see how far it is": (2, 0, 2),
    "say that it is not fixed": (3, 2, 2),
    "find what the village spent on roads": (3, 0, 3),
    "ask about a line of a list": (5, 1, 5),
    "find the answer again next week": (2, 0, 2),
    "ask to join the room from afar": (6, 5, 6),
    "order a hand for grandmother": (4, 2, 4),
    "vote": (3, 0, 3),
    "report a cadre": (5, 2, 3),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, county_played: Path) -> Iterator[Site]:
    """A county of its own: the one vote that is open may be closed by another journey."""
    with standing(county_played, tmp_path_factory.mktemp("ten-tasks")) as running:
        yield running


def test_ten_tasks_cost_no_more_than_they_did(chrome, site, phone):
    counted = {}
    with hand(chrome, site, phone) as held:
        for name, task in TASKS.items():
            began = time.monotonic()
            task(held)
            counted[name] = (held.taps, held.typed, held.pages)
            print(f"| {name} | {' | '.join(map(str, counted[name]))} |", end=" ")
            print(f"{time.monotonic() - began:.1f} s on this machine")
    dearer = {
        name: (cost, GOALS[name])
        for name, cost in counted.items()
        if any(now > goal for now, goal in zip(cost, GOALS[name], strict=True))
    }
    assert dearer == {}
    assert counted.keys() == GOALS.keys()
