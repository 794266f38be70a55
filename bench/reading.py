"""Speed on invented messages, so that a figure can be had on any machine without real data."""

import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from sanan.insight.category import classify_many
from sanan.insight.duplicates import near_duplicates
from sanan.insight.event_index import SameEventIndex
from sanan.insight.places import Gazetteer, Place, places_in
from sanan.insight.same_event import Report
from sanan.insight.starter import taxonomy

_BATCH = 5_000
_ASKED = 200
_SEED = 5
_COPIED = 0.1
_START = datetime(2026, 1, 1, tzinfo=UTC)


def run(count: int) -> dict[str, Any]:
    """Measure reading in batches, grouping of `count` short messages, and look-ups at `count`."""
    return {
        "batch_messages_per_second": round(reading()),
        "near_duplicates_per_second": round(grouping(count)),
        "near_duplicates_peak_mb": _peak(),
        **looking(count),
        "index_peak_mb": _peak(),
    }


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def reading() -> float:
    """Return messages a second for category, place and same event together, in one batch."""
    texts = [text for _, text in zip(range(_BATCH), invented(long=True), strict=False)]
    gazetteer = Gazetteer.of(Place(str(i), name) for i, name in enumerate(_villages()))
    classify_many([("", texts[0])])
    start = time.process_time()
    classify_many([("", text) for text in texts])
    for text in texts:
        places_in(text, gazetteer)
    near_duplicates(texts)
    return _BATCH / (time.process_time() - start)


def grouping(count: int) -> float:
    """Return messages per second of processor time for grouping short messages."""
    texts = [text for _, text in zip(range(count), invented(long=False), strict=False)]
    start = time.process_time()
    near_duplicates(texts)
    return count / (time.process_time() - start)


def looking(count: int) -> dict[str, float]:
    """Fill an index with `count` open reports and ask it; milliseconds of processor time."""
    dice = np.random.default_rng(_SEED)
    index = SameEventIndex()
    points = dice.uniform((25.3, 117.8), (25.9, 118.6), size=(count, 2))
    start = time.process_time()
    for number, text in zip(range(count), invented(long=False), strict=False):
        index.add(_report(number, text, points[number]))
    filled = time.process_time() - start
    spent = []
    for number, text in zip(range(_ASKED), invented(long=False), strict=False):
        one = _report(count + number, text, points[number])
        begin = time.process_time()
        index.look(one)
        spent.append(1000 * (time.process_time() - begin))
    return {
        "index_adds_per_second": round(count / filled),
        "look_ms_median": round(float(np.median(spent)), 2),
        "look_ms_p99": round(float(np.quantile(spent, 0.99)), 2),
    }


def invented(*, long: bool) -> Iterator[str]:
    """Yield invented messages without end: a place, a problem, now and then a near copy."""
    dice = np.random.default_rng(_SEED)
    lines = [line for _, lines in taxonomy().values() for line in lines]
    villages = _villages()
    last = ""
    while True:
        line = lines[int(dice.integers(len(lines)))]
        place = villages[int(dice.integers(len(villages)))]
        text = f"{place}{int(dice.integers(1, 99))}号附近，{line[: int(dice.integers(10, 40))]}"
        if long:
            text += "。".join(lines[int(i)] for i in dice.integers(len(lines), size=6))
        if last and dice.random() < _COPIED:
            text = last + "！"
        yield text
        last = text


def _report(number: int, text: str, point: Any) -> Report:
    moment = _START + timedelta(seconds=2 * number)
    return Report(str(number), text, moment, lat=float(point[0]), lon=float(point[1]))


def _villages() -> list[str]:
    first, second = "东西南北上下大小新旧前后", "山水溪坂林坑洋湖桥埔厝格墘岭"
    return [f"{a}{b}{c}村" for a in first for b in second for c in second]
