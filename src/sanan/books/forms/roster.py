"""The shape of a list of persons: who is entitled, or who received."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.books.forms.sheet import fen
from sanan.kit import phones, tokens
from sanan.kit.errors import Invalid
from sanan.kit.sheets import Sheet, as_text

KNOWN = {
    "name": ("姓名", "户主姓名", "户主", "领取人", "收款人", "name"),
    "identity": ("身份证号", "身份证号码", "证件号码", "身份证"),
    "card": ("银行卡号", "银行账号", "卡号", "账号", "一卡通账号"),
    "phone": ("联系电话", "电话", "手机", "手机号"),
    "amount": ("金额", "发放金额", "补贴金额", "实发金额", "应发金额", "金额(元)"),
}
ALL_KNOWN = frozenset(name for names in KNOWN.values() for name in names)
_SUM = re.compile(r"^(?:合计|总计|小计|制表|审核)")


def rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each person as `(line, values)`; numbers only as keyed hashes. Raises `Invalid`."""
    present = {h.replace(" ", ""): h for h in sheet.headers}
    column = {
        field: next((present[n] for n in names if n in present), "")
        for field, names in KNOWN.items()
    }
    if not column["name"]:
        raise Invalid(_("表里没有“姓名”这一列。"), "columns", field="file")
    for line, cells in sheet.rows:
        name = re.sub(r"\s+", "", as_text(cells.get(column["name"])))
        first = as_text(next(iter(cells.values()), ""))
        if _SUM.match(name) or (not name and _SUM.match(first.replace(" ", ""))):
            continue
        yield line, _hashed(name, {f: cells.get(c) for f, c in column.items() if c})


def _hashed(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    identity = re.sub(r"[^0-9Xx]", "", as_text(raw.get("identity"))).upper()
    card = re.sub(r"\D", "", as_text(raw.get("card")))
    return {
        "name": name, "amount": fen(raw.get("amount")),
        "person_key": tokens.keyed_hash("books-person", identity) if identity else "",
        "card_key": tokens.keyed_hash("books-card", card) if card else "",
        "card_tail": card[-4:], "phone_key": phones.hashed(as_text(raw.get("phone"))),
    }  # fmt: skip
