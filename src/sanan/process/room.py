"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="process",
    title=_("流程"),
    order=15,
    audits=["sanan.process.audit:differences"],
)
