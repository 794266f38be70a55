"""From what was said to a case, and the case's answer back into the room."""

from datetime import timedelta

import pytest

from sanan.cases import actions as cases
from sanan.cases.models import Case, Category
from sanan.kit.errors import Forbidden, Refused
from sanan.voices import actions
from sanan.voices.enums import Reading
from sanan.voices.models import Message

from .conftest import NOW, picture

ROAD = "蒲坂路的路面坏了三个月,学生骑车过去很危险,请派人来修。"


def test_the_machine_proposes_and_a_person_confirms_with_one_tap(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member = cast.member("老李家", "李四")
    cast.says(member, "早上好")
    said = cast.says(member, ROAD, uploads=[picture()])
    more = cast.says(cast.member("阿芳"), "对,我也摔过")
    assert (said.reading, Case.objects.count()) == (Reading.PROPOSED, 0)
    case = actions.raise_case(message=more, others=[said], by=cast.grid, at=NOW)
    assert case.door == "room"
    assert case.text.splitlines()[1:] == [
        f"03-02 10:00 老李家：{ROAD}",
        "03-02 10:00 阿芳：对,我也摔过",
    ]
    assert (case.appellant, case.entered_by) == (member.person, cast.grid)
    assert [file.kind for file in case.files] == ["photo"]
    assert set(Message.objects.filter(case=case)) == {said, more}
    with pytest.raises(Refused):
        actions.raise_case(message=said, by=cast.grid, at=NOW)


def test_a_member_hands_over_what_they_said_themselves_only(cast):
    member, other = cast.member(), cast.member()
    mine, theirs = cast.says(member, ROAD), cast.says(other, "路灯也坏了")
    with pytest.raises(Forbidden):
        actions.hand_over(message=mine, others=[theirs], by=member.person, at=NOW)
    case = actions.hand_over(message=mine, by=member.person, at=NOW)
    assert (case.appellant, case.entered_by) == (member.person, None)


def test_a_proposal_is_put_aside_by_name(cast):
    said = cast.says(cast.member(), ROAD)
    with pytest.raises(Forbidden):
        actions.dismiss(message=said, by=cast.inspector, at=NOW)
    actions.dismiss(message=said, by=cast.grid, at=NOW)
    kept = Message.objects.get()
    assert (kept.reading, kept.judged_by) == (Reading.DISMISSED, cast.grid)


def test_the_answer_comes_back_once_with_its_photos(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member = cast.member()
    said = cast.says(member, ROAD, uploads=[picture()])
    case = actions.raise_case(message=said, by=cast.grid, at=NOW)
    later = NOW + timedelta(hours=2)
    cases.dispatch(
        case=case,
        to=cast.committee,
        by=cast.dispatcher,
        at=later,
        category=Category.objects.get(),
    )
    cases.sign(case=case, by=cast.secretary, at=later)
    cases.contact(case=case, by=cast.secretary, reached=True, note="说好了", at=later)
    assert actions.bring_answers(at=later) == 0
    cases.reply(
        case=case,
        by=cast.secretary,
        public_text="水泥路面今天修好了。",
        private_text="花了八百",
        uploads=[picture("green")],
        at=later,
    )
    assert [actions.bring_answers(at=later), actions.bring_answers(at=later)] == [1, 0]
    assert actions.bring_answers(room=cast.room, at=later) == 0
    answer = Message.objects.get(kind="answer")
    assert (answer.text, answer.reply_to, answer.name) == ("水泥路面今天修好了。", said, "村委会")
    assert len(answer.files) == 1
    assert not Message.objects.filter(text__contains="八百").exists()
