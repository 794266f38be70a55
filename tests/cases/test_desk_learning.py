"""A county's desk learns at night from what was decided, is compared, used, and gone back from."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from sanan.cases import actions
from sanan.cases.commands import reading
from sanan.cases.enums import ModelKind
from sanan.cases.models import Case, Category, ModelVersion
from sanan.cases.queries import desk, hints, suggestions
from sanan.insight import desk_learning
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger.models import Entry
from sanan.people.models import Duty

from .conftest import MONDAY

DAY = timedelta(days=1)
NIGHT = MONDAY.replace(hour=19)  # 03:00 the next morning in Shanghai
SAID = {
    "roads": ["路上有个大坑", "土方车跑得太快", "桥头栏杆断了", "红绿灯不亮"],
    "water": ["水管爆了", "龙头没水", "自来水发黄", "水表乱跳"],
}


@pytest.fixture
def vault(settings, tmp_path):
    settings.VAR = tmp_path
    suggestions.forget()
    desk.forget()
    yield tmp_path
    suggestions.forget()
    desk.forget()


@pytest.fixture
def water(county):
    Duty.objects.create(org=county.water, category="07", text="供水和管网维修")
    return Category.objects.create(code="07", name="城乡建设")


def decide(county, water, count, *, start=0):
    units = {"roads": (county.roads, county.traffic), "water": (water, county.water)}
    made = []
    for n in range(start, start + count):
        for name, said in SAID.items():
            case = county.open(f"{said[n % 4]}，第{n}次了", at=MONDAY).case
            made.append((case.pk, *units[name]))
    for number, (pk, category, unit) in enumerate(made):
        at = MONDAY + timedelta(minutes=number + 40 * start)
        Case.objects.filter(pk=pk).update(
            state="closed", category=category, handler=unit, dispatched_at=at, closed_at=at
        )


def run(*args):
    return CliRunner().invoke(reading, [*args])


def test_at_night_it_learns_and_the_next_case_is_offered_whole(county, water, vault, monkeypatch):
    monkeypatch.setattr("sanan.cases.actions.learning.LEAST", 30)
    decide(county, water, 30)
    assert actions.learn_due(at=NIGHT - timedelta(hours=2)) == 0  # one in the morning
    assert actions.learn_due(at=NIGHT + DAY) == 1
    used = ModelVersion.objects.get()
    assert (used.county, used.kind, used.is_used, used.sheet["cases"]) == (
        county.county,
        ModelKind.DESK,
        True,
        60,
    )
    entry = Entry.objects.order_by("-pk")[0]
    assert entry.event == "reading.use_model"
    case = county.open("我家龙头没水", at=MONDAY + DAY).case
    actions.read_unread([case])
    assert (case.suggested["offer"]["category"], case.suggested["offer"]["to"]) == (
        "07",
        county.water.code,
    )
    assert hints.offers(case)[0]["line"].org_id == county.water.pk
    assert actions.learn_due(at=NIGHT + DAY) == 0  # once a night
    assert actions.learn_due(at=NIGHT + 2 * DAY) == 0  # and only where something was decided


def test_too_little_is_no_desk(county, water, vault):
    decide(county, water, 3)
    assert actions.learn_due(at=NIGHT + DAY) == 0
    case = county.open("水管爆了", at=MONDAY).case
    actions.read_unread([case])
    assert "offer" not in case.suggested


def test_a_desk_that_does_worse_is_kept_with_its_sheet_and_not_used(
    county, water, vault, monkeypatch
):
    decide(county, water, 30)
    first = actions.learn(county=county.county, at=NIGHT)
    decide(county, water, 4, start=30)
    monkeypatch.setattr(desk_learning, "worse", lambda _sheet: True)
    second = actions.learn(county=county.county, at=NIGHT + DAY)
    first.refresh_from_db()
    assert (first.is_used, second.is_used, second.used_at) == (True, False, None)
    assert second.sheet["beside"]["cases"] == 8


def test_one_command_goes_back_and_the_night_leaves_it(county, water, vault):
    decide(county, water, 30)
    first = actions.learn(county=county.county, at=NIGHT)
    assert "没有更早" in run("back", "--county", county.county.code).output
    decide(county, water, 4, start=30)
    second = actions.learn(county=county.county, at=NIGHT + DAY)
    assert second.is_used
    told = run("back", "--county", county.county.code)
    assert (told.exit_code, first.path in told.output) == (0, True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_used, second.is_used, second.dropped) == (True, False, True)
    assert Entry.objects.order_by("-pk")[0].event == "reading.back"
    decide(county, water, 4, start=40)
    assert actions.learn_due(at=NIGHT + 9 * DAY) == 0
    made = run("learn", "--county", county.county.code)
    assert (made.exit_code, "in use" in made.output) == (0, True)
    assert len(run("versions", "--county", county.county.code).output.splitlines()) == 3


def test_the_same_decisions_make_the_same_file(county, water, vault):
    decide(county, water, 20)
    one = actions.learn(county=county.county, at=NIGHT)
    ModelVersion.objects.all().delete()
    other = actions.learn(county=county.county, at=NIGHT)
    assert one.sha256 == other.sha256


def test_only_the_system_administrator_and_only_a_county(county, water, vault):
    with pytest.raises(Forbidden):
        actions.go_back(county=county.county, by=county.dispatcher)
    with pytest.raises(Invalid):
        actions.learn(county=county.village)


def test_a_desk_whose_file_is_gone_offers_nothing_and_turns_nobody_away(county, water, vault):
    decide(county, water, 30)
    used = actions.learn(county=county.county, at=NIGHT)
    (suggestions.folder() / used.path).unlink()
    desk.forget()
    case = county.open("水管爆了", at=MONDAY).case
    actions.read_unread([case])
    assert "offer" not in case.suggested
    assert case.suggested["categories"] is not None
