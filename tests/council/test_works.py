"""Joint projects and deeds of the year, and the files that show what was done."""

import io
from datetime import date, timedelta

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from matrix import read, same_verbs, walk
from sanan.council import actions
from sanan.council.enums import Attached, WorkKind, WorkState
from sanan.council.models import Meeting, Milestone, Work, WorkRating
from sanan.council.queries.works import deeds_of, lines
from sanan.council.rules import WORK
from sanan.files.models import StoredFile
from sanan.kit import files
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.process.declare import OPERATOR
from sanan.process.models import TimelineEntry
from sanan.process.queries import timeline

from .conftest import NOW, SINCE, Hall

DAY = timedelta(days=1)
STEPS = (("动工", NOW.date() + 10 * DAY), ("验收", NOW.date() + 30 * DAY))


def no(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#4a7").save(out, format="JPEG")
    return out.getvalue()


def upload(name: str = "现场.jpg") -> list[files.Upload]:
    return [files.inspect(io.BytesIO(picture()), name)]


@pytest.fixture
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def deed(hall: Hall, **more) -> Work:
    said = {
        "kind": WorkKind.DEED,
        "place": hall.village,
        "title": "楼道灯",
        "text": "换声控灯",
        "org": hall.property,
        "steps": STEPS,
        "by": hall.secretary,
        "at": NOW,
    }
    return actions.plan_work(**{**said, **more})


def handler(hall: Hall) -> Person:
    made = Person.objects.create(username="物业小何", name="物业小何")
    Position.objects.create(
        person=made, role=Role.PROPERTY_STAFF, place=hall.estate, org=hall.property, since_on=SINCE
    )
    return made


def project(hall: Hall, **more) -> Work:
    party = Org.objects.create(name="党委", kind=OrgKind.COMMUNITY_PARTY, place=hall.village)
    committee = actions.found_joint(
        place=hall.village, name="大党委", lead=party, by=None, relation=OPERATOR
    )
    return deed(hall, kind=WorkKind.PROJECT, committee=committee, villages=[hall.village], **more)


def finished(hall: Hall, **more) -> Work:
    work = deed(hall, **more)
    actions.start_work(work=work, by=hall.secretary, at=NOW)
    for milestone in work.milestones.all():
        actions.reach(milestone=milestone, evidence="看过", by=hall.secretary, at=NOW)
    return actions.finish_work(work=work, result="都亮了", by=hall.secretary, at=NOW)


def test_from_the_promise_to_the_verdict(hall, kept):
    work = deed(hall, budget=36_000_00)
    assert (work.year, work.number, work.state) == (2026, 1, WorkState.PLANNED)
    assert deed(hall).number == 2
    assert deed(hall, year=2025).number == 1
    actions.start_work(work=work, by=handler(hall), at=NOW)
    actions.report_work(work=work, text="灯买好了", by=hall.secretary, at=NOW)
    first, second = work.milestones.all()
    actions.reach(
        milestone=first, evidence="拆了旧灯", uploads=upload(), by=hall.secretary, at=NOW + DAY
    )
    (photo,) = work.files
    assert (photo.part, photo.label, photo.shown_at) == (first.pk, "photo", NOW + DAY)
    assert first.done_on == (NOW + DAY).date()
    with no("done"):
        actions.reach(milestone=first, evidence="又一次", by=hall.secretary, at=NOW + DAY)
    with no("not_done") as refusal:
        actions.finish_work(work=work, result="好了", by=hall.secretary, at=NOW + DAY)
    assert "验收" in refusal.value.sentence
    with no("future"):
        actions.reach(
            milestone=second, evidence="x", done_on=NOW.date() + 9 * DAY, by=hall.secretary, at=NOW
        )
    actions.reach(milestone=second, evidence="都亮了", by=hall.secretary, at=NOW + 2 * DAY)
    with no("wrong_state"):
        actions.rate_work(work=work, voter="a", satisfaction="satisfied", at=NOW)
    actions.finish_work(work=work, result="二百盏都亮了", by=hall.secretary, at=NOW + 3 * DAY)
    for said in ("satisfied", "fair"):
        actions.rate_work(work=work, voter="a", satisfaction=said, at=NOW + 4 * DAY)
    assert WorkRating.objects.get().satisfaction == "fair"
    told = Entry.objects.filter(subject=work.code).order_by("pk").values_list("event", flat=True)
    assert list(told) == [
        f"work.{verb}"
        for verb in ("plan", "start", "report", "reach", "reach", "finish", "rate", "rate")
    ]
    assert len(timeline(WORK, work, public=True)) == 6


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"steps": ()}, "steps"),
        ({"steps": STEPS * 16}, "steps"),
        ({"budget": -1}, "budget"),
        ({"year": 1}, "year"),
        ({"kind": WorkKind.PROJECT}, "no_committee"),
        ({"title": " "}, "empty"),
        ({"text": ""}, "empty"),
    ],
)
def test_a_plan_that_cannot_be(hall, wrong, code):
    before = Entry.objects.count()
    with no(code):
        deed(hall, **wrong)
    assert (Work.objects.count(), Milestone.objects.count(), Entry.objects.count()) == (
        0,
        0,
        before,
    )


