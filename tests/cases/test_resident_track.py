"""Following a case without an account, to its rated end."""

import pytest

from sanan.cases import actions
from sanan.cases.enums import State
from sanan.cases.queries import track
from sanan.cases.rules import APPELLANT
from sanan.kit import clock, tokens
from sanan.ledger.models import Entry


@pytest.fixture
def case(county):
    return county.open(at=clock.now(), contact_phone="13800001234").case


@pytest.fixture
def follower(client, case):
    answer = client.post("/track/", {"code": tokens.query_code(case.code)})
    assert (answer.status_code, answer.url) == (302, f"/track/{case.code}/")
    return client


def handled(case, county, *, until=""):
    steps = [
        (
            "dispatch",
            lambda: actions.dispatch(
                case=case, to=county.traffic, by=county.dispatcher, category=county.roads
            ),
        ),
        ("sign", lambda: actions.sign(case=case, by=county.handler)),
        ("contact", lambda: actions.contact(case=case, by=county.handler, reached=True)),
        (
            "reply",
            lambda: actions.reply(
                case=case,
                by=county.handler,
                public_text="已约定四点后不出车",
                private_text="老板电话另存",
            ),
        ),
        ("check", lambda: actions.pass_check(case=case, by=county.dispatcher)),
        (
            "rate",
            lambda: actions.rate(
                case=case,
                contacted=True,
                resolved=True,
                satisfaction="satisfied",
                relation=APPELLANT,
            ),
        ),
    ]
    for name, step in steps:
        step()
        if name == until:
            return


@pytest.mark.parametrize(
    "typed", ["{0}{1}{2}", "{0} {1} {2}", " {0}-{1}-{2} ", "查询码:{0}{1}{2}。"]
)
def test_a_query_code_opens_its_case_however_it_is_typed(client, case, typed):
    code = tokens.query_code(case.code)
    parts = code[:4], code[4:8], code[8:]
    assert client.post("/track/", {"code": typed.format(*parts)}).url == f"/track/{case.code}/"


def test_full_width_figures_are_figures(client, case):
    wide = "".join(chr(ord(c) - ord("0") + 0xFF10) for c in tokens.query_code(case.code))
    assert client.post("/track/", {"code": wide}).url == f"/track/{case.code}/"


@pytest.mark.parametrize("typed", ["", "123", "000000000000", "x" * 61, "' OR 1=1"])
def test_a_wrong_code_gets_a_sentence_and_no_cookie(client, case, typed):
    answer = client.post("/track/", {"code": typed})
    assert answer.status_code == 422
    assert "followed" not in answer.cookies


def test_guessing_is_slowed_down(client, case):
    answers = [client.post("/track/", {"code": f"{n:012d}"}) for n in range(21)]
    assert [a.status_code for a in answers] == [422] * 20 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize("until", ["", "dispatch", "sign", "contact", "reply", "check", "rate"])
def test_the_story_is_told_in_every_state(follower, county, case, until):
    if until:
        handled(case, county, until=until)
    page = follower.get(f"/track/{case.code}/").content.decode()
    assert str(track.STANDS[State(case.state)]) in page
    assert "138****1234" in page
    assert "老板电话另存" not in page
    assert "许文" not in page


def test_what_the_unit_asked_is_answered(follower, county, case):
    handled(case, county, until="contact")
    actions.ask(case=case, by=county.handler, question="车牌记得吗?")
    assert "车牌记得吗?" in follower.get(f"/track/{case.code}/").content.decode()
    answer = follower.post(f"/track/{case.code}/add/", {"text": "没看清"})
    assert answer.status_code == 302
    story = track.story(case, at=clock.now())
    assert (story.question, story.lines[-1].said) == ("", "没看清")


def test_rating_closes_it(follower, county, case):
    handled(case, county, until="check")
    said = {"contacted": "yes", "resolved": "yes", "satisfaction": "satisfied"}
    follower.post(f"/track/{case.code}/rate/", said)
    case.refresh_from_db()
    assert (case.state, case.asked_resolved, case.satisfaction) == ("closed", True, "satisfied")


@pytest.mark.parametrize("missing", ["contacted", "resolved", "satisfaction"])
def test_each_of_the_three_questions_is_needed(follower, county, case, missing):
    handled(case, county, until="check")
    said = {"contacted": "yes", "resolved": "no", "satisfaction": "fair"}
    said.pop(missing)
    answer = follower.post(f"/track/{case.code}/rate/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [missing])
    case.refresh_from_db()
    assert case.state == State.REVISITING


@pytest.mark.parametrize(
    ("until", "verb", "fields", "state"),
    [
        ("check", "not_fixed", {"text": "还有车"}, "rework"),
        ("rate", "reopen", {"text": "又来了"}, "reopened"),
        ("dispatch", "withdraw", {"sure": "1"}, "withdrawn"),
        ("dispatch", "add", {"text": "今天又来"}, "dispatched"),
    ],
)
def test_what_an_appellant_may_do(follower, county, case, until, verb, fields, state):
    handled(case, county, until=until)
    before = Entry.objects.count()
    answer = follower.post(f"/track/{case.code}/{verb}/", fields)
    assert (answer.status_code, answer.url) == (302, f"/track/{case.code}/#now")
    case.refresh_from_db()
    assert (case.state, Entry.objects.count()) == (state, before + 1)


@pytest.mark.parametrize(
    ("verb", "fields", "status"),
    [
        ("add", {"text": " "}, 422),
        ("withdraw", {}, 422),
        ("rate", {"contacted": "yes", "resolved": "yes", "satisfaction": "fair"}, 409),
        ("reopen", {"text": "又来了"}, 409),
        ("object", {"text": "不同意"}, 409),
        ("dispatch", {"to": "1"}, 404),
        ("nonsense", {}, 404),
    ],
)
def test_what_cannot_be_done_now_changes_nothing(follower, case, verb, fields, status):
    before = Entry.objects.count()
    answer = follower.post(f"/track/{case.code}/{verb}/", fields)
    case.refresh_from_db()
    assert (answer.status_code, case.state, Entry.objects.count()) == (status, "submitted", before)


def test_an_objection_is_made_once(follower, county, case):
    actions.decline(case=case, by=county.dispatcher, reason="beyond", text="不归本县管")
    assert "不归本县管" in follower.get(f"/track/{case.code}/").content.decode()
    follower.post(f"/track/{case.code}/object/", {"text": "就在本县"})
    case.refresh_from_db()
    assert (case.state, case.objection_count) == ("submitted", 1)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_reaches_nothing(client, case, method):
    before = Entry.objects.count()
    addresses = [f"/track/{c}/{v}" for c in (case.code, "260302ABCDEF") for v in ("", "add/")]
    answers = [
        client.generic(method.upper(), a, b"text=x", "application/x-www-form-urlencoded")
        for a in addresses
    ]
    assert {a.status_code for a in answers} <= {404, 405}
    assert Entry.objects.count() == before


def test_a_forged_cookie_opens_nothing(client, case):
    client.cookies["followed"] = f'["{case.code}"]:forged'
    assert client.get(f"/track/{case.code}/").status_code == 404


def test_a_borrowed_phone_forgets(follower, case):
    follower.post("/track/forget/")
    assert follower.get(f"/track/{case.code}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_however_long_the_story(
    follower, county, case, number, django_assert_max_num_queries
):
    for n in range(number):
        actions.add(case=case, text=f"补充 {n}", relation=APPELLANT)
    with django_assert_max_num_queries(8):
        follower.get(f"/track/{case.code}/")
