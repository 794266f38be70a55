"""The pages: who comes in, what everyone reads, and what a certificate answers."""

import pytest
from django.test import Client
from django.urls import reverse

from sanan.honours import actions
from sanan.honours.models import Nomination

from .conftest import DAY, NOW


def staff(name: str, *args: str) -> str:
    return reverse(f"honours_staff:{name}", args=args)


def test_a_nomination_is_made_of_what_was_finished(hall, desk):
    client = desk(hall.cadre)
    assert client.get(staff("nominate")).status_code == 200
    chosen = {
        "scheme": hall.scheme.pk,
        "place": hall.village.pk,
        "unit": hall.committee.pk,
        "person": hall.grid.pk,
    }
    page = client.get(staff("nominate"), chosen)
    assert "修好村口的路" in page.content.decode()
    wrong = client.post(staff("nominate"), {**chosen, "deeds": "修路"})
    assert wrong.status_code == 422
    done = client.post(
        staff("nominate"), {**chosen, "deeds": "修路", "evidence": f"work:{hall.work.code}"}
    )
    found = Nomination.objects.get()
    assert done["Location"] == staff("nomination", found.code)
    assert found.nominated_by == hall.cadre


def test_the_desk_goes_through_it_by_its_buttons(hall, desk):
    found = hall.nominated()
    page = desk(hall.organiser).post(staff("nomination_do", found.code, "screen"), follow=True)
    assert page.status_code == 200
    asked = desk(hall.officer)
    assert "答复征求意见" in asked.get(staff("nomination", found.code)).content.decode()
    asked.post(staff("nomination_do", found.code, "answer"), {"answer": "clean"})
    desk(hall.taxman).post(staff("nomination_do", found.code, "answer"), {"answer": "clean"})
    found.refresh_from_db()
    assert found.state == "integrity_checked"


@pytest.mark.parametrize("name", ["board", "awards", "new_scheme", "import", "nominate"])
def test_the_desks_pages_open_for_the_organiser_and_for_no_stranger(hall, desk, name):
    hall.awarded()
    assert desk(hall.organiser).get(staff(name)).status_code == 200
    assert desk(hall.stranger).get(staff(name)).status_code == 404


def test_a_scheme_is_announced_on_its_page(hall, desk):
    given = {
        "place": hall.county.pk,
        "title": "好村干部",
        "year": 2026,
        "conditions": "条件",
        "quota": 3,
        "levels": ["county"],
        "bodies": [hall.tax.pk],
        "least": 1,
        "apart_years": 3,
    }
    client = desk(hall.organiser)
    short = client.post(staff("new_scheme"), {**given, "publicity_days": 4})
    assert short.status_code == 422
    done = client.post(staff("new_scheme"), {**given, "publicity_days": 5}, follow=True)
    assert "永春县税务局" in done.content.decode()


def test_tolerated_faults_are_read_by_their_own_roles_only(hall, desk):
    found = actions.propose(
        place=hall.village,
        name="林小满",
        unit_name="居委会",
        fault="先修路后补手续",
        grounds="为公",
        by=hall.leader,
        at=NOW,
    )
    pages = [staff("tolerances"), staff("tolerance", found.code)]
    for person in (hall.leader, hall.officer):
        assert [desk(person).get(page).status_code for page in pages] == [200, 200]
    for person in (hall.organiser, hall.cadre, hall.taxman, hall.grid, hall.stranger):
        assert [desk(person).get(page).status_code for page in pages] == [404, 404]
    assert "先修路后补手续" not in desk(hall.organiser).get(staff("board")).content.decode()


def test_anyone_objects_in_publicity_and_sees_that_it_is_looked_into(hall, client):
    found = hall.publicised(at=NOW)
    Nomination.objects.update(publicity_ends_on=NOW.date() + 10_000 * DAY)
    village = client.get(reverse("honours:village", args=[hall.village.code])).content.decode()
    assert "林小满" in village
    address = reverse("honours:nominee", args=[found.code])
    assert client.post(f"{address}object/", {"text": ""}).status_code == 422
    page = client.post(f"{address}object/", {"text": "路不是他修的"}, follow=True).content.decode()
    assert "您说的已经收到" in page
    assert "有 1 条异议正在查" in page
    assert "路不是他修的" not in page


