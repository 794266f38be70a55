"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, SECOND, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="people",
    title=_("人员"),
    order=90,
    urls=[("", "sanan.people.urls.resident"), ("staff/", "sanan.people.urls.staff")],
    pages=[
        Page("people_persons", _("人员和单位"), StaffGroup.OWN, 20),
        Page("people_chains", _("四级链条"), StaffGroup.OWN, 30),
        Page("people_safety", _("锁定、登录和三个管理员"), StaffGroup.OWN, 40),
        Page("people_record", _("全部记录"), StaffGroup.OVERSIGHT, 30),
        Page("people_account", _("我的账号"), StaffGroup.OWN, 90),
        Page("cases:people", _("我的楼长和干部"), ResidentGroup.PEOPLE, 10),
    ],
    jobs=[
        Job("sanan.people.tasks:deliver_due", SECOND),
        Job("sanan.people.tasks:audit_record", MINUTE),
        Job("sanan.people.tasks:tidy", DAY),
    ],
    commands=["sanan.people.commands:people"],
)
