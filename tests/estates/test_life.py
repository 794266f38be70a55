"""Contracts, ratings, households seen, notices, elections."""

from datetime import date, timedelta

import pytest

from sanan.council.models import Ballot
from sanan.estates import actions
from sanan.estates.models import HouseholdContact
from sanan.estates.queries.estate import notices, seen, verdicts
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice

from .conftest import DAY, HOUR, NOW, TODAY

ALL_FOUR = {"safety": 4, "cleaning": 4, "repairs": 4, "openness": 4, "attitude": 4}


def test_terms_of_two_contracts_do_not_overlap(hall):
    given = {"estate": hall.estate, "company": hall.other_company, "fee": 1, "by": hall.cadre}
    with pytest.raises(Refused, match="terms_overlap") as no:
        actions.sign(**given, begins_on=date(2028, 12, 31), ends_on=date(2029, 12, 31), at=NOW)
    assert "富临物业服务中心" in str(no.value.sentence)
    actions.end_contract(contract=hall.contract, ended_on=TODAY, text="解除", by=hall.cadre, at=NOW)
    with pytest.raises(Refused, match="terms_overlap"):
        actions.sign(**given, begins_on=TODAY, ends_on=date(2029, 1, 1), at=NOW)
    made = actions.sign(**given, begins_on=date(2026, 3, 3), ends_on=date(2029, 1, 1), at=NOW)
    assert made.state == "running"


def rated(hall, number="101", at=NOW, by=None, scores=ALL_FOUR, **more):
    return actions.rate(
        dwelling=hall.dwelling(number),
        contract=hall.contract,
        scores=scores,
        by=by or hall.owner,
        at=at,
        **more,
    )


def test_a_dwelling_rates_once_a_quarter_and_an_owner_of_two_rates_for_each(hall):
    rated(hall)
    with pytest.raises(Refused, match="rated") as no:
        rated(hall, scores=dict.fromkeys(ALL_FOUR, 1))
    assert "1号楼 101" in str(no.value.sentence)
    rated(hall, "201", scores={**ALL_FOUR, "repairs": 1})
    rated(hall, at=NOW + 31 * DAY)  # April: another quarter
    newest, first = verdicts(hall.contract)
    assert (newest.quarter, newest.rated, newest.dwellings) == ("2026Q2", 1, 6)
    assert (first.quarter, first.rated, f"{first.mean}") == ("2026Q1", 2, "3.7")
    assert dict(first.means)["报修和维护"].normalize() * 10 == 25


def test_only_the_owner_rates_and_only_from_one_to_five(hall):
    with pytest.raises(Forbidden):
        rated(hall, by=hall.neighbour)
    with pytest.raises(Invalid, match="scores"):
        rated(hall, scores={**ALL_FOUR, "safety": 6})


def test_the_company_reads_what_was_said_never_by_which_door(hall, desk):
    made = rated(hall, text="楼道三天没扫")
    page = desk(hall.clerk).get(f"/staff/estates/ratings/{made.code}/")
    assert "楼道三天没扫" in page.content.decode()
    assert "101" not in page.content.decode()
    actions.answer(rating=made, text="今天起每天扫", by=hall.clerk, at=NOW)
    with pytest.raises(Refused, match="wrong_state"):
        actions.answer(rating=made, text="再说", by=hall.clerk, at=NOW)


