"""The lives of a year's task and of the settings."""

from django.utils.translation import gettext_lazy as _

from sanan.investment.enums import VERIFIERS, RulesState, TaskState
from sanan.investment.models import Rules, Task
from sanan.process.declare import SYSTEM, Process, Verb

_T, _R = TaskState, RulesState

TASK = Process(
    "investment_task",
    Task,
    states=TaskState,
    title=_("招商年度任务"),
    thing="task",
    verbs=[
        Verb("set", [], _T.SET, label=_("下任务"), roles=VERIFIERS),
        Verb("change", [_T.SET], label=_("调整任务"), told=_("调整了任务"), roles=VERIFIERS),
        Verb("lift", [_T.SET], _T.LIFTED, label=_("取消任务"), told=_("取消了"), roles=VERIFIERS),
    ],
)
RULES = Process(
    "investment_rules",
    Rules,
    states=RulesState,
    title=_("招商设置"),
    thing="rules",
    verbs=[
        Verb("adopt", [], _R.IN_FORCE, label=_("换新的设置"), told=_("开始执行"), roles=VERIFIERS),
        Verb(
            "replace",
            [_R.IN_FORCE],
            _R.REPLACED,
            label=_("被新版本替换"),
            told=_("换了新版"),
            relations=[SYSTEM],
        ),
    ],
)
