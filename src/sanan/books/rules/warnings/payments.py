"""Rules about payments: to whom, how split, on which papers."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.enums import Colour, Method, PayeeKind
from sanan.books.models import BookEntry, Relative
from sanan.books.rules.registry import Finding, declared, limit
from sanan.books.rules.warnings.reading import payments, row, subject, today
from sanan.kit.rounding import yuan
from sanan.places.models import Place


def grouped(
    entries: Iterable[BookEntry], by: Callable[[BookEntry], str]
) -> Iterator[tuple[str, Place, list[BookEntry]]]:
    """Payments of one place with the same non-empty mark."""
    found: dict[tuple[int, str], list[BookEntry]] = defaultdict(list)
    for entry in entries:
        mark = by(entry)
        if mark:
            found[entry.place_id, mark].append(entry)
    for (_place, mark), mine in found.items():
        yield mark, mine[0].place, mine


def _who(entry: BookEntry) -> str:
    return entry.payee_id or "".join(entry.payee.split())


@declared(
    "split_payment",
    gettext_lazy("拆分付款"),
    Colour.RED,
    gettext_lazy(
        "这么多天内给同一家付了这么多笔，每笔都刚好低于限额（限额的 80% 以上），合起来超过限额。"
    ),
    fen=500_000,
    days=15,
    times=3,
)
def split_payment(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """`times` payments just under the limit to one payee within `days`."""
    most, days = limit("split_payment", "fen"), limit("split_payment", "days")
    times = limit("split_payment", "times")
    under = payments(places).filter(amount__lt=most, amount__gte=most * 4 // 5)
    for mark, place, mine in grouped(under, _who):
        best = _densest(mine, timedelta(days=days))
        if len(best) >= times and sum(e.amount for e in best) > most:
            said = _(
                "%(days)d 天内给%(who)s付了 %(n)d 笔，合计 %(sum)s，每笔都在限额 %(most)s 以下。"
            ) % {
                "days": days,
                "who": best[0].payee_shown,
                "n": len(best),
                "sum": yuan(sum(e.amount for e in best)),
                "most": yuan(most),
            }
            yield Finding(subject("split", mark, best[0].on), place, [row(e) for e in best], said)


def _densest(entries: list[BookEntry], within: timedelta) -> list[BookEntry]:
    """The longest run of payments inside one window; the first where several are as long."""
    best: list[BookEntry] = []
    for start, first in enumerate(entries):
        run = [e for e in entries[start:] if e.on - first.on <= within]
        best = run if len(run) > len(best) else best
    return best


@declared(
    "sequential_invoices",
    gettext_lazy("发票连号"),
    Colour.YELLOW,
    gettext_lazy("同一家在不同日子开来的发票号码连着，像是一次开好、分次报销的。"),
    times=3,
)
def sequential_invoices(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """`times` consecutive invoice numbers of one payee, not all of one day."""
    times = limit("sequential_invoices", "times")
    for mark, place, mine in grouped(payments(places).exclude(invoice_no=""), _who):
        for run in _runs([e for e in mine if e.invoice_no.isdecimal()]):
            if len(run) >= times and len({e.on for e in run}) > 1:
                numbers = (run[0].invoice_no, run[-1].invoice_no)
                said = _("%(who)s的发票连号：%(first)s 到 %(last)s，共 %(n)d 张。") % {
                    "who": run[0].payee_shown,
                    "first": numbers[0],
                    "last": numbers[1],
                    "n": len(run),
                }
                lines = [[*row(e), e.invoice_no] for e in run]
                yield Finding(subject("invoices", mark, numbers[0]), place, lines, said)


def _runs(entries: list[BookEntry]) -> list[list[BookEntry]]:
    entries = sorted(entries, key=lambda e: (len(e.invoice_no), int(e.invoice_no)))
    runs: list[list[BookEntry]] = [[e] for e in entries[:1]]
    for before, entry in pairwise(entries):
        step = int(entry.invoice_no) - int(before.invoice_no)
        if step == 1 and len(entry.invoice_no) == len(before.invoice_no):
            runs[-1].append(entry)
        elif step:
            runs.append([entry])
    return runs


@declared(
    "cash_payment",
    gettext_lazy("大额现金付款"),
    Colour.YELLOW,
    gettext_lazy("一笔超过这个数的钱是用现金付的。超过的应当走银行。"),
    fen=100_000,
)
def cash_payment(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Payments in cash above the limit, each one a finding."""
    most = limit("cash_payment", "fen")
    for entry in payments(places).filter(method=Method.CASH, amount__gt=most):
        said = _("%(day)s用现金付了 %(sum)s（凭证 %(no)s）。") % {
            "day": entry.on,
            "sum": yuan(entry.amount),
            "no": entry.voucher_no,
        }
        yield Finding(entry.code, entry.place, [row(entry)], said)


@declared(
    "no_voucher",
    gettext_lazy("支出没有票据"),
    Colour.BLUE,
    gettext_lazy("记账这么多天以后，支出还没有上传票据照片。"),
    days=30,
)
def no_voucher(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Expenses of one month without a voucher's photo, older than `days`."""
    before = at - timedelta(days=limit("no_voucher", "days"))
    missing = payments(places).filter(vouchers__isnull=True, entered_at__lt=before)
    for month, place, mine in grouped(missing, lambda e: f"{e.on:%Y-%m}"):
        said = _("%(month)s 有 %(n)d 笔支出没有票据，合计 %(sum)s。") % {
            "month": month,
            "n": len(mine),
            "sum": yuan(sum(e.amount for e in mine)),
        }
        yield Finding(f"month-{month}", place, [row(e) for e in mine], said)


@declared(
    "paid_relative",
    gettext_lazy("付给干部的近亲属"),
    Colour.RED,
    gettext_lazy("收款人和本村干部申报的近亲属是同一个人（有身份证号比号码，没有的比姓名）。"),
    days=365,
)
def paid_relative(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Payments to a declared relative of one of the place's cadres within `days`."""
    since = today(at) - timedelta(days=limit("paid_relative", "days"))
    relatives: dict[int, list[Relative]] = defaultdict(list)
    for relative in Relative.objects.select_related("cadre"):
        relatives[relative.place_id].append(relative)
    paid = payments(places).filter(payee_kind=PayeeKind.PERSON, on__gte=since)
    met: dict[int, list[BookEntry]] = defaultdict(list)
    known: dict[int, Relative] = {}
    for entry in paid.filter(place__in=list(relatives)):
        for relative in relatives[entry.place_id]:
            if _same(entry, relative):
                met[relative.pk].append(entry)
                known[relative.pk] = relative
    for pk, mine in met.items():
        relative = known[pk]
        said = _("%(who)s是%(cadre)s申报的%(relation)s，一年里收款 %(n)d 笔，合计 %(sum)s。") % {
            "who": mine[0].payee_shown,
            "cadre": relative.cadre.name,
            "relation": relative.relation,
            "n": len(mine),
            "sum": yuan(sum(e.amount for e in mine)),
        }
        yield Finding(subject("relative", pk), mine[0].place, [row(e) for e in mine], said)


def _same(entry: BookEntry, relative: Relative) -> bool:
    if entry.payee_id and relative.person_key:
        return entry.payee_id == relative.person_key
    return "".join(entry.payee.split()) == relative.name
