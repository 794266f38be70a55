"""Resettled households, their subsidy, their keys, work near home: as a county would have them today."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast
from sanan.kit import files, phones, tokens, vault
from sanan.kit.dates import local_day
from sanan.kit.files import Upload
from sanan.livelihood.actions import cycles, figures, handovers, households, training, work
from sanan.livelihood.actions.households import ACCOUNT
from sanan.livelihood.enums import GONE, HouseholdKind, Kin, LineState, RollState, WorkState
from sanan.livelihood.models import Home, Household, Member, Trainer
from sanan.livelihood.rules.handovers import FAMILY
from sanan.livelihood.rules.households import HOUSEHOLD, MEMBER
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import ANYONE, OPERATOR

XIANGAN, HUASHI = "350526100010", "350525100010"
VILLAGES = ("350526100210", "350526206208", "350526110211")
PEOPLE = 2981
"""How many live there (ACC-01)."""
FAMILIES = 852
RETURNING = 78
SURNAMES = "林徐苏张陈郑连涂赖柯黄颜庄潘尤李吴郭许曾"
FIRST = "水大金春秋福贵长天文明家国永开"
LAST = "根山生旺来发财云海田林花英秀珠"
BANK = "德化农信社"
PHONE = 13800020000
ASKED_DAYS = 200
STATED = (
    ("dwelling", "借给就业创业中心的店面", "6", "间", "exact", "两个村委会不收租金借出的店面"),
    ("dwelling", "借出的店面面积", "320", "平方米", "exact", "上面这些店面的建筑面积合计"),
    ("life", "议事会开过", "40", "次", "over", "移民议事会开会次数"),
    ("life", "活动场所投入", "80", "万元", "over", "老年活动中心、休闲驿站、儿童之家、健身场地"),
    ("life", "文化活动", "120", "场", "over", "端午、中秋等节日活动场次"),
    ("work", "彭村水库就业创业中心投入", "20", "万元", "nearly", "社区建中心花的钱"),
    ("work", "供活的乡贤企业", "6", "家", "exact", "编织、陶瓷手工企业，三个村的乡贤办的"),
    ("work", "中心的功能区", "4", "个", "exact", "手工坊、培训中心、休息室、议事厅"),
    ("work", "手工产品", "10", "种", "over", "来料加工做过的产品种类"),
    ("work", "人均月增收", "1000", "元", "nearly", "做手工的人平均每月多挣的钱"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who acts, where, and when it is now."""

    cast: Cast
    now: datetime
    community: Place
    cadre: Person
    leader: Person

    def ago(self, days: float) -> datetime:
        """So many days ago, by day."""
        return min(in_the_day(self.now - timedelta(days=days)), self.now)


def load_livelihood(cast: Cast, now: datetime) -> None:
    """The register of 祥安 and what stands on it; the keys of 温泉小区; once."""
    if Household.objects.exists():
        return
    cadre, leader = cast.person("laichunsheng"), cast.person("huangzhiyuan")
    stage = Stage(cast, now, cast.place(XIANGAN), cadre, leader)
    _register(stage)
    _cared_for(stage)
    _paid(stage)
    _figures(stage)
    _work(stage)
    _trained(stage)
    _keys(stage)


