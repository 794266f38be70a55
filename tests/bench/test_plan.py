"""The city's plan is arithmetic: it follows from its assumptions, and says so where one part is too small."""

import json

from click.testing import CliRunner

from bench.commands import bench
from bench.plan import KINDS, City, Kind, Machine, per_second, plan


def test_the_busiest_minute_follows_from_people_and_habits():
    city = City(members=360_000, active=0.5, peak=0.5, burst=2.0)
    # 180,000 people, half of the evening's requests in one hour, its busiest minute twice the mean.
    kinds = {"page": Kind(per_person=2.0, web_ms=10.0, primary_ms=1.0)}
    assert per_second(city, kinds) == {"page": 100.0}


def test_machines_are_enough_with_one_to_spare():
    kinds = {"page": Kind(per_person=2.0, web_ms=200.0, primary_ms=1.0, replica_ms=50.0)}
    found = plan(
        City(members=360_000, active=0.5, peak=0.5, burst=2.0), Machine(cores=10, busy=0.5), kinds
    )
    assert found["cores"] == {"web": 20.0, "primary": 0.1, "replica": 5.0}
    assert found["machines"] == {"web": 5, "live": 3, "primary": 1, "replicas": 2}
    assert not found["counties_apart"]


def test_one_primary_too_small_is_said():
    kinds = {"message": Kind(per_person=10.0, web_ms=1.0, primary_ms=20.0)}
    found = plan(City(), Machine(), kinds)
    assert found["counties_apart"]
    assert found["machines"]["primary"] == -(-found["cores"]["primary"] // 9.6)


def test_every_kind_has_its_reason_and_the_command_prints_a_plan():
    assert all(kind.why for kind in KINDS.values())
    done = CliRunner().invoke(bench, ["plan", "--json", "--members", "1000000"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["machines"]["web"] >= 2
