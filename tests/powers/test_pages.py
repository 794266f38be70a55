"""Every page of the room, for whoever may see it and for whoever may not."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanan.kit import dates
from sanan.people.models import Person
from sanan.powers import actions
from sanan.powers.models import Disclosure, PowerRun, Question, Receipt

from .conftest import NOW, Village, day

Enter = Callable[[Person], Client]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' present moment."""
    from sanan.kit import clock

    monkeypatch.setattr(clock, "now", lambda: NOW)


pytestmark = pytest.mark.usefixtures("now")


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def played(village: Village) -> Village:
    """Something in every state: published, amended, late, questioned, a run half way."""
    public = village.published()
    asked = actions.ask(disclosure=public, text="路灯在哪,电话 13800005678?", line=2, at=NOW)
    village.task("D03", due_on=NOW.date() - day(3))
    village.submitted("D04")
    village.submitted("D21")
    run = village.running("P02")
    village.step(run)
    village.people["asked"] = asked  # type: ignore[assignment]
    village.people["public"] = public  # type: ignore[assignment]
    village.people["run"] = run  # type: ignore[assignment]
    return village


RESIDENT = (
    "/powers/at/{place}/",
    "/powers/at/{place}/?affair=finance",
    "/powers/at/{place}/late/",
    "/powers/at/{place}/asked/",
    "/powers/at/{place}/handled/",
    "/powers/at/{place}/rated/",
    "/powers/at/{county}/",
    "/powers/at/{county}/late/",
    "/powers/{public}/",
    "/powers/{public}/v1/",
    "/powers/{public}/ask/",
    "/powers/{public}/ask/?line=1",
    "/powers/run/{run}/",
    "/powers/item/P02/",
    "/powers/item/S01/?place={place}",
    "/powers/question/{token}/",
)
STAFF = (
    "",
    "tasks/",
    "tasks/?late=1",
    "tasks/?state=supervisor_review&affair=party",
    "tasks/?xlsx",
    "tasks/{task}/",
    "tasks/{public}/",
    "tasks/{public}/preview/",
    "questions/",
    "questions/?state=mine",
    "questions/?xlsx",
    "questions/{asked}/",
    "figures/",
    "figures/?period=year",
    "runs/",
    "runs/?state=running",
    "runs/{run}/",
    "overdue/",
    "overdue/?xlsx",
    "catalogue/",
    "catalogue/open/D21/",
    "catalogue/power/P02/",
)
ONLY = {
    "tasks/new/": {"cadre", "town_clerk", "dispatcher", "discipline", "both"},
    "runs/new/": {"cadre", "both"},
    "print/": {"cadre", "supervisor", "town_clerk", "dispatcher", "discipline", "both"},
    "catalogue/clocks/": {"dispatcher", "discipline"},
    "catalogue/calendar/": {"town_clerk", "dispatcher", "discipline"},
}
READ_ALL = ("cadre", "supervisor", "town_clerk", "dispatcher", "discipline", "leader")


def filled(played: Village, path: str) -> str:
    late = Disclosure.objects.get(item_code="D03")
    return path.format(
        place=played.place.code,
        county=played.county.code,
        public=played.people["public"].code,
        run=played.people["run"].code,
        token=played.people["asked"].token,
        asked=played.people["asked"].code,
        task=late.code,
    )


def test_residents_pages(played: Village, client: Client):
    answers = {path: client.get(filled(played, path)).status_code for path in RESIDENT}
    assert answers == dict.fromkeys(RESIDENT, 200)


@pytest.mark.parametrize("who", READ_ALL)
def test_staff_pages(played: Village, enter: Enter, who: str):
    browser = enter(played.people[who])
    answers = {
        path: browser.get("/staff/powers/" + filled(played, path)).status_code for path in STAFF
    }
    assert answers == dict.fromkeys(STAFF, 200)


@pytest.mark.parametrize("path", ONLY)
def test_pages_for_some(played: Village, enter: Enter, path: str):
    seen = {
        who
        for who in (*READ_ALL, "both", "grid")
        if enter(played.people[who]).get("/staff/powers/" + path).status_code == 200
    }
    assert seen == ONLY[path] & {*READ_ALL, "both", "grid"}


@pytest.mark.parametrize("who", ["grid", "other_cadre", "resident"])
def test_strangers_are_told_that_nothing_is_there(played: Village, enter: Enter, who: str):
    browser = enter(played.people[who])
    for path in ("tasks/{task}/", "questions/{asked}/", "runs/{run}/"):
        assert browser.get("/staff/powers/" + filled(played, path)).status_code == 404


def test_what_is_not_published_is_not_there(played: Village, client: Client):
    hidden = Disclosure.objects.get(item_code="D04")
    for path in ("/powers/{}/", "/powers/{}/ask/", "/powers/{}/v1/"):
        assert client.get(path.format(hidden.code)).status_code == 404
    assert client.get("/powers/question/nobody/").status_code == 404


