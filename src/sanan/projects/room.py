"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="projects",
    title=_("重点项目"),
    urls=[
        ("projects/", "sanan.projects.urls.resident"),
        ("staff/projects/", "sanan.projects.urls.staff"),
    ],
    pages=[
        Page("projects_staff:wall", _("亮晒台"), StaffGroup.PROJECTS, 10),
        Page("projects_staff:mine", _("报这个月"), StaffGroup.PROJECTS, 11),
        Page("projects_staff:projects", _("项目"), StaffGroup.PROJECTS, 12),
        Page("projects_staff:reports", _("月报"), StaffGroup.PROJECTS, 13),
        Page("projects_staff:owed", _("谁欠什么"), StaffGroup.PROJECTS, 14),
        Page("projects_staff:meetings", _("调度会"), StaffGroup.PROJECTS, 15),
        Page("projects_staff:assessments", _("项目考评"), StaffGroup.PROJECTS, 16),
        Page(
            "projects:village",
            _("重点项目"),
            ResidentGroup.SEE,
            50,
            told="sanan.projects.queries.public:told",
        ),
    ],
    processes=[
        "sanan.projects.rules:PROJECT",
        "sanan.projects.rules:SET",
        "sanan.projects.rules:REPORT",
        "sanan.projects.rules:MEETING",
        "sanan.projects.rules:TASK",
        "sanan.projects.rules:RULES",
        "sanan.projects.rules:ASSESSMENT",
    ],
    kinds=["sanan.projects.rules:BLOCKER"],
    work=["sanan.projects.queries.desk:waiting"],
    files=["sanan.projects.views.media:OWNER"],
    jobs=[Job("sanan.projects.tasks:tick", DAY)],
    events={
        "project_month.lock": _("锁定了一个月的月报"),
        "project_provincial.record": _("登记了全省的名次"),
    },
    commands=["sanan.projects.commands:projects"],
)
