"""Rules about contracts: rent, terms, works and who wins them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.enums import Colour, ContractKind, ContractState, Direction
from sanan.books.models import BookEntry, Contract, Due, Receipt
from sanan.books.rules.registry import Finding, declared, limit
from sanan.books.rules.warnings.reading import contracts, row, subject, today
from sanan.kit.rounding import rate, yuan


@declared(
    "rent_unpaid",
    gettext_lazy("租金拖欠"),
    Colour.RED,
    gettext_lazy("合同约定的租金到期以后这么多天还没有收齐。收到的钱先抵最早的一期。"),
    days=60,
)
def rent_unpaid(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Rent due more than `days` ago and not received in full."""
    day = today(at)
    before = day - timedelta(days=limit("rent_unpaid", "days"))
    leases = {c.pk: c for c in contracts(places).filter(kind=ContractKind.LEASE)}
    dues: dict[int, list[Due]] = defaultdict(list)
    for due in Due.objects.filter(contract__in=leases, due_on__lt=before).order_by("due_on"):
        dues[due.contract_id].append(due)
    got: dict[int, int] = dict(
        Receipt.objects.standing()
        .filter(contract__in=list(dues), received_on__lte=day)
        .values_list("contract")
        .annotate(sum=Sum("amount"))
    )
    for pk, owed in dues.items():
        left, rest = got.get(pk, 0), []
        for due in owed:
            missing = max(due.amount - left, 0)
            left = max(left - due.amount, 0)
            if missing:
                late = (day - due.due_on).days
                rest.append((missing, [f"{due.due_on}", yuan(missing), _("已过 %d 天") % late]))
        if rest:
            lease = leases[pk]
            said = _("%(title)s：欠租金 %(sum)s。") % {
                "title": lease.title,
                "sum": yuan(sum(m for m, _row in rest)),
            }
            yield Finding(lease.code, lease.place, [line for _m, line in rest], said)


@declared(
    "used_after_end",
    gettext_lazy("合同到期还在用"),
    Colour.RED,
    gettext_lazy("出租、发包的合同已经到期，没有登记交还，也没有续签。"),
    days=0,
)
def used_after_end(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Leases that ran out and are still active."""
    before = today(at) - timedelta(days=limit("used_after_end", "days"))
    found = contracts(places).filter(
        kind=ContractKind.LEASE, state=ContractState.ACTIVE, ends_on__lt=before
    )
    for lease in found:
        line = [lease.title, lease.party_shown, f"{lease.ends_on}"]
        said = _("%(title)s %(day)s到期，还没有交还。") % {
            "title": lease.title,
            "day": lease.ends_on,
        }
        yield Finding(lease.code, lease.place, [line], said)


@declared(
    "paid_before_acceptance",
    gettext_lazy("没验收先付款"),
    Colour.RED,
    gettext_lazy("工程还没有验收（或在验收以前），付出去的钱已经超过合同价的这个比例。"),
    percent=80,
)
def paid_before_acceptance(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Works of which more than `percent` of the price was paid before they were accepted."""
    works = {c.pk: c for c in contracts(places).filter(kind=ContractKind.WORKS)}
    paid: dict[int, list[BookEntry]] = defaultdict(list)
    for entry in _paid(works):
        accepted = works[entry.contract_id].accepted_on  # type: ignore[index]
        if accepted is None or entry.on < accepted:
            paid[entry.contract_id].append(entry)  # type: ignore[index]
    most = limit("paid_before_acceptance", "percent")
    for pk, entries in paid.items():
        work, sum_paid = works[pk], sum(e.amount for e in entries)
        if sum_paid * 100 > work.amount * most:
            said = _("%(title)s：验收以前已付 %(sum)s，是合同价的 %(share)s%%。") % {
                "title": work.title,
                "sum": yuan(sum_paid),
                "share": rate(sum_paid, work.amount),
            }
            yield Finding(work.code, work.place, [row(e) for e in entries], said)


def _paid(works: dict[int, Contract]) -> Iterator[BookEntry]:
    found = BookEntry.objects.standing().filter(contract__in=works, direction=Direction.EXPENSE)
    yield from found.order_by("on", "pk")


@declared(
    "settled_over_contract",
    gettext_lazy("结算超过合同价"),
    Colour.YELLOW,
    gettext_lazy("工程结算价超过合同价的这个比例。超出的要有变更签证和会议决定。"),
    percent=110,
)
def settled_over_contract(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Works whose final account exceeds `percent` of the price."""
    most = limit("settled_over_contract", "percent")
    for work in contracts(places).filter(kind=ContractKind.WORKS, settled__isnull=False):
        settled = work.settled or 0
        if settled * 100 > work.amount * most:
            line = [work.title, work.party_shown, yuan(work.amount), yuan(settled)]
            said = _("%(title)s：合同价 %(price)s，结算 %(sum)s，是合同价的 %(share)s%%。") % {
                "title": work.title,
                "price": yuan(work.amount),
                "sum": yuan(settled),
                "share": rate(settled, work.amount),
            }
            yield Finding(work.code, work.place, [line], said)


@declared(
    "same_winner",
    gettext_lazy("工程总是同一家做"),
    Colour.YELLOW,
    gettext_lazy("一个村最近的这么多份工程、采购合同里，同一家拿到这么多次。"),
    times=4,
    of=6,
)
def same_winner(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """One contractor with `times` of a village's last `of` contracts for works and purchases."""
    times, last = limit("same_winner", "times"), limit("same_winner", "of")
    by_place: dict[int, list[Contract]] = defaultdict(list)
    for each in contracts(places).exclude(kind=ContractKind.LEASE):
        by_place[each.place_id].append(each)
    for given in by_place.values():
        recent = given[-last:]
        won: dict[str, list[Contract]] = defaultdict(list)
        for each in recent:
            won["".join(each.party.split())].append(each)
        for mine in won.values():
            if len(mine) >= times:
                lines = [[f"{c.signed_on}", c.title, c.party_shown, yuan(c.amount)] for c in mine]
                said = _("最近 %(all)d 份工程、采购合同里，%(who)s 拿到 %(n)d 份。") % {
                    "all": len(recent),
                    "who": mine[0].party_shown,
                    "n": len(mine),
                }
                who = subject("winner", mine[0].place_id, "".join(mine[0].party.split()))
                yield Finding(who, mine[0].place, lines, said)
