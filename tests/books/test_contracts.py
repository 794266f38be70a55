"""Contracts, rents, what is owed."""

from datetime import date

import pytest

from sanan.books import actions
from sanan.books.enums import AssetKind, Award
from sanan.books.models import BookEntry, Contract
from sanan.books.queries.arrears import arrears
from sanan.kit.errors import Invalid, Refused

from .conftest import NOW


def test_a_contract_that_ends_before_it_begins_is_refused(village):
    terms = actions.Terms(date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 28), Award.DRAW)
    with pytest.raises(Invalid) as no:
        village.lease(terms=terms)
    assert (no.value.code, no.value.field, Contract.objects.count()) == (
        "ends_before",
        "ends_on",
        0,
    )
    assert str(no.value.sentence) == "合同的到期日 2026-02-28 早于开始日 2026-03-01。请核对合同。"


def test_rent_pays_the_oldest_first(village):
    lease = village.lease()
    actions.receive_rent(
        contract=lease,
        account=village.account,
        amount=60_000,
        received_on=date(2026, 8, 1),
        voucher_no="收-1",
        by=village.cadre,
        at=NOW,
    )
    owed = arrears([lease], date(2026, 10, 20))[lease.pk]
    assert [(r.missing, r.late) for r in owed.rents] == [(0, 0), (40_000, 111)]
    assert (owed.received, owed.overdue, owed.late) == (60_000, 40_000, 111)
    assert BookEntry.objects.get().contract == lease


def test_reversed_rent_is_owed_again(village):
    lease = village.lease()
    made = actions.receive_rent(
        contract=lease,
        account=village.account,
        amount=100_000,
        received_on=date(2026, 8, 1),
        voucher_no="收-1",
        by=village.cadre,
        at=NOW,
    )
    actions.reverse(entry=made.entry, text="不是这一份", by=village.cadre, at=NOW)
    assert arrears([lease], date(2026, 10, 20))[lease.pk].overdue == 100_000


@pytest.mark.parametrize(
    ("months", "begins", "ends", "days"),
    [
        (12, date(2026, 1, 31), date(2028, 1, 30), [date(2026, 1, 31), date(2027, 1, 31)]),
        (
            1,
            date(2026, 1, 31),
            date(2026, 3, 31),
            [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)],
        ),
        (6, date(2026, 5, 1), date(2026, 5, 1), [date(2026, 5, 1)]),
    ],
)
def test_rents_fall_on_the_same_day_of_the_month(months, begins, ends, days):
    assert [day for day, _rent in actions.every(months, 5, begins, ends)] == days


def test_works_are_settled_only_after_they_were_accepted(village):
    works = village.works()
    with pytest.raises(Refused):
        actions.settle_works(contract=works, settled=1, by=village.cadre, at=NOW)
    actions.accept_works(contract=works, accepted_on=date(2026, 9, 1), by=village.cadre, at=NOW)
    actions.settle_works(contract=works, settled=1_050_000, by=village.cadre, at=NOW)
    assert (works.settled, works.state) == (1_050_000, "active")
    with pytest.raises(Refused):
        actions.accept_works(
            contract=village.lease(), accepted_on=date(2026, 9, 1), by=village.cadre, at=NOW
        )


def test_an_asset_stands_once(village):
    given = {
        "place": village.place,
        "kind": AssetKind.RESOURCE,
        "name": "后山竹林",
        "by": village.cadre,
    }
    made = actions.register_asset(**given, size=12_050, unit="亩", at=NOW)
    assert made.size_shown == "120.5亩"
    with pytest.raises(Refused):
        actions.register_asset(**given, at=NOW)
