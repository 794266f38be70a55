"""Service points as the desk enters them, and a point that is only tried."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.neighbourhood.circle.kinds import SIX, PointKind
from sanan.neighbourhood.models import Centre
from sanan.places.coordinates import Crs, Point, point
from sanan.places.models import Place
from sanan.process.forms import PICK, DeskForm, VerbForm, line, picked

HOURS_HINT = _(
    "例如：周一至周五 8:00-12:00，14:30-17:30；周六 9:00-12:00；节假日休息。不知道就空着。"
)
SYSTEMS = [
    (Crs.WGS84, _("WGS84（GPS）")),
    (Crs.CGCS2000, _("CGCS2000（国家、天地图）")),
    (Crs.GCJ02, _("GCJ-02（高德、腾讯、微信）")),
    (Crs.BD09, _("BD-09（百度）")),
]


def _degrees(label: Any, most: int) -> forms.FloatField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.FloatField(
        label=label, required=False, min_value=-most, max_value=most, widget=widget
    )


class _Where(forms.Form):
    """A position, typed or marked on the map; `where` once cleaned, None where nothing was said."""

    lat = _degrees(_("纬度"), 90)
    lon = _degrees(_("经度"), 180)
    crs = forms.ChoiceField(label=_("坐标系"), choices=[("", PICK), *SYSTEMS], required=False)
    needs_position = True

    def clean(self) -> dict[str, Any]:
        """In the system it was said in; what is missing or nowhere is said beside the latitude."""
        cleaned = super().clean() or self.cleaned_data
        lat, lon = cleaned.pop("lat", None), cleaned.pop("lon", None)
        crs = cleaned.pop("crs", "")
        cleaned["where"] = None
        if {"lat", "lon", "crs"} & set(self.errors):
            return cleaned
        try:
            cleaned["where"] = self._point(lat, lon, crs)
        except Invalid as no:
            self.add_error("lat", str(no.sentence))
        return cleaned

    def _point(self, lat: float | None, lon: float | None, crs: str) -> Point | None:
        found = point(lat, lon, crs)
        if found is None and self.needs_position:
            raise Invalid(_("请在地图上标出位置，或者写纬度和经度。"), "no_position")
        return found


class AddPoint(_Where, DeskForm):
    """A new service point."""

    place = picked(_("在哪个村（社区）"), Place)
    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=[
            (_("六有"), [(kind, kind.label) for kind in SIX]),
            (_("每天要用的"), [(kind, kind.label) for kind in PointKind if kind not in SIX]),
        ],
    )
    name = line(_("名称"), 60)
    address = line(_("地址"), required=False)
    hours = line(_("营业时间"), 200, required=False, hint=HOURS_HINT)
    phone = line(_("公开的电话"), 20, required=False)
    field_order = ("place", "kind", "name", "address", "hours", "phone", "lat", "lon", "crs")


class ChangePoint(_Where, VerbForm):
    """What is said of a point; without a position it stays where it is."""

    name = line(_("名称"), 60)
    address = line(_("地址"), required=False)
    hours = line(_("营业时间"), 200, required=False, hint=HOURS_HINT)
    phone = line(_("公开的电话"), 20, required=False)
    field_order = ("name", "address", "hours", "phone", "lat", "lon", "crs")
    needs_position = False

    def suggestion(self, name: str) -> Any:
        """What stands, in WGS84."""
        return Crs.WGS84 if name == "crs" else getattr(self.thing, name)


class ClosePoint(VerbForm):
    """Why it is gone."""

    reason = line(_("为什么（会公开）"), 100)
    danger = True


class PlaceCentre(_Where, DeskForm):
    """Where a centre stands."""

    centre = picked(_("哪个中心"), Centre)
    field_order = ("centre", "lat", "lon", "crs")


class TryPoint(_Where, DeskForm):
    """A point that is not there yet."""

    kind = forms.ChoiceField(label=_("是什么"), choices=PointKind.choices)
    field_order = ("kind", "lat", "lon", "crs")
