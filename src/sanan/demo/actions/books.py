"""A year of one village's books: money, vouchers drawn by the project, contracts, lists, warnings."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

import numpy as np
from django.utils import timezone

from sanan.books import actions
from sanan.books.enums import (
    INCOMES,
    AccountKind,
    AssetKind,
    AssetUse,
    Award,
    Benefit,
    Category,
    ContractKind,
    Direction,
    Method,
    PayeeKind,
    RosterKind,
)
from sanan.books.models import Account, Alert, BookEntry, Contract
from sanan.books.redaction.finding import Box
from sanan.books.redaction.specimen import Specimen, drawn
from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.kit import files
from sanan.people.models import Person
from sanan.places.models import Place

VILLAGE = "350526100210"
MONTHS = 12
LAST_OPEN = 1
"""The last so many months wait to be published."""
CARD = "6200000051745278088"


@dataclass(frozen=True, slots=True)
class Office:
    """Whoever keeps the books, and the demo's present moment."""

    place: Place
    account: Account
    cadre: Person
    agent: Person
    supervisor: Person
    now: datetime
    numbers: "count[int]"
    chance: random.Random

    def day(self, ago: int) -> date:
        """The day so many days ago."""
        return timezone.localdate(self.now) - timedelta(days=ago)

    def at(self, day: date) -> datetime:
        """The afternoon of that day, never after now."""
        zone = timezone.get_current_timezone()
        return min(datetime(day.year, day.month, day.day, 15, tzinfo=zone), self.now)


def load_books(cast: Cast, now: datetime) -> None:
    """Once."""
    if Account.objects.exists():
        return
    place = cast.place(VILLAGE)
    begun = _first(timezone.localdate(now), MONTHS)
    account = actions.open_account(
        place=place,
        name="村集体基本户",
        kind=AccountKind.BASIC,
        by=None,
        opened_on=begun,
        opening=18_652_040,
        tail="3307",
        at=now - timedelta(days=31 * MONTHS),
    )
    office = Office(
        place,
        account,
        cast.person("xujinshui"),
        cast.person("nongjing"),
        cast.person("xugongzheng"),
        now,
        count(1),
        random.Random("books"),
    )
    _property(office)
    for back in range(MONTHS - 1, -1, -1):
        _month(office, back)
    _unusual(office)
    _lists(office)
    _papers(office)
    _publish(office)
    _sheet(office)
    _watch(office)


