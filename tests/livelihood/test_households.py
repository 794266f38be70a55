"""The register: families and people, the roll that shrinks and does not grow, the import, visits."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sanan.kit import vault
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.models import Entry
from sanan.livelihood.actions import households as actions
from sanan.livelihood.forms.tables import ROLL
from sanan.livelihood.models import Household, Member, Visit
from sanan.livelihood.queries import recovery
from sanan.livelihood.queries.workers import comes_first, may_employ, priority_villages, workers_at
from sanan.process.audit import differences

from .conftest import ACCOUNT, DAY, MOVED, NOW, TODAY, number_of, taken


def refused(code: str, act, kind=Refused, **given) -> str:
    with pytest.raises(kind) as no:
        act(**given)
    assert no.value.code == code
    return str(no.value.sentence)


def test_a_family_and_its_people(hall):
    made = hall.family()
    assert [m.name for m in made.members.all()] == ["林水根", "徐阿珠", "林小满", "陈桂花"]
    assert [m.state for m in made.members.all()] == ["enrolled", "enrolled", "outside", "enrolled"]
    assert made.address == "祥安小区 3号楼 501"
    assert (made.shown_name, made.masked_phone) == ("林*根", "138****0001")
    assert list(differences()) == []


def test_a_number_of_a_family_is_used_once(hall):
    hall.household()
    assert "户号" in refused("twice", hall.household)


def test_births_and_marriages_add_nobody_to_the_roll_and_leaving_takes_off(hall):
    made = hall.family()
    head, _wife, child, grandmother = made.members.all()
    with pytest.raises(ValueError, match="born"):
        actions.enrol(member=child, why="born", on=TODAY, by=hall.cadre, at=NOW)
    actions.remove(member=grandmother, why="died", on=date(2026, 2, 3), by=hall.cadre, at=NOW)
    assert (grandmother.state, grandmother.gone_on) == ("removed", date(2026, 2, 3))
    refused("gone", actions.enrol, member=grandmother, why="mistake", on=TODAY, by=hall.cadre)
    actions.remove(member=head, why="public_staff", on=TODAY, by=hall.cadre, at=NOW)
    assert (head.state, head.gone_on) == ("removed", None)
    assert Member.objects.living().count() == 3
    actions.enrol(member=head, why="mistake", on=TODAY, by=hall.cadre, at=NOW)
    assert (head.state, head.left_on, head.left_why) == ("enrolled", None, "")
    refused(
        "future", actions.remove, member=head, why="died", on=TODAY + DAY, by=hall.cadre, at=NOW
    )


def test_only_migrants_are_on_the_roll(hall):
    other = hall.household("900", kind="other")
    member = hall.member(other, joined_on=None)
    refused("no_migrant", actions.enrol, member=member, why="missed", on=TODAY, by=hall.cadre)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(state="enrolled")


def test_a_family_that_moves_away_leaves_the_roll_with_its_people(hall):
    made = hall.family()
    actions.move_away(household=made, on=TODAY, to="厦门", by=hall.cadre, at=NOW)
    assert [m.state for m in made.members.all()] == ["removed", "removed", "outside", "removed"]
    assert Member.objects.living().count() == 0
    said = refused(
        "away", actions.add, household=made, name="某人", by=hall.cadre, birth_on=TODAY, at=NOW
    )
    assert "搬走" in said
    actions.come_back(household=made, by=hall.cadre, at=NOW + DAY)
    assert Member.objects.living().count() == 4
    assert Member.objects.enrolled().count() == 0


def test_an_identity_number_is_right_kept_locked_and_used_once(hall):
    made = hall.household()
    number = number_of(date(1979, 3, 8))
    refused(
        "id_number",
        hall.member,
        household=made,
        id_number=number[:-1] + ("0" if number[-1] != "0" else "1"),
    )
    member = hall.member(made, id_number=number, birth_on=None)
    assert (member.birth_on, member.sex) == (date(1979, 3, 8), "male")
    assert number not in member.id_locked
    assert vault.unlock(member.id_locked) == number
    assert member.masked_id == f"350526********{number[-4:]}"
    said = refused("twice", hall.member, household=made, name="另一个人", id_number=number)
    assert "001" in said
    assert all(number.encode() not in bytes(e.content or b"") for e in Entry.objects.all())


def test_an_account_is_the_familys_own_and_no_others(hall):
    made, other = hall.family(), hall.household("002", head="苏云根")
    given = {"household": made, "bank": "农信社", "by": hall.cadre, "at": NOW}
    wrong = refused(
        "account_check",
        actions.set_account,
        account="6217001340001234560",
        holder="林水根",
        **given,
    )
    assert "最后一位" in wrong
    assert "7 位" in refused(
        "account_length", actions.set_account, account="1234567", holder="林水根", **given
    )
    refused("not_family", actions.set_account, account=ACCOUNT, holder="苏云根", **given)
    actions.set_account(account=ACCOUNT, holder="林水根", **given)
    assert made.masked_account == "**** 4569"
    assert "6217001340001234569" not in made.account_locked
    given["household"] = other
    assert "001" in refused(
        "account_twice", actions.set_account, account=ACCOUNT, holder="苏云根", **given
    )


def test_a_visit_is_locked_and_each_look_at_it_recorded(hall, desk):
    made = hall.family()
    actions.visit(household=made, note="孩子住院，欠了三万元", by=hall.helper, in_need=True, at=NOW)
    found = Visit.objects.get()
    assert "住院" not in found.note_locked
    address = f"/staff/livelihood/households/{made.code}/visits/{found.pk}/"
    page = desk(hall.helper)
    assert "住院" not in page.get(address).content.decode()
    assert page.post(address, {"purpose": ""}).status_code == 422
    assert Entry.objects.filter(event="person.reveal").count() == 0
    shown = page.post(address, {"purpose": "安排下次走访"}).content.decode()
    assert "孩子住院" in shown
    assert Entry.objects.filter(event="person.reveal", subject=made.code).count() == 1
    for who in (hall.leader, hall.grid, hall.stranger):
        assert desk(who).get(address).status_code == 404


def test_zero_employment_families_are_found_and_followed(hall):
    made = hall.family()
    father, mother, child, _grandmother = made.members.all()
    found = Household.objects.here()
    assert (found.without_work(TODAY).count(), found.unasked(TODAY).count()) == (0, 1)
    actions.set_work(member=father, work="unemployed", by=hall.helper, at=NOW)
    assert found.without_work(TODAY).count() == 0  # nobody asked the mother yet
    actions.set_work(member=mother, work="cannot", by=hall.helper, at=NOW)
    assert list(found.without_work(TODAY)) == [made]
    actions.follow(household=made, offered="介绍到陶瓷作坊", by=hall.helper, at=NOW)
    assert made.followed_on == TODAY
    actions.set_work(member=father, work="flexible", by=hall.helper, at=NOW)
    assert found.without_work(TODAY).count() == 0
    refused("has_work", actions.follow, household=made, offered="x", by=hall.helper, at=NOW)
    assert "9 岁" in refused(
        "too_young", actions.set_work, member=child, work="flexible", by=hall.helper, at=NOW
    )


@pytest.mark.parametrize(("born", "fits"), [(date(2010, 3, 2), True), (date(2010, 3, 3), False)])
def test_whoever_is_sixteen_today_may_work(hall, monkeypatch, born, fits):
    monkeypatch.setattr("sanan.kit.clock.now", lambda: NOW)
    made = hall.household()
    hall.member(made, birth_on=born)
    assert workers_at(hall.community).exists() is fits


def test_workers_of_the_villages_come_first(hall, monkeypatch):
    monkeypatch.setattr("sanan.kit.clock.now", lambda: NOW)
    other = hall.household("002", kind="other", origin=hall.elsewhere)
    hall.member(other, "外来的", joined_on=None)
    hall.family()
    rows = list(workers_at(hall.community))
    assert [(m.name, m.first) for m in rows] == [
        ("林水根", True),
        ("徐阿珠", True),
        ("陈桂花", True),
        ("外来的", False),
    ]
    assert list(priority_villages(hall.community)) == [hall.villages[0]]
    assert (comes_first(rows[0]), comes_first(rows[3])) == (True, False)
    assert may_employ(hall.helper, hall.community)
    assert not may_employ(hall.grid, hall.community)


def test_living_standard_is_measured_a_head_and_over_all(hall):
    one = hall.household("001", before_fen=1_000_000)
    two = hall.household("002", before_fen=2_000_000)
    hall.household("003", before_fen=3_000_000)  # never asked
    for made, wages in ((one, 4_400_000), (two, 3_000_000)):
        actions.survey(household=made, year=2025, people=2, wages_fen=wages, by=hall.helper, at=NOW)
    actions.survey(household=two, year=2024, people=2, wages_fen=9_000_000, by=hall.helper, at=NOW)
    rows = Household.objects.all()
    assert [h.number for h in recovery.recovered(rows)] == ["001"]
    # (44,000 + 30,000) of (20,000 + 40,000): 123.3 %
    assert str(recovery.level(recovery.newest(rows))) == "123.3"


HEADS = [
    "户号",
    "户主",
    "姓名",
    "与户主关系",
    "身份证号",
    "原村",
    "搬迁时间",
    "安置小区",
    "楼栋",
    "房号",
    "在册日期",
    "就业状况",
]


def lines(n: int = 3) -> list[list[object]]:
    found: list[list[object]] = []
    for i in range(n):
        village = ("蒲坂村", "格头", "林地村委会")[i % 3]
        rest = [village, "2014-05-20", "祥安小区", "3号楼", f"{i + 1:03d}", "2014-05-20"]
        found.append(
            [
                f"{i:03d}",
                f"某甲{i}",
                f"某甲{i}",
                "户主",
                number_of(date(1980, 1, 1), i),
                *rest,
                "就业",
            ]
        )
        found.append(
            [f"{i:03d}", f"某甲{i}", f"某乙{i}", "妻子", number_of(date(1982, 1, 1), i), *rest, ""]
        )
    return found


def test_a_roll_is_taken_in_and_twice_changes_nothing(hall, tmp_path):
    place = hall.community
    would = taken(ROLL, place, tmp_path, HEADS, lines(), rehearse=True, by=hall.cadre)
    assert (would.imported, Member.objects.count()) == (6, 0)
    outcome = taken(ROLL, place, tmp_path, HEADS, lines(), by=hall.cadre)
    assert (outcome.imported, outcome.rejected) == (6, [])
    assert "3 户没有收款账户" in outcome.asides[0]
    assert (Household.objects.count(), Member.objects.enrolled().count()) == (3, 6)
    assert {h.origin for h in Household.objects.all()} == set(hall.villages)
    again = taken(ROLL, place, tmp_path, HEADS, lines(), by=hall.cadre)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 6)
    assert list(differences()) == []


def test_a_later_roll_takes_off_and_puts_right(hall, tmp_path):
    place = hall.community
    taken(ROLL, place, tmp_path, HEADS, lines())
    rows = [[*row, "", ""] for row in lines()]
    rows[0][-2:] = ["2026-01-05", "死亡"]
    rows[3][8] = "5号楼"
    rows.append([*rows[1][:4], "350526198201010011", *rows[1][5:]])
    rows.append(
        ["009", "某丙", "某丙", "户主", "", "不知村", "2014-05-20", "", "", "", "", "", "", ""]
    )
    outcome = taken(ROLL, place, tmp_path, [*HEADS, "核减日期", "核减原因"], rows)
    assert (outcome.updated, outcome.unchanged) == (2, 4)
    said = [each.sentence for each in outcome.rejected]
    assert "身份证号" in said[0]
    assert "不知村" in said[1]
    gone = Member.objects.get(name="某甲0")
    assert (gone.state, gone.left_why, gone.gone_on) == ("removed", "died", date(2026, 1, 5))
    assert Household.objects.get(number="001").building == "5号楼"
    with pytest.raises(Forbidden):
        taken(ROLL, place, tmp_path, HEADS, lines(), by=hall.helper)


def test_pages_open_for_the_desk_and_for_nobody_else(hall, desk):
    made = hall.family()
    member = made.members.first()
    pages = (
        "/staff/livelihood/households/",
        "/staff/livelihood/households/new/",
        f"/staff/livelihood/households/{made.code}/",
        f"/staff/livelihood/households/{made.code}/members/new/",
        f"/staff/livelihood/households/{made.code}/set_account/",
        "/staff/livelihood/members/?age=living",
        f"/staff/livelihood/members/{member.code}/",
        f"/staff/livelihood/members/{member.code}/wish/",
        "/staff/livelihood/import/",
    )
    client = desk(hall.cadre)
    for page in pages:
        assert client.get(page).status_code == 200, page
    for who in (hall.grid, hall.stranger, hall.property):
        shut = desk(who)
        for page in pages:
            assert shut.get(page).status_code == 404, page


def test_a_family_is_registered_at_the_desk(hall, desk):
    client = desk(hall.cadre)
    given = {
        "place": hall.community.pk,
        "number": "010",
        "head": "吴大山",
        "kind": "migrant",
        "origin": hall.villages[1].pk,
        "moved_on": "2014-05-20",
        "before_fen": "",
    }
    answer = client.post("/staff/livelihood/households/new/", given)
    made = Household.objects.get(number="010")
    assert answer["Location"] == f"/staff/livelihood/households/{made.code}/"
    answer = client.post(
        f"/staff/livelihood/households/{made.code}/members/new/",
        {"name": "吴大山", "kin": "head", "joined_on": str(MOVED), "birth_on": "1970-01-01"},
    )
    assert answer.status_code == 302
    assert made.members.get().state == "enrolled"
    again = client.post("/staff/livelihood/households/new/", given)
    assert again.status_code == 422
    assert "已经有这个户号" in again.content.decode()
