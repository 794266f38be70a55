"""A county that looks for investors: a year's events, 28 contracts of a half year, what became of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.investment import actions
from sanan.investment.actions.events import Past
from sanan.investment.enums import EventKind
from sanan.investment.models import Agreement, Company, Lead, Mandate, PromotionEvent
from sanan.kit.calendar import SHANGHAI
from sanan.kit.credit import check_letter
from sanan.kit.dates import local_day
from sanan.people.models import Person
from sanan.places.models import Place

COUNTY, EVENTS, MONTHS = "350525000000", 196, 6
YI = Decimal(10**10)
LARGE = int(20 * YI)
DAY = timedelta(days=1)


@dataclass
class Play:
    """Whoever plays, the year that is told, and the demo's present moment."""

    cast: Cast
    now: datetime
    year: int
    county: Place
    officer: Person
    second: Person
    companies: dict[str, Company] = field(default_factory=dict)
    events: list[PromotionEvent] = field(default_factory=list)

    def at(self, on: date) -> datetime:
        """Ten in the morning of that day, or of the next that is worked on; never to come."""
        return min(in_the_day(datetime.combine(on, time(10), SHANGHAI)), self.now)

    def day(self, month: int, day: int) -> date:
        """A day of the year that is told."""
        return date(self.year, month, day)

    def ago(self, days: int) -> date:
        """That many days before the present."""
        return self.now.astimezone(SHANGHAI).date() - days * DAY


def load_investment(cast: Cast, now: datetime) -> None:
    """Everything once: the year whose first half is over."""
    if Lead.objects.exists():
        return
    today = now.astimezone(SHANGHAI).date()
    year = today.year if today.month > MONTHS else today.year - 1
    play = Play(
        cast=cast,
        now=now,
        year=year,
        county=cast.place(COUNTY),
        officer=cast.person("zhuangyuan"),
        second=cast.person("zhengke"),
    )
    _tasks(play)
    told = written("investment")
    _events(play, told)
    mandate = _third_party(play, told)
    for n, row in enumerate(told["first_half"]):
        made = _contract(
            play, row, play.day(1 + n % MONTHS, 6 + n % 19), mandate if n == 18 else None
        )
        _landed(play, made.lead, row[5], made.signed_on)
    for n, row in enumerate(told["second_half"]):
        level = "county" if n == 3 else "city"
        _contract(play, row, max(play.ago(20 + 6 * n), play.day(7, 1)), level=level)
    for n, row in enumerate(told["waiting"]):
        _signed(play, row, max(play.ago(3 + n), play.day(7, 1)))
    for n, row in enumerate(told["leads"]):
        _in_talks(play, row, play.ago(70 - 6 * n))
    first = Agreement.objects.verified().get(lead__title="竹纤维餐具生产线")
    actions.wins.publish(
        agreement=first, shown_as="竹纤维日用品生产项目", by=play.second, at=play.at(play.ago(9))
    )


def _tasks(play: Play) -> None:
    leader = play.cast.person("yanguohui")
    goals = (
        ("events", "", 200),
        ("signed", "city", 50),
        ("signed_amount", "city", int(380 * YI)),
        ("big", "city", 5),
        ("paid_in", "", int(30 * YI)),
        ("foreign_paid_in", "", int(2 * YI)),
    )
    for metric, level, target in goals:
        actions.targets.set_task(
            place=play.county,
            year=play.year,
            metric=metric,
            level=level,
            target=target,
            by=leader,
            at=play.at(play.day(1, 5)),
        )


def _events(play: Play, told: dict[str, Any]) -> None:
    """196 of the year up to today, written down at the end of each month."""
    last = min(play.ago(1), play.day(12, 30))
    whole = (last - play.day(1, 6)).days
    kinds, names, venues, hosts = (
        cycle(each) for each in (list(EventKind), told["events"], told["venues"], told["hosts"])
    )
    past: dict[int, list[Past]] = {}
    for n in range(EVENTS):
        on = play.day(1, 6) + n * whole // EVENTS * DAY
        venue, name, kind = next(venues), next(names), next(kinds)
        title = f"{on.month}月{name}（{venue}）"
        outcome = f"见了 {3 + n % 7} 家企业，{1 + n % 3} 家愿意再谈。"
        made = Past(kind, title, on, venue=venue, host=next(hosts), outcome=outcome)
        past.setdefault(on.month, []).append(made)
    for month, rows in past.items():
        on = max(row.held_on for row in rows)
        at = play.at(min(on + DAY, play.ago(0)))
        made_now = actions.events.record_many(place=play.county, rows=rows, by=play.officer, at=at)
        play.events += made_now if month <= MONTHS else []


def _third_party(play: Play, told: dict[str, Any]) -> Mandate:
    return actions.companies.commission(
        place=play.county,
        agency=_company(play, told["agency"], "商务服务", play.day(1, 20)),
        scope=told["scope"],
        terms="按核实过的签约结算，每家不超过 15 万元。",
        signed_on=play.day(1, 20),
        ends_on=date(play.year + 1, 1, 19),
        fee=45_000_000,
        by=play.officer,
        at=play.at(play.day(1, 21)),
    )


