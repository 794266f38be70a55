"""A room appears everywhere by its own folder: addresses, menu, work, jobs, charts, commands."""

from datetime import timedelta

import pytest

from sanan.config import worker
from sanan.kit import manifest
from sanan.process import charts, work
from sanan.process.registry import process_of
from toys.shelves import tasks
from toys.shelves.rules import SHELF

from .conftest import NOW


def test_the_toy_room_is_one_of_the_rooms():
    assert "shelves" in [room.name for room in manifest.rooms()]
    assert "toys.shelves" in manifest.packages("apps")


def test_every_app_with_pages_has_a_manifest():
    assert set(manifest.packages("apps")) - set(manifest.packages()) <= {"sanan.channels"}


@pytest.mark.django_db
def test_its_page_stands_in_the_menu_of_whoever_may_open_it(client, yard):
    client.force_login(yard.cadre)
    assert "/staff/shelves/" in client.get("/staff/shelves/").content.decode().split("<main")[0]
    client.force_login(yard.stranger)
    assert client.get("/staff/shelves/").status_code == 404


@pytest.mark.django_db
def test_its_waiting_things_stand_in_the_list_of_work(yard):
    yard.shelf("一把伞")
    assert "一把伞" in [item.title for item in work.work_of(yard.cadre, NOW)]


def test_what_runs_out_first_stands_first(monkeypatch):
    def waiting(_person, now):
        for name, hours in (("b", 5), ("a", 1)):
            yield work.WorkItem("x", name, "/", "", "", due_at=now + timedelta(hours=hours))
        yield work.WorkItem("x", "never", "/", "", "")

    monkeypatch.setattr(manifest, "loaded", lambda _part: [waiting])
    assert [item.title for item in work.work_of(None, NOW)] == ["a", "b", "never"]


def test_its_job_is_called_by_the_clock():
    assert worker.periodic()["toys.shelves.tasks:sweep"] == timedelta(days=1)
    tasks.SWEPT.clear()
    assert worker.tick(["toys.shelves.tasks:sweep"]) == []
    assert tasks.SWEPT == ["swept"]


def test_its_process_is_found_by_its_kind_and_drawn():
    assert process_of("shelf") is SHELF
    page = "\n".join(charts.page(SHELF))
    assert "[*] --> shown: 摆上" in page
    assert "shown --> closed: 收起来" in page
    assert (
        "| `mark` | 写一句 | shown, taken | stays, or as the action says | village_cadre |" in page
    )
