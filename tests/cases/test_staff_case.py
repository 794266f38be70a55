"""One case, carried by four people through its page; its papers; its appellant's number."""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document

from sanan.cases import actions
from sanan.cases.models import Case
from sanan.kit import paper
from sanan.ledger.models import Entry
from sanan.people.models import Notice

PHONE = "13800001234"


@pytest.fixture
def case(county):
    return county.open(contact_name="连先生", contact_phone=PHONE, at=timezone.now()).case


def send(browser, case, verb, **fields):
    answer = browser.post(f"/staff/cases/{case.code}/{verb}/", fields)
    case.refresh_from_db()
    return answer


def test_four_people_carry_it_from_the_first_step_to_the_end(enter, county, case):
    dispatcher, handler = enter(county.dispatcher), enter(county.handler)
    grid, before = enter(county.grid_worker), Entry.objects.count()
    send(
        dispatcher,
        case,
        "dispatch",
        to=county.traffic.pk,
        category=county.roads.pk,
        urgency="ordinary",
        nature="help",
        note="先放警示桩",
    )
    assert (case.state, case.handler) == ("dispatched", county.traffic)
    send(handler, case, "sign")
    send(handler, case, "contact", reached="1", note="明早到现场")
    done = "3月4日,浔中镇交通办已在蒲坂路学生过路的路口装好减速带,土方车四点后不出车。"
    send(handler, case, "reply", public_text=done, private_text="镇里列支")
    send(grid, case, "pass_check", note="看过了")
    send(
        dispatcher, case, "revisit", contacted="1", resolved="1", satisfaction="satisfied", note=""
    )
    assert (case.state, case.asked_resolved) == ("closed", True)
    assert Entry.objects.count() == before + 6


