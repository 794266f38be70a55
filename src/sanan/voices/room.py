"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, SECONDS, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="voices",
    title=_("村群"),
    urls=[("voices/", "sanan.voices.urls.resident"), ("staff/voices/", "sanan.voices.urls.staff")],
    moved=[("room/", "voices/"), ("staff/rooms/", "staff/voices/")],
    pages=[
        Page("voices_staff:rooms", _("村群"), StaffGroup.VILLAGE, 10),
        Page("voices:room", _("村群"), ResidentGroup.TALK, 10),
    ],
    processes=[
        "sanan.voices.rules:MESSAGE",
        "sanan.voices.rules:MEMBER",
        "sanan.voices.rules:APPEAL",
    ],
    work=["sanan.voices.queries.work:waiting_for"],
    jobs=[
        Job("sanan.voices.tasks:index", SECONDS),
        Job("sanan.voices.tasks:tick", MINUTE),
        Job("sanan.voices.tasks:retain", DAY),
    ],
    derived={"voices_search": "sanan.voices.actions.index:rebuild"},
    files=["sanan.voices.views.media:OWNER"],
    commands=["sanan.voices.commands:live", "sanan.voices.commands:voices"],
    events={
        "chat.open": _("开了村群"),
        "chat.set_rules": _("改了群规"),
        "chat.retain": _("到期清了群里的消息"),
        "chat.import": _("导入了聊天记录"),
        "chat.new_door": _("换了进群的二维码"),
        "chat.add_word": _("加了要先看的词"),
        "chat.drop_word": _("去了要先看的词"),
        "chat.link_archive": _("接上了会话存档"),
        "chat.unlink_archive": _("断开了会话存档"),
        "chat.poll_archive": _("取了会话存档"),
    },
)
