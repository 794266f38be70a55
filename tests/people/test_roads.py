"""A reader is told by the road they chose, by the next where it fails, and never flooded or woken."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext_noop
from tests.people.conftest import PHONE

from sanan.channels.email.fake import FakeMail
from sanan.channels.identity.provider import Claim
from sanan.channels.push.fake import FakePush
from sanan.channels.push.sending import Sender, key_of
from sanan.channels.sms.console import Console
from sanan.channels.wechat.fake import FakeWeChat
from sanan.kit import vault
from sanan.kit.errors import Forbidden, Invalid, Refused, TooMany
from sanan.people import actions, queries, visitor
from sanan.people.actions import NoticeKind
from sanan.people.enums import Channel, NoticeState
from sanan.people.forms.roads import RoadsForm
from sanan.people.models import Notice, ReadingChoice, Road

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in the county
STRANGER = "13800015678"
MAIL = "lin@example.org"
SAID = NoticeKind(gettext_noop("您反映的事已办结。如果没有解决，可以要求重新办理。"))
TEXT = "您反映的事已办结。如果没有解决，可以要求重新办理。"
CUT = "您反映的事已办结。如果没有解决，可以要…"


@pytest.fixture(autouse=True)
def _none_yet(settings):
    settings.IDENTITY = {name: dict.fromkeys(v, "") for name, v in settings.IDENTITY.items()}
    settings.SITE_URL = "https://sanan.example"


@pytest.fixture
def wechat(settings):
    fake = FakeWeChat()
    with fake.running() as at:
        settings.IDENTITY["wechat"] = {"app_id": fake.app_id, "secret": fake.secret}
        settings.IDENTITY_HOSTS = {"wechat": {"page": at, "api": at}}
        settings.WECHAT_TEMPLATE = {"template": fake.template, "field_name": "thing1"}
        yield fake


@pytest.fixture
def mail(settings):
    fake = FakeMail()
    with fake.running() as port:
        settings.MAIL = {
            "host": "127.0.0.1",
            "port": port,
            "sender": "sanan@example.org",
            "user": "",
            "password": "",
            "tls": "none",
        }
        yield fake


@pytest.fixture
def push(settings):
    settings.PUSH_CONTACT, settings.PUSH_KEY = "mailto:it@example.org", "a secret"
    settings.PUSH_HOSTS = settings.PUSH_PLAIN_HOSTS = ["127.0.0.1"]
    fake = FakePush(sender=Sender(key_of("a secret"), "").public)
    with fake.running():
        yield fake


@pytest.fixture
def reader(person):
    return person("lin", phone=PHONE)


@pytest.fixture
def in_wechat(reader, wechat):
    """A reader who wants WeChat first, without quiet hours."""
    actions.link_identity(person=reader, provider="wechat", claim=Claim(wechat.openid))
    choose(reader, "wechat")
    return reader


def choose(reader, *order, quiet=(0, 0)):
    actions.choose_roads(
        person=reader, order=order, quiet_from=quiet[0], quiet_until=quiet[1], at=MORNING
    )


def tell(phone=PHONE, at=MORNING, link="/track/AB12/", **more):
    """A notice to a number, carried out at once as far as it goes."""
    notice = actions.notify(say=SAID, phone=phone, channel="sms", link=link, at=at, **more)
    actions.deliver(notice_id=notice.pk, at=at)
    return Notice.objects.get(pk=notice.pk)


def sms():
    return [m.text for m in Console.from_settings().recent(most=100)[::-1]]


def confirmed(reader, mail):
    """The reader's mailbox, its link opened; its mail forgotten."""
    actions.add_mailbox(person=reader, address=MAIL, at=MORNING)
    road = Road.objects.get(channel="email", confirmed_at=None)
    actions.confirm_mailbox(road=road, at=MORNING)
    mail.taken.clear()
    return road


# --- The reader's order, and the next road


def test_who_chose_nothing_gets_an_sms_as_ever(reader, wechat):
    notice = tell()
    assert (notice.state, notice.road) == (NoticeState.SENT, "sms")
    assert sms() == [f"{TEXT} https://sanan.example/track/AB12/"]
    assert wechat.taken == []


