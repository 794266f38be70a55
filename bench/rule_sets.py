"""Generated rule sets, and a second way to work them out: `bin/sanan bench scoring`.

`by_hand` reads the JSON of the rules as a person with paper would and shares no line with
`sanan.scoring`: where the two differ by a fen, one of them is wrong.
"""

import random
import time
from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

from sanan.scoring import Subject, evaluate, read

Data = Mapping[str, Any]
Row = tuple[str, str, Mapping[str, Decimal | None], Mapping[str, str]]
KINDS = (
    "ratio_capped",
    "ratio_open",
    "per_pp",
    "per_unit_bonus",
    "tier",
    "rank_points",
    "efficacy",
    "deduct",
    "manual",
)


def run(*, count: int, seed: int = 13) -> dict[str, Any]:
    """Work out `count` generated rule sets both ways; where they differ."""
    chance, differ, scores = random.Random(seed), [], 0
    began = time.perf_counter()
    for n in range(count):
        rules, rows = generated(chance, n)
        mine = {
            s.key: (s.total, s.rank, s.listed)
            for s in evaluate(read(rules), [Subject(k, f, g, e) for k, g, f, e in rows]).scores
        }
        scores += len(rows)
        if mine != by_hand(rules, rows):
            differ.append(n)
    seconds = round(time.perf_counter() - began, 2)
    return {"rule_sets": count, "scores": scores, "differ": differ, "seconds": seconds}


def generated(chance: random.Random, n: int) -> tuple[dict[str, Any], list[Row]]:
    """One rule set with every kind in turn and some more, and subjects with gaps and equals."""
    kinds = [KINDS[n % len(KINDS)], *chance.choices(KINDS, k=chance.randint(0, 4))]
    items = [_item(chance, kind, f"i{at}") for at, kind in enumerate(kinds)]
    rules: dict[str, Any] = {
        "version": f"generated {n}",
        "base": _text(chance, 0, 100) if n % 3 == 0 else 0,
        "rounding": {
            "step": chance.choice(["last", "each"]),
            "places": chance.randint(0, 4),
            "mode": chance.choice(["half_up", "half_up", "down"]),
        },
        "ties": chance.choice(["share", "dense", "mean"]),
        "tie_break": chance.sample(["a", "b"], chance.randint(0, 2)),
        "items": items,
    }
    if n % 4 == 1:
        rules["most"] = _text(chance, 20, 90)
    if n % 5 == 1:
        rules["groups"] = {"fact": "size", "bounds": ["10", "50.5"]}
    elif n % 5 == 2:
        rules["groups"] = {}
    if n % 2 == 0:
        rules["lists"] = {
            "red": {"all": [{"fact": "a", "more_than": "b"}, {"top": 2}]},
            "black": {
                "all": [{"fact": "a", "less_than": "b"}, {"bottom": 2}],
                "unless": [{"flag": "force_majeure"}, {"fact": "score", "at_least": "60"}],
            },
        }
    return rules, _rows(chance, items)


def _text(chance: random.Random, low: int, high: int) -> str:
    return str(Decimal(chance.randint(low * 100, high * 100)) / 100)


def _item(chance: random.Random, kind: str, key: str) -> dict[str, Any]:
    item: dict[str, Any] = {"key": key, "kind": kind, "value": chance.choice("abc")}
    tiers: list[dict[str, Any]]
    if kind in {"ratio_capped", "ratio_open"}:
        target = chance.choice(["b", "c", _text(chance, 1, 90)])
        item |= {"target": target, "points": _text(chance, 1, 50)}
        if kind == "ratio_capped" and chance.random() < 0.3:
            item["cap"] = "1.2"
    elif kind == "per_pp":
        bands: list[dict[str, str]] = [
            {"to": "100", "per": "-0.1"},
            {"from": "100", "to": "130", "per": "0.2"},
            {"from": "130", "per": "0.1"},
        ]
        item |= {"pivot": "100", "bands": bands, "least": "-10", "most": "10"}
        item["whole"] = chance.random() < 0.3
    elif kind in {"per_unit_bonus", "deduct"}:
        item |= {"each": _text(chance, 0, 3), "whole": chance.random() < 0.5}
        item |= {"most": "10"} if kind == "per_unit_bonus" else {"least": "-20"}
        if kind == "deduct" and chance.random() < 0.5:
            item["target"] = "b"
    elif kind == "tier":
        tiers = [{"from": str(f), "points": str(p)} for f, p in ((60, 3), (80, 5), (100, "7.25"))]
        item |= {"tiers": chance.sample(tiers, 3), "otherwise": "0.5"}
    elif kind == "rank_points":
        tiers = [{"to": t, "points": str(p)} for t, p in ((3, 7), (6, 5), (10, 3))]
        item |= {"tiers": tiers, "order": chance.choice(["high", "low"])}
    elif kind == "efficacy":
        item |= {"order": chance.choice(["high", "low"]), "points": _text(chance, 5, 100)}
    else:
        item |= {"value": key, "most": "10", "least": "0"}
    if chance.random() < 0.15:
        item["unknown"] = _text(chance, 0, 5)
    return item


