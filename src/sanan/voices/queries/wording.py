"""The words that a page's script needs for what comes while it is open, in the page's language."""

from typing import Any

from django.utils.translation import gettext as _

from sanan.cases.enums import State as CaseState
from sanan.people.enums import Role
from sanan.voices.enums import OFFICIALS, Kind, Reading, Reason, State


def labels() -> dict[str, Any]:
    """Labels by key, plain texts with their places in braces."""
    return {
        "role": {str(role): str(Role(role).label) for role in OFFICIALS},
        "reason": {str(reason.value): str(reason.label) for reason in Reason},
        "case": {str(state.value): str(state.label) for state in CaseState},
        "state": {str(state.value): str(state.label) for state in State},
        "kind": {str(kind.value): str(kind.label) for kind in Kind},
        "reading": {str(reading.value): str(reading.label) for reading in Reading},
        "removed": _("{name} 的一条消息被 {judge} 移除。原因：{why}。{note}"),
        "takenBack": _("{name} 收回了一条消息。"),
        "when": _("{month}月{day}日 {time}"),
        "village": _("村里"),
        "held": _("等村里看过再显示"),
        "refused": _("没有放行"),
        "isCase": _("已立为事项"),
        "more": _("更多"),
        "pick": _("选这条消息"),
        "photo": _("照片，点开看大图"),
        "voice": _("录音"),
        "video": _("视频"),
        "details": _("去看"),
        "sending": _("正在发…"),
        "failed": _("没有网，还没发出去。字都在，连上以后再点一次“发送”。"),
        "tooLarge": _("文件太大，请把视频录短一些，或者分几次发。"),
        "fresh": _("有新消息"),
        "live": _("实时"),
        "polling": _("每几秒看一次新消息"),
        "lost": _("没有网，看到的可能不是最新的"),
    }