def test_who_chose_wechat_is_told_there_and_not_twice(in_wechat, wechat):
    notice = tell()
    assert (notice.state, notice.road, notice.receipt) == (NoticeState.SENT, "wechat", "1")
    assert wechat.taken == [(wechat.openid, CUT, "https://sanan.example/track/AB12/")]
    assert sms() == []


def test_where_wechat_is_down_the_same_reader_gets_an_sms_at_once(in_wechat, wechat):
    wechat.down = True
    notice = tell()
    assert (notice.state, notice.road) == (NoticeState.SENT, "sms")
    assert notice.failed_roads == {"wechat": ["wechat.unreachable", True]}
    assert len(sms()) == 1
    wechat.down = False
    assert tell().road == "wechat"


def test_another_readers_number_is_not_told_by_my_road(in_wechat, wechat, person):
    person("other", phone=STRANGER)
    assert tell(STRANGER).road == "sms"
    assert wechat.taken == []


def test_a_number_that_nobody_confirmed_has_no_roads(in_wechat):
    assert tell(STRANGER).road == "sms"


def test_who_left_the_official_account_is_told_by_sms_and_why(in_wechat, wechat):
    wechat.followers.clear()
    assert [tell().road, tell().road] == ["sms", "sms"]
    road = Road.objects.get(channel="wechat")
    assert road.ended_for == "wechat.43004"
    assert "没有关注" in queries.ended_roads(in_wechat)[0][1]
    wechat.followers.add(wechat.openid)
    choose(in_wechat, "wechat")
    assert tell().road == "wechat"
    assert queries.ended_roads(in_wechat) == []


def test_a_browser_that_took_its_word_back_is_forgotten(reader, push, written):
    actions.add_browser(person=reader, subscription=push.subscription(), at=MORNING)
    choose(reader, "push")
    assert tell().road == "push"
    assert push.taken == [
        {"title": "三安", "body": TEXT, "url": "https://sanan.example/track/AB12/"}
    ]
    push.gone = True
    assert tell().road == "sms"
    assert Road.objects.get().ended_for == "push.410"
    assert written() == ["person.add_road", "person.choose_roads", "person.end_road"]


def test_a_mail_that_bounces_goes_by_sms_and_the_mailbox_ends(reader, mail):
    confirmed(reader, mail)
    choose(reader, "email")
    assert tell().road == "email"
    (taken,) = mail.taken
    assert (taken.to, taken.subject) == (MAIL, "三安：您的事有新进展")
    assert taken.text.startswith(f"{TEXT}\n\nhttps://sanan.example/track/AB12/")
    assert "https://sanan.example/me/settings/" in taken.text
    mail.mailboxes.clear()
    assert tell().road == "sms"
    assert Road.objects.get().ended_for == "mail.550"


def test_the_order_holds_to_the_last_road(in_wechat, wechat, mail, push):
    confirmed(in_wechat, mail)
    actions.add_browser(person=in_wechat, subscription=push.subscription(), at=MORNING)
    choose(in_wechat, "wechat", "email", "push")
    wechat.down = mail.busy = True
    notice = tell()
    assert notice.road == "push"
    assert notice.failed_roads == {
        "wechat": ["wechat.unreachable", True],
        "email": ["mail.451", True],
    }


def test_sms_may_stand_first_and_the_others_catch_what_it_drops(in_wechat, settings):
    choose(in_wechat, "sms", "wechat")
    assert tell().road == "sms"
    settings.SMS_TRANSPORT = "none"
    assert tell().road == "wechat"


def test_where_every_road_fails_it_waits_and_arrives_later(in_wechat, wechat, settings):
    settings.SMS_TRANSPORT, wechat.down = "none", True
    notice = tell()
    assert (notice.state, notice.road) == (NoticeState.WAITING, "")
    wechat.down = False
    assert actions.deliver_due(at=notice.retry_at) == 1
    assert Notice.objects.get().road == "wechat"


def test_where_every_road_is_shut_for_good_it_is_failed_and_may_be_sent_again(
    in_wechat, wechat, settings
):
    settings.SMS_TRANSPORT = "none"
    wechat.followers.clear()
    notice = tell()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "no_transport")
    settings.SMS_TRANSPORT = "console"
    actions.resend(notice=notice, by=None)
    assert actions.deliver_due(at=MORNING) == 1
    assert Notice.objects.get().road == "sms"


