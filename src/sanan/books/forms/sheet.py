"""The shape of a township's accounting sheet: which column is what, and each row's values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Layout, pairs
from sanan.kit import phones, tokens
from sanan.kit.cells import Cell, Lost
from sanan.kit.errors import Invalid, Refused
from sanan.kit.heads import shown
from sanan.kit.sheets import Sheet, as_text, parse_when

__all__ = ["ALL_KNOWN", "SHEET", "columns", "pairs", "rows"]

SHEET = Layout(
    "sheet",
    _("账表"),
    (
        Column(
            "on",
            _("日期"),
            ("日期", "记账日期", "业务日期", "年月日", "凭证日期", "发生日期", "时间", "date"),
        ),
        Column("year", _("年"), ("年", "年份")),
        Column("month", _("月"), ("月", "月份")),
        Column("day", _("日"), ("日", "日期（日）")),
        Column(
            "voucher_no",
            _("凭证号"),
            (
                "凭证号",
                "凭证编号",
                "凭证字号",
                "凭证号数",
                "凭证",
                "记账凭证号",
                "字号",
                "编号",
                "voucher",
            ),
        ),
        Column(
            "summary",
            _("摘要"),
            ("摘要", "事由", "用途", "业务内容", "内容", "经济业务", "项目内容"),
        ),
        Column("category", _("科目"), ("科目", "会计科目", "类别", "收支类别", "科目名称", "项目")),
        Column(
            "income",
            _("收入"),
            ("收入", "收入金额", "收入（元）", "借方", "借方金额", "收方", "收入数"),
        ),
        Column(
            "expense",
            _("支出"),
            ("支出", "支出金额", "支出（元）", "贷方", "贷方金额", "付出", "付方", "支出数"),
        ),
        Column("amount", _("金额"), ("金额", "发生额", "金额（元）")),
        Column(
            "direction",
            _("收支方向"),
            ("收支", "方向", "收/支", "收支方向", "收付", "借贷", "类型"),
        ),
        Column("balance", _("余额"), ("余额", "结余", "余额（元）", "结存", "账面余额")),
        Column(
            "payee",
            _("对方"),
            (
                "对方单位",
                "收款人",
                "收（付）款人",
                "对方户名",
                "往来单位",
                "收款单位",
                "交款人",
                "对方",
                "收款方",
            ),
        ),
        Column("payee_id", _("身份证号"), ("身份证号", "身份证号码", "证件号码")),
        Column(
            "payee_card",
            _("收款账号"),
            ("收款账号", "银行账号", "卡号", "账号", "银行卡号", "对方账号"),
        ),
        Column("payee_phone", _("联系电话"), ("联系电话", "电话", "手机", "手机号")),
        Column("method", _("结算方式"), ("结算方式", "付款方式", "支付方式", "收付方式")),
        Column("invoice_no", _("发票号"), ("发票号码", "发票号", "票据号码", "票号", "票据号")),
        Column("handled", _("经手人"), ("经手人", "经办人")),
        Column("witnessed", _("证明人"), ("证明人", "验收人")),
        Column("approved", _("审批人"), ("审批人", "审批", "批准人", "签批人")),
    ),
)
"""Column names seen on village and township sheets, likeliest first."""

ALL_KNOWN = SHEET.known
MONEY = ("income", "expense", "amount", "balance")


def columns(headers: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field → column. What `given` says goes before what the names suggest.

    Raises `Invalid` for a field or column that is not there, and where what is needed is missing.
    """
    found = SHEET.match(headers, given)
    dated = "on" in found or {"month", "day"} <= found.keys()
    paid = "income" in found or "expense" in found or {"amount", "direction"} <= found.keys()
    needed = (
        (_("日期"), dated),
        (_("凭证号"), "voucher_no" in found),
        (_("摘要"), "summary" in found),
        (_("收入、支出"), paid),
    )
    missing = [str(word) for word, there in needed if not there]
    if missing:
        raise Invalid(
            _("看不出哪一列是%(missing)s。表头是：%(headers)s。请指明哪一列是什么。")
            % {"missing": "、".join(missing), "headers": "、".join(headers)},
            "columns",
            field="map",
        )
    return found


def rows(
    sheet: Sheet, column_of: Mapping[str, str], year: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as `(line, values by field)`: dates as `date`, money in fen, numbers hashed.

    `year` is for sheets that have only month and day. What cannot be read stays text; a number of
    which the file has lost figures is named in `lost`, and is nobody's.
    """
    for line, cells in sheet.rows:
        raw = {name: cells.get(column) for name, column in column_of.items()}
        lost = [str(cell.sentence) for cell in raw.values() if isinstance(cell, Lost)]
        raw = {name: None if isinstance(cell, Lost) else cell for name, cell in raw.items()}
        row: dict[str, Any] = {name: as_text(cell).strip() for name, cell in raw.items()}
        row["on"] = _day(raw, year)
        row["lost"] = lost
        for name in MONEY:
            if name in row:
                row[name] = fen(raw[name])
        yield line, _hashed(row)


def _day(raw: Mapping[str, Cell], year: int) -> date | str:
    if "on" in raw:
        written = parse_when(raw["on"])[0]
        return written.date() if written else as_text(raw["on"])
    parts = [as_text(raw.get(name)) for name in ("year", "month", "day")]
    if not parts[2].isdigit() or not parts[1].isdigit():
        return "".join(parts)
    try:
        return date(int(parts[0]) if parts[0].isdigit() else year, int(parts[1]), int(parts[2]))
    except ValueError:
        return "-".join(parts)


def fen(cell: Cell) -> int | str | None:
    """A cell of money in fen, exactly; the text where it is none, None where it is empty or nought."""
    try:
        return readers.fen(cell) or None
    except Refused:
        return shown(cell)


def _hashed(row: dict[str, Any]) -> dict[str, Any]:
    """The same without a number of a person in clear."""
    card = readers.figures(row.get("payee_card") or "")
    if card:
        row["payee_card"], row["card_tail"] = tokens.keyed_hash("books-card", card), card[-4:]
    known = readers.identity(row.get("payee_id") or "")
    row["payee_id"] = tokens.keyed_hash("books-person", known) if known else ""
    row["payee_phone"] = phones.hashed(row.get("payee_phone") or "")
    return row
