"""The pages: who gets in, what they show, how many statements they take."""

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from sanan.books import actions
from sanan.books.enums import AssetKind
from sanan.books.models import Alert, BookEntry, Contract, Sheet, Voucher
from sanan.books.queries.desk import waiting
from sanan.kit.sheets import open_sheet

from .conftest import NOW
from .test_sheet import GOOD, xlsx

STAFF = ["", "vouchers/", "contracts/", "assets/", "rosters/", "warnings/", "warnings/rules/"]


@pytest.fixture
def full(village):
    """A published month, a lease in arrears, an asset, a warning, a voucher that waits."""
    village.earn()
    entry = village.pay("记-2")
    village.lease()
    actions.register_asset(
        place=village.place, kind=AssetKind.ASSET, name="老碾米厂", by=None, value=3_500_000, at=NOW
    )
    actions.look_for_warnings(at=NOW)
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    village.photo(entry)
    return village


@pytest.mark.parametrize("page", STAFF)
def test_staff_pages_open_for_readers_only(full, enter, page):
    for person in (full.cadre, full.agent, full.supervisor, full.discipline, full.leader):
        assert enter(person).get(f"/staff/books/{page}").status_code == 200
    assert enter(full.stranger).get(f"/staff/books/{page}").status_code == 404


def test_another_village_is_not_there(full, enter):
    entry = BookEntry.objects.first()
    browser = enter(full.neighbour)
    for page in (
        f"at/{full.place.code}/",
        f"entries/{entry.code}/",
        f"contracts/{Contract.objects.get().code}/",
    ):
        assert browser.get(f"/staff/books/{page}").status_code == 404
    assert "蒲坂" not in browser.get("/staff/books/").content.decode()


def test_residents_see_the_month_the_line_the_assets_and_the_contracts(full, client):
    code = full.place.code
    text = {
        page: client.get(f"/books/at/{code}/{page}").content.decode()
        for page in ("", "2026-09/", "assets/", "contracts/")
    }
    assert "1000元" in text[""]
    assert "2026年9月的收支" in text["2026-09/"]
    assert "3.5万元" in text["assets/"]
    assert ("林老板" in text["contracts/"], "林*板" in text["contracts/"]) == (False, True)
    entry = BookEntry.objects.get(voucher_no="记-2")
    assert client.get(f"/books/entry/{entry.code}/").status_code == 200


def test_what_is_not_published_is_not_there(village, client):
    entry = village.pay()
    for page in (
        f"entry/{entry.code}/",
        f"at/{village.place.code}/2026-09/",
        "at/none/",
        f"at/{village.place.code}/2026-99/",
    ):
        assert client.get(f"/books/{page}").status_code in {404, 422}
    assert "还没有公开的账" in client.get(f"/books/at/{village.place.code}/").content.decode()


@pytest.mark.parametrize("page", ["", "vouchers/", "contracts/", "assets/", "warnings/"])
def test_lists_take_the_same_statements_for_one_and_three(full, enter, page):
    from django.db import connection

    browser = enter(full.agent)
    browser.get(f"/staff/books/{page}")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/staff/books/{page}")
    for n in range(2, 4):
        full.photo(full.pay(f"记-1{n}"), shade=n)
        full.lease(number=f"租-{n}", title=f"店面 {n}")
        actions.register_asset(
            place=full.place, kind=AssetKind.ASSET, name=f"店面 {n}", by=None, at=NOW
        )
    Voucher.objects.update(state="awaiting")
    actions.look_for_warnings(at=NOW)
    with CaptureQueriesContext(connection) as three:
        browser.get(f"/staff/books/{page}")
    assert len(three) == len(one)


def test_a_sheet_is_imported_in_the_browser(village, enter, tmp_path):
    browser = enter(village.cadre)
    with xlsx(tmp_path / "九月.xlsx", GOOD).open("rb") as file:
        sent = browser.post("/staff/books/import/", {"account": village.account.pk, "file": file})
    assert (sent.status_code, BookEntry.objects.count()) == (302, 0)
    shown = browser.get(sent["Location"]).content.decode()
    assert "3 笔全部入账" in shown
    sheet = Sheet.objects.get()
    assert browser.post(f"/staff/books/sheets/{sheet.code}/load/").status_code == 302
    assert BookEntry.objects.count() == 3


