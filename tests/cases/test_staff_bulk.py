"""Many at once: a preview that tells the truth, each through its own action."""

import io

import openpyxl
import pytest

from sanan.cases.forms.bulk import BULK_FORMS
from sanan.cases.models import Case
from sanan.cases.queries.lists import CASE_LIST
from sanan.ledger.models import Entry
from sanan.process import bulk


@pytest.fixture
def three(county):
    return [county.open(text=f"第{n}盏路灯不亮").case for n in range(3)]


def post(enter, county, verb, cases, **given):
    sent = {"case": codes(cases), **given}
    return enter(county.dispatcher).post(f"/staff/cases/bulk/{verb}/", sent)


def codes(cases):
    return [case.code for case in cases]


def test_the_preview_changes_nothing_and_names_what_will_not_happen(enter, county, three):
    ended = three[0]
    Case.objects.filter(pk=ended.pk).update(state="withdrawn")
    before = Entry.objects.count()
    answer = enter(county.dispatcher).post("/staff/cases/bulk/dispatch/", {"case": codes(three)})
    assert [o.thing for o in answer.context["will_not"]] == [ended]
    assert [o.thing for o in answer.context["will"]] == three[1:]
    assert str(answer.context["will_not"][0].no) in answer.content.decode()
    assert Entry.objects.count() == before


def test_trying_rehearses_the_whole_action_and_undoes_it(enter, county, three):
    before = Entry.objects.count()
    sent = {"case": codes(three), "to": county.traffic.pk, "try": "1"}
    answer = enter(county.dispatcher).post("/staff/cases/bulk/dispatch/", sent)
    assert {o.no.__str__() for o in answer.context["will_not"]} == {"请先确定类别，再派单。"}
    sent["category"] = county.roads.pk
    answer = enter(county.dispatcher).post("/staff/cases/bulk/dispatch/", sent)
    assert (len(answer.context["will"]), answer.context["will_not"]) == (3, [])
    assert Entry.objects.count() == before
    assert set(Case.objects.values_list("state", flat=True)) == {"submitted"}


def test_going_does_each_by_its_own_entry_and_lists_the_refused(enter, county, three):
    Case.objects.filter(pk=three[0].pk).update(state="withdrawn")
    before = Entry.objects.count()
    sent = {
        "case": codes(three),
        "to": county.traffic.pk,
        "category": county.roads.pk,
        "go": "1",
    }
    answer = enter(county.dispatcher).post("/staff/cases/bulk/dispatch/", sent)
    assert [o.thing for o in answer.context["will_not"]] == three[:1]
    assert Entry.objects.count() == before + 2
    states = Case.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "dispatched", "dispatched"]


def test_merging_many_into_one(enter, county, three):
    sent = {"case": codes(three[1:]), "into": three[0].code, "go": "1"}
    enter(county.dispatcher).post("/staff/cases/bulk/merge/", sent)
    assert list(three[0].merged_cases.order_by("pk")) == three[1:]


def test_nobody_merges_into_a_case_that_they_may_not_see(enter, county, three):
    sent = {"case": codes(three[1:]), "into": three[0].code, "go": "1"}
    assert enter(county.plumber).post("/staff/cases/bulk/merge/", sent).status_code == 404
    assert not Case.objects.filter(master__isnull=False).exists()


@pytest.mark.parametrize("verb", BULK_FORMS)
def test_every_verb_for_many_has_a_preview(enter, county, three, verb):
    sent = {"case": codes(three)}
    assert enter(county.dispatcher).post(f"/staff/cases/bulk/{verb}/", sent).status_code == 200


@pytest.mark.parametrize("verb", ["rate", "nonsense", "close_unanswered"])
def test_other_verbs_are_not_there(enter, county, three, verb):
    sent = {"case": codes(three)}
    assert enter(county.dispatcher).post(f"/staff/cases/bulk/{verb}/", sent).status_code == 404


def test_a_handler_cannot_dispatch_what_they_can_see(enter, county, three):
    Case.objects.update(handler=county.traffic)
    sent = {"case": codes(three), "to": county.traffic.pk, "category": county.roads.pk, "go": "1"}
    answer = enter(county.handler).post("/staff/cases/bulk/dispatch/", sent)
    assert answer.context["will"] == []
    assert set(Case.objects.values_list("state", flat=True)) == {"submitted"}


def test_the_preview_shows_to_whom_each_would_go(enter, county, three):
    Case.objects.filter(pk__in=[case.pk for case in three[:2]]).update(category=county.roads)
    preview = post(enter, county, "dispatch", three).context
    known = ["派给 交通办"] * 2
    assert [one.more for one in preview["will"]] == [*known, "没有把握派给谁，请选单位"]
    done = post(enter, county, "dispatch", three, go="1").context
    assert ({one.thing for one in done["will"]}, len(done["will_not"])) == ({*three[:2]}, 1)


def test_any_of_the_chosen_may_be_the_one_that_the_others_follow(enter, county, three):
    master = three[1]
    page = post(enter, county, "merge", three).content.decode()
    assert all(f'value="{case.code}"' in page for case in three)
    done = post(enter, county, "merge", three, into=master.code, go="1").context
    assert ({one.thing for one in done["will"]}, len(done["will_not"])) == ({three[0], three[2]}, 1)


def test_a_master_is_found_by_words_and_picked(enter, county, three):
    one, two = (county.open(text=f"河堤第{n}段塌了，怕下雨").case for n in (1, 2))
    url = f"/staff/cases/{three[0].code}/merge/"
    found = enter(county.dispatcher).post(url, {"other": "河堤"})
    page = found.content.decode()
    assert (found.status_code, one.code in page, two.code in page) == (422, True, True)
    assert enter(county.dispatcher).post(url, {"into": one.code, "other": ""}).status_code == 302
    three[0].refresh_from_db()
    assert three[0].master == one


def test_the_whole_list_is_chosen_beyond_its_page(enter, county, three, monkeypatch):
    """What is filtered out is not touched; what is beyond the limit is left for another time, said so."""
    county.open(text="停水两天了")
    sent = {"every": "1", "back": "?q=路灯"}
    preview = enter(county.dispatcher).post("/staff/cases/bulk/note/", sent)
    assert set(preview.context["codes"]) == set(codes(three))
    monkeypatch.setattr(bulk, "MOST", 2)
    part = enter(county.dispatcher).post("/staff/cases/bulk/note/", sent)
    assert (len(part.context["codes"]), "一次最多 2 件" in part.content.decode()) == (2, True)


def test_the_bar_offers_the_whole_list_where_it_is_longer_than_its_page(
    enter, county, three, monkeypatch
):
    browser = enter(county.dispatcher)
    assert "data-every" not in browser.get("/staff/cases/").content.decode()
    monkeypatch.setitem(vars(CASE_LIST), "size", 2)
    assert 'data-every="3"' in browser.get("/staff/cases/").content.decode()


def test_only_the_chosen_rows_are_filed_and_that_is_on_the_record(enter, county, three):
    sent = {"case": codes(three[:2]), "back": "?group=all"}
    before = Entry.objects.count()
    answer = enter(county.dispatcher).post("/staff/cases/bulk/export/", sent)
    book = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [row[0] for row in book.values][1:-1] == codes(three[:2])
    assert Entry.objects.count() == before + 1
    other = enter(county.plumber).post("/staff/cases/bulk/export/", sent)
    assert len(list(openpyxl.load_workbook(io.BytesIO(other.content)).active.values)) == 2
