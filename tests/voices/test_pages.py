"""The room on a phone and at the desk: who gets in, what they see, what a mistake says."""

import io
import json
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sanan.cases.models import Case
from sanan.people.actions import phones as codes
from sanan.voices import actions
from sanan.voices.enums import Reason, Standing
from sanan.voices.models import Mark, Member, Message

from .conftest import NOW, picture

AT = "350526100210"
ROOMS, DESKS = "/voices/", "/staff/voices/"
ROOM, DESK = f"{ROOMS}{AT}/", f"{DESKS}{AT}/"
ROAD = "蒲坂路的路面坏了三个月,学生骑车过去很危险,请派人来修。"


def jpeg() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(out, "JPEG")
    return SimpleUploadedFile("road.jpg", out.getvalue(), "image/jpeg")


# --- Coming in by the code, the phone, a nickname


def test_by_the_code_at_the_door_the_phone_and_a_nickname(client, cast, monkeypatch):
    sent = []
    monkeypatch.setattr(codes, "transport", type("T", (), {"send": lambda _s, m: sent.append(m)}))
    door = f"/voices/join/{cast.room.door}/"
    answer = client.get(door)
    asked = f"/me/?{urlencode({'next': door})}"
    assert answer["Location"] == asked
    assert f'value="{door}"' in client.get(asked).content.decode()
    client.post("/me/", {"phone": "13800009999", "next": door})
    answer = client.post("/me/code/", {"phone": "13800009999", "code": sent[0].code, "next": door})
    assert answer["Location"] == door
    page = client.get(door).content.decode()
    assert "真实姓名" in page
    answer = client.post(door, {"nickname": "徐金水", "name": "王新来"})
    assert answer.status_code == 422
    assert "容易让人以为是干部" in answer.content.decode()
    answer = client.post(door, {"nickname": "桥头老王", "name": "王新来"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == ROOM
    assert "邻居们只看得到您的昵称" in page
    assert "王新来" not in page
    assert Member.objects.get().person.name == "王新来"


@pytest.mark.parametrize("where", ["//evil.example/", "/staff/", "https://evil.example/voices/"])
def test_after_signing_in_nobody_is_led_elsewhere(client, cast, where):
    assert f'value="{where}"' not in client.get("/me/", {"next": where}).content.decode()


def test_an_outsider_sees_how_to_get_in_and_not_a_word_of_what_was_said(client, cast, phone):
    cast.says(cast.member("老李家"), "我家的事")
    stranger = cast.resident("外人", cast.other)
    for browser in (client, phone(stranger)):
        page = browser.get(ROOM).content.decode()
        assert "怎样进群" in page
        assert "我家的事" not in page
        for path in ("since/", "search/"):
            assert browser.get(ROOM + path).status_code == 404
        assert browser.post(ROOM + "say/", {"text": "我"}).status_code == 404
    assert client.get("/voices/no-such/").status_code == 404


def test_files_are_for_members_and_staff_only(client, cast, phone, enter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member = cast.member()
    phone(member.person).post(ROOM + "say/", {"text": "看", "photos": jpeg()})
    url = f"/files/{Message.objects.get().files[0].ref}/"
    assert phone(member.person).get(url).status_code == 200
    assert phone(member.person).get(url, headers={"range": "bytes=0-9"}).status_code == 206
    assert enter(cast.secretary).get(url).status_code == 200
    assert client.get(url).status_code == 404
    assert enter(cast.far).get(url).status_code == 404
    assert phone(cast.resident("外人", cast.other)).get(url).status_code == 404


# --- Speaking


def test_it_is_said_and_seen_without_script(cast, phone):
    member, other = cast.member("老李家"), cast.member("阿芳")
    answer = phone(member.person).post(ROOM + "say/", {"text": "桥头路灯坏了", "token": "t"})
    assert answer["Location"] == ROOM + "#now"
    page = phone(other.person).get(ROOM).content.decode()
    assert "桥头路灯坏了" in page
    assert "老李家" in page
    assert member.person.name not in page


def test_a_script_gets_the_message_as_data(cast, phone):
    member = cast.member()
    answer = phone(member.person).post(
        ROOM + "say/", {"text": "大家好"}, headers={"accept": "application/json"}
    )
    told = answer.json()
    assert (told["text"], told["seq"], told["member"]) == ("大家好", 1, member.ref)
    assert "reading" not in told


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": "说" * 10_000}, "2000"),
        ({"text": ""}, "请写一句话"),
        ({"text": "  "}, "请写一句话"),
    ],
)
def test_a_mistake_gets_its_sentence_and_keeps_what_was_typed(cast, phone, given, sentence):
    browser = phone(cast.member().person)
    answer = browser.post(ROOM + "say/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert given["text"].strip() in page
    told = browser.post(ROOM + "say/", given, headers={"accept": "application/json"})
    assert sentence in told.json()["sentence"]


def test_a_broken_picture_is_refused_by_name(cast, phone):
    broken = SimpleUploadedFile("坏的.jpg", b"\xff\xd8\xff\xe0 nothing more", "image/jpeg")
    answer = phone(cast.member().person).post(ROOM + "say/", {"text": "看", "photos": broken})
    assert answer.status_code == 422
    assert "坏的.jpg" in answer.content.decode()
    assert Message.objects.count() == 0


def test_two_gigabytes_are_refused_by_their_declared_length_unread(cast, phone):
    class Untouched(io.BytesIO):
        def read(self, *_a):
            raise AssertionError("the body was read")

    answer = phone(cast.member().person).generic(
        "POST",
        ROOM + "say/",
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
        **{"wsgi.input": Untouched()},
    )
    assert answer.status_code == 413
    assert "文件太大" in answer.content.decode()


def test_a_body_that_turns_out_too_large_is_refused_while_reading(monkeypatch):
    from sanan.voices.views import uploads

    monkeypatch.setattr(uploads, "MOST_BODY", 1_000)
    counting = uploads.Counting()
    assert counting.receive_data_chunk(b"0" * 1_000, 0) == b"0" * 1_000
    with pytest.raises(uploads.TooMuch):
        counting.receive_data_chunk(b"0", 1_000)


def test_the_seal_is_still_asked_for(cast):
    from django.test import Client

    member = cast.member()
    browser = Client(enforce_csrf_checks=True)
    session = browser.session
    session["resident"] = member.person.pk
    session.save()
    browser.cookies["sessionid"] = session.session_key
    assert browser.post(ROOM + "say/", {"text": "假的"}).status_code == 403
    assert Message.objects.count() == 0


def test_the_seal_is_asked_for_at_the_desk_too(cast, settings):
    from django.test import Client

    settings.STAFF_SECOND_FACTOR = False
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.secretary)
    for path in ("say/", "import/", "case/"):
        assert browser.post(DESK + path, {"text": "假的"}).status_code == 403
    assert Message.objects.count() == 0


def test_who_moved_away_reads_what_was_and_is_told_why(cast, phone, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member, other = cast.member(), cast.member()
    said = cast.says(member, "以前说的", uploads=[picture()])
    actions.end(member=member, why=Standing.MOVED, by=cast.secretary, at=NOW)
    cast.says(other, "后来说的", at=NOW.replace(hour=5))
    page = phone(member.person).get(ROOM).content.decode()
    assert "以前说的" in page
    assert "后来说的" not in page
    assert "已经不住在蒲坂村" in page
    assert "data-speak" not in page
    assert f'href="/voices/m/{said.ref}/"' in page
    assert f'src="/files/{said.files[0].ref}/?small"' in page
    assert "data-since" not in page
    assert phone(member.person).get(ROOM + "since/?rev=0").json()["messages"] == []


def test_unread_is_counted_and_read_by_opening(cast, phone, enter):
    member, other = cast.member(), cast.member()
    browser = phone(member.person)
    browser.get(ROOM)
    for text in ("一", "二", "三"):
        cast.says(other, text)
    assert "3 条新的" in browser.get(ROOM).content.decode()
    assert "条新的" not in browser.get(ROOM).content.decode()
    desk = enter(cast.secretary).get("/staff/voices/").content.decode()
    assert '<span class="count">3</span>' in desk


def test_the_page_without_a_stream_is_told_what_is_new(cast, phone):
    member, other = cast.member(), cast.member()
    first = cast.says(other, "一")
    browser = phone(member.person)
    second = cast.says(other, "二")
    told = browser.get(ROOM + f"since/?rev={first.rev}").json()
    assert [m["ref"] for m in told["messages"]] == [second.ref]
    actions.remove(message=first, why=Reason.ABUSE, note="骂人", by=cast.secretary, at=NOW)
    told = browser.get(ROOM + f"since/?rev={told['rev']}").json()
    assert [(m["ref"], m["state"]) for m in told["messages"]] == [(first.ref, "removed")]
    assert "text" not in told["messages"][0]
    browser.post(ROOM + "seen/", {"seq": "2"})
    assert Mark.objects.get(person=member.person).seq == 2


def test_what_is_held_is_seen_by_its_author_and_the_desk_only(cast, phone, enter):
    member, other = cast.member(), cast.member()
    cast.says(member, "在家刷单赚钱")
    assert "等村里看过再显示" in phone(member.person).get(ROOM).content.decode()
    assert "刷单" not in phone(other.person).get(ROOM).content.decode()
    assert phone(other.person).get(ROOM + "since/?rev=0").json()["messages"] == []
    assert "刷单" in enter(cast.secretary).get(DESK).content.decode()


def test_a_removal_leaves_a_line_with_who_and_why(cast, phone):
    member, other = cast.member("老李家"), cast.member()
    said = cast.says(member, "骂人的话")
    actions.remove(message=said, why=Reason.ABUSE, note="请好好说", by=cast.secretary, at=NOW)
    page = phone(other.person).get(ROOM).content.decode()
    assert "老李家 的一条消息被 徐金水 移除。原因：辱骂、骚扰。请好好说" in page
    assert "骂人的话" not in page
    mine = phone(member.person).get(ROOMS + f"m/{said.ref}/").content.decode()
    assert "申诉" in mine
    phone(member.person).post(ROOMS + f"m/{said.ref}/appeal/", {"text": "没有骂人"})
    assert said.appeal.text == "没有骂人"


def test_mine_becomes_a_case_with_one_tap(cast, phone):
    member, other = cast.member(), cast.member()
    said = cast.says(member, ROAD)
    link = ROOMS + f"m/{said.ref}/"
    assert "请人来办" in phone(member.person).get(link).content.decode()
    assert "请人来办" not in phone(other.person).get(link).content.decode()
    assert phone(other.person).post(link + "hand_over/").status_code == 403
    assert Case.objects.count() == 0
    page = phone(member.person).post(link + "hand_over/", follow=True).content.decode()
    assert Case.objects.get().code in page


def test_rules_are_open_and_searching_finds(client, cast, phone):
    actions.set_rules(room=cast.room, text="晚上十点后少发。", by=cast.secretary, at=NOW)
    assert "晚上十点后少发。" in client.get(ROOM + "rules/").content.decode()
    member = cast.member("老李家")
    cast.says(member, "桥头路灯坏了")
    browser = phone(member.person)
    for query in ("q=路灯", "q=灯", "person=老李", "q=桥头+路灯&since=2026-03-02&until=2026-03-02"):
        assert "桥头路灯坏了" in browser.get(ROOM + f"search/?{query}").content.decode()
    for query in ("q=停水", "person=阿芳", "q=路灯&since=2026-03-03", "q=路灯&until=2026-03-01"):
        assert "没有找到" in browser.get(ROOM + f"search/?{query}").content.decode()


# --- The desk


def test_who_sees_which_rooms(cast, enter):
    for who in (cast.secretary, cast.grid, cast.dispatcher, cast.discipline, cast.inspector):
        assert enter(who).get(DESK).status_code == 200
    for who in (cast.far, cast.stranger):
        assert enter(who).get(DESK).status_code == 404


def test_several_chosen_become_one_case(cast, enter):
    member = cast.member()
    first, second = cast.says(member, ROAD), cast.says(member, "就在小学门口")
    answer = enter(cast.grid).post(DESK + "case/", {"message": [first.ref, second.ref]})
    case = Case.objects.get()
    assert answer["Location"] == f"/staff/cases/{case.code}/"
    assert "就在小学门口" in case.text
    assert enter(cast.inspector).post(DESK + "case/", {"message": [first.ref]}).status_code == 404


def test_the_review_desk(cast, enter):
    member = cast.member()
    said, held = cast.says(member, ROAD), cast.says(member, "六合彩开奖")
    browser = enter(cast.secretary)
    page = browser.get("/staff/voices/review/").content.decode()
    assert ROAD in page
    assert "是，立为事项" in page
    assert "六合彩" in browser.get("/staff/voices/review/?tab=held").content.decode()
    browser.post(DESKS + f"m/{held.ref}/pass/", {"next": DESKS})
    browser.post(DESKS + f"m/{said.ref}/dismiss/", {"next": DESKS})
    held.refresh_from_db()
    said.refresh_from_db()
    assert (held.state, said.reading) == ("shown", "dismissed")
    assert "没有等着看的" in browser.get("/staff/voices/review/?tab=held").content.decode()


def test_a_removal_without_a_word_is_refused(cast, enter):
    said = cast.says(cast.member(), "不好听的")
    answer = enter(cast.secretary).post(
        DESKS + f"m/{said.ref}/remove/", {"why": "abuse", "note": ""}
    )
    assert answer.status_code == 422
    answer = enter(cast.grid).post(
        DESKS + f"m/{said.ref}/remove/", {"why": "abuse", "note": "不好"}
    )
    assert answer.status_code == 403
    said.refresh_from_db()
    assert said.state == "shown"


def test_members_are_masked_until_asked_for_with_a_reason(cast, enter):
    member = cast.member("老李家", "李四光")
    browser = enter(cast.secretary)
    page = browser.get(DESK + "members/").content.decode()
    assert "李*光" in page
    assert "李四光" not in page
    answer = browser.post(DESKS + f"members/{member.ref}/reveal/", {"purpose": "x"})
    assert answer.status_code == 422
    answer = browser.post(DESKS + f"members/{member.ref}/reveal/", {"purpose": "回访电话"})
    assert "李四光 13800000001" in answer.content.decode()
    sheet = browser.get(DESK + "members.xlsx")
    assert sheet["Content-Type"].endswith("sheet")
    for verb, given in (
        ("check", {}),
        ("mute", {"why": "abuse", "note": "骂人", "days": "2"}),
        ("unmute", {}),
        ("end", {"why": "moved"}),
    ):
        assert browser.post(DESKS + f"members/{member.ref}/{verb}/", given).status_code == 302
    member.refresh_from_db()
    assert (member.state, member.checked_by) == ("moved", cast.secretary)


def test_an_import_names_every_bad_line(cast, enter):
    from sanan.kit import clock

    day = f"{clock.now():%Y-%m}-01"
    text = f"没头没尾\n{day} 08:15 老李: 路坏了\n接着说\n{day} 25:00 老李: 几点\n{day} 09:00 没有冒号\n"
    file = SimpleUploadedFile("group.txt", text.encode("gb18030"), "text/plain")
    page = enter(cast.secretary).post(DESK + "import/", {"file": file}).content.decode()
    assert "收进 1 条" in page
    assert "读不懂 3 行" in page
    assert Message.objects.get().text == "路坏了\n接着说"


def test_lists_take_the_same_statements_for_one_and_for_three(cast, enter, phone):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    member = cast.member()
    pages = [
        (phone(member.person), ROOM),
        (enter(cast.secretary), DESK),
        (enter(cast.secretary), "/staff/voices/review/"),
        (enter(cast.secretary), DESK + "members/"),
        (enter(cast.secretary), "/staff/voices/search/?q=路"),
        (enter(cast.dispatcher), "/staff/voices/"),
    ]

    def counts():
        found = []
        for browser, path in pages:
            browser.get(path)
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert browser.get(path).status_code == 200
            found.append(len(seen))
        return found

    cast.says(member, ROAD)
    one = counts()
    for _n in range(2):
        cast.says(cast.member(), ROAD)
    actions.open_room(place=cast.other, by=None)
    assert counts() == one


def test_labels_for_the_script_are_data(cast, phone):
    page = phone(cast.member().person).get(ROOM).content.decode()
    start = page.index('<script id="room-words" type="application/json">')
    words = json.loads(page[start:].split(">", 1)[1].split("</script>")[0])
    assert words["case"]["closed"] == "已办结"
