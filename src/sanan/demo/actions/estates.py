"""富临国际: who serves it, its dwellings, its fund voted and spent, repairs that climb, ratings, an election."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sanan.books import actions as books
from sanan.books.enums import Category, Direction, Method
from sanan.council import actions as council
from sanan.council.enums import Choice
from sanan.council.models import Council
from sanan.demo.actions.council import Stage
from sanan.demo.actions.stage import drawn, in_the_day
from sanan.demo.cast import Cast, written
from sanan.estates import actions
from sanan.estates.forms.tables import BILLS, DWELLINGS
from sanan.estates.models import Dwelling, Estate, FundUse, PropertyContract
from sanan.imports.table import Table
from sanan.imports.taking import Terms, take_in
from sanan.kit.dates import local_day
from sanan.people.actions import add_person
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, SYSTEM

HERE = "fulin"
KNOWN = 12
"""So many owners have an account under the number that stands with their dwelling."""
TURNOUT = 92


@dataclass(frozen=True, slots=True)
class Home(Stage):
    """The stage, with the estate and its people."""

    estate: Estate

    @property
    def cadre(self) -> Person:
        return self.cast.person("taoxi")

    @property
    def second(self) -> Person:
        return self.cast.person("linxiaoqing")

    @property
    def clerk(self) -> Person:
        return self.cast.person("fulin")


def load_estates(cast: Cast, now: datetime) -> None:
    """Everything up to now; once. After the council's part, whose assembly it votes in."""
    if Estate.objects.exists():
        return
    begun = Stage(cast, now)
    assembly = Council.objects.get(name="富临国际业主大会")
    estate = actions.register(
        place=cast.place(HERE),
        assembly=assembly,
        by=None,
        relation=OPERATOR,
        at=begun.ago(90),
    )
    home = Home(cast, now, estate)
    contract = _company(home)
    _dwellings(home)
    _bills(home)
    _fund(home)
    _repairs(home)
    _owners(home, contract)
    _people(home)


def _day(home: Home, days: float) -> date:
    return local_day(home.ago(days))


def _company(home: Home) -> PropertyContract:
    told = written("estates")
    year = local_day(home.now).year
    contract = actions.sign(
        estate=home.estate,
        company=home.cast.org("fulin-property"),
        begins_on=date(year - 1, 1, 1),
        ends_on=date(year + 1, 12, 31),
        fee=165,
        by=home.cadre,
        at=home.ago(89),
    )
    for what, text in told["standards"]:
        actions.promise(contract=contract, what=what, text=text, by=home.clerk, at=home.ago(88))
    for name, duty, permit in told["staff"]:
        actions.employ(
            contract=contract,
            name=name,
            duty=duty,
            permit=permit,
            since_on=date(year - 1, 1, 1),
            by=home.clerk,
            at=home.ago(88),
        )
    return contract


def _take(home: Home, table: Table, rows: Sequence[Sequence[Any]], days: float) -> None:
    heads = [str(column.label) for column in table.columns]
    columns = {column.name: str(column.label) for column in table.columns}
    lines = [(n, dict(zip(heads, row, strict=True))) for n, row in enumerate(rows, 2)]
    terms = Terms(source="富临物业", at=home.ago(days), place=home.estate.place, by=home.clerk)
    take_in(table=table, rows=lines, columns=columns, terms=terms)


def _dwellings(home: Home) -> None:
    """The doors of the assembly's own roll; the first owners with their numbers."""
    assembly = home.estate.assembly
    assert assembly is not None  # noqa: S101 - given when it was registered
    rows = []
    for number, seat in enumerate(assembly.seats.order_by("pk")):
        building, _dash, door = seat.household.partition("-")
        phone = f"1380001{number:04d}" if number < KNOWN else ""
        rows.append([f"{building}号楼", "", door, seat.area / 100, seat.name, phone])
    _take(home, DWELLINGS, rows, 60)