def _rows(chance: random.Random, items: Sequence[Data]) -> list[Row]:
    rows: list[Row] = []
    for at in range(chance.randint(1, 9)):
        facts: dict[str, Decimal | None] = {
            name: chance.choice([None, Decimal(0), Decimal(100)])
            if chance.random() < 0.15
            else Decimal(chance.randint(-500, 20_000)) / chance.choice([1, 100])
            for name in ("a", "b", "c", "size")
        }
        facts["force_majeure"] = Decimal(chance.random() < 0.2)
        evidence = {}
        for item in items:
            if item["kind"] == "manual":
                facts[item["key"]] = Decimal(chance.randint(0, 120)) / 10
                evidence[item["key"]] = chance.choice(["", "会议纪要", "现场照片"])
        if rows and chance.random() < 0.2:
            facts = {**rows[-1][2]}
        rows.append((f"s{at}", chance.choice(["甲组", "乙组"]), facts, evidence))
    return rows


# --- the second way -------------------------------------------------------------------------------


def by_hand(rules: Data, rows: Sequence[Row]) -> dict[str, tuple[Decimal | None, int | None, str]]:
    """Total, rank and list of everybody, by reading the rules line by line."""
    found: dict[str, tuple[Decimal | None, int | None, str]] = {}
    for group in sorted({_group_of(rules, row) for row in rows}):
        found |= _group_by_hand(rules, [row for row in rows if _group_of(rules, row) == group])
    return found


def _group_of(rules: Data, row: Row) -> str:
    groups = rules.get("groups")
    if groups is None:
        return ""
    if "bounds" not in groups:
        return row[1]
    size = row[2][groups["fact"]]
    if size is None:
        return "unknown"
    return "small" if size < 10 else "middle" if size < Decimal("50.5") else "large"


def _group_by_hand(
    rules: Data, rows: Sequence[Row]
) -> dict[str, tuple[Decimal | None, int | None, str]]:
    totals: dict[str, Decimal | None] = {}
    for row in rows:
        total: Fraction | None = Fraction(str(rules["base"]))
        for item in rules["items"]:
            points = _points(rules, item, row, rows)
            if points is None or total is None:
                total = None
                continue
            if rules["rounding"]["step"] == "each":
                points = Fraction(_round(rules, points))
            total += points
        if total is not None and "most" in rules:
            total = min(total, Fraction(rules["most"]))
        totals[row[0]] = None if total is None else _round(rules, total)
    return {row[0]: (totals[row[0]], *_standing(rules, row, rows, totals)) for row in rows}


def _round(rules: Data, value: Fraction) -> Decimal:
    way = ROUND_HALF_UP if rules["rounding"]["mode"] == "half_up" else ROUND_DOWN
    with localcontext() as context:
        context.prec = 60
        number = Decimal(value.numerator) / Decimal(value.denominator)
        return number.quantize(Decimal(1).scaleb(-rules["rounding"]["places"]), rounding=way)


def _fact(row: Row, word: str) -> Fraction | None:
    if word in row[2]:
        value = row[2][word]
        return None if value is None else Fraction(value)
    return Fraction(word)


def _points(rules: Data, item: Data, row: Row, rows: Sequence[Row]) -> Fraction | None:
    points = _raw_points(rules, item, row, rows)
    if points is None:
        return Fraction(item["unknown"]) if "unknown" in item else None
    if "most" in item and points > Fraction(item["most"]):
        points = Fraction(item["most"])
    if "least" in item and points < Fraction(item["least"]):
        points = Fraction(item["least"])
    return points


