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
    events={
        "service.offer": _("上架了一项服务"),
        "service.retire": _("下架了一项服务"),
        "unit.check_in": _("单位报到"),
        "unit.check_out": _("单位离开"),
        "unit.slip": _("开了单位的服务单"),
        "helper.register": _("登记了帮忙的人"),
        "helper.change": _("改了帮忙的人"),
        "helper.accept": _("收下了帮忙的人"),
        "helper.join_team": _("加入了队伍"),
        "helper.leave": _("退出了帮忙"),
        "partner.add": _("登记了合作单位"),
        "partner.post": _("定了合作单位的联系人"),
        "partner.end_posting": _("换下了合作单位的联系人"),
        "partner.outage": _("登记了停水停电停气"),
        "partner.outage_end": _("停水停电停气结束了"),
        "case.relay": _("把办理情况转告了群里"),
    },
)
