"""What happens in a room: coming in, speaking, moderation, concerns, answers; each one entry."""

from datetime import timedelta

import pytest

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.voices import actions
from sanan.voices.enums import Reading, Reason, Standing, State
from sanan.voices.models import Mark, Member, Message

from .conftest import NOW, picture, refusal

ROAD = "蒲坂路的路面坏了三个月,学生骑车过去很危险,请派人来修。"


# --- Coming in


def test_neighbours_see_the_nickname_and_the_record_holds_no_name(cast):
    member = cast.member("石桥头小芳", "林小芳")
    said = cast.says(member, "大家好")
    assert (said.name, said.seq) == ("石桥头小芳", 1)
    entry = Entry.objects.get(event="member.join")
    assert (entry.subject, entry.by) == (member.ref, member.person.ref)


def test_without_home_one_needs_the_code_at_the_door(cast):
    newcomer = cast.resident("王新来")
    with pytest.raises(Forbidden):
        actions.join(room=cast.room, by=newcomer, nickname="新来的")
    member = actions.join(room=cast.room, by=newcomer, nickname="新来的", door=cast.room.door)
    newcomer.refresh_from_db()
    assert newcomer.home == cast.village
    assert member.checked_at is None
    assert actions.check_member(member=member, by=cast.secretary, at=NOW).checked_by == (
        cast.secretary
    )


def test_an_old_code_leads_in_no_more(cast):
    old = cast.room.door
    actions.new_door(room=cast.room, by=cast.secretary, at=NOW)
    with pytest.raises(Forbidden):
        actions.join(room=cast.room, by=cast.resident("王新来"), nickname="新来的", door=old)


def test_a_real_name_is_asked_for(cast):
    nameless = cast.resident("x", cast.village)
    nameless.name = ""
    nameless.save()
    with refusal(Invalid, "真实姓名"):
        actions.join(room=cast.room, by=nameless, nickname="小李")
    actions.join(room=cast.room, by=nameless, nickname="小李", name="李四")
    nameless.refresh_from_db()
    assert nameless.name == "李四"


@pytest.mark.parametrize(
    "nickname",
    [
        "徐金水",
        "徐 金 水",
        "徐金水书记",
        "村 支 书",
        "蒲坂村委会",
        "派出所民警",
        "群主",
        "ＧＯＶ政府",
        "官方客服",
        "许文",
        "网-格-员小李",
    ],
)
def test_a_nickname_that_imitates_a_cadre_is_refused(cast, nickname):
    with pytest.raises(Invalid) as refusal:
        actions.join(room=cast.room, by=cast.resident("李四", cast.village), nickname=nickname)
    assert refusal.value.field == "nickname"
    assert Member.objects.count() == 0


@pytest.mark.parametrize("nickname", ["老李家", "石桥头小芳", "山里人88", "Ann"])
def test_an_ordinary_nickname_is_taken(cast, nickname):
    assert cast.member(nickname).nickname == nickname


def test_two_may_not_be_called_alike(cast):
    cast.member("老李家")
    with refusal(Invalid, "已经有人"):
        cast.member("老 李 家")


@pytest.mark.parametrize("nickname", ["", "  ", "😀😀", "一二三四五六七八九十一二三"])
def test_a_nickname_has_letters_and_an_end(cast, nickname):
    with pytest.raises(Invalid):
        actions.join(room=cast.room, by=cast.resident("李四", cast.village), nickname=nickname)


# --- Moving away


def test_who_moved_away_keeps_the_history_loses_posting_and_is_told_why(cast):
    member = cast.member()
    said = cast.says(member, "我家门口路灯坏了")
    actions.end(member=member, why=Standing.MOVED, by=cast.secretary, at=NOW + timedelta(days=1))
    with refusal(Forbidden, "已经不住在蒲坂村"):
        cast.says(member, "还有一件事", at=NOW + timedelta(days=2))
    assert Message.objects.get().pk == said.pk
    assert "已经不住在蒲坂村" in Notice.objects.get(to=member.person).text


def test_who_is_at_home_elsewhere_now_may_not_post_either(cast):
    member = cast.member()
    member.person.home = cast.other
    member.person.save()
    with refusal(Forbidden, "不住在蒲坂村"):
        cast.says(member, "大家好")


def test_who_left_comes_back_by_the_door_and_is_the_same_member(cast):
    member = cast.member("老李家")
    actions.leave(member=member, by=member.person, at=NOW)
    with refusal(Forbidden, "退出"):
        cast.says(member, "大家好")
    back = actions.join(room=cast.room, by=member.person, nickname="老李家", at=NOW)
    assert (back.pk, back.ended_at) == (member.pk, None)


