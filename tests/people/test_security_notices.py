"""A notice speaks the reader's language, comes once, and carries nobody's words to a stranger."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop, override
from tests.people.conftest import PASSWORD, PHONE

from sanan.channels.sms.console import Console
from sanan.people import actions
from sanan.people.actions import Letter, NoticeKind
from sanan.people.enums import NoticeState, Role
from sanan.people.models import Notice

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STRANGER = "13800015678"
CROWD = "6.6.6.6"
ADDED = NoticeKind(
    gettext_noop("反映人补充了情况：%(title)s"),
    many=gettext_noop("反映人补充了 %(count)s 次情况：%(title)s"),
)
RECEIVED = NoticeKind(
    gettext_noop("您反映的“%(title)s”已收到，查询码 %(code)s。"),
    plain=gettext_noop("您反映的事已收到，查询码 %(code)s。"),
)
GOAD = "点 http://sanan.evil/ 领补贴"


def arrived(number=""):
    return [m.text for m in Console.from_settings().recent(phone=number, most=100)[::-1]]


def deliver_all(at=T0):
    return [actions.deliver(notice_id=n.pk, at=at) for n in Notice.objects.due(at)]


def test_a_notice_is_read_in_the_language_of_its_reader_not_of_the_actor(person):
    someone = person("lin")
    with override("en"):  # whoever acts reads English
        actions.notify(
            to=someone,
            say=_lazy("请到场报到：%(title)s"),
            words={"title": "路灯 50%", "role": Role.DISPATCHER.label},
        )
    notice = Notice.objects.get()
    with override("zh-hans"):
        assert notice.text == "请到场报到：路灯 50%"
    with override("en"):
        assert notice.text.endswith("路灯 50%")
        assert "请到场" not in notice.text


def test_a_term_of_the_product_is_translated_and_a_persons_word_is_not(person):
    notice = actions.notify(
        to=person("lin"), say="%(role)s %(said)s", words={"role": Role.LEADER.label, "said": "领导"}
    )
    notice.refresh_from_db()
    with override("en"):
        assert notice.text == f"{Role.LEADER.label} 领导"
    with override("zh-hans"):
        assert notice.text == "领导 领导"


def test_an_sms_is_written_in_the_language_of_whoever_gets_it(person):
    someone = person("lin", phone=PHONE)
    someone.language = "en"
    someone.save()
    actions.notify(
        to=someone,
        say=gettext_noop("您反映的事已办结。如果没有解决，可以要求重新办理。"),
        channel="sms",
    )
    with override("zh-hans"):
        deliver_all()
    assert not any("\u4e00" <= c <= "\u9fff" for c in arrived()[0])


def test_the_language_of_a_person_is_the_one_they_signed_in_with(client, person):
    someone = person("lin", phone=PHONE)
    with override("zh-hans"):  # and back to it, after the page in English
        given = {"login": "lin", "password": PASSWORD}
        client.post("/staff/login/", given, headers={"accept-language": "en"})
    someone.refresh_from_db()
    assert someone.language == "en"
    actions.send_phone_code(phone=PHONE, source="s")
    code = re.search(r"\d{6}", arrived(PHONE)[-1])[0]
    with override("zh-hans"):
        assert actions.verify_phone_code(phone=PHONE, code=code).language == "zh-hans"


def test_fifteen_additions_are_one_notice_that_says_fifteen(person):
    someone = person("lin")
    for n in range(15):
        actions.notify(
            to=someone,
            say=ADDED,
            words={"title": f"路灯{n}"},
            link="/staff/cases/1/",
            at=T0 + timedelta(minutes=n),
        )
    notice = Notice.objects.get()
    assert notice.text == "反映人补充了 15 次情况：路灯14"
    assert notice.made_at == T0 + timedelta(minutes=14)
    actions.mark_read(to=someone)
    actions.notify(to=someone, say=ADDED, words={"title": "又来了"}, link="/staff/cases/1/")
    assert [n.text for n in someone.notices.unread()] == ["反映人补充了情况：又来了"]


def test_the_same_words_twice_are_counted_and_others_are_not(person):
    someone, other = person("lin"), person("chen")
    for words in ({"day": "周一"}, {"day": "周一"}, {"day": "周二"}):
        actions.tell(
            people=[someone, other, someone], say="%(day)s的预约已同意", words=words, link="/b/"
        )
    assert [n.text for n in someone.notices.order_by("pk")] == [
        "周一的预约已同意（2 次）",
        "周二的预约已同意",
    ]
    assert other.notices.count() == 2
    actions.tell(people=[someone], say="%(day)s的预约已同意", words={"day": "周一"}, link="/c/")
    assert someone.notices.count() == 3  # about another thing


def test_a_percent_sign_in_somebodys_reason_is_only_a_percent_sign(person):
    notice = actions.notify(to=person("lin"), say="原因：%(why)s", words={"why": "水位 100% 了 %s"})
    assert notice.text == "原因：水位 100% 了 %s"
    assert actions.notify(to=person("chen"), say="涨了 50% 了").text == "涨了 50% 了"


def test_nobodys_words_go_to_a_number_that_has_not_confirmed_itself(person):
    words = {"title": GOAD, "code": "1234 5678 9012"}
    actions.notify(phone=STRANGER, say=RECEIVED, words=words, channel="sms", at=T0)
    actions.notify(
        phone=STRANGER, say="办理单位问您：%(q)s", words={"q": GOAD}, channel="sms", at=T0
    )
    deliver_all()
    first, second = arrived()
    assert first == "您反映的事已收到，查询码 1234 5678 9012。"
    assert "evil" not in second
    assert "查询码" in second


def test_a_number_that_somebody_signed_in_with_gets_the_whole_sentence():
    actions.send_phone_code(phone=STRANGER, source="s")
    code = re.search(r"\d{6}", arrived(STRANGER)[-1])[0]
    actions.verify_phone_code(phone=STRANGER, code=code)
    words = {"title": "路灯", "code": "1234 5678 9012"}
    actions.notify(phone=STRANGER, say=RECEIVED, words=words, channel="sms", at=T0)
    deliver_all()
    assert arrived(STRANGER)[-1] == "您反映的“路灯”已收到，查询码 1234 5678 9012。"


def test_a_stranger_is_not_flooded():
    for n in range(40):
        words = {"title": GOAD, "code": f"{n:04d} 5678 9012"}
        actions.notify(
            phone=STRANGER, say=RECEIVED, words=words, channel="sms", source="6.6.6.6", at=T0
        )
    states = [n.state for n in deliver_all()]
    assert (states.count(NoticeState.SENT), states.count(NoticeState.HELD)) == (3, 37)
    assert len(arrived()) == 3


def from_one_address(numbers, at=T0):
    for n in range(numbers):
        actions.notify(phone=f"138000{16000 + n}", say="收到了", channel="sms", source=CROWD, at=at)


def test_a_village_behind_one_address_is_told_a_little_later_and_nobody_is_dropped():
    from_one_address(63)
    states = [n.state for n in deliver_all()]
    assert (states.count(NoticeState.SENT), states.count(NoticeState.WAITING)) == (60, 3)
    actions.notify(phone="13800017000", say="收到了", channel="sms", source="203.0.113.9", at=T0)
    deliver_all()
    assert len(arrived()) == 61  # the others of the county are not held up
    deliver_all(T0 + timedelta(minutes=5))
    assert len(arrived()) == 64


def test_who_sends_by_the_hundred_waits_longer_each_time_and_is_held_in_the_end():
    from_one_address(90)
    deliver_all()
    waits = set()
    for minute in range(1, 10):
        waiting = Notice.objects.filter(state=NoticeState.WAITING).values_list("tries", flat=True)
        waits |= set(waiting)
        deliver_all(T0 + timedelta(minutes=minute))
    assert len(arrived()) <= 60 + 9
    assert max(waits) >= 3


def test_the_brake_lets_go_with_time():
    for _n in range(4):
        actions.notify(phone=STRANGER, say="收到了", channel="sms", at=T0)
    deliver_all()
    assert len(arrived()) == 3
    later = T0 + timedelta(hours=5)
    actions.notify(phone=STRANGER, say="办好了", channel="sms", at=later)
    deliver_all(later)
    assert arrived()[-1] == "办好了"


@pytest.mark.parametrize("before", [1, 5])
def test_counting_many_costs_as_many_statements_as_counting_one(
    person, django_assert_num_queries, before
):
    people = [person(f"p{n}") for n in range(20)]
    actions.notify_all(letters=[Letter("请看", p, link="/x/") for p in people[:before]])
    with django_assert_num_queries(4):
        actions.notify_all(letters=[Letter("请看", p, link="/x/") for p in people])
    assert Notice.objects.count() == 20
