"""The shape of a list of persons: who is entitled, or who received."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.forms.sheet import fen
from sanan.imports import readers
from sanan.imports.table import Column, Layout
from sanan.kit import phones, tokens
from sanan.kit.cells import Cell, Lost
from sanan.kit.errors import Invalid
from sanan.kit.heads import shown
from sanan.kit.sheets import Sheet, as_text

ROSTER = Layout(
    "roster",
    gettext_lazy("名单"),
    (
        Column(
            "name",
            gettext_lazy("姓名"),
            ("姓名", "户主姓名", "户主", "领取人", "收款人"),
            needed="name",
        ),
        Column(
            "identity",
            gettext_lazy("身份证号"),
            ("身份证号", "身份证号码", "证件号码", "身份证", "公民身份号码"),
        ),
        Column(
            "card",
            gettext_lazy("银行卡号"),
            ("银行卡号", "银行账号", "卡号", "账号", "一卡通账号"),
        ),
        Column("phone", gettext_lazy("联系电话"), ("联系电话", "电话", "手机", "手机号")),
        Column(
            "amount",
            gettext_lazy("金额"),
            ("金额", "发放金额", "补贴金额", "实发金额", "应发金额", "金额（元）"),
        ),
    ),
)
ALL_KNOWN = ROSTER.known
_SUM = re.compile(r"^(?:合计|总计|小计|制表|审核)")


def rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each person as `(line, values)`; numbers only as keyed hashes.

    Raises `Invalid`, also for a number of which the file has lost figures: three neighbours with the
    same fifteen figures are not one person.
    """
    column = ROSTER.match(sheet.headers)
    for line, cells in sheet.rows:
        name = re.sub(r"\s+", "", shown(cells.get(column["name"])))
        first = shown(next(iter(cells.values()), None))
        if _SUM.match(name) or (not name and _SUM.match(first.replace(" ", ""))):
            continue
        yield line, _hashed(line, name, {f: cells.get(c) for f, c in column.items()})


def _hashed(line: int, name: str, raw: Mapping[str, Cell]) -> dict[str, Any]:
    for field, cell in raw.items():
        if isinstance(cell, Lost):
            raise Invalid(
                _("第 %(line)d 行：“%(column)s”：%(why)s")
                % {"line": line, "column": ROSTER.by_name[field].label, "why": cell.sentence},
                "lost",
                field="file",
            )
    identity = readers.identity(raw.get("identity"))
    card = readers.figures(raw.get("card"))
    return {
        "name": name,
        "amount": fen(raw.get("amount")),
        "person_key": tokens.keyed_hash("books-person", identity) if identity else "",
        "card_key": tokens.keyed_hash("books-card", card) if card else "",
        "card_tail": card[-4:],
        "phone_key": phones.hashed(as_text(raw.get("phone"))),
    }
