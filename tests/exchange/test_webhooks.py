"""Telling subscribers: signed, in order for each thing, again until it arrives, never inside."""

import socket
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from sanan.cases import actions as cases
from sanan.channels.sms.transport import NotSent
from sanan.channels.webhook import transport
from sanan.channels.webhook.fake import FakeSubscriber
from sanan.exchange import actions
from sanan.exchange.enums import State
from sanan.exchange.models import Delivery
from sanan.kit.errors import Invalid

from .conftest import HOUR, NOW

pytestmark = pytest.mark.django_db


def subscribed(desk, address: str, **more):
    given = {"name": "市平台", "place": desk.county, "kinds": ["case"], **more}
    return actions.subscribe(address=address, by=desk.admin, at=NOW, **given)


def test_each_step_is_told_once_in_order_without_anything_personal(desk, settings):
    settings.EXCHANGE_PRIVATE = True
    fake = FakeSubscriber(secret="")
    with fake.running() as address:
        _subscription, fake.secret = subscribed(desk, address)
        actions.tell_outside(at=NOW)
        case = desk.order("W-1", 来电人="陈某", 联系电话="13800010001")
        other = desk.order("W-2", 诉求内容="另一盏灯")
        desk.answered(case)
        actions.tell_outside(at=NOW)
        actions.tell_outside(at=NOW)
        fake.fail_with = [(503, {})]
        actions.deliver(at=NOW)
        assert [each["event"] for each in fake.taken] == ["case.open"]
        assert fake.taken[0]["case"]["code"] == other.code  # the other thing does not wait
        actions.deliver(at=NOW + HOUR)
        actions.deliver(at=NOW + HOUR)
    told = [each["event"] for each in fake.taken if each["case"]["code"] == case.code]
    assert told == ["case.open", "case.dispatch", "case.sign", "case.contact", "case.reply"]
    assert fake.taken[-1]["case"]["state"] == "replied"
    assert (fake.doubles, Delivery.objects.exclude(state=State.DONE).count()) == (0, 0)
    assert not [word for word in ("陈某", "13800010001", "路灯") if word in str(fake.taken)]


def test_a_lost_reply_is_the_same_delivery_again(desk, settings, monkeypatch):
    settings.EXCHANGE_PRIVATE = True
    fake = FakeSubscriber(secret="")
    with fake.running() as address:
        _subscription, fake.secret = subscribed(desk, address)
        actions.tell_outside(at=NOW)
        desk.order("W-3")
        actions.tell_outside(at=NOW)
        right = transport.send

        def lost(**given):
            right(**given)
            raise NotSent("webhook.unreachable", again=True)

        monkeypatch.setattr(transport, "send", lost)
        assert actions.deliver(at=NOW) == 0
        monkeypatch.undo()
        assert actions.deliver(at=NOW + HOUR) == 1
    assert (len(fake.taken), fake.doubles) == (1, 1)


def test_what_a_person_must_mend_stops_and_is_sent_again(desk, settings):
    settings.EXCHANGE_PRIVATE = True
    fake = FakeSubscriber(secret="wrong")
    with fake.running() as address:
        made, secret = subscribed(desk, address)
        actions.tell_outside(at=NOW)
        desk.order("W-4")
        actions.tell_outside(at=NOW)
        assert actions.deliver(at=NOW) == 0
        held = Delivery.objects.get()
        assert (held.state, held.why) == (State.HELD, "对方没有收下（webhook.401）。")
        fake.secret = secret
        assert actions.send_held(subscription=made, by=desk.admin, at=NOW) == 1
        assert actions.deliver(at=NOW) == 1