def _raw_points(rules: Data, item: Data, row: Row, rows: Sequence[Row]) -> Fraction | None:
    x, kind = _fact(row, item["value"]), item["kind"]
    target = _fact(row, item["target"]) if "target" in item else Fraction(0)
    if x is None or target is None:
        return None
    if kind in {"ratio_capped", "ratio_open"}:
        share = None if target <= 0 else x / target
        if share is not None and kind == "ratio_capped":
            share = min(share, Fraction(item.get("cap", 1)))
        return None if share is None else share * Fraction(item["points"])
    if kind == "manual":
        return x if row[3].get(item["key"]) else None
    if kind in {"rank_points", "efficacy"}:
        known = [v for each in rows if (v := _fact(each, item["value"])) is not None]
        return _among(rules, item, x, known)
    return _alone(item, x, target)


def _alone(item: Data, x: Fraction, target: Fraction) -> Fraction:
    if item["kind"] == "per_pp":
        return _bands_by_hand(item, x)
    if item["kind"] == "tier":
        reached = [t for t in item["tiers"] if x >= int(t["from"])]
        best = max(reached, key=lambda t: int(t["from"]), default=None)
        return Fraction(best["points"] if best else item["otherwise"])
    n = max(target - x, Fraction(0)) if "target" in item else x
    n = Fraction(n // 1) if item["whole"] else n
    return (1 if item["kind"] == "per_unit_bonus" else -1) * n * Fraction(item["each"])


def _among(rules: Data, item: Data, x: Fraction, known: Sequence[Fraction]) -> Fraction:
    low = item["order"] == "low"
    if item["kind"] == "rank_points":
        place = _place(rules, known, x, low=low)
        return Fraction(7 if place <= 3 else 5 if place <= 6 else 3 if place <= 10 else 0)
    weight = Fraction(item["points"]) / 100
    if min(known) == max(known):
        return 100 * weight
    above = (max(known) - x) if low else (x - min(known))
    return (above / (max(known) - min(known)) * 40 + 60) * weight


def _bands_by_hand(item: Data, x: Fraction) -> Fraction:
    """Below 100 −0.1 for each point missing; to 130 +0.2; above +0.1."""
    parts = [
        (max(100 - x, Fraction(0)), Fraction(-1, 10)),
        (min(max(x - 100, Fraction(0)), Fraction(30)), Fraction(2, 10)),
        (max(x - 130, Fraction(0)), Fraction(1, 10)),
    ]
    return sum(((n // 1 if item["whole"] else n) * per for n, per in parts), Fraction(0))


def _place(rules: Data, values: Sequence[Fraction], x: Fraction, *, low: bool) -> Fraction:
    better = [v for v in values if (v < x if low else v > x)]
    if rules["ties"] == "dense":
        return Fraction(len(set(better)) + 1)
    if rules["ties"] == "mean":
        return len(better) + Fraction(values.count(x) + 1, 2)
    return Fraction(len(better) + 1)


def _standing(
    rules: Data, row: Row, rows: Sequence[Row], totals: Mapping[str, Decimal | None]
) -> tuple[int | None, str]:
    if totals[row[0]] is None:
        return None, ""
    keys = {r[0]: _order(rules, r, totals) for r in rows if totals[r[0]] is not None}
    better = [key for key in keys.values() if key > keys[row[0]]]
    rank = 1 + (len(set(better)) if rules["ties"] == "dense" else len(better))
    worse = [key for key in keys.values() if key < keys[row[0]]]
    a, b = row[2]["a"], row[2]["b"]
    if "lists" not in rules or a is None or b is None:
        return rank, ""
    total = totals[row[0]]
    saved = bool(row[2]["force_majeure"]) or (total is not None and total >= 60)
    if a > b and rank <= 2:
        return rank, "red"
    if a < b and len(worse) < 2 and not saved:
        return rank, "black"
    return rank, ""


def _order(rules: Data, row: Row, totals: Mapping[str, Decimal | None]) -> tuple[Any, ...]:
    """Greater is better; what is unknown is less than anything."""
    parts = [row[2][name] for name in rules["tie_break"]]
    return (totals[row[0]], *((part is not None, part or Decimal(0)) for part in parts))