def test_who_does_not_live_here_cannot_come_back_by_the_door(cast):
    member = cast.member()
    actions.end(member=member, why=Standing.NO_RESIDENT, by=cast.secretary, at=NOW)
    with pytest.raises(Forbidden):
        actions.join(
            room=cast.room, by=member.person, nickname="又来了", door=cast.room.door, at=NOW
        )


# --- Speaking


def test_messages_are_numbered_without_a_gap_and_a_repeat_is_no_second_one(cast):
    member = cast.member()
    first = cast.says(member, "一", token="t1")
    again = cast.says(member, "一", token="t1")
    second = cast.says(member, "二", token="t2")
    assert (first.pk, first.seq, second.seq) == (again.pk, 1, 2)
    assert Entry.objects.filter(event="message.say").count() == 2


@pytest.mark.parametrize("text", ["😀", "👍👍👍", "。"])
def test_an_emoji_alone_is_something_said_and_no_concern(cast, text):
    said = cast.says(cast.member(), text)
    assert (said.text, said.reading) == (text, Reading.NONE)


def test_ten_thousand_characters_are_refused_with_a_sentence(cast):
    with refusal(Invalid, "2000"):
        cast.says(cast.member(), "说" * 10_000)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
def test_nothing_is_refused_but_a_photo_alone_is_something(cast, text):
    member = cast.member()
    with pytest.raises(Invalid):
        cast.says(member, text)
    said = cast.says(member, text, uploads=[picture()])
    assert [file.kind for file in said.files] == ["photo"]


def test_a_reply_stays_in_its_room(cast):
    member = cast.member()
    first = cast.says(member, "一")
    assert cast.says(member, "二", reply_to=first).reply_to == first
    other = actions.open_room(place=cast.other, by=None)
    elsewhere = actions.announce(place=cast.other, title="一", text="二", by=None)
    assert elsewhere.room == other
    with pytest.raises(Invalid):
        cast.says(member, "三", reply_to=elsewhere)


def test_someone_in_office_speaks_by_name_and_office_and_others_may_not(cast):
    said = actions.say_in_office(room=cast.room, by=cast.grid, text="我明天来看", at=NOW)
    assert (said.name, said.get_role_display()) == ("郑小芹", "网格员")
    for who in (cast.far, cast.inspector, cast.stranger):
        with pytest.raises(Forbidden):
            actions.say_in_office(room=cast.room, by=who, text="我来看", at=NOW)


def test_a_relay_says_so_and_imitates_nobody(cast):
    made = actions.relay(room=cast.room, text="桥头水管漏水三天了", by=cast.grid, teller="阿婆")
    assert (made.kind, made.name, made.by) == ("relay", "阿婆", cast.grid)
    with pytest.raises(Invalid):
        actions.relay(room=cast.room, text="听说", by=cast.grid, teller="徐金水")


# --- What waits for a look


def test_a_word_of_the_list_waits_and_is_let_through_or_refused(cast):
    member = cast.member()
    held = cast.says(member, "在家 刷-单,一天三百")
    assert (held.state, held.hits) == (State.HELD, ["刷单"])
    assert Entry.objects.get(subject=held.ref).event == "message.say"
    actions.let_through(message=held, by=cast.secretary, at=NOW)
    assert Message.objects.get().state == State.SHOWN
    second = cast.says(member, "六合彩开奖")
    actions.refuse(
        message=second, why=Reason.FRAUD, note="群里不能发赌博信息", by=cast.clerk, at=NOW
    )
    assert "群里不能发赌博信息" in Notice.objects.get(to=member.person).text


def test_somebodys_identity_number_waits_too(cast):
    held = cast.says(cast.member(), "他的身份证是350526199001011234")
    assert (held.state, held.hits) == (State.HELD, ["身份证号码"])


def test_a_village_adds_its_own_word_and_drops_it(cast):
    word = actions.add_word(place=cast.village, text="假钱", why=Reason.FRAUD, by=cast.secretary)
    member = cast.member()
    assert cast.says(member, "收到假 钱").state == State.HELD
    actions.drop_word(word=word, by=cast.secretary)
    assert cast.says(member, "又收到假钱").state == State.SHOWN


def test_criticism_is_not_stopped(cast):
    member = cast.member()
    for text in ("村里的账为什么不公开?", "徐书记说话不算数", "我对村委会不满意,我要投诉"):
        assert cast.says(member, text).state == State.SHOWN


