"""The shape of a township's accounting sheet: which column is what, and each row's values."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.kit import phones, tokens
from sanan.kit.errors import Invalid
from sanan.kit.sheets import Sheet, as_text, parse_when

KNOWN: Mapping[str, tuple[str, ...]] = {
    "on": ("日期", "记账日期", "业务日期", "年月日", "凭证日期", "发生日期", "时间", "on", "date"),
    "year": ("年", "年份"),
    "month": ("月", "月份"),
    "day": ("日", "日期(日)"),
    "voucher_no": ("凭证号", "凭证编号", "凭证字号", "凭证号数", "凭证", "记账凭证号", "字号", "编号", "voucher"),
    "summary": ("摘要", "事由", "用途", "业务内容", "内容", "经济业务", "项目内容", "summary"),
    "category": ("科目", "会计科目", "类别", "收支类别", "科目名称", "项目", "category"),
    "income": ("收入", "收入金额", "收入(元)", "借方", "借方金额", "收方", "收入数", "income"),
    "expense": ("支出", "支出金额", "支出(元)", "贷方", "贷方金额", "付出", "付方", "支出数", "expense"),
    "amount": ("金额", "发生额", "金额(元)", "amount"),
    "direction": ("收支", "方向", "收/支", "收支方向", "收付", "借贷", "类型"),
    "balance": ("余额", "结余", "余额(元)", "结存", "账面余额"),
    "payee": ("对方单位", "收款人", "收(付)款人", "对方户名", "往来单位", "收款单位", "交款人",
              "对方", "收款方", "payee"),
    "payee_id": ("身份证号", "身份证号码", "证件号码"),
    "payee_card": ("收款账号", "银行账号", "卡号", "账号", "银行卡号", "对方账号"),
    "payee_phone": ("联系电话", "电话", "手机", "手机号"),
    "method": ("结算方式", "付款方式", "支付方式", "收付方式"),
    "invoice_no": ("发票号码", "发票号", "票据号码", "票号", "票据号"),
    "handled": ("经手人", "经办人"),
    "witnessed": ("证明人", "验收人"),
    "approved": ("审批人", "审批", "批准人", "签批人"),
}  # fmt: skip
"""Column names seen on village and township sheets, likeliest first."""
ALL_KNOWN = frozenset(name for names in KNOWN.values() for name in names)
MONEY = ("income", "expense", "amount", "balance")


def columns(headers: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field → column. What `given` says goes before what the names suggest.

    Raises `Invalid` for a field or column that is not there, and where what is needed is missing.
    """
    present = {_bare(header): header for header in headers}
    found: dict[str, str] = {}
    for field, column in (given or {}).items():
        if field not in KNOWN or _bare(column) not in present:
            raise Invalid(_("没有“%(field)s = %(column)s”:字段可用 %(fields)s;表头是 %(headers)s。") % {
                "field": field, "column": column, "fields": ", ".join(KNOWN),
                "headers": ", ".join(present.values()),
            }, "unknown_column", field="map")  # fmt: skip
        found[field] = present[_bare(column)]
    for field, names in KNOWN.items():
        if field not in found:
            likely = next((present[n] for n in map(_bare, names) if n in present), None)
            if likely is not None and likely not in found.values():
                found[field] = likely
    _enough(found, present)
    return found


def _enough(found: Mapping[str, str], present: Mapping[str, str]) -> None:
    dated = "on" in found or {"month", "day"} <= found.keys()
    paid = "income" in found or "expense" in found or {"amount", "direction"} <= found.keys()
    missing = [
        str(word)
        for word, there in (
            (_("日期"), dated), (_("凭证号"), "voucher_no" in found),
            (_("摘要"), "summary" in found), (_("收入、支出"), paid),
        )
        if not there
    ]  # fmt: skip
    if missing:
        raise Invalid(_("看不出哪一列是%(missing)s。表头是:%(headers)s。请指明哪一列是什么。") % {
            "missing": "、".join(missing), "headers": ", ".join(present.values()),
        }, "columns", field="map")  # fmt: skip


def pairs(text: str) -> dict[str, str]:
    """`field=column,field=column` as a person types it. Raises `Invalid`."""
    found = {}
    for part in filter(str.strip, re.split(r"[,;\n]", unicodedata.normalize("NFKC", text))):
        field, equals, column = part.partition("=")
        if not equals or not column.strip():
            raise Invalid(_("“%(part)s”要写成 字段=列名。") % {"part": part}, "map", field="map")
        found[field.strip()] = column.strip()
    return found


def _bare(text: str) -> str:
    """A heading without blanks and colons, full-width brackets made plain."""
    return re.sub(r"[\s:]+", "", unicodedata.normalize("NFKC", text))


def rows(
    sheet: Sheet, column_of: Mapping[str, str], year: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as `(line, values by field)`: dates as `date`, money in fen, numbers hashed.

    `year` is for sheets that have only month and day. What cannot be read stays text.
    """
    for line, cells in sheet.rows:
        row: dict[str, Any] = {f: as_text(cells.get(c)).strip() for f, c in column_of.items()}
        raw = {f: cells.get(c) for f, c in column_of.items()}
        row["on"] = _day(raw, year)
        for name in MONEY:
            if name in row:
                row[name] = fen(raw[name])
        yield line, _hashed(row)


def _day(raw: Mapping[str, Any], year: int) -> date | str:
    if "on" in raw:
        moment = parse_when(raw["on"])[0]
        return moment.date() if moment else as_text(raw["on"])
    parts = [as_text(raw.get(n)) for n in ("year", "month", "day")]
    if not parts[2].isdigit() or not parts[1].isdigit():
        return "".join(parts)
    try:
        return date(int(parts[0]) if parts[0].isdigit() else year, int(parts[1]), int(parts[2]))
    except ValueError:
        return "-".join(parts)


def fen(value: Any) -> int | str | None:
    """A cell of money in fen, exactly; the text where it is none, None where it is empty."""
    text = re.sub(r"[¥,\s元]", "", unicodedata.normalize("NFKC", as_text(value)))
    if text in {"", "-", "—", "0", "0.00"}:
        return None
    try:
        cents = Decimal(text) * 100
    except InvalidOperation:
        return as_text(value)
    # A float of Excel carries noise behind the cents; half a hundredth of one is no money.
    near = cents.to_integral_value()
    return int(near) if abs(cents - near) < Decimal("0.005") else as_text(value)


def _hashed(row: dict[str, Any]) -> dict[str, Any]:
    """The same without a number of a person in clear."""
    card = re.sub(r"\D", "", row.get("payee_card") or "")
    if card:
        row["payee_card"], row["card_tail"] = tokens.keyed_hash("books-card", card), card[-4:]
    figures = re.sub(r"[^0-9Xx]", "", row.get("payee_id") or "").upper()
    row["payee_id"] = tokens.keyed_hash("books-person", figures) if figures else ""
    row["payee_phone"] = phones.hashed(row.get("payee_phone") or "")
    return row
