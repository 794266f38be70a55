"""The month's page says in words which way money went: income is no expense, a refund is a refund."""

from datetime import UTC, datetime

import pytest
import time_machine

from sanan.books import actions

from .conftest import NOW


def test_income_does_not_stand_among_what_was_spent(client, village):
    village.earn()
    village.pay()
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    shown = client.get(f"/books/at/{village.place.code}/2026-09/").context["statement"]
    assert shown.went_to == [("管理费用", 30_000)]
    assert shown.came_from == [("补助收入", 100_000)]


def test_a_refund_is_called_so_and_no_sum_is_below_nothing(client, village):
    entry = village.pay()
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    entry.refresh_from_db()
    actions.reverse(entry=entry, text="金额看错", by=village.cadre, at=NOW)
    month = client.get(f"/books/at/{village.place.code}/2026-10/").content.decode()
    year = client.get(f"/books/at/{village.place.code}/").content.decode()
    assert "退回 300.00元" in month
    assert "退回 300.00元" in year
    assert "-300" not in month + year


@pytest.mark.parametrize(("contract", "word"), [("lease", "欠租"), ("works", "到期没验收")])
def test_what_is_late_is_red_and_not_called_running(client, village, contract, word):
    getattr(village, contract)()
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        page = client.get(f"/books/at/{village.place.code}/contracts/").content.decode()
    assert f'<span class="state state_late">{word}</span>' in page
    assert "履行中" not in page