def test_a_road_that_was_switched_off_is_passed_over(in_wechat, settings):
    settings.WECHAT_TEMPLATE = {"template": "", "field_name": "thing1"}
    assert tell().road == "sms"


# --- What WeChat tells afterwards


@pytest.fixture
def told_afterwards(settings, wechat, client):
    """Let WeChat tell how a message ended; the status of the answer."""
    settings.WECHAT_TOKEN = wechat.events_token

    def tell_it(msgid, status, **change):
        query, body = wechat.told_afterwards(msgid, status)
        address = "/door/wechat/events/?" + urlencode({**query, **change})
        return client.post(address, body, content_type="text/xml").status_code

    return tell_it


def test_a_message_that_did_not_arrive_goes_by_the_next_road_once(in_wechat, told_afterwards):
    notice = tell()
    for _told in range(2):
        assert told_afterwards(notice.receipt, "failed: system failed") == 200
        assert actions.deliver_due() == 1 - _told
    assert Notice.objects.get().road == "sms"
    assert Notice.objects.get().failed_roads == {"wechat": ["wechat.failed: system failed", False]}
    assert len(sms()) == 1
    assert Road.objects.live().count() == 1


def test_whoever_blocks_the_account_is_not_written_to_there_again(in_wechat, told_afterwards):
    told_afterwards(tell().receipt, "failed:user block")
    assert Road.objects.get().ended_for == "wechat.blocked"
    assert actions.deliver_due() == 1
    assert tell().road == "sms"


def test_a_message_that_arrived_stays_as_it_is(in_wechat, told_afterwards):
    notice = tell()
    assert told_afterwards(notice.receipt, "success") == 200
    assert told_afterwards("77", "failed:user block") == 200
    assert Notice.objects.get().state == NoticeState.SENT


@pytest.mark.parametrize(
    "change", [{"signature": "0" * 40}, {"timestamp": "1"}, {"timestamp": "x"}, {"nonce": "other"}]
)
def test_only_wechat_itself_is_listened_to(in_wechat, told_afterwards, change):
    notice = tell()
    assert told_afterwards(notice.receipt, "failed:user block", **change) == 404
    assert Notice.objects.get().state == NoticeState.SENT


def test_nothing_is_listened_to_without_a_token(in_wechat, told_afterwards, settings):
    settings.WECHAT_TOKEN = ""
    assert told_afterwards(tell().receipt, "failed:user block") == 404


def test_wechat_tries_the_address_out(client, settings, wechat):
    settings.WECHAT_TOKEN = wechat.events_token
    query, _body = wechat.told_afterwards("1", "success")
    answer = client.get("/door/wechat/events/", {**query, "echostr": "4211"})
    assert answer.content == b"4211"


@pytest.mark.parametrize(
    "body", [b"", b"<xml>", b"\xff", b"<Event>subscribe</Event><MsgID>1</MsgID>"]
)
def test_what_is_about_something_else_changes_nothing(client, settings, wechat, body):
    settings.WECHAT_TOKEN = wechat.events_token
    query, _body = wechat.told_afterwards("1", "success")
    address = "/door/wechat/events/?" + urlencode(query)
    assert client.post(address, body, content_type="text/xml").status_code == 200


# --- Quiet hours


@pytest.mark.parametrize(
    ("hour", "minute", "goes"),
    [
        (21, 59, True),
        (22, 0, False),
        (23, 59, False),
        (0, 0, False),
        (6, 59, False),
        (7, 0, True),
        (12, 0, True),
    ],
)
def test_nothing_sounds_between_ten_and_seven(in_wechat, wechat, hour, minute, goes):
    choose(in_wechat, "wechat", quiet=(22, 7))
    at = datetime(2026, 3, 2, hour, minute, tzinfo=MORNING.tzinfo) - timedelta(hours=8)
    notice = tell(at=at)
    assert (notice.road == "wechat") == goes
    if not goes:
        assert (notice.state, notice.tries) == (NoticeState.WAITING, 0)
        local = notice.not_before + timedelta(hours=8)
        assert (local.hour, local.minute) == (7, 0)
        assert timedelta(0) < notice.not_before - at <= timedelta(hours=9)
        assert actions.deliver_due(at=notice.not_before - timedelta(seconds=1)) == 0
        assert actions.deliver_due(at=notice.not_before) == 1
        assert len(wechat.taken) == 1


