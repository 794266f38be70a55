"""Handling units suggested from duty, place and history."""

import pytest

from sanan.insight.handlers import Duty, Handlers, Past, suggest_handlers

DUTIES = [
    Duty("ecology", "生态环境监督管理，噪声油烟废气污染查处", ("环境保护",)),
    Duty("urban", "市容管理，占道经营、夜市摊点、违章搭建查处", ("城乡建设",)),
    Duty("labour", "劳动保障监察，拖欠工资、社会保险", ("劳动和社会保障",)),
    Duty("town-a", "本镇环境卫生与综合执法，油烟噪声巡查", ("环境保护",), ("a",)),
    Duty("town-b", "本镇环境卫生与综合执法，油烟噪声巡查", ("环境保护",), ("b",)),
    Duty("village", "协助油烟噪声污染查处", ("环境保护",), ("a",), assists=True),
]
TEXT = "楼下烧烤店油烟和噪声太大"
LABELS = {"环境保护": 0.9, "城乡建设": 0.1}


def units(found):
    return [one.unit for one in found]


def test_duty_decides_and_is_shown():
    found = suggest_handlers("工地拖欠工资", duties=DUTIES, labels={"劳动和社会保障": 0.95})
    assert found[0].unit == "labour"
    assert found[0].duty == "劳动保障监察，拖欠工资、社会保险"
    assert "工资" in found[0].words


def test_place_prefers_its_own_and_leaves_out_the_others():
    found = units(suggest_handlers(TEXT, duties=DUTIES, labels=LABELS, places=("a", "county")))
    assert found[0] == "town-a"
    assert "town-b" not in found


def test_who_only_assists_is_never_the_main_handler():
    found = suggest_handlers(TEXT, duties=DUTIES, labels=LABELS, places=("a",), top=9)
    assert "village" not in units(found)


def test_returns_teach():
    handlers = Handlers.of(DUTIES)
    first = handlers.suggest(TEXT, labels=LABELS)[0].unit
    for _ in range(8):
        handlers.learn(Past(first, "环境保护", TEXT, returned=True))
        handlers.learn(Past("urban", "环境保护", TEXT))
    found = handlers.suggest(TEXT, labels=LABELS)
    assert found[0].unit == "urban"
    assert found[0].handled == pytest.approx(8)


def test_old_history_fades():
    fresh, stale = Handlers.of(DUTIES), Handlers.of(DUTIES)
    for _ in range(3):
        fresh.learn(Past("urban", "环境保护", TEXT))
        stale.learn(Past("urban", "环境保护", TEXT, age_days=3600))
    share = lambda handlers: {  # noqa: E731
        one.unit: one.share for one in handlers.suggest(TEXT, labels=LABELS, top=9)
    }
    assert share(fresh)["urban"] > share(stale)["urban"]


def test_no_duty_fits():
    assert suggest_handlers("今天天气好", duties=[], labels={}) == []
    assert suggest_handlers("今天天气好", duties=DUTIES[2:3], labels={}) == []


def test_shares_are_shares():
    found = suggest_handlers(TEXT, duties=DUTIES, labels=LABELS, top=99)
    assert sum(one.share for one in found) == pytest.approx(1)