def test_a_refusal_keeps_what_was_written_and_says_why(enter, county, case):
    answer = send(
        enter(county.dispatcher),
        case,
        "dispatch",
        to=county.traffic.pk,
        urgency="ordinary",
        nature="help",
        note="请留住这句话",
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请先确定类别" in page
    assert "请留住这句话" in page
    assert case.state == "submitted"


def test_a_step_that_someone_else_took_first_is_refused_with_the_sentence(enter, county, case):
    actions.decline(case=case, by=county.dispatcher, reason="court", text="法院已立案。")
    answer = send(enter(county.dispatcher), case, "accept", urgency="ordinary", nature="help")
    assert answer.status_code == 409
    assert "不受理" in answer.content.decode()


def test_only_what_the_rules_allow_can_be_pressed(enter, county, case):
    page = enter(county.dispatcher).get(f"/staff/cases/{case.code}/")
    can = {button.name for button in page.context["buttons"]}
    refused = {b.name for _why, group in page.context["refused"] for b in group}
    assert {"dispatch", "accept", "decline", "merge", "note"} <= can
    assert "adjudicate" in refused
    assert all(why for why, _group in page.context["refused"])
    assert "sign" not in can | refused


def test_the_number_is_shown_once_for_a_purpose_and_leaves_an_entry(enter, county, case):
    browser = enter(county.dispatcher)
    assert PHONE not in browser.get(f"/staff/cases/{case.code}/").content.decode()
    before = Entry.objects.count()
    answer = browser.post(f"/staff/cases/{case.code}/reveal/", {"purpose": "回访电话"})
    assert PHONE in answer.content.decode()
    entry = Entry.objects.latest("pk")
    assert (Entry.objects.count(), entry.subject) == (before + 1, case.code)
    assert PHONE not in bytes(entry.content).decode()
    assert json.loads(bytes(entry.content))["purpose"] == "回访电话"
    assert PHONE not in browser.get(f"/staff/cases/{case.code}/").content.decode()


@pytest.mark.parametrize("purpose", ["", "看", "   "])
def test_without_a_purpose_there_is_no_number(enter, county, case, purpose):
    before = Entry.objects.count()
    answer = enter(county.dispatcher).post(
        f"/staff/cases/{case.code}/reveal/", {"purpose": purpose}
    )
    assert (answer.status_code, Entry.objects.count()) == (422, before)


def test_a_discipline_officer_reads_but_does_not_call(enter, county, case):
    browser = enter(county.discipline)
    assert browser.get(f"/staff/cases/{case.code}/").status_code == 200
    answer = browser.post(f"/staff/cases/{case.code}/reveal/", {"purpose": "回访电话"})
    assert answer.status_code == 403


def test_similar_cases_show_only_what_this_person_may_see(enter, county, case):
    other = county.open(at=timezone.now() - timedelta(hours=1)).case
    page = enter(county.dispatcher).get(f"/staff/cases/{case.code}/")
    assert [one.case for one in page.context["similar"]] == [other]
    Case.objects.filter(pk=case.pk).update(handler=county.traffic, state="signed")
    page = enter(county.handler).get(f"/staff/cases/{case.code}/")
    assert page.context["similar"] == []


def test_the_timeline_keeps_its_chips_apart(enter, county, case):
    browser = enter(county.dispatcher)
    actions.note(case=case, by=county.dispatcher, text="和镇里通过电话")
    actions.ask(case=case, by=county.dispatcher, question="东门还是西门?")
    parts = {
        part: [
            line.title
            for line in browser.get(f"/staff/cases/{case.code}/?part={part}").context["file"].lines
        ]
        for part in ("", "step", "message", "note")
    }
    assert len(parts[""]) == 3
    assert sorted(parts["step"] + parts["message"] + parts["note"]) == sorted(parts[""])
    assert len(parts["note"]) == 1


def test_the_work_order_as_word_says_what_it_must_and_no_number(enter, county, case):
    actions.dispatch(
        case=case,
        to=county.traffic,
        by=county.dispatcher,
        category=county.roads,
        note="先放警示桩 {{ x }}",
    )
    answer = enter(county.dispatcher).get(f"/staff/cases/{case.code}/order.docx")
    paper = Document(io.BytesIO(answer.content))
    said = "\n".join(
        [p.text for p in paper.paragraphs]
        + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    )
    for words in (case.code, "交通办", "先放警示桩 {{ x }}", case.text, "许文"):
        assert words in said
    assert PHONE not in said


@pytest.mark.skipif(not paper.printable(), reason="front-end files are not installed")
def test_the_work_order_as_pdf(enter, county, case):
    answer = enter(county.dispatcher).get(f"/staff/cases/{case.code}/order.pdf")
    assert answer.content.startswith(b"%PDF-")
    taken = Entry.objects.latest("pk")
    assert taken.event == "record.export"
    assert f"{case.code}.pdf".encode() in bytes(taken.content)


def test_a_notice_is_read_and_leads_to_its_case(enter, county, case):
    actions.dispatch(case=case, to=county.traffic, by=county.dispatcher, category=county.roads)
    notice = Notice.objects.get(to=county.handler)
    browser = enter(county.handler)
    assert case.title[:10] in browser.get("/staff/notices/").content.decode()
    answer = browser.post("/staff/notices/", {"id": notice.pk})
    assert answer.url == f"/staff/cases/{case.code}/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert enter(county.plumber).post("/staff/notices/", {"id": notice.pk}).url == "/staff/notices/"


def test_a_place_that_was_marked_stands_on_the_map_with_a_link_for_devices_without_one(
    enter, county
):
    marked = county.open(lat=25.49350, lon=118.24100).case
    page = enter(county.dispatcher).get(f"/staff/cases/{marked.code}/").content.decode()
    assert ("data-map-now" in page, "geo:25.493500,118.241000" in page) == (True, True)
    words = county.open("没有标位置").case
    assert (
        "data-map"
        not in enter(county.dispatcher).get(f"/staff/cases/{words.code}/").content.decode()
    )
