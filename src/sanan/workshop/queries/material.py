"""Where every unit of a material is: in which lot, with whom, in which pieces, back or lost."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.workshop.enums import IssueState
from sanan.workshop.models import CraftOrder, Delivery, Issue, IssuedLot, Lot, Material, Return
from sanan.workshop.sums.balance import Balance, balance
from sanan.workshop.sums.exact import Wrong, plain

ZERO = Decimal(0)
QUANTUM = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Made:
    """Pieces as counted: good ones, those sent back for rework, rejected ones."""

    good: Decimal = ZERO
    rework: Decimal = ZERO
    reject: Decimal = ZERO

    @property
    def seen(self) -> Decimal:
        """Everything that was ever shown at the counter."""
        return self.good + self.rework + self.reject

    @property
    def reject_rate(self) -> Decimal | None:
        """Rejected of good and rejected, in per cent, unrounded; None where nothing was made."""
        whole = self.good + self.reject
        return self.reject * 100 / whole if whole else None


@dataclass(frozen=True, slots=True)
class Held:
    """A material of one issue: what was given, what came back, and the balance of the rest."""

    material: Material
    issued: Decimal
    returned: Decimal
    sum: Balance


@dataclass(frozen=True, slots=True)
class Stock:
    """A lot: what came, what lies here, what is with workers or in pieces, what went back."""

    lot: Lot
    out: Decimal

    @property
    def here(self) -> Decimal:
        """What lies in the store."""
        return Decimal(self.lot.quantity - self.out - self.lot.back)


def made(**of: Any) -> Made:
    """Pieces of the deliveries that fit."""
    found = Delivery.objects.filter(**of).aggregate(
        good=Sum("good", default=ZERO),
        rework=Sum("rework", default=ZERO),
        reject=Sum("reject", default=ZERO),
    )
    return Made(**{name: exact(value) for name, value in found.items()})


def exact(value: Any) -> Decimal:
    """A sum of quantities as they are kept, to four decimals: SQLite adds them as floats."""
    return Decimal(value).quantize(QUANTUM)


def held(issue: Issue, pieces: Made | None = None) -> list[Held]:
    """Each material of an issue; `pieces` where more than was counted is to be tried.

    Raises `Wrong` for what cannot be.
    """
    pieces = made(issue=issue) if pieces is None else pieces
    given = _by_lot(issue.lots.all(), "lot__material")
    back = _by_lot(Return.objects.filter(issued__issue=issue), "issued__lot__material")
    return [
        _held(material, given.get(material.pk, ZERO), back.get(material.pk, ZERO), pieces, issue)
        for material in issue.order.bill
    ]


def _held(
    material: Material, issued: Decimal, returned: Decimal, pieces: Made, issue: Issue
) -> Held:
    found = balance(
        issued=issued,
        good=pieces.good,
        reject=pieces.reject,
        returned=returned,
        per_piece=material.per_piece,
        allow=material.allowance,
        charge_rejects=issue.order.charge_rejects,
    )
    return Held(material, issued, returned, found)


def stocks(order: CraftOrder) -> list[Stock]:
    """Every lot of an order with what is out of it, oldest first."""
    lots = Lot.objects.filter(material__order=order).select_related("material")
    out = _by_lot(IssuedLot.objects.filter(lot__material__order=order), "lot")
    back = _by_lot(Return.objects.filter(issued__lot__material__order=order), "issued__lot")
    return [
        Stock(lot, out.get(lot.pk, ZERO) - back.get(lot.pk, ZERO))
        for lot in lots.order_by("material_id", "on", "pk")
    ]


def _by_lot(rows: Any, name: str) -> dict[int, Decimal]:
    counted = rows.order_by().values(name).annotate(n=Sum("quantity"))
    return {row[name]: exact(row["n"]) for row in counted}


def to_issue(order: CraftOrder) -> Decimal:
    """For how many pieces material may still be given out: of cleared issues only good ones count."""
    open_ = order.issues.exclude(state=IssueState.CLEARED).aggregate(n=Sum("pieces", default=ZERO))
    done = made(issue__order=order, issue__state=IssueState.CLEARED).good
    return Decimal(order.pieces - exact(open_["n"]) - done)


@dataclass(frozen=True, slots=True)
class Whole:
    """A material of a whole order: everything that came is in one of these, and adds up."""

    material: Material
    came: Decimal
    here: Decimal
    back: Decimal
    with_workers: Decimal
    consumed: Decimal
    lost: Decimal


def whole(order: CraftOrder) -> list[Whole]:
    """Where each material of an order is. `lost` is what was missing when issues were cleared."""
    rows = stocks(order)
    pieces = {
        row["issue"]: (exact(row["n"]), row["state"])
        for row in Delivery.objects.filter(issue__order=order)
        .order_by()
        .values("issue", state=F("issue__state"))
        .annotate(n=Sum("good") + Sum("reject"))
    }
    total = sum((n for n, _state in pieces.values()), ZERO)
    out_open = _out(order, ~Q(issue__state=IssueState.CLEARED))
    out_done = _out(order, Q(issue__state=IssueState.CLEARED))
    done = sum((n for n, state in pieces.values() if state == IssueState.CLEARED), ZERO)
    found = []
    for material in order.bill:
        mine = [each for each in rows if each.lot.material_id == material.pk]
        found.append(
            Whole(
                material,
                sum((each.lot.quantity for each in mine), ZERO),
                sum((each.here for each in mine), ZERO),
                sum((each.lot.back for each in mine), ZERO),
                out_open.get(material.pk, ZERO) - (total - done) * material.per_piece,
                total * material.per_piece,
                out_done.get(material.pk, ZERO) - done * material.per_piece,
            )
        )
    return found


def _out(order: CraftOrder, of: Q) -> dict[int, Decimal]:
    given = IssuedLot.objects.filter(of, issue__order=order)
    back = Return.objects.filter(issued__in=given)
    found = _by_lot(given, "lot__material")
    for key, n in _by_lot(back, "issued__lot__material").items():
        found[key] -= n
    return found


def refuse(wrong: Wrong) -> Invalid:
    """What the sums find wrong, as people read it."""
    sentences = {
        "more_than_issued": _("交的比领的料能做的还多。请再点一遍，或者先补记漏掉的发料。"),
        "more_than_left": _("退的料比手里剩下的还多。请再称一遍，或者先补记漏掉的发料。"),
        "negative": _("数量不能小于 0。"),
        "no_number": _("请写数字，例如 120 或 12.5。"),
        "huge": _("数字太大或小数太多，请再看一遍。"),
        "allowance": _("允许的损耗最多 100%。"),
        "tare": _("容器比总重还重，请再称一遍。"),
        "weightless": _("先在订单里写好一件多少克，才能按重量点数。"),
    }
    field = {"good": "good", "returned": "quantity", "gross": "gross", "tare": "tare"}
    return Invalid(sentences[wrong.code], wrong.code, field=field.get(wrong.field, ""))


def shown(value: Decimal | None) -> str:
    """A quantity as a page shows it: 1200, 12.5."""
    return "" if value is None else plain(value)
