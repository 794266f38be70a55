"""The centre of an estate: rooms that are booked, meals, children, events, a check that gave it stars."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast
from sanan.kit.calendar import SHANGHAI
from sanan.kit.dates import local_day
from sanan.neighbourhood import actions
from sanan.neighbourhood.models import Centre, Facility
from sanan.neighbourhood.rules.indicators import newest
from sanan.people.models import Person

HERE, DESK, KEEPER, RELAY = "350526100010", "xuwen", "laichunsheng", "zhengxiaoqin"
OPENED = 200
"""Days since it opened."""
WEEK = [(day, time(8, 30), time(12)) for day in range(7)] + [
    (day, time(14), time(21)) for day in range(7)
]
ROOMS: list[tuple[str, str, int, dict[str, Any], int]] = [
    ("活动室", "classroom", 30, {"buffer": 15}, 0),
    ("议事厅", "meeting", 40, {"needs_approval": True, "coded": True}, 0),
    ("老年人活动中心", "elderly", 60, {}, 21_000_000),
    ("移民休闲驿站", "leisure", 40, {}, 18_500_000),
    ("儿童之家", "children", 20, {"who": "desk"}, 16_000_000),
    ("健身广场", "fitness", 0, {"step": 60, "least": 60}, 27_600_000),
    ("长者食堂", "canteen", 50, {"who": "desk"}, 0),
]
"""Name, kind, how many people, its rules, what it cost in fen: 83.1 万元 in all (ACC-16: 80余万)."""
EVENTS: list[tuple[date | int, str, str, str, int, int]] = [
    (date(2026, 6, 19), "端午包粽子", "dragon_boat", "everyone", 86, 24),
    (date(2026, 9, 25), "中秋赏月", "mid_autumn", "families", 120, 45),
    (date(2026, 10, 18), "重阳敬老饭", "ninth", "elders", 64, 0),
    (12, "少年宫书法课", "", "children", 18, 18),
]
"""On which day (a festival's own), or how many days ago; what, for whom, how many came."""
LOST = {
    "standard-6": Decimal(1),
    "haves-5": Decimal(2),
    "haves-11": Decimal(2),
    "haves-22": Decimal(1),
}


def load_neighbourhood(cast: Cast, now: datetime) -> None:
    """Everything up to now; once."""
    if Centre.objects.exists():
        return
    desk, keeper, relay = (cast.person(each) for each in (DESK, KEEPER, RELAY))
    centre = _opened(cast, now, desk, keeper)
    rooms = _rooms(centre, keeper, _ago(now, OPENED - 1))
    _bookings(rooms, now, keeper, relay)
    _meals(centre, now, keeper, relay)
    _children(rooms["儿童之家"], now, keeper)
    _events(centre, now, keeper)
    _checked(centre, now, desk)


def _ago(now: datetime, days: float) -> datetime:
    return min(in_the_day(now - timedelta(days=days)), now)


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(hours=hour)


def _opened(cast: Cast, now: datetime, desk: Person, keeper: Person) -> Centre:
    begun = _ago(now, OPENED)
    centre = actions.plan(
        place=cast.place(HERE),
        name="祥安邻里中心",
        address="祥安小区 1 号楼旁",
        phone="059523520001",
        haves=["party", "elderly", "children", "health", "meals", "leisure", "services"],
        more="移民手工坊",
        area=860,
        open_on_holidays=True,
        by=desk,
        at=begun,
    )
    actions.open_(centre=centre, by=desk, at=begun)
    actions.set_hours(centre=centre, hours=WEEK, by=keeper, at=begun)
    for weekday, org, does in (
        (1, "dh-housing", "公租房和物业咨询"),
        (3, "dh-traffic", "驾照和违章"),
    ):
        actions.set_duty(
            centre=centre,
            org=cast.org(org),
            weekday=weekday,
            begins=time(9),
            ends=time(11, 30),
            does=does,
            by=keeper,
            at=begun,
        )
    for name, count, works in (("血压仪", 2, True), ("自助办事机", 1, False)):
        actions.add_device(centre=centre, name=name, count=count, works=works, by=keeper, at=begun)
    return centre


def _rooms(centre: Centre, keeper: Person, at: datetime) -> dict[str, Facility]:
    return {
        name: actions.add_facility(
            centre=centre,
            name=name,
            kind=kind,
            capacity=capacity,
            outlay=outlay,
            rules="用完请关灯，把桌椅放回原处。",
            by=keeper,
            at=at,
            **rules,
        )
        for name, kind, capacity, rules, outlay in ROOMS
    }


def _bookings(rooms: dict[str, Facility], now: datetime, keeper: Person, relay: Person) -> None:
    today = local_day(now)
    room, hall = rooms["活动室"], rooms["议事厅"]
    for days in (9, 6):
        day = today - timedelta(days=days)
        made = actions.book(
            facility=room,
            starts_at=_at(day, 9),
            ends_at=_at(day, 11),
            name="陈玉珍",
            purpose="剪纸",
            people=8,
            by=keeper,
            quiet=True,
            at=_ago(now, days + 2),
        )
        actions.use(booking=made, by=keeper, at=_at(day, 9))
    soon = today + timedelta(days=2)
    given: dict[str, Any] = {
        "facility": room,
        "starts_at": _at(soon, 15),
        "ends_at": _at(soon, 17),
        "at": now,
    }
    actions.book(name="林阿婆", purpose="和老姐妹学手机", people=4, by=relay, **given)
    actions.book(name="吴建成", phone="13800010031", by=None, wait=True, **given)
    actions.book(
        facility=hall,
        starts_at=_at(soon, 19),
        ends_at=_at(soon, 20.5),
        name="苏丽华",
        group="3 号楼楼长会",
        phone="13800010032",
        people=12,
        by=None,
        at=now,
    )
    actions.book_series(
        facility=room,
        title="木兰拳",
        weekdays=[1, 3],
        since_on=today + timedelta(days=1),
        until_on=today + timedelta(days=28),
        begins=time(19),
        ends=time(20, 30),
        name="潘月娥",
        group="木兰拳队",
        phone="13800010033",
        people=16,
        by=keeper,
        at=now,
    )


def _meals(centre: Centre, now: datetime, keeper: Person, relay: Person) -> None:
    today = local_day(now)
    actions.set_tiers(
        centre=centre,
        tiers=[(60, 200), (80, 500)],
        since_on=today - timedelta(days=100),
        by=keeper,
        at=_ago(now, 100),
    )
    elders = [
        actions.take_in(
            centre=centre, name=name, born_on=born, address=address, by=keeper, at=_ago(now, 90)
        )
        for name, born, address in (
            ("林阿婆", date(1941, 6, 3), "3 号楼 201"),
            ("陈阿公", date(1950, 2, 9), "5 号楼 302"),
            ("郑阿婆", date(1962, 9, 1), ""),
        )
    ]
    for days in (2, 1, 0, -1):
        day = today - timedelta(days=days)
        before = min(_at(day - timedelta(days=1), 15), now)
        meal = actions.cook(
            centre=centre,
            day=day,
            title="午餐：两荤一素",
            price=1000,
            most=60,
            until_at=_at(day, 9.5),
            by=keeper,
            at=before,
        )
        for elder, way in zip(elders, ("bring", "fetch", "fetch"), strict=True):
            made = actions.order_meal(meal=meal, diner=elder, way=way, by=relay, at=before)
            if days > 0 and way == "bring":
                actions.bring(meal_order=made, by=relay, at=_at(day, 11.5))
            elif days > 0:
                actions.fetch(meal_order=made, by=keeper, at=_at(day, 11.5))


def _children(home: Facility, now: datetime, keeper: Person) -> None:
    mother = actions.NewGuardian("潘秀兰", "妈妈", "13800010034", agreed=True)
    child, told = actions.enrol(
        home=home,
        name="林小雨",
        born_on=date(2019, 4, 12),
        notes="对花生过敏",
        guardians=[mother],
        by=keeper,
        at=_ago(now, 30),
    )
    (figures,) = told.values()
    yesterday = local_day(now) - timedelta(days=1)
    stay = actions.bring_in(child=child, figures=figures, by=keeper, at=_at(yesterday, 14.5))
    actions.sign_out(stay=stay, figures=figures, by=keeper, at=_at(yesterday, 18))


def _events(centre: Centre, now: datetime, keeper: Person) -> None:
    today = local_day(now)
    for when, title, festival, audience, count, children in EVENTS:
        day = when if isinstance(when, date) else today - timedelta(days=when)
        if day >= today:
            continue
        made = actions.announce(
            centre=centre,
            title=title,
            festival=festival,
            audience=audience,
            starts_at=_at(day, 15),
            ends_at=_at(day, 17),
            by=keeper,
            at=_at(day - timedelta(days=5), 10),
        )
        actions.hold(programme=made, count=count, children=children, by=keeper, at=_at(day, 17))
    soon = today + timedelta(days=6)
    actions.announce(
        centre=centre,
        title="邻里百家宴",
        festival="",
        audience="everyone",
        starts_at=_at(soon, 9),
        ends_at=_at(soon, 11),
        by=keeper,
        at=now,
    )
    for days in range(1, 8):
        day = today - timedelta(days=days)
        actions.count_visits(
            centre=centre,
            day=day,
            elders=30 + days,
            children=12,
            others=20 - days,
            by=keeper,
            at=_at(day, 20),
        )


def _checked(centre: Centre, now: datetime, desk: Person) -> None:
    check = actions.begin_check(centre=centre, by=desk, at=_ago(now, 20))
    marks: dict[str, Decimal | None] = {
        each.key: Decimal(0) if each.part == "bonus" else each.most - LOST.get(each.key, Decimal(0))
        for each in newest().indicators
    }
    actions.send_check(check=check, marks=marks, by=desk, at=_ago(now, 20))
