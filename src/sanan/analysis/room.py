"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Page, Room, StaffGroup

ROOM = Room(
    name="analysis",
    title=_("统计分析"),
    order=18,
    urls=[("staff/analysis/", "sanan.analysis.urls")],
    pages=[Page("analysis_staff:board", _("按月看数"), StaffGroup.BOARDS, 20)],
    jobs=[Job("sanan.analysis.tasks:nightly", DAY)],
    events={
        "analysis.trust": _("认了一个县的钥匙"),
        "analysis.publish": _("发布了本县的数"),
        "analysis.take": _("收了一个县的数"),
    },
    commands=["sanan.analysis.commands:analysis"],
)
