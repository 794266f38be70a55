"""Whoever guesses is told nothing: absent and hidden answer alike."""

import pytest

pytestmark = pytest.mark.django_db
GUESSES = ["x", "260101AAAAAA", "%00", "..%2f..%2fetc", "'%20or%201=1--", "%F0%9F%98%80", "a" * 300]


def told(answer):
    return answer.status_code, answer.content


def test_every_guess_gets_the_same_404(site):
    code = site.say()["code"]
    nothing = told(site.ask("GET", "/nowhere"))
    assert nothing[0] == 404
    hidden = [f"/cases/{code}", *(f"/cases/{guess}" for guess in GUESSES)]
    for who in ("stranger", "elsewhere"):
        assert {told(site.ask("GET", path, who=who)) for path in hidden} == {nothing}
        assert {told(site.ask("POST", f"{p}/accept", {}, who=who)) for p in hidden} == {nothing}
    wrong = [f"/status/{code}/{'0' * 32}", *(f"/status/{g}/{g}" for g in GUESSES)]
    more = ["", "/", "/cases/", "/case", "/admin", "/openapi", "/../v2/cases", "/%00"]
    assert {told(site.ask("GET", path)) for path in [*wrong, *more]} == {nothing}


def test_without_a_key_nothing_shows_whether_a_thing_is_there(site):
    code = site.say()["code"]
    calls = [
        ("GET", "/cases"),
        ("GET", f"/cases/{code}"),
        ("GET", "/cases/x"),
        ("POST", f"/cases/{code}/accept"),
        ("POST", "/cases/x/accept"),
    ]
    answers = {told(site.ask(method, path, {})) for method, path in calls}
    assert {status for status, _ in answers} == {401}
    assert len(answers) == 1


@pytest.mark.parametrize("key", ["", "sanan_", "sanan_路人", "\x00", "a" * 5000, "Basic x"])
def test_a_wrong_key_is_no_key(site, key):
    site.keys["wrong"] = key
    assert site.ask("GET", "/cases", who="wrong").status_code == 401


def test_a_list_holds_only_what_the_person_may_see(site):
    mine = site.say()["code"]
    codes = {
        who: [c["code"] for c in site.ask("GET", "/cases", who=who).json()["cases"]]
        for who in site.keys
    }
    assert codes == {"dispatcher": [mine], "handler": [], "elsewhere": [], "stranger": []}


def test_a_hidden_case_cannot_be_merged_into(site):
    here = site.say()["code"]
    there = site.say("别处的事", place_code=site.elsewhere.code)["code"]
    answers = [
        told(site.ask("POST", f"/cases/{here}/merge", {"into": into}, who="dispatcher"))
        for into in (there, "x" * len(there))
    ]
    assert [status for status, _ in answers] == [422, 422]
    assert answers[0][1].replace(there.encode(), b"") == answers[1][1].replace(
        b"x" * len(there), b""
    )


def test_methods_that_do_not_belong_are_refused(site):
    assert site.ask("DELETE", "/cases", who="dispatcher").status_code == 405
    assert site.ask("PUT", f"/cases/{site.say()['code']}", {}, who="dispatcher").status_code == 405
