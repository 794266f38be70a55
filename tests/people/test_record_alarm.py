"""The nightly reading of the record, and whom a difference wakes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sanan.ledger import actions as ledger
from sanan.ledger.models import Audit, Log
from sanan.ledger.queries import logs
from sanan.people import actions
from sanan.people.enums import Role
from sanan.people.models import Notice, Person, Position
from sanan.places.models import Place

NIGHT = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)  # 02:30 in Shanghai
pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(db, settings, tmp_path):
    settings.LOG_ROOT, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"
    fresh = {"name": "德化县", "kind": "county", "code": "350526000000"}
    county = Place.objects.add_root(fresh)
    people = {name: Person.objects.create(username=name, name=name) for name in "甲乙丙"}
    since, ended = date(2020, 1, 1), date(2026, 5, 1)
    for name, role, until in (
        ("甲", Role.AUDITOR, None),
        ("乙", Role.AUDITOR, ended),
        ("丙", Role.TENANT_ADMIN, None),
    ):
        Position.objects.create(
            person=people[name], role=role, place=county, since_on=since, until_on=until
        )
    return people["甲"]


@pytest.fixture
def log(auditor) -> Log:
    for number in range(3):
        ledger.record(event="case.open", subject=f"C{number}", content={})
    ledger.publish_all()
    return Log.objects.get()


def test_a_clean_record_wakes_nobody_and_is_read_once_a_night(log):
    assert [a.clean for a in actions.audit_record(at=NIGHT)] == [True]
    assert actions.audit_record(at=NIGHT + timedelta(minutes=1)) == []
    assert actions.audit_record(at=NIGHT + timedelta(days=1)) != []
    assert not Notice.objects.exists()


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_it_is_read_at_night_only(log, hour):
    at = datetime(2026, 5, 4, hour, 30, tzinfo=UTC)
    local = (hour + 8) % 24
    assert bool(actions.audit_record(at=at)) == (1 <= local < 6)


def test_a_difference_wakes_who_is_auditor_now_and_nobody_else(log, auditor):
    logs.folder(log.year).write({"tile/entries/000.p/3": b"nonsense"})
    actions.audit_record(at=NIGHT)
    (notice,) = Notice.objects.all()
    assert notice.to == auditor
    assert log.origin in notice.text
    assert notice.link == "/staff/record/"
    assert Audit.objects.get().where == "bundle"
