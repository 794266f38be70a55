"""Reading from replicas: which may be read, and on two real servers that one's own write is seen."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError

from bench.cluster import Server
from sanan.kit.replicas.addresses import databases
from sanan.kit.replicas.watching import BLIND_SECONDS, LOST_SECONDS, Fault, Watch, position

PROJECT = Path(__file__).with_name("replicas_project.py")
ALL = ["in passing", "mine", "of a program"]
COPY, NO_COPY = True, False
OURS = ("sanan", 77)


class Asked:
    """A server that answers what it is told to; nothing: it is dead."""

    def __init__(self, *row: object) -> None:
        self.row = row
        self.asked = 0

    def ask(self, _sql: str) -> tuple[object, ...]:
        self.asked += 1
        if not self.row:
            raise DatabaseError
        return self.row


class Times:
    """A watch over one replica, with a clock of its own."""

    def __init__(self) -> None:
        self.at = 100.0
        self.primary = Asked("0/10", *OURS)
        self.replica = Asked(COPY, "0/10", *OURS)
        self.watch = Watch(self.primary, {"r": self.replica}, 5.0, lambda: self.at)

    def look(self, primary: str, *replica: object, after: float = 1.0) -> Fault | None:
        self.at += after
        self.primary.row = (primary, *OURS)
        self.replica.row = replica
        self.watch.look()
        return self.watch.seen["r"].fault


def test_a_position_is_a_number():
    assert position("0/10") == 16
    assert position("16/B374D848") == (0x16 << 32) + 0xB374D848
    for wrong in ("", "7", "x/y", "1/2/3"):
        with pytest.raises(ValueError, match=r"value|literal"):
            position(wrong)


def test_nothing_is_read_before_a_look_nor_long_after_the_last():
    times = Times()
    assert times.watch.choose(0) is None
    assert times.look("0/10", COPY, "0/10", *OURS) is None
    assert times.watch.choose(0) == "r"
    times.at += BLIND_SECONDS + 1
    assert times.watch.choose(0) is None


def test_a_replica_is_read_by_whoever_wrote_once_it_is_as_far():
    times = Times()
    times.look("0/20", COPY, "0/1F", *OURS)
    times.look("0/20", COPY, "0/20", *OURS)
    assert times.watch.choose(0x20) == "r"
    assert times.watch.choose(0x21) is None


def test_a_replica_is_as_old_as_the_last_mark_it_has_come_to():
    times = Times()
    times.look("0/10", COPY, "0/10", *OURS)
    assert times.look("0/20", COPY, "0/10", *OURS, after=4) is None
    assert times.watch.seen["r"].behind == 4
    assert times.look("0/30", COPY, "0/10", *OURS, after=4) is Fault.BEHIND
    assert times.watch.choose(0) is None
    assert times.look("0/30", COPY, "0/20", *OURS, after=0) is None, "as of four seconds ago"


def test_an_idle_primary_makes_no_replica_old():
    times = Times()
    times.look("0/10", COPY, "0/10", *OURS)
    assert times.look("0/10", COPY, "0/10", *OURS, after=3600) is None


def test_the_primary_and_strangers_are_not_read():
    times = Times()
    assert times.look("0/10", NO_COPY, None, *OURS) is Fault.PRIMARY
    assert times.look("0/10", COPY, "0/10", "other", 77) is Fault.OTHER
    assert times.look("0/10", COPY, "0/10", "sanan", 78) is Fault.OTHER


def test_a_dead_replica_is_left_alone_for_a_while():
    times = Times()
    assert times.look("0/10") is Fault.LOST
    times.look("0/10", COPY, "0/10", *OURS)
    assert (times.replica.asked, times.watch.choose(0)) == (1, None)
    assert times.look("0/10", COPY, "0/10", *OURS, after=LOST_SECONDS) is None


def test_addresses_are_spoken_with_like_the_primary_and_sqlite_has_none():
    primary = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"host": "a,b", "target_session_attrs": "read-write", "keepalives": 1},
    }
    (found,) = databases(primary, ["postgresql://reader:x@c/sanan"]).values()
    assert (found["HOST"], found["USER"], found["CONN_MAX_AGE"]) == ("c", "reader", 600)
    assert found["OPTIONS"] == {"keepalives": 1}
    assert databases({"ENGINE": "sanan.kit.sqlite"}, ["postgresql://c/sanan"]) == {}


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the servers' own user may enter, also where root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="sanan-replicas-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_two_servers_in_streaming_replication(place):
    """What the requests of `replicas_project.py` read, on a primary and a replica of it."""
    primary = Server(place / "a", options={"fsync": "off"})
    replica = Server(place / "b", options={"fsync": "off"})
    try:
        primary.make()
        primary.psql("CREATE DATABASE other")
        replica.replicate(primary)
        given = [primary.url, replica.url, str(place / "b" / "data" / "postmaster.pid")]
        done = subprocess.run([sys.executable, PROJECT, *given], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        said = json.loads(done.stdout)
    finally:
        replica.stop()
        primary.stop()
    assert said == {
        "a stranger": ["replica1", []],
        "who wrote, before it came": ["default", ["mine"]],
        "a stranger, before it came": ["replica1", []],
        "who wrote, after it came": ["replica1", ["mine"]],
        "after a write in the same request": ["default", ["in passing", "mine"]],
        "within a transaction": ["default", ["in passing", "mine"]],
        "who somebody is": ["default", []],
        "a program": ["default", ["in passing", "mine"]],
        "a program that says what it wrote": ["replica1", ALL],
        "nonsense in the cookie": ["default", ALL],
        "while the replica dies": [200, "default", ALL],
        "after it died": [200, "default", ALL],
        "faults": {"replica1": None, "itself": "primary", "another": "other", "nobody": "lost"},
    }
