"""Several lines of one person in a minute are one concern, with its photo."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sanan.insight.talk import Line, said_in
from sanan.voices import actions
from sanan.voices.enums import Reading
from sanan.voices.models import Message
from sanan.voices.queries import desk, reading

from .conftest import NOW, picture

SECOND = timedelta(seconds=1)


def line(number, who, text, *, at, **more):
    return Line(str(number), who, NOW + at * SECOND, text, **more)


def test_lines_of_one_person_go_together_whoever_speaks_between():
    said = said_in(
        [
            line(1, "a", "祥安社区3号楼", at=0),
            line(2, "b", "早上好", at=10),
            line(3, "a", "路灯坏了没人修", at=50),
            line(4, "a", "", at=110, photo=True),
            line(5, "a", "吃饭了吗", at=171),
        ]
    )
    assert [one.ids for one in said] == [("1", "3", "4"), ("2",), ("5",)]
    assert [(one.is_concern, one.photo) for one in said] == [
        (True, True),
        (False, False),
        (False, False),
    ]


def test_who_asks_and_who_answers():
    said = said_in(
        [
            line(1, "a", "请问社保卡在哪里办理", at=0),
            line(2, "b", "在镇便民中心二楼", at=120),
            line(3, "c", "哈哈哈", at=1200),
            line(4, "d", "谢谢", at=1300, reply_to="2"),
        ]
    )
    assert [one.answers for one in said] == ["", "1", "", "2"]


def test_nothing_said_is_nothing():
    assert said_in([]) == []
    assert [one.is_concern for one in said_in([line(1, "a", "", at=0, photo=True)])] == [False]


@pytest.fixture
def spoken(cast):
    """One neighbour's three lines and a photo within a minute, another's chatter between."""
    member, other = cast.member(), cast.member()
    lines = [cast.says(member, "村口那边", at=NOW)]
    cast.says(other, "早上好呀", at=NOW + 5 * SECOND)
    lines.append(cast.says(member, "路灯坏了好几天没有人修", at=NOW + 20 * SECOND))
    lines.append(cast.says(member, "请村里尽快处理路灯", at=NOW + 40 * SECOND))
    lines.append(cast.says(member, "", at=NOW + 50 * SECOND, uploads=[picture()]))
    cast.says(member, "请问社保卡在哪里办理", at=NOW + 400 * SECOND)
    return lines


def test_they_are_proposed_once_with_all_lines(cast, spoken):
    proposed = list(desk.concerns(cast.clerk).order_by("seq"))
    assert len(proposed) == 2
    lines = reading.lines_of(proposed)
    assert lines[proposed[0].pk] == spoken
    assert lines[proposed[1].pk] == [proposed[1]]


def test_the_desk_makes_one_case_of_them(cast, spoken, enter):
    browser = enter(cast.clerk)
    page = browser.get("/staff/voices/review/", {"tab": "concerns"})
    assert all(part.ref in page.content.decode() for part in spoken)
    refs = [one.ref for one in spoken]
    url = f"/staff/voices/{cast.village.code}/case/"
    seen = browser.get(url, {"message": refs})
    assert "路灯坏了好几天" in seen.content.decode()
    assert browser.post(url, {"message": refs}).status_code == 302
    held = Message.objects.filter(ref__in=refs)
    assert {one.reading for one in held} == {Reading.CONFIRMED}
    case = held[0].case
    assert [part in case.text for part in ("村口那边", "好几天", "尽快处理")] == [True] * 3
    assert len(case.files) == 1


def test_what_goes_on_with_a_case_is_not_proposed_again(cast, spoken):
    actions.raise_case(message=spoken[1], others=spoken[2:3], by=cast.clerk, at=NOW)
    late = cast.says(spoken[0].member, "路灯真的要修了", at=NOW + 70 * SECOND)
    assert late.reading == Reading.NONE


def test_what_neighbours_answer_stands_beside_the_concern(cast, enter):
    member, other, third = cast.member(), cast.member(), cast.member()
    asked = cast.says(member, "请问社保卡在哪里办理", at=NOW)
    told = cast.says(other, "在镇便民中心二楼", at=NOW + 60 * SECOND)
    cast.says(third, "今天天气真好", at=NOW + 1200 * SECOND)
    late = cast.says(third, "要带身份证", at=NOW + 1300 * SECOND, reply_to=asked)
    found = reading.answers_to({asked.pk: [asked]})
    assert found == {asked.pk: [told, late]}
    page = enter(cast.secretary).get(reverse("voices_staff:review")).content.decode()
    assert "在镇便民中心二楼" in page
    assert "今天天气真好" not in page
