"""Hot issues: gathering, heat, the two tables."""

import csv
from datetime import datetime, timedelta

import pytest

from sanan.insight.hot import Message, heat, hot_issues
from sanan.insight.hot_phase import phase
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


PLANT = [
    "翠湖新城旁边建搅拌站，噪音扰民",
    "投诉翠湖新城附近的搅拌站夜里施工",
    "翠湖新城小区搅拌站灰尘太大，没法开窗",
    "搅拌站的粉尘让翠湖新城的孩子咳嗽",
    "请问翠湖新城旁的搅拌站有没有手续",
    "翠湖新城业主要求搬走搅拌站",
    "黑心搅拌站开在翠湖新城门口",
    "翠湖新城搅拌站整夜轰鸣，老人睡不着",
    "何时关停翠湖新城边上的搅拌站",
    "救救翠湖新城居民，搅拌站污染太重",
]
TUNNEL = [
    "翠湖新城门口的下穿隧道积水",
    "下穿隧道又积水，翠湖新城车辆过不去",
    "翠湖新城旁下穿隧道积水没人抽",
    "翠湖新城门前隧道积水淹了车",
]
ASIDE = [
    "翠湖新城电梯停了三天",
    "翠湖新城物业乱收车位费",
    "翠湖新城何时通天然气",
    "翠湖新城路灯不亮",
]


def crowd(*sayings):
    """Everyone says their own thing, in their own name."""
    return [message(i, title, day=i) for i, title in enumerate(t for part in sayings for t in part)]


def gathered(rows):
    titles = {row.id: row.title for row in rows}
    return [{titles[one] for one in issue.message_ids} for issue in hot_issues(rows)]


def test_two_events_at_one_place_stay_apart_and_what_is_neither_stays_out():
    assert gathered(crowd(PLANT, TUNNEL, ASIDE, SINGLE)) == [set(PLANT), set(TUNNEL)]


@pytest.mark.parametrize("others", [[], SINGLE, [*OTHER, *ASIDE], [*SAYINGS, *TUNNEL]])
def test_one_event_said_in_many_ways_stays_together(others):
    assert set(PLANT) in gathered(crowd(PLANT, others))


def test_the_same_event_elsewhere_is_another_event():
    assert gathered(crowd(PLANT, SAYINGS)) == [set(PLANT), set(SAYINGS)]


def test_the_same_words_about_another_place_are_another_event():
    words = "{}楼下烧烤店油烟直排，整晚吵闹，多次投诉没有结果，请尽快取缔还居民安宁"
    rows = [
        Message(f"{place}{i}", words.format(place), words.format(place), DAY, f"{place}{i}")
        for place in ("枫叶小区", "云溪家园")
        for i in range(4)
    ]
    issues = hot_issues(rows)
    assert sorted(issue.place for issue in issues) == ["云溪家园", "枫叶小区"]
    assert all(
        {one[:-1] for one in issue.message_ids} == {issue.place} and len(issue.message_ids) == 4
        for issue in issues
    )


def test_one_persons_turn_of_phrase_makes_no_event():
    said = ["路口红绿灯失灵", "公园杂草丛生", "菜场鱼摊污水横流", "学校门口没有斑马线"]
    rows = [
        Message(str(i), f"请加快整治{what}", f"地处翠湖新城周边，{what}，请高度重视。", DAY, "one")
        for i, what in enumerate(said)
    ]
    near = crowd(TUNNEL)
    rows += [Message(f"t{row.id}", row.title, row.text, row.at, row.person) for row in near]
    assert gathered(rows) == [set(TUNNEL)]


def test_identical_messages_are_one_event_wherever_they_stand():
    copies = [message(f"c{i}", "安化街道什么时候恢复夜班车", day=i) for i in range(5)]
    mixed = [row for pair in zip(copies, crowd(PLANT), strict=False) for row in pair]
    assert {"安化街道什么时候恢复夜班车"} in gathered(mixed)
    assert [len(issue.message_ids) for issue in hot_issues(copies)] == [5]


