"""What staff may do with a message that could not be taken or sent, as data."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.exchange.enums import READERS, State
from sanan.exchange.models import Message
from sanan.kit.tones import Tone
from sanan.process.declare import OPERATOR, Process, Verb
from sanan.process.step import Step

_S = State


def _told(step: Step[Message], _changed: list[str]) -> tuple[str, Mapping[str, Any]]:
    """That somebody did it, to which words by their hash; never the words."""
    letter = step.thing
    return f"letter.{step.verb.name}", {"digest": letter.digest, "system": letter.system.code}


LETTER = Process(
    "letter",
    Message,
    states=State,
    title=_("一封信件"),
    ref="ref",
    joins=("system__place", "case"),
    path=lambda letter: letter.system.place.path,
    told=_told,
    tones={Tone.DONE: [_S.DONE], Tone.SOON: [_S.WAITING], Tone.LATE: [_S.HELD]},
    verbs=[
        Verb(
            "correct",
            {_S.HELD},
            _S.WAITING,
            label=_("改好再送"),
            told=_("改好后重新送"),
            roles=READERS,
            whose=_("信件由本地的派单员来处理。"),
        ),
        Verb(
            "send_again",
            {_S.HELD},
            _S.WAITING,
            label=_("原样再送"),
            told=_("原样重新送"),
            roles=READERS,
            relations=[OPERATOR],
            whose=_("信件由本地的派单员来处理。"),
        ),
        Verb(
            "set_aside",
            {_S.HELD},
            _S.SET_ASIDE,
            label=_("不再处理"),
            roles=READERS,
            whose=_("信件由本地的派单员来处理。"),
        ),
        Verb(
            "take_up",
            {_S.SET_ASIDE},
            _S.HELD,
            label=_("重新拿出来"),
            roles=READERS,
            whose=_("信件由本地的派单员来处理。"),
        ),
    ],
)