def _first(today: date, back: int) -> date:
    total = today.year * 12 + today.month - 1 - back
    return date(total // 12, total % 12 + 1, 1)


def _pay(
    office: Office, day: date, said: str, fen: int, payee: str, category: Category, **more: object
) -> BookEntry | None:
    """One line of the books on that day; none where it lies ahead."""
    if day > timezone.localdate(office.now):
        return None
    income = category in INCOMES
    number, invoice = f"记-{next(office.numbers)}", str(more.pop("invoice", ""))
    card, contract = str(more.pop("card", "")), more.pop("contract", None)
    person = len(payee) <= 3
    duties = [("handled", "徐金水"), ("witnessed", "徐公正"), ("approved", "庄静")]
    return actions.enter(
        account=office.account,
        on=day,
        amount=fen,
        category=category,
        by=office.agent,
        direction=Direction.INCOME if income else Direction.EXPENSE,
        method=Method(str(more.pop("method", Method.BANK))),
        words=actions.Words(said, number, invoice, duties),
        payee=actions.Payee(payee, PayeeKind.PERSON if person else PayeeKind.BODY, card=card),
        contract=contract if isinstance(contract, Contract) else None,
        at=office.at(day),
    )


def _month(office: Office, back: int) -> None:
    """What comes and goes every month."""
    first, chance = _first(timezone.localdate(office.now), back), office.chance
    told = written("books")
    usual: list[tuple[int, str, int, str, Category]] = [
        (3, "村干部误工补助专项拨款", 860_000, "浔中镇财政所", Category.GRANT),
        (5, "村部电费", chance.randrange(18_000, 42_000), "德化供电服务站", Category.ADMIN),
        (8, "垃圾清运费", 320_000, "山泉保洁服务部", Category.WELFARE),
        (22, "存款利息", chance.randrange(900, 2_600), "农村商业银行浔中支行", Category.INVESTMENT),
        (24, "办公用品和打印", chance.randrange(9_000, 60_000), "文峰打印社", Category.ADMIN),
    ]
    for day, said, fen, payee, category in usual:
        _pay(office, first.replace(day=day), said, fen, payee, category)
    for person, work in chance.sample(told["workers"], 3):
        days = chance.randint(1, 4)
        worked_on = first.replace(day=chance.randint(9, 20))
        _pay(office, worked_on, f"{work} {days} 个工", days * 15_000, person, Category.DAY_WORK)


def _property(office: Office) -> None:
    """Shops, woods and ponds, and who has them."""
    today = timezone.localdate(office.now)
    begun = _first(today, MONTHS)
    for kind, name, where, size, unit, value, use in written("books")["assets"]:
        actions.register_asset(
            place=office.place,
            kind=AssetKind(kind),
            name=name,
            where=where,
            size=size,
            unit=unit,
            value=value,
            use=AssetUse(use),
            holder="村委会",
            by=office.agent,
            at=office.at(begun),
        )
    _lease(office, "租-1", "村口店面三间出租", "浔中诚信五金店", "村口店面", begun, 3, 6, 900_000)
    _lease(office, "租-2", "后山竹林发包", "郑家旺", "后山竹林", begun, 5, 6, 1_200_000)
    _lease(office, "租-3", "山塘养鱼承包", "柯有田", "水尾山塘", _first(today, 14), 1, 12, 600_000)


def _lease(
    office: Office,
    number: str,
    title: str,
    party: str,
    asset: str,
    begins: date,
    years: int,
    months: int,
    rent: int,
) -> None:
    ends = begins.replace(year=begins.year + years) - timedelta(days=1)
    rents = actions.every(months, rent, begins, ends)
    person = len(party) <= 3
    contract = actions.sign_contract(
        place=office.place,
        kind=ContractKind.LEASE,
        number=number,
        title=title,
        party=party,
        party_kind=PayeeKind.PERSON if person else PayeeKind.BODY,
        amount=sum(fen for _day, fen in rents),
        by=office.agent,
        at=office.at(begins),
        terms=actions.Terms(begins, begins, ends, Award.OPEN_TENDER, rents),
        asset=office.place.assets.filter(name=asset).first(),
    )
    paid = [day for day, _rent in rents if office.account.opened_on <= day <= office.day(4)]
    for day in paid[:1] if number == "租-2" else paid:
        actions.receive_rent(
            contract=contract,
            account=office.account,
            amount=rent,
            by=office.agent,
            received_on=day + timedelta(days=3),
            voucher_no=f"收-{next(office.numbers)}",
            at=office.at(day + timedelta(days=3)),
        )


def _unusual(office: Office) -> None:
    """What the rules are there for: works, split payments, invoices in a row, a relative."""
    for number, title, party, price, begins, accepted, settled, paid in written("books")["works"]:
        _work(office, number, title, party, price, office.day(begins), accepted, settled, paid)
    for ago, fen in ((96, 486_000), (91, 492_000), (86, 478_000)):
        _pay(office, office.day(ago), "村道两旁绿化苗木", fen, "绿野苗木合作社", Category.WELFARE)
    for ago, invoice in ((75, "04417731"), (62, "04417732"), (48, "04417733")):
        _pay(
            office,
            office.day(ago),
            "会议用水和茶叶",
            38_500,
            "山泉食品商行",
            Category.ADMIN,
            invoice=invoice,
        )
    _pay(
        office,
        office.day(52),
        "慰问高龄老人",
        150_000,
        "徐公正",
        Category.SUBSIDY,
        method=Method.CASH,
    )
    for ago, person in ((58, "徐春生"), (57, "徐月娥"), (56, "徐茂林")):
        _pay(
            office, office.day(ago), "搬运石料 2 个工", 30_000, person, Category.DAY_WORK, card=CARD
        )
    actions.declare_relative(
        place=office.place,
        cadre=office.cadre,
        name="徐春生",
        relation="弟弟",
        by=office.cadre,
        at=office.at(office.day(300)),
    )


def _work(
    office: Office,
    number: str,
    title: str,
    party: str,
    price: int,
    begins: date,
    accepted: int,
    settled: int,
    paid: int,
) -> None:
    """Works: `accepted` days after they began (0: not yet), `settled` and `paid` in fen."""
    works = actions.sign_contract(
        place=office.place,
        kind=ContractKind.WORKS,
        number=number,
        title=title,
        party=party,
        party_kind=PayeeKind.BODY,
        amount=price,
        by=office.agent,
        at=office.at(begins),
        terms=actions.Terms(begins, begins, begins + timedelta(days=240), Award.QUOTES),
    )
    if accepted:
        done = begins + timedelta(days=accepted)
        actions.accept_works(contract=works, accepted_on=done, by=office.agent, at=office.at(done))
        if settled:
            actions.settle_works(
                contract=works, settled=settled, by=office.agent, at=office.at(done)
            )
    if paid:
        day = begins + timedelta(days=(accepted or 20) + 3)
        _pay(office, day, f"付{title}款", paid, party, Category.WORKS, contract=works)


def _lists(office: Office) -> None:
    """Who is entitled to the allowance of the aged, who got it, and who gets two things."""
    period = f"{_first(timezone.localdate(office.now), 1):%Y-%m}"
    for kind, benefit, names, fen in written("books")["rosters"]:
        rows = [(line, {"name": name, "amount": fen}) for line, name in enumerate(names, 2)]
        actions.load_roster(
            place=office.place,
            kind=RosterKind(kind),
            benefit=Benefit(benefit),
            period=period,
            rows=rows,
            sha256=f"demo-{kind}-{benefit}",
            by=office.agent,
            at=office.at(office.day(6)),
        )


def _papers(office: Office) -> None:
    """Vouchers for some of the lines: most are confirmed, one waits for a person, one for the worker."""
    month = _first(timezone.localdate(office.now), 0)
    spent = BookEntry.objects.filter(place=office.place, direction=Direction.EXPENSE, on__lt=month)
    persons = list(spent.filter(category=Category.DAY_WORK).order_by("-on", "-pk")[:3])
    bodies = list(spent.filter(category=Category.ADMIN).order_by("-on", "-pk")[:3])
    for number, entry in enumerate([*persons, *bodies]):
        layout = "receipt" if entry.payee_kind == PayeeKind.PERSON else "invoice"
        told = {
            "payee": entry.payee,
            "day": f"{entry.on.year}年{entry.on.month}月{entry.on.day}日",
            "amount": f"{entry.amount / 100:.2f}",
            "why": entry.summary,
        }
        paper = drawn(number, layout, told)
        voucher = actions.receive_voucher(
            entry=entry,
            upload=_photo(paper),
            by=office.cadre,
            read=number == 0,
            at=office.at(entry.on),
        )
        if number == 0:
            continue
        actions.find_boxes(
            voucher=voucher, known=(0.0, list(_planted(paper))), at=office.at(entry.on)
        )
        if number > 1:
            actions.confirm_voucher(voucher=voucher, by=office.cadre, at=office.at(entry.on))


def _photo(paper: Specimen) -> files.Upload:
    out = io.BytesIO()
    paper.image.save(out, format="JPEG", quality=88)
    out.seek(0)
    return files.inspect(out, "票据.jpg")


def _planted(paper: Specimen) -> Iterator[Box]:
    """Where the drawing put something personal."""
    mask = np.asarray(paper.mask)
    for number, planted in enumerate(paper.planted, 1):
        rows, columns = np.where(mask == number)
        if rows.size:
            yield Box(
                int(columns.min()) - 4,
                int(rows.min()) - 4,
                int(columns.max()) + 5,
                int(rows.max()) + 5,
                planted.kind,
            )


def _publish(office: Office) -> None:
    """All months but the last."""
    today = timezone.localdate(office.now)
    for back in range(MONTHS, LAST_OPEN - 1, -1):
        month = f"{_first(today, back):%Y-%m}"
        waiting = BookEntry.objects.filter(
            place=office.place, on__year=month[:4], on__month=month[5:]
        )
        if waiting.exists():
            actions.publish_month(
                place=office.place,
                month=month,
                by=office.cadre,
                at=office.at(_first(today, back - 1) + timedelta(days=4)),
            )
    wrong = BookEntry.objects.public().filter(category=Category.ADMIN).order_by("pk").first()
    if wrong is not None:
        actions.reverse(
            entry=wrong, text="电费记重了", by=office.agent, at=office.at(office.day(2))
        )


def _sheet(office: Office) -> None:
    """A sheet of the township that someone looks at: its sum does not add up."""
    day = office.day(3)
    rows = [
        (
            2,
            {
                "on": day,
                "voucher_no": "记-901",
                "summary": "村部网络费",
                "expense": 36_000,
                "payee": "文峰打印社",
            },
        ),
        (
            3,
            {
                "on": day,
                "voucher_no": "记-903",
                "summary": "修补水渠水泥",
                "expense": 88_000,
                "payee": "祥安建材",
            },
        ),
        (4, {"on": "", "voucher_no": "", "summary": "本月合计", "expense": 134_000}),
    ]
    actions.read_sheet(
        account=office.account,
        name="浔中镇代理记账表.xlsx",
        sha256="demo-sheet",
        rows=rows,
        columns={"on": "日期", "voucher_no": "凭证号", "summary": "摘要", "expense": "支出"},
        by=office.agent,
        at=office.at(day),
    )


def _watch(office: Office) -> None:
    """The clock's look; one warning is answered, one is closed."""
    actions.look_for_warnings(at=office.now - timedelta(days=5))
    actions.look_for_warnings(at=office.now)
    for number, rule in enumerate(("cash_payment", "sequential_invoices")):
        warning = Alert.objects.select_related("place").filter(rule=rule).first()
        if warning is None:
            continue
        upload = _photo(drawn(90 + number, "note", {}))
        actions.answer(
            warning=warning,
            text=written("books")["answers"][number],
            by=office.cadre,
            uploads=[upload],
            at=min(in_the_day(office.now - timedelta(hours=30)), office.now),
        )
        if number == 0:
            actions.close(
                warning=warning,
                text="领取人已逐户核对签字，属实。",
                by=office.supervisor,
                at=min(in_the_day(office.now - timedelta(hours=4)), office.now),
            )