def test_ten_thousand_identical_messages_of_one_person_are_one_cool_event():
    loud = [message(f"l{i}", "翠湖新城门口的下穿隧道积水", person="loud") for i in range(10_000)]
    issues = hot_issues([*loud, *crowd(PLANT)])
    assert [len(issue.message_ids) for issue in issues] == [10, 10_000]
    assert issues[1].people == 1
    assert issues[1].heat < 3


def test_the_answer_is_the_same_whatever_the_order():
    rows = crowd(PLANT, TUNNEL, ASIDE, SAYINGS, OTHER, SINGLE)
    turned = [rows[(i * 7) % len(rows)] for i in range(len(rows))]
    assert len({row.id for row in turned}) == len(rows)
    assert hot_issues(turned) == hot_issues(rows)


POLICY = [
    "咨询青松英才租房补助怎么申请",
    "青松英才租房补助为何审核不通过",
    "青松英才租房补助两个月没发了",
    "公司注册地不在本区能申请青松英才租房补助吗",
    "夫妻两人都能领青松英才租房补助吗",
    "请问青松英才租房补助的名单在哪里看",
    "青松英才租房补助与社保断缴有关系吗",
    "换了单位以后青松英才租房补助还能申请吗",
]
WHY = "申请青松英才租房补助，系统里一直显示审核中，社保和学历材料都交了，打电话问说等通知，请问补助什么时候发放，审核标准是什么"
CLERKS = [
    "补办身份证要多久",
    "暂住登记能不能网上办",
    "老年证到哪里领",
    "驾照丢了怎么补",
    "宠物狗怎么办证",
    "出国要什么手续",
]
FIRMS = ["宏图", "金辉", "远大", "恒昌", "天成", "瑞丰"]


def all_over(titles, body):
    return [
        Message(f"s{i}", title, f"{title}。{body[: 40 + i]}", DAY + timedelta(days=i), f"q{i}")
        for i, title in enumerate(titles)
    ]


def test_a_policy_that_people_all_over_ask_about_is_one_event_without_a_place():
    rows = [*all_over(POLICY, WHY), *crowd(PLANT, TUNNEL, SINGLE)]
    rows += [Message(f"c{i}", t, f"{t}？", DAY, f"c{i}") for i, t in enumerate(CLERKS)]
    issues = {frozenset(i.message_ids): i for i in hot_issues(rows)}
    found = issues[frozenset(f"s{i}" for i in range(len(POLICY)))]
    assert found.place == ""
    assert len(issues) == 3


OWED = [
    "干了三个月木工，老板一直不结账",
    "年前说好发工资，现在电话都不接",
    "我们十几个油漆工的血汗钱没有着落",
    "项目经理推给总部，总部又推回来",
    "离职半年，押金和提成都没给",
    "孩子要交学费，工资却一拖再拖",
]


def test_a_turn_of_phrase_alone_is_no_event():
    rows = [
        Message(f"f{i}", f"{name}家装拖欠工资不给", why, DAY + timedelta(days=i), f"f{i}")
        for i, (name, why) in enumerate(zip(FIRMS, OWED, strict=True))
    ]
    assert gathered([*rows, *crowd(PLANT)]) == [set(PLANT)]


@pytest.mark.parametrize(
    ("start", "end", "trend", "expected"),
    [
        (0, 6, 1.0, "new"),
        (-7, 0, 1.5, "growing"),
        (-7, 0, 1.49, "steady"),
        (-60, -14, 9.0, "fading"),
        (-60, -13, 0.1, "steady"),
        (-14, -14, 1.0, "fading"),
    ],
)
def test_the_phase_of_an_event(start, end, trend, expected):
    until = DAY + timedelta(days=6 if start == 0 else 0)
    days = {"start": DAY + timedelta(days=start), "end": DAY + timedelta(days=end)}
    assert phase(**days, trend=trend, until=until) == expected
