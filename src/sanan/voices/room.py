"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, SECONDS, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="voices",
    title=_("村群"),
    urls=[("room/", "sanan.voices.urls.resident"), ("staff/rooms/", "sanan.voices.urls.staff")],
    pages=[
        Page("voices_staff:rooms", _("村群"), StaffGroup.VILLAGE, 10),
        Page("room:room", _("村群"), ResidentGroup.TALK, 10),
    ],
    jobs=[
        Job("sanan.voices.tasks:index", SECONDS),
        Job("sanan.voices.tasks:tick", MINUTE),
        Job("sanan.voices.tasks:retain", DAY),
    ],
    derived={"voices_search": "sanan.voices.actions.index:rebuild"},
    files=["sanan.voices.views.media:OWNER"],
    commands=["sanan.voices.commands:live", "sanan.voices.commands:voices"],
)
