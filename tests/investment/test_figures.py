"""ACC-36 to 39 and the published scores; every figure opens exactly its rows."""

import io
import json
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from sanan.investment import actions
from sanan.investment.enums import Flag, Metric
from sanan.investment.models import Agreement, PromotionEvent
from sanan.investment.queries import board, city, lists, score
from sanan.investment.queries.counting import Scope, span_of
from sanan.kit import rounding
from sanan.kit.errors import Invalid
from sanan.scoring import Subject, evaluate, read

from .conftest import DAY, NOW, TODAY, YI

LISTS = {
    "events": lists.EVENTS,
    "leads": lists.LEADS,
    "agreements": lists.AGREEMENTS,
    "landings": lists.LANDINGS,
}


def scope_of(office, key="2026", person=None, place=None) -> Scope:
    return Scope(person or office.officer, place or office.county, span_of(key))


def opened(href: str, person) -> list:
    """The rows of the list at an address, as whoever clicks sees them."""
    parts = urlsplit(href)
    listed = LISTS[parts.path.strip("/").split("/")[-1]]
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    asked = listed.read(given, person, NOW)
    assert set(given) == set(asked.chosen), given
    return list(listed.found(asked))


def half_year(office) -> None:
    """The figures of the brief: 28 city-level contracts, 206.7 亿, of them 4 of 20 亿 and more."""
    amounts = [21, 22, 23, 24, *[4] * 10, *[5] * 13]
    rest = Decimal("206.7") - sum(amounts)
    assert len(amounts) == 27
    company = office.company()
    for n, amount in enumerate([*amounts, rest], 1):
        lead = office.talked(company=company, title=f"项目{n}")
        office.won(lead, amount=int(Decimal(amount) * YI), signed_on=date(2026, 1 + n % 6, 20))
    PromotionEvent.objects.bulk_create(
        PromotionEvent(
            place=office.county,
            kind="event",
            title=f"推介会{n}",
            held_on=date(2026, 1, 1) + n * DAY,
            state="held",
        )
        for n in range(196)
    )
    tasks = (("events", "", 240), ("signed", "city", 50), ("big", "city", 5))
    for metric, level, target in (*tasks, ("signed_amount", "city", 400 * YI)):
        actions.targets.set_task(
            place=office.county,
            year=2026,
            metric=metric,
            level=level,
            target=target,
            by=office.leader,
            at=NOW,
        )


def test_the_brief_of_the_first_half_year(office):
    half_year(office)
    office.signed()  # not verified: counted nowhere
    office.won(level="county")
    office.won(signed_on=date(2026, 7, 1))
    scope = scope_of(office, "2026H1")
    city_level = scope.signed("city")
    assert city_level.count() == 28
    amount = scope.measure(Metric.SIGNED_AMOUNT, "city")
    assert amount > 200 * YI
    assert amount >= 4 * 20 * YI
    assert scope.measure(Metric.BIG, "city") == 4
    assert scope_of(office).measure(Metric.EVENTS) == 196
    goals = {(p.task.metric, p.task.level): p for p in board.tasks(scope)}
    signed, big = goals["signed", "city"], goals["big", "city"]
    assert 29 <= signed.task.target <= 55
    assert signed.percent == Decimal("56.0")
    assert (big.percent, big.left) == (Decimal("80.0"), 1)
    said = city.brief(scope)
    assert said[1] == "市级签约项目 28 个，总投资超 200亿元，完成年度任务（50 个）过半（56%）。"
    assert said[2] == "其中20亿元以上的 4 个，完成年度任务（5 个）的 80%。"
    assert city.brief(scope_of(office))[0] == "2026年开展招商活动 196 场次。"


