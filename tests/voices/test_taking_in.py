"""Exports, the WeCom archive with its consent, and finding again what was said."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.channels.wecom.archive import GatewayArchive
from sanan.channels.wecom.fake_archive import FakeArchive
from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.models import Entry
from sanan.voices import actions
from sanan.voices.models import Link, Message
from sanan.voices.queries.exports import read_export
from sanan.voices.queries.search import Asked, find

from .conftest import NOW, refusal

CHAT = "wrOgQhDgAA"
EXPORT = """\
2026-02-28 08:15:02 老李家: 桥头路灯坏了
晚上看不见
2026/2/28 08:16 阿芳:是的
2026年3月1日 9:05 老李家: 😀
没有时间的一行接上去
2026-02-30 10:00 老李家: 没有这一天
2026-03-01 10:00 没有冒号的一行
2027-01-01 10:00 老李家: 在将来
2024-01-01 10:00 老李家: 太早了
2026-03-01 11:00 : 没有名字
2026-03-01 11:05 老李家:
"""


# --- A group's export


def test_right_lines_are_taken_bad_ones_named(cast):
    taken = actions.take_in(room=cast.room, content=EXPORT.encode(), by=cast.secretary, at=NOW)
    assert (taken.taken, taken.known, taken.old) == (3, 0, 1)
    assert [number for number, _why in taken.bad] == [6, 7, 8, 10, 11]
    said = list(Message.objects.order_by("seq").values_list("name", "text"))
    assert said == [
        ("老李家", "桥头路灯坏了\n晚上看不见"),
        ("阿芳", "是的"),
        ("老李家", "😀\n没有时间的一行接上去"),
    ]
    assert Message.objects.first().at == datetime(2026, 2, 28, 8, 15, 2, tzinfo=SHANGHAI)
    assert Entry.objects.filter(event="chat.import").count() == 1


def test_the_same_lines_again_are_known_and_alike_ones_kept(cast):
    text = "2026-03-01 08:00 阿芳: 好\n2026-03-01 08:00 阿芳: 好\n"
    assert (
        actions.take_in(room=cast.room, content=text.encode(), by=cast.secretary, at=NOW).taken == 2
    )
    more = text + "2026-03-01 08:01 阿芳: 新的\n"
    taken = actions.take_in(
        room=cast.room, content=more.encode("gb18030"), by=cast.secretary, at=NOW
    )
    assert (taken.taken, taken.known) == (1, 2)


def test_nothing_right_is_a_refusal_and_only_the_keeper_may(cast):
    with refusal(Refused, "一行也没有"):
        actions.take_in(room=cast.room, content=b"hello", by=cast.secretary, at=NOW)
    for who in (cast.grid, cast.far, cast.inspector):
        with pytest.raises(Forbidden):
            actions.take_in(room=cast.room, content=EXPORT.encode(), by=who, at=NOW)


def test_what_came_in_late_makes_nobodys_room_unread(cast):
    from sanan.voices.queries.feed import unread

    cast.says(cast.member(), "一")
    actions.mark_read(room=cast.room, by=cast.grid, seq=1, at=NOW)
    actions.take_in(room=cast.room, content=EXPORT.encode(), by=cast.secretary, at=NOW)
    cast.room.refresh_from_db()
    assert unread([cast.room], cast.grid) == {cast.room.pk: 0}


@given(st.text(alphabet="2026-030108:5 :\n\t\r昵称内容😀年月日/", max_size=300))
def test_any_text_is_read_without_failing_and_every_line_is_accounted_for(text):
    found = read_export(text.encode(), NOW)
    assert found.bad_count >= len(found.bad)
    assert all(line.text and line.name for line in found.lines)


# --- The archive of a WeCom group


@pytest.fixture
def archive():
    fake = FakeArchive(agree={CHAT: {"wmAgreed": "Agree", "wmNot": "Disagree"}})
    with fake.running() as address:
        yield fake, GatewayArchive(address, fake.token)


def test_only_who_agreed_is_kept_the_others_are_counted(cast, archive):
    fake, road = archive
    link = actions.link_archive(room=cast.room, chat=CHAT, by=cast.secretary, at=NOW)
    fake.say(CHAT, "wmAgreed", "桥头路灯坏了", NOW)
    fake.say(CHAT, "wmNot", "我没同意", NOW)
    fake.say(CHAT, "wmNever", "也没问过我", NOW)
    fake.say(CHAT, "LiSi", "我是县里的,来修", NOW)
    fake.say("wrOther", "wmAgreed", "别的群", NOW)
    fake.say(CHAT, "wbRobot", "机器人", NOW)
    assert actions.poll_archive(link=link, road=road, at=NOW) == 2
    assert actions.poll_archive(link=link, road=road, at=NOW) == 0
    assert list(Message.objects.order_by("seq").values_list("text", "source")) == [
        ("桥头路灯坏了", "wecom"),
        ("我是县里的,来修", "wecom"),
    ]
    kept = Link.objects.get()
    assert (kept.taken, kept.skipped, kept.cursor) == (2, 2, 6)
    assert not Message.objects.filter(name__contains="wm").exists()


def test_what_its_author_took_back_there_leaves_a_line_here(cast, archive):
    fake, road = archive
    link = actions.link_archive(room=cast.room, chat=CHAT, by=cast.secretary, at=NOW)
    said = fake.say(CHAT, "wmAgreed", "说错了", NOW)
    actions.poll_archive(link=link, road=road, at=NOW)
    fake.say(CHAT, "wmAgreed", "", NOW, action="recall", revoke={"pre_msgid": said})
    actions.poll_archive(link=link, road=road, at=NOW)
    kept = Message.objects.get()
    assert (kept.state, kept.is_out) == ("taken_back", True)


def test_more_than_one_pull_and_trouble_that_passes(cast, archive):
    fake, road = archive
    link = actions.link_archive(room=cast.room, chat=CHAT, by=cast.secretary, at=NOW)
    for n in range(1_205):
        fake.say(CHAT, "wmAgreed", f"第{n}句", NOW + timedelta(seconds=n))
    fake.fail_with = [(500, {"errcode": -1})]
    assert actions.poll_archive(link=link, road=road, at=NOW) == 0
    assert Link.objects.get().trouble == "wecom.-1"
    link.refresh_from_db()
    assert actions.poll_archive(link=link, road=road, at=NOW) == 1_205
    assert Link.objects.get().trouble == ""


def test_a_group_without_consent_asked_gives_nothing(cast, archive):
    fake, road = archive
    link = actions.link_archive(room=cast.room, chat="wrPrivate", by=cast.secretary, at=NOW)
    fake.say("wrPrivate", "wmAgreed", "私人的群", NOW)
    assert actions.poll_archive(link=link, road=road, at=NOW) == 0
    assert Link.objects.get().trouble == "wecom.301053"
    assert Message.objects.count() == 0


def test_it_is_off_until_it_is_set_up(cast):
    link = actions.link_archive(room=cast.room, chat=CHAT, by=cast.secretary, at=NOW)
    assert actions.poll_archives(at=NOW) == 0
    assert Link.objects.get().trouble == "wecom.not_set_up"
    with pytest.raises(Refused):
        actions.link_archive(room=cast.room, chat=CHAT, by=cast.secretary, at=NOW)
    actions.unlink_archive(link=link, by=cast.secretary, at=NOW)
    assert actions.poll_archives(at=NOW) == 0


# --- Finding it again


@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "waiting"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "路灯"}, ["桥头路灯坏了", "路灯修好了"]),
        ({"text": "灯"}, ["桥头路灯坏了", "路灯修好了"]),
        ({"text": "坏了 桥头"}, ["桥头路灯坏了"]),
        ({"text": "灯路"}, []),
        ({"text": "wifi5"}, ["村部WiFi5密码是多少"]),
        ({"text": "%"}, None),
        ({"text": "路灯", "person": "阿芳"}, ["路灯修好了"]),
        ({"person": "老李"}, ["桥头路灯坏了"]),
        ({"text": "路灯", "since": NOW + timedelta(hours=1)}, ["路灯修好了"]),
        ({"text": "路灯", "until": NOW + timedelta(hours=1)}, ["桥头路灯坏了"]),
    ],
)
def test_what_is_found(cast, asked, found, indexed):
    li, fang = cast.member("老李家"), cast.member("阿芳")
    cast.says(li, "桥头路灯坏了")
    cast.says(fang, "路灯修好了", at=NOW + timedelta(hours=2))
    cast.says(cast.member("小王"), "村部WiFi5密码是多少", at=NOW + timedelta(minutes=5))
    other = actions.open_room(place=cast.other, by=None)
    stranger = actions.join(room=other, by=cast.resident("外人", cast.other), nickname="外人")
    actions.say(room=other, member=stranger, text="别村的路灯", at=NOW)
    if indexed:
        assert actions.index_waiting() == 4
    rows = find([cast.room], Asked(**asked))
    if found is not None:
        assert sorted(m.text for m in rows) == sorted(found)
    assert all(m.room_id == cast.room.pk for m in rows)


def test_what_was_taken_out_is_not_found_by_neighbours(cast):
    from sanan.voices.enums import Reason

    said = cast.says(cast.member(), "骂人的话很难听")
    actions.index_waiting()
    actions.remove(message=said, why=Reason.ABUSE, note="不好", by=cast.secretary, at=NOW)
    assert [m.is_shown for m in find([cast.room], Asked(text="难听"))] in ([], [False])
    assert len(find([cast.room], Asked(text="难听"), hidden=True)) == 1


def test_a_rare_author_of_a_common_word_is_found_among_many(cast):
    cast.says(cast.member("难得"), "路灯一次")
    lines = "".join(f"2026-03-01 08:00:{n % 60:02} 常说: 路灯{n}\n" for n in range(700))
    actions.take_in(room=cast.room, content=lines.encode(), by=cast.secretary, at=NOW)
    actions.index_waiting()
    assert [m.text for m in find([cast.room], Asked(text="路灯", person="难得"))] == ["路灯一次"]
    page = find([cast.room], Asked(text="路灯"))
    assert [m.text for m in page[:2]] == ["路灯699", "路灯698"]
    older = find([cast.room], Asked(text="路灯", before=page[29].pk))
    assert older[0].text == "路灯669"
