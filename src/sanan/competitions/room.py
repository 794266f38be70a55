"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="competitions",
    title=_("项目大赛"),
    urls=[
        ("competitions/", "sanan.competitions.urls.resident"),
        ("staff/competitions/", "sanan.competitions.urls.staff"),
    ],
    pages=[
        Page("competitions_staff:board", _("项目大赛"), StaffGroup.SERVICES, 70),
        Page("competitions_staff:judging", _("我的评分表"), StaffGroup.SERVICES, 71),
        Page(
            "competitions:village",
            _("项目大赛和志愿行动"),
            ResidentGroup.TOGETHER,
            60,
            told="sanan.competitions.queries.contest:told_here",
        ),
    ],
    processes=[
        "sanan.competitions.rules:COMPETITION",
        "sanan.competitions.rules:STAGE",
        "sanan.competitions.rules:ENTRY",
        "sanan.competitions.rules:JUDGES",
        "sanan.competitions.rules:SHEET",
        "sanan.competitions.rules:MILESTONE",
        "sanan.competitions.rules:CAMPAIGN",
    ],
    work=["sanan.competitions.queries.contest:waiting"],
    slips=["sanan.competitions.queries.contest:ENTRY_SLIP"],
    seeds=["sanan.competitions.actions.seed:seed"],
    events={
        "rubric.write": _("写了评分标准"),
        "earlier_projects.import": _("导入了往年项目"),
    },
    commands=["sanan.competitions.commands:competitions"],
)
