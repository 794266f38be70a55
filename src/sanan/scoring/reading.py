"""Rules out of JSON: everything that is wrong is found at once, each with the place it stands at."""

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sanan.scoring.kinds import KINDS
from sanan.scoring.rules import (
    Band,
    Fault,
    Groups,
    Item,
    Listing,
    Operand,
    RuleSet,
    RulesRefused,
    Test,
    Tier,
    gettext_noop,
)

MOST_ITEMS = 200
MOST_PLACES = 6
MOST = Fraction(10**15)
TIES = ("share", "dense", "mean")
STEPS = ("last", "each")
MODES = ("half_up", "down")
COMPARED = ("at_least", "more_than", "at_most", "less_than", "is")
PLACED = ("top", "bottom")
KNOWN = {
    *("version", "title", "base", "rounding", "ties", "tie_break"),
    *("groups", "least", "most", "items", "lists", "names"),
}
ITEM_WORDS = {
    *("key", "kind", "title", "value", "target", "points", "cap", "pivot", "bands", "tiers"),
    *("otherwise", "each", "whole", "order", "span", "floor", "least", "most", "unknown", "note"),
}


def read(data: object) -> RuleSet:
    """Rules out of JSON. Numbers stand as text ("0.1") or whole; floats are refused.

    Raises `RulesRefused` with every fault.
    """
    reader = _Reader()
    rules = reader.rules(data)
    if reader.faults or rules is None:
        raise RulesRefused(reader.faults)
    return rules