def test_before_publicity_nobody_outside_sees_it(hall, client):
    found = hall.reviewed()
    assert client.get(reverse("honours:nominee", args=[found.code])).status_code == 404


def test_revocation_reaches_the_certificate(hall, client):
    found = hall.awarded()
    address = reverse("honours:checked", args=[found.certificate])
    asked = client.post(reverse("honours:check"), {"number": found.certificate.lower()})
    assert asked["Location"] == address
    page = client.get(address).content.decode()
    assert "这张证书有效" in page
    assert "林小满" in page
    actions.revoke(
        nomination=found, reason="discipline", note="受到处分", by=hall.leader, at=NOW + 9 * DAY
    )
    page = client.get(address).content.decode()
    assert "已经撤销" in page
    assert "这张证书有效" not in page
    assert "受到处分" not in page
    assert client.get(reverse("honours:nominee", args=[found.code])).status_code == 404
    village = client.get(reverse("honours:village", args=[hall.village.code])).content.decode()
    assert "林小满" not in village
    assert client.get(reverse("honours:checked", args=["R2026AAAAAAAAAAAA"])).status_code == 404


def test_a_name_is_covered_where_nobody_agreed(hall):
    found = hall.awarded()
    Nomination.objects.update(consented_on=None)
    page = Client().get(reverse("honours:nominee", args=[found.code])).content.decode()
    assert "林小满" not in page
    assert "林*满" in page


def test_the_list_of_a_year_is_a_sheet_too(hall, desk):
    hall.awarded()
    client = desk(hall.organiser)
    page = client.get(staff("awards"), {"year": "2026"}).content.decode()
    assert "一共 1 个" in page
    assert "桃溪社区居委会" in page
    sheet = client.get(staff("awards"), {"year": "2026", "xlsx": ""})
    assert sheet.content[:2] == b"PK"
    assert client.get(staff("awards"), {"year": "２０２６"}).status_code == 200


def test_the_paper_of_an_award(hall, desk):
    found = hall.awarded()
    paper = desk(hall.organiser).get(staff("certificate", found.code))
    assert paper.content[:5] == b"%PDF-"


def test_what_bodies_note_and_objections_say_is_not_for_who_nominated(hall, desk):
    found = hall.screened()
    actions.answer(nomination=found, answer="clean", note="有一封旧信", by=hall.officer, at=NOW)
    actions.answer(nomination=found, answer="clean", by=hall.taxman, at=NOW)
    for who in (hall.second_cadre, hall.town_handler, hall.leader):
        actions.review(nomination=found, by=who, at=NOW)
    actions.publicise(nomination=found, by=hall.organiser, at=NOW)
    actions.object_(nomination=found, text="我在工地上看见的", at=NOW + DAY)
    address = staff("nomination", found.code)
    for person, reads in ((hall.organiser, True), (hall.officer, True), (hall.cadre, False)):
        page = desk(person).get(address).content.decode()
        assert ("有一封旧信" in page, "我在工地上看见的" in page) == (reads, reads)


def test_nobody_reads_their_own_nomination_at_the_desk_before_it_is_public(hall, desk):
    found = hall.nominated(person=hall.second_cadre)
    address = staff("nomination", found.code)
    assert desk(hall.cadre).get(address).status_code == 200
    assert desk(hall.second_cadre).get(address).status_code == 404


def test_consent_is_asked_for_only_until_it_is_noted(hall, desk):
    given = hall.nominated()
    missing = hall.nominated(person=hall.stranger, number="", consented=False)
    client = desk(hall.organiser)
    for found, asked in ((given, False), (missing, True)):
        page = client.get(staff("nomination", found.code)).content.decode()
        assert ('id="do-consent"' in page) is asked


def test_numbers_in_a_finding_are_covered_for_everyone(hall):
    found = hall.publicised()
    actions.object_(nomination=found, text="路不是他修的", at=NOW + DAY)
    said = "问了13800010007，身份证11010119900307001X，是他修的"
    actions.settle(nomination=found, upheld=False, finding=said, by=hall.officer, at=NOW + 2 * DAY)
    page = Client().get(reverse("honours:nominee", args=[found.code])).content.decode()
    assert "是他修的" in page
    assert "13800010007" not in page
    assert "11010119900307001X" not in page
