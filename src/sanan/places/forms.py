from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.places.coordinates import Crs
from sanan.places.enums import OWN_KINDS, TOP_DOWN, Datum, PlaceKind
from sanan.places.models import Place


class _Form(forms.Form):
    """Fields that look like the staff pages' others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if select else "form-control"


class AddPlace(_Form):
    """A place under the one shown: only the levels that can lie there are offered."""

    prefix = "place"
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("是什么"))

    def __init__(self, *args: Any, parent: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = TOP_DOWN[TOP_DOWN.index(PlaceKind(parent.kind)) + 1 :]
        kinds = [kind for kind in OWN_KINDS if kind in below]
        self.fields["kind"].choices = [(k.value, k.label) for k in kinds]  # type: ignore[attr-defined]

    def clean_kind(self) -> PlaceKind:
        """The level as the action wants it."""
        return PlaceKind(self.cleaned_data["kind"])


class MakeQr(_Form):
    """Where the new poster will hang."""

    prefix = "qr"
    label = forms.CharField(
        label=_("贴在哪里"),
        max_length=80,
        required=False,
        help_text=_("比如：3号楼电梯口。会用小字印在海报下面。"),
    )


class Locate(_Form):
    """Coordinates never without their datum."""

    prefix = "locate"
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180)
    datum = forms.ChoiceField(label=_("坐标来自"), choices=[("", _("请选择")), *Datum.choices])

    def clean_datum(self) -> Crs:
        """The system as the action wants it."""
        return Crs(self.cleaned_data["datum"])
