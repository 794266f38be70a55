"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="neighbourhood",
    title=_("邻里中心"),
    urls=[
        ("neighbourhood/", "sanan.neighbourhood.urls.resident"),
        ("staff/neighbourhood/", "sanan.neighbourhood.urls.staff"),
    ],
    pages=[
        Page("neighbourhood_staff:board", _("邻里中心"), StaffGroup.SERVICES, 60),
        Page("neighbourhood_staff:circle", _("十五分钟生活圈"), StaffGroup.SERVICES, 61),
        Page("neighbourhood:village", _("邻里中心：订场地"), ResidentGroup.DO, 40),
        Page("neighbourhood:near", _("什么离我近、现在开着"), ResidentGroup.SEE, 45),
    ],
    processes=[
        "sanan.neighbourhood.rules:CENTRE",
        "sanan.neighbourhood.rules:FACILITY",
        "sanan.neighbourhood.rules:BOOKING",
        "sanan.neighbourhood.rules:POINT",
    ],
    events={
        "booking.repeat": _("订了每周的场地"),
        "circle.streets": _("装入了路网"),
        "circle.count": _("导入了按楼栋的住户数"),
    },
    commands=["sanan.neighbourhood.commands:neighbourhood"],
    jobs=[
        Job("sanan.neighbourhood.tasks:tick", MINUTE),
        Job("sanan.neighbourhood.tasks:remeasure", DAY),
    ],
    work=["sanan.neighbourhood.queries.desk:waiting"],
    slips=["sanan.neighbourhood.queries.mine:BOOKED"],
)
