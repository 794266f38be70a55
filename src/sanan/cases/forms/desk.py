"""What staff write outside a case: someone else's words, a day of the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Anonymity, Door, Nature
from sanan.files.forms import FilesField
from sanan.places.models import Place
from sanan.process.forms import DeskForm, area, day, line, picked

DOORS = (Door.PHONE, Door.PROXY)


class OnBehalf(DeskForm):
    """A caller's matter, written down by someone of the staff."""

    text = area(_("他说了什么（用他自己的话）"), rows=5, most=20_000)
    place = picked(_("在哪里"), Place, to_field_name="code")
    address = line(_("详细位置"), 200, required=False)
    contact_name = line(_("怎么称呼"), 40, required=False)
    contact_phone = line(_("电话"), 20, required=False, hint=_("用来回访；只有办理的人看得到。"))
    anonymity = forms.ChoiceField(
        label=_("名字给谁看"), choices=Anonymity.choices, initial="masked"
    )
    door = forms.ChoiceField(label=_("怎么来的"), choices=[(d.value, d.label) for d in DOORS])
    nature = forms.ChoiceField(label=_("性质"), choices=Nature.choices, initial=Nature.HELP)
    uploads = FilesField(label=_("照片或录音"), required=False)
    idempotency = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        field: Any = self.fields["place"]
        field.label_from_instance = lambda place: place.full_name or place.name
        for name in ("address", "contact_name", "contact_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["contact_phone"].widget.attrs["inputmode"] = "tel"


class Day(DeskForm):
    """One day of the working calendar."""

    day = day(_("哪天"))
    working = forms.TypedChoiceField(
        label=_("上不上班"),
        choices=[("0", _("休息")), ("1", _("上班"))],
        coerce=lambda value: value == "1",
    )
    name = line(_("什么日子"), 40, required=False)
