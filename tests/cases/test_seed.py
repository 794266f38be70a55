"""The shipped categories, deadline packs and holidays."""

from datetime import date

import pytest

from sanan.cases.actions.seed import Seeded, allowance, seed, shipped
from sanan.cases.models import Category, DayOfCalendar, Policy
from sanan.kit.calendar import seed_year
from sanan.ledger.models import Entry

SEVEN = {
    "城乡建设",
    "环境保护",
    "交通运输",
    "教育文体",
    "劳动和社会保障",
    "商贸旅游",
    "卫生计生",
}


@pytest.mark.django_db
def test_seeded_once():
    first = seed()
    assert first.categories == Category.objects.count()
    assert first.policies == Policy.objects.count()
    assert first.days == DayOfCalendar.objects.count() == 366 + 365 + 365
    assert seed() == Seeded(0, 0, 0)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_what_a_county_changed_stays():
    seed()
    Policy.objects.filter(pack="beijing", key="ordinary").update(name="我们的一般事项")
    DayOfCalendar.objects.filter(day=date(2026, 1, 1)).update(working=True)
    Category.objects.filter(code="urban.light").delete()
    assert seed() == Seeded(1, 0, 0)
    assert Policy.objects.get(pack="beijing", key="ordinary").name == "我们的一般事项"
    assert DayOfCalendar.objects.get(day=date(2026, 1, 1)).working


@pytest.mark.django_db
def test_the_first_level_has_the_seven_names_and_every_leaf_its_conditions():
    seed()
    tops = Category.objects.filter(parent=None)
    assert set(tops.values_list("name", flat=True)) >= SEVEN
    leaves = Category.objects.exclude(parent=None).select_related("parent")
    assert len(leaves) >= 70
    for leaf in leaves:
        assert leaf.code.startswith(f"{leaf.parent.code}.")
        assert len(leaf.code) <= 20
        assert leaf.name
        assert leaf.open_rule
        assert leaf.close_rule


def test_every_row_of_every_pack_can_be_read():
    packs = {pack["key"]: pack for pack in shipped("deadline_packs")["pack"]}
    assert set(packs) == {
        "beijing",
        "shandong",
        "bureau",
        "hengyang",
        "xiamen",
        "petition",
        "urban",
        "village",
        "immediate_fix",
        "mediation",
    }
    known = {
        f"{top['code']}.{leaf[0]}"
        for top in shipped("categories")["category"]
        for leaf in top["leaf"]
    }
    for pack in packs.values():
        assert any(row["matches"] == {} for row in pack["row"])
        for row in pack["row"]:
            assert {"contact", "handle", "revisit", "reopen"} <= set(row["allows"])
            assert all(allowance(text).amount >= 0 for text in row["allows"].values())
            assert row["matches"].get("category", "urban.light") in known


@pytest.mark.parametrize(
    ("pack", "row", "stage", "allowed"),
    [
        ("beijing", "danger", "handle", "2 hour"),
        ("beijing", "utility", "handle", "24 hour"),
        ("beijing", "ordinary", "handle", "7 day"),
        ("beijing", "complex", "handle", "15 day"),
        ("beijing", "ordinary", "intake", "2 hour"),
        ("shandong", "ordinary", "handle", "5 working_day"),
        ("shandong", "ordinary", "return", "2 working_day"),
        ("bureau", "emergency", "handle", "0 day"),
        ("bureau", "help", "handle", "3 working_day"),
        ("bureau", "complaint", "handle", "13 working_day"),
        ("bureau", "complaint", "remind", "1 working_day"),
        ("bureau", "complaint", "criticise", "5 working_day"),
        ("hengyang", "ordinary", "handle", "5 working_day"),
        ("hengyang", "ordinary", "return", "1 working_day"),
        ("xiamen", "consult", "handle", "2 working_day"),
        ("petition", "ordinary", "handle", "60 day"),
        ("petition", "ordinary", "return", "5 working_day"),
        ("urban", "rubbish", "handle", "4 working_hour"),
        ("urban", "debris", "handle", "4 working_hour"),
        ("urban", "earth", "handle", "2 working_day"),
        ("urban", "sweep", "handle", "2 working_hour"),
        ("urban", "ponding", "handle", "4 working_hour"),
        ("urban", "green", "handle", "5 working_day"),
        ("urban", "illegal", "contact", "4 working_hour"),
        ("urban", "illegal", "penalty", "7 working_day"),
        ("urban", "illegal", "handle", "20 working_day"),
        ("village", "ordinary", "contact", "24 hour"),
        ("village", "ordinary", "handle", "3 working_day"),
        ("immediate_fix", "ordinary", "handle", "15 day"),
        ("immediate_fix", "danger", "handle", "3 day"),
    ],
)
def test_the_table_of_deadlines(pack, row, stage, allowed):
    packs = {p["key"]: {r["key"]: r for r in p["row"]} for p in shipped("deadline_packs")["pack"]}
    assert packs[pack][row]["allows"][stage] == allowed


def test_the_known_make_up_days():
    days = seed_year(2024).days
    assert days[date(2024, 9, 29)]
    assert days[date(2024, 10, 12)]
    assert not any(days[date(2024, 10, day)] for day in range(1, 8))
