"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="volunteers",
    title=_("志愿服务"),
    urls=[
        ("volunteers/", "sanan.volunteers.urls.resident"),
        ("staff/volunteers/", "sanan.volunteers.urls.staff"),
    ],
    moved=[("volunteer/", "volunteers/")],
    pages=[
        Page("volunteers_staff:board", _("志愿服务"), StaffGroup.SERVICES, 20),
        Page("volunteers:village", _("志愿服务"), ResidentGroup.TOGETHER, 10),
    ],
    processes=[
        "sanan.volunteers.rules:ACTIVITY",
        "sanan.volunteers.rules:SIGNUP",
        "sanan.volunteers.rules:SERVICE",
        "sanan.volunteers.rules:CERTIFICATE",
    ],
    slips=["sanan.volunteers.queries.signed:SIGN_UP"],
    work=["sanan.volunteers.queries.work:waiting_for"],
    commands=["sanan.volunteers.commands:volunteers"],
    events={
        "team.register": _("登记了队伍"),
        "team.join": _("加入了队伍"),
        "team.part": _("退出了队伍"),
        "project.set_up": _("立了志愿服务项目"),
        "project.close": _("结束了志愿服务项目"),
        "volunteer.register": _("登记了志愿者"),
        "volunteer.amend": _("改了志愿者的登记"),
        "volunteer.leave": _("注销了志愿者"),
        "volunteer.note": _("记了志愿者的培训、表彰"),
        "volunteers.import": _("导入了志愿服务登记表"),
    },
)