def _company(play: Play, name: str, sector: str, on: date) -> Company:
    if name not in play.companies:
        body = f"91350525MA{len(play.companies) + 1001:07d}"
        play.companies[name] = actions.companies.enter(
            place=play.county,
            name=name,
            credit_code=body + check_letter(body),
            sector=sector,
            home=name[:2],
            by=play.officer,
            at=play.at(on),
        )
    return play.companies[name]


def _lead(play: Play, row: list[Any], on: date, mandate: Mandate | None = None) -> Lead:
    """Heard of on that day, at the last event before it where there was one."""
    title, name, sector, yi, town, _state = row
    event = next((e for e in reversed(play.events) if e.held_on <= on and not e.mandate_id), None)
    fits = (
        event if event is not None and mandate is None and (on - event.held_on).days < 9 else None
    )
    kind = fits.kind if fits else "third_party" if mandate else "own"
    return actions.leads.enter(
        place=play.cast.place(town),
        company=_company(play, name, sector, on),
        title=title,
        source=kind,
        event=fits,
        mandate=mandate,
        found_on=on,
        sector=sector,
        scale=int(Decimal(str(yi)) * YI),
        by=play.officer,
        at=play.at(on),
    )


def _negotiated(play: Play, lead: Lead, on: date, next_on: date | None = None) -> Lead:
    at = play.at(on)
    given: dict[str, Any] = {
        "sector": lead.sector,
        "scale": lead.scale,
        "on": min(on, local_day(at)),
    }
    return actions.leads.negotiate(lead=lead, **given, next_on=next_on, by=play.officer, at=at)


def _signed(
    play: Play,
    row: list[Any],
    signed_on: date,
    mandate: Mandate | None = None,
    level: str = "city",
) -> Agreement:
    """Found, talked about, signed; entered the day after."""
    n = len(row[0]) + len(row[1])
    found_on = max(signed_on - (20 + n) * DAY, date(signed_on.year, 1, 5))
    found_on = min(found_on, signed_on)
    lead = _lead(play, row, found_on, mandate)
    _negotiated(play, lead, min(found_on + n % 11 * DAY, signed_on))
    if (lead.scale or 0) >= LARGE:
        _framework(play, lead, min(max(found_on + n % 11 * DAY, signed_on - 12 * DAY), signed_on))
    return actions.wins.sign(
        lead=lead,
        kind="contract",
        level=level,
        amount=lead.scale or 0,
        signed_on=signed_on,
        by=play.officer,
        at=play.at(signed_on + DAY),
    )


def _contract(
    play: Play,
    row: list[Any],
    signed_on: date,
    mandate: Mandate | None = None,
    level: str = "city",
) -> Agreement:
    """The same, verified by the colleague two days later."""
    made = _signed(play, row, signed_on, mandate, level)
    at = play.at(signed_on + 3 * DAY)
    return actions.wins.verify_agreement(agreement=made, note="看过原件", by=play.second, at=at)


def _framework(play: Play, lead: Lead, on: date) -> None:
    """Large projects sign a framework first."""
    made = actions.wins.sign(
        lead=lead,
        kind="framework",
        level="city",
        amount=lead.scale or 0,
        signed_on=on,
        by=play.officer,
        at=play.at(on),
    )
    at = play.at(on + DAY)
    actions.wins.verify_agreement(agreement=made, note="看过原件", by=play.second, at=at)


def _landed(play: Play, lead: Lead, far: str, signed_on: date) -> None:
    """What happened on the ground since, as far as it has come; money is paid in parts."""
    steps = {
        "registered": ["registered"],
        "started": ["registered", "land", "started", "paid_in"],
        "producing": ["registered", "land", "started", "paid_in", "producing"],
    }
    on = signed_on
    for kind in steps.get(far, []):
        on = min(on + 25 * DAY, play.ago(5))
        more: dict[str, Any] = {"area": 3550} if kind == "land" else {}
        if kind == "paid_in":
            more = {"amount": (lead.scale or 0) // 5, "foreign": lead.title.startswith("日用")}
        made = actions.wins.note(
            lead=lead, kind=kind, happened_on=on, by=play.officer, at=play.at(on + DAY), **more
        )
        at = play.at(on + 2 * DAY)
        actions.wins.verify_landing(landing=made, by=play.second, at=at)


def _in_talks(play: Play, row: list[Any], on: date) -> None:
    lead, state = _lead(play, row, on), row[5]
    if state != "lead":
        today = play.ago(0)
        _negotiated(play, lead, on + 6 * DAY, next_on=today if state == "negotiating" else None)
    said: dict[str, Any] = {"lead": lead, "by": play.officer, "at": play.at(on + 20 * DAY)}
    if state == "stalled":
        actions.leads.stall(**said, why="land", note="要的 40 亩地今年没有指标，等明年。")
    if state == "dropped":
        actions.leads.drop(**said, why="risk", note="鞣制废水过不了环评。")