class _Reader:
    """Reads and keeps what is wrong."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def rules(self, data: object) -> RuleSet | None:
        if not isinstance(data, Mapping):
            self.fault("", gettext_noop("规则应当是一个对象。"))
            return None
        self.strange("", data, KNOWN)
        rounding = self.mapping("rounding", data.get("rounding"))
        lists = self.mapping("lists", data.get("lists"))
        self.strange("rounding", rounding, {"step", "places", "mode"})
        self.strange("lists", lists, {"red", "black"})
        least, most = self.bounds("", data)
        return RuleSet(
            version=self.text("version", data.get("version"), needed=True),
            title=self.text("title", data.get("title")),
            items=self.items(data.get("items")),
            base=self.number("base", data.get("base", 0)),
            places=self.whole("rounding.places", rounding.get("places", 2), MOST_PLACES),
            mode=self.one_of("rounding.mode", rounding.get("mode", "half_up"), MODES),
            step=self.one_of("rounding.step", rounding.get("step", "last"), STEPS),
            ties=self.one_of("ties", data.get("ties", "share"), TIES),
            tie_break=tuple(
                self.text(f"tie_break.{n}", each, needed=True)
                for n, each in enumerate(self.listed("tie_break", data.get("tie_break")))
            ),
            groups=self.groups(data.get("groups")),
            least=least,
            most=most,
            red=self.listing("lists.red", lists.get("red")),
            black=self.listing("lists.black", lists.get("black")),
            names={
                str(fact): self.text(f"names.{fact}", name, needed=True)
                for fact, name in self.mapping("names", data.get("names")).items()
            },
            data=data,
        )

    def items(self, given: object) -> tuple[Item, ...]:
        rows = self.listed("items", given)
        if not 0 < len(rows) <= MOST_ITEMS:
            self.fault("items", gettext_noop("至少写一项，最多 %(most)s 项。"), most=MOST_ITEMS)
        found = [self.item(f"items.{n}", row) for n, row in enumerate(rows[:MOST_ITEMS])]
        seen: set[str] = set()
        for n, item in enumerate(found):
            if item is not None and item.key in seen:
                self.fault(f"items.{n}.key", gettext_noop("“%(key)s”写了两次。"), key=item.key)
            seen.add(item.key if item is not None else "")
        return tuple(item for item in found if item is not None)

    def item(self, at: str, given: object) -> Item | None:
        row = self.mapping(at, given)
        kind = self.one_of(f"{at}.kind", row.get("kind"), tuple(KINDS))
        if kind not in KINDS:
            return None
        self.strange(at, row, ITEM_WORDS)
        for name in KINDS[kind].needs:
            if name not in row:
                self.fault(f"{at}.{name}", gettext_noop("这一项还没写。"))
        key = self.text(f"{at}.key", row.get("key"), needed=True)
        least, most = self.bounds(at, row)
        item = Item(
            key=key,
            kind=kind,
            title=self.text(f"{at}.title", row.get("title")) or key,
            value=self.operand(f"{at}.value", row.get("value", key)),
            target=self.operand(f"{at}.target", row["target"]) if "target" in row else None,
            points=self.number(f"{at}.points", row.get("points", KINDS[kind].points)),
            cap=self.number(f"{at}.cap", row.get("cap", 1)),
            pivot=self.number(f"{at}.pivot", row.get("pivot", 0)),
            bands=self.bands(at, row),
            tiers=self.tiers(at, row, rank=kind == "rank_points"),
            otherwise=self.number(f"{at}.otherwise", row.get("otherwise", 0)),
            each=self.number(f"{at}.each", row.get("each", 0)),
            whole=row.get("whole") is True,
            low_is_best=self.one_of(f"{at}.order", row.get("order", "high"), ("high", "low"))
            == "low",
            span=self.number(f"{at}.span", row.get("span", 40)),
            floor=self.number(f"{at}.floor", row.get("floor", 60)),
            least=least,
            most=most,
            unknown=self.number(f"{at}.unknown", row["unknown"]) if "unknown" in row else None,
            note=self.text(f"{at}.note", row.get("note")),
        )
        if item.target is not None and not item.target.fact and item.target.number <= 0:
            self.fault(f"{at}.target", gettext_noop("目标要大于 0。"))
        return item

    def bands(self, at: str, row: Mapping[str, Any]) -> tuple[Band, ...]:
        pivot, found = self.number(f"{at}.pivot", row.get("pivot", 0)), []
        for n, given in enumerate(self.listed(f"{at}.bands", row.get("bands"))):
            here = f"{at}.bands.{n}"
            each = self.mapping(here, given)
            self.strange(here, each, {"from", "to", "per"})
            low, high = (
                self.maybe(f"{here}.from", each.get("from")),
                self.maybe(f"{here}.to", each.get("to")),
            )
            below = high is not None and high <= pivot
            above = low is not None and low >= pivot
            if low is not None and high is not None and low >= high:
                self.fault(here, gettext_noop("一段的起点要小于终点。"))
            elif not below and not above:
                self.fault(here, gettext_noop("一段不能跨过 %(pivot)s。"), pivot=pivot)
            found.append(Band(low, high, self.number(f"{here}.per", each.get("per", 0))))
        self.apart(at, found)
        return tuple(found)

    def apart(self, at: str, bands: Sequence[Band]) -> None:
        """Two bands must not both count one percentage point."""
        reach = [
            (-MOST if b.low is None else b.low, MOST if b.high is None else b.high) for b in bands
        ]
        reach.sort()
        for (_low, high), (low, _high) in pairwise(reach):
            if low < high:
                self.fault(f"{at}.bands", gettext_noop("两段有重叠，同一个百分点会算两次。"))
                return

    def tiers(self, at: str, row: Mapping[str, Any], *, rank: bool) -> tuple[Tier, ...]:
        found, word = [], "to" if rank else "from"
        for n, given in enumerate(self.listed(f"{at}.tiers", row.get("tiers"))):
            here = f"{at}.tiers.{n}"
            each = self.mapping(here, given)
            self.strange(here, each, {word, "points"})
            for name in (word, "points"):
                if name not in each:
                    self.fault(f"{here}.{name}", gettext_noop("这一项还没写。"))
            bound = self.number(f"{here}.{word}", each.get(word, 0))
            found.append(Tier(bound, self.number(f"{here}.points", each.get("points", 0))))
        bounds = [tier.bound for tier in found]
        if len(set(bounds)) != len(bounds):
            self.fault(f"{at}.tiers", gettext_noop("两档的界限一样。"))
        return tuple(sorted(found, key=lambda tier: tier.bound))

    def groups(self, given: object) -> Groups | None:
        if given is None:
            return None
        row = self.mapping("groups", given)
        self.strange("groups", row, {"fact", "bounds"})
        bounds = tuple(
            self.number(f"groups.bounds.{n}", each)
            for n, each in enumerate(self.listed("groups.bounds", row.get("bounds")))
        )
        if list(bounds) != sorted(set(bounds)):
            self.fault("groups.bounds", gettext_noop("分组的界限要从小到大写，不能重复。"))
        if bounds and "fact" not in row:
            self.fault("groups.fact", gettext_noop("这一项还没写。"))
        return Groups(self.text("groups.fact", row.get("fact")), bounds)

    def listing(self, at: str, given: object) -> Listing | None:
        if given is None:
            return None
        row = self.mapping(at, given)
        self.strange(at, row, {"all", "unless"})
        tests = self.tests(f"{at}.all", row.get("all"))
        if not tests:
            self.fault(f"{at}.all", gettext_noop("至少写一个条件。"))
        return Listing(tests, self.tests(f"{at}.unless", row.get("unless")))

    def tests(self, at: str, given: object) -> tuple[Test, ...]:
        return tuple(self.test(f"{at}.{n}", each) for n, each in enumerate(self.listed(at, given)))

    def test(self, at: str, given: object) -> Test:
        row = self.mapping(at, given)
        for kind in PLACED:
            if kind in row:
                self.strange(at, row, {kind})
                return Test(kind, count=self.whole(f"{at}.{kind}", row[kind], 10**6, least=1))
        if "flag" in row:
            self.strange(at, row, {"flag"})
            return Test("flag", fact=self.text(f"{at}.flag", row["flag"], needed=True))
        kind = next((each for each in COMPARED if each in row), "")
        if not kind:
            self.fault(at, gettext_noop("看不懂这个条件。"))
            return Test("flag")
        self.strange(at, row, {"fact", kind})
        fact = self.text(f"{at}.fact", row.get("fact"), needed=True)
        return Test(kind, fact=fact, operand=self.operand(f"{at}.{kind}", row[kind]))

    def bounds(self, at: str, row: Mapping[str, Any]) -> tuple[Fraction | None, Fraction | None]:
        dot = f"{at}." if at else ""
        least = self.maybe(f"{dot}least", row.get("least"))
        most = self.maybe(f"{dot}most", row.get("most"))
        if least is not None and most is not None and least > most:
            self.fault(f"{dot}least", gettext_noop("最少不能比最多还多。"))
        return least, most

    def operand(self, at: str, given: object) -> Operand:
        """A number as text or whole, else the name of a fact."""
        if isinstance(given, str) and given and _number(given) is None:
            return Operand(fact=self.text(at, given))
        return Operand(number=self.number(at, given))

    def maybe(self, at: str, given: object) -> Fraction | None:
        return None if given is None else self.number(at, given)

    def number(self, at: str, given: object) -> Fraction:
        found = _number(given)
        if isinstance(given, float):
            self.fault(at, gettext_noop('小数要加引号写，例如 "0.1"。'))
            return Fraction(0)
        if found is None or abs(found) > MOST:
            self.fault(at, gettext_noop("“%(given)s”不是一个能用的数。"), given=str(given)[:40])
            return Fraction(0)
        return found

    def whole(self, at: str, given: object, most: int, least: int = 0) -> int:
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            sentence = gettext_noop("要写 %(least)s 到 %(most)s 之间的整数。")
            self.fault(at, sentence, least=least, most=most)
            return least
        return given

    def text(self, at: str, given: object, *, needed: bool = False) -> str:
        if given is None and not needed:
            return ""
        if not isinstance(given, str) or (needed and not given.strip()) or len(given) > 200:
            self.fault(at, gettext_noop("要写一段文字，不超过 200 字。"))
            return ""
        return given.strip()

    def one_of(self, at: str, given: object, known: Sequence[str]) -> str:
        if given not in known:
            sentence = gettext_noop("“%(given)s”不认识，可以写：%(known)s。")
            self.fault(at, sentence, given=str(given)[:40], known="、".join(known))
            return ""
        return str(given)

    def mapping(self, at: str, given: object) -> Mapping[str, Any]:
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.fault(at, gettext_noop("这里应当是一个对象。"))
            return {}
        return given

    def listed(self, at: str, given: object) -> Sequence[Any]:
        if given is None:
            return []
        if not isinstance(given, list | tuple):
            self.fault(at, gettext_noop("这里应当是一个列表。"))
            return []
        return given

    def strange(self, at: str, row: Mapping[str, Any], known: Container[str]) -> None:
        """A word that nobody reads is a mistake of typing, and would count for nothing."""
        for name in row:
            if name not in known:
                where = f"{at}.{name}" if at else str(name)
                self.fault(where, gettext_noop("不认识“%(name)s”这一项。"), name=str(name)[:40])

    def fault(self, at: str, sentence: str, **values: object) -> None:
        self.faults.append(Fault(at, sentence, {k: str(v) for k, v in values.items()}))


def _number(given: object) -> Fraction | None:
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        exact = Decimal(given)
    except InvalidOperation:
        return None
    if not exact.is_finite() or exact.adjusted() > 20 or int(exact.as_tuple().exponent) < -20:
        return None
    return Fraction(exact)
