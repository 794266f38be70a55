"""OC4IDS out and in. What must hold is written from the published schema; where that stands beside the
checkout and `jsonschema` is installed, the whole schema is asked as well."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from sanan.kit.errors import Invalid
from sanan.projects import actions
from sanan.projects.actions.exchange import take_in
from sanan.projects.models import Milestone, Project
from sanan.projects.queries.oc4ids import package, read

from .conftest import NOW, YI

SCHEMA = Path(__file__).resolve().parents[3] / "shared/data/oc4ids/project-schema.json"
STATUS = {
    "identification",
    "preparation",
    "implementation",
    "completion",
    "maintenance",
    "decommissioning",
    "decommissioned",
    "cancelled",
}
KNOWN = {
    "id",
    "updated",
    "language",
    "identifiers",
    "publicAuthority",
    "title",
    "description",
    "budget",
    "period",
    "locations",
    "status",
    "type",
    "additionalClassifications",
    "parties",
    "forecasts",
    "metrics",
    "milestones",
}


@pytest.fixture
def given(yard):
    made = yard.planned(
        10 * YI,
        number="2601-350525-04-01-000001",
        summary="标准厂房和道路",
        total_fen=30 * YI,
        owner="园区公司",
        contractor="施工公司",
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
        outline=[[25.3, 118.2], [25.3, 118.3], [25.4, 118.3]],
    )
    Milestone.objects.create(
        project=made, kind="piling", planned_on=date(2026, 3, 1), reached_on=date(2026, 3, 5)
    )
    actions.lock(report=yard.verified(made, 75 * YI // 10 + 1, physical=80), by=yard.second, at=NOW)
    yard.project("储备的", state="reserve")
    return package(Project.objects.all(), publisher="永春县", at=NOW)


def test_a_package_holds_public_projects_alone_as_the_schema_wants_them(given):
    assert (given["version"], given["publisher"]) == ("0.9", {"name": "永春县"})
    (project,) = given["projects"]
    assert set(project) == KNOWN
    assert project["status"] in STATUS
    assert project["id"].startswith("oc4ids-")
    assert project["budget"]["amount"] == {"amount": 3_000_000_000, "currency": "CNY"}
    assert project["forecasts"][0]["observations"][0]["value"]["amount"] == 1_000_000_000
    (sums, works) = project["metrics"]
    assert sums["observations"][0]["value"] == {"amount": 750000000.01, "currency": "CNY"}
    assert works["observations"][0]["measure"] == 80
    ring = project["locations"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1] == [118.2, 25.3]
    for text in (
        project["updated"],
        project["period"]["startDate"],
        project["milestones"][0]["dateMet"],
    ):
        assert datetime.fromisoformat(text).tzinfo is not None
    assert all(value not in (None, "", [], {}) for value in project.values())


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema is not on this machine")
def test_it_is_valid_against_the_published_schema(given):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [e.message for p in given["projects"] for e in checker.iter_errors(p)] == []


def test_what_went_out_comes_in_once(given, yard):
    Project.objects.filter(state="reserve").delete()
    before = Project.objects.get()
    Project.objects.update(number="", name="改了名的")
    text = json.dumps(given, ensure_ascii=False)
    taken = take_in(data=json.loads(text), place=yard.county, by=yard.officer, at=NOW)
    (made,) = taken.made
    kept = (
        "name",
        "summary",
        "owner",
        "contractor",
        "total_fen",
        "starts_on",
        "ends_on",
        "level",
        "outline",
        "lead_org_id",
        "state",
    )
    assert {n: getattr(made, n) for n in kept} == {n: getattr(before, n) for n in kept}
    assert made.plans.get().amount_fen == 10 * YI
    assert made.milestones.get().reached_on == date(2026, 3, 5)
    again = take_in(data=json.loads(text), place=yard.county, by=yard.officer, at=NOW)
    assert (again.made, again.known) == ([], 1)


@pytest.mark.parametrize(
    "data", [[], {"projects": {}}, {"projects": [{"id": "x"}]}, {"projects": [1]}, "text"]
)
def test_a_file_that_is_none_is_refused(data):
    with pytest.raises(Invalid):
        read(data)


def test_units_that_are_not_there_are_named_and_the_rest_goes_on(given, yard):
    strange = {
        **given["projects"][0],
        "title": "别处的",
        "publicAuthority": {"name": "没有的局"},
        "identifiers": [{"id": "N-1"}],
    }
    taken = take_in(data={"projects": [strange]}, place=yard.county, by=yard.officer, at=NOW)
    assert (taken.made, len(taken.refused)) == ([], 1)


def test_everyone_may_fetch_the_package(given):
    assert len(Client().get(reverse("projects:oc4ids")).json()["projects"]) == 1