def _bills(home: Home) -> None:
    """Two months of fees and of building 1's water, the older one paid; what the common parts used."""
    rows: list[list[Any]] = []
    homes = list(home.estate.dwellings.select_related("building"))
    for back, paid in ((2, True), (1, False)):
        month = local_day(home.now).replace(day=1)
        for _n in range(back):
            month = (month - timedelta(days=1)).replace(day=1)
        key = f"{month:%Y-%m}"
        for number, each in enumerate(homes):
            door = [each.building.name, "", each.number]
            settled = paid or number % 3 == 0
            on = month + timedelta(days=20) if settled else None
            receipt = f"{month:%y%m}{number:04d}" if settled else ""
            fee = each.area * 165 // 100 / 100
            rows.append([*door, "物业费", key, None, None, f"{fee:.2f}", on, receipt])
            if each.building.name == "1号楼":
                start, used = 180 + number * 7 + (2 - back) * 9, 6 + number % 9
                amount = f"{used * 3.2:.2f}"
                rows.append([*door, "水费", key, start, start + used, amount, on, receipt])
        lift = 41_200 + (2 - back) * 860
        rows.append(["", "", "", "公摊水电", key, lift, lift + 860, "602.00", None, ""])
    _take(home, BILLS, rows, 1)


def _fund(home: Home) -> None:
    """One use from the plan to the final account, one that the owners vote on now, one emergency."""
    actions.open_accounts(
        estate=home.estate,
        fund=486_000_00,
        common=38_000_00,
        opened_on=_day(home, 80),
        by=home.cadre,
        at=home.ago(80),
    )
    _common(home)
    lift, roof, pump = written("estates")["uses"]
    _shown(home, lift)
    use = _asked(home, roof, plan=21, put=17.2, ask=0.05)
    papers = [(seat, Choice.FOR) for seat in _seats(use)]
    assert use.vote is not None  # noqa: S101 - it was just asked
    council.enter_papers(vote=use.vote, papers=papers, by=home.cadre, at=home.now)
    urgent = _planned(home, pump, 3)
    actions.declare_urgent(
        use=urgent,
        danger="fire",
        text="月检时水泵不转，三栋楼的消火栓没有水压。",
        uploads=drawn("water"),
        by=home.cadre,
        at=home.ago(2.8),
    )


def _common(home: Home) -> None:
    """What the common parts brought in, and what of it was spent on them."""
    account = home.estate.common
    assert account is not None  # noqa: S101 - it was just opened
    for number, (days, category, yuan, what, payee) in enumerate(written("estates")["common"], 1):
        spent = category in {"operating_cost", "welfare"}
        books.enter(
            account=account,
            on=_day(home, days),
            direction=Direction.EXPENSE if spent else Direction.INCOME,
            category=Category(category),
            amount=yuan * 100,
            method=Method.BANK,
            words=books.Words(what, f"公-{number:02d}"),
            payee=books.Payee(payee),
            by=home.cadre,
            at=home.ago(days),
        )


def _planned(home: Home, told: dict[str, Any], days: float) -> FundUse:
    return actions.plan(
        estate=home.estate,
        title=told["title"],
        reason=told["reason"],
        estimate=told["estimate"] * 100,
        by=home.clerk,
        at=home.ago(days),
    )


def _asked(home: Home, told: dict[str, Any], *, plan: float, put: float, ask: float) -> FundUse:
    use = _planned(home, told, plan)
    actions.put(use=use, starts_at=home.ago(ask), where="书面表决", by=home.cadre, at=home.ago(put))
    return actions.ask(use=use, by=home.cadre, at=home.ago(ask))


def _seats(use: FundUse) -> list[Any]:
    assembly = use.estate.assembly
    assert assembly is not None  # noqa: S101 - it votes there
    return list(assembly.seats.order_by("pk"))


def _shown(home: Home, told: dict[str, Any]) -> None:
    use = _asked(home, told, plan=38.5, put=38, ask=21)
    assert use.vote is not None  # noqa: S101 - it was just asked
    said = [Choice.AGAINST if n % 9 == 0 else Choice.FOR for n in range(TURNOUT)]
    papers = list(zip(_seats(use)[:TURNOUT], said, strict=True))
    for by in (home.cadre, home.second):
        council.enter_papers(vote=use.vote, papers=papers, by=by, at=home.ago(18.5))
    actions.decide(use=use, by=home.cadre, at=home.ago(18))
    actions.start(
        use=use,
        contractor=told["contractor"],
        price=told["price"] * 100,
        started_on=_day(home, 16),
        by=home.cadre,
        at=home.ago(16),
    )
    _pay(home, use, told["price"] * 60, 16, "维-01", "预付六成")
    actions.accept(
        use=use,
        accepted_on=_day(home, 7),
        accepted_by=told["accepted_by"],
        warranty_until=_day(home, 7) + timedelta(days=730),
        by=home.cadre,
        at=home.ago(7),
    )
    _pay(home, use, told["price"] * 40, 6, "维-02", "验收后付清")
    for month in sorted({f"{_day(home, days):%Y-%m}" for days in (66, 36, 16, 6)}):
        books.publish_month(place=home.estate.place, month=month, by=home.cadre, at=home.ago(5))
    actions.show(use=use, by=home.cadre, at=home.ago(4))


