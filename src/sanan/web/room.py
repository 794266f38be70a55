"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="web",
    title=_("外壳"),
    order=0,
    urls=[("", "sanan.web.urls")],
)
