"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="slips",
    title=_("我的事"),
    order=18,
    urls=[("", "sanan.slips.urls")],
)
