"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="demo",
    title=_("演示县"),
    order=99,
    commands=["sanan.demo.commands:demo"],
)
