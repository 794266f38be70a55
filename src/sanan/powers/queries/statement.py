"""The rows of a money disclosure out of the village's books, so that nobody types them again."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sanan.books.enums import Direction
from sanan.books.queries.statement import Statement, statement
from sanan.kit.rounding import yuan
from sanan.powers.models import Disclosure


def from_books(disclosure: Disclosure) -> dict[str, Any]:
    """Title, text and rows of its period, as `draft` takes them; empty rows where nothing was booked."""
    found = [statement(disclosure.place, month) for month in months(disclosure)]
    income, expense = sum(s.income for s in found), sum(s.expense for s in found)
    body = _("期初结余 %(opening)s，收入 %(income)s，支出 %(expense)s，期末结余 %(closing)s。") % {
        "opening": yuan(found[0].opening),
        "income": yuan(income),
        "expense": yuan(expense),
        "closing": yuan(found[-1].closing),
    }
    without = sum(s.without_voucher for s in found)
    if without:
        body += _("有 %(n)d 笔支出的票据还没有遮好，正在补。") % {"n": without}
    rows = [row for each in found for row in _rows(each)]
    return {
        "title": _("%(item)s（%(period)s）")
        % {
            "item": disclosure.item.name,
            "period": disclosure.period_name,
        },
        "body": body,
        "rows": {"columns": _columns(), "rows": rows} if rows else {},
    }


def months(disclosure: Disclosure) -> list[str]:
    """The months of its period, such as `2026-09`."""
    day, found = disclosure.first_on, []
    while day <= disclosure.last_on:
        found.append(f"{day:%Y-%m}")
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def _columns() -> list[str]:
    return [_("日期"), _("凭证号"), _("收支"), _("做什么"), _("付给谁、谁付的"), _("金额")]


def _rows(found: Statement) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                f"{line.on}",
                line.voucher_no,
                str(Direction(line.direction).label),
                f"{line.category_name}：{line.summary}",
                line.payee,
                yuan(line.amount),
            ],
            "voucher": line.vouchers[0] if line.vouchers else "",
        }
        for line in found.rows
    ]
