"""A county's year at the desk, generated from its duty lists, and how the offers for it fared.

Places, units and duty lines follow the demo county's lists (each township like the demo's, six of ten
villages with a list, every tenth with an estate and its property company). What people write comes from
`sayings.txt`. The noise, all of it by seed:

* words: greetings and tales around the matter in most, one message in eight names a second matter, one
  in ten only half of its own; one character in eighty is lost, doubled or turned; one in seven repeats
  an earlier message nearly word for word;
* place: one in ten is known by its township only, one in twenty by its county;
* habit: where several units may lead, three choices in ten differ from what the lists alone suggest, and
  one township in ten differs again; where two county offices share a category, the thing named decides;
* people: eight in a hundred get a sister of the right category, three any other, four a unit by
  whim, and all that stands in the end; twelve in a hundred go to a wrong unit first and come back;
* change: on day 180 one county office is dissolved and another takes over its lines; on day 240 a category
  moves under another code.

Every so many nights the desk is made anew from what was decided until then; the cases of the days after
are read with it before anybody decides: so nothing is measured on what it learnt from.
"""

import random
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from sanan.insight.desk import OFFERED, Asked, Desk, Topic
from sanan.insight.desk_learning import Ruled, learnt, measure
from sanan.insight.desk_units import Line, Units

SEED = 20261130
DAYS = 365
TOWNSHIPS, VILLAGES = 18, 10
DISSOLVED, MOVED = 180, 240
GONE, HEIR = "dh-craft", "dh-market"
OLD, NEW = "traffic.parcel", "trade.parcel"
PRIOR = {
    "land": 14,
    "law": 13,
    "urban": 16,
    "env": 13,
    "traffic": 10,
    "labour": 7,
    "agri": 9,
    "civil": 6,
    "edu": 5,
    "health": 4,
    "trade": 4,
    "resettle": 4,
    "tech": 2,
    "economy": 3,
    "party": 2,
    "discipline": 2,
    "other": 1,
}
BEGIN = (
    "",
    "",
    "",
    "您好，",
    "领导好，",
    "请问一下，",
    "再次反映：",
    "我是{place}的，",
    "{place}这边，",
    "各位领导辛苦了，",
)
AFTER = (
    "",
    "",
    "请尽快派人看看。",
    "打了几次电话都没有下文。",
    "家里有老人小孩，实在难。",
    "希望给个答复。",
    "邻居们都有意见。",
    "从上个月到现在了。",
    "已经反映过两回，谁来管一管？",
    "麻烦了，谢谢。",
    "拍了照片，需要可以发。",
)
VAGUE = ("这个问题很久了，没人理。", "老问题又来了。", "还是上次说的那件事。", "你们到底管不管？")


@dataclass(frozen=True, slots=True)
class County:
    """Topics, lines and places of the invented county; `villages` are chains, smallest first."""

    topics: tuple[Topic, ...]
    lines: tuple[Line, ...]
    villages: tuple[tuple[str, ...], ...]
    names: dict[str, str]


def county() -> County:
    """Make the county from the demo's lists of categories and duties."""
    topics = tuple(_topics())
    held = tomllib.loads(files("sanan.demo").joinpath("data/cast.toml").read_text(encoding="utf-8"))
    own = {row[0]: row for row in held["org"]}
    names, lines = {"350526": "德化县"}, list[Line]()
    villages: list[tuple[str, ...]] = []
    for key, row in own.items():
        if key.startswith("dh-"):
            lines += _lines(key, row[5], "350526", 0, key)
    dice = random.Random(SEED)
    for town in range(TOWNSHIPS):
        at = f"t{town}"
        names[at] = f"{_NAMES[town]}镇"
        like = dice.choice(("xunzhong", "longxun", "shuikou", "gaide"))
        lines += _lines(f"{at}-town", own[like][5], at, 1, "township")
        if town % 3 == 0:
            lines += _lines(f"{at}-traffic", own["xunzhong-traffic"][5], at, 1, "township-traffic")
        for number in range(VILLAGES):
            village = f"{at}v{number}"
            names[village] = f"{_NAMES[(town * 7 + number * 3) % len(_NAMES)]}{_ENDS[number]}村"
            chain = (village, at, "350526")
            if number < 6:
                like = dice.choice(("puban-committee", "huban-committee", "getou-committee"))
                lines += _lines(f"{village}-committee", own[like][5], village, 2, "village")
            if number == 9:
                estate = f"{village}e"
                names[estate] = f"{_NAMES[town]}花园"
                lines += _lines(
                    f"{estate}-property", own["xiangan-property"][5], estate, 3, "property"
                )
                villages.append((estate, *chain))
            villages.append(chain)
    return County(topics, tuple(lines), tuple(villages), names)


