"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="mediation",
    title=_("矛盾调解"),
    urls=[
        ("mediation/", "sanan.mediation.urls.party"),
        ("staff/mediation/", "sanan.mediation.urls.staff"),
    ],
    pages=[
        Page("mediation_staff:board", _("矛盾调解"), StaffGroup.COUNCIL, 60),
        Page(
            "mediation:village",
            _("有矛盾，找人评评理"),
            ResidentGroup.DISCUSS,
            60,
            told="sanan.mediation.queries.desk:told",
        ),
    ],
    processes=["sanan.mediation.rules:DISPUTE"],
    kinds=["sanan.mediation.rules:KIND"],
    files=["sanan.mediation.views.media:OWNER"],
    jobs=[Job("sanan.mediation.tasks:tick", DAY)],
    work=["sanan.mediation.queries.desk:waiting"],
    slips=["sanan.mediation.queries.mine:PARTY"],
    events={
        "mediation.open_centre": _("开了综治中心"),
        "mediation.add_window": _("设了窗口"),
        "mediation.roster": _("排了值班"),
        "mediation.add_mediator": _("登记了调解员"),
        "mediation.end_mediator": _("调解员离开名册"),
        "mediation.published": _("记下了报告里的数"),
        "case.mediate": _("由综治中心调解"),
        "case.change_window": _("换了窗口"),
        "case.end_mediation": _("调解结束"),
        "case.resume_mediation": _("重新调解"),
        "case.to_mediation": _("转给综治中心调解"),
    },
)
