"""The lives of a child in a children's home and of each stay (PIPL 31, domain brief H6)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.neighbourhood.enums import FOUNDERS, KEEPERS, ChildState, StayState
from sanan.neighbourhood.models import Child, Stay
from sanan.people.models import Person
from sanan.process.declare import Process, Relation, Verb

LOOK_LASTS = timedelta(days=7)
GUARDIAN = Relation("guardian", whose=_("这一步由孩子的监护人凭自己的码来办。"))
"""Whoever gave a guardian's code at the desk; claimed by the caller."""


def _gone(thing: Child, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.stays.filter(state=StayState.IN).exists():
        return Refused(_("孩子还在这里，接走以后再办。"), "inside")
    return None


def _someone_blocked(thing: Child, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.guardians.filter(blocked_by__isnull=False).exists():
        return Refused(_("现在没有监护人说不让谁接。"), "no_dispute")
    return None


CHILD = Process(
    "child",
    Child,
    states=ChildState,
    title=_("儿童之家的孩子"),
    joins=("place", "home"),
    tones={Tone.DONE: [ChildState.ENROLLED]},
    verbs=[
        Verb("enrol", [], ChildState.ENROLLED, label=_("登记一个孩子"), roles=KEEPERS),
        Verb(
            "add_guardian",
            [ChildState.ENROLLED],
            label=_("加一位监护人"),
            told=_("加了一位监护人"),
            roles=KEEPERS,
        ),
        Verb(
            "block",
            [ChildState.ENROLLED],
            label=_("一位监护人不让另一位接"),
            told=_("一位监护人说，另一位不能来接"),
            relations=[GUARDIAN],
        ),
        Verb(
            "settle",
            [ChildState.ENROLLED],
            label=_("两位监护人说定了"),
            told=_("两位监护人说定了"),
            roles=KEEPERS,
            when=_someone_blocked,
        ),
        Verb(
            "say_photos",
            [ChildState.ENROLLED],
            label=_("照片能不能公开"),
            told=_("监护人说了照片能不能公开"),
            relations=[GUARDIAN],
        ),
        Verb(
            "ask_look",
            [ChildState.ENROLLED, ChildState.LEFT],
            label=_("申请看孩子的情况"),
            told=_("申请看孩子的情况"),
            roles=KEEPERS,
        ),
        Verb(
            "allow_look",
            [ChildState.ENROLLED, ChildState.LEFT],
            label=_("同意看"),
            told=_("同意看孩子的情况"),
            roles=[*KEEPERS, *FOUNDERS],
        ),
        Verb(
            "leave",
            [ChildState.ENROLLED],
            ChildState.LEFT,
            label=_("不再来了"),
            roles=KEEPERS,
            when=_gone,
        ),
    ],
)
STAY = Process(
    "stay",
    Stay,
    states=StayState,
    title=_("孩子来和回"),
    joins=("place", "child__home"),
    tones={Tone.SOON: [StayState.IN], Tone.DONE: [StayState.OUT]},
    verbs=[
        Verb("bring_in", [], StayState.IN, label=_("送来"), told=_("送来了"), roles=KEEPERS),
        Verb(
            "sign_out",
            [StayState.IN],
            StayState.OUT,
            label=_("接走"),
            told=_("接走了"),
            roles=KEEPERS,
        ),
    ],
)
