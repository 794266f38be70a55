"""What the room takes from the books and gives to the village's room and to the look-out."""

from datetime import UTC, date, datetime, timedelta

from sanan.books.enums import Category, ContractKind
from sanan.books.models import Account, Asset, BookEntry, Contract
from sanan.books.rules import WARNINGS
from sanan.cases.models import Case
from sanan.powers import actions
from sanan.powers.actions import runs
from sanan.powers.models import Disclosure, Push
from sanan.powers.queries.figures import figures
from sanan.powers.queries.statement import from_books, months
from sanan.voices.models import Message

from .conftest import NOW, TODAY, Village, day


def booked(village: Village, on: date, amount: int, summary: str, **more) -> BookEntry:
    account, _new = Account.objects.get_or_create(
        place=village.place,
        name="基本户",
        defaults={"kind": "basic", "opened_on": date(2026, 1, 1)},
    )
    given = {"direction": "expense", "category": "works", "method": "bank", **more}
    return BookEntry.objects.create(
        place=village.place,
        account=account,
        on=on,
        amount=amount,
        summary=summary,
        voucher_no=f"v{BookEntry.objects.count() + 1}",
        entered_at=NOW,
        **given,
    )


def found(code: str, at: datetime = NOW) -> list[str]:
    return [each.subject for each in WARNINGS[code].find(None, at)]


def test_a_quarter_comes_out_of_the_books(village: Village):
    booked(
        village, date(2026, 7, 3), 300_000, "收租", direction="income", category=Category.LEASING
    )
    booked(village, date(2026, 8, 5), 120_000, "修灯")
    booked(village, date(2026, 10, 5), 50_000, "下一季的")
    task = village.task("D21")
    assert months(task) == ["2026-07", "2026-08", "2026-09"]
    taken = from_books(task)
    assert [row["cells"][-1] for row in taken["rows"]["rows"]] == ["3,000.00元", "1,200.00元"]
    assert "收入 3,000.00元，支出 1,200.00元，期末结余 1,800.00元" in taken["body"]
    actions.draft(disclosure=task, by=village.cadre, elements=task.item.elements, at=NOW, **taken)
    assert len(task.rows["rows"]) == 2


def test_the_room_hears_once_a_month_and_of_major_matters_at_once(village: Village):
    village.published()
    made = actions.occasion(
        place=village.place,
        item=village.item("D07"),
        title="修沟的决议",
        happened_on=TODAY,
        by=village.cadre,
        at=NOW,
    )
    actions.draft(
        disclosure=made,
        title="修沟的决议",
        body="同意",
        elements=made.item.elements,
        by=village.cadre,
        at=NOW,
    )
    actions.submit(disclosure=made, by=village.cadre, at=NOW)
    actions.sign(disclosure=made, by=village.supervisor, at=NOW)
    assert actions.announce_due(at=NOW) == 1
    assert actions.announce_due(at=NOW) == 0
    assert actions.push_due(at=NOW) == 0  # the thirteenth
    later = datetime(2026, 10, 21, 2, tzinfo=UTC)
    assert actions.push_due(at=later) == 1
    assert actions.push_due(at=later) == 0
    assert Push.objects.get().disclosures == 2
    told = [m.text for m in Message.objects.order_by("pk")]
    assert len(told) == 2
    assert "看过" not in told[1]


def test_late_twice_running_is_found_once_is_not(village: Village):
    village.task("D02", period="2026Q1", due_on=date(2026, 4, 20))
    village.task("D02", period="2026Q2", due_on=date(2026, 7, 20))
    village.task("D03", period="2026Q1", due_on=date(2026, 4, 20))
    village.task("D04", period="2026Q1", due_on=date(2026, 4, 20))
    kept = village.task("D04", period="2026Q2", due_on=date(2026, 7, 20))
    Disclosure.objects.filter(pk=kept.pk).update(
        state="published", version=1, published_on=date(2026, 7, 20), published_at=NOW
    )
    assert found("disclosure_late_twice") == ["late-D02"]


def test_large_sums_without_minutes(village: Village):
    run = village.running("P07")
    assert found("no_minutes") == []
    village.step(run)
    assert found("no_minutes") == [run.code]
    other = village.running("P02")
    village.step(other)
    assert found("no_minutes") == [run.code]  # the other has its minutes