def test_only_what_lies_there_and_what_was_asked_for_is_told(desk):
    subscribed(desk, "https://a.example.com/", kinds=["order"])
    actions.tell_outside(at=NOW)
    desk.order("W-5")
    actions.tell_outside(at=NOW)
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example.com/",
        "https://user:word@a.example.com/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://localhost/",
        "https://0/",
        "https://2130706433/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://localhost./",
        "https://a.example.com/\r\nX-Other: 1",
        "file:///etc/passwd",
        "https://",
        "https://a.example.com:x/",
    ],
)
def test_an_address_inside_or_without_tls_is_refused(desk, address):
    with pytest.raises(Invalid):
        subscribed(desk, address)


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.0.0.9",
        "::1",
        "::ffff:192.168.1.1",
        "100.64.0.1",
        "::127.0.0.1",  # an old way to write IPv4
        "64:ff9b::10.0.0.1",  # through a translator of addresses
        "64:ff9b:1::10.0.0.1",
        "2002:0a00:0001::1",  # through a 6to4 relay
        "fec0::1",
        "192.0.0.8",
    ],
)
def test_a_name_that_leads_inside_is_not_called(monkeypatch, inside):
    found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (inside, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(NotSent, match="private"):
        transport.send(
            address="https://a.example.com/", body=b"{}", secret="s", ref="r", timestamp="1"
        )


def test_an_answer_by_drops_is_given_up(settings, monkeypatch):
    settings.EXCHANGE_PRIVATE = True
    monkeypatch.setattr(transport, "TIMEOUT", 0.3)
    with dripping() as address, pytest.raises(NotSent, match="unreachable"):
        transport.send(address=address, body=b"{}", secret="s", ref="r", timestamp="1")


@contextmanager
def dripping():
    """A server whose answer never ends to begin: one letter of a header after another."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            caller, _address = server.accept()
            with caller, suppress(OSError):
                caller.recv(65536)
                caller.sendall(b"HTTP/1.1 200 OK\r\nX-More: ")
                for _drop in range(60):  # three seconds, should nobody give up
                    if ended.wait(0.05):
                        return
                    caller.sendall(b"x")
                caller.sendall(b"\r\nContent-Length: 0\r\n\r\n")

        thread = Thread(target=drip)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            ended.set()
            thread.join()


def test_a_silent_subscriber_is_asked_once_and_holds_up_nobody(desk, settings, monkeypatch):
    settings.EXCHANGE_PRIVATE = True
    asked = []

    def send(*, address, **_given):
        asked.append(address)
        if "silent" in address:
            raise NotSent(transport.UNREACHABLE, again=True)

    monkeypatch.setattr(transport, "send", send)
    subscribed(desk, "https://silent.example.com/")
    subscribed(desk, "https://well.example.com/", name="另一平台")
    actions.tell_outside(at=NOW)
    for number in ("S-1", "S-2", "S-3"):
        desk.order(number)
    actions.tell_outside(at=NOW)
    assert actions.deliver(at=NOW) == 3
    assert asked.count("https://silent.example.com/") == 1
    waiting = Delivery.objects.filter(state=State.WAITING)
    assert (waiting.count(), waiting.ready(NOW).count()) == (3, 0)
    actions.deliver(at=NOW + HOUR)
    assert asked.count("https://silent.example.com/") == 2


def test_results_are_pushed_signed_and_held_where_a_person_is_needed(desk, settings):
    settings.EXCHANGE_PRIVATE = True
    fake = FakeSubscriber(secret=desk.hotline.secret)
    with fake.running() as address:
        actions.change_system(
            system=desk.hotline,
            name="热线",
            road="push",
            format="json",
            address=address,
            fields={},
            by=desk.admin,
        )
        actions.tell_outside(at=NOW)
        case = desk.order("W-6")
        cases.accept(case=case, by=desk.dispatcher, at=NOW)
        actions.tell_outside(at=NOW)
        fake.fail_with = [(500, {})]
        assert actions.send_results(at=NOW) == 0
        assert actions.send_results(at=NOW + HOUR) == 1
        assert actions.send_results(at=NOW + HOUR) == 1
    assert [each["state"] for each in fake.taken] == ["已接收", "已受理"]