def test_every_figure_opens_exactly_its_rows(office):
    half_year(office)
    lead = office.won().lead
    office.landed(lead, "registered", date(2026, 4, 1))
    office.landed(lead, "paid_in", date(2026, 5, 1), amount=YI, foreign=True)
    office.talked(place=office.town, by=office.town_officer)
    for who, place in (
        (office.leader, office.county),
        (office.town_officer, office.town),
    ):
        for key in ("2026", "2026H1", "2026-03", "2026-1-6"):
            scope = scope_of(office, key, who, place)
            for metric in Metric:
                for level in ("", "city", "county") if metric in {"signed", "big"} else ("",):
                    rows = opened(scope.href_of(metric, level), who)
                    value = scope.measure(metric, level)
                    counted = sum(r.amount for r in rows) if metric in board.MONEY else len(rows)
                    assert counted == value, (metric, level, key)
            for stage in board.funnel(scope):
                assert len(opened(stage.href, who)) == stage.reached
            for size in board.sizes(scope, "city"):
                rows = opened(size.href, who)
                assert (len(rows), sum(r.amount for r in rows)) == (size.count, size.amount)
            for each in board.late(scope, TODAY):
                assert f"{len(opened(each.href, who))} 个" == each.value
            rates = board.rates(scope)
            landed = opened(rates[0].href, who)
            assert rates[0].detail.startswith(f"{len(landed)} /")


def test_a_project_with_framework_and_contract_counts_once(office):
    lead = office.talked()
    office.won(lead, kind="framework", amount=8 * YI, signed_on=date(2026, 2, 1))
    scope = scope_of(office)
    assert scope.signed().count() == 0  # by the settings only contracts count
    adopt(office, counts="framework")
    scope = scope_of(office)
    assert scope.measure(Metric.SIGNED_AMOUNT) == 8 * YI
    office.won(lead, amount=6 * YI)
    scope = scope_of(office)
    assert (scope.signed().count(), scope.measure(Metric.SIGNED_AMOUNT)) == (1, 6 * YI)
    assert opened(scope.href_signed(), office.officer)[0].kind == "contract"


def adopt(office, **more):
    given = {"place": office.county, "since_on": TODAY, "reason": "县里定的", "by": office.leader}
    return actions.targets.adopt(**{**given, "at": NOW, **more})


def test_settings_are_versions(office):
    first = adopt(office, big=30 * YI)
    second = adopt(office, days_register=10)
    first.refresh_from_db()
    assert (first.state, second.version, second.big) == ("replaced", 2, 30 * YI)
    with pytest.raises(Invalid, match="sizes"):
        adopt(office, small=40 * YI)
    office.won(amount=25 * YI)
    assert scope_of(office).measure(Metric.BIG) == 0


def test_what_takes_too_long_is_flagged_by_the_settings(office):
    lead = office.won(signed_on=TODAY - 90 * DAY).lead
    scope = scope_of(office)
    assert scope.late(TODAY)[Flag.REGISTER] == 0
    assert scope.late(TODAY + DAY)[Flag.REGISTER] == 1
    assert opened(scope.href("leads", late=Flag.REGISTER), office.officer) == []
    adopt(office, days_register=30)
    assert scope_of(office).late(TODAY)[Flag.REGISTER] == 1
    assert opened(scope.href("leads", late=Flag.REGISTER), office.officer) == [lead]
    actions.leads.stall(lead=lead, why="land", note="等", by=office.officer, at=NOW)
    assert scope_of(office).late(TODAY)[Flag.REGISTER] == 0
    other = office.won(office.talked(is_history=True), signed_on=date(2026, 1, 20)).lead
    office.landed(other, "registered", date(2026, 1, 21))
    assert scope_of(office).late(TODAY)[Flag.START] == 0


def test_the_funnel_tells_how_many_and_the_median_of_days(office):
    for days in (10, 20, 50):
        lead = office.lead(found_on=date(2026, 1, 1))
        given = {"sector": "食品", "scale": YI, "by": office.officer, "at": NOW}
        actions.leads.negotiate(lead=lead, on=date(2026, 1, 1) + days * DAY, **given)
    office.won(lead, signed_on=date(2026, 3, 1))  # no framework: 9 days after talks began
    office.lead(found_on=date(2025, 12, 31))
    stages = {each.stage: each for each in board.funnel(scope_of(office))}
    assert [stages[s].reached for s in ("lead", "negotiating", "framework_signed")] == [3, 3, 1]
    assert (stages["negotiating"].days, stages["negotiating"].n) == (Decimal("20.0"), 3)
    assert (stages["contract_signed"].days, stages["contract_signed"].n) == (Decimal("9.0"), 1)
    assert (stages["framework_signed"].days, stages["framework_signed"].n) == (None, 0)


def published(**facts) -> Decimal:
    """The shipped rules on published figures."""
    nothing = {"small": 7, "middle": 4, "big": 1, "late_start": 0, "false": 0}
    subject = Subject("c", {**nothing, **facts})
    return evaluate(read(score.shipped()), [subject]).of("c")


