"""Every kind of the domain brief (§2.9, §2.10) on the figures that were published with it."""

import json
from decimal import Decimal

import pytest

from sanan.scoring import RulesRefused, Subject, evaluate, read


def rules(*items, **more):
    return {"version": "2026-1", "items": list(items), **more}


def total(item, *, places=2, evidence=None, **facts):
    data = rules(item, rounding={"step": "last", "places": places})
    subject = Subject(
        "a",
        {k: None if v is None else Decimal(v) for k, v in facts.items()},
        evidence=evidence or {},
    )
    return evaluate(read(data), [subject]).of("a").total


CAPPED = {"key": "i", "kind": "ratio_capped", "value": "x", "target": "t", "points": "30"}


@pytest.mark.parametrize(
    ("x", "points"), [("15", "15.00"), ("30", "30.00"), ("45", "30.00"), ("0", "0.00")]
)
def test_a_capped_ratio_counts_no_more_than_the_whole(x, points):
    assert total(CAPPED, x=x, t="30") == Decimal(points)


def test_the_published_investment_score_is_half_a_point():
    """min(28/27,1)·50 % + min(177.7/54,1)·50 %, ×0.5 → 0.50."""
    items = [
        {
            "key": "count",
            "kind": "ratio_capped",
            "value": "signed",
            "target": "27",
            "points": "0.25",
        },
        {"key": "sum", "kind": "ratio_capped", "value": "amount", "target": "54", "points": "0.25"},
    ]
    found = evaluate(
        read(rules(*items)), [Subject("c", {"signed": 28, "amount": Decimal("177.7")})]
    )
    assert found.of("c").total == Decimal("0.50")


def test_published_ratios_without_a_cap():
    """Foreign investment at 120 % × 0.5 = 0.60, outside investment at 96 % × 0.5 = 0.48."""
    item = {**CAPPED, "kind": "ratio_open", "target": "100", "points": "0.5"}
    assert total(item, x="120") == Decimal("0.60")
    assert total(item, x="96") == Decimal("0.48")


PP = {
    "key": "pp",
    "kind": "per_pp",
    "value": "x",
    "pivot": "100",
    "bands": [
        {"to": "100", "per": "-0.1"},
        {"from": "100", "to": "130", "per": "0.2"},
        {"from": "130", "per": "0.1"},
    ],
    "least": "-10",
    "most": "10",
}


@pytest.mark.parametrize(
    ("x", "points"),
    [
        ("100", "0.00"),
        ("95.5", "-0.45"),
        ("120", "4.00"),
        ("130", "6.00"),
        ("150", "8.00"),
        ("400", "10.00"),
        ("-50", "-10.00"),
    ],
)
def test_points_by_percentage_point_in_bands(x, points):
    assert total(PP, x=x) == Decimal(points)


def test_only_whole_percentage_points_where_the_rules_say_so():
    assert total({**PP, "whole": True}, x="97.9") == Decimal("-0.20")


def test_a_bonus_for_each_up_to_a_cap():
    item = {"key": "starts", "kind": "per_unit_bonus", "value": "x", "each": "1", "most": "10"}
    assert [total(item, x=x) for x in ("3", "10", "14")] == [
        Decimal("3.00"),
        Decimal("10.00"),
        Decimal("10.00"),
    ]


def test_each_one_missing_costs():
    """Size class 3–10 亿 needs at least 7, −0.1 each missing."""
    item = {"key": "class", "kind": "deduct", "value": "x", "target": "7", "each": "0.1"}
    assert [total(item, x=x) for x in ("4", "7", "9")] == [
        Decimal("-0.30"),
        Decimal("0.00"),
        Decimal("0.00"),
    ]


def test_tiers_hold_from_their_bound_on():
    tiers = [
        {"from": "60", "points": 6},
        {"from": "80", "points": 8},
        {"from": "100", "points": 10},
    ]
    item = {"key": "t", "kind": "tier", "value": "x", "tiers": tiers, "otherwise": "1"}
    got = [total(item, x=x) for x in ("59.99", "60", "99.99", "100")]
    assert got == [Decimal(p) for p in ("1.00", "6.00", "8.00", "10.00")]


RANKED = {
    "key": "r",
    "kind": "rank_points",
    "value": "x",
    "tiers": [{"to": 3, "points": 7}, {"to": 6, "points": 5}, {"to": 10, "points": 3}],
}


def by_key(data, values, **more):
    subjects = [
        Subject(f"s{n:02}", {"x": v, **{k: w[n] for k, w in more.items()}})
        for n, v in enumerate(values)
    ]
    return {score.key: score for score in evaluate(read(data), subjects).scores}


def test_points_by_rank():
    """1–3: 7; 4–6: 5; 7–10: 3."""
    found = by_key(rules(RANKED), [110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10])
    assert [int(found[f"s{n:02}"].total) for n in range(11)] == [7, 7, 7, 5, 5, 5, 3, 3, 3, 3, 0]


