"""One decision: category and unit together, how sure, from duty lists and from what came of it."""

import numpy as np
import pytest

from sanan.insight.desk import OFFERED, Asked, Desk, Topic
from sanan.insight.desk_learning import FEW, Ruled, learnt, worse
from sanan.insight.desk_units import Line, Units
from sanan.insight.errors import ModelDamaged

TOPICS = [
    Topic("light", "路灯不亮", "城乡建设", "公共道路的路灯不亮", ("灯杆", "黑漆漆")),
    Topic("road", "道路破损", "交通运输", "路面坑洼塌陷", ("路面", "坑")),
    Topic("pay", "欠薪", "劳动和社会保障", "拖欠工资", ("工钱", "没发工资")),
]
LINES = [
    Line("city", "light", "管路灯", "", 0, "city"),
    Line("village-a", "light", "村里的路灯", "a", 2, "village"),
    Line("village-b", "light", "村里的路灯", "b", 2, "village"),
    Line("traffic", "road", "管道路", "", 0, "traffic"),
    Line("labour", "pay", "管工资", "", 0, "labour"),
]
SAID = {
    "light": ["村口灯瞎了", "巷子里的灯坏了", "灯一闪一闪", "桥头没有灯光"],
    "road": ["桥面破了个窟窿", "颠得牙疼", "进城的道断了", "大坑换了两次胎"],
    "pay": ["老板半年没给钱", "干了活拿不到钱", "年底结又推", "包工的跑了"],
}
A, B = ("a", "town", "county"), ("b", "town", "county")


def decided(count=30, *, unit_of=None, **more):
    """Cases that the desk decided, day by day, in turn about each category."""
    rows = []
    for n in range(count):
        for topic, said in SAID.items():
            unit = (unit_of or {}).get(topic) or {"light": "village-a"}.get(topic, "")
            unit = unit or next(line.unit for line in LINES if line.category == topic)
            text = f"{said[n % 4]}，{n}天了"
            rows.append(Ruled(Asked(text, "", A), topic, unit, float(n), **more))
    return rows


@pytest.fixture(scope="module")
def desk():
    return learnt(TOPICS, LINES, decided())


def test_what_it_has_seen_often_it_offers_as_one_decision(desk):
    offer = desk.offer("巷子里的灯坏了，请修", places=A)
    assert (offer.topic, offer.unit, offer.offered) == ("light", "village-a", True)
    assert offer.duty == "村里的路灯"
    assert offer.handled > 20
    assert any("灯" in word for word in offer.words)


def test_the_next_village_does_as_this_one(desk):
    assert desk.offer("村口灯瞎了", places=B).unit == "village-b"


def test_where_no_village_leads_it_the_county_does(desk):
    assert desk.offer("村口灯瞎了", places=("c", "town", "county")).unit == "city"
    assert desk.offer("村口灯瞎了").unit == "city"  # the place is not known


@pytest.mark.parametrize("text", ["", "？", "🚗🚗", "今天天气不错", "x" * 5000])
def test_what_says_nothing_is_not_offered(desk, text):
    offer = desk.offer(text, places=A)
    assert offer is None or not offer.offered


def test_in_doubt_nothing_is_offered(desk):
    both = desk.offer("巷子里的灯坏了，桥面破了个窟窿，包工的跑了", places=A)
    assert both.sure < OFFERED


def test_before_anything_was_decided_it_is_humble():
    cold = learnt(TOPICS, LINES)
    offer = cold.offer("灯杆旁黑漆漆，路灯不亮", places=A)
    assert offer.topic == "light"
    assert not cold.offer("老板半年没给", places=A).offered


def test_without_a_duty_list_or_categories_there_is_no_offer():
    assert learnt(TOPICS, [], decided()).offer("村口灯瞎了", places=A) is None
    assert learnt([], LINES, decided()).offer("村口灯瞎了", places=A) is None


def test_a_unit_that_leads_nothing_any_more_is_never_offered():
    left = [line for line in LINES if line.unit != "village-a"]
    made = learnt(TOPICS, left, decided())
    assert made.offer("村口灯瞎了", places=A).unit == "city"


