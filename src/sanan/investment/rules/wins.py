"""The lives of agreements and of what happened on the ground: entered by one, verified by another."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.investment.enums import OFFICERS, VERIFIERS, Proof
from sanan.investment.models import Agreement, Landing, Win
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import Process, Verb

_P = Proof
STAND = (_P.ENTERED, _P.VERIFIED, _P.RETURNED)


def _another(thing: Win, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and by.pk == thing.entered_by_id:
        return Refused(
            _("录入的人不能自己核实。请另一位招商专员或领导来核实，核实以前不计数。"), "four_eyes"
        )
    return None


def _not_shown(thing: Agreement, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.shown_at is None:
        return Refused(_("还没有公开，不用撤下。"), "not_shown")
    return None


def _verbs(begin: Verb) -> Iterable[Verb]:
    """What both have."""
    return [
        begin,
        Verb(
            "verify",
            [_P.ENTERED],
            _P.VERIFIED,
            label=_("核实无误"),
            told=_("核实无误，开始计数"),
            roles=VERIFIERS,
            when=_another,
        ),
        Verb(
            "send_back",
            [_P.ENTERED],
            _P.RETURNED,
            label=_("退回修改"),
            told=_("退回修改"),
            roles=VERIFIERS,
            when=_another,
        ),
        Verb(
            "correct",
            STAND,
            _P.ENTERED,
            label=_("更正"),
            told=_("更正了，等重新核实"),
            roles=OFFICERS,
        ),
        Verb("void", STAND, _P.VOID, label=_("作废"), told=_("作废了"), roles=VERIFIERS),
    ]


_joined: dict[str, Any] = {"joins": ("place", "lead__company", "lead__place")}
AGREEMENT = Process(
    "agreement",
    Agreement,
    states=Proof,
    title=_("招商协议"),
    verbs=[
        *_verbs(Verb("sign", [], _P.ENTERED, label=_("登记协议"), roles=OFFICERS)),
        Verb(
            "publish",
            [_P.VERIFIED],
            label=_("公开项目名"),
            told=_("公开了"),
            roles=VERIFIERS,
        ),
        Verb(
            "hide",
            [_P.VERIFIED],
            label=_("撤下公开"),
            told=_("撤下了公开"),
            roles=VERIFIERS,
            when=_not_shown,
        ),
    ],
    **_joined,
)
LANDING = Process(
    "landing",
    Landing,
    states=Proof,
    title=_("项目落地"),
    verbs=_verbs(Verb("note", [], _P.ENTERED, label=_("登记落地情况"), roles=OFFICERS)),
    **_joined,
)
