"""The lives of a trainer's contract, a course and a certificate."""

from django.utils.translation import gettext_lazy as _

from sanan.livelihood.enums import HELPERS, KEEPERS, CourseState, PaperState, TrainerState
from sanan.livelihood.models import Course, Trainer, TrainingPaper
from sanan.process.declare import Process, Verb

_C = CourseState

TRAINER = Process(
    "trainer",
    Trainer,
    states=TrainerState,
    title=_("培训机构"),
    verbs=[
        Verb("engage", [], TrainerState.ENGAGED, label=_("登记培训机构和合同"), roles=KEEPERS),
        Verb(
            "end",
            [TrainerState.ENGAGED],
            TrainerState.ENDED,
            label=_("结束合作"),
            told=_("结束了合作"),
            roles=KEEPERS,
        ),
    ],
)

COURSE = Process(
    "course",
    Course,
    states=CourseState,
    title=_("培训"),
    joins=("place", "trainer"),
    verbs=[
        Verb("plan", [], _C.PLANNED, label=_("开一门课"), roles=HELPERS),
        Verb(
            "schedule",
            [_C.PLANNED, _C.OPEN],
            label=_("排一次课"),
            told=_("排了一次课"),
            roles=HELPERS,
        ),
        Verb(
            "begin", [_C.PLANNED], _C.OPEN, label=_("开始上课"), told=_("开始上课"), roles=HELPERS
        ),
        Verb("attend", [_C.OPEN], label=_("点名"), told=_("点了名"), roles=HELPERS),
        Verb("end", [_C.OPEN], _C.ENDED, label=_("结课"), told=_("结课了"), roles=HELPERS),
        Verb(
            "rate",
            [_C.OPEN, _C.ENDED],
            label=_("记学员评分"),
            told=_("记了学员的评分"),
            roles=HELPERS,
        ),
        Verb("certify", [_C.ENDED], label=_("发结业证"), told=_("发了结业证"), roles=HELPERS),
    ],
)

PAPER = Process(
    "training_paper",
    TrainingPaper,
    states=PaperState,
    title=_("结业证"),
    thing="paper",
    ref="number",
    joins=("place", "course", "member"),
    verbs=[
        Verb("issue", [], PaperState.ISSUED, label=_("发结业证"), roles=HELPERS),
        Verb(
            "revoke",
            [PaperState.ISSUED],
            PaperState.REVOKED,
            label=_("撤销结业证"),
            told=_("撤销了"),
            roles=KEEPERS,
        ),
    ],
)
