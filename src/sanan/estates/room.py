"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import MINUTE, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="estates",
    title=_("小区和物业"),
    urls=[
        ("estates/", "sanan.estates.urls.resident"),
        ("staff/estates/", "sanan.estates.urls.staff"),
    ],
    pages=[
        Page("estates_staff:board", _("小区和物业"), StaffGroup.VILLAGE, 60),
        Page("estates_staff:repairs", _("物业报修"), StaffGroup.CASES, 60),
        Page("estates_staff:contacts", _("联系到户"), StaffGroup.VILLAGE, 61),
        Page(
            "estates:estate",
            _("小区和物业"),
            ResidentGroup.SEE,
            25,
            told="sanan.estates.views.resident:told",
        ),
    ],
    processes=[
        "sanan.estates.rules.estates:ESTATE",
        "sanan.estates.rules.estates:CONTRACT",
        "sanan.estates.rules.estates:RATING",
        "sanan.estates.rules.estates:NOTICE",
        "sanan.estates.rules.estates:COMMITTEE",
        "sanan.estates.rules.fund:USE",
    ],
    kinds=["sanan.estates.rules.repairs:ESTATE_REPAIR"],
    work=["sanan.estates.queries.work:waiting"],
    files=["sanan.estates.views.media:USES", "sanan.estates.views.media:RATINGS"],
    events={
        "case.climb": _("报修升到上一级"),
        "estate.dwellings": _("装入了房屋和业主名册"),
        "estate.bills": _("公布了抄表和收费"),
        "estate.contact": _("联系到一户"),
    },
    jobs=[Job("sanan.estates.tasks:tick", MINUTE)],
    commands=["sanan.estates.commands:estates"],
)
