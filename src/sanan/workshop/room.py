"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="workshop",
    title=_("手工坊"),
    urls=[
        ("workshop/", "sanan.workshop.urls.resident"),
        ("staff/workshop/", "sanan.workshop.urls.staff"),
    ],
    pages=[
        Page("workshop_staff:board", _("手工坊"), StaffGroup.SERVICES, 70),
        Page("workshop:village", _("手工坊：在家门口做活"), ResidentGroup.DO, 45),
    ],
    processes=[
        "sanan.workshop.rules:ORDER",
        "sanan.workshop.rules:WORKER",
        "sanan.workshop.rules:ISSUE",
        "sanan.workshop.rules:RUN",
        "sanan.workshop.rules:SLIP",
    ],
    work=["sanan.workshop.queries.floor:waiting"],
    slips=["sanan.workshop.queries.mine:PAYSLIP", "sanan.workshop.queries.mine:CARD"],
    files=["sanan.workshop.views.media:OWNER"],
    events={
        "workshop.open": _("开了手工坊"),
        "workshop.partner": _("登记了发活的企业"),
    },
    commands=["sanan.workshop.commands:livelihood"],
)
