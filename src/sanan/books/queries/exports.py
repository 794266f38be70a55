"""Lists as Excel files, as they are shown."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sanan.books.models import Alert, BookEntry, Contract
from sanan.books.queries.arrears import NOTHING, arrears
from sanan.books.rules import WARNINGS
from sanan.kit.dates import local_day
from sanan.kit.rounding import half_up
from sanan.kit.sheets import write_sheet


def _yuan(fen: int) -> object:
    from fractions import Fraction

    return half_up(Fraction(fen, 100), 2)


def entries_sheet(entries: Iterable[BookEntry]) -> bytes:
    """A month's entries; amounts in yuan."""
    heads = [
        _("日期"),
        _("凭证号"),
        _("摘要"),
        _("类别"),
        _("收入"),
        _("支出"),
        _("对方"),
        _("怎么付的"),
        _("发票号"),
        _("状态"),
    ]
    rows = [
        [
            e.on,
            e.voucher_no,
            e.summary,
            e.get_category_display(),
            _yuan(e.amount) if e.direction == "income" else None,
            _yuan(e.amount) if e.direction == "expense" else None,
            e.payee_shown,
            e.get_method_display(),
            e.invoice_no,
            e.get_state_display(),
        ]
        for e in entries
    ]
    return _book(heads, rows)


def contracts_sheet(contracts: Sequence[Contract], today: date) -> bytes:
    """Contracts with what is owed; amounts in yuan."""
    owed = arrears(contracts, today)
    heads = [
        _("村"),
        _("合同"),
        _("编号"),
        _("种类"),
        _("对方"),
        _("金额"),
        _("开始"),
        _("到期"),
        _("状态"),
        _("已收"),
        _("欠"),
        _("最久欠几天"),
    ]
    rows = [
        [
            c.place.spoken,
            c.title,
            c.number,
            c.get_kind_display(),
            c.party_shown,
            _yuan(c.amount),
            c.begins_on,
            c.ends_on,
            c.get_state_display(),
            _yuan(owed.get(c.pk, NOTHING).received),
            _yuan(owed.get(c.pk, NOTHING).overdue),
            owed.get(c.pk, NOTHING).late or None,
        ]
        for c in contracts
    ]
    return _book(heads, rows)


def warnings_sheet(warnings: Iterable[Alert]) -> bytes:
    """Warnings with the rows that triggered them, one line each."""
    heads = [_("村"), _("颜色"), _("规则"), _("说明"), _("状态"), _("发现"), _("触发的记录")]
    rows = [
        [
            w.place.spoken,
            w.get_colour_display(),
            str(WARNINGS[w.rule].title) if w.rule in WARNINGS else w.rule,
            w.text,
            w.get_state_display(),
            local_day(w.raised_at),
            "\n".join(" ".join(row) for row in w.rows),
        ]
        for w in warnings
    ]
    return _book(heads, rows)


def _book(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    write_sheet(out, heads, rows)
    return out.getvalue()