def test_a_leader_notes_a_household_and_statistics_know_only_that_it_was_seen(hall, desk):
    home = hall.dwelling("101")
    given = {"dwelling": home, "reason": "hardship", "summary": "生活困难", "at": NOW}
    with pytest.raises(Forbidden):
        actions.contact(**given, on=TODAY, by=hall.cadre)
    with pytest.raises(Invalid, match="future"):
        actions.contact(**given, on=TODAY + timedelta(days=1), by=hall.leader)
    made = actions.contact(**given, on=TODAY, by=hall.leader)
    with pytest.raises(Refused, match="twice"):
        actions.contact(**given, on=TODAY, by=hall.leader)
    assert "hardship" not in made.reason_locked
    entry = Entry.objects.get(event="estate.contact")
    assert b"hardship" not in bytes(entry.content)
    assert b"2026-03-02" in bytes(entry.content)
    assert [(each.seen, each.all) for each in seen(hall.estate, TODAY)] == [(1, 2), (0, 2), (0, 2)]
    assert [each.seen for each in seen(hall.estate, TODAY + timedelta(days=181))] == [0, 0, 0]
    assert not HouseholdContact.objects.visible_to(hall.cadre).exists()
    page = desk(hall.leader).get("/staff/estates/contacts/").content.decode()
    assert "困难家庭" in page
    shown = desk(hall.cadre).get(f"/staff/estates/at/{hall.estate.code}/").content.decode()
    assert "生活困难" not in shown


def test_a_notice_hangs_in_its_building_until_its_day_and_tells_its_owners(hall):
    actions.post(
        estate=hall.estate,
        title="2号楼停水",
        text="明天上午八点到十点。",
        until_on=TODAY,
        buildings=[hall.buildings[1]],
        by=hall.clerk,
        at=NOW,
    )
    told = set(Notice.objects.values_list("to__name", flat=True))
    assert {"林一", "黄三"} <= told
    assert [str(n) for n in notices(hall.estate, TODAY, hall.buildings[1])] == ["2号楼停水"]
    assert notices(hall.estate, TODAY, hall.buildings[0]) == []
    assert notices(hall.estate, TODAY + timedelta(days=1)) == []


def called(hall, **more):
    given = {
        "estate": hall.estate,
        "number": 1,
        "seats": 5,
        "begins_on": date(2026, 4, 1),
        "ends_on": date(2029, 3, 31),
        "by": hall.cadre,
        "at": NOW - 30 * DAY,
    }
    return actions.call(**{**given, **more})


def test_terms_of_committees_do_not_overlap_and_seats_are_odd(hall):
    with pytest.raises(Invalid, match="seats"):
        called(hall, seats=6)
    with pytest.raises(Invalid, match="too_long"):
        called(hall, ends_on=date(2031, 4, 1))
    called(hall)
    with pytest.raises(Refused, match="terms_overlap"):
        called(hall, number=2, begins_on=date(2029, 3, 31), ends_on=date(2032, 1, 1))
    called(hall, number=2, begins_on=date(2029, 4, 1), ends_on=date(2032, 1, 1))


def test_a_committee_is_elected_by_secret_votes_by_heads_and_area(hall):
    committee = called(hall)
    for number in ("101", "102", "202", "301"):
        actions.stand(
            committee=committee, dwelling=hall.dwelling(number), by=hall.cadre, at=NOW - 29 * DAY
        )
    with pytest.raises(Refused, match="twice"):  # the same owner by another door
        actions.stand(
            committee=committee, dwelling=hall.dwelling("201"), by=hall.cadre, at=NOW - 29 * DAY
        )
    starts = {"starts_at": NOW, "where": "大堂", "by": hall.cadre, "at": NOW - 20 * DAY}
    with pytest.raises(Refused, match="too_few"):
        actions.publicise(committee=committee, **starts)
    actions.stand(
        committee=committee, dwelling=hall.dwelling("302"), by=hall.cadre, at=NOW - 29 * DAY
    )
    actions.publicise(committee=committee, **starts)
    actions.ask_committee(committee=committee, by=hall.cadre, at=NOW)
    everyone = ("林一", "陈二", "黄三", "郑四", "颜五")
    for each in committee.candidates.select_related("vote__meeting__council"):
        against = 3 if each.name in {"郑四", "颜五"} else 0
        said = {name: "against" if n < against else "for" for n, name in enumerate(everyone)}
        hall.papers(each.vote, said)
    actions.count(committee=committee, by=hall.cadre, at=NOW + HOUR)
    elected = {each.name: each.elected for each in committee.candidates.all()}
    assert elected == {"林一": True, "陈二": True, "黄三": True, "郑四": False, "颜五": False}
    assert committee.state == "seated"
    assert not Ballot.objects.exists()  # nobody learns who voted how
