"""The lives of an entry, a sheet, a voucher, a contract and a warning, and who keeps books."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.books.enums import (
    KEEPERS,
    READERS,
    SUPERVISORS,
    ContractKind,
    ContractState,
    EntryState,
    SheetState,
    VoucherState,
    WarningState,
)
from sanan.books.models import Alert, BookEntry, Contract, Sheet, Voucher
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Process, Verb

KEEPER = _("这一步由管账的人（村干部或乡镇代理记账的人）来办。")
SUPERVISOR = _("这一步由村务监督委员会或纪检干部来办。")


def _still_hidden(entry: BookEntry, _by: Person | None, _at: datetime) -> Refused | None:
    if entry.published_at is not None:
        return Refused(_("这一笔已经公开过。"), "published")
    return None


_E = EntryState
ENTRY = Process(
    "entry",
    BookEntry,
    states=EntryState,
    title=_("一笔账"),
    whose=KEEPER,
    verbs=[
        Verb("enter", [], _E.ENTERED, label=_("记账"), told=_("记了账"), roles=KEEPERS),
        Verb("counter", [], _E.REVERSED, label=_("红字冲销"), told=_("冲销另一笔"), roles=KEEPERS),
        Verb(
            "publish",
            [_E.ENTERED],
            _E.PUBLISHED,
            label=_("公开"),
            told=_("随当月一起公开"),
            roles=KEEPERS,
        ),
        Verb(
            "show",
            [_E.REVERSED],
            label=_("公开冲销"),
            told=_("随当月一起公开"),
            roles=KEEPERS,
            when=_still_hidden,
        ),
        Verb(
            "reverse",
            [_E.ENTERED, _E.PUBLISHED],
            _E.REVERSED,
            label=_("冲销"),
            told=_("冲销了"),
            roles=KEEPERS,
        ),
    ],
)


def _in_order(sheet: Sheet, _by: Person | None, _at: datetime) -> Refused | None:
    if sheet.stops:
        sentence = _("表里还有要改的地方。请改好表格重新上传，一笔都不会先记。")
        return Refused(sentence, "problems")
    return None


_S = SheetState
SHEET = Process(
    "sheet",
    Sheet,
    states=SheetState,
    title=_("一张账表"),
    joins=("place", "account"),
    whose=KEEPER,
    verbs=[
        Verb("read", [], _S.SHOWN, label=_("读表"), told=_("读了表"), roles=KEEPERS),
        Verb("load", [_S.SHOWN], _S.LOADED, label=_("全部入账"), roles=KEEPERS, when=_in_order),
        Verb("discard", [_S.SHOWN], _S.DISCARDED, label=_("不用这张表"), roles=KEEPERS),
    ],
)

_V = VoucherState
VOUCHER = Process(
    "voucher",
    Voucher,
    states=VoucherState,
    title=_("一张票据"),
    joins=("entry__place",),
    path=lambda voucher: voucher.entry.place.path,
    whose=KEEPER,
    verbs=[
        Verb("receive", [], _V.RECEIVED, label=_("上传票据"), roles=KEEPERS),
        Verb("find", [_V.RECEIVED], _V.AWAITING, label=_("找出要遮的地方"), relations=[SYSTEM]),
        Verb("adjust", [_V.AWAITING], _V.AWAITING, label=_("改遮盖的地方"), roles=KEEPERS),
        Verb("confirm", [_V.AWAITING], _V.CONFIRMED, label=_("确认遮盖"), roles=KEEPERS),
        Verb(
            "withdraw",
            [_V.CONFIRMED],
            _V.AWAITING,
            label=_("撤下，重新遮"),
            roles=[*KEEPERS, *SUPERVISORS],
        ),
    ],
)


def _lease(contract: Contract, _by: Person | None, _at: datetime) -> Refused | None:
    if contract.kind != ContractKind.LEASE:
        return Refused(_("这份合同不收租金。"), "no_lease")
    return None


def _works(contract: Contract, _by: Person | None, _at: datetime) -> Refused | None:
    if contract.kind == ContractKind.LEASE:
        return Refused(_("出租、发包的合同没有验收和结算。"), "lease")
    return None


def _accepted(contract: Contract, by: Person | None, at: datetime) -> Refused | None:
    if contract.kind != ContractKind.LEASE and contract.accepted_on is None:
        return Refused(_("还没有验收，不能结算。请先登记验收。"), "not_accepted")
    return _works(contract, by, at)


_C = ContractState
CONTRACT = Process(
    "contract",
    Contract,
    states=ContractState,
    tones={
        Tone.DONE: [ContractState.ENDED],
        Tone.SOON: [ContractState.ACTIVE],
        Tone.LATE: [ContractState.TERMINATED],
    },
    title=_("一份合同"),
    joins=("place", "asset"),
    whose=KEEPER,
    verbs=[
        Verb("sign", [], _C.ACTIVE, label=_("登记合同"), roles=KEEPERS),
        Verb(
            "receive",
            [_C.ACTIVE, _C.TERMINATED],
            label=_("收租"),
            told=_("收了租金"),
            roles=KEEPERS,
            when=_lease,
        ),
        Verb(
            "measure",
            [_C.ACTIVE],
            label=_("登记实测面积"),
            told=_("登记了实测面积"),
            roles=KEEPERS,
            when=_lease,
        ),
        Verb("accept", [_C.ACTIVE], label=_("登记验收"), roles=KEEPERS, when=_works),
        Verb("settle", [_C.ACTIVE], label=_("登记结算"), roles=KEEPERS, when=_accepted),
        Verb("hand_back", [_C.ACTIVE], _C.ENDED, label=_("登记交还"), roles=KEEPERS),
        Verb("terminate", [_C.ACTIVE], _C.TERMINATED, label=_("提前终止"), roles=KEEPERS),
    ],
)


def _proven(warning: Alert, by: Person | None, _at: datetime) -> Refused | None:
    if not warning.files:
        return Refused(_("没有证据不能销号。请先退回，要求补上。"), "no_evidence")
    if by is not None and warning.answered_by_id == by.pk:
        return Refused(_("说明是您写的，请另一位来核实销号。"), "own_answer")
    return None


_W = WarningState
WARNING = Process(
    "warning",
    Alert,
    states=WarningState,
    tones={
        Tone.DONE: [WarningState.CLOSED],
        Tone.SOON: [WarningState.ANSWERED],
        Tone.LATE: [WarningState.RAISED],
    },
    title=_("一条预警"),
    refreshed=("text", "rows", "shape", "seen_at", "gone_at"),
    whose=KEEPER,
    verbs=[
        Verb("raise", [], _W.RAISED, label=_("系统发现"), relations=[SYSTEM]),
        Verb(
            "answer",
            [_W.RAISED],
            _W.ANSWERED,
            label=_("说明情况、附上证据"),
            told=_("说明了情况"),
            roles=KEEPERS,
        ),
        Verb(
            "close",
            [_W.ANSWERED],
            _W.CLOSED,
            label=_("核实无误，销号"),
            told=_("核实销号"),
            roles=SUPERVISORS,
            whose=SUPERVISOR,
            when=_proven,
        ),
        Verb(
            "return",
            [_W.ANSWERED],
            _W.RAISED,
            label=_("退回，还要补"),
            roles=SUPERVISORS,
            whose=SUPERVISOR,
        ),
        Verb(
            "raise_again",
            [_W.CLOSED],
            _W.RAISED,
            label=_("又有新的记录，重新预警"),
            relations=[SYSTEM],
        ),
    ],
)


def may_keep(place: Place, by: Person | None) -> bool:
    """Whether this person keeps the books of this place."""
    return people.holds(by, KEEPERS, path=place.path)


def may_read(place: Place, by: Person | None) -> bool:
    """Whether this person reads what is not public here."""
    return people.holds(by, READERS, path=place.path)


def check_keeper(place: Place, by: Person | None) -> None:
    """Allow whoever keeps the books here, or raise `Forbidden`."""
    if not may_keep(place, by):
        raise Forbidden(KEEPER, "not_yours")
