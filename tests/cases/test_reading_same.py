"""The same event: offered to neighbours without showing anyone, merged by staff with a preview."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanan.cases import actions
from sanan.cases.enums import State
from sanan.cases.models import Case
from sanan.cases.queries import gazetteer
from sanan.cases.queries import similar as similar_module
from sanan.cases.queries.similar import similar, similar_public
from sanan.ledger.models import Entry
from sanan.places.models import Place

from .conftest import MONDAY

DAY = timedelta(days=1)
SAID = "蒲坂路土方车多，学生过路危险"


def public(county, text=SAID, at=MONDAY, **more):
    case = county.open(text, at=at, **more).case
    actions.publish(case=case, by=county.dispatcher, at=at)
    return case


def ask(county, text="蒲坂路上土方车太多了,孩子过马路很危险", at=MONDAY + DAY, **more):
    return similar_public(text, county.village, at=at, **more)


def test_the_same_matter_comes_first_and_another_not_at_all(county):
    same = public(county)
    public(county, "小区停水两天了,没有人管")
    public(county, "菜市场门口的垃圾没有人收", at=MONDAY + DAY)
    found = ask(county)
    assert [one.case for one in found] == [same]
    assert {"土方", "方车"} & set(found[0].common)
    assert (found[0].people, found[0].days) == (1, 1)


def test_only_published_open_recent_cases_of_the_area_are_offered(county):
    hidden = county.open(SAID, at=MONDAY).case
    over = public(county)
    actions.decline(case=over, by=county.dispatcher, reason="beyond", text="请找邻县", at=MONDAY)
    public(county, at=MONDAY - 90 * DAY)
    elsewhere = public(county)
    Case.objects.filter(pk=elsewhere.pk).update(village=None, township=None)
    assert ask(county) == []
    actions.publish(case=hidden, by=county.dispatcher, at=MONDAY)
    assert [one.case for one in ask(county)] == [hidden]


def test_neighbours_are_counted_by_what_they_said_and_followed(county):
    master = public(county)
    other = county.open(SAID, at=MONDAY).case
    actions.merge(case=other, into=master, by=county.dispatcher, at=MONDAY)
    actions.follow(case=master, phone="13800000009", at=MONDAY)
    assert [one.people for one in ask(county)] == [3]


def test_nothing_personal_is_compared_or_shown(county, client):
    case = public(county, f"{SAID},我是王小明,电话13800000001", contact_name="王小明")
    asked = {"text": "王小明 13800000001", "place": county.village.code}
    assert case.code not in client.get("/alike/", asked).content.decode()
    asked["text"] = SAID
    page = client.get("/alike/", asked).content.decode()
    assert "王小明" not in page
    assert "13800000001" not in page


def test_the_page_says_how_many_neighbours(county, client, monkeypatch):
    monkeypatch.setattr("sanan.kit.clock.now", lambda: MONDAY + DAY)
    case = public(county)
    actions.follow(case=case, phone="13800000009", at=MONDAY)
    asked = {"text": SAID, "place": county.village.code, "lat": "x", "lon": "118.2"}
    page = client.get("/alike/", asked).content.decode()
    assert "2 位邻居说过" in page
    assert f"/public/{case.code}/" in page


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "路",
        "🚗🚗",
        "a" * 100_000,
        "路" * 100_000,
        "<b>土方车</b>",
        "土方車學生過路危險",
        "\x00",
    ],
)
def test_any_text_gets_an_answer(county, client, text):
    public(county)
    answer = client.get("/alike/", {"text": text[:2000], "place": county.village.code})
    assert answer.status_code == 200
    assert len(similar_public(text, county.village, at=MONDAY + DAY)) <= 3


def test_traditional_characters_find_simplified_ones(county):
    same = public(county)
    assert [one.case for one in ask(county, "蒲坂路土方車太多,學生過路危險")] == [same]


def test_a_place_named_in_the_text_counts(county):
    for name in ("龙浔花园", "温泉花园"):
        village = Place.objects.get(pk=county.village.pk)
        Place.objects.add_child(village, {"name": name, "kind": "estate", "code": f"e-{name}"})
    gazetteer.forget()
    far = public(county, "温泉花园小区电梯坏了,物业一直不修,老人上不去楼", at=MONDAY)
    near = public(county, "龙浔花园小区电梯坏了,物业一直不修,老人上不去楼", at=MONDAY)
    found = ask(county, "龙浔花园小区的电梯又坏了,物业不修,老人上不了楼")
    assert [one.case for one in found] == [near, far]
    assert found[0].same_place


def test_nearer_comes_first_and_the_distance_is_told_to_staff(county):
    def at(lat):
        return county.open(SAID, at=MONDAY, lat=lat, lon=118.2).case

    far, near, case = at(25.4990), at(25.4931), at(25.4930)
    found = similar(case)
    assert [one.case for one in found] == [near, far]
    assert [one.metres for one in found] == [11, 668]


def test_asking_costs_the_same_for_few_and_many(county):
    counts = []
    for _ in range(2):
        for n in range(4):
            public(county, f"{SAID}，第{n}天", at=MONDAY)
        ask(county)
        with CaptureQueriesContext(connection) as asked:
            ask(county)
        counts.append(len(asked))
    assert counts[0] == counts[1] == 5


def test_several_are_merged_after_a_preview_and_each_is_answered(county, enter):
    master = county.open(SAID, at=MONDAY).case
    phone = county.open(SAID, at=MONDAY, contact_name="李四", contact_phone="13800000002").case
    nobody = county.open(SAID, at=MONDAY, anonymity="anonymous").case
    browser, url = enter(county.dispatcher), f"/staff/cases/{master.code}/same/"
    assert {one.case for one in browser.get(url).context["alike"]} == {phone, nobody}
    chosen = {"case": [phone.code, nobody.code]}
    told = browser.post(url, chosen).context["told"]
    assert {(one.case, str(one.way)) for one in told} == {
        (phone, "收到短信"),
        (nobody, "没留联系方式，用查询码看得到"),
    }
    assert Case.objects.filter(state=State.MERGED).count() == 0
    before = Entry.objects.count()
    assert len(browser.post(url, {**chosen, "go": "1"}).context["done"]) == 2
    assert Entry.objects.count() == before + 2
    assert set(master.merged_cases.all()) == {phone, nobody}
    case = actions.dispatch(
        case=master, to=county.traffic, by=county.dispatcher, category=county.roads
    )
    actions.sign(case=case, by=county.handler)
    actions.contact(case=case, by=county.handler, reached=True)
    actions.reply(case=case, by=county.handler, public_text="3月4日交通办已装好减速带")
    actions.pass_check(case=case, by=county.dispatcher)
    for child in (phone, nobody):
        child.refresh_from_db()
        assert child.state == State.REVISITING
        assert child.replies.get().public_text == "3月4日交通办已装好减速带"


def test_what_cannot_follow_is_told_and_left(county, enter):
    master = county.open(SAID, at=MONDAY).case
    child = county.open(SAID, at=MONDAY).case
    actions.decline(case=child, by=county.dispatcher, reason="beyond", text="请找邻县")
    browser, url = enter(county.dispatcher), f"/staff/cases/{master.code}/same/"
    for extra in ({}, {"go": "1"}):
        context = browser.post(url, {"case": [child.code, "260302NOSUCH"], **extra}).context
        assert [one for one, _no in context["refused"]] == [child]
    child.refresh_from_db()
    assert child.state == State.NOT_ACCEPTED
    assert enter(county.handler).get(url).status_code == 404


def test_the_page_says_exactly_what_it_compares(county, enter, monkeypatch):
    monkeypatch.setattr(similar_module, "NEAREST", 3)
    monkeypatch.setattr(similar_module, "AROUND", 3)
    told = "路口红绿灯坏了没人修,学生过马路危险"
    first = county.open(told, at=MONDAY - timedelta(hours=9)).case
    near = [county.open(f"{told}，第{n}次", at=MONDAY - timedelta(hours=n)).case for n in (3, 2, 1)]
    case = county.open(told, at=MONDAY).case
    found = {one.case.pk for one in similar_module.similar(case, limit=9)}
    assert found == {one.pk for one in near}
    assert first.pk not in found  # beyond the newest, as the page says
    for n in range(3):  # newer ones of another time push none of its own time out
        county.open("医保卡怎么补办", at=MONDAY + timedelta(days=30 + n))
    assert {one.case.pk for one in similar_module.similar(case, limit=9)} >= {near[0].pk}
    page = enter(county.dispatcher).get(f"/staff/cases/{case.code}/same/").content.decode()
    assert "60 天里没办完的：本村到这件后一周为止最新的 100 件，全镇最新的 80 件" in page