def _pay(home: Home, use: FundUse, amount: int, days: float, number: str, what: str) -> None:
    actions.pay(
        use=use,
        amount=amount,
        on=_day(home, days),
        voucher_no=number,
        summary=f"{use.title}：{what}",
        by=home.cadre,
        at=home.ago(days),
    )


def _repairs(home: Home) -> None:
    """One that the clock brought to the branch, one that is to climb now, one just reported."""
    for number, told in enumerate(written("estates")["repairs"]):
        opened = actions.report(
            estate=home.estate,
            spot=told["spot"],
            text=told["text"],
            building=home.cast.place(told["building"]),
            contact_name=told["name"],
            contact_phone=f"1380001{number:04d}",
            idempotency=f"demo:estates-{number}",
            at=home.ago(told["days"]),
        )
        for hours in told.get("climbs", ()):
            then = home.ago(told["days"]) + timedelta(hours=hours)
            actions.climb(case=opened.case, relation=SYSTEM, at=then)


def _owners(home: Home, contract: PropertyContract) -> None:
    """Owners with an account rate this quarter, some with a word; a committee is being elected."""
    told = written("estates")
    rows = Dwelling.objects.filter(estate=home.estate).exclude(owner_hash="")
    for number, each in enumerate(rows.select_related("building", "estate").order_by("pk")):
        person = add_person(
            name=each.owner,
            phone=f"1380001{number:04d}",
            home=each.building,
            by=None,
            at=home.ago(50),
        )
        if number % 4 == 3:
            continue
        scores = (4, 4, 3 if number % 3 else 2, 5 if number % 2 else 3, 4)
        aspects = ("safety", "cleaning", "repairs", "openness", "attitude")
        words = told["said"][number] if number < len(told["said"]) else ""
        rating = actions.rate(
            dwelling=each,
            contract=contract,
            scores=dict(zip(aspects, scores, strict=True)),
            text=words,
            by=person,
            at=in_the_day(home.ago(3)) if _same_quarter(home, 3) else home.now,
        )
        if number == 0:
            actions.answer(rating=rating, text=told["answered"], by=home.clerk, at=home.now)
    _election(home)


def _same_quarter(home: Home, days: float) -> bool:
    quarter = actions.quarter_of
    return quarter(_day(home, days)) == quarter(local_day(home.now))


def _election(home: Home) -> None:
    begins = local_day(home.now).replace(day=1) + timedelta(days=62)
    committee = actions.call(
        estate=home.estate,
        number=2,
        seats=5,
        begins_on=begins,
        ends_on=begins + timedelta(days=3 * 365),
        by=home.cadre,
        at=home.ago(4),
    )
    homes = home.estate.dwellings.select_related("building").order_by("pk")
    for each, says in zip(homes[3:9], written("estates")["candidates"], strict=True):
        actions.stand(committee=committee, dwelling=each, says=says, by=home.cadre, at=home.ago(3))


def _people(home: Home) -> None:
    """The leader of building 1 saw some households; a notice hangs in one building."""
    leader = home.cast.person("lintong")
    homes = home.estate.dwellings.filter(building=home.cast.place("fulin-1"))
    for number, each in enumerate(homes.select_related("building").order_by("pk")[:24]):
        on = home.ago(70 - number * 2)
        reason = ("round", "round", "sick", "hardship")[number % 4]
        actions.contact(dwelling=each, on=local_day(on), reason=reason, by=leader, at=on)
    title, text = written("estates")["notice"]
    actions.post(
        estate=home.estate,
        title=title,
        text=text,
        until_on=local_day(home.now) + timedelta(days=6),
        buildings=[home.cast.place("fulin-2")],
        by=home.clerk,
        at=home.ago(1),
    )
