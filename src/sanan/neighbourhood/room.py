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
        "sanan.neighbourhood.rules:MEAL",
        "sanan.neighbourhood.rules:CHILD",
        "sanan.neighbourhood.rules:STAY",
        "sanan.neighbourhood.rules:PROGRAMME",
        "sanan.neighbourhood.rules:CHECK",
    ],
    events={
        "booking.repeat": _("订了每周的场地"),
        "child.turned_away": _("没有让来的监护人接走孩子"),
        "child.look": _("看了孩子的情况"),
        "circle.streets": _("装入了路网"),
        "circle.count": _("导入了按楼栋的住户数"),
    },
    commands=["sanan.neighbourhood.commands:neighbourhood"],
    jobs=[
        Job("sanan.neighbourhood.tasks:tick", MINUTE),
        Job("sanan.neighbourhood.tasks:remeasure", DAY),
    ],
    work=["sanan.neighbourhood.queries.desk:waiting", "sanan.neighbourhood.queries.care:waiting"],
    files=["sanan.neighbourhood.views.media:OWNER"],
    slips=["sanan.neighbourhood.queries.mine:BOOKED"],
)
