"""The lives of a clue and of a working paper."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import OFFICE, UNDER_WAY, ClueState, PaperState
from sanan.inspection.models import Clue, Paper
from sanan.inspection.rules.relations import TEAM, TEAM_LEADER, away
from sanan.inspection.rules.rounds import LISTENING
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, Process, Verb

_C, _P = ClueState, PaperState


def _listening(thing: Clue | Paper, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.target.round.state in LISTENING:
        return None
    sentence = _("这一轮现在是“%(state)s”，不再记新的线索和底稿。")
    return Refused(sentence % {"state": thing.target.round.get_state_display()}, "round_over")


CLUE = Process(
    "inspection_clue",
    Clue,
    states=ClueState,
    title=_("巡察线索"),
    thing="clue",
    joins=("target__place", "target__round"),
    path=lambda clue: clue.target.place.path,
    before=away,
    verbs=[
        Verb("take", [], _C.TAKEN, label=_("记为线索"), relations=[TEAM], when=_listening),
        Verb("look", list(_C), label=_("看原话"), told=_("看了原话"), relations=[TEAM]),
        Verb("verify", [_C.TAKEN], _C.VERIFIED, label=_("核实"), relations=[TEAM]),
        Verb("order", [_C.VERIFIED], _C.ORDERED, label=_("开立行立改单"), relations=[TEAM]),
        Verb("note_down", [_C.VERIFIED], _C.PAPERED, label=_("写入底稿"), relations=[TEAM]),
        Verb(
            "hand_over", [_C.TAKEN, _C.VERIFIED], _C.TRANSFERRED, label=_("移交"), relations=[TEAM]
        ),
        Verb("drop", [_C.TAKEN, _C.VERIFIED], _C.DROPPED, label=_("不用"), relations=[TEAM]),
    ],
)


def _holds(thing: Paper, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.evidence.exists():
        return Refused(_("底稿还没有证据。请先附上证据，写明证据本身的日期。"), "no_evidence")
    if not thing.facts_locked:
        return Refused(_("请先把事实写清楚。"), "no_facts")
    if thing.confirmed_on is None:
        return Refused(_("还没有请有关单位确认，请先登记确认。"), "not_confirmed")
    return None


def _other_hand(thing: Paper, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and by.pk in {thing.prepared_by_id, thing.approved_by_id}:
        return Refused(_("写的人和审的人不能自己会签，请换一位组员。"), "own")
    return None


def _not_own(thing: Paper, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and by.pk == thing.prepared_by_id:
        return Refused(_("自己写的底稿请由另一位组长来审。"), "own")
    return None


PAPER = Process(
    "inspection_paper",
    Paper,
    states=PaperState,
    title=_("问题底稿"),
    thing="paper",
    joins=("target__place", "target__round", "round"),
    path=lambda paper: paper.target.place.path,
    before=away,
    verbs=[
        Verb("write", [], _P.DRAFT, label=_("写底稿"), relations=[TEAM], when=_listening),
        Verb("amend", [_P.DRAFT], label=_("改底稿"), relations=[TEAM]),
        Verb(
            "prove",
            [_P.DRAFT, _P.EVIDENCE_OK],
            label=_("加证据"),
            told=_("加了一份证据"),
            relations=[TEAM],
        ),
        Verb(
            "confirm",
            [_P.DRAFT],
            label=_("登记有关单位确认"),
            told=_("有关单位确认了事实"),
            relations=[TEAM],
        ),
        Verb(
            "check",
            [_P.DRAFT],
            _P.EVIDENCE_OK,
            label=_("证据齐，送组长"),
            relations=[TEAM],
            when=_holds,
        ),
        Verb(
            "approve",
            [_P.EVIDENCE_OK],
            _P.TEAM_LEADER_OK,
            label=_("组长审定"),
            relations=[TEAM_LEADER],
            when=_not_own,
        ),
        Verb(
            "countersign",
            [_P.TEAM_LEADER_OK],
            _P.COUNTERSIGNED,
            label=_("会签"),
            relations=[TEAM],
            when=_other_hand,
        ),
        Verb(
            "classify",
            [_P.COUNTERSIGNED],
            _P.CLASSIFIED,
            label=_("归类"),
            roles=OFFICE,
            relations=[TEAM_LEADER],
        ),
        Verb(
            "use",
            [_P.CLASSIFIED],
            _P.USED,
            label=_("采用"),
            roles=OFFICE,
            relations=[TEAM_LEADER],
        ),
        Verb(
            "hand_back",
            [_P.EVIDENCE_OK, _P.TEAM_LEADER_OK, _P.COUNTERSIGNED, _P.CLASSIFIED],
            _P.DRAFT,
            label=_("退回重写"),
            roles=OFFICE,
            relations=[TEAM_LEADER],
        ),
        Verb(
            "drop",
            UNDER_WAY,
            _P.DROPPED,
            label=_("不采用"),
            roles=OFFICE,
            relations=[TEAM_LEADER],
        ),
        Verb(
            "record",
            [],
            _P.USED,
            label=_("登记以前的问题"),
            roles=OFFICE,
            relations=[OPERATOR],
        ),
    ],
)
