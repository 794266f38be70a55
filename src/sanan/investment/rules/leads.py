"""The life of a lead: it moves on by what was verified, rests for a reason, and returns."""

from django.utils.translation import gettext_lazy as _

from sanan.investment.enums import OFFICERS, OPEN, READERS, State
from sanan.investment.models import Lead
from sanan.process.declare import SYSTEM, Process, Verb

_S = State
REST = (_S.STALLED, _S.DROPPED)

LEAD = Process(
    "lead",
    Lead,
    states=State,
    title=_("招商线索"),
    joins=("place", "company", "owner"),
    verbs=[
        Verb("enter", [], _S.LEAD, label=_("录入线索"), roles=OFFICERS),
        Verb(
            "negotiate",
            [_S.LEAD],
            _S.NEGOTIATING,
            label=_("开始谈"),
            told=_("开始谈了"),
            roles=OFFICERS,
        ),
        Verb(
            "follow",
            [*OPEN, _S.PRODUCING, _S.STALLED],
            label=_("记一次跟进"),
            told=_("跟进了一次"),
            roles=OFFICERS,
        ),
        Verb(
            "change",
            [*OPEN, _S.STALLED],
            label=_("改线索"),
            told=_("改了线索"),
            roles=OFFICERS,
        ),
        Verb(
            "assign", [*OPEN, _S.STALLED], label=_("换负责人"), told=_("换了负责人"), roles=READERS
        ),
        Verb("stall", OPEN, _S.STALLED, label=_("暂停"), told=_("暂停了"), roles=OFFICERS),
        Verb(
            "drop",
            [*OPEN, _S.STALLED],
            _S.DROPPED,
            label=_("放弃"),
            told=_("放弃了"),
            roles=OFFICERS,
        ),
        Verb("resume", REST, label=_("重新启动"), told=_("重新启动了"), roles=OFFICERS),
        Verb(
            "advance",
            list(_S),
            label=_("按核实的情况推进"),
            told=_("按核实的情况更新了阶段"),
            relations=[SYSTEM],
        ),
        Verb("move", list(_S), label=_("换到并入的企业"), relations=[SYSTEM]),
    ],
)
