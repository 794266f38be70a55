"""Hot issues: gathering, heat, the two tables."""

import csv
from datetime import datetime, timedelta

import pytest

from sanan.insight.hot import Message, heat, hot_issues
from sanan.insight.hot_tables import ISSUES, MESSAGES, write_tables

DAY = datetime(2026, 3, 1, 9)
SAYINGS = [
    "锦绣花园旁边的搅拌站噪音扰民",
    "投诉锦绣花园附近搅拌站半夜施工",
    "锦绣花园小区搅拌站灰尘太大",
    "搅拌站的噪音让锦绣花园居民睡不着",
    "锦绣花园旁搅拌站何时搬走",
]
OTHER = [
    "望江中学食堂饭菜变质",
    "望江中学食堂吃坏肚子",
    "望江中学食堂饭菜不卫生",
    "望江中学食堂又涨价了，饭菜还变质",
]
SINGLE = ["医保卡怎么补办", "驾照到期换证", "公积金提取要什么材料", "老人高龄补贴几时发"]


def message(id_, title, *, day=0, person=None, **more):
    who = person if person is not None else f"p{id_}"
    return Message(str(id_), title, f"{title}，请处理。", DAY + timedelta(days=day), who, **more)


@pytest.fixture
def rows():
    titles = [*SAYINGS, *OTHER, *SINGLE]
    return [message(i, title, day=i) for i, title in enumerate(titles)]


def test_two_events_are_found_and_kept_apart(rows):
    issues = hot_issues(rows)
    assert [set(issue.message_ids) for issue in issues] == [
        {"0", "1", "2", "3", "4"},
        {"5", "6", "7", "8"},
    ]
    first = issues[0]
    assert (first.rank, first.people, first.place) == (1, 5, "锦绣花园")
    assert (first.start, first.end) == (DAY, DAY + timedelta(days=4))
    assert "搅拌站" in first.description
    assert sum(first.weeks) == 5


def test_order_of_rows_does_not_matter(rows):
    forward, backward = hot_issues(rows), hot_issues(rows[::-1])
    assert [(i.heat, sorted(i.message_ids)) for i in forward] == [
        (i.heat, sorted(i.message_ids)) for i in backward
    ]


def test_one_person_cannot_make_an_issue_hot(rows):
    loud = [message(1000 + i, "望江中学食堂饭菜变质", person="loud") for i in range(300)]
    issues = hot_issues([*rows, *loud])
    sizes = {len(issue.message_ids): issue for issue in issues}
    assert sizes[304].people == 5
    assert sizes[304].heat < 5 * sizes[5].heat


def test_nothing_and_one_message():
    assert hot_issues([]) == []
    assert hot_issues([message(1, "停水")]) == []


def test_an_id_given_twice_counts_once(rows):
    assert hot_issues([*rows, *rows]) == hot_issues(rows)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"people": 5}, {"people": 4}),
        ({"likes": 9}, {"likes": 1}),
        ({"dislikes": 9}, {"dislikes": 1}),
        ({"idle_days": 1}, {"idle_days": 60}),
        ({"messages": 30}, {"messages": 10}),
        ({"people": 10, "messages": 10}, {"people": 1, "messages": 10_000}),
    ],
)
def test_heat_grows_as_stated(more, less):
    base = {"people": 3, "messages": 10, "likes": 0, "dislikes": 0, "idle_days": 0}
    assert heat(**{**base, **more}) > heat(**{**base, **less})


def test_heat_by_hand():
    assert heat(people=4, messages=4, likes=0, dislikes=0, idle_days=0) == 4
    assert heat(people=4, messages=4, likes=0, dislikes=0, idle_days=30) == 3


def test_tables_open_in_a_sheet_program_without_running_anything(rows, tmp_path):
    rows[0] = message(0, "=cmd()锦绣花园旁边的搅拌站噪音扰民")
    write_tables(tmp_path, issues=hot_issues(rows), messages=rows)
    with (tmp_path / ISSUES).open(encoding="utf-8-sig") as file:
        table = list(csv.reader(file))
    assert table[0] == ["热度排名", "问题ID", "热度指数", "时间范围", "地点/人群", "问题描述"]
    assert [row[0] for row in table[1:]] == ["1", "2"]
    with (tmp_path / MESSAGES).open(encoding="utf-8-sig") as file:
        details = list(csv.DictReader(file))
    assert [row["问题ID"] for row in details] == ["1"] * 5 + ["2"] * 4
    assert details[0]["留言主题"].startswith("'=")
