"""A city with two counties; of one the counts stand here, as a snapshot left them."""

from datetime import UTC, datetime

import pytest

from sanan.analysis.actions import store
from sanan.analysis.models import Source
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
COUNTY, OTHER = "350526000000", "350525000000"
TOWN, ONE, TWO, THREE = "350526100000", "350526100001", "350526100002", "350526100003"
OPENED = {ONE: 3, TWO: 9, THREE: 40}
"""Cases opened in a month, by village; the first is too small to be told."""


def _below(place, name, kind, code):
    given = {"name": name, "kind": kind, "code": code}
    return Place.objects.add_child(place, given) if place else Place.objects.add_root(given)


@pytest.fixture
def city(db, settings, tmp_path):
    settings.LOG_ROOT, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"
    settings.STAFF_SECOND_FACTOR = False
    root = _below(None, "泉州市", "city", "350500000000")
    county = _below(root, "德化县", "county", COUNTY)
    _below(root, "永春县", "county", OTHER)
    town = _below(county, "浔中镇", "township", TOWN)
    for code in OPENED:
        _below(town, f"第{code[-1]}村", "village", code)
    return root


@pytest.fixture
def counted(city):
    """Three months of counts of our own county."""
    source = Source.objects.create(county=COUNTY, name="德化县", own=True, made_at=NOW)
    rows = [("cases.opened", code, n, n, False) for code, n in OPENED.items()]
    rows += [("cases.resolution", code, n - 1, n, False) for code, n in OPENED.items()]
    months = {f"2026-{n:02d}": rows for n in (8, 9, 10)}
    store.counts(source, months)
    places = [(COUNTY, "德化县", "county", ""), (TOWN, "浔中镇", "township", TOWN)]
    places += [(code, f"第{code[-1]}村", "village", TOWN) for code in OPENED]
    store.spots(source, places)
    source.months = dict.fromkeys(months, "0" * 64)
    source.save()
    return source


@pytest.fixture
def leader(city):
    return _post(city, Role.LEADER, "lingdao")


@pytest.fixture
def county_leader(city):
    return _post(Place.objects.get(code=OTHER), Role.LEADER, "waixian")


def _post(place, role, username):
    person = Person.objects.create(username=username, name="林大壮", is_active=True)
    Position.objects.create(person=person, place=place, role=role, since_on=NOW.date())
    return person
