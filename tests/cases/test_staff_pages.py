"""Every staff page opens for whom it is meant, and is not there for anyone else."""

import re

import pytest

from sanan.cases import actions
from sanan.cases.forms.staff import FORMS
from sanan.cases.rules import CASE
from sanan.process.declare import SYSTEM

PAGES = ["/staff/", "/staff/cases/", "/staff/notices/", "/staff/board/", "/staff/new/"]


@pytest.mark.parametrize("at", PAGES)
def test_a_visitor_is_sent_to_sign_in(client, county, at):
    answer = client.get(at)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/staff/login/")


@pytest.mark.parametrize("at", PAGES)
def test_someone_without_a_position_finds_nothing(enter, county, at):
    assert enter(county.stranger).get(at, follow=True).status_code == 404


@pytest.mark.parametrize("at", PAGES)
def test_the_dispatcher_opens_every_page(enter, county, at):
    county.open()
    assert enter(county.dispatcher).get(at).status_code == 200


def test_every_verb_that_people_use_has_a_form():
    people = {v.name for v in CASE if not v.begins and (v.roles or set(v.relations) - {SYSTEM})}
    assert set(FORMS) == people


def test_a_hidden_case_and_an_absent_one_look_the_same(enter, county):
    case = county.open().case
    browser = enter(county.plumber)
    answers = [browser.get(f"/staff/cases/{code}/") for code in (case.code, "260302ABCDEF")]
    assert [answer.status_code for answer in answers] == [404, 404]
    hidden, absent = [re.sub(r"value=\"[^\"]*\"", "", a.content.decode()) for a in answers]
    assert hidden == absent


def test_the_case_page_opens_in_every_state(enter, county):
    case = county.open().case
    browser = enter(county.dispatcher)
    assert browser.get(f"/staff/cases/{case.code}/").status_code == 200
    actions.dispatch(case=case, to=county.traffic, by=county.dispatcher, category=county.roads)
    assert browser.get(f"/staff/cases/{case.code}/").status_code == 200
    for verb in FORMS:
        assert browser.get(f"/staff/cases/{case.code}/{verb}/").status_code == 200
