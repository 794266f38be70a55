"""`{% map shown %}` and `{% choose_place %}`: the one map of the product (docs/maps.md)."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.places import maps

register = template.Library()

_PHONE = {"button": "weui-btn weui-btn_default", "button_first": "weui-btn weui-btn_primary"}
_WORDS = [
    ("zoom-in", _("放大")),
    ("zoom-out", _("缩小")),
    ("fingers", _("用两个手指移动地图")),
    ("wheel", _("按住 Ctrl 滚动来缩放地图")),
    ("metres", _("米")),
    ("kilometres", _("公里")),
]
_DESK = {"button": "btn", "button_first": "btn btn-primary"}


@register.inclusion_tag("web/_map.html", takes_context=True, name="map")
def drawn(
    context: Context, shown: maps.Map, *, now: bool = False, tall: bool = False
) -> dict[str, Any]:
    """Draw a `places.maps.Map` and write the same as a list.

    `now` draws without being asked: at desks, where the line is good.
    """
    number = int(context.render_context.get("maps") or 0) + 1
    context.render_context["maps"] = number
    return {**_frame(context, shown.ground), "map": shown, "id": f"map-{number}"} | {
        "now": now,
        "tall": tall,
    }


@register.inclusion_tag("web/_map_pick.html", takes_context=True)
def choose_place(context: Context, ground: str = "") -> dict[str, Any]:
    """Let a resident mark where, in the fields `lat`, `lon` and `crs` of the form around it.

    `ground` is the code of the place around which the map opens.
    """
    return {**_frame(context, ground), "crs": maps.tiles_crs()}


def _frame(context: Context, ground: str) -> dict[str, Any]:
    """What both maps need: our ground, the installation's tiles, the look of the buttons."""
    tiles = settings.MAP_TILES
    at_desk = str(context.get("base", "")).endswith("base_staff.html")
    return {
        "ground": reverse("web:ground", args=[ground]) if ground else "",
        "tiles": json.dumps(tiles["urls"]) if tiles.get("urls") else "",
        "by": tiles.get("by", ""),
        "words": _WORDS,
        **(_DESK if at_desk else _PHONE),
    }
