"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import MINUTE, SECONDS, Job, Page, Room, StaffGroup

ROOM = Room(
    name="exchange",
    title=_("外部系统"),
    order=41,
    urls=[
        ("open311/", "sanan.exchange.urls.open311"),
        ("staff/exchange/", "sanan.exchange.urls.staff"),
    ],
    routers=[
        ("/exchange", "sanan.exchange.views.http:router"),
        ("/bulk", "sanan.exchange.views.bulk:router"),
    ],
    pages=[
        Page("exchange_staff:board", _("外部系统"), StaffGroup.CASES, 70),
    ],
    processes=["sanan.exchange.rules:LETTER"],
    kinds=[
        "sanan.exchange.kinds:HOTLINE",
        "sanan.exchange.kinds:PETITION",
        "sanan.exchange.kinds:REVIEW",
        "sanan.exchange.kinds:RECHECK",
    ],
    work=["sanan.exchange.queries.desk:waiting"],
    jobs=[
        Job("sanan.exchange.tasks:move", SECONDS),
        Job("sanan.exchange.tasks:files", MINUTE),
    ],
    commands=["sanan.exchange.commands:exchange"],
    events={
        "exchange.system": _("设置了一个外部系统"),
        "exchange.system_end": _("停用了一个外部系统"),
        "exchange.hand_in": _("交来了一个外部系统的文件"),
        "exchange.word": _("改了外部系统的词语对照"),
        "exchange.subscribe": _("登记了对外通知"),
        "exchange.unsubscribe": _("停了对外通知"),
    },
)
