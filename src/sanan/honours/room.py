"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="honours",
    title=_("评选表彰"),
    urls=[
        ("honours/", "sanan.honours.urls.resident"),
        ("staff/honours/", "sanan.honours.urls.staff"),
    ],
    pages=[
        Page("honours_staff:board", _("评选表彰"), StaffGroup.OVERSIGHT, 60),
        Page("honours_staff:tolerances", _("容错纠错"), StaffGroup.OVERSIGHT, 61),
        Page("honours_staff:awards", _("历年表彰"), StaffGroup.BOARDS, 60),
        Page("honours:village", _("评选公示和受表彰的人"), ResidentGroup.PEOPLE, 40),
    ],
    processes=[
        "sanan.honours.rules:SCHEME",
        "sanan.honours.rules:NOMINATION",
        "sanan.honours.rules:TOLERANCE",
    ],
    work=["sanan.honours.queries:waiting"],
    commands=["sanan.honours.commands:honours"],
)
