"""Pages: what a resident does without an account, a helper by phone, the desk, the company."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanan.cases.models import Case
from sanan.kit import clock, tokens
from sanan.people.models import Position
from sanan.services import actions
from sanan.services.enums import Bond, PartnerKind, State, To
from sanan.services.models import Helper, MenuItem, Order, Outage, Slip, UnitCheckIn
from sanan.services.queries.desk import board
from sanan.services.rules import REQUESTER

from .conftest import DAY, HOUR, NOW, SINCE

HERE = "/services/at/350526100010/"


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    """The pages' present moment."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def by_phone(person) -> Client:
    browser = Client()
    session = browser.session
    session["resident"] = person.pk
    session.save()
    return browser


def ordered(client, yard, **more):
    page = client.get(f"{HERE}order/").content.decode()
    token = re.search(r'name="token" value="(\w+)"', page)[1]
    form = {
        "item": yard.item.code,
        "text": "灯不亮",
        "place": "xa-1",
        "address": "301",
        "phone": "138 0000 0001",
        "token": token,
    }
    return client.post(f"{HERE}order/", {**form, **more})


def test_a_resident_orders_follows_and_rates_without_an_account(yard, client):
    yard.helper(yard.leader)
    answer = ordered(client, yard)
    order = Order.objects.get()
    assert answer["Location"] == f"/services/placed/{order.code}/"
    code = tokens.query_code(order.code)
    slip = client.get(answer["Location"]).content.decode()
    assert " ".join(code[i : i + 4] for i in (0, 4, 8)) in slip
    assert "/record/" in slip
    stranger = Client()
    assert stranger.get(f"/services/track/{order.code}/").status_code == 404
    assert stranger.get("/services/track/")["Location"] == "/track/", "printed on old slips"
    assert stranger.post("/track/", {"code": "123456789012"}).status_code == 422
    assert stranger.post("/track/", {"code": code}).status_code == 302
    assert stranger.get(f"/services/track/{order.code}/").status_code == 200
    another = Client()
    found = another.post("/track/", {"code": code}, follow=True)
    assert found.redirect_chain[-1][0] == f"/services/track/{order.code}/"
    act = f"/services/track/{order.code}/"
    assert client.post(f"{act}rate/", {"score": 5}).status_code == 409
    Order.objects.filter(pk=order.pk).update(
        state=State.FINISHED, taker=yard.leader, began_at=NOW - HOUR, ended_at=NOW
    )
    assert client.post(f"{act}rate/", {}).status_code == 422
    assert client.post(f"{act}rate/", {"score": 5, "comment": "谢谢"}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.score) == (State.RATED, 5)
    assert client.post(f"{act}nothing/").status_code == 404


def test_every_mistake_gets_its_sentence_and_keeps_the_words(yard, client):
    for more, sentence in (
        ({"item": "", "title": ""}, "请选一项服务"),
        ({"phone": ""}, "请留个电话"),
        ({"phone": "12"}, "带区号的固定电话"),
        ({"text": "帮我讨债"}, "这件事不合法"),
        ({"wanted_at": "2026-03-01T10:00"}, "想要的时间已经过去了"),
    ):
        answer = ordered(client, yard, **more)
        page = answer.content.decode()
        assert (answer.status_code, sentence in page) == (422, True), sentence
        if "text" not in more:
            assert "灯不亮" in page
    assert Order.objects.count() == 0


def test_a_resident_cancels(yard, client):
    ordered(client, yard)
    order = Order.objects.get()
    client.post(f"/services/track/{order.code}/cancel/", {})
    order.refresh_from_db()
    assert order.state == State.CANCELLED


def test_a_wish_is_public_without_a_name(yard, client):
    form = {
        "title": "想要老花镜",
        "for_whom": "赖阿婆,82岁",
        "cost": "80",
        "deadline_on": "2026-04-01",
        "phone": "13800000001",
    }
    assert client.post(f"{HERE}wish/", {**form, "cost": "1200"}).status_code == 422
    assert client.post(f"{HERE}wish/", form).status_code == 302
    wish = Order.objects.get()
    assert wish.cost_cap == 8000
    assert "想要老花镜" not in client.get(HERE).content.decode()
    actions.screen(order=wish, by=yard.secretary, at=NOW)
    actions.dispatch(order=wish, by=yard.secretary, to=To.POOL, at=NOW)
    page = client.get(HERE).content.decode()
    assert ("想要老花镜" in page, "赖*婆" in page, "赖阿婆" in page) == (True, True, False)
    assert by_phone(yard.elder).get(f"/services/help/{wish.code}/").status_code == 302