def test_what_is_urgent_goes_at_night(in_wechat):
    choose(in_wechat, "wechat", quiet=(22, 7))
    night = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert tell(at=night, urgent=True).road == "wechat"


def test_quiet_hours_hold_for_sms_too_and_only_for_who_chose_them(reader, person):
    night = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    person("other", phone=STRANGER)
    choose(reader, "sms", quiet=(22, 7))
    assert tell(at=night).state == NoticeState.WAITING
    assert tell(STRANGER, at=night).state == NoticeState.SENT


def test_the_same_hour_twice_means_no_quiet_hours(in_wechat):
    choose(in_wechat, "wechat", quiet=(3, 3))
    assert tell(at=datetime(2026, 3, 1, 19, 30, tzinfo=UTC)).road == "wechat"


# --- Brakes


def test_one_reader_gets_twenty_a_day_and_the_next_is_held(in_wechat, wechat):
    states = [tell(link=f"/track/{n}/").state for n in range(21)]
    assert states == [NoticeState.SENT] * 20 + [NoticeState.HELD]
    assert len(wechat.taken) == 20
    assert tell(at=MORNING + timedelta(hours=2)).state == NoticeState.SENT
    assert sms() == []


def test_what_is_over_the_installations_hour_takes_the_next_road(in_wechat, settings):
    settings.NOTICES_AN_HOUR = 30  # three at once, one more every two minutes
    assert [tell().road for _ in range(4)] == ["wechat"] * 3 + ["sms"]
    assert tell(at=MORNING + timedelta(minutes=2)).road == "wechat"


# --- What a reader chooses


def test_only_a_road_with_an_address_is_chosen(reader, wechat, mail):
    for name in ("wechat", "email"):
        with pytest.raises(Invalid) as refused:
            choose(reader, name)
        assert refused.value.code == "no_address"
    for name in ("push", "pigeon"):
        with pytest.raises(Invalid) as refused:
            choose(reader, name)
        assert refused.value.code == "no_road"
    with pytest.raises(Invalid):
        choose(reader, "sms", quiet=(24, 7))
    assert not ReadingChoice.objects.exists()


def test_a_mailbox_counts_once_its_link_was_opened(reader, mail, client):
    actions.add_mailbox(person=reader, address=MAIL, at=MORNING)
    assert not Road.objects.live().exists()
    assert tell().road == "sms"
    link = re.search(r"https://sanan\.example(/\S+)", mail.taken[0].text).group(1)
    assert "是我，用这个邮箱" in client.get(link).content.decode()
    assert not Road.objects.live().exists()  # a mail program that looks confirms nothing
    client.post(link)
    assert vault.unlock(Road.objects.live().get().address_locked) == MAIL
    assert ReadingChoice.objects.get().channels() == ["email"]
    assert client.get("/me/settings/mailbox/wrong/").status_code == 404


def test_a_mailbox_that_is_not_there_is_said_and_not_kept(reader, mail):
    with pytest.raises(Refused) as refused:
        actions.add_mailbox(person=reader, address="no@example.org", at=MORNING)
    assert "没有这个邮箱" in str(refused.value.sentence)
    mail.busy = True
    with pytest.raises(Refused) as refused:
        actions.add_mailbox(person=reader, address=MAIL, at=MORNING)
    assert "过一会儿再试" in str(refused.value.sentence)
    assert not Road.objects.exists()


@pytest.mark.parametrize("address", ["", "lin", "a@b", "a@b.cn\nBcc: x@y.cn", "x" * 300 + "@a.cn"])
def test_what_is_no_mailbox_is_refused(reader, mail, address):
    with pytest.raises(Invalid):
        actions.add_mailbox(person=reader, address=address, at=MORNING)


def test_nobody_is_flooded_with_links(reader, mail, person):
    """Three to one mailbox, whoever asks; five by one reader."""
    others = [person(f"p{n}") for n in range(4)]
    for other in others[:3]:
        actions.add_mailbox(person=other, address=MAIL, at=MORNING)
    name, _at, host = MAIL.partition("@")
    for same in (MAIL, MAIL.upper(), f"{name}+1@{host}"):
        with pytest.raises(TooMany):
            actions.add_mailbox(person=others[3], address=same, at=MORNING)
    assert len(mail.taken) == 3