# --- Moderation


def test_a_removal_leaves_its_author_a_reason_and_an_appeal_that_another_decides(cast):
    member = cast.member()
    said = cast.says(member, "这人电话是假的")
    actions.remove(message=said, why=Reason.ABUSE, note="说话要和气", by=cast.secretary, at=NOW)
    kept = Message.objects.get()
    assert (kept.state, kept.text, kept.note) == (State.REMOVED, "这人电话是假的", "说话要和气")
    asked = actions.appeal(member=member, message=said, text="我说的是事实", at=NOW)
    with refusal(Forbidden, "另一个人"):
        actions.grant(appeal=asked, answer="好", by=cast.secretary, at=NOW)
    with pytest.raises(Forbidden):
        actions.grant(appeal=asked, answer="好", by=cast.grid, at=NOW)
    actions.grant(appeal=asked, answer="确实没骂人", by=cast.dispatcher, at=NOW)
    assert Message.objects.get().state == State.SHOWN
    with pytest.raises(Refused):
        actions.uphold(appeal=asked, answer="不行", by=cast.discipline, at=NOW)


def test_nobody_appeals_for_another_or_twice(cast):
    member, other = cast.member(), cast.member()
    said = cast.says(member, "假的")
    actions.remove(message=said, why=Reason.ABUSE, note="不好", by=cast.secretary, at=NOW)
    with pytest.raises(Forbidden):
        actions.appeal(member=other, message=said, text="放出来", at=NOW)
    actions.appeal(member=member, message=said, text="放出来", at=NOW)
    with pytest.raises(Refused):
        actions.appeal(member=member, message=said, text="再说一次", at=NOW)


def test_a_mute_has_a_reason_and_an_end(cast):
    member = cast.member()
    made = actions.mute(
        member=member,
        why=Reason.ADVERT,
        note="一天发了二十条广告",
        days=3,
        by=cast.secretary,
        at=NOW,
    )
    with refusal(Forbidden, "一天发了二十条广告"):
        cast.says(member, "再发一条", at=NOW + timedelta(days=2))
    assert cast.says(member, "我回来了", at=NOW + timedelta(days=4)).seq == 1
    assert made.until_at == NOW + timedelta(days=3)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_mute_lasts_a_month_at_most(cast, days):
    with pytest.raises(Invalid):
        actions.mute(
            member=cast.member(),
            why=Reason.ABUSE,
            note="骂人",
            days=days,
            by=cast.secretary,
            at=NOW,
        )


def test_a_mute_that_is_appealed_with_success_ends(cast):
    member = cast.member()
    made = actions.mute(
        member=member, why=Reason.ABUSE, note="骂人", days=3, by=cast.secretary, at=NOW
    )
    asked = actions.appeal(member=member, mute=made, text="没有骂人", at=NOW)
    actions.grant(appeal=asked, answer="看错人了", by=cast.clerk, at=NOW)
    assert cast.says(member, "谢谢", at=NOW + timedelta(hours=1)).seq == 1


def test_five_are_pinned_at_most(cast):
    member = cast.member()
    said = [cast.says(member, f"第{n}条") for n in range(6)]
    for message in said[:5]:
        actions.pin(message=message, by=cast.secretary, at=NOW)
    with pytest.raises(Refused):
        actions.pin(message=said[5], by=cast.secretary, at=NOW)
    actions.unpin(message=said[0], by=cast.secretary, at=NOW)
    actions.pin(message=said[5], by=cast.secretary, at=NOW)


# --- Reading, keeping


def test_marks_go_forward_only(cast):
    for seq in (3, 1, 5):
        actions.mark_read(room=cast.room, by=cast.grid, seq=seq, at=NOW)
    assert Mark.objects.get().seq == 5


def test_after_a_year_it_goes_and_the_record_says_how_much(
    cast, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    member = cast.member()
    cast.says(member, ROAD, uploads=[picture()])
    actions.announce(place=cast.village, title="账本", text="三月", by=cast.secretary, at=NOW)
    actions.index_waiting()
    later = NOW + timedelta(days=360)
    cast.says(member, "还在", at=later)
    assert actions.retain(at=NOW + timedelta(days=365)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.retain(at=NOW + timedelta(days=367)) == 1
    assert list(Message.objects.values_list("seq", flat=True).order_by("seq")) == [2, 3]
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    assert Entry.objects.filter(event="chat.retain").count() == 1
