"""Faults that people met (November 2026), each as it must be."""

from datetime import UTC, datetime, timedelta

import pytest

from sanan.cases import actions
from sanan.cases.enums import State
from sanan.cases.models import Case
from sanan.cases.rules import APPELLANT
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Notice

from .conftest import MONDAY, County

HOUR = timedelta(hours=1)
UNHAPPY = {"contacted": True, "resolved": False, "satisfaction": "unsatisfied"}


@pytest.fixture
def replied(county: County) -> Case:
    case = county.open(contact_phone="13800000001").case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    actions.sign(case=case, by=county.handler, at=MONDAY)
    actions.contact(case=case, by=county.handler, reached=True, at=MONDAY)
    actions.reply(case=case, by=county.handler, public_text="已限行", at=MONDAY + HOUR)
    return case


def test_who_says_it_is_not_resolved_is_asked_before_it_is_closed(replied: Case) -> None:
    with pytest.raises(Invalid, match="not_resolved"):
        actions.rate(case=replied, **UNHAPPY, relation=APPELLANT)
    assert Case.objects.get().state == State.REPLIED
    actions.rate(case=replied, **UNHAPPY, as_it_is=True, relation=APPELLANT)
    assert Case.objects.get().state == State.CLOSED


def test_the_page_asks_it_too_and_offers_to_do_it_again(client, replied: Case) -> None:
    from sanan.kit import tokens

    client.post("/track/", {"code": tokens.query_code(replied.code)})
    sent = {"contacted": "yes", "resolved": "no", "satisfaction": "unsatisfied"}
    answer = client.post(f"/track/{replied.code}/rate/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="as_it_is"' in page
    assert "要重新办，请选“还没解决”" in page
    assert Case.objects.get().state == State.REPLIED
    assert client.post(f"/track/{replied.code}/rate/", {**sent, "as_it_is": "1"}).status_code == 302
    assert Case.objects.get().state == State.CLOSED


def test_merged_neighbours_are_answered_when_the_master_is_rated_at_once(
    county: County, replied: Case
) -> None:
    child = county.open("也是土方车").case
    Case.objects.filter(pk=child.pk).update(state=State.MERGED, master=replied)
    actions.rate(
        case=replied,
        contacted=True,
        resolved=True,
        satisfaction="satisfied",
        relation=APPELLANT,
        at=MONDAY + 2 * HOUR,
    )
    child.refresh_from_db()
    assert (child.state, child.replies.get().public_text) == (State.REVISITING, "已限行")


def test_who_is_merged_into_an_answered_case_is_answered_at_once(
    county: County, replied: Case
) -> None:
    actions.pass_check(case=replied, by=county.grid_worker)
    child = county.open("也是土方车").case
    actions.merge(case=child, into=replied, by=county.dispatcher)
    assert Case.objects.get(pk=child.pk).state == State.REVISITING


def test_the_clock_answers_merged_neighbours_who_were_left_behind(
    county: County, replied: Case
) -> None:
    child = county.open("也是土方车").case
    Case.objects.filter(pk=child.pk).update(state=State.MERGED, master=replied)
    Case.objects.filter(pk=replied.pk).update(state=State.REVISITING)
    assert actions.tick(at=MONDAY + 2 * HOUR)["answered"] == 1
    assert Case.objects.get(pk=child.pk).state == State.REVISITING


def test_the_handler_opens_the_neighbours_merged_into_his_case(
    enter, county: County, replied: Case
) -> None:
    child = county.open("也是土方车").case
    assert enter(county.handler).get(f"/staff/cases/{child.code}/").status_code == 404
    Case.objects.filter(pk=child.pk).update(state=State.MERGED, master=replied)
    assert enter(county.handler).get(f"/staff/cases/{child.code}/").status_code == 200
    assert enter(county.plumber).get(f"/staff/cases/{child.code}/").status_code == 404


def test_a_number_carries_the_day_on_which_it_was_said_here(county: County) -> None:
    half_past_midnight = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert county.open(at=half_past_midnight).case.code.startswith("260303")


def test_nobody_is_said_to_have_been_contacted_who_left_no_way(county: County) -> None:
    case = county.open(anonymity="anonymous").case
    actions.dispatch(case=case, to=county.traffic, by=county.dispatcher, category=county.roads)
    actions.sign(case=case, by=county.handler)
    actions.contact(case=case, by=county.handler, reached=True)
    assert case.timeline.get(verb="contact").public is False
    left = county.open(contact_phone="13800000001").case
    actions.dispatch(case=left, to=county.traffic, by=county.dispatcher, category=county.roads)
    actions.sign(case=left, by=county.handler)
    actions.contact(case=left, by=county.handler, reached=False)
    actions.contact(case=left, by=county.handler, reached=True)
    assert [line.public for line in left.timeline.filter(verb="contact")] == [False, True]


def test_work_goes_on_while_an_extension_waits(county: County, replied: Case) -> None:
    actions.fail_check(case=replied, by=county.grid_worker, note="还有一处", at=MONDAY + HOUR)
    actions.contact(case=replied, by=county.handler, reached=True, at=MONDAY + HOUR)
    actions.request_extension(
        case=replied,
        by=county.handler,
        text="等材料",
        until=MONDAY.date() + timedelta(9),
        at=MONDAY,
    )
    actions.contact(case=replied, by=county.handler, reached=True, at=MONDAY + 2 * HOUR)
    assert replied.state == State.EXTENSION_REQUESTED
    actions.reply(case=replied, by=county.handler, public_text="都好了", at=MONDAY + 3 * HOUR)
    assert replied.state == State.REPLIED
    assert replied.requests.get().decision == "denied"


def test_a_resident_reads_their_own_language_whoever_acts(county: County, replied: Case) -> None:
    from django.utils.translation import override

    with override("en"):
        actions.fail_check(case=replied, by=county.dispatcher, note="没好")
        actions.contact(case=replied, by=county.handler, reached=True)
        actions.ask(case=replied, by=county.handler, question="在哪一段？")
    assert Notice.objects.order_by("-pk").first().text == "办理单位想问您：在哪一段？"


def test_a_button_says_that_it_is_too_late_to_return(enter, county: County) -> None:
    case = county.open().case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    with pytest.raises(Refused, match="too_late_to_return"):
        actions.request_return(
            case=case,
            by=county.handler,
            reason="not_our_duty",
            text="不归我们",
            at=MONDAY + timedelta(days=9),
        )
    page = enter(county.handler).get(f"/staff/cases/{case.code}/").content.decode()
    assert "退单期限已过" in page


def test_the_list_that_i_came_from_is_kept_after_a_step(enter, county: County) -> None:
    case = county.open().case
    browser = enter(county.dispatcher)
    came = "?list=cases&from=group%3Dwaiting&at=%2Fstaff%2Fcases%2F"
    page = browser.get(f"/staff/cases/{case.code}/note/{came}").content.decode()
    assert f'action="/staff/cases/{case.code}/note/{came}"' in page.replace("&amp;", "&")
    answer = browser.post(f"/staff/cases/{case.code}/note/{came}", {"text": "已电话问过"})
    assert answer["Location"] == f"/staff/cases/{case.code}/{came}"
    back = browser.get(answer["Location"]).context["beside"].back
    assert back == f"/staff/cases/?group=waiting#c-{case.code}"
    old = browser.get(f"/staff/cases/{case.code}/?from=%3Fgroup%3Dwaiting").context["beside"]
    assert old.back == back, "addresses of before lead to the same list"


def test_a_step_that_moves_the_case_on_leads_to_the_next_row_of_the_list(enter, county: County):
    first, second, third = [
        county.open(f"第{n}盏路灯不亮", at=MONDAY + n * HOUR).case for n in range(3)
    ]
    Case.objects.filter(pk=third.pk).update(state=State.WITHDRAWN)
    browser = enter(county.dispatcher)
    came = "?list=cases&from=group%3Dwaiting&at=%2Fstaff%2Fcases%2F"
    sent = {"category": county.roads.pk, "urgency": "ordinary", "nature": "help"}
    answer = browser.post(f"/staff/cases/{first.code}/accept/{came}", sent)
    assert answer["Location"] == f"/staff/cases/{second.code}/{came}"
    last = browser.post(f"/staff/cases/{second.code}/accept/{came}", sent)
    assert last["Location"] == f"/staff/cases/{second.code}/{came}", "the last row stays"
