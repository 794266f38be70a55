"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="inspection",
    title=_("巡察"),
    urls=[
        ("inspection/", "sanan.inspection.urls.resident"),
        ("staff/inspection/", "sanan.inspection.urls.staff"),
    ],
    pages=[
        Page("inspection_staff:board", _("巡察轮次"), StaffGroup.OVERSIGHT, 30),
        Page("inspection_staff:items", _("整改台账"), StaffGroup.OVERSIGHT, 31),
        Page("inspection_staff:transfers", _("巡察移交"), StaffGroup.OVERSIGHT, 32),
        Page("inspection_staff:pushes", _("纪巡联动"), StaffGroup.OVERSIGHT, 33),
        Page(
            "inspection:village",
            _("巡察发现了什么，改了没有"),
            ResidentGroup.SEE,
            60,
            told="sanan.inspection.queries.public:told",
        ),
    ],
    processes=[
        "sanan.inspection.rules:ROUND",
        "sanan.inspection.rules:CLUE",
        "sanan.inspection.rules:PAPER",
        "sanan.inspection.rules:TRANSFER",
        "sanan.inspection.rules:PUSH",
        "sanan.inspection.rules:RECTIFICATION",
        "sanan.inspection.rules:INDEX",
        "sanan.inspection.rules:SIGNAL",
    ],
    kinds=[
        "sanan.inspection.rules:IMMEDIATE_FIX",
        "sanan.inspection.rules:INSPECTION_CONCERN",
    ],
    work=["sanan.inspection.queries.desk:waiting"],
    files=[
        "sanan.inspection.views.media:EVIDENCE",
        "sanan.inspection.views.media:ORDER",
        "sanan.inspection.views.media:ITEM",
    ],
    events={
        "case.mended": _("巡察组现场看过，改好了"),
        "case.not_mended": _("巡察组说还没改好"),
        "inspection_terms.set": _("巡察办改了期限或权重"),
        "village_facts.take": _("导入了村情表"),
    },
    commands=["sanan.inspection.commands:inspection"],
    jobs=[Job("sanan.inspection.tasks:tick", DAY)],
)
