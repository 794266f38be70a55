"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="council",
    title=_("议事"),
    urls=[
        ("council/", "sanan.council.urls.resident"),
        ("staff/council/", "sanan.council.urls.staff"),
    ],
    pages=[
        Page("council_staff:board", _("议事"), StaffGroup.COUNCIL, 10),
        Page("council_staff:joint", _("大党委"), StaffGroup.COUNCIL, 20),
        Page("council:village", _("议事"), ResidentGroup.DISCUSS, 10),
        Page("council:deeds", _("今年为民办实事"), ResidentGroup.SEE, 30),
    ],
    processes=[
        "sanan.council.rules:TOPIC",
        "sanan.council.rules:MEETING",
        "sanan.council.rules:VOTE",
        "sanan.council.rules:RESOLUTION",
        "sanan.council.rules:COUNCIL",
        "sanan.council.rules:WORK",
        "sanan.council.rules:JOINT",
        "sanan.council.rules:NEED",
        "sanan.council.rules:RESOURCE",
    ],
    work=["sanan.council.queries.work:waiting"],
    slips=["sanan.council.queries.mine:VOTE", "sanan.council.queries.mine:TOPIC"],
    files=["sanan.council.views.media:MEETINGS", "sanan.council.views.media:WORKS"],
    commands=["sanan.council.commands:council"],
    events={
        "topic.state": _("写了一条看法"),
        "topic.opine": _("对看法表了态"),
        "hall.add": _("登记了议事的地方"),
        "hall.book": _("订了议事的地方"),
        "hall.free": _("退了议事的地方"),
    },
)