def _topics() -> Iterator[Topic]:
    said = spoken(files("sanan.cases").joinpath("data/sayings.txt").read_text(encoding="utf-8"))
    text = files("sanan.cases").joinpath("data/categories.toml").read_text(encoding="utf-8")
    for top in tomllib.loads(text)["category"]:
        for code, name, opens, _closes in top["leaf"]:
            full = f"{top['code']}.{code}"
            yield Topic(full, name, top["name"], opens, tuple(said.get(full, "").split()))


def spoken(text: str) -> dict[str, str]:
    """What stands behind each code."""
    rows = (line.partition(" ") for line in text.splitlines() if line and line[0] != "#")
    return {code: words for code, _, words in rows}


def _lines(unit: str, duties: Sequence[str], place: str, level: int, role: str) -> list[Line]:
    return [Line(unit, one, one, place, level, role) for one in duties if one[0] != "-"]


class Year:
    """Cases of one year, in order, as they stood in the end."""

    def __init__(self, made: County, count: int, seed: int = SEED) -> None:
        self.county, self.dice, self.count = made, random.Random(seed), count
        said = spoken(Path(__file__).with_name("sayings.txt").read_text(encoding="utf-8"))
        self.said = {
            code: tuple(part.split("/") for part in words.split("|"))
            for code, words in said.items()
        }
        self.codes = [one.code for one in made.topics]
        self.weights = [
            PRIOR[code.partition(".")[0]] / (1 + self.dice.random() * 3) for code in self.codes
        ]
        self.lines = list(made.lines)
        self.habits: dict[tuple[str, ...], int] = {}
        self.units = self._units()

    def _units(self) -> Units:
        return Units(self.lines, self.codes)

    def rows(self) -> Iterator[Ruled]:
        """Yield the cases day by day."""
        before: list[Ruled] = []
        changed = False
        for number in range(self.count):
            day = number * DAYS / self.count
            if day >= DISSOLVED and not changed:
                self.lines = after_dissolving(self.lines)
                self.units, changed = self._units(), True
            row = self._row(day)
            if before and self.dice.random() < 1 / 7:
                row = self._again(self.dice.choice(before[-400:]), day)
            before.append(row)
            yield row

    def _row(self, day: float) -> Ruled:
        topic = self.dice.choices(self.codes, self.weights)[0]
        chain = self.dice.choice(self.county.villages)
        things, troubles = self.said[topic]
        which = self.dice.randrange(len(things))
        text = self._text(things[which], self.dice.choice(troubles), chain)
        unit = self._unit(topic, chain, which)
        while not unit:  # nobody leads it here: such a case never reaches a unit
            return self._row(day)
        known = (
            chain
            if (seen := self.dice.random()) > 0.15
            else chain[-2:]
            if seen > 0.05
            else chain[-1:]
        )
        return self._ended(Ruled(Asked(text, "", known), topic, unit, day))

    def _ended(self, row: Ruled) -> Ruled:
        topic, unit, chance = row.topic, row.unit, self.dice.random()
        top = topic.partition(".")[0]
        if chance < 0.11:
            others = [
                c for c in self.codes if c != topic and (chance > 0.08 or c.startswith(f"{top}."))
            ]
            topic = self.dice.choice(others) if others else topic
        may = sorted(self.units.leading(topic, row.asked.places))
        if may and self.dice.random() < 0.04:
            unit = self.dice.choice(may)
        back: tuple[str, ...] = ()
        if self.dice.random() < 0.12:
            wrong = [one for one in may if one != unit]
            back = (self.dice.choice(wrong),) if wrong else ()
        if topic == OLD and row.day >= MOVED:
            topic = NEW
        return replace(row, topic=topic, unit=unit, returned=back)

    def _again(self, row: Ruled, day: float) -> Ruled:
        topic = OLD if row.topic == NEW else row.topic
        text = self._worn(row.asked.text + self.dice.choice(AFTER))
        unit = HEIR if row.unit == GONE and day >= DISSOLVED else row.unit
        return self._ended(Ruled(replace(row.asked, text=text), topic, unit, day))

    def _unit(self, topic: str, chain: tuple[str, ...], which: int) -> str:
        may = self.units.leading(topic, chain)
        if not may:
            return ""
        order = sorted(
            may, key=lambda unit: (-may[unit].category.count("."), -may[unit].level, unit)
        )
        choice = ("", topic, *sorted({line.role for line in may.values()}))
        twice = [unit for unit in order if may[unit].level == 0]
        if len(twice) > 1 and len(twice) == len(order):
            return twice[which % 2]
        if chain[-2] in {"t3", "t11"}:
            choice = (chain[-2], *choice)
        if choice not in self.habits:
            self.habits[choice] = 0 if self.dice.random() < 0.7 else self.dice.randrange(len(order))
        return order[min(self.habits[choice], len(order) - 1)]

    def _text(self, thing: str, trouble: str, chain: tuple[str, ...]) -> str:
        said = f"{thing}{trouble}。"
        if self.dice.random() < 0.1:
            said = f"{self.dice.choice((thing, trouble))}。{self.dice.choice(VAGUE)}"
        if self.dice.random() < 0.125:
            other = self.said[self.dice.choices(self.codes, self.weights)[0]]
            said += f"另外{self.dice.choice(other[0])}{self.dice.choice(other[1])}。"
        place = self.county.names[chain[0]]
        begin = self.dice.choice(BEGIN).format(place=place)
        return self._worn(begin + said + self.dice.choice(AFTER))

    def _worn(self, text: str) -> str:
        out = []
        for char in text:
            chance = self.dice.random() * 80
            out.append("" if chance < 0.4 else char * 2 if chance < 0.6 else char)
            if 0.6 <= chance < 1 and len(out) > 1:
                out[-1], out[-2] = out[-2], out[-1]
        return "".join(out)