def test_a_helper_by_phone_from_registering_to_done(yard):
    browser = by_phone(yard.elder)
    mine = f"{HERE}register/"
    assert browser.post(mine, {"bond": "neighbour", "most": 4}).status_code == 422
    form = {"bond": "neighbour", "skills": ["repair"], "most": 4}
    assert browser.post(mine, form).status_code == 302
    helper = Helper.objects.get()
    assert "等社区核对" in browser.get("/services/help/").content.decode()
    actions.accept(helper=helper, by=yard.secretary, at=NOW)
    order = yard.dispatched(text="电话 13912345678,家里灯坏")
    at = f"/services/help/{order.code}/"
    page = browser.get(at).content.decode()
    assert ("301" in page, "13912345678" in page, "***********" in page) == (False, False, True)
    assert browser.post(f"{at}decline/", {}).status_code == 422
    assert browser.post(f"{at}claim/").status_code == 302
    assert "301" in browser.get(at).content.decode()
    assert "13800000001" in browser.post(f"{at}contact/").content.decode()
    when = {"scheduled_at": "2026-03-03T19:00"}
    assert browser.post(f"{at}schedule/", {"scheduled_at": "2026-03-01T19:00"}).status_code == 422
    assert browser.post(f"{at}schedule/", when).status_code == 302
    assert browser.post(f"{at}end/", {"result": "好"}).status_code == 409
    assert browser.post(f"{at}release/", {"reason": "孩子病了"}).status_code == 302
    assert browser.post(f"{HERE}register/", {**form, "most": 2}).status_code == 302
    helper.refresh_from_db()
    assert helper.most == 2
    assert browser.post(f"/services/help/{helper.ref}/leave/").status_code == 302
    helper.refresh_from_db()
    assert helper.left_at is not None


def test_the_slower_of_two_is_told_kindly(yard):
    for person in (yard.leader, yard.elder):
        yard.helper(person)
    order = yard.dispatched()
    slower = by_phone(yard.elder)
    actions.claim(order=order, by=yard.leader, at=NOW)
    answer = slower.post(f"/services/help/{order.code}/claim/")
    assert answer.status_code == 409
    assert "刚刚有人先接了这一单" in answer.content.decode()


def test_who_was_not_asked_is_told_nothing(yard, client):
    yard.helper(yard.leader)
    order = yard.dispatched(to=To.PERSON, person=yard.leader)
    at = f"/services/help/{order.code}/"
    assert by_phone(yard.stranger).get(at).status_code == 404
    assert "先用手机号登录" in client.get(at).content.decode()
    assert client.post(f"{at}claim/").status_code == 404


def test_the_desk_from_reading_to_confirming(yard, enter):
    yard.helper(yard.leader)
    browser = enter(yard.secretary)
    order = yard.placed(item=None, title="有偿找人擦高空外墙")
    at = f"/staff/services/orders/{order.code}/"
    assert "请您看过再定" in browser.get(at).content.decode()
    assert browser.post(f"{at}reject/", {"reason": "unsafe"}).status_code == 302
    order = yard.placed()
    at = f"/staff/services/orders/{order.code}/"
    assert browser.post(f"{at}screen/").status_code == 302
    assert browser.post(f"{at}dispatch/", {"to": "team"}).status_code == 422
    assert browser.post(f"{at}dispatch/", {"to": "pool"}).status_code == 302
    assert browser.post(f"{at}claim/").status_code == 404
    assert browser.post(f"{at}reveal/", {"purpose": "约上门时间"}).status_code == 200
    for path in ("", "orders/", "orders/new/", "menu/", "helpers/", "units/"):
        assert browser.get(f"/staff/services/{path}").status_code == 200, path
    sheet = browser.get("/staff/services/orders/orders.xlsx?state=rejected")
    assert sheet.content.startswith(b"PK")
    assert enter(yard.far).get(at).status_code == 404
    assert enter(yard.stranger).get(at).status_code == 404