def test_a_sheet_that_cannot_be_read_is_told_beside_its_field(village, enter, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")
    with path.open("rb") as file:
        sent = enter(village.cadre).post(
            "/staff/books/import/", {"account": village.account.pk, "file": file}
        )
    assert (sent.status_code, Sheet.objects.count()) == (422, 0)


def test_an_entry_and_a_contract_are_made_by_their_forms(village, enter):
    browser = enter(village.cadre)
    given = {
        "account": village.account.pk,
        "on": "2026-09-03",
        "category": "admin",
        "amount": "1,250.50",
        "summary": "打印费",
        "voucher_no": "记-1",
        "payee": "文峰打印社",
        "payee_kind": "body",
        "method": "bank",
    }
    assert browser.post(f"/staff/books/at/{village.place.code}/new/", given).status_code == 302
    assert BookEntry.objects.get().amount == 125_050
    twice = browser.post(f"/staff/books/at/{village.place.code}/new/", given)
    assert (twice.status_code, "这个月已经有了" in twice.content.decode()) == (409, True)
    lease = {
        "place": village.place.pk,
        "kind": "lease",
        "number": "租-1",
        "title": "店面出租",
        "party": "林老板",
        "party_kind": "person",
        "award": "quotes",
        "amount": "1000",
        "signed_on": "2026-01-01",
        "begins_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "rent": "500",
        "months": "6",
    }
    wrong = browser.post("/staff/books/contracts/new/", {**lease, "ends_on": "2025-12-31"})
    assert (wrong.status_code, "早于开始日" in wrong.content.decode()) == (422, True)
    assert browser.post("/staff/books/contracts/new/", lease).status_code == 302
    assert list(Contract.objects.get().dues.order_by("due_on").values_list("due_on", "amount")) == [
        (date(2026, 1, 1), 50_000),
        (date(2026, 7, 1), 50_000),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "at/350526100210/entries.xlsx?month=2026-09",
        "contracts/contracts.xlsx",
        "warnings/warnings.xlsx",
    ],
)
def test_lists_go_out_as_excel(full, enter, page, tmp_path):
    path = tmp_path / "out.xlsx"
    path.write_bytes(enter(full.supervisor).get(f"/staff/books/{page}").content)
    assert len(list(open_sheet(path).rows)) >= 1


def test_a_supervisor_reads_and_does_not_write(full, enter):
    browser = enter(full.supervisor)
    entry = BookEntry.objects.first()
    posts = [
        f"at/{full.place.code}/publish/",
        f"entries/{entry.code}/reverse/",
        f"entries/{entry.code}/vouchers/",
        "import/",
    ]
    assert [browser.post(f"/staff/books/{p}").status_code for p in posts] == [404] * 4
    assert "上传票据" not in browser.get(f"/staff/books/entries/{entry.code}/").content.decode()


def test_what_waits_for_whom_stands_in_the_list_of_work(full):
    voucher = Voucher.objects.get()
    actions.find_boxes(voucher=voucher, known=(0.0, []), at=NOW)
    told = {
        name: [(item.title, str(item.do)) for item in waiting(getattr(full, name), NOW)]
        for name in ("cadre", "supervisor", "neighbour", "stranger")
    }
    rent = Alert.objects.get(rule="rent_unpaid").text
    assert told["cadre"] == [(rent, "说明情况"), ("打印费", "确认遮盖")]
    assert told["supervisor"] == told["neighbour"] == told["stranger"] == []


def test_a_lease_offers_no_acceptance_of_works(full, enter):
    page = f"/staff/books/contracts/{Contract.objects.get().code}/"
    shown = enter(full.cadre).get(page).content.decode()
    assert ("收租" in shown, "登记验收" in shown) == (True, False)


def test_a_refusal_on_a_contract_comes_back_on_its_page(full, enter):
    works = full.works()
    page = f"/staff/books/contracts/{works.code}/"
    browser = enter(full.cadre)
    assert "还没有验收" in browser.get(page).content.decode(), "why it cannot be settled yet"
    refused = browser.post(f"{page}settle/", {"settled": "10"})
    assert (refused.status_code, "还没有验收" in refused.content.decode()) == (409, True)


def test_a_photo_whose_boxes_were_changed_is_looked_at_again(full, enter):
    voucher = Voucher.objects.get()
    actions.find_boxes(voucher=voucher, known=(0.0, []), at=NOW)
    page = f"/staff/books/vouchers/{voucher.code}/"
    browser = enter(full.cadre)
    again = browser.post(f"{page}confirm/", {"mark": "seen before"})
    mark = actions.boxes_mark(voucher)
    assert (again.status_code, f'value="{mark}"' in again.content.decode()) == (409, True)
    assert browser.post(f"{page}confirm/", {"mark": mark}).status_code == 302
