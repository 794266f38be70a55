"""How somebody comes into a room, and how they go; why a member may not speak now."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.kit.dates import moment
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Process, Relation, Verb
from sanan.voices.enums import KEEPERS, Reason, Standing
from sanan.voices.models import Member, Mute

S = Standing
OUT = (S.LEFT, S.MOVED)
TURNED_AWAY = (S.NO_RESIDENT, S.DECLINED)
MOST_DAYS = 30
ONLY_KEEPERS = _("这一步由村（社区）干部来办。")
NO_DOOR = _(
    "这个群给住在本村的人。请扫村里贴的群二维码进来，或者请网格员帮您登记；住在外地的，可以申请进群。"
)


def _oneself(member: Member, by: Person | None) -> bool:
    return by is not None and member.person_id == by.pk


def _at_home(member: Member, by: Person | None) -> bool:
    return by is not None and _oneself(member, by) and lives_in(member.room.place, by.home)


def lives_in(place: Place, home: Place | None) -> bool:
    """Whether a home lies in the village."""
    return home is not None and place.contains(home)


ONESELF = Relation("oneself", _oneself, _("这一步只有本人能办。"))
"""Whose membership it is."""
AT_HOME = Relation("at_home", _at_home, NO_DOOR)
"""Whoever is known to live in the village."""
AT_DOOR = Relation("at_door", whose=NO_DOOR)
"""Whoever stands before the code that hangs in the village; claimed, since the code tells it."""


def _turned_away(rule: Verb, member: Member, _by: Person | None) -> Refused | None:
    """Whom the village did not let in goes to the village, and does not try the door again."""
    if rule.name in {"come_back", "ask_again"} and member.state in TURNED_AWAY:
        return Forbidden(_("村里核对过，您不住在本村。有不对，请找村干部。"), "no_resident")
    return None


def _unchecked(member: Member, _by: Person | None, _at: datetime) -> Refused | None:
    return Refused(_("已经核对过了。"), "checked") if member.checked_at is not None else None


def _not_muted(member: Member, _by: Person | None, at: datetime) -> Refused | None:
    return Refused(_("这个人现在已经不能发言。"), "twice") if Mute.objects.of(member, at) else None


def _muted(member: Member, _by: Person | None, at: datetime) -> Refused | None:
    return None if Mute.objects.of(member, at) else Refused(_("这个人现在可以发言。"), "not_muted")


MEMBER = Process(
    "member",
    Member,
    title=_("进群的人"),
    states=Standing,
    tones={
        Tone.SOON: [Standing.ASKED],
        Tone.DONE: [Standing.IN],
    },
    ref="ref",
    joins=("room__place", "person__home"),
    path=lambda member: member.room.place.path,
    whose=ONLY_KEEPERS,
    before=_turned_away,
    verbs=[
        Verb("ask", (), S.ASKED, _("申请进群"), (), [ONESELF]),
        Verb("ask_again", OUT, S.ASKED, _("申请回到群里"), (), [ONESELF]),
        Verb("join", (), S.IN, _("进群"), (), [AT_HOME, AT_DOOR]),
        Verb("come_back", [S.ASKED, *OUT], S.IN, _("进群"), (), [AT_HOME, AT_DOOR]),
        Verb("admit", [S.ASKED, *TURNED_AWAY], S.IN, _("同意进群"), KEEPERS),
        Verb("decline", [S.ASKED], S.DECLINED, _("不同意进群"), KEEPERS),
        Verb("check", [S.IN], None, _("确认住在本村"), KEEPERS, when=_unchecked),
        Verb("mute", [S.IN], None, _("禁言"), KEEPERS, when=_not_muted),
        Verb("unmute", list(S), None, _("解除禁言"), KEEPERS, [SYSTEM], when=_muted),
        Verb("leave", [S.ASKED, S.IN], S.LEFT, _("退出"), (), [ONESELF]),
        Verb("end", [S.IN], None, _("移出群，说过的留着"), KEEPERS),
    ],
)
"""Domain brief H13: members by residence, by the code in the village, or let in by the village."""


MUTED = gettext_noop("您在 %(until)s 以前不能发言。原因：%(reason)s。%(why)s 您可以申诉。")
GONE = {
    S.LEFT: gettext_noop("您已经退出%(place)s的群。再扫一次村里的二维码就能回来。"),
    S.ASKED: gettext_noop("%(place)s还没有答复您的进群申请。"),
    S.NO_RESIDENT: gettext_noop(
        "村里核对后，您不住在%(place)s，不能在这里发言。有不对，请找村干部。"
    ),
    S.DECLINED: gettext_noop("%(place)s没有同意您进群。有不对，请找村干部。"),
}
MOVED = gettext_noop(
    "您已经不住在%(place)s，不能再在这里发言；以前说过的都还在。现在住的村扫码就能进。"
)


def why_silent(member: Member, mute: Mute | None) -> tuple[str, dict[str, object]] | None:
    """The sentence, in its original, and its words why a member may not post now, or None.

    `mute` is one that stands.
    """
    home, place = member.person.home, member.room.place
    elsewhere = home is not None and not member.away and not lives_in(place, home)
    if member.state != S.IN or elsewhere:
        return GONE.get(S(member.state), MOVED), {"place": place.spoken}
    if mute is not None:
        told = {"until": moment(mute.until_at), "why": mute.note}
        return MUTED, {**told, "reason": Reason(mute.why).label}
    return None


def why_not_say(member: Member, mute: Mute | None) -> Refused | None:
    """The refusal of a member who may not post now, or None; `mute` is one that stands."""
    silent = why_silent(member, mute)
    if silent is None:
        return None
    sentence, told = silent
    return Forbidden(_(sentence) % told, "muted" if sentence == MUTED else "ended")


def check_days(days: int) -> None:
    """A mute ends, and within thirty days. Raises `Invalid`."""
    if not 0 < days <= MOST_DAYS:
        raise Invalid(_("禁言最长 30 天，要写到哪天为止。"), "until", field="days")
