"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="livelihood",
    title=_("安置和就业"),
    urls=[
        ("livelihood/", "sanan.livelihood.urls.resident"),
        ("staff/livelihood/", "sanan.livelihood.urls.staff"),
    ],
    pages=[
        Page("livelihood_staff:board", _("安置和就业"), StaffGroup.SERVICES, 60),
        Page("livelihood_staff:cycles", _("直补发放"), StaffGroup.SERVICES, 61),
        Page("livelihood_staff:handovers", _("交房"), StaffGroup.SERVICES, 62),
        Page("livelihood_staff:jobs", _("找活和岗位"), StaffGroup.SERVICES, 63),
        Page("livelihood_staff:courses", _("培训"), StaffGroup.SERVICES, 64),
        Page(
            "livelihood:village",
            _("居安、身安、业安"),
            ResidentGroup.SEE,
            60,
            told="sanan.livelihood.views.resident:told",
        ),
        Page(
            "livelihood:jobs",
            _("附近找活"),
            ResidentGroup.DO,
            60,
            told="sanan.livelihood.views.resident:jobs_told",
        ),
    ],
    processes=[
        "sanan.livelihood.rules.households:HOUSEHOLD",
        "sanan.livelihood.rules.households:MEMBER",
        "sanan.livelihood.rules.households:FIGURE",
        "sanan.livelihood.rules.cycles:CYCLE",
        "sanan.livelihood.rules.cycles:LINE",
        "sanan.livelihood.rules.handovers:HANDOVER",
        "sanan.livelihood.rules.handovers:HOME",
        "sanan.livelihood.rules.work:EMPLOYER",
        "sanan.livelihood.rules.work:JOB",
        "sanan.livelihood.rules.work:APPLICATION",
        "sanan.livelihood.rules.training:TRAINER",
        "sanan.livelihood.rules.training:COURSE",
        "sanan.livelihood.rules.training:PAPER",
    ],
    work=["sanan.livelihood.queries.desk:waiting"],
    slips=[
        "sanan.livelihood.queries.mine:JOB_APPLICATION",
        "sanan.livelihood.queries.mine:HOME",
    ],
    files=[
        "sanan.livelihood.views.handovers:BUILDINGS",
        "sanan.livelihood.views.handovers:RECEIPTS",
    ],
    kinds=["sanan.livelihood.rules.handovers:REPAIR"],
    commands=["sanan.livelihood.commands:livelihood"],
)
