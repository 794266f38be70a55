"""What is in the repair fund, what of it is spoken for, and the life of one use of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from sanan.books.enums import Direction, EntryState
from sanan.books.models import Account, BookEntry
from sanan.council.enums import VoteState
from sanan.estates.enums import COMPANY, DESK, PAYERS, UseState
from sanan.estates.models import Estate, FundUse
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.rounding import yuan
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.process.declare import Process, Verb


@dataclass(frozen=True, slots=True)
class Fund:
    """Of an account, in fen: what is in it, what is promised to running uses, what is free."""

    balance: int
    promised: int

    @property
    def free(self) -> int:
        """What another use may count on."""
        return self.balance - self.promised


def balance(account: Account | None) -> int:
    """What is in an account now, in fen; a reversed line and its reversal cancel."""
    if account is None:
        return 0
    signed = Sum(Case(When(direction=Direction.INCOME, then=F("amount")), default=-F("amount")))
    moved = BookEntry.objects.filter(account=account).aggregate(sum=signed)["sum"] or 0
    return int(account.opening + moved)


def paid(use: FundUse) -> int:
    """What was paid out for a use so far, in fen."""
    standing = use.payments.exclude(entry__state=EntryState.REVERSED)
    return int(standing.aggregate(sum=Sum("entry__amount"))["sum"] or 0)


def fund_of(estate: Estate, besides: FundUse | None = None) -> Fund:
    """The fund as another use (`besides`) finds it."""
    running = FundUse.objects.committed().filter(estate=estate)
    if besides is not None:
        running = running.exclude(pk=besides.pk)
    standing = Sum("payments__entry__amount", filter=~Q(payments__entry__state="reversed"))
    rows = running.annotate(gone=standing).values_list("estimate", "price", "gone")
    promised = sum(
        max((estimate if price is None else price) - (gone or 0), 0)
        for estimate, price, gone in rows
    )
    return Fund(balance(estate.fund), promised)


def not_covered(estate: Estate, wanted: int, besides: FundUse | None = None) -> Refused | None:
    """Why the fund does not bear it, with the sum; None where it does."""
    if estate.fund is None:
        return Refused(
            _("这个小区还没有登记维修资金账户。请先在小区页面开账户。"), "no_fund", field="estimate"
        )
    fund = fund_of(estate, besides)
    if wanted <= fund.free:
        return None
    said = _(
        "维修资金不够：账上 %(balance)s，已定的项目还要付 %(promised)s，还能用 %(free)s，这一项要 %(wanted)s。"
        "请减少工程，或先按规定续交维修资金。"
    ) % {
        "balance": yuan(fund.balance),
        "promised": yuan(fund.promised),
        "free": yuan(fund.free),
        "wanted": yuan(wanted),
    }
    return Refused(said, "not_covered", field="estimate")


def _may_be_put(use: FundUse, _by: Person | None, _at: datetime) -> Refused | None:
    if use.estate.assembly is None:
        return Refused(
            _("还没有业主大会名册。请先在小区页面按房屋登记设立业主大会。"), "no_assembly"
        )
    return not_covered(use.estate, use.estimate, use)


def _other_person(use: FundUse, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and by.pk == use.planned_by_id:
        return Forbidden(_("方案是您提的，紧急使用要由另一位来核实。"), "own_plan")
    return not_covered(use.estate, use.estimate, use)


def _not_yet_asked(use: FundUse, _by: Person | None, _at: datetime) -> Refused | None:
    if use.vote_id is not None:
        return Refused(_("已经在表决了，请打开表决录入票。"), "asked")
    return None


def _asked(use: FundUse, _by: Person | None, _at: datetime) -> Refused | None:
    if use.vote is None:
        return Refused(_("还没有开始表决。到了开会那天先点“开始表决”。"), "not_asked")
    return None


def _bears_it(use: FundUse, _by: Person | None, _at: datetime) -> Refused | None:
    return not_covered(use.estate, use.estimate, use)


def _something_left(use: FundUse, _by: Person | None, _at: datetime) -> Refused | None:
    if paid(use) >= (use.price or 0):
        return Refused(_("工程款已经付清了。"), "paid_up")
    return None


def _all_public(use: FundUse, _by: Person | None, _at: datetime) -> Refused | None:
    if paid(use) != use.price:
        return Refused(
            _("还没有付清：工程款 %(price)s，已付 %(paid)s。付清以后才能决算公开。")
            % {"price": yuan(use.price or 0), "paid": yuan(paid(use))},
            "not_paid_up",
        )
    hidden = use.payments.filter(entry__published_at__isnull=True)
    if hidden.exists():
        return Refused(
            _("有付款还没有在账里公开。请先公开那个月的账，再来决算公开。"), "entries_hidden"
        )
    return None


def voted(use: FundUse) -> bool:
    """Whether the owners have been counted."""
    return use.vote is not None and use.vote.state == VoteState.CLOSED


def _lock(use: FundUse) -> object:
    """Two uses of one fund are decided and paid one after the other."""
    fund = Account.objects.select_for_update().filter(fund_of=use.estate_id)
    return fund.first()


_S = UseState
_PLANNERS = (*DESK, *COMPANY)
USE = Process(
    "fund_use",
    FundUse,
    states=UseState,
    title=_("维修资金的一次使用"),
    thing="use",
    joins=("place", "estate__assembly", "estate__fund", "estate__place", "topic", "vote"),
    lock=_lock,
    tones={
        Tone.DONE: [_S.SHOWN],
        Tone.SOON: [_S.PUT, _S.APPROVED, _S.WORKING, _S.ACCEPTED],
        Tone.LATE: [_S.REJECTED],
    },
    whose=_("这一步由社区（村）的人来办。"),
    elsewhere=_("这一项现在是“%(state)s”，不能这样办。"),
    verbs=[
        Verb("plan", [], _S.PLANNED, label=_("提出方案"), roles=_PLANNERS, public=True),
        Verb(
            "put",
            [_S.PLANNED],
            _S.PUT,
            label=_("提交业主大会表决"),
            told=_("提交业主大会表决，提前 15 天通知"),
            roles=DESK,
            when=_may_be_put,
            public=True,
        ),
        Verb(
            "ask",
            [_S.PUT],
            label=_("开始表决"),
            told=_("开始表决"),
            roles=DESK,
            when=_not_yet_asked,
            public=True,
        ),
        Verb(
            "decide",
            [_S.PUT],
            label=_("截止计票，定结果"),
            told=_("计了票"),
            roles=DESK,
            when=_asked,
            public=True,
        ),
        Verb(
            "declare_urgent",
            [_S.PLANNED],
            _S.APPROVED,
            label=_("核实为紧急使用，不用表决"),
            told=_("核实为紧急使用"),
            roles=DESK,
            when=_other_person,
            public=True,
        ),
        Verb(
            "start",
            [_S.APPROVED],
            _S.WORKING,
            label=_("登记开工"),
            told=_("开工"),
            roles=_PLANNERS,
            when=_bears_it,
            public=True,
        ),
        Verb(
            "pay",
            [_S.WORKING, _S.ACCEPTED],
            label=_("登记付款"),
            told=_("付了一笔款"),
            roles=PAYERS,
            whose=_("付款由管账的人（村干部或乡镇代理记账的人）来登记。"),
            when=_something_left,
            public=True,
        ),
        Verb(
            "accept",
            [_S.WORKING],
            _S.ACCEPTED,
            label=_("登记验收"),
            told=_("验收合格"),
            roles=DESK,
            public=True,
        ),
        Verb(
            "show",
            [_S.ACCEPTED],
            _S.SHOWN,
            label=_("决算公开"),
            told=_("决算公开"),
            roles=DESK,
            when=_all_public,
            public=True,
        ),
    ],
)
"""`decide` leads to approved or rejected, as the owners' votes are counted by number and area."""