def test_a_grid_worker_orders_at_the_desk(yard, enter):
    browser = enter(yard.grid)
    form = {"place": yard.one.pk, "item": yard.item.pk, "for_whom": "赖阿婆", "door": "phone"}
    new = "/staff/services/orders/new/"
    assert browser.post(new, {**form, "for_whom": ""}).status_code == 422
    answer = browser.post(new, form)
    order = Order.objects.get()
    assert answer["Location"] == f"/staff/services/orders/{order.code}/"
    page = browser.get(answer["Location"]).content.decode()
    assert tokens.query_code(order.code) in page
    assert enter(yard.far).post(new, form).status_code == 422
    assert browser.get("/staff/services/menu/").status_code == 404


def test_menu_helpers_units_and_slips_at_the_desk(yard, enter):
    browser = enter(yard.secretary)
    item = {
        "place": yard.village.pk,
        "title": "理发",
        "post": "elderly",
        "skill": "haircut",
        "minutes": 30,
    }
    assert browser.post("/staff/services/menu/", {**item, "minutes": 1}).status_code == 422
    assert browser.post("/staff/services/menu/", item).status_code == 302
    assert browser.post("/staff/services/menu/", item).status_code == 409
    code = MenuItem.objects.get(title="理发").code
    assert browser.post(f"/staff/services/menu/{code}/retire/").status_code == 302
    helper = {
        "place": yard.village.pk,
        "username": "路人",
        "bond": "neighbour",
        "skills": ["talk"],
        "most": 3,
    }
    assert browser.post("/staff/services/helpers/", {**helper, "username": "?"}).status_code == 422
    assert browser.post("/staff/services/helpers/", helper).status_code == 302
    made = Helper.objects.get()
    one = f"/staff/services/helpers/{made.ref}/"
    assert browser.post(one, {"team": yard.team.pk}).status_code == 302
    assert browser.post(f"{one}accept/").status_code == 409
    assert browser.post(f"{one}leave/").status_code == 302
    unit = {
        "place": yard.village.pk,
        "unit": yard.unit.pk,
        "posts": ["law"],
        "since_on": "2025-01-01",
    }
    assert browser.post("/staff/services/units/", unit).status_code == 302
    check_in = UnitCheckIn.objects.get()
    at = f"/staff/services/units/{check_in.code}/"
    assert browser.post(at, {"quarter": "2026Q1"}).status_code == 422
    assert browser.post(at, {"quarter": "2025Q4"}).status_code == 302
    assert browser.post(at, {"quarter": "2025Q4"}).status_code == 409
    slip = Slip.objects.get()
    assert browser.get(f"/staff/services/slips/{slip.code}.pdf").content.startswith(b"%PDF")
    assert browser.get(f"/staff/services/slips/{slip.code}.docx").content.startswith(b"PK")
    assert browser.get(f"/staff/services/slips/{slip.code}.exe").status_code == 404
    assert enter(yard.far).get(f"/staff/services/slips/{slip.code}.pdf").status_code == 404
    assert browser.post(f"{at}out/", {"until_on": "2026-03-02"}).status_code == 302


def test_a_leader_sees_figures_and_no_order(yard, enter):
    Position.objects.create(person=yard.stranger, role="leader", place=yard.county, since_on=SINCE)
    order = yard.placed()
    browser = enter(yard.stranger)
    page = browser.get("/staff/services/").content.decode()
    assert "接单率" in page
    assert "/staff/services/orders/" not in page
    assert browser.get(f"/staff/services/orders/{order.code}/").status_code == 404


