"""A case carried by programs alone, and what their requests look like."""

import datetime as dt

import pytest

from sanan.api.views import SHAPES
from sanan.cases.models import Case
from sanan.cases.rules import CASE
from sanan.ledger.models import Entry

from .test_open import b64, jpeg

pytestmark = pytest.mark.django_db


def test_every_verb_has_its_call():
    by_people = {
        verb.name
        for verb in CASE.verbs.values()
        if not verb.begins and (verb.roles or {str(each) for each in verb.relations} - {"system"})
    }
    assert {"close_unanswered", "answer_merged", "remind", "send_back"} & by_people == set()
    own = {verb.name for verb in CASE}
    assert set(SHAPES) <= by_people
    assert own & by_people <= set(SHAPES)  # a kind's verb may ask for what no JSON can say


def test_from_voice_to_closed_by_two_programs(site):
    code = site.say(contact="13800000001")["code"]

    def do(who, verb, **body):
        answer = site.ask("POST", f"/cases/{code}/{verb}", body, who=who)
        assert answer.status_code == 200, answer.content
        return answer.json()["state"]

    states = [
        do("dispatcher", "accept", category="03", urgency="ordinary"),
        do("dispatcher", "dispatch", to="roads", note="请今天到场"),
        do("handler", "sign"),
        do("handler", "contact", reached=True),
        do("handler", "reply", public_text="路灯已经修好", photos=[b64(jpeg())]),
        do("dispatcher", "pass_check", note="看过了"),
        do("dispatcher", "revisit", contacted=True, resolved=True, satisfaction="satisfied"),
    ]
    assert states == [
        "accepted",
        "dispatched",
        "signed",
        "in_progress",
        "replied",
        "revisiting",
        "closed",
    ]
    shown = site.ask("GET", f"/cases/{code}", who="handler").json()
    assert [line["verb"] for line in shown["timeline"]] == [
        "open",
        "accept",
        "dispatch",
        "sign",
        "contact",
        "reply",
        "pass_check",
        "revisit",
    ]
    assert shown["replies"][0]["public_text"] == "路灯已经修好"
    assert (shown["handler"], shown["category"]) == ("交通办", "交通运输")
    assert Entry.objects.filter(subject=code).count() == 8


@pytest.mark.parametrize(
    ("who", "verb", "body", "status", "code"),
    [
        ("dispatcher", "sign", {}, 403, "not_yours"),
        ("dispatcher", "start_check", {}, 409, "wrong_state"),
        ("dispatcher", "dispatch", {}, 422, "malformed"),
        ("dispatcher", "dispatch", {"to": "nobody"}, 422, "unknown_code"),
        ("dispatcher", "dispatch", {"to": ""}, 422, "unknown_code"),
        ("dispatcher", "dispatch", {"to": "\x00\u2028"}, 422, "unknown_code"),
        ("dispatcher", "dispatch", {"to": "roads", "co_orgs": ["a"] * 51}, 422, "malformed"),
        ("dispatcher", "accept", {"category": 3}, 422, "malformed"),
        ("dispatcher", "supervise", {"level": 2**80, "text": "x"}, 422, "malformed"),
        ("dispatcher", "note", {"text": "字" * 20_001}, 422, "malformed"),
        ("dispatcher", "suspend", {"reason": "x", "review_on": "9999-12-31"}, 422, "malformed"),
        ("dispatcher", "merge", {"into": "260101AAAAAA"}, 422, "unknown_code"),
    ],
)
def test_what_a_verb_refuses(site, who, verb, body, status, code):
    case = site.say()["code"]
    answer = site.ask("POST", f"/cases/{case}/{verb}", body, who=who)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Entry.objects.filter(subject=case).count() == 1


def test_a_moment_needs_its_zone(site):
    case = site.say()["code"]
    naive = {"orgs": ["roads"], "reason": "x", "arrive_by": "2026-12-01T10:00:00"}
    answer = site.ask("POST", f"/cases/{case}/whistle", naive, who="dispatcher")
    assert (answer.status_code, answer.json()["field"]) == (422, "arrive_by")


def test_pages_of_a_list_follow_each_other(site, django_assert_num_queries):
    codes = [site.say(f"第{n}件")["code"] for n in range(3)][::-1]
    first = site.ask("GET", "/cases?limit=2", who="dispatcher").json()
    assert ([c["code"] for c in first["cases"]], first["next"]) == (codes[:2], codes[1])
    second = site.ask("GET", f"/cases?limit=2&after={codes[1]}", who="dispatcher").json()
    assert ([c["code"] for c in second["cases"]], second["next"]) == (codes[2:], None)


def test_the_last_full_page_has_no_next(site):
    for n in range(2):
        site.say(f"第{n}件")
    assert site.ask("GET", "/cases?limit=2", who="dispatcher").json()["next"] is None


def test_a_way_that_is_not_offered_is_refused_in_json(site):
    answer = site.ask("DELETE", "/cases", who="dispatcher")
    assert (answer.status_code, answer.json()["code"]) == (405, "no_such_way")
    assert "GET" in answer["Allow"]


def test_a_list_takes_as_many_statements_for_three_as_for_one(site, django_assert_max_num_queries):
    site.say()
    with django_assert_max_num_queries(6) as one:
        site.ask("GET", "/cases", who="dispatcher")
    site.say("二")
    site.say("三")
    with django_assert_max_num_queries(6) as three:
        site.ask("GET", "/cases", who="dispatcher")
    assert len(one) == len(three)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=submitted", 2),
        ("state=closed", 0),
        ("place_code=350526000000", 2),
        ("place_code=350525000000", 0),
        ("q=路灯", 1),
        ("q=%00路灯%00", 1),
        ("limit=0", 1),
        ("limit=99999999999999999999", 2),
    ],
)
def test_a_list_is_narrowed(site, query, count):
    site.say()
    site.say("水管漏了")
    answer = site.ask("GET", f"/cases?{query}", who="dispatcher")
    assert len(answer.json()["cases"]) == count


@pytest.mark.parametrize(
    "query", ["state=no", "limit=x", "place_code=1", "after=%00", "after=nothing"]
)
def test_a_list_cannot_be_narrowed_by_nonsense(site, query):
    assert site.ask("GET", f"/cases?{query}", who="dispatcher").status_code == 422


def test_moments_are_utc(site):
    shown = site.ask("GET", f"/cases/{site.say()['code']}", who="dispatcher").json()
    opened = dt.datetime.fromisoformat(shown["opened_at"])
    assert opened == Case.objects.get(code=shown["code"]).opened_at
