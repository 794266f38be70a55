"""Invented sentences that name places in many forms, and how many are found, whole and nothing else.

The county is invented. Sample N of a form is the same everywhere.
"""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from sanan.insight.addresses import Sort
from sanan.insight.heard import mentioned
from sanan.insight.places import Gazetteer, Place

Chance = random.Random
Made = Callable[[Chance], str]

SEED = 20261130
TOWNS = ("龙津镇", "湖洋镇", "石鼓镇", "东关镇", "仙夹镇", "岵山镇", "外山乡", "呈祥乡")
HEADS = "蒲石桃凤高茂南龙玉塘溪锦横洋文云鹏丰儒山"
TAILS = "坂鼓溪山垄厝林埔湖峰格斗洲卿安美"
STREETS = (
    "龙浔路",
    "桃源大道",
    "环城北路",
    "留安街",
    "榜德巷",
    "八二三东路",
    "永兴大街",
    "清溪大道",
)
ESTATES = ("锦绣花园", "桃源小区", "御溪华府", "金峰嘉园", "福宁新村", "水岸名苑")
STEMS = ("桃源", "龙津", "金峰", "侨光", "文明", "崇德", "湖滨", "清溪")
SPELT = "零一二三四五六七八九"
LEFT = (
    "",
    "在",
    "我家住在",
    "请问",
    "昨天路过",
    "建议在",
    "反映一下，",
    "位于",
    "书记您好，",
    "我是",
)
RIGHT = (
    "的路灯坏了三天",
    "附近垃圾没人清",
    "，一直停水",
    "门口积水很深",
    "有人乱倒渣土",
    "对面噪音很大",
    "。什么时候修？",
    "那边井盖不见了",
)
PLAIN = (
    "路灯坏了没人修",
    "孩子上小学要什么材料",
    "公交车等了半小时没有来",
    "小区里乱停车",
    "村里的水渠堵了",
    "市场上菜价太高",
    "学校什么时候放假",
    "网站打不开",
    "这条路太窄了",
    "3月12号交了材料",
    "一共交了201元",
    "楼上装修到晚上十点",
    "镇里说没有钱",
    "车站改到哪里去了",
    "加油站排队很长",
    "全县都停水了吗",
    "路边的树倒了",
    "医院挂号难",
    "街上到处是垃圾",
    "我们村什么时候通自来水",
    "中小学教师的补贴没发",
    "想问农村低保怎么办",
    "马路上坑太多",
    "幼儿园学费涨了",
    "出路在哪里",
    "下午三点半停电",
    "办了一张公交卡",
)


def villages() -> list[str]:
    """The names of the invented county's villages, each once."""
    return [f"{head}{tail}" for head in HEADS for tail in TAILS][:200]


def county() -> Gazetteer:
    """The invented county: its towns, villages, communities, estates and two of its streets."""
    rows = [Place("1", "清源县")]
    rows += [Place(f"t{n}", name, ("1",)) for n, name in enumerate(TOWNS)]
    rows += [
        Place(
            f"v{n}",
            f"{name}{'社区居委会' if n % 5 == 0 else '村委会'}",
            (f"t{n % len(TOWNS)}", "1"),
        )
        for n, name in enumerate(villages())
    ]
    rows += [
        Place(f"e{n}", name, ("v0", "t0", "1"), sort=Sort.ESTATE)
        for n, name in enumerate(ESTATES[:3])
    ]
    rows += [Place(f"street:{name}", name, ("t0", "1"), sort=Sort.STREET) for name in STREETS[:2]]
    return Gazetteer.of(rows)


def _pick(*options: str) -> Made:
    return lambda dice: dice.choice(options)


def _village(dice: Chance) -> str:
    at = dice.randrange(200)
    return villages()[at if at % 5 else at - 1 if at else 1]


def _spelt(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{SPELT[tens]}十") + (
        SPELT[ones] if ones else ""
    )


def _n(dice: Chance, most: int = 300) -> int:
    return dice.randrange(1, most)


