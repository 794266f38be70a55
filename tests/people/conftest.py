"""One county, one community with an estate, and a few invented people."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest

from sanan.ledger.models import Entry
from sanan.people import actions
from sanan.people.enums import OrgKind, Role
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

PASSWORD = "zhulin-qiaoxi-2026"
SINCE = date(2026, 1, 1)
PHONE = "13800001234"


@pytest.fixture(autouse=True)
def _quiet(settings, tmp_path):
    settings.VAR = tmp_path
    settings.SMS_TRANSPORT = "console"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STAFF_SECOND_FACTOR = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def places(db) -> SimpleNamespace:
    """County › township › community › estate › two buildings, the first with two units; a neighbour."""
    county = Place(name="桃源县", kind=PlaceKind.COUNTY, code="350599000000")
    Place.objects.add_root(instance=county)
    town = _under(county, "溪口镇", PlaceKind.TOWNSHIP, "350599001000")
    village = _under(town, "竹林社区", PlaceKind.VILLAGE, "350599001001")
    other = _under(town, "桥西村", PlaceKind.VILLAGE, "350599001002")
    estate = _under(village, "温泉小区", PlaceKind.ESTATE, "E1")
    one = _under(estate, "1号楼", PlaceKind.BUILDING, "B1")
    two = _under(estate, "2号楼", PlaceKind.BUILDING, "B2")
    unit_a = _under(one, "1单元", PlaceKind.UNIT, "U1")
    unit_b = _under(one, "2单元", PlaceKind.UNIT, "U2")
    home = _under(unit_a, "101", PlaceKind.HOUSEHOLD, "H1")
    return SimpleNamespace(
        county=county,
        town=town,
        village=village,
        other=other,
        estate=estate,
        one=one,
        two=two,
        unit_a=unit_a,
        unit_b=unit_b,
        home=home,
    )


def _under(parent: Place, name: str, kind: PlaceKind, code: str) -> Place:
    # The parent counts its children, so it is read again before each.
    place = Place(name=name, kind=kind, code=code)
    Place.objects.add_child(Place.objects.get(pk=parent.pk), instance=place)
    return place


@pytest.fixture
def orgs(places) -> SimpleNamespace:
    """The units of the community."""

    def add(name, kind, place, parent=None):
        return actions.add_org(name=name, kind=kind, place=place, parent=parent, by=None)

    party = add("竹林社区党支部", OrgKind.COMMUNITY_PARTY, places.village)
    return SimpleNamespace(
        party=party,
        branch=add("温泉小区党支部", OrgKind.ESTATE_BRANCH, places.estate, party),
        committee=add("竹林社区居委会", OrgKind.VILLAGE_COMMITTEE, places.village),
        watchers=add("竹林社区监督委员会", OrgKind.SUPERVISION_COMMITTEE, places.village),
        office=add("县信访局", OrgKind.COUNTY_OFFICE, places.county),
    )


@pytest.fixture
def person(db) -> Callable:
    """Make someone by user name."""

    def make(username, name="", **given):
        return actions.add_person(
            name=name or username, username=username, password=PASSWORD, by=None, **given
        )

    return make


@pytest.fixture
def staff(places, person) -> Callable:
    """Make someone with one role at a place (the county, without one)."""

    def make(role, username="", place=None, org=None, **given):
        someone = person(username or f"{role}1", **given)
        actions.appoint(
            person=someone,
            role=Role(role),
            place=place or places.county,
            org=org,
            since_on=SINCE,
            by=None,
        )
        return someone

    return make


@pytest.fixture
def written(db) -> Callable:
    """Which events stand in the record since this fixture was made."""
    last = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0

    def events(*but: str):
        found = Entry.objects.filter(id__gt=last).order_by("id")
        return [e.event for e in found if e.event not in but]

    return events