@pytest.mark.parametrize(
    ("ties", "ranks", "points"),
    [
        ("share", [1, 1, 3, 4], [7, 7, 7, 5]),
        ("dense", [1, 1, 2, 3], [7, 7, 7, 7]),
        ("mean", [1, 1, 3, 4], [7, 7, 7, 5]),
    ],
)
def test_equals_share_a_place_as_the_rules_say(ties, ranks, points):
    found = by_key(
        rules(
            RANKED,
            {"key": "x", "kind": "ratio_open", "value": "x", "target": "1", "points": "1"},
            ties=ties,
        ),
        [9, 9, 8, 7],
    )
    assert [found[f"s{n:02}"].rank for n in range(4)] == ranks
    assert [found[f"s{n:02}"].items[0].points for n in range(4)] == points


def test_a_mean_of_places_decides_points_at_the_edge():
    """Two on places 3 and 4 stand at 3.5: not among the first three."""
    found = by_key(rules(RANKED, ties="mean"), [9, 8, 7, 7])
    assert [int(found[f"s{n:02}"].total) for n in range(4)] == [7, 7, 5, 5]


def test_a_tie_is_parted_by_the_facts_that_the_rules_name():
    item = {"key": "m", "kind": "tier", "value": "x", "tiers": [{"from": 0, "points": 5}]}
    found = by_key(rules(item, tie_break=["lead"]), [1, 2, 3], lead=[4, 9, None])
    assert {key: score.rank for key, score in found.items()} == {"s01": 1, "s00": 2, "s02": 3}


def test_the_efficacy_coefficient_runs_from_60_to_100_within_a_group():
    item = {"key": "e", "kind": "efficacy", "value": "x"}
    found = by_key(rules(item), [20, 50, 80])
    assert [found[f"s{n:02}"].total for n in range(3)] == [
        Decimal("60.00"),
        Decimal("80.00"),
        Decimal("100.00"),
    ]
    low = by_key(rules({**item, "order": "low", "points": "10"}), [20, 50, 80])
    assert [low[f"s{n:02}"].total for n in range(3)] == [
        Decimal("10.00"),
        Decimal("8.00"),
        Decimal("6.00"),
    ]
    assert {s.total for s in by_key(rules(item), [7, 7]).values()} == {Decimal("100.00")}


def test_like_is_compared_with_like():
    item = {"key": "e", "kind": "efficacy", "value": "x"}
    grouped = rules(item, groups={"fact": "size", "bounds": ["10", "50"]})
    found = by_key(grouped, [20, 80, 1, 2], size=[9, 5, 10, 50])
    assert {key: (score.group, score.rank) for key, score in found.items()} == {
        "s00": ("1", 2),
        "s01": ("1", 1),
        "s02": ("2", 1),
        "s03": ("3", 1),
    }


def test_a_manual_score_counts_only_with_its_evidence():
    item = {"key": "visit", "kind": "manual", "most": "10", "least": "0"}
    assert total(item, visit="8.5") is None
    assert total(item, visit="8.5", evidence={"visit": "现场核查记录"}) == Decimal("8.50")
    assert total(item, visit="12", evidence={"visit": "现场核查记录"}) == Decimal("10.00")


def test_what_nobody_knows_stays_unknown():
    assert total(CAPPED, x=None, t="30") is None
    assert total(CAPPED, x="30", t="0") is None
    assert total({**CAPPED, "unknown": "0"}, x=None, t="30") == Decimal("0.00")
    found = by_key(rules({**CAPPED, "target": "10"}), [5, None, 7])
    assert [(found[k].rank, found[k].of) for k in ("s02", "s00", "s01")] == [
        (1, 2),
        (2, 2),
        (None, 0),
    ]


def test_where_rounding_happens_is_the_rules():
    items = [
        {"key": k, "kind": "ratio_open", "value": "x", "target": "3", "points": "1"} for k in "ab"
    ]
    for step, mode, expected in (
        ("last", "half_up", "0.67"),
        ("each", "half_up", "0.66"),
        ("last", "down", "0.66"),
    ):
        data = rules(*items, rounding={"step": step, "places": 2, "mode": mode})
        assert evaluate(read(data), [Subject("a", {"x": 1})]).of("a").total == Decimal(expected)


LISTS = {
    "red": {"all": [{"fact": "done", "more_than": "target"}, {"top": 5}]},
    "black": {
        "all": [{"fact": "done", "less_than": "target"}, {"bottom": 4}],
        "unless": [{"flag": "force_majeure"}],
    },
}


def _mianyang(force=()):
    """Ten units from best to worst; those from the seventh on missed their target of 70."""
    item = {"key": "done", "kind": "ratio_open", "value": "done", "target": "1", "points": "1"}
    subjects = [
        Subject(f"u{n}", {"done": 130 - 10 * n, "target": 70, "force_majeure": int(n in force)})
        for n in range(1, 11)
    ]
    return {s.key: s for s in evaluate(read(rules(item, lists=LISTS)), subjects).scores}