TABLE = read("""
    plan   -> planned : desk
    start  planned -> underway : desk, carrier
    report underway -> : desk, carrier
    reach  underway -> : desk, carrier
    finish underway -> finished : desk
    stop   planned, underway -> stopped : desk
    detach planned, underway, finished, stopped -> : desk
    rate   finished -> : anyone
""")
"""The desk promises and says what became of it; the organisation that answers for it reports on the
way; anyone rates (domain brief §2.3, `JointProject`)."""


def standing(hall: Hall, state: str) -> Work:
    """A deed in `state`, all its steps done."""
    work, ended = deed(hall), NOW if state in {"finished", "stopped"} else None
    Work.objects.filter(pk=work.pk).update(state=state or "planned", ended_at=ended)
    work.milestones.update(done_on=NOW.date(), evidence="x")
    work.refresh_from_db()
    return work


def test_every_verb_in_every_state_by_everyone(hall):
    cast = {"desk": hall.secretary, "carrier": handler(hall), "stranger": hall.stranger}
    actors = {name: {name, "anyone"} for name in cast} | {"nobody": {"anyone"}}
    same_verbs(WORK, TABLE)
    walk(WORK, TABLE, actors, make=lambda state: standing(hall, state), person=cast.get)


WORDS = {
    "start": {},
    "report": {"text": "x"},
    "finish": {"result": "x"},
    "stop": {"text": "x"},
}


@pytest.mark.parametrize("verb", WORDS)
def test_an_action_moves_as_the_table_says_or_leaves_everything(hall, verb):
    """Allowed: the table's state, one entry, one line. Refused: nothing moved."""
    for state in WorkState:
        for who in (hall.secretary, hall.stranger):
            work = standing(hall, state)
            before = (Entry.objects.count(), TimelineEntry.objects.count())
            if who is hall.secretary and state in TABLE[verb].sources:
                WORK.actions[verb](work=work, by=who, at=NOW, **WORDS[verb])
                expected, more = TABLE[verb].target or state, 1
            else:
                with pytest.raises(Refused):
                    WORK.actions[verb](work=work, by=who, at=NOW, **WORDS[verb])
                expected, more = state, 0
            work.refresh_from_db()
            assert work.state == expected
            assert Entry.objects.count() == before[0] + more
            assert TimelineEntry.objects.count() == before[1] + more


def test_the_desk_reads_which_steps_are_not_done_yet(hall, enter):
    work = deed(hall)
    actions.start_work(work=work, by=hall.secretary, at=NOW)
    page = enter(hall.secretary).get(f"/staff/council/works/{work.code}/").content.decode()
    assert "还没有办成的步骤：动工、验收。" in page


def test_everyone_reads_the_way_but_not_what_others_said_of_it(hall, client):
    work = finished(hall)
    actions.rate_work(work=work, voter="a", satisfaction="fair", text="太亮了", at=NOW)
    page = client.get(f"/council/work/{work.code}/").content.decode()
    assert "定下来了" in page
    assert "太亮了" not in page


