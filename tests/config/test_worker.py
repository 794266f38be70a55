from datetime import timedelta

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from sanan.config import worker
from sanan.kit import clock
from sanan.kit.manifest import DAY, MINUTE
from sanan.people.tasks import tidy
from sanan.upkeep.actions import took_turn

pytestmark = pytest.mark.django_db


def running(worker_id: str) -> DBTaskResult:
    """A task that some worker took."""
    tidy.enqueue()
    task = DBTaskResult.objects.get()
    task.claim(worker_id)
    return task


def status(task: DBTaskResult) -> str:
    return DBTaskResult.objects.get(pk=task.pk).status


def test_a_task_of_a_living_worker_is_left_alone():
    task = running(worker.own_id())
    assert (worker.reap(), status(task)) == (0, "RUNNING")


def test_a_task_whose_worker_died_goes_back_to_the_queue():
    machine, pid, _born, rest = worker.own_id().split("/")
    task = running(f"{machine}/{pid}/1/{rest}")
    assert (worker.reap(), status(task)) == (1, "READY")


def test_a_task_whose_worker_is_gone_is_done_by_the_next(monkeypatch):
    # The test's own transaction lives on this connection.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", int)
    monkeypatch.setattr(worker, "periodic", dict)
    task = running(f"{worker.own_id().split('/')[0]}/4194305/99/x")
    worker.run(once=True)
    assert status(task) == "SUCCESSFUL"


def test_a_task_of_another_machine_goes_back_when_its_lease_has_ended():
    task = running("elsewhere/1/1/x")
    assert (worker.reap(), status(task)) == (0, "RUNNING")
    DBTaskResult.objects.filter(pk=task.pk).update(
        started_at=clock.now() - worker.LEASE - timedelta(seconds=1)
    )
    assert (worker.reap(), status(task)) == (1, "READY")


def test_what_the_clock_calls_can_be_called():
    assert worker.tick() == []


def test_one_failing_part_does_not_stop_the_others(monkeypatch):
    called = []
    monkeypatch.setattr("sanan.people.actions.tidy", lambda: called.append("tidy"))
    assert worker.tick(["sanan.nothing:here", "sanan.people.tasks:tidy"]) == ["sanan.nothing:here"]
    assert called == ["tidy"]


@pytest.fixture
def night(monkeypatch):
    """A clock with a job of each night and one of each minute; what was called, in order."""
    called: list[str] = []
    jobs = {"night": DAY, "minute": MINUTE}
    monkeypatch.setattr(worker, "periodic", lambda: jobs)
    monkeypatch.setattr(worker, "tick", lambda names: called.extend(names) or [])
    return called


def test_a_job_of_the_night_is_done_once_whoever_takes_over(night):
    worker.Clockwork().round()
    worker.Clockwork().round()
    assert night == ["night", "minute", "minute"]


def test_a_job_of_the_night_comes_again_the_next_day_and_when_a_clock_ran_ahead(night):
    for done_at in (clock.now() - DAY, clock.now() + timedelta(hours=3)):
        took_turn("night", at=done_at)
        worker.Clockwork().round()
    assert night.count("night") == 2


def test_a_job_that_failed_is_tried_by_whoever_takes_over(night, monkeypatch):
    monkeypatch.setattr(worker, "tick", lambda names: night.extend(names) or names)
    first = worker.Clockwork()
    first.round()
    first.round()
    worker.Clockwork().round()
    assert night.count("night") == 2


def test_a_worker_whose_database_goes_away_waits_and_takes_its_task_up_again(monkeypatch):
    """It dies in the middle of a task, is away for one more look, and is back."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", int)
    monkeypatch.setattr(worker, "AWAY_SECONDS", 0)
    monkeypatch.setattr(worker.connection, "close", int)
    mine = worker.made(poll=0, once=False)
    tidy.enqueue()
    away, looks = [True, True], []

    def give_up(task):
        if away and away.pop():
            raise OperationalError("the connection is lost")
        looks.append(task)
        mine.running = False

    def look(*_, **__):
        if away and not DBTaskResult.objects.filter(status="READY").exists():
            away.pop()
            raise OperationalError("the connection is lost")
        return given_back(*_, **__)

    given_back = worker.reap
    monkeypatch.setattr(worker, "reap", look)
    monkeypatch.setattr(mine, "run_task", give_up)
    mine.run()
    assert (away, len(looks)) == ([], 1)
