"""Fields for sums in ten thousands and percentages; cells of tables in them."""

from decimal import Decimal
from typing import Any

from django import forms

from sanan.kit.cells import Cell, as_text
from sanan.kit.errors import Invalid
from sanan.projects.queries.written import percent, wan, wan_to_fen


class WanField(forms.CharField):
    """A sum in 万元; fen once cleaned, None where it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Fen that stand there already, as 万元."""
        return wan(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Fen."""
        try:
            return wan_to_fen(super().clean(value) or "")
        except Invalid as no:
            raise forms.ValidationError(str(no.sentence), code=no.code) from no


class PercentField(forms.CharField):
    """A percentage as it is typed, with or without its sign; None where it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=12, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Without the noughts that a column of the database adds."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """A number of per cent."""
        try:
            return percent(super().clean(value) or "")
        except Invalid as no:
            raise forms.ValidationError(str(no.sentence), code=no.code) from no


def fen_cell(cell: Cell) -> int | None:
    """A cell in 万元."""
    return wan_to_fen(as_text(cell))


def percent_cell(cell: Cell) -> Decimal | None:
    """A cell in per cent; what a sheet formats as a percentage comes as its share of one."""
    return percent(as_text(cell))
