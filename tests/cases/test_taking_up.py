"""What comes in is read within a second by the worker, or when somebody opens it; never lost."""

import pytest
from django.db import connection

from sanan.cases import actions
from sanan.cases.actions import index
from sanan.cases.models import Case
from sanan.cases.queries import desk as desks
from sanan.cases.queries import search
from sanan.config import worker
from sanan.kit.manifest import SECOND

from .conftest import MONDAY

pytestmark = pytest.mark.django_db


def _kept(case: Case) -> object:
    return Case.objects.values_list("suggested", flat=True).get(pk=case.pk)


def _stumble(case: Case) -> dict[str, object]:
    raise ValueError(case.code)


def test_urgent_words_are_heard_at_once_and_the_rest_within_a_second(county):
    case = county.open("楼下着火了，有人被困，请马上来", at=MONDAY).case
    assert (Case.objects.get(pk=case.pk).urgency, _kept(case)) == ("danger", {})
    assert worker.periodic()["sanan.cases.tasks:take_up"] == SECOND
    assert actions.take_up() == 1
    told = _kept(case)
    assert (told["urgency"], {"着火", "被困"} <= set(told["signs"])) == ("danger", True)
    assert told["categories"]
    assert actions.take_up() == 0


def test_a_desk_that_opens_it_sooner_sees_its_suggestion_and_it_is_kept(county, enter):
    case = county.open("门前水管爆了，水流了一地", at=MONDAY).case
    client = enter(county.dispatcher)
    assert _kept(case) == {}
    assert client.get(f"/staff/cases/{case.code}/").status_code == 200
    told = _kept(case)
    assert told["categories"]
    assert actions.take_up() == 1  # its search words were still to be written
    assert _kept(case) == told


def test_many_chosen_in_a_list_are_read_before_they_are_decided(county, enter):
    cases = [county.open(f"第{n}次停水了", at=MONDAY).case for n in range(2)]
    codes = [case.code for case in cases]
    enter(county.dispatcher).post("/staff/cases/bulk/classify/", {"case": codes})
    assert all(_kept(case) for case in cases)


def test_a_worker_killed_between_reading_and_keeping_loses_nothing(county, monkeypatch):
    case = county.open("路灯不亮", at=MONDAY).case

    class Killed(BaseException):
        pass

    def killed(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(index.transaction, "atomic", killed)
        with pytest.raises(Killed):
            actions.take_up()
    assert (_kept(case), Case.objects.get(pk=case.pk).indexed) == ({}, False)
    assert actions.take_up() == 1
    assert _kept(case)["categories"] is not None
    assert case in search.matching(Case.objects.all(), "路灯")


def test_two_workers_at_once_keep_one_reading_and_one_row_of_words(county, monkeypatch):
    county.open("路灯不亮", at=MONDAY)
    row, others = index._row, []

    def meanwhile(one: Case) -> list[object]:
        if not others:
            others.append(None)
            others.append(actions.take_up())
        return row(one)

    monkeypatch.setattr(index, "_row", meanwhile)
    assert (actions.take_up(), others[1]) == (0, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_search")
        assert cursor.fetchone() == (1,)


def test_what_a_person_decided_meanwhile_stays(county):
    case = county.open("路灯不亮", at=MONDAY).case
    actions.classify(case=case, by=county.dispatcher, category=county.roads, at=MONDAY)
    assert actions.take_up() == 1
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.category == county.roads
    assert fresh.suggested["categories"] is not None


def test_a_text_over_which_the_reading_stumbles_holds_up_nobody(county, monkeypatch):
    case = county.open("着火了", at=MONDAY).case
    with monkeypatch.context() as patched:
        patched.setattr(desks, "read_case", _stumble)
        assert actions.take_up() == 1
    assert _kept(case) == {"categories": [], "urgency": "danger", "signs": ["着火"]}
