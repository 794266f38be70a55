"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, Room, StaffGroup

ROOM = Room(
    name="places",
    title=_("地点"),
    order=30,
    urls=[("", "sanan.places.urls")],
    pages=[Page("places:index", _("地点和二维码"), StaffGroup.OWN, 10)],
    seeds=["sanan.places.actions:load_first_regions"],
    commands=["sanan.places.commands:places"],
    events={
        "place.load": _("装入了地点"),
        "place.add": _("新增了地点"),
        "place.rename": _("改了地名"),
        "place.locate": _("定了地点的位置"),
        "place.outline": _("画了地点的边界"),
        "place.add_grid": _("划了网格"),
        "place.set_grid": _("改了地点所在的网格"),
        "place.make_qr": _("做了二维码"),
        "place.retire_qr": _("停用了二维码"),
    },
)
