"""Against a removal, a refusal or a mute: its author appeals once, somebody else decides."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.process.declare import Process, Relation, Verb
from sanan.voices.enums import JUDGES, Decision, State
from sanan.voices.models import Appeal

D = Decision


def _concerned(appeal: Appeal, by: Person | None) -> bool:
    about = appeal.message or appeal.mute
    mine = about is not None and about.member_id == appeal.member_id
    return mine and by is not None and appeal.member.person_id == by.pk


CONCERNED = Relation("concerned", _concerned, _("只能为自己申诉。"))
"""The member whose words were taken out, or who was muted."""


def _something(appeal: Appeal, _by: Person | None, _at: datetime) -> Refused | None:
    out = {State.REMOVED, State.REFUSED, State.HELD}
    if appeal.message is not None and appeal.message.state not in out:
        return Refused(_("这条消息好好地在群里，不用申诉。"), "nothing")
    return None


def _by_another(appeal: Appeal, by: Person | None, _at: datetime) -> Refused | None:
    judge = appeal.message.judged_by_id if appeal.message else appeal.mute and appeal.mute.by_id
    if by is not None and by.pk == judge:
        return Forbidden(_("这是您自己的决定，申诉要由另一个人来看。"), "own_decision")
    return None


APPEAL = Process(
    "appeal",
    Appeal,
    title=_("村群里的申诉"),
    states=Decision,
    tones={
        Tone.SOON: [Decision.PENDING],
        Tone.DONE: [Decision.GRANTED],
    },
    field="decision",
    ref="ref",
    leaves={"chat.retain": lambda told: int(told["messages"])},  # at most one with each message
    joins=("room__place", "member__person", "message", "mute"),
    path=lambda appeal: appeal.room.place.path,
    elsewhere=_("这个申诉已经有答复了：%(state)s。"),
    verbs=[
        Verb("appeal", (), D.PENDING, _("申诉"), (), [CONCERNED], when=_something),
        Verb("grant", [D.PENDING], D.GRANTED, _("申诉成立"), JUDGES, when=_by_another),
        Verb("uphold", [D.PENDING], D.REFUSED, _("维持原样"), JUDGES, when=_by_another),
    ],
)
"""Nobody decides about their own act; the answer says why."""
