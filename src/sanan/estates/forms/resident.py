"""What an owner writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.estates.enums import Aspect
from sanan.estates.models import Dwelling
from sanan.files.forms import WithUploads
from sanan.process.forms import PHONE, DeskForm, area, picked

SCORES = [(str(n), str(n)) for n in range(5, 0, -1)]


class Rate(WithUploads, DeskForm):
    """A quarter's rating of the company by one dwelling."""

    look = PHONE
    dwelling = picked(_("哪套房"), Dwelling)
    text = area(_("还想说的（可以不写）"), required=False, most=1000)

    def __init__(self, *args: Any, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("dwelling", homes)
        for aspect in Aspect:
            self.fields[aspect.value] = forms.ChoiceField(
                label=aspect.label, choices=SCORES, widget=forms.RadioSelect
            )
        self.order_fields(["dwelling", *Aspect.values, "text", "photos", "clip"])

    def scores(self) -> dict[str, int]:
        """By aspect."""
        return {aspect.value: int(self.cleaned_data[aspect.value]) for aspect in Aspect}