def test_late_is_seen_by_the_next_step_that_is_not_done(hall):
    work = deed(hall)
    (line,) = lines(Work.objects.all(), NOW.date() + 10 * DAY)
    assert (line.done, line.steps, line.late) == (0, 2, False)
    (line,) = lines(Work.objects.all(), NOW.date() + 11 * DAY)
    assert (line.next_on, line.late) == (NOW.date() + 10 * DAY, True)
    actions.stop_work(work=work, text="不办了", by=hall.secretary, at=NOW)
    assert [each.late for each in lines(Work.objects.all(), NOW.date() + 99 * DAY)] == [False]


def test_nothing_happens_where_the_ledger_cannot_be_written(hall, monkeypatch):
    work = deed(hall)

    def broken(*_a, **_k):
        raise DatabaseError

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        actions.start_work(work=work, by=hall.secretary, at=NOW)
    with pytest.raises(DatabaseError):
        deed(hall)
    assert list(Work.objects.values_list("state", flat=True)) == [WorkState.PLANNED]


def test_anyone_sees_how_far_it_is(hall, client, kept):
    work = finished(hall)
    page = client.get(f"/council/at/{hall.estate.code}/deeds/").content.decode()
    assert "答应了 1 件，办成 1 件" in page
    assert work.title in page
    assert "1 件，办成 1" in client.get(f"/council/at/{hall.village.code}/").content.decode()
    at = f"/council/work/{work.code}/"
    assert "都亮了" in client.get(at).content.decode()
    assert client.post(f"{at}rate/", {"satisfaction": "?"}).status_code == 422
    for said in ("satisfied", "mostly"):
        assert client.post(f"{at}rate/", {"satisfaction": said}).status_code == 302
    assert WorkRating.objects.get().satisfaction == "mostly"
    assert client.get("/council/work/none/").status_code == 404
    assert deeds_of(hall.village, 2025, NOW.date()) == []
    answer = client.get(f"/council/at/{hall.village.code}/deeds/?year=2025x")
    assert answer.status_code == 200


def test_the_whole_way_through_the_desk(hall, enter, kept):
    browser = enter(hall.secretary)
    said = {
        "place": hall.village.pk,
        "title": "换灯",
        "text": "换声控灯",
        "org": hall.property.pk,
        "budget": "360.50",
        "year": 2026,
        "steps": "2026-05-01 买灯\n2026/6/1 换完",
    }
    new = "/staff/council/works/new/deed/"
    assert browser.get(new).status_code == 200
    assert browser.post(new, {**said, "steps": "五月 买灯"}).status_code == 422
    assert browser.post(new, {**said, "steps": "2026-02-31 买灯"}).status_code == 422
    assert browser.post(new, said).status_code == 302
    work = Work.objects.get()
    assert (work.budget, [m.due_on for m in work.milestones.all()]) == (
        36050,
        [date(2026, 5, 1), date(2026, 6, 1)],
    )
    at = f"/staff/council/works/{work.code}/"
    assert browser.post(f"{at}start/", {}).status_code == 302
    assert browser.post(f"{at}report/", {}).status_code == 422
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    step = {"evidence": "买了", "uploads": photo, "public": "on"}
    assert browser.post(f"{at}steps/1/", step).status_code == 302
    assert browser.post(f"{at}steps/9/", step).status_code == 404
    fake = SimpleUploadedFile("a.jpg", b"not a picture", "image/jpeg")
    wrong = browser.post(f"{at}steps/2/", {"evidence": "x", "uploads": fake})
    assert (wrong.status_code, work.milestones.get(position=2).done_on) == (422, None)
    assert browser.post(f"{at}steps/2/", {"evidence": "换了"}).status_code == 302
    assert browser.post(f"{at}finish/", {"result": "好了"}).status_code == 302
    assert browser.get(at).status_code == 200
    assert browser.get(f"{at}x/").status_code in {404, 405}
    assert (
        browser.get("/staff/council/works/?kind=deed&state=finished&year=2026").status_code == 200
    )
    assert browser.get("/staff/council/works/new/x/").status_code == 404
    assert enter(hall.stranger).get(at).status_code == 404


