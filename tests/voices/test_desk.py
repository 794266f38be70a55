"""The desk's figures and lists, the list of work, what is taken out; odd addresses (faults D1, D6, S14, S17)."""

from datetime import timedelta

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.work import work_of
from sanan.voices import actions
from sanan.voices.enums import Reason
from sanan.voices.queries import desk
from sanan.voices.views import moderation

from .conftest import NOW

ROAD = "蒲坂路的路面坏了三个月，学生骑车过去很危险，请派人来修。"
FIVE = ("concerns", "held", "reported", "appeals", "asking")


@pytest.fixture
def busy(cast):
    """One of each kind that waits."""
    member, other = cast.member("老李家"), cast.member()
    cast.says(member, ROAD)
    cast.says(member, "六合彩开奖")
    reported = cast.says(other, "今天天气好")
    actions.report(message=reported, why=Reason.RUMOUR, by=member.person, at=NOW)
    rude = cast.says(other, "骂人的话")
    actions.remove(message=rude, why=Reason.ABUSE, note="不好", by=cast.secretary, at=NOW)
    actions.appeal(member=other, message=rude, text="没有骂人", at=NOW)
    away = cast.resident("王外出", cast.other)
    actions.ask(room=cast.room, by=away, nickname="外出的", text="石桥头老王家", at=NOW)
    return cast


@pytest.mark.parametrize("who", ["secretary", "grid", "dispatcher", "discipline", "inspector"])
def test_every_figure_opens_what_it_counts(busy, enter, monkeypatch, who):
    monkeypatch.setattr(moderation, "SHOWN", 1)
    for _n in range(2):
        busy.says(busy.member(), ROAD)
    browser, told = enter(getattr(busy, who)), desk.waiting(getattr(busy, who))
    for tab in FIVE:
        counted, found, number = getattr(told, tab), 0, 1
        while True:
            address = f"/staff/voices/review/?tab={tab}&page={number}"
            page = browser.get(address).content.decode()
            found += page.count("<article")
            number += 1
            if f"page={number}" not in page:
                break
        assert found == counted
    assert told.concerns == 3


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("secretary", FIVE),
        ("dispatcher", FIVE),
        ("grid", ("concerns",)),
        ("discipline", ("appeals",)),
        ("inspector", ()),
        ("far", ()),
        ("stranger", ()),
    ],
)
def test_what_waits_stands_in_the_list_of_work_of_whoever_does_it(busy, enter, who, kinds):
    person = getattr(busy, who)
    mine = [item for item in work_of(person, NOW) if item.room == "voices"]
    assert len(mine) == len(kinds)
    for item in mine:
        assert enter(person).get(item.href).status_code == 200


def test_many_of_a_kind_are_told_with_how_many_more(cast):
    member = cast.member()
    for n in range(23):  # two minutes apart: each by itself
        cast.says(member, ROAD, at=NOW - timedelta(minutes=2 * n))
    mine = [item for item in work_of(cast.grid, NOW) if item.room == "voices"]
    assert (len(mine), sum(item.more for item in mine)) == (21, 3)


def test_taking_the_list_of_members_leaves_an_entry(cast, enter):
    cast.member()
    enter(cast.secretary).get("/staff/voices/350526100210/members.xlsx")
    entry = Entry.objects.get(event="record.export")
    told = orjson.loads(bytes(entry.content))
    assert (told["rows"], told["what"]["voices"]) == (1, "members")
    assert entry.by == cast.secretary.ref


@pytest.mark.parametrize(
    "query",
    [
        f"search/?q=灯&before={'9' * 5000}",
        "search/?q=灯&before=99999999999999999999",
        "search/?q=灯&since=0001-01-01",
        "search/?q=灯&until=9999-12-31",
        f"?before=1-{'9' * 5000}",
        f"?before=1-{'9' * 30}",
        "?before=-62135596799-1",
        "?before=nan-1",
        "?before=1e300-1",
        f"since/?rev={'9' * 5000}",
    ],
)
def test_an_odd_address_is_no_failure(cast, phone, query):
    member = cast.member()
    cast.says(member, "路灯坏了")
    answer = phone(member.person).get(f"/voices/350526100210/{query}")
    assert answer.status_code == 200


def test_on_no_page_of_a_story_stands_a_neighbours_real_name(cast, enter):
    author, reporter = cast.member("老李家", "李四光"), cast.member("阿芳", "林会珍")
    said = cast.says(author, "不好听的话")
    actions.report(message=said, why=Reason.ABUSE, by=reporter.person, at=NOW)
    actions.remove(message=said, why=Reason.ABUSE, note="不好", by=cast.clerk, at=NOW)
    asked = actions.appeal(member=author, message=said, text="没有骂人", at=NOW)
    desk = enter(cast.secretary)
    for path in (f"m/{said.ref}", f"members/{author.ref}", f"appeals/{asked.ref}"):
        page = desk.get(f"/staff/voices/{path}/").content.decode()
        assert "李四光" not in page
        assert "林会珍" not in page
        assert "李*光" in page
    assert "余记" in desk.get(f"/staff/voices/m/{said.ref}/").content.decode()


def test_an_import_of_which_no_line_is_right_says_so_beside_the_file(cast, enter):
    file = SimpleUploadedFile("group.txt", "没头没尾".encode(), "text/plain")
    answer = enter(cast.secretary).post("/staff/voices/350526100210/import/", {"file": file})
    assert answer.status_code == 422
    assert "一行也没有读出来" in answer.content.decode()


def test_a_note_with_a_per_cent_sign_is_told_as_it_was_written(cast, phone):
    member = cast.member()
    actions.mute(
        member=member, why=Reason.ADVERT, note="100%都是广告", days=3, by=cast.secretary, at=NOW
    )
    said = cast.says(cast.member(), "一")
    actions.remove(message=said, why=Reason.ADVERT, note="50% off", by=cast.secretary, at=NOW)
    assert ["100%都是广告" in n.text or "50% off" in n.text for n in Notice.objects.all()] == [
        True,
        True,
    ]
