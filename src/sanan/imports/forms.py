"""What a person fills in to import a table: the file, then which of its columns is what."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.imports.table import Table
from sanan.kit.sheets import Sheet
from sanan.places.models import Place
from sanan.process.forms import PICK, DeskForm

COLUMN = "column_"
WORK, HISTORY = "work", "history"


class Upload(DeskForm):
    """The file, and what its rows are about."""

    file = forms.FileField(
        label=_("表格文件"), help_text=_(".xlsx、.xls 或 .csv；原样传上来，不用改格式。")
    )
    place: Any = forms.ModelChoiceField(
        Place.objects.none(), label=_("是哪里的"), empty_label=PICK, to_field_name="code"
    )
    source = forms.CharField(
        label=_("来源"),
        max_length=40,
        required=False,
        help_text=_("发来这张表的系统叫什么；同一来源再传，就接着上次的。不填就用文件名。"),
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        first = list(places[:2])
        if len(first) == 1:
            self.fields["place"].initial = first[0].code


class Choices(DeskForm):
    """What a person may correct: the kind of table, the sheet, each column, work or history."""

    def __init__(
        self,
        *,
        way: str | None,
        tables: Sequence[Table],
        table: Table,
        sheet: Sheet,
        columns: Mapping[str, str],
    ) -> None:
        super().__init__()
        headers = [("", _("（不导入）")), *((name, name) for name in sheet.headers)]
        if len(tables) > 1:
            kinds = [(each.name, each.label) for each in tables]
            self._add("what", forms.ChoiceField(label=_("这张表是"), choices=kinds), table.name)
        if len(sheet.titles) > 1:
            titles = [(title, title) for title in sheet.titles]
            self._add("sheet", forms.ChoiceField(label=_("工作表"), choices=titles), sheet.title)
        for column in table.columns:
            field = forms.ChoiceField(label=str(column.label), choices=headers, required=False)
            self._add(f"{COLUMN}{column.name}", field, columns.get(column.name, ""))
        if table.history:
            ways = list(zip((WORK, HISTORY), table.ways, strict=True))
            field = forms.ChoiceField(
                label=_("这些事"), choices=ways, widget=forms.RadioSelect, required=False
            )
            self._add("way", field, HISTORY if way == HISTORY else WORK)

    def _add(self, name: str, field: forms.Field, value: Any) -> None:
        kind = type(field.widget).__name__
        if kind == "Select":
            field.widget.attrs["class"] = "form-select"
        self.fields[name] = field
        self.initial[name] = value


def digest(data: Mapping[str, Any]) -> str:
    """The choices in a few characters, to tell whether they are still those that were looked at."""
    names = sorted(n for n in data if n.startswith(COLUMN) or n in {"what", "sheet", "way"})
    said = "\n".join(f"{name}={data[name]}" for name in names)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def given(data: Mapping[str, Any], table: Table) -> dict[str, str] | None:
    """Our column → theirs as a person chose them; None where nothing was chosen yet."""
    names = [c.name for c in table.columns if f"{COLUMN}{c.name}" in data]
    return {name: str(data[f"{COLUMN}{name}"]) for name in names} if names else None
