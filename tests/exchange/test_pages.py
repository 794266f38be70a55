"""The desk's and the administrator's pages, and who may not come in."""

import pytest
from django.urls import reverse

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.cases.models import Category
from sanan.exchange.enums import State
from sanan.exchange.models import Message, Subscription, System, Word

pytestmark = pytest.mark.django_db
B = "exchange_staff:"


def test_a_letter_is_read_corrected_and_sent_again(desk, browser):
    letter = desk.said("A-1", 诉求内容="漏水", 诉求类型="怪", 联系电话="13800010001")
    page = browser(desk.dispatcher)
    listed = page.get(reverse(f"{B}letters"), {"state": "held"}).content.decode()
    assert "A-1" in listed
    assert "还没有对照" in listed
    shown = page.get(reverse(f"{B}letter", args=[letter.ref])).content.decode()
    assert "13800010001" in shown
    address = reverse(f"{B}letter_do", args=[letter.ref, "correct"])
    wrong = page.post(address, {"outside_id": "A-1", "text": "漏水", "at": "9999-12-31"})
    assert wrong.status_code == 422
    assert "看不懂“时间”里的时间" in wrong.content.decode()
    done = page.post(
        address, {"outside_id": "A-1", "text": "漏水", "nature": "投诉", "why": "改对"}
    )
    assert done.status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.case.nature) == (State.DONE, "complaint")
    assert letter.case.code in page.get(reverse(f"{B}letter", args=[letter.ref])).content.decode()


def test_who_sets_up_does_not_read_letters_and_others_find_nothing(desk, browser):
    letter = desk.said("A-2", 诉求内容="漏水", 诉求类型="怪")
    address = reverse(f"{B}letter", args=[letter.ref])
    told = {
        who.username: (
            browser(who).get(reverse(f"{B}board")).status_code,
            browser(who).get(address).status_code,
            browser(who).get(reverse(f"{B}words")).status_code,
        )
        for who in (desk.dispatcher, desk.admin, desk.handler, desk.far)
    }
    assert told == {
        "dispatcher": (200, 200, 404),
        "admin": (200, 404, 200),
        "handler": (404, 404, 404),
        "far": (200, 404, 404),
    }


def test_a_word_is_explained_on_the_page(desk, browser):
    desk.said("A-3", 诉求内容="垃圾", 诉求类别="市容")
    page = browser(desk.admin)
    assert "1 封信件等着" in page.get(reverse(f"{B}words")).content.decode()
    given = {"system": desk.hotline.pk, "field": "category", "word": "市容", "means": "nowhere"}
    assert page.post(reverse(f"{B}words"), given).status_code == 422
    rubbish = Category.objects.get(code="env.rubbish").name
    assert page.post(reverse(f"{B}words"), {**given, "means": rubbish}).status_code == 302
    assert Word.objects.get(word="市容").means == "env.rubbish"
    assert Message.objects.get(outside_id="A-3").state == State.DONE
    word = Word.objects.get(word="市容")
    assert page.post(reverse(f"{B}drop_word", args=[word.pk])).status_code == 302
    assert desk.said("A-4", 诉求内容="垃圾", 诉求类别="市容").why_code == "unknown_category"


def test_a_system_and_a_subscription_are_set_up_and_ended(desk, browser):
    page = browser(desk.admin)
    new = reverse(f"{B}new_system")
    given = {
        "name": "市平台",
        "code": "city",
        "side": "other",
        "place": desk.county.pk,
        "road": "push",
        "format": "json",
        "address": "http://10.0.0.1/",
        "fields_said": "outside_id=data.no",
    }
    assert page.post(new, given).status_code == 422
    made = page.post(new, {**given, "address": "https://city.example.com/in"})
    system = System.objects.get(code="city")
    assert system.secret in made.content.decode()
    assert system.secret not in page.get(reverse(f"{B}system", args=["city"])).content.decode()
    assert system.fields == {"outside_id": "data.no"}
    page.post(reverse(f"{B}end_system", args=["city"]))
    system.refresh_from_db()
    assert system.ended_at is not None
    subs = reverse(f"{B}subscriptions")
    given = {"name": "市平台", "place": desk.county.pk, "kinds": ["case"]}
    for inside in ("https://127.0.0.1/", "https://[::1]/", "https://router.local/", "ftp://a.com/"):
        assert page.post(subs, {**given, "address": inside}).status_code == 422
    assert page.post(subs, {**given, "address": "https://a.example.com/"}).status_code == 200
    made_one = Subscription.objects.get()
    one = reverse(f"{B}subscription", args=[made_one.code])
    assert page.get(one).status_code == 200
    page.post(one, {"end": "1"})
    assert Subscription.objects.standing().count() == 0
    assert browser(desk.far).get(one).status_code == 404


def test_an_order_is_joined_with_what_the_neighbour_said(desk, browser):
    said = {"text": "桃溪社区村口的路灯不亮三天了", "place": desk.village, "door": Door.WEB}
    neighbour = cases.open_case(**said, contact_phone="13800010002").case
    order = desk.said(
        "A-5",
        诉求内容="桃溪社区村口路灯不亮，已经三天",
        所属区域="桃溪社区",
        at=neighbour.opened_at,
    ).case
    page = browser(desk.dispatcher)
    shown = page.get(reverse(f"{B}same")).content.decode()
    assert (order.code in shown, f"并入 {neighbour.code}" in shown) == (True, True)
    both = {"case": order.code, "into": neighbour.code}
    assert browser(desk.far).post(reverse(f"{B}same"), both).status_code == 404
    assert page.post(reverse(f"{B}same"), both).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.master) == ("merged", neighbour)
    assert page.post(reverse(f"{B}same"), both).status_code == 409


def test_what_waits_stands_in_the_list_of_work(desk, browser):
    desk.said("A-6", 诉求内容="漏水", 诉求类型="怪")
    assert "外部系统的信件" in browser(desk.dispatcher).get("/staff/").content.decode()


def test_a_letter_shows_its_moment_as_people_write_it(desk, browser):
    letter = desk.said("A-9", 诉求内容="垃圾", 诉求类别="没见过", 来电时间="2026-10-08 14:30")
    said = browser(desk.dispatcher).get(reverse(f"{B}letter", args=[letter.ref])).content.decode()
    assert '<dd class="said">10月8日 14:30</dd>' in said
