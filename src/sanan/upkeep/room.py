"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, SECONDS, Job, Page, Room, StaffGroup

ROOM = Room(
    name="upkeep",
    title=_("运行和维护"),
    order=95,
    urls=[("staff/upkeep/", "sanan.upkeep.urls")],
    pages=[Page("upkeep:machine", _("这台机器"), StaffGroup.OWN, 45)],
    jobs=[
        Job("sanan.upkeep.tasks:tail", SECONDS),
        Job("sanan.upkeep.tasks:backup", MINUTE),
        Job("sanan.upkeep.tasks:alarm", DAY),
    ],
    commands=[
        "sanan.upkeep.commands:backup",
        "sanan.upkeep.commands:restore",
        "sanan.upkeep.commands:recovery",
        "sanan.upkeep.commands:upgrade",
    ],
)