def test_a_sixth_browser_ends_the_oldest(reader, push):
    made = []
    for n in range(6):
        push.auth = bytes([n]) * 16
        at = MORNING + timedelta(minutes=n)
        made.append(actions.add_browser(person=reader, subscription=push.subscription(), at=at))
    again = actions.add_browser(person=reader, subscription=push.subscription(), at=MORNING)
    assert again == made[-1]
    assert list(Road.objects.live().order_by("pk")) == made[1:]


def test_only_my_own_road_is_ended_by_me(in_wechat, person):
    road = Road.objects.get()
    with pytest.raises(Forbidden):
        actions.end_road(road=road, why="reader", by=person("other"))
    assert Road.objects.live().count() == 1


def test_untying_wechat_ends_notices_by_it(in_wechat):
    actions.unlink_identity(identity=queries.identities(in_wechat).get(), by=in_wechat)
    assert tell().road == "sms"
    assert Road.objects.get().ended_for == "reader"


def test_no_address_stands_in_the_open(in_wechat, wechat, mail):
    confirmed(in_wechat, mail)
    for road in Road.objects.all():
        assert wechat.openid not in road.address_locked + road.address_hash
        assert MAIL not in road.address_locked + road.address_hash


# --- The page


@pytest.fixture
def signed_in(reader):
    client = Client()
    session = client.session
    session[visitor.RESIDENT] = reader.pk
    session.save()
    return client


def test_the_page_offers_what_is_there_and_keeps_what_is_chosen(
    signed_in, reader, wechat, mail, push
):
    page = signed_in.get("/me/settings/").content.decode()
    assert 'name="sms"' in page
    assert 'name="wechat"' not in page
    assert 'name="mail"' in page
    assert f'data-push="{queries.push_key()}"' in page
    actions.link_identity(person=reader, provider="wechat", claim=Claim(wechat.openid))
    answer = signed_in.post(
        "/me/settings/roads/",
        {"wechat": "1", "sms": "2", "quiet_from": "21", "quiet_until": "8"},
        follow=True,
    )
    assert "先用微信告诉您" in answer.content.decode()
    choice = ReadingChoice.objects.get()
    assert (choice.order, choice.quiet_from, choice.quiet_until) == ("wechat sms", 21, 8)
    assert "停用这个微信" in answer.content.decode()
    assert tell().road == "wechat"


def test_a_browser_and_a_mailbox_are_added_on_the_page(signed_in, mail, push):
    signed_in.post("/me/settings/browser/", {"subscription": push.subscription()})
    assert Road.objects.live().get().channel == "push"
    assert signed_in.post("/me/settings/browser/", {"subscription": "{"}).status_code == 422
    assert signed_in.post("/me/settings/mailbox/", {"mail": "lin"}).status_code == 422
    signed_in.post("/me/settings/mailbox/", {"mail": MAIL})
    road = Road.objects.get(channel="email")
    assert "等您打开信里的网址" in signed_in.get("/me/settings/").content.decode()
    signed_in.post(f"/me/settings/roads/{road.ref}/end/")
    assert Road.objects.get(pk=road.pk).ended_for == "reader"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"sms": "1"},
        {"sms": "9", "quiet_from": "22", "quiet_until": "7"},
        {"sms": "1", "quiet_from": "25", "quiet_until": "7"},
        {"sms": "", "quiet_from": "22", "quiet_until": "7"},
    ],
)
def test_a_choice_that_makes_no_sense_is_shown_again(signed_in, given):
    assert signed_in.post("/me/settings/roads/", given).status_code == 422
    assert not ReadingChoice.objects.exists()


def test_where_nothing_is_set_up_only_sms_and_the_hours_stand_there(signed_in):
    page = signed_in.get("/me/settings/").content.decode()
    assert 'name="sms"' in page
    assert "data-push" not in page
    assert 'name="mail"' not in page


def test_hours_are_written_in_the_readers_language():
    with translation.override("zh-hans"):
        assert dict(RoadsForm(ready=[Channel.SMS]).fields["quiet_from"].choices)[22] == "22 点"
    with translation.override("en"):
        assert dict(RoadsForm(ready=[Channel.SMS]).fields["quiet_from"].choices)[22] == "22:00"
