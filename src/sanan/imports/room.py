"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="imports",
    title=_("导入"),
    order=16,
)