def test_a_project_names_its_villages(hall, enter):
    work = project(hall)
    form = {
        "place": hall.village.pk,
        "committee": work.committee.pk,
        "title": "通道",
        "text": "铺路",
        "org": hall.property.pk,
        "villages": "祥安社区、没有村",
        "year": 2026,
        "steps": "2026-05-01 铺路",
    }
    browser, new = enter(hall.secretary), "/staff/council/works/new/project/"
    assert "没有村" in browser.post(new, form).content.decode()
    assert browser.post(new, {**form, "villages": "祥安社区"}).status_code == 302
    made = Work.objects.get(title="通道")
    assert (list(made.villages.all()), made.number) == ([hall.village], 2)


def test_files_of_a_meeting(hall, enter, client, kept):
    meeting = hall.opened(hall.council)
    browser, at = enter(hall.secretary), f"/staff/council/meetings/{meeting.code}/"
    assert browser.post(f"{at}attach/", {"kind": "photo"}).status_code == 422
    for kind, public in (("photo", "on"), ("sheet", "")):
        sent = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
        answer = browser.post(f"{at}attach/", {"kind": kind, "public": public, "uploads": sent})
        assert answer.status_code == 302
    shown, inside = Meeting.objects.get(pk=meeting.pk).files
    assert (shown.shown_at is None, inside.shown_at is None) == (False, True)
    assert (shown.label, inside.label) == ("photo", "sheet")
    public, internal = (f"/files/{file.ref}/" for file in (shown, inside))
    page = client.get(f"/council/meeting/{meeting.code}/").content.decode()
    assert (public in page, internal in page) == (True, False)
    assert client.get(public)["Content-Type"] == "image/jpeg"
    assert client.get(f"{public}?small").status_code == 200
    assert client.get(internal).status_code == 404
    assert browser.get(internal).status_code == 200
    assert internal in browser.get(at).content.decode()
    assert enter(hall.clerk).get(internal).status_code == 403  # another's sheet: what for is asked
    assert enter(hall.stranger).get(internal).status_code == 404
    remove = {"file": shown.ref, "why": "拍到了孩子"}
    assert enter(hall.stranger).post(f"{at}detach/", remove).status_code == 404
    assert browser.post(f"{at}detach/", {"file": shown.ref}).status_code == 422
    assert browser.post(f"{at}detach/", {**remove, "file": "none"}).status_code == 422
    assert browser.post(f"{at}detach/", remove).status_code == 302
    assert client.get(public).status_code == 404
    assert browser.get(public).status_code == 404
    told = Entry.objects.filter(event__in=["meeting.attach", "meeting.detach"]).order_by("pk")
    assert list(told.values_list("event", flat=True)) == ["meeting.attach"] * 2 + ["meeting.detach"]
    assert all(orjson.loads(bytes(each.content))["files"] for each in told)


def test_what_may_not_be_public(hall, kept):
    meeting = hall.opened(hall.council)
    attach = {"meeting": meeting, "by": hall.secretary, "at": NOW}
    with no("sheet"):
        actions.attach(uploads=upload(), kind=Attached.SHEET, public=True, **attach)
    with no("empty"):
        actions.attach(uploads=[], kind=Attached.PHOTO, **attach)
    with no("many"):
        actions.attach(uploads=upload() * 31, kind=Attached.PHOTO, **attach)
    planned = actions.plan(
        council=hall.council,
        title="会",
        starts_at=NOW + 9 * DAY,
        where="厅",
        by=hall.secretary,
        at=NOW,
    )
    with no("not_announced"):
        actions.attach(
            meeting=planned, uploads=upload(), kind=Attached.PHOTO, public=True, by=hall.secretary
        )
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("path", ["/staff/council/works/", "/council/at/350526100010/deeds/"])
def test_lists_cost_the_same_for_one_and_three(hall, enter, path):
    browser, counts = enter(hall.secretary), []
    for n in (1, 2):
        for _i in range(n):
            deed(hall)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
