"""Tables of others: dwellings with their owners, and the company's meters and receipts."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sanan.estates.enums import KEEPERS, BillKind, Event
from sanan.estates.models import Bill, Dwelling, Estate
from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import bulk, phones, vault
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

LEAST_AREA, MOST_AREA = 100, 10_000_000
"""One square metre, a thousand 平方米 times a hundred: beyond that somebody's finger slipped."""
COMMON = ("", "公共", "公摊", "公共部位")
KINDS = {str(kind.label): kind for kind in BillKind} | {
    "物业服务费": BillKind.FEE,
    "水": BillKind.WATER,
    "电": BillKind.POWER,
    "燃气": BillKind.GAS,
    "车位费": BillKind.PARKING,
    "公摊": BillKind.SHARED,
}


def _bare(text: str) -> str:
    """A door's part without its measure word: 3 for 3号楼, 2 for 2单元, 301 for 301室."""
    return re.sub(r"\s|号楼|栋|幢|座|单元|室|号", "", text).casefold()


class _Taking:
    """What both have in common: whose estate it is."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        place = terms.place
        self.estate = Estate.objects.select_related("place").filter(place=place).first()
        if self.estate is None:
            raise Refused(_("请选一个登记过的小区，再导入。"), "no_estate", field="place")
        if terms.by is not None and not people.holds(
            terms.by, KEEPERS, path=self.estate.place.path
        ):
            raise Forbidden(_("小区的名册由社区干部或物业来导入。"), "not_yours")
        buildings = Place.objects.within(self.estate.place).filter(kind=PlaceKind.BUILDING)
        self.buildings = {_bare(each.name): each for each in buildings}

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Nothing more is to be said."""

    def _building(self, name: str) -> Place:
        found: Place | None = self.buildings.get(_bare(name))
        if found is None:
            raise Refused(
                _("小区里没有“%(name)s”。请先在地点里加这栋楼，或改表里的楼号。") % {"name": name},
                "no_building",
            )
        return found


class TakingDwellings(_Taking):
    """Takes a roll of dwellings: one is known again by building, unit and number."""

    def read(self, row: Row) -> Dwelling:
        """A dwelling that is not yet written."""
        number, owner = row.get("number") or "", row.get("owner") or ""
        if not number or not owner:
            raise Refused(_("要写明房号和业主。"), "incomplete")
        area = row.get("area")
        hundredths = int(Decimal(str(area)) * 100) if area is not None else 0
        if not LEAST_AREA <= hundredths <= MOST_AREA:
            raise Refused(_("面积要写房产证上的平方米数，不能是零。"), "area")
        phone = row.get("phone") or ""
        if phone and not phones.is_mobile(phone):
            raise Refused(_("业主电话要写 11 位手机号码。"), "phone")
        assert self.estate is not None  # noqa: S101 - asked before
        return Dwelling(
            estate=self.estate,
            building=self._building(row.get("building") or ""),
            unit=row.get("unit") or "",
            number=number,
            area=hundredths,
            owner=owner,
            owner_locked=vault.lock(phone),
            owner_hash=phones.hashed(phone),
        )

    def key(self, item: Dwelling) -> str:
        """Under what the row is known again."""
        return f"{item.building.pk}|{_bare(item.unit)}|{_bare(item.number)}"

    def words(self, item: Dwelling) -> object:
        """Everything that the row says."""
        return item.area, item.owner, item.owner_hash

    def find(self, keys: Sequence[str]) -> Mapping[str, Dwelling]:
        """What is there already."""
        rows = Dwelling.objects.filter(estate=self.estate).select_related("building")
        wanted = set(keys)
        return {key: row for row in rows if (key := self.key(row)) in wanted}

    def differs(self, known: Dwelling, item: Dwelling) -> bool:
        """Whether owner, number or area changed."""
        return self.words(known) != self.words(item)

    def write(
        self, fresh: Sequence[Dwelling], changed: Sequence[tuple[Dwelling, Dwelling]]
    ) -> None:
        """Rows and one entry for all of them; the record holds opaque names and areas alone."""
        assert self.estate is not None  # noqa: S101 - asked before
        bulk.insert_many(list(fresh))
        for known, item in changed:
            for name in ("area", "owner", "owner_locked", "owner_hash"):
                setattr(known, name, getattr(item, name))
            known.save(update_fields=["area", "owner", "owner_locked", "owner_hash"])
        content = {
            "new": [[each.ref, each.area] for each in fresh],
            "changed": [[known.ref, known.area] for known, _item in changed],
        }
        written(Event.DWELLINGS, self.estate.code, content, by=self.terms.by, at=self.terms.at)