def test_published_scores(office):
    signed = {"signed": 28, "signed_target": 27}
    signed |= {"signed_amount": Decimal("177.7"), "signed_amount_target": 54}
    money = {"paid_in": 96, "paid_in_target": 100}
    money |= {"foreign_paid_in": 120, "foreign_paid_in_target": 100}
    found = {each.key: each.exact for each in published(**signed, **money).items}
    assert found["signed"] + found["signed_amount"] == Decimal("0.5")
    assert found["paid_in"] == Decimal("0.48")
    assert found["foreign"] == Decimal("0.6")  # not capped
    assert published(**signed, **money).total == Decimal("1.58")
    short = {"small": 5, "middle": 4, "big": 0, "late_start": 2, "false": 1}
    assert published(**signed, **money, **short).total == Decimal("0.88")


def test_the_score_of_a_county_is_explained_and_unknown_stays_unknown(office):
    half_year(office)
    found = score.of(scope_of(office))
    assert found.total == ""  # no task for money paid in
    for metric, target in (("paid_in", 100 * YI), ("foreign_paid_in", 10 * YI)):
        actions.targets.set_task(
            place=office.county, year=2026, metric=metric, target=target, by=office.leader, at=NOW
        )
    found = score.of(scope_of(office))
    assert found.total
    lines = {line.title: line for line in found.lines}
    assert "28 ÷ 50 = 0.56" in lines["签约项目"].steps[0]
    assert len(opened(lines["签约项目"].href, office.officer)) == 28
    assert lines["大档项目够不够"].points == "0"
    with pytest.raises(Invalid, match="rules"):
        adopt(office, scoring={"version": "x", "items": [{"key": "a", "kind": "magic"}]})
    rules = {**score.shipped(), "items": score.shipped()["items"][:1], "version": "2026-2"}
    adopt(office, scoring=json.loads(json.dumps(rules)))
    assert score.of(scope_of(office)).total == "0.14"


def test_a_false_win_costs_points(office):
    made = office.won()
    actions.wins.void_agreement(agreement=made, why="false", note="假的", by=office.leader, at=NOW)
    facts = score.facts(scope_of(office))
    assert (facts["false"], facts["signed"]) == (1, 0)


def test_the_monthly_table_for_the_city(office):
    half_year(office)
    scope = Scope(office.officer, office.county, city.months(2026, 6))
    content, rows = city.sheet(scope)
    assert rows == 28
    sheet = load_workbook(io.BytesIO(content)).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0][:3] == ["序号", "项目名称", "投资企业"]
    assert lines[29][0] == "合计"
    assert Decimal(str(lines[29][7])) == Decimal("206.7")
    assert sum(Decimal(str(line[7])) for line in lines[1:29]) == Decimal("206.7")
    assert sum(1 for line in lines[1:29] if line[-1] == "是") == 4
    summary = {row["name"]: row for row in city.summary(scope)}
    assert (summary["市级签约项目"]["month"], summary["市级签约项目"]["whole"]) == ("4", "28")
    assert len(opened(summary["市级签约项目"]["month_href"], office.officer)) == 4


@pytest.mark.parametrize(
    ("yi", "said"),
    [("206.7", "超 200亿元"), ("200", "200亿元"), ("23.81", "超 23亿元"), ("0.5", "5000万元")],
)
def test_sums_with_their_qualifier(yi, said):
    assert city.over(int(Decimal(yi) * YI)) == said


def test_acc_40_and_41_as_people_say_them():
    assert rounding.money(int(Decimal("23.81") * YI)) == "23.81亿元"
    assert rounding.money(100 * YI) == "100亿元"


@pytest.mark.parametrize(
    "key", ["", "x", "2026Q5", "2026H3", "2026-13", "2026-0-3", "2026-7-3", "２０２６", "2026-²"]
)
def test_what_is_no_span(key):
    assert span_of(key) is None


def test_agreements_of_another_place_are_not_counted(office):
    office.won(office.talked(place=office.town, by=office.town_officer))
    assert scope_of(office, place=office.other_town).signed().count() == 0
    assert scope_of(office, person=office.other_officer).signed().count() == 0
    assert scope_of(office).signed().count() == Agreement.objects.count() == 1