def test_everyone_sees_what_is_late(played: Village, client: Client):
    page = client.get(f"/powers/at/{played.place.code}/")
    assert "有 1 项到期还没有公开" in text_of(page)
    late = text_of(client.get(f"/powers/at/{played.place.code}/late/"))
    assert "发展党员和党员转正" in late
    assert f"{dates.day(date(2026, 10, 10))}到期" in late


def test_a_question_is_asked_followed_answered_and_rated(played: Village, client: Client, enter):
    public = played.people["public"]
    assert client.post(f"/powers/{public.code}/ask/", {"text": " "}).status_code == 422
    answer = client.post(f"/powers/{public.code}/ask/", {"text": "谁修的?", "line": "2"})
    made = Question.objects.latest("pk")
    assert answer["Location"] == f"/powers/question/{made.token}/"
    assert "谁修的" not in text_of(client.get(f"/powers/{public.code}/"))
    cadre = enter(played.cadre)
    cadre.post(f"/staff/powers/questions/{made.code}/acknowledge/")
    cadre.post(f"/staff/powers/questions/{made.code}/answer/", {"text": "镇里的电工。"})
    assert "谁修的" in text_of(client.get(f"/powers/{public.code}/"))
    client.post(answer["Location"] + "rate/", {"satisfaction": "fair"})
    made.refresh_from_db()
    assert (made.state, made.rating, made.line) == ("rated", "fair", 2)
    client.post(answer["Location"] + "reask/", {"text": "电工叫什么?"})
    made.refresh_from_db()
    assert (made.state, made.level) == ("reasked", "township")


def test_a_question_sent_again_from_the_same_page_is_one(played: Village, client: Client):
    """Pressed twice, or Back and again: one question, one clock."""
    address = f"/powers/{played.people['public'].code}/ask/"
    sent = {"text": "谁修的？", "csrfmiddlewaretoken": "a" * 64}
    before = Question.objects.count()
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent)
    assert again.status_code == 409
    assert "刚才已经交过" in again.content.decode()
    assert Question.objects.count() == before + 1


def test_numbers_in_a_question_are_covered(played: Village, client: Client):
    actions.answer(question=played.people["asked"], text="在村口", by=played.cadre, at=NOW)
    page = text_of(client.get(f"/powers/{played.people['public'].code}/"))
    assert "***********" in page
    assert "13800005678" not in page


def test_reading_counts_a_phone_once(played: Village, client: Client):
    public = played.people["public"]
    for _twice in range(2):
        client.post(f"/powers/{public.code}/read/")
    assert Receipt.objects.count() == 1


def test_writing_previewing_sending_signing(village: Village, enter: Enter, client: Client):
    task = village.task()
    cadre, at = enter(village.cadre), f"/staff/powers/tasks/{task.code}/"
    given = {"title": "三季度任务", "body": "办了五件", "rows": "日期|金额\n2026-09-01|30元|多一格"}
    assert cadre.post(at + "draft/", given).status_code == 422
    given["rows"] = "日期\t金额\n2026-09-01\t30元"
    given["elements"] = task.item.elements  # type: ignore[assignment]
    answer = cadre.post(at + "draft/", {**given, "preview": "1"})
    assert answer["Location"] == at + "preview/"
    assert "2026-09-01" in text_of(cadre.get(answer["Location"]))
    cadre.post(at + "submit/")
    supervisor = enter(village.supervisor)
    assert "三季度任务" in text_of(supervisor.get("/staff/powers/"))
    assert cadre.post(at + "sign/").status_code == 403
    supervisor.post(at + "sign/", {"note": "看过"})
    page = text_of(client.get(f"/powers/{task.code}/"))
    assert "村务监督委员会审核通过" in page


