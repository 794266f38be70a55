"""The pages: every one opens for whom it is, strangers and other posts are told nothing."""

import io
import re
from datetime import timedelta

import openpyxl

from sanan.estates import actions
from sanan.estates.models import EstateNotice, FundUse, OwnersCommittee
from sanan.people.models import Person

from .conftest import HOUR, NOW, TODAY
from .test_life import called, rated


def lived(hall) -> list[str]:
    """An estate with something of everything; the addresses of its desk."""
    use = hall.working()
    rating = rated(hall, text="还可以")
    notice = actions.post(
        estate=hall.estate,
        title="停水",
        text="明天",
        until_on=TODAY + timedelta(days=9999),
        by=hall.clerk,
        at=NOW,
    )
    committee = called(hall)
    hall.repair()
    own = hall.dwelling("101")
    return [
        "",
        f"at/{hall.estate.code}/",
        f"at/{hall.estate.code}/set_hours/",
        "contracts/" + hall.contract.code + "/",
        "ratings/",
        f"ratings/{rating.code}/",
        "uses/",
        f"uses/{use.code}/",
        f"committees/{committee.code}/",
        "repairs/",
        "repairs/?standing=open&again=1&emergency=1&rung=branch",
        "notices/",
        f"notices/{notice.code}/",
        *("new/", "contracts/new/", "uses/new/", "committees/new/", "notices/new/"),
        f"at/{hall.estate.code}/repair/",
        "dwellings/",
        "dwellings/?several=1",
        f"dwellings/{own.ref}/",
        "import/",
    ]


def test_every_page_of_the_desk_opens_for_the_cadre_and_for_nobody_without_a_post(hall, desk):
    pages = lived(hall)
    cadre, stranger = desk(hall.cadre), desk(Person.objects.create(username="无", name="无"))
    told = {path: cadre.get(f"/staff/estates/{path}").status_code for path in pages}
    assert {path: status for path, status in told.items() if status != 200} == {}
    seen = {path: stranger.get(f"/staff/estates/{path}").status_code for path in pages}
    assert set(seen.values()) == {404}


def test_names_of_owners_are_for_whoever_keeps_the_registers(hall, desk):
    clerk, leader, town = desk(hall.clerk), desk(hall.leader), desk(hall.accountant)
    listed = clerk.get("/staff/estates/dwellings/?several=1").content.decode()
    assert listed.count("林一") >= 2
    assert "黄三" not in listed
    assert town.get("/staff/estates/dwellings/").status_code == 404
    assert leader.get(f"/staff/estates/at/{hall.estate.code}/").status_code == 404
    own = leader.get("/staff/estates/contacts/").content.decode()
    assert "1号楼 101" in own
    assert "2号楼" not in own


def test_the_list_of_dwellings_is_taken_as_it_is_shown(hall, desk):
    answer = desk(hall.clerk).get("/staff/estates/dwellings/?several=1&xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active.values)
    assert [row[1] for row in rows[1:3]] == ["林一", "林一"]


def test_verbs_are_done_on_their_pages_and_refused_with_their_sentence(hall, desk):
    cadre = desk(hall.cadre)
    given = {"estate": hall.estate.pk, "title": "电梯", "reason": "坏了", "estimate": "20000.01"}
    refused = cadre.post("/staff/estates/uses/new/", given)
    assert refused.status_code == 409
    assert "维修资金不够" in refused.content.decode()
    made = cadre.post("/staff/estates/uses/new/", {**given, "estimate": "20000"})
    assert made.status_code == 302
    use = FundUse.objects.get()
    late = cadre.post(
        f"/staff/estates/uses/{use.code}/put/",
        {"starts_at": "2020-01-01T10:00", "where": "书面"},
    )
    assert late.status_code == 422
    assert "开会时间已经过了" in late.content.decode()
    given = {
        "estate": hall.estate.pk,
        "company": hall.other_company.pk,
        "begins_on": "2027-01-01",
        "ends_on": "2027-12-31",
        "fee": "1.8",
    }
    over = cadre.post("/staff/estates/contracts/new/", given)
    assert over.status_code == 409
    assert "期限重叠" in over.content.decode()
    assert 'value="2027-01-01"' in over.content.decode()


def test_everyone_reads_the_estate_and_no_owner(hall, client):
    lived(hall)
    use, committee = FundUse.objects.get(), OwnersCommittee.objects.get()
    for path in ("fulin/", "fulin-1/", f"uses/{use.code}/", f"committees/{committee.code}/"):
        page = client.get(f"/estates/{path}")
        assert page.status_code == 200, path
        assert "林一" not in page.content.decode()
    assert client.get("/estates/350525100003/")["Location"] == "/estates/fulin/"
    assert client.get("/estates/350525000000/").status_code == 302
    assert client.get("/estates/fulin/mine/")["Location"].startswith("/me/?next=")
    assert client.get("/estates/nowhere/").status_code == 404
    assert EstateNotice.objects.get().title in client.get("/estates/fulin/").content.decode()


def test_an_owner_rates_on_the_phone_and_a_second_time_is_told_so(hall, phone):
    owner = phone(hall.neighbour)
    page = owner.get("/estates/fulin/mine/")
    assert page.context["form"].initial == {"dwelling": hall.dwelling("202").pk}
    given = {"dwelling": hall.dwelling("202").pk, "text": ""} | dict.fromkeys(
        ("safety", "cleaning", "repairs", "openness", "attitude"), "3"
    )
    assert owner.post("/estates/fulin/mine/", given).status_code == 302
    again = owner.post("/estates/fulin/mine/", given)
    assert again.status_code == 409
    assert "一套房一个季度评一次" in again.content.decode()
    others = phone(hall.owner).post("/estates/fulin/mine/", given)
    assert others.status_code == 422


def test_what_waits_stands_in_my_work(hall):
    from sanan.process.work import work_of

    use = hall.put()
    rated(hall)
    waiting = {item.title for item in work_of(hall.cadre, NOW) if item.room == "estates"}
    assert waiting == {str(use)}
    asked = [item for item in work_of(hall.clerk, NOW + HOUR) if item.room == "estates"]
    assert [item.title for item in asked] == ["业主的评价还没有回应"]


def test_a_rating_at_a_desk_does_not_say_who_gave_it(hall, desk):
    rating = rated(hall, text="还可以")
    said = desk(hall.cadre).get(f"/staff/estates/ratings/{rating.code}/").content.decode()
    assert "评一评物业" in said
    assert hall.owner.name not in said


def test_only_who_may_take_down_a_repair_is_led_there(hall, desk):
    page, form = f"/staff/estates/at/{hall.estate.code}/", f"at/{hall.estate.code}/repair/"
    assert form in desk(hall.cadre).get(page).content.decode()
    assert form not in desk(hall.clerk).get(page).content.decode()


def test_the_menu_marks_only_the_page_one_is_on(hall, desk):
    said = desk(hall.cadre).get("/staff/estates/repairs/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', said) == ["/staff/estates/repairs/"]
