"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, Room, StaffGroup

ROOM = Room(
    name="livelihood",
    title=_("安置和就业"),
    urls=[("staff/livelihood/", "sanan.livelihood.urls.staff")],
    pages=[Page("livelihood_staff:households", _("移民家庭"), StaffGroup.SERVICES, 60)],
    processes=[
        "sanan.livelihood.rules.households:HOUSEHOLD",
        "sanan.livelihood.rules.households:MEMBER",
        "sanan.livelihood.rules.households:FIGURE",
    ],
    commands=["sanan.livelihood.commands:livelihood"],
)