def after_dissolving(lines: Sequence[Line]) -> list[Line]:
    """The duty lists after one office has gone and another has taken its lines over."""
    return [replace(one, unit=HEIR, role=HEIR) if one.unit == GONE else one for one in lines]


def after_moving(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """The categories after one has moved under another code."""
    return tuple(
        replace(one, code=NEW, top="商贸旅游") if one.code == OLD else one for one in topics
    )


def run(*, count: int, nights: int, rows: Sequence[Ruled] | None = None) -> dict[str, Any]:
    """Play the year: read each day with the desk of the night before, then decide, then learn."""
    made = county()
    began = time.process_time()
    decided = list(rows or Year(made, count).rows())
    months: list[dict[str, Any]] = []
    total: dict[str, int] = {}
    learning, desk = 0.0, None
    for first in range(0, DAYS, nights):
        lines = after_dissolving(made.lines) if first >= DISSOLVED else list(made.lines)
        topics = after_moving(made.topics) if first >= MOVED else made.topics
        start = time.process_time()
        past = [row for row in decided if row.day < first]
        desk = learnt(topics, lines, past, until=first)
        learning = time.process_time() - start
        today = [row for row in decided if first <= row.day < first + nights]
        found = measure(desk, today)
        at = f"month {first // 30 + 1}"
        if not months or months[-1]["at"] != at:
            months.append({"at": at})
        for name in found.__dataclass_fields__:
            value = getattr(found, name)
            months[-1][name] = months[-1].get(name, 0) + value
            total[name] = total.get(name, 0) + value
    return {
        "cases": count,
        "offered_from": OFFERED,
        "year": shares(total),
        "after_a_month": shares(_added(months[1:])),
        "months": [{"at": one["at"], **shares(one)} for one in months],
        "last_night_seconds": round(learning, 2),
        "speed": speed(desk, decided) if desk else {},
        "sheet": dict(desk.sheet) if desk else {},
        "seconds": round(time.process_time() - began, 1),
    }


def _added(months: Sequence[dict[str, Any]]) -> dict[str, int]:
    names = [name for name in months[0] if name != "at"] if months else []
    return {name: sum(month[name] for month in months) for name in names}


def shares(found: dict[str, Any]) -> dict[str, float]:
    """Shares of what was counted."""
    if not found:
        return {}
    offered, cases = max(found["offered"], 1), max(found["cases"], 1)
    return {
        "cases": found["cases"],
        "offered": round(found["offered"] / cases, 4),
        "units_confirmed": round(found["units_right"] / offered, 4),
        "both_confirmed": round(found["both_right"] / offered, 4),
        "first_unit_right": round(found["best_units_right"] / cases, 4),
        "first_both_right": round(found["best_both_right"] / cases, 4),
    }


def speed(desk: Desk, rows: Sequence[Ruled]) -> dict[str, float]:
    """Milliseconds of processor time for one message with its reasons, and messages a second in batch."""
    some = [row.asked for row in rows[:2000]]
    start = time.process_time()
    desk.offers(some)
    batch = len(some) / (time.process_time() - start)
    spent = []
    for one in some[:300]:
        begin = time.process_time()
        desk.offer(one.text, one.title, places=one.places)
        spent.append(1000 * (time.process_time() - begin))
    spent.sort()
    return {
        "offer_ms_median": round(spent[len(spent) // 2], 3),
        "offer_ms_p99": round(spent[int(len(spent) * 0.99)], 3),
        "batch_per_second": round(batch),
    }


_NAMES = "浔龙赤杨葛盖美国水桂上汤雷三春大霞南北东西石金银青"
_ENDS = "山溪坂林坑洋湖桥埔厝"
