"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="investment",
    title=_("招商引资"),
    urls=[
        ("investment/", "sanan.investment.urls.resident"),
        ("staff/investment/", "sanan.investment.urls.staff"),
    ],
    pages=[
        Page("investment_staff:board", _("招商引资"), StaffGroup.PROJECTS, 60),
        Page("investment_staff:brief", _("招商简报"), StaffGroup.BOARDS, 62),
        Page("investment:village", _("招商签约项目"), ResidentGroup.SEE, 80),
    ],
    processes=[
        "sanan.investment.rules:PROMOTION",
        "sanan.investment.rules:COMPANY",
        "sanan.investment.rules:LEAD",
        "sanan.investment.rules:AGREEMENT",
        "sanan.investment.rules:LANDING",
        "sanan.investment.rules:MANDATE",
        "sanan.investment.rules:TASK",
        "sanan.investment.rules:RULES",
    ],
    files=[
        "sanan.investment.views.media:AGREEMENTS",
        "sanan.investment.views.media:LANDINGS",
        "sanan.investment.views.media:MANDATES",
        "sanan.investment.views.media:EVENTS",
    ],
    work=["sanan.investment.queries.desk:waiting"],
    commands=["sanan.investment.commands:investment"],
)