def test_red_is_over_target_and_among_the_best_black_is_short_and_among_the_last():
    found = _mianyang()
    assert [k for k, s in found.items() if s.listed == "red"] == ["u1", "u2", "u3", "u4", "u5"]
    assert [k for k, s in found.items() if s.listed == "black"] == ["u7", "u8", "u9", "u10"]


def test_missed_for_force_majeure_is_never_black():
    found = _mianyang(force={9})
    assert [k for k, s in found.items() if s.listed == "black"] == ["u7", "u8", "u10"]
    assert [c.holds for c in found["u9"].black] == [True, True, True]


def test_target_met_is_never_black_even_among_the_last():
    item = {"key": "done", "kind": "ratio_open", "value": "done", "target": "1", "points": "1"}
    subjects = [Subject(f"u{n}", {"done": 70, "target": 70}) for n in range(3)]
    found = evaluate(read(rules(item, lists=LISTS)), subjects).scores
    assert {score.listed for score in found} == {""}


def test_an_exception_that_may_hold_keeps_off_the_list():
    item = {"key": "done", "kind": "ratio_open", "value": "done", "target": "1", "points": "1"}
    subject = Subject("u", {"done": 5, "target": 70, "force_majeure": None})
    assert evaluate(read(rules(item, lists=LISTS)), [subject]).of("u").listed == ""


def test_every_line_of_an_explanation_can_be_said():
    found = evaluate(
        read(rules(CAPPED)), [Subject("a", {"x": Decimal("67.9"), "t": Decimal("82.91")})]
    ).of("a")
    assert [str(step) for step in found.items[0].steps] == [
        "67.9 ÷ 82.91 = ≈0.819，乘 30 分，得 ≈24.5688 分。"
    ]
    assert [str(step) for step in found.steps] == [
        "各项相加，合计 ≈24.5688。",
        "≈24.5688 四舍五入到 2 位小数，是 24.57。",
    ]


def test_facts_have_the_names_that_people_read():
    data = rules(CAPPED, names={"x": "完成投资"})
    (step,) = evaluate(read(data), [Subject("a", {"x": None, "t": 1})]).of("a").items[0].steps
    assert str(step) == "“完成投资”还没有数，这一项算不出来。"


def test_a_float_is_no_number():
    rounded = Subject("a", {"x": 0.1, "t": 1})
    with pytest.raises(TypeError):
        evaluate(read(rules(CAPPED)), [rounded])


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], ""),
        ({"version": "1"}, "items"),
        (rules({**CAPPED, "kind": "magic"}), "items.0.kind"),
        (rules({**CAPPED, "points": 0.1}), "items.0.points"),
        (rules({**CAPPED, "points": "1e99"}), "items.0.points"),
        (rules({**CAPPED, "points": "NaN"}), "items.0.points"),
        (rules({**CAPPED, "target": "0"}), "items.0.target"),
        (
            rules({"key": "i", "kind": "ratio_capped", "value": "x", "points": "1"}),
            "items.0.target",
        ),
        (rules({**CAPPED, "pionts": "30"}), "items.0.pionts"),
        (rules(CAPPED, CAPPED), "items.1.key"),
        (rules({**PP, "bands": [{"from": "90", "to": "110", "per": "1"}]}), "items.0.bands.0"),
        (
            rules(
                {
                    **PP,
                    "bands": [
                        {"from": "100", "to": "130", "per": "1"},
                        {"from": "120", "per": "1"},
                    ],
                }
            ),
            "items.0.bands",
        ),
        (
            rules({**RANKED, "tiers": [{"to": 3, "points": 7}, {"to": 3, "points": 5}]}),
            "items.0.tiers",
        ),
        (rules({**CAPPED, "least": "5", "most": "1"}), "items.0.least"),
        (rules(CAPPED, groups={"fact": "x", "bounds": ["50", "10"]}), "groups.bounds"),
        (rules(CAPPED, ties="coin"), "ties"),
        (rules(CAPPED, rounding={"places": 9}), "rounding.places"),
        (rules(CAPPED, lists={"red": {"all": []}}), "lists.red.all"),
        (rules(CAPPED, lists={"red": {"all": [{"top": 0}]}}), "lists.red.all.0.top"),
        (rules(CAPPED, lists={"red": {"all": [{"fact": "x", "nearly": 1}]}}), "lists.red.all.0"),
    ],
)
def test_rules_that_cannot_be_worked_with_say_where(data, where):
    with pytest.raises(RulesRefused) as refused:
        read(data)
    assert where in [fault.where for fault in refused.value.faults]


def test_rules_are_plain_json():
    data = rules(CAPPED, PP, lists=LISTS)
    assert read(json.loads(json.dumps(data))).facts == ["x", "t", "done", "target", "force_majeure"]