def test_works_without_the_villagers_decision(village: Village):
    work = Contract.objects.create(
        place=village.place,
        kind=ContractKind.WORKS,
        title="修路",
        number="1",
        party="某公司",
        party_kind="body",
        award="open_tender",
        amount=5_000_000,
        signed_on=date(2026, 9, 1),
        begins_on=date(2026, 9, 1),
        ends_on=date(2026, 12, 1),
    )
    assert found("project_without_four_two") == [work.code]
    run = village.running("P02")
    runs.link(run=run, contract=work, by=village.cadre, at=NOW)
    village.step(run)
    assert found("project_without_four_two") == [work.code]
    village.step(run)
    assert found("project_without_four_two") == []


def test_questions_left_lying(village: Village):
    actions.ask(disclosure=village.published(), text="?", at=NOW)
    assert found("questions_unanswered", NOW + day(10)) == []
    assert found("questions_unanswered", NOW + day(10.1)) == ["questions"]


def test_figures_count_what_they_say(village: Village):
    village.published("D02")  # in time, complete
    late = village.published("D03", period="2026Q2", due_on=date(2026, 10, 5))
    assert late.is_late(TODAY)
    village.task("D04", due_on=date(2026, 10, 6))
    asked = actions.ask(disclosure=village.published("D05"), text="?", at=NOW)
    actions.answer(question=asked, text="答", by=village.cadre, at=NOW + day(0.5))
    shown = figures(
        village.dispatcher, date(2026, 10, 1), date(2026, 10, 31), NOW + day(1), TODAY
    ).shown
    assert [f.value for f in shown] == ["50.0%", "100.0%", "1", "100.0%", "12.0 小时", "—"]
    assert [f.of for f in shown[:3]] == ["2 / 4", "3 / 3", "4"]


def works(village: Village, **more) -> Contract:
    given = {
        "place": village.place,
        "kind": ContractKind.WORKS,
        "title": "蒲坂路硬化工程",
        "number": "1",
        "party": "某公司",
        "party_kind": "body",
        "award": "open_tender",
        "amount": 1_000_000,
        "signed_on": date(2026, 2, 1),
        "begins_on": date(2026, 2, 1),
        "ends_on": date(2026, 5, 1),
    }
    return Contract.objects.create(**{**given, **more})


def test_works_paid_for_that_nobody_has_seen(village: Village):
    work = works(village)
    assert found("ghost_works") == []
    booked(village, date(2026, 4, 1), 500_000, "工程款", contract=work)
    assert found("ghost_works") == [work.code]
    Contract.objects.filter(pk=work.pk).update(ends_on=NOW.date())
    assert found("ghost_works") == []
    Contract.objects.filter(pk=work.pk).update(
        ends_on=date(2026, 5, 1), accepted_on=date(2026, 5, 2)
    )
    assert found("ghost_works") == []


def test_works_that_break_within_their_warranty(village: Village):
    road = Asset.objects.create(place=village.place, kind="asset", name="蒲坂路")
    work = works(village, accepted_on=date(2026, 5, 2), asset=road)
    given = {"place": village.place, "village": village.place, "door": "web"}
    for n, (text, opened) in enumerate(
        (
            ("蒲坂路晚上车很多。", NOW),
            ("蒲坂路塌了一块。", NOW - timedelta(days=365)),
            ("村口的桥塌了。", NOW),
        )
    ):
        Case.objects.create(
            **given, code=f"W{n}", query_hash=f"w{n}", title="路", text=text, opened_at=opened
        )
    assert found("warranty_failure") == []
    Case.objects.create(
        **given, code="W9", query_hash="w9", title="路", text="蒲坂路塌了一个坑。", opened_at=NOW
    )
    assert found("warranty_failure") == [work.code]
    (row,) = next(iter(WARNINGS["warranty_failure"].find(None, NOW))).rows
    assert row[1:3] == ["W9", "蒲坂路"]
    again = works(village, number="2", asset=road, signed_on=date(2026, 8, 1))
    assert found("warranty_failure") == [work.code]
    Contract.objects.filter(pk=work.pk).update(accepted_on=date(2024, 1, 1))
    assert found("warranty_failure") == []
    assert again.accepted_on is None
