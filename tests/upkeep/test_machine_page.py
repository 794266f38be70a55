"""The clerk's page says what doctor says, in Chinese, to administrators only; danger is told to them."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sanan.kit import clock
from sanan.people import actions
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.upkeep import state, tasks
from sanan.upkeep.doctor import FAILED, TITLES, Level, examine

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def apart(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.STAFF_SECOND_FACTOR, settings.DEMO = tmp_path, False, False
    settings.SMS_TRANSPORT = "none"


def staff(role: Role) -> Person:
    county = Place.objects.filter(code="350599000000").first() or Place.objects.add_root(
        instance=Place(name="桃源县", kind=PlaceKind.COUNTY, code="350599000000")
    )
    person = Person.objects.create(name="周明", username=f"zhouming-{role}")
    actions.appoint(person=person, role=role, place=county, since_on=SINCE, by=None)
    return person


def page(person: Person) -> Any:
    client = Client()
    client.force_login(person)
    return client.get("/staff/upkeep/")


def test_administrators_read_what_is_wrong_and_what_to_do():
    state.keep(
        at=clock.now().isoformat(),
        place="/srv/backup",
        keys=True,
        failed="no",
        failed_code="cannot_write",
    )
    answer = page(staff(Role.TENANT_ADMIN))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert str(FAILED["cannot_write"]) in text
    assert "怎么办：修好以后运行 bin/sanan backup /srv/backup --verify。" in text
    bad = sum(finding.level == Level.BAD for finding in examine())
    assert f"有 {bad} 件事要马上处理" in text
    assert page(staff(Role.DISPATCHER)).status_code == 404


def test_what_is_wrong_is_said_in_the_readers_language(settings: Any):
    settings.SMS_TRANSPORT, settings.SECURE, settings.PROXY_HOPS = "console", True, None
    actions.mark_demo()
    said = [finding.said for finding in examine() if finding.level == Level.BAD]
    assert len(said) >= 3
    assert [each for each in said if not re.search(r"[\u4e00-\u9fff]", each)] == []


def test_everything_that_can_be_found_has_a_title():
    assert {finding.what for finding in examine()} <= set(TITLES)


def test_danger_is_told_once_to_the_administrators():
    admin = staff(Role.TENANT_ADMIN)
    state.keep(failed="no", failed_code="cannot_write")
    assert tasks.alarm() == tasks.alarm() == 1
    notice = Notice.objects.get(to=admin)
    assert (notice.count, notice.link) == (2, "/staff/upkeep/")