def test_a_category_that_moved_teaches_nothing_under_its_old_code():
    moved = [
        Topic("lamp", one.name, one.top, one.text, one.sayings) if one.code == "light" else one
        for one in TOPICS
    ]
    lines = [
        Line(x.unit, "lamp", x.text, x.place, x.level, x.role) if x.category == "light" else x
        for x in LINES
    ]
    made = learnt(moved, lines, decided())
    assert made.offer("路灯不亮，灯杆歪了", places=A).topic == "lamp"
    assert made.offer("大坑换了两次胎", places=A).topic == "road"


def test_what_came_back_counts_against():
    twice = [*LINES, Line("station", "road", "公路养护", "", 0, "station")]
    units = Units(twice, [one.code for one in TOPICS])
    even = units.shares(1, A, {})
    assert even["traffic"] == pytest.approx(even["station"])
    units.saw(topic="road", unit="traffic", places=A, returned=True)
    units.saw(topic="road", unit="station", places=A)
    after = units.shares(1, A, {})
    assert after["station"] > 0.8
    assert sum(after.values()) == pytest.approx(1)
    elsewhere = units.shares(1, B, {})
    assert (
        0.5 < elsewhere["station"] < after["station"]
    )  # a habit of the county, less than one's own


def test_old_outcomes_fade():
    twice = [*LINES, Line("station", "road", "公路养护", "", 0, "station")]
    fresh, stale = (Units(twice, [one.code for one in TOPICS]) for _ in range(2))
    fresh.saw(topic="road", unit="station", places=A)
    stale.saw(topic="road", unit="station", places=A, age_days=3600)
    assert fresh.shares(1, A, {})["station"] > stale.shares(1, A, {})["station"]


def test_ten_thousand_copies_of_one_petition_do_not_turn_the_desk():
    rows = decided()
    flood = [Ruled(Asked("桥头没有灯光，请修", "", A), "pay", "labour", 15.0)] * 10_000
    made = learnt(TOPICS, LINES, [*rows, *flood])
    assert made.offer("巷子里的灯坏了", places=A).topic == "light"
    assert made.units.handled_by("pay", "labour") < 60


def test_three_hundred_messages_of_one_person_count_like_a_few():
    loud = [
        Ruled(Asked(f"灯光扰民第{n}封信", "", A), "road", "traffic", 20.0, by="one")
        for n in range(300)
    ]
    made = learnt(TOPICS, LINES, [*decided(), *loud])
    assert made.offer("村口灯瞎了", places=A).topic == "light"


def test_equal_input_makes_equal_files(tmp_path, desk):
    rows = decided()
    learnt(TOPICS, LINES, rows[::-1]).save(tmp_path / "one")
    desk.save(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_file_reads_as_what_was_written(tmp_path, desk):
    desk.save(tmp_path / "desk")
    held = Desk.load(tmp_path / "desk")
    asked = [Asked("村口灯瞎了", "", A), Asked("包工的跑了", "", B)]
    assert held.offers(asked) == desk.offers(asked)
    assert held.sheet == desk.sheet
    assert not np.shares_memory(held.weights, desk.weights)


def test_another_file_is_no_desk(tmp_path):
    (tmp_path / "x").write_bytes(b"no model at all")
    with pytest.raises(ModelDamaged):
        Desk.load(tmp_path / "x")


def test_the_sheet_tells_what_was_measured_unseen(desk):
    sheet = desk.sheet
    assert (sheet["cases"], sheet["unseen"]) == (90, 18)
    assert sheet["measured"]["cases"] == 9
    assert sheet["offered_from"] == OFFERED


def test_two_desks_are_compared_on_what_neither_has_seen():
    first = learnt(TOPICS, LINES, decided(60), until=59.0)
    later = decided(80)
    good = learnt(TOPICS, LINES, later, before=first)
    assert good.sheet["beside"]["cases"] == 48  # of the 60 newer ones those that were kept unseen
    assert not worse(good.sheet)
    turned = {"light": "road", "road": "pay", "pay": "light"}
    spoilt = [
        Ruled(row.asked, turned[row.topic], row.unit, row.day) if row.day < 60 else row
        for row in later
    ]
    bad = learnt(TOPICS, LINES, spoilt, before=first)
    assert worse(bad.sheet)


def test_trust_is_fitted_only_where_enough_was_seen():
    few, many = learnt(TOPICS, LINES, decided(10)), learnt(TOPICS, LINES, decided(4 * FEW))
    assert few.trust.tolist() != many.trust.tolist()
    assert many.offer("村口灯瞎了", places=A).sure > 0.9
