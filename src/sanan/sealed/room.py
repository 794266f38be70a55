"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import MINUTE, Job, Page, Room, StaffGroup

ROOM = Room(
    name="sealed",
    title=_("密封举报"),
    urls=[("sealed/", "sanan.sealed.urls.resident"), ("staff/sealed/", "sanan.sealed.urls.staff")],
    pages=[
        Page("sealed_staff:inbox", _("密封举报"), StaffGroup.OVERSIGHT, 10),
        Page("sealed_staff:openings", _("密封举报的打开记录"), StaffGroup.OVERSIGHT, 20),
        Page("sealed_staff:officers", _("密封举报的钥匙"), StaffGroup.OVERSIGHT, 21),
    ],
    processes=["sanan.sealed.rules:REPORT"],
    work=["sanan.sealed.queries.desk:waiting_for"],
    jobs=[Job("sanan.sealed.tasks:settle", MINUTE)],
    commands=["sanan.sealed.commands:sealed"],
    audits=["sanan.sealed.queries.audit:differences"],
    events={
        "sealed.key": _("定了密封举报的钥匙"),
        "sealed.act": _("办了密封的举报"),
        "sealed.day": _("封存了一天的密封举报"),
    },
)
