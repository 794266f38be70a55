"""What other systems call: keys with their scopes, receipts, results, signed pushes, bulk reading."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import actions as cases
from sanan.cases.models import Case
from sanan.channels.webhook.transport import SIGNATURE, TIMESTAMP, signature
from sanan.exchange import actions
from sanan.exchange.models import Message
from sanan.kit import clock
from sanan.people.models import ApiToken

pytestmark = pytest.mark.django_db
IN = "/api/v1/exchange/hotline/messages"
ORDER = {"outside_id": "H-1", "text": "路灯不亮", "phone": "13800010001"}


def ask(path: str, key: str = "", body: Any = None, **headers: str) -> Any:
    """GET, or POST where there is a body."""
    sent = {"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}
    sent |= headers
    if body is None:
        return Client().get(path, **sent)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post(path, data, "application/json", **sent)


def test_an_order_over_http_is_taken_once_and_followed_by_its_receipt(desk):
    key = desk.key(desk.dispatcher, "exchange")
    first = ask(IN, key, {"messages": [ORDER]})
    again = ask(IN, key, ORDER)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    [receipt] = first.json()["receipts"]
    assert (receipt["state"], receipt["why"]) == ("done", "")
    assert Case.objects.get().code == receipt["case"]
    assert ask(f"{IN}/{receipt['receipt']}", key).json() == receipt
    assert ask(f"{IN}/nothing", key).status_code == 404


def test_a_key_opens_only_what_it_is_for_and_where(desk):
    told = {
        "no key": ask(IN, "", ORDER).status_code,
        "reads": ask(IN, desk.key(desk.dispatcher, "read"), ORDER).status_code,
        "elsewhere": ask(IN, desk.key(desk.far, "exchange"), ORDER).status_code,
        "stranger": ask(IN, desk.key(desk.stranger, "exchange"), ORDER).status_code,
        "bulk": ask("/api/v1/bulk/cases", desk.key(desk.dispatcher, "exchange")).status_code,
    }
    assert told == {"no key": 401, "reads": 403, "elsewhere": 404, "stranger": 404, "bulk": 403}
    waits = desk.key(desk.dispatcher, "exchange", "bulk")
    ApiToken.objects.filter(token_hash=ApiToken.hash_of(waits)).update(agreed_at=None)
    assert ask(IN, waits, ORDER).status_code == 401
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<x/>", "not_json"),
        (b"[[]]", "not_an_object"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "too_deep"),
        (b'{"messages": [', "unfinished"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_a_sentence(desk, body, code):
    answer = ask(IN, desk.key(desk.dispatcher, "exchange"), body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    xml = Client().post(
        IN,
        b"<!DOCTYPE x [<!ENTITY a 'a'>]><x>&a;</x>",
        "text/xml",
        HTTP_AUTHORIZATION=f"Bearer {desk.key(desk.dispatcher, 'exchange', 'read')}",
    )
    assert (xml.status_code, xml.json()["code"]) == (422, "not_json")


def test_results_are_fetched_until_they_are_said_to_have_arrived(desk):
    key, path = desk.key(desk.dispatcher, "exchange"), "/api/v1/exchange/hotline/results"
    actions.tell_outside()
    desk.order("H-2", at=clock.now())
    desk.answered(Case.objects.get(), clock.now())
    actions.tell_outside()
    first = ask(f"{path}?limit=2", key).json()
    assert ask(f"{path}?limit=2", key).json() == first  # the answer was lost
    rest = ask(f"{path}?after={first['next']}", key).json()
    told = [row["event"] for row in (*first["results"], *rest["results"])]
    assert told == ["open", "dispatch", "reply"]
    assert ask(f"{path}?after={rest['next']}", key).json() == {"results": [], "next": rest["next"]}
    assert not Message.objects.outgoing().exclude(state="done").exists()


def test_a_push_is_taken_only_with_a_fresh_signature(desk):
    path, body = "/api/v1/exchange/hotline/hook", json.dumps(ORDER).encode()
    now = str(int(clock.now().timestamp()))
    old = str(int((clock.now() - timedelta(minutes=6)).timestamp()))

    def push(stamp: str, secret: str, sent: bytes = body) -> int:
        names = {"HTTP_" + n.upper().replace("-", "_"): n for n in (TIMESTAMP, SIGNATURE)}
        values = {TIMESTAMP: stamp, SIGNATURE: signature(secret, stamp, body)}
        headers = {header: values[name] for header, name in names.items()}
        return ask(path, "", sent, **headers).status_code

    secret = desk.hotline.secret
    told = [push(now, "wrong"), push(old, secret), push("x", secret), push(now, secret, b"{}")]
    assert told == [403] * 4
    assert Case.objects.count() == 0
    assert [push(now, secret), push(now, secret)] == [200, 200]
    assert Case.objects.count() == 1
    assert ask("/api/v1/exchange/nobody/hook", "", body).status_code == 403


def test_a_push_in_their_own_words_is_mapped(desk):
    actions.change_system(
        system=desk.hotline,
        name="平台",
        road="pull",
        format="json",
        address="",
        fields={"outside_id": "data.order.no", "text": "data.order.words", "state": "op"},
        by=desk.admin,
    )
    actions.say_word(
        system=desk.hotline, field="state", word="CREATE", means="request", by=desk.admin
    )
    row = {"op": "CREATE", "data": {"order": {"no": 12, "words": "路灯不亮"}}}
    answer = ask(IN, desk.key(desk.dispatcher, "exchange"), row).json()["receipts"][0]
    assert (answer["outside_id"], answer["state"]) == ("12", "done")


def test_a_platform_reads_everything_in_order_and_nothing_personal(desk):
    key = desk.key(desk.dispatcher, "bulk")
    for number in range(3):
        desk.order(f"B-{number}", 诉求内容=f"第{number}盏灯不亮", 来电人="陈某")
    read, cursor = [], ""
    while True:
        page = ask(f"/api/v1/bulk/cases?limit=2&cursor={cursor}", key).json()
        read += page["rows"]
        if not (cursor := page["next"]):
            break
    assert [row["code"] for row in read] == list(
        Case.objects.order_by("pk").values_list("code", flat=True)
    )
    first = ask("/api/v1/bulk/events?limit=2", key).json()
    then = ask(f"/api/v1/bulk/events?cursor={first['next']}", key).json()
    events = first["events"] + then["events"]
    assert [each["event"] for each in events] == ["case.open"] * 3
    said = json.dumps([read, events], ensure_ascii=False)
    assert not [word for word in ("灯不亮", "陈某", "13800010001") if word in said]
    assert [
        ask(f"/api/v1/bulk/{what}", key).json()["rows"] for what in ("orders", "disclosures")
    ] == [[], []]
    assert ask("/api/v1/bulk/people", key).status_code == 404
    assert ask("/api/v1/bulk/cases?cursor=x", key).status_code == 422
    assert ask("/api/v1/bulk/cases", desk.key(desk.far, "bulk")).json()["rows"] == []


def test_what_happened_a_moment_ago_waits_until_nothing_can_come_before_it(desk):
    case = desk.order("B-9")
    cases.note(case=case, by=desk.dispatcher, text="看过", at=clock.now())
    told = ask("/api/v1/bulk/events", desk.key(desk.dispatcher, "bulk")).json()["events"]
    assert [each["event"] for each in told] == ["case.open"]
