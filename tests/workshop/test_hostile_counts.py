"""Counts that a phone never sends: each is refused with a sentence, and none makes the server fail."""

import json

import pytest

from sanan.workshop.models import Delivery

from .test_pages import staff

pytestmark = pytest.mark.django_db

ODD = [
    {"good": float("nan")},
    {"good": "NaN"},
    {"good": "Infinity"},
    {"good": "1e999999"},
    {"good": -3},
    {"good": 10**40},
    {"good": "0.0000000001"},
    {"grams": "NaN"},
    {"grams": "1e400"},
    {"grams": "-1e30"},
    {"rework": "sNaN"},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": "9999-12-31T23:59:59-12:00"},
    {"key": "a\x00b"},
    {"key": "\ud800"},
    {"issue": "\ud800"},
    {"issue": "x\x00"},
    {"grade": "\u202e\x00"},
    {"key": None},
    {"grams": 100, "rework": "NaN"},
]


def test_odd_counts_are_refused_whole(hall, desk):
    issue, keeper = hall.issued(hall.ready()), desk(hall.keeper)
    one = {
        "key": "k",
        "issue": issue.code,
        "grade": "一等",
        "good": 3,
        "at": "2026-10-05T03:00:00Z",
    }
    told = []
    for odd in ODD:
        body = json.dumps({"counts": [{**one, **odd}]})
        answer = keeper.post(staff("count_send"), body, content_type="application/json")
        taken = answer.status_code == 200 and not answer.json()["answers"][0]["no"]
        told.append((answer.status_code, taken))
    assert [each for each in told if each[0] not in (200, 422) or each[1]] == []
    assert not Delivery.objects.exists()


def test_a_key_of_another_count_is_said_and_not_taken_for_this_one(hall, desk):
    order = hall.ready()
    first, second, keeper = hall.issued(order, 10), hall.issued(order, 10), desk(hall.keeper)
    one = {"key": "k", "grade": "一等", "good": 3, "at": "2026-10-05T03:00:00Z"}
    body = {"counts": [{**one, "issue": issue.code} for issue in (first, second, first)]}
    answer = keeper.post(staff("count_send"), json.dumps(body), content_type="application/json")
    assert [bool(each["no"]) for each in answer.json()["answers"]] == [False, True, False]
    assert Delivery.objects.count() == 1


def test_a_deep_body_is_refused(hall, desk):
    body = b'{"counts":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = desk(hall.keeper).post(staff("count_send"), body, content_type="application/json")
    assert answer.status_code == 422
