"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="api",
    title=_("接口"),
    order=40,
    urls=[("api/v1/", "sanan.api.urls")],
)