FORMS: Mapping[str, Made] = {
    "town": _pick(*TOWNS),
    "village": lambda d: f"{_village(d)}村",
    "village committee": lambda d: f"{_village(d)}村委会",
    "village in town": lambda d: _village(d) + "村",
    "brigade": lambda d: f"{_village(d)}大队",
    "village, bare": _village,
    "community": lambda d: f"{villages()[5 * d.randrange(40)]}社区",
    "group of a village": lambda d: (
        f"{_village(d)}村{d.choice(['三', '5', '十二', '8'])}{d.choice('组队')}"
    ),
    "house of a village": lambda d: f"{_village(d)}村{_n(d)}号",
    "street": _pick(*STREETS),
    "house": lambda d: f"{d.choice(STREETS)}{_n(d)}号",
    "house, spelt": lambda d: f"{d.choice(STREETS)}{_spelt(_n(d, 99))}号",
    "house with sub-number": lambda d: f"{d.choice(STREETS)}{_n(d)}号之{_n(d, 9)}",
    "house with 附": lambda d: f"{d.choice(STREETS)}{_n(d)}号附{_n(d, 9)}号",
    "house, full width": lambda d: f"{d.choice(STREETS)}{_n(d)}号".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "lane and house": lambda d: f"{d.choice(STREETS)}{_n(d, 99)}弄{_n(d, 99)}号",
    "estate": _pick(*ESTATES),
    "building and room": lambda d: f"{d.choice(ESTATES)}{_n(d, 20)}栋{_n(d, 30)}0{_n(d, 9)}室",
    "building, stair, room": lambda d: (
        f"{d.choice(ESTATES)}{_n(d, 20)}幢{_n(d, 5)}单元{_n(d, 9)}0{_n(d, 9)}"
    ),
    "number of building": lambda d: f"{d.choice(ESTATES)}{_n(d, 20)}号楼",
    "short room": lambda d: f"{d.choice(ESTATES)}{_n(d, 20)}-{_n(d, 9)}0{_n(d, 9)}",
    "room alone": lambda d: f"{_n(d, 20)}栋{_n(d, 9)}0{_n(d, 9)}室",
    "bus stop": lambda d: f"{d.choice(STEMS)}公交站",
    "bus stop sign": lambda d: f"{d.choice(STEMS)}路口公交站台",
    "coach station": lambda d: f"{d.choice(STEMS)}汽车站",
    "primary school": lambda d: f"{d.choice(STEMS)}小学",
    "central primary school": lambda d: f"{d.choice(TOWNS)}中心小学",
    "middle school": lambda d: f"{d.choice(STEMS)}中学",
    "numbered middle school": lambda d: f"清源{d.choice('一二三四五六')}中",
    "kindergarten": lambda d: f"{d.choice(STEMS)}幼儿园",
    "vocational school": lambda d: f"{d.choice(STEMS)}职业技术学校",
    "health centre": lambda d: f"{d.choice(TOWNS)}卫生院",
    "market": lambda d: f"{d.choice(STEMS)}农贸市场",
    "park": lambda d: f"{d.choice(STEMS)}公园",
    "bridge": lambda d: f"{d.choice(STEMS)}大桥",
    "numbered road": lambda d: d.choice(["355国道", "G355国道", "206省道", "S206省道", "X342县道"]),
}
IN_A_ROW = {"village in town"}


def run(count: int) -> dict[str, Any]:
    """Find places in `count` sentences of each form and in as many that name none."""
    names = county()
    found: dict[str, float] = {}
    missed: list[str] = []
    wrong, said = 0, 0
    spent, read = 0.0, 0
    for form, made in FORMS.items():
        dice, hits = Chance(f"{SEED} {form}"), 0
        for _ in range(count):
            before = dice.choice(LEFT) + (dice.choice(TOWNS) if form in IN_A_ROW else "")
            place = made(dice)
            text = f"{before}{place}{dice.choice(RIGHT)}"
            at = (len(before), len(before) + len(place))
            start = time.process_time()
            mentions = mentioned(text, names)
            spent, read = spent + time.process_time() - start, read + 1
            hit = at in {(one.start, one.end) for one in mentions}
            hits += hit
            said += len(mentions)
            wrong += sum((one.start, one.end) != at and not _known(one.words) for one in mentions)
            if not hit and len(missed) < 2 * len(FORMS) and hits < count:
                missed.append(f"{form}: {text} {[one.words for one in mentions]}")
        found[form] = hits / count
    dice = Chance(SEED)
    for _ in range(count * 5):
        text = "，".join(dice.sample(PLAIN, 3))
        mentions = mentioned(text, names)
        said += len(mentions)
        wrong += len(mentions)
        missed += [f"none: {text} {[one.words for one in mentions]}"] if mentions else []
    return {
        "forms": len(FORMS),
        "samples": count * len(FORMS),
        "recall": sum(found.values()) / len(found),
        "precision": 1 - wrong / max(said, 1),
        "plain_sentences": count * 5,
        "messages_per_second": round(read / spent) if spent else 0,
        "recall_by_form": dict(sorted(found.items(), key=lambda pair: pair[1])),
        "missed": missed[:20],
    }


def _known(words: str) -> bool:
    """A town that the sentence names around the place in question."""
    return words in TOWNS
