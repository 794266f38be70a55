"""The sheet of a check on the spot: points and a word for each indicator."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.neighbourhood.rules.indicators import PART_NAMES, Sheet
from sanan.process.forms import DeskForm, line

NOTE = "note-"


class Marks(DeskForm):
    """One field of points and one of words for each indicator; `token` is the phone's own."""

    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    base = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_%s", **kwargs)
        self.sheet = sheet
        for each in sheet.indicators:
            widget = forms.NumberInput(
                {
                    "class": "form-control",
                    "step": "0.5",
                    "min": 0,
                    "max": str(each.most),
                    "inputmode": "decimal",
                }
            )
            self.fields[each.key] = forms.DecimalField(
                label=each.title, required=False, max_digits=5, decimal_places=2, widget=widget
            )
            note = line(_("看到了什么"), 300, required=False)
            note.widget.attrs.update({"class": "form-control", "placeholder": _("看到了什么")})
            self.fields[f"{NOTE}{each.key}"] = note

    def parts(self) -> list[tuple[str, list[tuple[Any, Any, Any]]]]:
        """Each part's title, and its indicators with their two fields."""
        return [
            (
                self.sheet.parts[part],
                [(i, self[i.key], self[f"{NOTE}{i.key}"]) for i in self.sheet.of(part)],
            )
            for part in PART_NAMES
        ]

    def particulars(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        marks: dict[str, Decimal | None] = {i.key: given[i.key] for i in self.sheet.indicators}
        notes = {i.key: given[f"{NOTE}{i.key}"] for i in self.sheet.indicators}
        return {"marks": marks, "notes": notes, "token": given["token"]}
