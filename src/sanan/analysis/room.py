"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="analysis",
    title=_("统计分析"),
    order=18,
    commands=["sanan.analysis.commands:analysis"],
)
