"""Fields of figures: pieces, weights, prices, times of a day."""

import secrets
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms

MOST = Decimal(10) ** 9
MINUTES = 60


def figure(label: Any, *, required: bool = True, places: int = 4, hint: Any = "") -> Any:
    """An exact figure from 0 up."""
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST,
        max_digits=9 + places + 1,
        decimal_places=places,
        widget=widget,
        help_text=hint,
    )


def once() -> Any:
    """The hidden name of one sending, so that the same form sent twice counts once."""
    return forms.CharField(
        widget=forms.HiddenInput, max_length=40, required=False, initial=secrets.token_hex
    )


class ClockField(forms.TimeField):
    """A time of the day; cleaned, its minute of the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)

    def clean(self, value: Any) -> Any:
        """Minutes since midnight."""
        found = super().clean(value)
        return found.hour * MINUTES + found.minute if isinstance(found, time) else None
