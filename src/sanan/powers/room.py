"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="powers",
    title=_("公开"),
    urls=[("powers/", "sanan.powers.urls.resident"), ("staff/powers/", "sanan.powers.urls.staff")],
    moved=[("open/", "powers/")],
    pages=[
        Page("powers_staff:board", _("公开事项"), StaffGroup.VILLAGE, 20),
        Page("powers:village", _("村里的账和事"), ResidentGroup.SEE, 10),
    ],
    measures=[
        "sanan.powers.queries.facts:DISCLOSURES",
        "sanan.powers.queries.facts:QUESTIONS",
    ],
    processes=[
        "sanan.powers.rules.disclosures:DISCLOSURE",
        "sanan.powers.rules.questions:QUESTION",
        "sanan.powers.rules.runs:RUN",
    ],
    files=["sanan.powers.views.media:ATTACHMENTS", "sanan.powers.views.media:EVIDENCE"],
    slips=["sanan.powers.queries.mine:QUESTION"],
    work=["sanan.powers.queries.desk:waiting"],
    jobs=[Job("sanan.powers.tasks:tick", MINUTE), Job("sanan.powers.tasks:daily", DAY)],
    seeds=["sanan.powers.actions.seed:seed"],
    events={
        "powers.seed": _("装入了公开清单"),
        "powers.file": _("附上了公开的材料"),
        "powers.paper": _("印了公开栏"),
        "powers.redact": _("遮盖了公开的材料"),
        "disclosure_calendar.set": _("改了公开日历"),
        "disclosure.generate": _("列出了要公开的一期"),
    },
)
