"""What staff write outside a case: someone else's words, a day of the calendar, a deadline pack."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Anonymity, Door, Kind
from sanan.cases.forms.fields import AreaField, DayField, PickField
from sanan.files.forms import FilesField
from sanan.places.models import Place

DOORS = (Door.PHONE, Door.PROXY)


class OnBehalf(forms.Form):
    """A caller's matter, written down by someone of the staff."""

    template_name = "cases/staff/_form.html"
    text = AreaField(label=_("他说了什么（用他自己的话）"), rows=5)
    place = forms.ModelChoiceField(
        label=_("在哪里"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=_("请选择"),
        widget=forms.Select({"class": "form-select"}),
    )
    address = forms.CharField(
        label=_("详细位置"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    contact_name = forms.CharField(
        label=_("怎么称呼"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    contact_phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=20,
        help_text=_("用来回访；只有办理的人看得到。"),
        widget=forms.TextInput(
            {"class": "form-control", "inputmode": "tel", "autocomplete": "off"}
        ),
    )
    anonymity = PickField(label=_("名字给谁看"), choices=Anonymity.choices, initial="masked")
    door = PickField(label=_("怎么来的"), choices=[(d.value, d.label) for d in DOORS])
    kind = PickField(label=_("性质"), choices=Kind.choices, initial=Kind.HELP)
    uploads = FilesField(label=_("照片或录音"), required=False)
    idempotency = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        field.queryset = places  # type: ignore[attr-defined]
        field.label_from_instance = lambda place: place.full_name or place.name  # type: ignore[attr-defined]


class Day(forms.Form):
    """One day of the working calendar."""

    template_name = "cases/staff/_form.html"
    day = DayField(label=_("哪天"))
    working = forms.TypedChoiceField(
        label=_("上不上班"),
        choices=[("0", _("休息")), ("1", _("上班"))],
        coerce=lambda value: value == "1",
        widget=forms.Select({"class": "form-select"}),
    )
    name = forms.CharField(
        label=_("什么日子"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "form-control"}),
    )
