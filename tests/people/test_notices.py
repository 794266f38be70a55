"""Telling people: kept, carried out once, later when it must be, and visibly failed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from tests.people.conftest import PHONE

from sanan.channels.sms.console import Console
from sanan.channels.sms.fake import FakeAliyun
from sanan.channels.wecom.fake import FakeRobot
from sanan.config.worker import periodic
from sanan.kit.errors import Forbidden, Missing
from sanan.kit.manifest import SECOND
from sanan.people import actions, tasks
from sanan.people.actions import Letter
from sanan.people.enums import NoticeState, Role
from sanan.people.models import Notice

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 23:00 in China
MORNING = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # 08:30 in China


def arrived():
    return [m.text for m in Console.from_settings().recent()[::-1]]


@pytest.fixture
def provider(settings):
    fake = FakeAliyun()
    with fake.running() as endpoint:
        settings.SMS_TRANSPORT = "aliyun"
        settings.SMS_ALIYUN = {
            "key_id": fake.key_id,
            "secret": fake.secret,
            "sign_name": fake.sign_name,
            "code_template": "SMS_1",
            "notice_template": "SMS_2",
            "endpoint": endpoint,
        }
        yield fake


def test_a_notice_in_the_product_is_one_statement_and_no_task(person, django_assert_num_queries):
    someone = person("lin")
    with (
        transaction.atomic(),
        django_assert_num_queries(2),
    ):  # a savepoint round one look and one insert
        notice = actions.notify(to=someone, say="请到场", link="/staff/cases/1/")
    assert (notice.state, DBTaskResult.objects.count()) == (NoticeState.KEPT, 0)
    assert [n.text for n in someone.notices.unread()] == ["请到场"]


def test_many_are_told_at_once(person, django_assert_num_queries):
    people = [person(f"p{n}") for n in range(30)]
    with transaction.atomic(), django_assert_num_queries(2):
        actions.notify_all(letters=[Letter("今天到期", to=p) for p in people])
    assert Notice.objects.count() == 30


def test_a_message_is_carried_out_once_however_often_the_clock_calls(settings):
    settings.SITE_URL = "https://sanan.example"
    notice = actions.notify(phone=PHONE, say="收到了", link="/track/", channel="sms")
    assert not DBTaskResult.objects.exists()  # the notice itself is what waits
    assert periodic()["sanan.people.tasks:deliver_due"] == SECOND
    for _time in range(3):
        tasks.deliver_due.call()
    tasks.deliver_notice.call(notice.pk)  # as a version before had queued it
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.SENT, 1)
    assert arrived() == ["收到了 https://sanan.example/track/"]
    assert PHONE not in notice.address_locked


def test_a_message_rolled_back_is_neither_kept_nor_queued():
    class Stop(Exception):
        pass

    @transaction.atomic
    def tell_and_fail():
        actions.notify(phone=PHONE, say="收到了", channel="sms")
        raise Stop

    with pytest.raises(Stop):
        tell_and_fail()
    assert (Notice.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_nothing_goes_out_before_its_hour():
    notice = actions.notify(
        phone=PHONE, say="明天到期", channel="sms", not_before=MORNING, at=NIGHT
    )
    assert actions.deliver_due(at=NIGHT) == 0
    assert actions.deliver(notice_id=notice.pk, at=MORNING - timedelta(seconds=1)) is None
    assert actions.deliver_due(at=MORNING) == 1
    assert actions.deliver_due(at=MORNING) == 0
    assert arrived() == ["明天到期"]


def test_someone_without_a_number_is_told_in_the_product(person):
    notice = actions.notify(to=person("lin"), say="收到了", channel="sms")
    assert (notice.channel, notice.state) == ("app", NoticeState.KEPT)


def test_someone_with_a_number_is_told_on_the_phone_and_in_the_product(person):
    someone = person("lin", phone=PHONE)
    actions.notify(to=someone, say="收到了", channel="sms")
    assert actions.deliver_due() == 1
    assert (arrived(), someone.notices.unread().count()) == (["收到了"], 1)


@pytest.mark.parametrize("given", [{}, {"channel": "sms"}])
def test_telling_nobody_is_a_mistake_of_the_caller(given):
    with pytest.raises(ValueError, match="needs a person"):
        actions.notify(say="在吗", **given)


def test_a_passing_failure_is_tried_again_with_longer_waits(provider):
    provider.fail_with = [(503, {"Code": "ServiceUnavailable"})] * 3
    notice = actions.notify(phone=PHONE, say="收到了", channel="sms", at=MORNING)
    at, waits = MORNING, []
    for _try in range(4):
        notice = actions.deliver(notice_id=notice.pk, at=at)
        if notice.retry_at:
            assert actions.deliver(notice_id=notice.pk, at=at) is None  # not before its turn
            waits.append((notice.retry_at - at).total_seconds())
            at = notice.retry_at
    assert (waits, notice.state, notice.tries) == ([60, 120, 240], NoticeState.SENT, 4)
    assert provider.taken == [(PHONE, "收到了")]


def test_after_six_tries_it_has_failed_and_says_why(provider):
    provider.fail_with = [(503, {"Code": "ServiceUnavailable"})] * 9
    notice = actions.notify(phone=PHONE, say="收到了", channel="sms", at=MORNING)
    for hour in range(9):
        actions.deliver(notice_id=notice.pk, at=MORNING + timedelta(hours=hour))
    notice.refresh_from_db()
    assert (notice.state, notice.tries, notice.error) == (
        NoticeState.FAILED,
        6,
        "ServiceUnavailable",
    )


def test_what_cannot_pass_fails_at_once_and_an_administrator_may_send_it_again(
    provider, staff, written
):
    provider.fail_with = [(200, {"Code": "isv.AMOUNT_NOT_ENOUGH"})]
    notice = actions.notify(phone=PHONE, say="收到了", channel="sms")
    assert actions.deliver_due() == 0
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "isv.AMOUNT_NOT_ENOUGH")
    with pytest.raises(Forbidden):
        actions.resend(notice=notice, by=staff(Role.AUDITOR))
    admin = staff(Role.TENANT_ADMIN)
    assert actions.resend(notice=notice, by=admin).state == NoticeState.WAITING
    assert actions.deliver_due() == 1
    assert actions.resend(notice=notice, by=admin).state == NoticeState.SENT
    assert written("person.add", "person.appoint") == ["notice.resend"]


def test_a_worker_killed_in_the_middle_leaves_it_to_the_next():
    notice = actions.notify(phone=PHONE, say="收到了", channel="sms", at=MORNING)
    from sanan.people.actions import delivery

    assert delivery._lease(notice.pk, MORNING) is not None  # and then it is killed
    assert actions.deliver_due(at=MORNING) == 0
    assert actions.deliver_due(at=MORNING + timedelta(minutes=1)) == 1
    assert arrived() == ["收到了"]


def test_a_throttled_channel_is_left_alone_for_a_minute(settings):
    robot = FakeRobot(this_minute=20)
    with robot.running() as address:
        settings.WECOM_WEBHOOK = address
        notice = actions.notify(say="今天到期 3 件", channel="wecom", at=MORNING)
        actions.deliver_due(at=MORNING)
        notice.refresh_from_db()
        assert (notice.error, notice.retry_at) == ("wecom.45009", MORNING + timedelta(minutes=1))
        robot.next_minute()
        assert actions.deliver_due(at=notice.retry_at) == 1
    assert robot.taken == [("text", "今天到期 3 件")]


def test_no_log_line_holds_a_number_or_the_text(provider, caplog):
    provider.fail_with = [(503, {"Code": "X"}), (200, {"Code": "isv.Y"})]
    notice = actions.notify(phone=PHONE, say="秘密的事", channel="sms", at=MORNING)
    for hour in range(2):
        actions.deliver(notice_id=notice.pk, at=MORNING + timedelta(hours=hour))
    assert len(caplog.records) >= 2
    assert PHONE not in caplog.text
    assert "秘密" not in caplog.text


def test_only_the_reader_marks_their_own_as_read(person):
    mine, theirs = person("lin"), person("chen")
    kept = [actions.notify(to=p, say=str(n)) for n, p in enumerate([mine, mine, theirs])]
    assert actions.mark_read(to=mine, ids=[n.pk for n in kept]) == 2
    assert actions.mark_read(to=mine) == 0
    assert [n.text for n in Notice.objects.unread()] == ["2"]


def test_a_long_text_is_cut_and_not_refused(person):
    notice = actions.notify(to=person("lin"), say="长" * 700)
    notice.refresh_from_db()
    assert notice.text == "长" * 499 + "…"


def test_what_is_spent_is_forgotten_after_two_days(person):
    actions.send_phone_code(phone=PHONE, source="s", at=MORNING)
    actions.note_failure(username="lin", source="here", at=MORNING)
    from sanan.people.models import Attempt, PhoneCode, SignInLock

    counts = [m.objects.count() for m in (Attempt, PhoneCode, SignInLock)]
    actions.tidy(at=MORNING + timedelta(days=1))
    assert [m.objects.count() for m in (Attempt, PhoneCode, SignInLock)] == counts
    actions.tidy(at=MORNING + timedelta(days=3))
    assert [m.objects.count() for m in (Attempt, PhoneCode, SignInLock)] == [0, 0, 0]


def test_a_call_is_relayed_to_who_is_in_office_here_and_to_nobody_else(
    places, staff, person, written
):
    leader = staff(Role.BUILDING_LEADER, place=places.one)
    auditor = staff(Role.AUDITOR)
    before = written()
    actions.ask_call(
        position_id=leader.positions.get().pk, phone=PHONE, text="电梯停了", at=MORNING
    )
    assert [n.text for n in leader.notices.unread()] == [f"有居民请您回电 {PHONE}。电梯停了"]
    for wrong in (auditor.positions.get().pk, 0):
        with pytest.raises(Missing):
            actions.ask_call(position_id=wrong, phone=PHONE, at=MORNING)
    assert auditor.notices.count() == 0
    assert written() == [*before, "person.ask_call"]


def test_who_begins_today_by_the_clock_here_can_be_called_today(places, person):
    someone = person("lin")
    day = date(2026, 3, 3)
    held = actions.appoint(
        person=someone, role=Role.BUILDING_LEADER, place=places.one, since_on=day, by=None
    )
    just_after_midnight = datetime(2026, 3, 2, 16, 1, tzinfo=UTC)
    actions.ask_call(position_id=held.pk, phone=PHONE, at=just_after_midnight)
    with pytest.raises(Missing):
        actions.ask_call(
            position_id=held.pk, phone=PHONE, at=just_after_midnight - timedelta(minutes=2)
        )
