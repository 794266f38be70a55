"""Reading what a bank sends back: an Excel or CSV file with accounts, amounts and results."""

import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit.cells import Cell, as_text
from sanan.kit.errors import Refused
from sanan.kit.numbers import exact
from sanan.kit.sheets import open_sheet
from sanan.workshop.sums.exact import FEN
from sanan.workshop.sums.reply import Row

ACCOUNT = ("账号", "卡号", "收款账号", "银行账号", "收款人账号")
AMOUNT = ("金额", "交易金额", "发放金额", "金额（元）", "金额(元)")
RESULT = ("结果", "处理结果", "状态", "交易结果", "备注", "失败原因")
LARGEST = 5 * 1024 * 1024
MOST = 20_000


class ReplyField(forms.FileField):
    """The bank's file; cleaned, a list of `Row`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput({"accept": ".xlsx,.xls,.csv", "class": "form-control"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, _initial: Any = None) -> list[Row]:
        """The rows that have an account."""
        sent = super().clean(data)
        if sent.size > LARGEST:
            raise forms.ValidationError(_("文件太大，请只留这一批。"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "reply"
            path.write_bytes(sent.read())
            try:
                return read(path, sent.name or "")
            except Refused as no:
                raise forms.ValidationError(str(no.sentence)) from None


def read(path: Path, name: str) -> list[Row]:
    """The rows of a bank's file. Raises `Refused` for what is no table."""
    known = {*ACCOUNT, *AMOUNT, *RESULT}
    sheet = open_sheet(path, name=name, known=known, needed=(ACCOUNT, RESULT))
    heads = {
        part: next((head for head in sheet.headers if head in names), "")
        for part, names in (("account", ACCOUNT), ("fen", AMOUNT), ("result", RESULT))
    }
    if not heads["account"] or not heads["result"]:
        raise Refused(_("回盘里没有认得出的行：要有账号、金额、结果。"), "no_head")
    found: list[Row] = []
    for line, row in sheet.rows:
        account = _bare(as_text(row.get(heads["account"])))
        if account and len(found) < MOST:
            result = as_text(row.get(heads["result"]))
            found.append(Row(line, account, _fen(row.get(heads["fen"])), result))
    return found


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdecimal())


def _fen(cell: Cell) -> int | None:
    """An amount in fen; None where there is none that can be read."""
    text = unicodedata.normalize("NFKC", as_text(cell)).replace(",", "").strip("¥元 ")
    value = exact(text)
    if value is None or value != value.quantize(FEN):
        return None
    return int(value * 100)
