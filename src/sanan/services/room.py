"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="services",
    title=_("帮忙"),
    urls=[
        ("services/", "sanan.services.urls.resident"),
        ("staff/services/", "sanan.services.urls.staff"),
    ],
    pages=[
        Page("services_staff:board", _("帮忙"), StaffGroup.SERVICES, 10),
        Page("services_staff:new", _("代人下单"), StaffGroup.SERVICES, 11),
        Page("services_staff:partner", _("找我们单位的"), StaffGroup.SERVICES, 12),
        Page("services:help", _("我附近的单"), StaffGroup.SERVICES, 13),
        Page("services:village", _("要帮忙、来帮忙"), ResidentGroup.DO, 10),
    ],
    processes=["sanan.services.rules:ORDER"],
    kinds=["sanan.services.rules.requests:PARTNER_REQUEST"],
    slips=["sanan.services.queries.mine:ORDER"],
    work=["sanan.services.queries.desk:waiting_for"],
    jobs=[Job("sanan.services.tasks:tick", MINUTE), Job("sanan.services.tasks:slips", DAY)],
)
