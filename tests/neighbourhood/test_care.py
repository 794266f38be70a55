"""Meals, children, events and checks: sums, codes, two guardians who disagree, nothing counted twice."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from sanan.imports.commands import open_for
from sanan.imports.taking import Terms, take_in
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry
from sanan.neighbourhood import actions
from sanan.neighbourhood.forms.programme_table import PROGRAMMES
from sanan.neighbourhood.models import (
    Child,
    Facility,
    Guardian,
    MealOrder,
    Programme,
    SpotCheck,
    Stay,
)
from sanan.neighbourhood.queries import care
from sanan.neighbourhood.rules.indicators import newest
from sanan.neighbourhood.rules.meals import age_on
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.volunteers.models import Activity, Project

from .conftest import DAY, HOUR, NOW, SINCE

TODAY = date(2026, 3, 2)


def no(do) -> str:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value.code


def staff(name: str, *args: str) -> str:
    return reverse(f"neighbourhood_staff:{name}", args=args)


# --- Meals


@pytest.fixture
def kitchen(yard):
    actions.set_tiers(
        centre=yard.centre,
        tiers=[(60, 200), (80, 500)],
        since_on=date(2026, 1, 1),
        by=yard.keeper,
        at=NOW,
    )
    actions.set_tiers(
        centre=yard.centre,
        tiers=[(60, 900)],
        since_on=date(2026, 6, 1),
        by=yard.keeper,
        at=NOW,
    )
    meal = actions.cook(
        centre=yard.centre,
        day=TODAY,
        title="午餐",
        price=800,
        most=3,
        until_at=NOW + HOUR,
        by=yard.keeper,
        at=NOW,
    )

    def elder(name: str, born: date, address: str = "3 号楼 201"):
        return actions.take_in(
            centre=yard.centre, name=name, born_on=born, address=address, by=yard.keeper, at=NOW
        )

    return meal, elder


def order(yard, meal, diner, way="fetch", **more) -> MealOrder:
    given = {"meal": meal, "diner": diner, "way": way, "by": yard.grid, "at": NOW}
    return actions.order_meal(**{**given, **more})


def test_what_is_paid_follows_the_age_on_that_day(yard, kitchen):
    meal, elder = kitchen
    young = elder("林小", date(1966, 3, 3))  # sixty tomorrow
    sixty = elder("林中", date(1966, 3, 2))
    eighty = elder("林老", date(1940, 1, 1))
    paid = [order(yard, meal, each).subsidy for each in (young, sixty, eighty)]
    assert paid == [0, 200, 500]
    assert age_on(date(1964, 2, 29), date(2024, 2, 28)) == 59
    # From June on another rule holds, and never more is paid than a meal costs.
    june = actions.cook(
        centre=yard.centre,
        day=date(2026, 6, 2),
        title="午餐",
        price=800,
        most=9,
        until_at=NOW + 60 * DAY,
        by=yard.keeper,
        at=NOW,
    )
    assert order(yard, june, eighty).subsidy == 800
    assert order(yard, june, sixty).own == 0


def test_a_meal_is_brought_and_a_month_adds_up(yard, kitchen):
    meal, elder = kitchen
    one, two = elder("林阿婆", date(1940, 1, 1)), elder("陈阿公", date(1950, 1, 1), address="")
    three, four = elder("吴阿婆", date(1950, 1, 1)), elder("郑阿公", date(1950, 1, 1))
    assert no(lambda: order(yard, meal, two, "bring")) == "no_address"
    brought = order(yard, meal, one, "bring")
    fetched, missed = order(yard, meal, two), order(yard, meal, three)
    assert no(lambda: order(yard, meal, one)) == "twice"
    assert no(lambda: order(yard, meal, four)) == "full"
    assert no(lambda: order(yard, meal, four, at=NOW + 2 * HOUR)) == "late"
    assert no(lambda: actions.fetch(meal_order=brought, by=yard.keeper, at=NOW)) == "brought"
    actions.bring(meal_order=brought, by=yard.grid, at=NOW + 2 * HOUR)
    actions.fetch(meal_order=fetched, by=yard.keeper, at=NOW + 2 * HOUR)
    actions.miss_meal(meal_order=missed, by=yard.keeper, at=NOW + 3 * HOUR)
    assert brought.bringer == yard.grid
    assert no(lambda: actions.cancel_meal(meal_order=fetched, by=yard.keeper)) == "wrong_state"
    lines = care.month_sheet(yard.centre, date(2026, 3, 1), date(2026, 4, 1))
    told = {(r.name, r.meals, r.brought, r.price, r.subsidy, r.own) for r in lines}
    assert told == {("林阿婆", 1, 1, 800, 500, 300), ("陈阿公", 1, 0, 800, 200, 600)}
    total = care.total(lines)
    assert (total.meals, total.price, total.subsidy, total.own) == (2, 1600, 700, 900)


# --- Children


@pytest.fixture
def home(yard) -> Facility:
    return actions.add_facility(
        centre=yard.centre, name="儿童之家", kind="children", by=yard.keeper, at=NOW
    )


@pytest.fixture
def child(yard, home):
    mother = actions.NewGuardian("潘月娥", "妈妈", "13800010011", agreed=True)
    father = actions.NewGuardian("林建国", "爸爸", "13800010012", agreed=True)
    made, told = actions.enrol(
        home=home,
        name="林朵朵",
        born_on=date(2019, 5, 1),
        notes="花生过敏",
        guardians=[mother, father],
        by=yard.keeper,
        at=NOW,
    )
    figures = {each.name: told[each.code] for each in made.guardians.all()}
    return made, figures["潘月娥"], figures["林建国"]


def test_a_child_is_brought_and_fetched_by_a_guardians_figures(yard, child):
    made, mother, father = child
    wrong = "000000" if "000000" not in {mother, father} else "111111"
    now = {"by": yard.keeper, "at": NOW}
    assert no(lambda: actions.bring_in(child=made, figures=wrong, **now)) == "wrong_code"
    stay = actions.bring_in(child=made, figures=mother, by=yard.keeper, at=NOW)
    assert no(lambda: actions.bring_in(child=made, figures=mother, **now)) == "inside"
    assert no(lambda: actions.leave(child=made, by=yard.keeper, at=NOW)) == "inside"
    actions.sign_out(stay=stay, figures=father, by=yard.keeper, at=NOW + 8 * HOUR)
    assert (stay.state, stay.fetched_by.name) == ("out", "林建国")
    # Only hashes are kept, and no figures stand in the record.
    assert mother not in str(list(Guardian.objects.values_list("secret_hash", flat=True)))
    assert not Entry.objects.filter(content__icontains=mother).exists()


def test_after_five_wrong_figures_nobody_may_guess_on(yard, child):
    made, mother, father = child
    wrong = next(f"{n:06d}" for n in range(9) if f"{n:06d}" not in {mother, father})
    codes = [
        no(lambda: actions.bring_in(child=made, figures=wrong, by=yard.keeper, at=NOW))
        for _ in range(6)
    ]
    assert codes == ["wrong_code"] * 5 + ["too_many"]


def test_two_guardians_who_disagree(yard, child):
    made, mother, father = child
    stay = actions.bring_in(child=made, figures=father, by=yard.keeper, at=NOW)
    dad = made.guardians.get(name="林建国")
    actions.block(child=made, figures=mother, other=dad, by=yard.keeper, at=NOW)
    go = {"stay": stay, "by": yard.keeper, "at": NOW + HOUR}
    assert no(lambda: actions.sign_out(figures=father, **go)) == "disputed"
    assert Stay.objects.get().state == "in"
    assert Entry.objects.filter(event="child.turned_away", subject=made.code).count() == 1
    actions.settle(child=made, paper="双方签字同意", by=yard.keeper, at=NOW + HOUR)
    actions.sign_out(figures=father, **go)
    assert stay.state == "out"
    # Of photos one "no" is a no, and who said nothing has not agreed.
    say = {"child": made, "by": yard.keeper, "at": NOW + 2 * HOUR}
    actions.say_photos(figures=mother, may=True, **say)
    assert not care.photos_may_be_shown(made)
    actions.say_photos(figures=father, may=False, **say)
    assert not care.photos_may_be_shown(made)
    actions.say_photos(figures=father, may=True, **say)
    assert care.photos_may_be_shown(made)


def test_what_is_known_of_a_child_opens_to_two(yard, child, desk):
    made, _mother, _father = child
    assert no(lambda: actions.look(child=made, by=yard.keeper)) == "not_allowed"
    actions.ask_look(child=made, purpose="孩子不舒服", by=yard.keeper)
    assert no(lambda: actions.allow_look(child=made, by=yard.keeper)) == "nothing"
    page = desk(yard.keeper)
    assert "花生过敏" not in page.get(staff("child", made.code)).content.decode()
    assert page.post(staff("look", made.code)).status_code == 403
    actions.allow_look(child=made, by=yard.founder)
    shown = page.post(staff("look", made.code)).content.decode()
    assert "花生过敏" in shown
    assert "13800010011" in shown
    assert Entry.objects.filter(event="child.look", subject=made.code).count() == 1
    late = clock.now() + 8 * DAY
    assert no(lambda: actions.look(child=made, by=yard.keeper, at=late)) == "not_allowed"
    # Grid workers, planners and the keepers of other villages do not even see the name.
    for other in (yard.grid, yard.founder, yard.far_keeper):
        assert desk(other).get(staff("child", made.code)).status_code == 404


def test_no_child_without_a_guardian_who_agreed(yard, home):
    given = {
        "home": home,
        "name": "林朵朵",
        "born_on": date(2019, 5, 1),
        "by": yard.keeper,
        "at": NOW,
    }
    assert no(lambda: actions.enrol(guardians=[], **given)) == "no_guardian"
    silent = actions.NewGuardian("潘月娥", "妈妈", "13800010011", agreed=False)
    assert no(lambda: actions.enrol(guardians=[silent], **given)) == "no_consent"
    assert not Child.objects.exists()


# --- Events


def test_an_event_that_is_the_volunteers_too_counts_once(yard):
    team = Org.objects.create(name="志愿队", kind=OrgKind.VOLUNTEER_TEAM, place=yard.village)
    project = Project.objects.create(
        org=team, place=yard.village, name="敬老", begins_on=SINCE, made_at=NOW
    )
    both, alone = (
        Activity.objects.create(
            project=project,
            place=yard.village,
            title=title,
            where="中心",
            state="held",
            starts_at=NOW - 3 * HOUR,
            ends_at=NOW - HOUR,
            made_at=NOW,
        )
        for title in ("端午包粽子", "清扫")
    )
    given = {"centre": yard.centre, "by": yard.keeper, "at": NOW - 5 * HOUR}
    given |= {"starts_at": NOW - 3 * HOUR, "ends_at": NOW - HOUR}
    first = actions.announce(title="端午包粽子", festival="dragon_boat", volunteers=both, **given)
    second = actions.announce(title="亲子读书", audience="families", **given)
    assert no(lambda: actions.announce(title="又一场", volunteers=both, **given)) == "twice"
    assert (
        no(lambda: actions.hold(programme=first, count=9, children=10, by=yard.keeper)) == "count"
    )
    actions.hold(programme=first, count=60, children=20, by=yard.keeper, at=NOW)
    actions.hold(programme=second, count=15, by=yard.keeper, at=NOW)
    year = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    found = care.events(yard.village, *year)
    assert (found.programmes, found.both, found.volunteers, found.all) == (2, 1, 1, 3)
    assert found.turns == 75
    assert alone in care.activities_for(yard.centre, NOW)
    assert both not in care.activities_for(yard.centre, NOW)


HEADS = ["中心", "活动名称", "日期", "节日", "对象", "人次", "其中孩子"]


def taken(yard, tmp_path, lines):
    file, out = tmp_path / "list.xlsx", io.BytesIO()
    write_sheet(out, HEADS, lines)
    file.write_bytes(out.getvalue())
    sheet = open_for([PROGRAMMES], file)
    return take_in(
        table=PROGRAMMES,
        rows=sheet.rows,
        columns=PROGRAMMES.match(sheet.headers),
        terms=Terms(source="list", at=NOW, place=yard.county, by=yard.founder),
    )


def test_a_list_of_120_events_comes_in_once(yard, tmp_path):
    """ACC-17: more than 120 cultural events, from a workbook, however often it is sent."""
    rows = [
        [
            "桃溪邻里中心",
            f"活动{n}",
            (date(2025, 1, 1) + n * DAY).isoformat(),
            "端午节",
            "老人",
            20,
            5,
        ]
        for n in range(120)
    ]
    bad = [
        ["没有的中心", "活动", "2025-01-01", "", "", 3, ""],
        ["桃溪邻里中心", "", "", "", "", "", ""],
    ]
    for fresh in (120, 0):
        outcome = taken(yard, tmp_path, [*rows, *bad])
        assert (outcome.imported, len(outcome.rejected)) == (fresh, 2)
    year = datetime(2025, 1, 1, tzinfo=UTC) - DAY, datetime(2026, 1, 1, tzinfo=UTC)
    found = care.events(yard.county, *year)
    assert (found.all, found.turns) == (120, 2400)
    assert Programme.objects.filter(festival="dragon_boat", audience="elders").count() == 120


def test_visits_are_counts_and_the_later_one_stands(yard):
    count = {"centre": yard.centre, "day": TODAY, "by": yard.keeper, "at": NOW}
    actions.count_visits(elders=10, children=4, others=6, **count)
    actions.count_visits(elders=12, children=4, others=6, **count)
    seen = care.visits_of(yard.centre, TODAY, TODAY + DAY)
    assert seen == {"elders": 12, "children": 4, "others": 6}


def test_how_much_a_room_is_used(yard):
    """Monday: open 3.5 and 7 hours; two hours used of 630 minutes."""
    made = actions.book(
        facility=yard.room,
        starts_at=NOW + 5 * HOUR,
        ends_at=NOW + 7 * HOUR,
        name="陈秀英",
        by=yard.keeper,
        at=NOW,
    )
    actions.use(booking=made, by=yard.keeper, at=NOW + 5 * HOUR)
    (found,) = care.use_of(yard.centre, TODAY, TODAY + DAY)
    assert (found.used, found.open, found.percent) == (120, 630, 19)


# --- Checks on the spot


def full() -> dict[str, Decimal | None]:
    return {each.key: each.most for each in newest().indicators}


def test_the_sheet_has_54_indicators_in_three_parts():
    sheet = newest()
    assert len(sheet.indicators) == 54
    assert len({each.key for each in sheet.indicators}) == 54
    sums = [sum(each.most for each in sheet.of(part)) for part in ("standard", "haves")]
    assert sum(sums) == 100


@pytest.mark.parametrize(
    ("lost", "stars"), [(0, 5), (10, 5), ("10.5", 4), (20, 4), (30, 3), (40, 2), (50, 1), (51, 0)]
)
def test_stars_follow_from_points(lost, stars):
    sheet = newest()
    points, left = {}, Decimal(lost)
    for each in sheet.indicators:
        if each.part == "bonus":
            points[each.key] = Decimal(0)
            continue
        off = min(left, each.most)
        points[each.key], left = each.most - off, left - off
    assert sheet.stars(points) == stars
    assert sheet.explained(points)[-1].startswith("再有") is (stars < 5)


def test_a_check_is_sent_once_and_gives_the_star(yard, desk):
    check = actions.begin_check(centre=yard.centre, by=yard.founder, at=NOW)
    assert actions.begin_check(centre=yard.centre, by=yard.founder, at=NOW) == check
    marks = full()
    first = newest().indicators[0]
    bad = {**marks, first.key: first.most + 1}
    assert no(lambda: actions.send_check(check=check, marks=bad, by=yard.founder)) == "bounds"
    missing = {**marks, first.key: None}
    assert no(lambda: actions.send_check(check=check, marks=missing, by=yard.founder)) == "missing"
    client = desk(yard.founder)
    assert client.get(staff("check", check.code))["X-Sanan-Keep"] == "1"
    given = {key: str(value) for key, value in marks.items()}
    given |= {"token": "a1", f"note-{first.key}": "牌子新换的"}
    headers = {"Accept": "application/json"}
    wrong = client.post(staff("send_check", check.code), {**given, first.key: "9"}, headers=headers)
    assert (wrong.status_code, list(wrong.json()["wrongs"])) == (422, [first.key])
    for _turn in range(2):  # sent again from a place without network
        done = client.post(staff("send_check", check.code), given, headers=headers)
        assert done.status_code == 200
    found = SpotCheck.objects.get()
    assert (found.total, found.stars, found.token) == (Decimal("100.00"), 5, "a1")
    yard.centre.refresh_from_db()
    assert (yard.centre.state, yard.centre.stars) == ("assessed", 5)
    shown = client.get(staff("check", check.code)).content.decode()
    assert "牌子新换的" in shown
    assert "90 分以上是 5 星" in shown


def test_pages_open(yard, desk, kitchen, child):
    meal, elder = kitchen
    made, mother, _father = child
    diner = elder("林阿婆", date(1940, 1, 1))
    portion = order(yard, meal, diner, "bring")
    stay = actions.bring_in(child=made, figures=mother, by=yard.keeper, at=NOW)
    client, centre = desk(yard.keeper), yard.centre.code
    for name, code in [
        ("meals", centre),
        ("month", centre),
        ("programmes", centre),
        ("announce", centre),
        ("use", centre),
        ("order_meal", meal.code),
        ("meal_order", portion.code),
        ("home", made.home.code),
        ("enrol", made.home.code),
        ("child", made.code),
        ("add_guardian", made.code),
        ("bring_in", made.code),
        ("stay", stay.code),
    ]:
        assert client.get(staff(name, code)).status_code == 200, name
        assert desk(yard.stranger).get(staff(name, code)).status_code == 404, name
    enrolled = client.post(
        staff("enrol", made.home.code),
        {
            "name": "陈小宝",
            "born_on": "2020-01-01",
            "guardian": "陈秀英",
            "bond": "奶奶",
            "phone": "13800010021",
            "agreed": "on",
        },
        follow=True,
    )
    assert "的六位数是" in enrolled.content.decode()
    sheet = client.get(f"{staff('month', centre)}?xlsx&month=2026-03")
    assert sheet.status_code == 200
    for verb in ("set_tiers", "cook", "take_in", "count"):
        assert client.get(staff("centre_do", centre, verb)).status_code == 200


def test_a_role_of_the_county_sees_no_children(yard, home):
    leader = Person.objects.create(username="leader", name="leader")
    Position.objects.create(person=leader, role=Role.LEADER, place=yard.county, since_on=SINCE)
    assert not Child.objects.visible_to(leader).exists()


def test_each_known_person_rates_a_room_once_and_others_stand_apart(yard):
    """The resident says 5, then 2; the grid worker 4; one booking has no account: 3.0 of two people."""
    said = [(yard.resident, 5), (yard.resident, 2), (yard.grid, 4), (None, 1)]
    for number, (person, score) in enumerate(said):
        starts = NOW + (5 + number) * HOUR
        made = actions.book(
            facility=yard.room,
            starts_at=starts,
            ends_at=starts + HOUR / 2,
            name="陈秀英",
            by=yard.keeper,
            at=NOW,
        )
        type(made).objects.filter(pk=made.pk).update(person=person, score=score)
    (found,) = care.use_of(yard.centre, TODAY, TODAY + DAY)
    assert (found.mean, found.rated, found.others) == (Decimal("3.0"), 2, 1)


@pytest.mark.parametrize("odd", ["0001-01", "9999-12", "0000-00", "2026-13", "1"])
def test_a_month_or_day_that_nobody_means_is_this_one(yard, desk, odd):
    client, centre = desk(yard.keeper), yard.centre.code
    for address in (f"month={odd}", f"month={odd}&xlsx"):
        assert client.get(f"{staff('month', centre)}?{address}").status_code == 200
    for name in ("use", "meals"):
        address = f"{staff(name, centre)}?month={odd}&day={odd}-01"
        assert client.get(address).status_code == 200