class TakingBills(_Taking):
    """Takes the company's meters and receipts: one line a dwelling, kind and month.

    A dwelling that is not on the estate's roll is refused with its line; without one it is of the
    common parts.
    """

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        rows = Dwelling.objects.filter(estate=self.estate).select_related("building")
        self.dwellings = {
            (_bare(each.building.name), _bare(each.unit), _bare(each.number)): each for each in rows
        }

    def read(self, row: Row) -> Bill:
        """A line that is not yet written."""
        assert self.estate is not None  # noqa: S101 - asked before
        kind = KINDS.get(row.get("kind") or "")
        if kind is None:
            known = "、".join(str(each.label) for each in BillKind)
            raise Refused(_("看不懂费用种类，请写其中一种：%(known)s。") % {"known": known}, "kind")
        amount = row.get("amount")
        if amount is None or amount < 0:
            raise Refused(_("要写金额，不能小于零。"), "amount")
        before, after = row.get("before"), row.get("after")
        if before is not None and (after is None or after < before):
            raise Refused(_("本月读数比上月小，请核对。"), "meter")
        return Bill(
            estate=self.estate,
            dwelling=self._dwelling(row),
            kind=kind,
            month=_month(row.get("month") or ""),
            before=_decimal(before),
            after=_decimal(after),
            amount=amount,
            paid_on=row.get("paid_on"),
            receipt=row.get("receipt") or "",
        )

    def _dwelling(self, row: Row) -> Dwelling | None:
        building, unit, number = (row.get(name) or "" for name in ("building", "unit", "number"))
        if number in COMMON:
            return None
        found = self.dwellings.get((_bare(building), _bare(unit), _bare(number)))
        if found is None:
            door = " ".join(filter(None, (building, unit, number)))
            raise Refused(
                _("房屋登记里没有“%(door)s”。请核对楼号、单元和房号，或先登记这套房。")
                % {"door": door},
                "no_dwelling",
            )
        return found

    def key(self, item: Bill) -> str:
        """Under what the row is known again."""
        return f"{item.dwelling_id or 0}|{item.kind}|{item.month}"

    def words(self, item: Bill) -> object:
        """Everything that the row says."""
        return item.before, item.after, item.amount, item.paid_on, item.receipt

    def find(self, keys: Sequence[str]) -> Mapping[str, Bill]:
        """What is there already."""
        months = {key.rpartition("|")[2] for key in keys}
        rows = Bill.objects.filter(estate=self.estate, month__in=months)
        return {self.key(row): row for row in rows}

    def differs(self, known: Bill, item: Bill) -> bool:
        """Whether it was paid, or read otherwise."""
        return self.words(known) != self.words(item)

    def write(self, fresh: Sequence[Bill], changed: Sequence[tuple[Bill, Bill]]) -> None:
        """Rows and one entry that sums them up; nobody's bill stands in the record."""
        assert self.estate is not None  # noqa: S101 - asked before
        bulk.insert_many(list(fresh))
        for known, item in changed:
            for name in ("before", "after", "amount", "paid_on", "receipt"):
                setattr(known, name, getattr(item, name))
            known.save(update_fields=["before", "after", "amount", "paid_on", "receipt"])
        content: dict[str, Any] = {
            "lines": len(fresh),
            "changed": len(changed),
            "sum": str(sum(each.amount for each in fresh)),
        }
        written(Event.BILLS, self.estate.code, content, by=self.terms.by, at=self.terms.at)


def _month(text: str) -> str:
    """2026-10 for 2026-10, 2026年10月, 202610 or a day of it. Raises `Refused`."""
    found = re.match(r"\s*((?:19|20)\d{2})\D*?(0?[1-9]|1[0-2])(?!\d)", text) or re.match(
        r"\s*((?:19|20)\d{2})(0[1-9]|1[0-2])", text
    )
    if found is None:
        raise Refused(_("月份要写成 2026-10 这样。"), "month")
    return f"{date(int(found[1]), int(found[2]), 1):%Y-%m}"


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