def test_the_company_sees_its_own_and_announces(yard, enter, client):
    attached = actions.post(
        partner=yard.partner, person=yard.electrician, place=yard.village, by=None, at=NOW
    )
    report = f"{HERE}partner/power/"
    assert "用电问题" in client.get(HERE).content.decode()
    assert client.post(report, {"text": ""}).status_code == 422
    answer = client.post(report, {"text": "灯一闪一闪", "place": "xa-2", "address": "2单元"})
    assert "钟*" in answer.content.decode()
    assert client.get(f"{HERE}partner/gas/").status_code == 404
    assert client.get(f"{HERE}partner/nonsense/").status_code == 404
    case = Case.objects.get()
    browser = enter(yard.electrician)
    assert case.title in browser.get("/staff/services/partner/").content.decode()
    at = f"/staff/services/partner/{case.code}/"
    page = browser.get(at, follow=True).content.decode()
    assert "2单元" in page
    assert "答应 2 小时内联系" in page
    desk = f"/staff/cases/{case.code}/relay/"
    assert browser.post(desk, {"text": "好了"}).status_code == 409
    outage = {
        "places": [yard.village.pk],
        "where": "2 号楼",
        "reason": "换线",
        "begins_at": "2026-03-04T08:00",
        "ends_at": "2026-03-04T12:00",
    }
    new = "/staff/services/partner/outages/"
    assert browser.post(new, {**outage, "ends_at": "2026-03-04T07:00"}).status_code == 422
    assert browser.post(new, outage).status_code == 302
    for page in (HERE, "/village/350526100010/"):
        assert "2 号楼" in client.get(page).content.decode(), page
    code = Outage.objects.get().code
    assert browser.post(f"{new}{code}/back/").status_code == 302
    assert "换线" not in client.get("/village/350526100010/").content.decode()
    assert enter(yard.secretary).get(at).status_code == 404
    actions.end_posting(posting=attached, by=dispatcher(yard), at=NOW)
    assert case.title in browser.get("/staff/services/partner/").content.decode()


def dispatcher(yard):
    Position.objects.create(person=yard.elder, role="dispatcher", place=yard.county, since_on=SINCE)
    return yard.elder


def _many(yard, n):
    for _number in range(n):
        person = yard.person(f"帮手{Helper.objects.count()}")
        helper = yard.helper(person, bond=Bond.MEMBER, unit=yard.unit)
        actions.join_team(helper=helper, team=yard.team, by=yard.secretary, at=NOW)
        order = yard.finished(person)
        actions.rate(order=order, score=4, relation=REQUESTER, at=NOW + 2 * DAY)
        yard.dispatched()
        wish = actions.screen(order=yard.wish(), by=yard.secretary, at=NOW)
        actions.dispatch(order=wish, by=yard.secretary, to=To.POOL, at=NOW)
        actions.report(place=yard.one, kind=PartnerKind.POWER, text="灯不亮", at=NOW)
        actions.announce_outage(
            partner=yard.partner,
            places=[yard.village],
            where="全村",
            reason="换线",
            begins_at=NOW + HOUR,
            ends_at=NOW + DAY,
            by=yard.electrician,
            at=NOW,
        )
        title = f"服务{MenuItem.objects.count()}"
        actions.add_item(
            place=yard.village, title=title, post="law", skill="law", by=yard.secretary, at=NOW
        )


PAGES = [
    ("secretary", "/staff/services/"),
    ("secretary", "/staff/services/orders/"),
    ("secretary", "/staff/services/menu/"),
    ("secretary", "/staff/services/helpers/"),
    ("secretary", "/staff/services/units/"),
    ("electrician", "/staff/services/partner/"),
    ("electrician", "/staff/services/partner/outages/"),
    ("stranger", HERE),
    ("stranger", "/village/350526100010/"),
    ("leader", "/services/help/"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_lists_cost_the_same_for_one_and_three(yard, enter, who, path):
    yard.helper(yard.leader)
    browser = enter(getattr(yard, who))
    counts = []
    for n in (1, 2):
        _many(yard, n)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_boards_figures(yard):
    for person in (yard.leader, yard.stranger):
        yard.helper(person)
    done = yard.finished(yard.leader)
    actions.rate(order=done, score=4, relation=REQUESTER, at=NOW + 2 * DAY)
    yard.dispatched()
    yard.placed()
    found = board(yard.secretary, "quarter", NOW.date())
    assert [f.value for f in found.figures] == ["3", "50.0%", "1.0 小时", "100.0%", "4.0", "0"]
    (row,) = found.rows
    assert (row.placed, row.claimed, row.done, row.score) == (3, 1, 1, "4.0")
    assert board(yard.far, "quarter", NOW.date()).rows == []


def test_few_near_fitting(yard):
    yard.helper(yard.leader, skills=["repair"])
    for _number in range(8):
        yard.dispatched()
    barber = MenuItem.objects.create(
        place=yard.village, title="理发", post="culture", skill="haircut", minutes=30
    )
    other = yard.dispatched(item=barber)
    page = by_phone(yard.leader).get("/services/help/").content.decode()
    assert page.count('href="/services/help/2') == 5
    assert other.code not in page
