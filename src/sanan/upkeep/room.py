"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import MINUTE, SECONDS, Job, Room

ROOM = Room(
    name="upkeep",
    title=_("运行和维护"),
    order=95,
    jobs=[
        Job("sanan.upkeep.tasks:tail", SECONDS),
        Job("sanan.upkeep.tasks:backup", MINUTE),
    ],
    commands=[
        "sanan.upkeep.commands:backup",
        "sanan.upkeep.commands:restore",
        "sanan.upkeep.commands:recovery",
        "sanan.upkeep.commands:upgrade",
    ],
)