def _name(number: int) -> str:
    """An invented name; families keep their surname by the caller."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return first + last


def _register(stage: Stage) -> None:
    """As the roll was taken in two years ago: 852 families, 2,981 people who live here still."""
    at = stage.ago(700)
    actor: dict[str, Any] = {"by": None, "relation": OPERATOR}
    estate = stage.cast.place("xiangan")
    villages = [stage.cast.place(code) for code in VILLAGES]
    families = [_family(stage, n, villages[n % 3], estate) for n in range(FAMILIES)]
    HOUSEHOLD.begin_many("register", families, at=at, **actor)
    people = list(_people(stage, families))
    MEMBER.begin_many("add", people, at=at, **actor)


def _family(stage: Stage, number: int, village: Place, estate: Place) -> Household:
    phone = str(PHONE + number)
    surname = SURNAMES[number % len(SURNAMES)]
    made = Household(
        place=stage.community,
        number=f"{number + 1:04d}",
        head=surname + _name(number),
        kind=HouseholdKind.MIGRANT,
        origin=village,
        moved_on=date(2012, 9, 1) + timedelta(days=number % 90),
        estate=estate,
        building=f"{number % 5 + 1}号楼",
        dwelling=f"{number // 5 % 12 + 1}{number // 60 % 4 + 1:02d}-{number // 240 + 1}",
        before_fen=700_000 + number % 7 * 40_000,
        phone_locked=vault.lock(phone),
        phone_hash=phones.hashed(phone),
    )
    if number != 7:  # one family that has given no account yet
        account = f"90707{number:04d}{number * 7919 % 10_000:04d}001"
        made.account_locked = vault.lock(account)
        made.account_hash = tokens.keyed_hash(ACCOUNT, account)
        made.bank, made.holder = BANK, made.head
    return made


def _people(stage: Stage, families: list[Household]) -> Iterator[Member]:
    """Three or four to a family, 2,981 in all, and 12 who have died since."""
    four = PEOPLE - 3 * len(families)
    for number, family in enumerate(families):
        size = 4 if number < four else 3
        for place in range(size):
            yield _person(stage, family, number, place)
        if number % 71 == 0:
            yield _person(stage, family, number, 4)


def _person(stage: Stage, family: Household, number: int, place: int) -> Member:
    """Head, spouse, child, parent, and a grandparent who is gone."""
    year = stage.now.year
    kin = (Kin.HEAD, Kin.SPOUSE, Kin.CHILD, Kin.PARENT, Kin.PARENT)[place]
    born = (year - 34 - number % 24, year - 32 - number % 25, 0, year - 66 - number % 18, 1938)[
        place
    ]
    born = born or year - 3 - number % 24
    given = _name(number * 5 + place * 37 + 1)
    surname = SURNAMES[(number + (7 if kin == Kin.SPOUSE else 0)) % len(SURNAMES)]
    made = Member(
        household=family,
        place=family.place,
        name=family.head if kin == Kin.HEAD else surname + given,
        kin=kin,
        birth_on=date(born, number % 12 + 1, number % 28 + 1),
        sex="female" if kin == Kin.SPOUSE or (number + place) % 2 else "male",
    )
    if made.birth_on and made.birth_on < family.moved_on:
        made.joined_on, made.joined_why = family.moved_on, "moved"
        made.state = RollState.ENROLLED
    if place == 4:
        made.state, made.left_on, made.left_why = RollState.REMOVED, date(2023, 2, 11), GONE[0]
        made.gone_on = made.left_on
    made.work, made.work_at = _works(number, place, year - born)
    if made.work:
        made.asked_on = stage.ago(ASKED_DAYS).date()
    made.wants_work = made.work == WorkState.UNEMPLOYED and number % 3 == 0
    if made.wants_work:
        made.skills = ["ceramics", "weaving", "sewing"][number % 2 : number % 2 + 2]
        made.most_km = Decimal("3.0")
        made.children_hours = number % 2 == 0
    return made


def _works(number: int, place: int, age: int) -> tuple[str, str]:
    """Who could work was asked; in two families nobody has found work, one was never asked."""
    if not 16 <= age <= 59:
        return WorkState.UNKNOWN, ""
    if number in {300, 555}:
        return WorkState.UNEMPLOYED, ""
    if number == 411 and place == 1:
        return WorkState.UNKNOWN, ""
    if place == 0:
        return WorkState.EMPLOYED, ("德化陶瓷企业", "工地", "县城商铺")[number % 3]
    if place == 1:
        kind = (WorkState.FLEXIBLE, WorkState.EMPLOYED, WorkState.UNEMPLOYED)[number % 9 // 4]
        return kind, "社区手工坊" if kind == WorkState.FLEXIBLE else ""
    return (WorkState.CANNOT, "") if age < 23 else (WorkState.EMPLOYED, "外地务工")


def _cared_for(stage: Stage) -> None:
    """Visits, surveys, a family without work that was followed, one that moved away."""
    by: dict[str, Any] = {"by": stage.cadre}
    rows = {
        each.number: each
        for each in Household.objects.filter(number__in=["0005", "0006", "0301", "0852"])
    }
    households.visit(
        household=rows["0005"],
        note="老人住院，儿子请假照护，药费压力大。已帮着申请临时救助。",
        in_need=True,
        next_on=local_day(stage.now) + timedelta(days=12),
        at=stage.ago(18),
        **by,
    )
    households.visit(
        household=rows["0006"],
        note="孩子上高中，家里收入减少，想找时间灵活的手工活。",
        in_need=True,
        next_on=stage.ago(3).date(),
        at=stage.ago(40),
        **by,
    )
    offered = "介绍到红旗陶瓷贴花，孩子放学前能回家。"
    households.follow(household=rows["0301"], offered=offered, at=stage.ago(9), **by)
    for number, family in enumerate(Household.objects.order_by("number")[100:124]):
        income: dict[str, Any] = {
            "wages_fen": 5_200_000 + number % 6 * 310_000,
            "support_fen": 60_000 * 3,
        }
        if number % 8 == 0:
            income["wages_fen"] = 1_900_000
        year = stage.now.year - 1
        households.survey(
            household=family, year=year, people=3, at=stage.ago(60 + number), **income, **by
        )


def _paid(stage: Stage) -> None:
    """The first half of the year was paid, with one payment still on its way; the second is shown."""
    year = stage.now.year
    by: dict[str, Any] = {"by": stage.cadre}
    half = 1 if stage.now.month < 7 else 2
    first = (
        (date(year - 1, 7, 1), date(year - 1, 12, 31))
        if half == 1
        else (date(year, 1, 1), date(year, 6, 30))
    )
    second = (
        (date(year, 1, 1), date(year, 6, 30))
        if half == 1
        else (date(year, 7, 1), date(year, 12, 31))
    )
    names = ("上半年", "下半年")
    paid = cycles.draft(
        place=stage.community,
        title=f"{first[0].year} 年{names[first[0].month > 6]}直补",
        since_on=first[0],
        until_on=first[1],
        at=stage.ago(80),
        **by,
    )
    cycles.freeze(cycle=paid, at=stage.ago(79), **by)
    cycles.publicise(cycle=paid, at=stage.ago(78), **by)
    cycles.object_(cycle=paid, number=9, text="这一户好像搬走了。", at=stage.ago(77))
    finding = "上门看过，一家人都住在这里，在外务工的过年回来。"
    leader = stage.leader
    cycles.settle(cycle=paid, upheld=False, finding=finding, by=leader, at=stage.ago(74))
    cycles.approve(cycle=paid, by=leader, at=stage.ago(73))
    cycles.pay(cycle=paid, at=stage.ago(72), **by)
    wrong, closed = paid.lines.filter(state=LineState.SENT, number__in=[20, 21]).order_by("number")
    cycles.bounce(line=wrong, reason="wrong_account", note="户名不符", at=stage.ago(66), **by)
    cycles.bounce(line=closed, reason="closed", note="账户已销户", at=stage.ago(66), **by)
    cycles.resend(line=wrong, at=stage.ago(60), **by)
    shown = cycles.draft(
        place=stage.community,
        title=f"{second[0].year} 年{names[second[0].month > 6]}直补",
        since_on=second[0],
        until_on=second[1],
        at=stage.ago(4),
        **by,
    )
    cycles.freeze(cycle=shown, at=stage.ago(3), **by)
    cycles.publicise(cycle=shown, at=stage.ago(1), **by)


def _figures(stage: Stage) -> None:
    for tab, label, value, unit, qualifier, meaning in STATED:
        figures.state(
            place=stage.community,
            tab=tab,
            label=label,
            value=Decimal(value),
            unit=unit,
            qualifier=qualifier,
            meaning=meaning,
            source="社区年度总结",
            on=stage.ago(30).date(),
            by=stage.cadre,
            at=stage.ago(29),
        )


JOBS: tuple[tuple[int, str, str, list[str], tuple[int, int] | None, str, int], ...] = (
    (0, "瓷杯贴花工", "每件 0.6 元", ["ceramics"], None, "0.3", 6),
    (0, "瓷器包装工", "每月 3,200 元", [], (8, 17), "4.5", 3),
    (1, "藤编工", "每个 12 元", ["weaving"], None, "0.3", 8),
    (1, "社区食堂帮厨", "每天 100 元", ["cooking"], (8, 14), "0.2", 2),
    (2, "小区保洁", "每月 2,600 元", ["cleaning"], (6, 15), "0.1", 1),
)


def _work(stage: Stage) -> None:
    by: dict[str, Any] = {"by": stage.cadre}
    names = (("红旗陶瓷", "吴一鸣"), ("山水编织", "郑小藤"), ("祥安物业", "何大川"))
    firms = []
    for number, (name, contact) in enumerate(names):
        made = work.propose(
            place=stage.community,
            name=name,
            contact=contact,
            phone=f"1380000{number:04d}",
            at=stage.ago(120),
            **by,
        )
        finding = "看过营业执照和地址，人社部门没有欠薪记录。"
        firms.append(work.check(employer=made, finding=finding, at=stage.ago(118), **by))
    work.propose(
        place=stage.community,
        name="新来的加工点",
        contact="某人",
        phone="13800000009",
        at=stage.ago(2),
        **by,
    )
    posted = []
    for at, title, pay, skills, hours, km, wanted in JOBS:
        given: dict[str, Any] = {"skills": skills, "wanted": wanted, "pay": pay, "km": Decimal(km)}
        if hours:
            given |= {"begins": time(hours[0]), "ends": time(hours[1])}
        about = "师傅带着做，做熟为止。"
        posted.append(
            work.post(employer=firms[at], title=title, about=about, at=stage.ago(50), **given, **by)
        )
    other = _applied(stage, posted[4], "外来工", "13800001991", 12)
    head = Household.objects.get(place=stage.community, number="0003")
    ours = _applied(stage, posted[4], head.head, str(PHONE + 2), 11)
    for each in (ours, other):
        work.introduce(application=each, at=stage.ago(10), **by)
    work.hire(application=ours, at=stage.ago(7), **by)
    near = Household.objects.get(place=stage.community, number="0016")
    _applied(stage, posted[0], near.head, str(PHONE + 15), 1)


def _applied(stage: Stage, job: Any, name: str, phone: str, days: float) -> Any:
    return work.apply(job=job, name=name, phone=phone, relation=ANYONE, at=stage.ago(days))


def _trained(stage: Stage) -> None:
    """54 people in 12 sessions of start-up training (ACC-18); one course is by a school under contract."""
    by: dict[str, Any] = {"by": stage.cadre}
    school = training.engage(
        place=stage.community,
        name="德化县新蓝天职业培训学校",
        contract_no="PX-2026-03",
        since_on=local_day(stage.ago(400)),
        until_on=local_day(stage.now) + timedelta(days=200),
        fee_fen=3_600_000,
        at=stage.ago(400),
        **by,
    )
    people = list(Member.objects.filter(kin=Kin.SPOUSE).order_by("household__number")[:54])
    _course(stage, "来料加工和创业", school, people, 8, 300)
    _course(stage, "网店怎么开", None, people[:18], 4, 120)


def _course(
    stage: Stage, title: str, trainer: Trainer | None, people: list[Member], n: int, days: int
) -> None:
    by: dict[str, Any] = {"by": stage.cadre}
    course = training.plan(
        place=stage.community, title=title, trainer=trainer, least=3, at=stage.ago(days + 10), **by
    )
    for number in range(n):
        starts = stage.ago(days - number * 7).replace(minute=0, second=0, microsecond=0)
        training.schedule(
            course=course,
            title=f"第 {number + 1} 课",
            starts_at=starts,
            at=stage.ago(days + 9),
            **by,
        )
    training.begin(course=course, at=stage.ago(days + 1), **by)
    for number, session in enumerate(course.sessions.all()):
        there = [each for turn, each in enumerate(people) if number == 0 or (turn + number) % 2]
        training.attend(
            course=course,
            session=session,
            members=there,
            at=session.starts_at + timedelta(hours=2),
            **by,
        )
    for turn, member in enumerate(people[:12]):
        training.rate(
            course=course, member=member, score=5 - turn % 2, at=stage.ago(days - n * 7), **by
        )
    training.end(course=course, at=stage.ago(days - n * 7), **by)
    training.certify(course=course, at=stage.ago(days - n * 7 - 3), **by)


def _keys(stage: Stage) -> None:
    """78 returning families have the keys of building 1 (ACC-42); building 2 was accepted just now."""
    place, cadre = stage.cast.place(HUASHI), stage.cast.person("huashi")
    estate = stage.cast.place("wenquan")
    rows = [
        Household(
            place=place,
            number=f"W{number + 1:03d}",
            head=SURNAMES[number * 3 % len(SURNAMES)] + _name(number * 11 + 5),
            kind=HouseholdKind.RETURNING,
            origin=place,
            moved_on=stage.ago(500).date(),
            estate=estate,
            phone_locked=vault.lock(str(PHONE + 5000 + number)),
            phone_hash=phones.hashed(str(PHONE + 5000 + number)),
        )
        for number in range(RETURNING + 4)
    ]
    HOUSEHOLD.begin_many("register", rows, by=None, relation=OPERATOR, at=stage.ago(200))
    _building(stage, place, cadre, rows[:RETURNING])
    homes = [(f"{floor}0{n}", Decimal("88.00")) for floor in (1, 2, 3) for n in (1, 2)]
    second = handovers.open_handover(
        place=place,
        title="温泉小区 2 号楼",
        dwellings=homes,
        households=rows[RETURNING:],
        by=cadre,
        at=stage.ago(6),
    )
    handovers.accept(
        handover=second,
        accepted_on=stage.ago(5).date(),
        acceptance="竣工验收备案表 2026-2 号",
        by=cadre,
        at=stage.ago(4),
    )


def _building(stage: Stage, place: Place, cadre: Person, families: list[Household]) -> None:
    by: dict[str, Any] = {"by": cadre}
    homes = [(f"{f}0{n}", Decimal("89.50")) for f in range(1, 14) for n in range(1, 7)]
    made = handovers.open_handover(
        place=place,
        title="温泉小区 1 号楼",
        dwellings=homes,
        households=families,
        at=stage.ago(150),
        **by,
    )
    handovers.accept(
        handover=made,
        accepted_on=stage.ago(146).date(),
        acceptance="竣工验收备案表 2026-1 号",
        at=stage.ago(145),
        **by,
    )
    handovers.commit(handover=made, at=stage.ago(140), **by)
    handovers.draw(handover=made, word="暖暖的家", at=stage.ago(137), **by)
    dwellings = list(made.dwellings.all())
    for home in Home.objects.filter(handover=made).order_by("turn"):
        handovers.choose(home=home, dwelling=dwellings[home.ticket - 1], at=stage.ago(136), **by)
        defects = [("阳台", "地漏排水慢")] if home.ticket in {12, 40} else []
        handovers.inspect(
            home=home,
            water=Decimal(2),
            power=Decimal("11.50"),
            keys=3,
            defects=defects,
            at=stage.ago(130),
            **by,
        )
        handovers.receive(
            home=home, uploads=_signature(), knows=True, relation=FAMILY, at=stage.ago(125)
        )
        score = 4 if home.ticket % 5 == 0 else 5
        handovers.survey(home=home, score=score, relation=FAMILY, at=stage.ago(95))
    handovers.close(handover=made, at=stage.ago(90), **by)


def _signature() -> list[Upload]:
    """A name as a finger writes it, each time with a stream of its own."""
    return [replace(_signed(), stream=io.BytesIO(_strokes()))]


@cache
def _signed() -> Upload:
    return files.inspect(io.BytesIO(_strokes()), "signature.png")


@cache
def _strokes() -> bytes:
    image = Image.new("RGB", (640, 320), "white")
    pen = ImageDraw.Draw(image)
    for turn in range(5):
        left = 60 + turn * 110
        pen.line([(left, 210), (left + 30, 90), (left + 60, 200), (left + 100, 120)], "black", 6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
