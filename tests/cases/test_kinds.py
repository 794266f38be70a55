"""A kind of case brought by a room's own folder (`toys.shelves`): everything shared asks it."""

from datetime import date, timedelta

import pytest

from sanan.cases import actions, deadlines, kinds
from sanan.cases.models import Case, Policy
from sanan.cases.queries import rates
from sanan.cases.rules import APPELLANT, CASE
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.periods import Period
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import MONDAY

HOUR = timedelta(hours=1)
MARCH = Period.read("2026-03", date(2026, 3, 31))


@pytest.fixture
def repair(county):
    return county.open("路灯杆歪了", kind="toy_repair", at=MONDAY).case


def handled(case, county):
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    actions.sign(case=case, by=county.handler, at=MONDAY)
    actions.contact(case=case, by=county.handler, reached=True, at=MONDAY)
    return case


def ended(case, county):
    handled(case, county)
    actions.reply(case=case, by=county.handler, public_text="修好了", at=MONDAY + HOUR)
    actions.pass_check(case=case, by=county.dispatcher, at=MONDAY + HOUR)
    actions.rate(
        case=case,
        contacted=True,
        resolved=True,
        satisfaction="satisfied",
        relation=APPELLANT,
        at=MONDAY + 2 * HOUR,
    )
    return case


def cadre(county):
    person = Person.objects.create(username="林", name="林")
    Position.objects.create(
        person=person, role=Role.VILLAGE_CADRE, place=county.village, since_on=date(2020, 1, 1)
    )
    return person


def test_what_rooms_declare_is_known_by_name_and_a_concern_is_the_ordinary(county, repair):
    assert {"concern", "partner_request", "toy_repair"} <= set(kinds.kinds())
    assert county.open().case.kind == "concern"
    assert kinds.kind_of(repair).label == "修东西"


def test_its_verb_is_there_for_its_cases_alone(county, repair):
    by = cadre(county)
    handled(repair, county)
    kinds.forms()
    do = CASE.actions["fetch_tool"]
    with pytest.raises(Forbidden):
        do(case=repair, tool="梯子", by=county.handler)
    do(case=repair, tool="梯子", by=by)
    entry = Entry.objects.latest("pk")
    assert (entry.event, repair.timeline.last().data) == ("case.fetch_tool", {"tool": "梯子"})
    with pytest.raises(Forbidden):
        do(case=handled(county.open(at=MONDAY).case, county), tool="梯子", by=by)


def test_the_desk_shows_its_name_its_fields_its_verb_and_what_was_written(enter, county, repair):
    handled(repair, county)
    Position.objects.create(
        person=county.dispatcher,
        role=Role.VILLAGE_CADRE,
        place=county.village,
        since_on=date(2020, 1, 1),
    )
    desk, at = enter(county.dispatcher), f"/staff/cases/{repair.code}/"
    page = desk.get(at)
    assert "fetch_tool" in page.context["may"]
    assert "<dt>要修的</dt><dd>路灯杆歪了</dd>" in page.content.decode()
    assert desk.post(f"{at}fetch_tool/", {"tool": "梯子"}).status_code == 302
    page = desk.get(at).content.decode()
    assert "取了工具" in page
    assert "工具 梯子" in page
    other = county.open(at=MONDAY).case
    assert "fetch_tool" not in desk.get(f"/staff/cases/{other.code}/").context["may"]


def test_the_list_is_narrowed_to_it(enter, county, repair):
    county.open("别的事", at=MONDAY)
    page = enter(county.dispatcher).get("/staff/cases/?kind=toy_repair&panel=1")
    assert [row["code"] for row in page.context["list"].rows] == [repair.code]
    assert "修东西" in page.context["list"].words
    every = enter(county.dispatcher).get("/staff/cases/?kind=nonsense")
    assert len(every.context["list"].rows) == 2


def test_its_own_deadline_pack_runs_its_clock(county, repair):
    Policy.objects.create(
        pack="toy", key="any", name="三天", allows={"handle": {"unit": "day", "amount": 3}}
    )
    deadlines.forget()
    assert deadlines.policy_for(repair).pack == "toy"
    assert (deadlines.policy_for(county.open().case) or Policy(pack="")).pack != "toy"


def test_who_may_see_it_is_its_own_say(county, repair):
    judge = Person.objects.create(username="评", name="评")
    Position.objects.create(
        person=judge, role=Role.JUDGE, place=county.village, since_on=date(2020, 1, 1)
    )
    concern = county.open(at=MONDAY).case

    def seen(person):
        return set(Case.objects.visible_to(person)) & {repair, concern}

    assert seen(county.dispatcher) == {repair, concern}
    assert seen(county.grid_worker) == {concern}
    assert seen(judge) == {repair}
    assert set(Case.objects.at_work(judge)) == {repair}


def test_what_is_never_published_is_refused_on_every_road(enter, county, repair):
    with pytest.raises(Refused, match="never_public"):
        actions.publish(case=repair, by=county.dispatcher)
    with pytest.raises(Refused, match="never_public"):
        actions.dispatch(
            case=repair,
            to=county.traffic,
            by=county.dispatcher,
            category=county.roads,
            publish=True,
        )
    form = enter(county.dispatcher).get(f"/staff/cases/{repair.code}/dispatch/").context["form"]
    assert "publish" not in form.fields


def test_it_counts_in_the_rates_that_it_names_and_the_lists_agree(county, repair):
    ended(repair, county)
    ended(county.open(at=MONDAY).case, county)
    three = rates.three_rates(county.county, MARCH)
    assert (three.revisited, three.contacted) == (2, 2)
    assert (three.answered_resolved, three.answered_satisfied) == (1, 1)
    listed = {name: rates.counted(county.county, MARCH, name).count() for name in rates.FIGURES}
    assert listed == {
        "revisited": 2,
        "contacted": 2,
        "not_contacted": 0,
        "answered_resolved": 1,
        "resolved": 1,
        "not_resolved": 0,
        "answered_satisfied": 1,
        "satisfied": 1,
        "unsatisfied": 0,
    }


def test_the_sheet_says_the_kind(enter, county, repair):
    import io

    import openpyxl

    answer = enter(county.dispatcher).get("/staff/cases/?xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active.values)
    at = rows[0].index("哪一种")
    assert rows[1][at] == "修东西"
