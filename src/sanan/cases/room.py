"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import MINUTE, SECOND, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="cases",
    title=_("办件"),
    order=20,
    urls=[("", "sanan.cases.urls.resident"), ("staff/", "sanan.cases.urls.staff")],
    pages=[
        Page("cases_staff:list", _("全部事项"), StaffGroup.CASES, 10),
        Page("cases_staff:new", _("代办登记"), StaffGroup.CASES, 20),
        Page("cases_staff:hot", _("热点"), StaffGroup.CASES, 30),
        Page("cases_staff:import", _("导入留言"), StaffGroup.CASES, 60),
        Page("cases_staff:reading", _("把握大的建议"), StaffGroup.CASES, 40),
        Page("cases_staff:accuracy", _("建议准不准"), StaffGroup.CASES, 50),
        Page("cases_staff:board", _("看板"), StaffGroup.BOARDS, 10),
        Page("cases_staff:calendar", _("工作日历"), StaffGroup.OWN, 60),
        Page("cases_staff:policies", _("办理期限"), StaffGroup.OWN, 61),
        Page("cases:village", _("邻居们在说什么"), ResidentGroup.TALK, 20),
        Page("cases:rates", _("办得快不快、好不好"), ResidentGroup.SEE, 40),
    ],
    processes=["sanan.cases.rules:CASE"],
    slips=["sanan.cases.queries.slips:CASE"],
    work=["sanan.cases.queries.work:waiting"],
    jobs=[Job("sanan.cases.tasks:take_up", SECOND), Job("sanan.cases.tasks:tick", MINUTE)],
    files=["sanan.cases.views.media:OWNER"],
    measures=["sanan.cases.queries.facts:CASES"],
    seeds=["sanan.cases.actions.seed:seed"],
    derived={"cases_search": "sanan.cases.actions.index:rebuild"},
    commands=["sanan.cases.commands:cases", "sanan.cases.commands:reading"],
    events={
        "cases.seed": _("装入了类别和期限"),
        "case.follow": _("邻居跟进了一件诉求"),
        "policy.choose_pack": _("选了办理期限"),
        "calendar.set_day": _("改了工作日历的一天"),
        "calendar.seed_year": _("装入了一年的工作日历"),
    },
)
