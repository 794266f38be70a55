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
)