def test_a_run_by_its_forms(village: Village, enter: Enter, client: Client, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from .conftest import photo

    cadre = enter(village.cadre)
    item = village.power("P07")
    cadre.post(
        "/staff/powers/runs/new/",
        {"place": village.place.pk, "item": item.pk, "title": "买水泥", "amount": "1234.50"},
    )
    run = PowerRun.objects.get()
    assert run.amount == 123450
    at = f"/staff/powers/runs/{run.code}/"
    assert cadre.post(at + "declare/", {"related": "1"}).status_code == 422
    cadre.post(at + "declare/", {"related": "0"})
    assert cadre.post(at + "take/", {"seq": "1", "decision": "买"}).status_code == 409
    file = SimpleUploadedFile("票.jpg", photo().stream.read(), "image/jpeg")
    cadre.post(at + "attach/", {"seq": "1", "evidence": "invoice", "file": file})
    cadre.post(at + "take/", {"seq": "1", "decision": "买十包"})
    assert run.steps.get(seq=1).decision == "买十包"
    shown = client.get(f"/powers/run/{run.code}/")
    assert "另有 1 份材料，遮好个人信息以后公开" in text_of(shown)
    (kept,) = run.steps.get(seq=1).files
    address = f"/files/{kept.ref}/"
    assert client.get(f"/open/file/{kept.ref}/", follow=True).redirect_chain[-1][0] == address
    assert client.get(address).status_code == 404
    assert cadre.get(address).status_code == 200, "who brought it"
    assert enter(village.supervisor).get(address).status_code == 403, "not without a purpose"
    assert enter(village.other_cadre).get(address).status_code == 404
    assert f'href="{address}"' in cadre.get(at).content.decode()
    cadre.post(f"/staff/powers/files/{kept.ref}/cover/", {"looked": "on"})
    assert client.get(address).status_code == 200
    assert address in client.get(f"/powers/run/{run.code}/").content.decode()


def test_a_broken_image_gets_its_sentence(village: Village, enter: Enter):
    from django.core.files.uploadedfile import SimpleUploadedFile

    task = village.task()
    torn = SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff\xe0 torn", "image/jpeg")
    answer = enter(village.cadre).post(
        f"/staff/powers/tasks/{task.code}/attach/", {"evidence": "other", "file": torn}
    )
    assert answer.status_code == 422
    assert "这个文件坏了或者没传完整" in text_of(answer)


def test_the_county_edits_a_power_by_its_form(village: Village, enter: Enter):
    at = "/staff/powers/catalogue/power/P07/"
    browser = enter(village.dispatcher)
    item = village.power("P07")
    given = {"name": item.name, "plain": item.plain, "basis": item.basis, "active": "on"}
    wrong = browser.post(at, {**given, "changed": "改", "steps": "甲 | 谁也不是 | 3"})
    assert wrong.status_code == 422
    assert "第 1 步看不懂" in text_of(wrong)
    right = (
        "附票据 | 村干部 | 3 | 票据、发票 + 会议记录\n审核 | 村务监督委员会 | 3 | | | 事后公开 | 签"
    )
    browser.post(at, {**given, "changed": "合成两步", "steps": right})
    made = village.power("P07")
    assert (made.version, [s.actor for s in made.steps.all()]) == (2, ["cadre", "supervisor"])
    assert enter(village.cadre).post(at, {**given, "changed": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["tasks/", "questions/?state=open", "runs/", "overdue/", ""])
def test_lists_ask_the_same_for_one_and_for_three(village: Village, enter: Enter, path: str):
    def make(codes: tuple[str, ...]) -> None:
        for code in codes:
            actions.ask(disclosure=village.published(code), text="?", at=NOW)
            village.task(code, period=f"x{code}", due_on=NOW.date() - day(2))
            village.running("P07")

    browser = enter(village.cadre)
    make(("D02",))
    assert browser.get("/staff/powers/" + path).status_code == 200
    counted = []
    for more in ((), ("D03", "D04")):
        make(more)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/staff/powers/" + path)
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("path", ["", "late/", "asked/", "handled/", "rated/"])
def test_residents_lists_too(village: Village, client: Client, path: str):
    def make(codes: tuple[str, ...]) -> None:
        for code in codes:
            actions.ask(disclosure=village.published(code), text="?", at=NOW)
            village.task(code, period=f"x{code}", due_on=NOW.date() - day(2))
            village.running("P07")

    make(("D02",))
    counted = []
    for more in ((), ("D03", "D04")):
        make(more)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/powers/at/{village.place.code}/{path}")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_board_and_the_letter(village: Village, enter: Enter):
    village.published()
    browser = enter(village.cadre)
    given = {"place": village.place.pk, "first": "2026-10-01", "last": "2026-10-31"}
    for name in ("board", "letter"):
        answer = browser.post("/staff/powers/print/", {**given, name: "1"})
        made = browser.get(answer["Location"])
        assert made.content[:5] == b"%PDF-"
    again = browser.post("/staff/powers/print/", {**given, "letter": "1"})
    assert again["Location"] == answer["Location"]
    empty = browser.post(
        "/staff/powers/print/", {**given, "first": "2025-01-01", "last": "2025-02-01"}
    )
    assert empty.status_code == 409
    assert "没有可印的" in text_of(empty)


def test_no_page_rates_staff_by_reading(played: Village, enter: Enter):
    actions.read(disclosure=played.people["public"], reader="x", at=NOW)
    for path in ("figures/", "overdue/", "tasks/", ""):
        page = text_of(enter(played.dispatcher).get("/staff/powers/" + path))
        assert not re.search(r"\d+ 人看过", page)


def test_what_is_late_is_demanded_together_each_by_itself(played: Village, enter: Enter):
    late = Disclosure.objects.get(item_code="D03")
    other = played.task("D07", due_on=NOW.date() - day(1))
    coming = played.task("D08", due_on=NOW.date() + day(9))
    sent = {"disclosure": [each.code for each in (late, other, coming)]}
    desk = enter(played.town_clerk)
    assert "/staff/powers/tasks/bulk/demand/" in desk.get("/staff/powers/tasks/").content.decode()
    preview = desk.post("/staff/powers/tasks/bulk/demand/", sent)
    assert "还没有到期，不用责令。" in text_of(preview)
    done = desk.post("/staff/powers/tasks/bulk/demand/", {**sent, "text": "三日内公开", "go": "1"})
    assert [one.thing for one in done.context["will"]] == [late, other]
    assert [one.thing for one in done.context["will_not"]] == [coming]
    assert (
        "bulk/demand" not in enter(played.supervisor).get("/staff/powers/tasks/").content.decode()
    )
