"""The life of a reckoning, and of a signal as the inspection office looks at it."""

from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import OFFICE, ReckoningState, SignalState
from sanan.inspection.models import IntegritySignal, Reckoning
from sanan.process.declare import SYSTEM, Process, Verb

_R, _S = ReckoningState, SignalState
INDEX = Process(
    "inspection_index",
    Reckoning,
    states=ReckoningState,
    title=_("选村指数"),
    thing="reckoning",
    verbs=[
        Verb("reckon", [], _R.OPEN, label=_("算一次"), told=_("算了一次"), roles=OFFICE),
        Verb("consult", list(_R), label=_("查看"), told=_("查看了指数"), roles=OFFICE),
        Verb("decide", [_R.OPEN], label=_("定一个村"), told=_("定了一个村的类别"), roles=OFFICE),
        Verb("close", [_R.OPEN], _R.CLOSED, label=_("定村结束"), roles=OFFICE),
    ],
)
SIGNAL = Process(
    "integrity_signal",
    IntegritySignal,
    states=SignalState,
    title=_("风腐信号"),
    thing="signal",
    joins=("alert__place",),
    path=lambda signal: signal.alert.place.path,
    verbs=[
        Verb("notice", [], _S.OPEN, label=_("列出来"), told=_("列了出来"), relations=[SYSTEM]),
        Verb("keep", [_S.OPEN], _S.KEPT, label=_("值得查"), roles=OFFICE),
        Verb("dismiss", [_S.OPEN, _S.KEPT], _S.DISMISSED, label=_("排除"), roles=OFFICE),
        Verb("reopen", [_S.DISMISSED], _S.OPEN, label=_("重新核对"), roles=OFFICE),
        Verb(
            "again",
            [_S.DISMISSED],
            _S.OPEN,
            label=_("又有新的"),
            told=_("又找到了新的，重新列出来"),
            relations=[SYSTEM],
        ),
    ],
)
SIGNALS = (
    "rent_below_market",
    "area_differs",
    "split_payment",
    "sequential_invoices",
    "same_recipient",
    "same_card",
    "paid_relative",
    "contract_to_relative",
    "project_without_four_two",
    "no_minutes",
    "ghost_works",
    "paid_before_acceptance",
    "warranty_failure",
)
"""Which rules of the books and of the powers are read as signals of misconduct or corruption (domain brief §2.6)."""
