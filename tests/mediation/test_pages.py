"""The pages: who comes in, what a party reads and does, the paper and the page that answers for it."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.kit import clock
from sanan.mediation import actions
from sanan.mediation.actions import PartyGiven
from sanan.mediation.models import Dispute
from sanan.people.models import ApiToken
from sanan.slips import queries as slips

from .conftest import APPLICANT, NOW, party


def staff(name: str, *args: object) -> str:
    return reverse(f"mediation_staff:{name}", args=args)


def mine(each, verb: str = "") -> str:
    args = [each.token, verb] if verb else [each.token]
    return reverse("mediation:party_do" if verb else "mediation:party", args=args)


@pytest.fixture
def told(room) -> dict[str, object]:
    return {
        "sealed": "no",
        "window": room.window.pk,
        "place": room.village.pk,
        "kind": "neighbour",
        "channel": "window",
        "applicant": "林家旺",
        "applicant_phone": "13800010001",
        "respondent": "黄小",
        "respondent_minor": "on",
        "respondent_guardian": "",
        "matter": "两家为屋檐滴水争吵",
        "story": "水滴到墙上。",
        "wish": "装水槽。",
        "risk": "low",
    }


def test_whoever_prints_the_slip_does_not_agree_for_the_party(room, desk, told):
    client = desk(room.clerk)
    client.post(staff("take_in"), {**told, "respondent_guardian": "黄月娥"})
    for each in Dispute.objects.get().parties.all():
        refused = client.post(mine(each, "consent"), {"guardian": "on"})
        assert refused.status_code == 403
        assert "要当事人自己办" in refused.content.decode()
        each.refresh_from_db()
        assert each.consent == ""


def test_the_intake_keeps_everything_that_was_written_when_it_refuses(room, desk, told):
    client = desk(room.clerk)
    assert client.get(staff("take_in")).status_code == 200
    wrong = client.post(staff("take_in"), told)
    page = wrong.content.decode()
    assert (wrong.status_code, Dispute.objects.count()) == (422, 0)
    assert "要写明监护人" in page
    assert "水滴到墙上。" in page
    done = client.post(staff("take_in"), {**told, "respondent_guardian": "黄月娥"})
    assert done["Location"] == staff("dispute", Dispute.objects.get().code)
    sealed = client.post(staff("take_in"), {**told, "sealed": "yes"}).content.decode()
    assert "密封举报" in sealed


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_cannot_be_is_said_beside_its_field(room, desk, told, year):
    given = {**told, "respondent_minor": "", "knew_on": year}
    answer = desk(room.clerk).post(staff("take_in"), given)
    assert (answer.status_code, Dispute.objects.count()) == (422, 0)
    assert 'id="id_takein_knew_on_error"' in answer.content.decode()


def test_the_desks_pages_open_for_those_of_the_centre_and_show_nobody_else_a_dispute(room, desk):
    found = room.performing(at=clock.now())
    code, centre = found.code, room.centre.code
    runner = desk(room.runner)
    for address in (
        staff("board"),
        staff("disputes"),
        staff("open_centre"),
        staff("add_window", centre),
        staff("on_duty", centre),
        staff("add_mediator", centre),
        staff("figures", centre),
        staff("publish_figure", centre),
        staff("dispute", code),
        *(staff("dispute_do", code, verb) for verb in ("plan", "propose", "check", "refer")),
    ):
        assert runner.get(address).status_code == 200, address
    assert desk(room.leader).get(staff("figures", centre)).status_code == 200
    for person in (room.stranger, room.leader, room.other):
        assert desk(person).get(staff("dispute", code)).status_code == 404
    page = runner.get(f"{staff('disputes')}?of={centre}&counted=settled&year={NOW.year}")
    assert "林家旺" not in page.content.decode()


def test_a_party_agrees_answers_signs_and_says_not_kept_on_a_phone(room, desk):
    found = room.taken_in()
    both, phone = list(found.parties.all()), Client()
    for each in both:
        assert phone.post(mine(each, "consent")).status_code == 302
    found.refresh_from_db()
    actions.assign(dispute=found, mediator=room.mediator, tie="none", by=room.clerk)
    mediator = desk(room.cadre)
    later = (clock.now() + timedelta(days=3)).date().isoformat()
    item = {"party_1": both[1].pk, "what_1": "装水槽", "due_on_1": later, "fen_1": "1200.50"}
    empty = mediator.post(staff("dispute_do", found.code, "propose"), {"text": "装水槽"})
    assert "至少写一项" in empty.content.decode()
    half = {"text": "装水槽", **item, "due_on_1": ""}
    wrong = mediator.post(staff("dispute_do", found.code, "propose"), half)
    assert "要写全" in wrong.content.decode()
    mediator.post(staff("dispute_do", found.code, "propose"), {"text": "装水槽", **item})
    for each in both:
        assert "1,200.50" in phone.get(mine(each)).content.decode()
        phone.post(mine(each, "answer"), {"agrees": "yes"})
    mediator.post(staff("dispute_do", found.code, "draw_up"))
    bad = phone.post(mine(both[0], "sign"), {"last": "0"})
    assert "不是这个页面的查询码" in bad.content.decode()
    for each in both:
        figures = slips.figures(slips.kinds()["dispute_party"], each.token)
        assert phone.post(mine(each, "sign"), {"last": figures[-4:]}).status_code == 302
    mediator.post(staff("dispute_do", found.code, "sign"), {"party": ""})
    found.refresh_from_db()
    assert found.state == "performing"
    row = found.agreement.proposal.items.get()
    early = phone.post(mine(both[0], "say_not_kept"), {"item": row.pk})
    assert "还没过" in early.content.decode()


def test_figures_that_sign_cannot_be_tried_one_after_the_other(room):
    party, phone = room.taken_in().parties.first(), Client()
    tried = [phone.post(mine(party, "sign"), {"last": f"{n:04}"}).status_code for n in range(11)]
    assert (set(tried[:10]) & {302, 429}, tried[10]) == (set(), 429)


def test_the_paper_names_everything_and_the_page_that_answers_nobody(room, desk):
    from docx import Document

    found = room.performing(
        parties=[APPLICANT, PartyGiven("respondent", "黄小", minor=True, guardian="黄月娥")]
    )
    paper = desk(room.clerk).get(staff("agreement", found.code))
    made = Document(io.BytesIO(paper.content))
    words = "\n".join(each.text for each in made.paragraphs)
    cells = [cell.text for row in made.tables[0].rows for cell in row.cells]
    assert found.agreement.number in words
    assert "监护人 黄月娥" in words
    assert ("黄小" in cells, "装水槽" in cells, len(made.inline_shapes)) == (True, True, 1)
    page = Client().get(reverse("mediation:checked", args=[found.agreement.number]))
    told = page.content.decode()
    assert found.agreement.digest in told
    assert "黄" not in told
    assert Client().get(reverse("mediation:checked", args=["M2026NOBODY"])).status_code == 404


def test_the_private_words_of_the_other_are_nowhere_on_the_page(room):
    found = room.mediating()
    first, second = found.parties.all()
    phone = Client()
    phone.post(mine(first, "tell"), {"text": "其实少要一点也行"})
    assert "其实少要一点" in phone.get(mine(first)).content.decode()
    assert "其实少要一点" not in phone.get(mine(second)).content.decode()


def test_a_number_is_shown_for_a_purpose_and_stands_on_the_record(room, desk):
    found = room.taken_in()
    token = party(found, "applicant").token
    client = desk(room.clerk)
    assert "13800010001" not in client.get(staff("dispute", found.code)).content.decode()
    refused = client.post(staff("reveal", found.code, token), {"purpose": ""})
    assert refused.status_code == 422
    shown = client.post(staff("reveal", found.code, token), {"purpose": "送达通知"})
    assert "13800010001" in shown.content.decode()
    assert client.get(staff("slip", found.code, token)).status_code == 200


def test_everyone_finds_the_centre_of_their_place(room):
    page = Client().get(reverse("mediation:village", args=[room.village.code]))
    assert "永春县综治中心" in page.content.decode()
    assert Client().get(reverse("mediation:party", args=["nobody"])).status_code == 404


def photo(name: str = "paper.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_what_comes_with_a_note_is_seen_by_whoever_reads_the_note(room, desk):
    found = room.mediating()
    one, other = party(found, "applicant"), party(found, "respondent")
    phone, neighbour, clerk = Client(), Client(), desk(room.clerk)
    assert phone.get(mine(one)).status_code == neighbour.get(mine(other)).status_code == 200
    sent = phone.post(mine(one, "tell"), {"text": "墙湿了", "photos": photo()})
    assert sent.status_code == 302, sent.content.decode()
    clerk.post(
        staff("dispute_do", found.code, "note"),
        {"reads": "all", "text": "签了字的纸", "uploads": photo()},
    )
    private, shared = (note.files[0] for note in found.notes.order_by("pk"))
    address = lambda file: reverse("files:media", args=[file.ref])  # noqa: E731
    assert phone.get(address(private)).status_code == 200
    assert neighbour.get(address(private)).status_code == 404
    assert (
        Client().get(address(private)).status_code
        == Client().get(address(shared)).status_code
        == 404
    )
    assert [each.get(address(shared)).status_code for each in (phone, neighbour, clerk)] == [
        200
    ] * 3
    assert clerk.get(address(private)).status_code != 200  # an original: asked what for
    assert desk(room.stranger).get(address(shared)).status_code == 404
    assert private.ref in phone.get(mine(one)).content.decode()
    assert private.ref not in neighbour.get(mine(other)).content.decode()


def test_a_program_turns_a_case_into_a_dispute(room):
    told = cases.open_case(
        text="楼上漏水", place=room.village, door=Door.WEB, contact_name="陈阿婆", at=NOW
    ).case
    key = "sanan_mediation"
    now = clock.now()
    ApiToken.objects.create(
        person=room.runner,
        name="测试",
        token_hash=ApiToken.hash_of(key),
        verbs="to_mediation",
        place=room.county,
        made_at=now,
        agreed_at=now,
        ends_at=now + timedelta(days=1),
    )
    given = {
        "window": room.window.code,
        "kind": "housing",
        "matter": "楼上漏水",
        "respondents": [{"side": "respondent", "name": "楼上住户", "phone": "13800010002"}],
    }

    def ask(**more):
        return Client().post(
            f"/api/v1/cases/{told.code}/to_mediation",
            {**given, **more},
            "application/json",
            HTTP_AUTHORIZATION=f"Bearer {key}",
        )

    assert ask(kind="quarrel").json()["field"] == "kind"
    assert ask(sealed=True).json()["code"] == "sealed"
    assert ask(window="none").json()["code"] == "unknown_code"
    assert ask().status_code == 200
    found = Dispute.objects.get(code=told.code)
    assert [each.name for each in found.sides] == ["陈阿婆", "楼上住户"]
