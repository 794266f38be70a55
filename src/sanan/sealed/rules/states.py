"""The life of a report. Sources: 纪检监察机关处理检举控告工作规则 arts. 14-18, 47.

It is stricter than other processes: whoever may not see a report is told that there is none, there
is no story that others read, and an entry says that something was done, never what stands in it.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing, Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.process.declare import ANYONE, Process, Verb
from sanan.process.step import Step
from sanan.sealed.enums import Act, Event, State
from sanan.sealed.models import Report


def _seen(_verb: Verb, report: Report, by: Person | None) -> Refused | None:
    if Report.objects.visible_to(by).filter(pk=report.pk).exists():
        return None
    return Missing(_("没有这件举报。"), "not_here")


def _told(step: Step[Report], _changed: list[str]) -> tuple[str, Mapping[str, Any]]:
    """The one name under which all acts are published, and which act it was, by hashes and codes."""
    act = step.data.pop("act", step.verb.name)
    return Event.ACT, {"act": str(Act(act)), **step.data}


_S = State
_READ = frozenset(State) - {_S.RECEIVED}
REPORT = Process(
    "report",
    Report,
    states=State,
    tones={
        Tone.DONE: [State.CONCLUDED, State.TRANSFERRED],
        Tone.SOON: [State.RECEIVED, State.OPENED, State.ASSESSED, State.UNDER_CHECK],
    },
    title=_("密封举报"),
    joins=("body__org__place",),
    path=lambda report: report.body.org.place.path,
    elsewhere=_("这件举报现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    before=_seen,
    story=False,
    told=_told,
    # Who may see a report may do what its state allows: only officers with a key see it at all.
    verbs=[
        # The first opening moves it on; later ones leave the state as it is (`actions.desk`).
        Verb("open", State, label=_("打开"), relations=[ANYONE]),
        Verb("reply", _READ, label=_("给举报人写话"), relations=[ANYONE]),
        Verb("note", _READ, label=_("写内部记录"), relations=[ANYONE]),
        Verb(
            "assess",
            [_S.OPENED, _S.ASSESSED],
            _S.ASSESSED,
            label=_("研判"),
            relations=[ANYONE],
        ),
        Verb("start_check", [_S.ASSESSED], _S.UNDER_CHECK, label=_("开始核查"), relations=[ANYONE]),
        Verb(
            "conclude",
            [_S.ASSESSED, _S.UNDER_CHECK],
            _S.CONCLUDED,
            label=_("办结，并告诉结果"),
            relations=[ANYONE],
        ),
        Verb(
            "transfer",
            [_S.OPENED, _S.ASSESSED],
            _S.TRANSFERRED,
            label=_("不归本机关管，转出"),
            relations=[ANYONE],
        ),
        # Also before it is opened, so that whoever has a part in it never reads it.
        Verb(
            "recuse",
            [_S.RECEIVED, _S.OPENED, _S.ASSESSED, _S.UNDER_CHECK],
            label=_("我要回避"),
            relations=[ANYONE],
        ),
    ],
)
