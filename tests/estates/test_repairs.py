"""Repairs: the company first, then by the clock the branch, the community, the town."""

from datetime import date

import pytest

from sanan.cases import actions as cases
from sanan.cases.models import CaseOrg
from sanan.cases.rules import APPELLANT
from sanan.estates import actions
from sanan.estates.queries.estate import repairs
from sanan.estates.rules.repairs import climbs_at, repair_of
from sanan.kit.errors import Forbidden, Invalid, Refused

from .conftest import DAY, HOUR, NOW, TODAY


def stands(case) -> tuple[str, str, str]:
    case.refresh_from_db()
    return repair_of(case).rung, case.handler.name, case.state


def test_a_lift_climbs_from_the_company_to_the_town_by_the_clock(hall):
    case = hall.repair()
    assert stands(case) == ("property", "富临物业服务中心", "dispatched")
    due = case.due_at
    assert actions.climb_all(at=NOW + 48 * HOUR - HOUR / 60) == 0
    assert actions.climb_all(at=NOW + 48 * HOUR) == 1
    assert stands(case) == ("branch", "富临国际小区党支部", "dispatched")
    assert actions.climb_all(at=NOW + 48 * HOUR) == 0
    assert actions.climb_all(at=NOW + 72 * HOUR) == 1
    # The community has no lifts on its duty list (H8): it pushes, the branch keeps the order.
    assert stands(case) == ("community", "富临国际小区党支部", "dispatched")
    helps = CaseOrg.objects.filter(case=case).values_list("org__name", flat=True)
    assert set(helps) == {"富临物业服务中心", "桃溪社区居委会"}
    assert actions.climb_all(at=NOW + 96 * HOUR) == 1
    assert stands(case) == ("town", "桃城镇人民政府", "dispatched")
    assert actions.climb_all(at=NOW + 960 * HOUR) == 0
    assert case.due_at == due  # nobody gains time by waiting
    told = [line.said for line in case.timeline.filter(verb="climb")]
    assert told == [
        "现在由富临国际小区党支部接着办。",
        "现在由桃溪社区居委会盯着办。",
        "现在由桃城镇人民政府接着办。",
    ]


def test_an_emergency_climbs_every_two_hours(hall):
    case = hall.repair(emergency=True)
    assert case.urgency == "danger"
    assert climbs_at(repair_of(case)) == NOW + 2 * HOUR
    actions.climb_all(at=NOW + 2 * HOUR)
    assert stands(case)[0] == "branch"


def test_a_rung_where_nobody_stands_is_passed_over(hall):
    hall.branch.positions.all().delete()
    hall.branch.delete()
    case = hall.repair()
    actions.climb_all(at=NOW + 48 * HOUR)
    assert stands(case)[0] == "community"


def answered(hall, case, at):
    cases.sign(case=case, by=hall.clerk, at=at)
    cases.contact(case=case, by=hall.clerk, reached=True, at=at)
    cases.reply(case=case, by=hall.clerk, public_text="换了导靴", at=at)


def test_what_is_said_to_be_done_stops_the_clock_and_starts_it_anew_when_it_is_not(hall):
    case = hall.repair()
    answered(hall, case, NOW + HOUR)
    assert actions.climb_all(at=NOW + 20 * DAY) == 0
    cases.not_fixed(case=case, text="还抖", relation=APPELLANT, at=NOW + 20 * DAY)
    assert actions.climb_all(at=NOW + 20 * DAY + 47 * HOUR) == 0
    assert actions.climb_all(at=NOW + 20 * DAY + 48 * HOUR) == 1
    case.refresh_from_db()
    assert repair_of(case).again == 1
    assert repairs([hall.estate]).again == 1


def test_whoever_cannot_may_hand_up_at_once_with_a_reason(hall):
    case = hall.repair()
    with pytest.raises(Forbidden):
        actions.climb(case=case, text="不会修", by=hall.town_handler, at=NOW)
    actions.climb(case=case, text="要动维修资金", by=hall.clerk, at=NOW)
    assert stands(case)[0] == "branch"
    case.refresh_from_db()
    for _n in range(2):
        actions.climb(case=case, text="办不了", by=hall.secretary, at=NOW)
        case.refresh_from_db()
    assert stands(case)[0] == "town"
    with pytest.raises(Refused, match="at_the_top"):
        actions.climb(case=case, text="办不了", by=hall.town_handler, at=NOW)


def test_emergency_charge_and_warranty_are_marked_and_a_warranty_is_free(hall):
    use = hall.working()
    actions.accept(
        use=use,
        accepted_on=TODAY,
        accepted_by="业委会",
        warranty_until=date(2027, 3, 2),
        by=hall.cadre,
        at=NOW + 3 * HOUR,
    )
    case = hall.repair(at=NOW + 4 * HOUR)
    with pytest.raises(Invalid, match="under_warranty"):
        actions.mark_repair(case=case, price=100_00, warranty=use, by=hall.clerk, at=NOW + 4 * HOUR)
    actions.mark_repair(case=case, warranty=use, emergency=True, by=hall.clerk, at=NOW + 4 * HOUR)
    own = repair_of(case)
    assert (own.emergency, own.price, own.warranty) == (True, None, use)
    with pytest.raises(Invalid, match="warranty_over"):
        actions.mark_repair(case=case, warranty=use, by=hall.clerk, at=NOW + 400 * DAY)


def test_without_a_company_the_dispatcher_has_it(hall):
    actions.end_contract(contract=hall.contract, ended_on=TODAY, text="到期", by=hall.cadre, at=NOW)
    case = hall.repair()
    assert (case.state, case.handler) == ("submitted", None)
    assert actions.climb_all(at=NOW + 100 * HOUR) == 0


def test_a_building_of_another_estate_is_refused(hall):
    with pytest.raises(Invalid, match="elsewhere"):
        hall.repair(building=hall.village)


def test_the_phone_reports_from_the_building_and_neighbours_read_what_is_mended(hall, client):
    page = client.get("/estates/fulin-2/repair/")
    assert page.status_code == 200
    assert page.context["form"].fields["building"].initial == hall.buildings[1]
    empty = client.post("/estates/fulin-2/repair/", {"spot": "lift", "text": ""})
    assert empty.status_code == 422
    given = {
        "spot": "lift",
        "text": "电梯门关不上",
        "building": hall.buildings[1].pk,
        "contact_name": "黄三",
        "contact_phone": "13800010003",
        "token": "t" * 24,
    }
    first = client.post("/estates/fulin-2/repair/", given)
    again = client.post("/estates/fulin-2/repair/", given)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert client.get(first["Location"]).status_code == 200
    shown = client.get("/estates/fulin/").content.decode()
    assert "2号楼 电梯" in shown
    assert "黄三" not in shown
    assert "关不上" not in shown
