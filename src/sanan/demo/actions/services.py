"""Stories ST-4 and ST-9 (domain brief §3.3): orders taken by neighbours, and the power company."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.models import Case
from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.services import actions
from sanan.services.enums import Bond, Door, Kind, PartnerKind, Post, RejectReason, Skill, To
from sanan.services.models import MenuItem, Order
from sanan.services.queries.slips import Quarter
from sanan.services.rules import REQUESTER

XIANGAN, TEAM = "350526100010", "xiangan-helpers"
PHONE = "13800000099"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """Whoever plays, what is told, and the demo's present moment."""

    cast: Cast
    told: dict[str, Any]
    now: datetime

    def ago(self, days: float) -> datetime:
        """That many days before now, in the daytime."""
        return min(in_the_day(self.now - timedelta(days=days)), self.now)

    @property
    def secretary(self) -> Person:
        return self.cast.person("laichunsheng")

    @property
    def grid(self) -> Person:
        return self.cast.person("zhengxiaoqin")


def load_services(cast: Cast, now: datetime) -> None:
    """Everything of this room; once."""
    if MenuItem.objects.exists():
        return
    stage = Stage(cast, written("services"), now)
    menu = _menu(stage)
    team = _register(stage)
    _past(stage, menu, team)
    _slips(stage)
    _now(stage, menu, team)
    _partners(stage)


def _menu(stage: Stage) -> list[MenuItem]:
    place = stage.cast.place(XIANGAN)
    return [
        actions.add_item(
            place=place,
            title=title,
            text=text,
            post=Post(post),
            skill=Skill(skill),
            minutes=minutes,
            risky=risky,
            by=None,
            at=stage.ago(140),
        )
        for title, text, post, skill, minutes, risky in stage.told["menu"]
    ]


def _register(stage: Stage) -> Org:
    """Members with their units, neighbours, a team; one who still waits."""
    cast, place, team = stage.cast, stage.cast.place(XIANGAN), stage.cast.org(TEAM)
    for unit, posts, offers in stage.told["units"]:
        since = timezone.localdate(stage.ago(150))
        actions.check_in_unit(
            unit=cast.org(unit),
            place=place,
            posts=posts,
            offers=offers,
            since_on=since,
            by=stage.secretary,
            at=stage.ago(150),
        )
    for row in stage.told["helpers"]:
        helper = actions.register(
            **_offered(cast, place, row), by=stage.secretary, at=stage.ago(140)
        )
        if row[0] in stage.told["team"]:
            actions.join_team(helper=helper, team=team, by=stage.secretary, at=stage.ago(139))
    actions.register(**_offered(cast, place, stage.told["waiting"]), at=stage.ago(1))
    return team


def _offered(cast: Cast, place: Place, row: list[Any]) -> dict[str, Any]:
    key, bond, unit, skills, posts, free, home, most = row
    return {
        "person": cast.person(key),
        "place": place,
        "bond": Bond(bond),
        "skills": skills,
        "posts": posts,
        "free": free,
        "unit": cast.org(unit) if unit else None,
        "home": cast.place(home),
        "most": most,
    }


def _ask(stage: Stage, at: datetime, who: str, text: str, **more: Any) -> Order:
    given = {"at_place": stage.cast.place("xiangan-1"), "phone": PHONE, "door": Door.WEB}
    return actions.place(**{**given, **more}, for_whom=who, text=text, at=at).order


def _taken(stage: Stage, order: Order, taker: Person, at: datetime, **to: Any) -> Order:
    seen = in_the_day(at + HOUR)
    actions.screen(order=order, by=stage.secretary, at=seen)
    actions.dispatch(order=order, by=stage.secretary, at=seen, **to)
    return actions.claim(order=order, by=taker, at=in_the_day(at + 3 * HOUR))


def _visited(order: Order, taker: Person, at: datetime, minutes: int, result: str) -> datetime:
    """The next day's visit; when those who asked speak of it, some hours later."""
    begin = in_the_day(at + 26 * HOUR)
    actions.schedule(order=order, by=taker, scheduled_at=begin, at=in_the_day(at + 4 * HOUR))
    actions.begin(order=order, by=taker, insured=order.risky, at=begin)
    done = begin + timedelta(minutes=minutes)
    actions.end(order=order, by=taker, result=result, at=done)
    return in_the_day(done + 4 * HOUR)


def _past(stage: Stage, menu: list[MenuItem], team: Org) -> None:
    """What was done in the last months: taken, visited, rated, confirmed."""
    for days, number, who, text, taker, minutes, score, comment in stage.told["done"]:
        at, person = stage.ago(days), stage.cast.person(taker)
        order = _ask(stage, at, who, text, item=menu[number])
        to = {"to": To.TEAM, "team": team} if taker in stage.told["team"] else {"to": To.POOL}
        _taken(stage, order, person, at, **to)
        later = _visited(order, person, at, minutes, f"{menu[number].title}：做好了。")
        actions.rate(order=order, score=score, comment=comment, relation=REQUESTER, at=later)
        actions.confirm(order=order, by=stage.secretary, at=in_the_day(later + HOUR))
    title, text, who, cap, comment = stage.told["granted"]
    at, taker = stage.ago(25), stage.cast.person("lian")
    wish = _wish(stage, at, title, text, who, cap)
    _taken(stage, wish, taker, at, to=To.POOL)
    later = _visited(wish, taker, at, 20, "书包送到了。")
    actions.rate(order=wish, score=5, comment=comment, relation=REQUESTER, at=later)


def _wish(stage: Stage, at: datetime, title: str, text: str, who: str, cap: int) -> Order:
    return _ask(
        stage,
        at,
        who,
        text,
        kind=Kind.WISH,
        title=title,
        cost_cap=cap,
        deadline_on=timezone.localdate(at + timedelta(days=30)),
    )


def _slips(stage: Stage) -> None:
    """Those of the quarter before the last; the last one's are made by the clock."""
    last = Quarter.before(timezone.localdate(stage.now))
    actions.make_slips(at=datetime.combine(last.first, stage.now.timetz()))
    actions.make_slips(at=stage.now)


def _now(stage: Stage, menu: list[MenuItem], team: Org) -> None:
    """What stands open for a visitor: one in each state that somebody has to look at."""
    told, secretary, cast = stage.told, stage.secretary, stage.cast
    who, text, door = told["elder"]
    order = _ask(
        stage,
        stage.ago(0.3),
        who,
        text,
        item=menu[0],
        address=door,
        door=Door.PHONE,
        entered_by=stage.grid,
        phone="",
    )
    actions.screen(order=order, by=secretary, at=stage.now)
    actions.dispatch(order=order, by=secretary, to=To.TEAM, team=team, at=stage.now)
    title, text, who = told["placed"]
    _ask(stage, stage.ago(0.2), who, text, title=title)
    title, text, who = told["paid"]
    _ask(stage, stage.ago(0.1), who, text, title=title)
    title, text, who = told["unclaimed"]
    order = _ask(stage, stage.ago(4), who, text, title=title, skill=Skill.ESCORT)
    actions.screen(order=order, by=secretary, at=stage.ago(4))
    actions.dispatch(order=order, by=secretary, to=To.POOL, at=stage.ago(3.5))
    title, text, who = told["raised"]
    order = _ask(stage, stage.ago(9), who, text, title=title)
    actions.screen(order=order, by=secretary, at=stage.ago(9))
    actions.dispatch(order=order, by=secretary, to=To.POOL, at=stage.ago(8.5))
    actions.lapse(order=order, at=stage.ago(6))
    actions.raise_up(order=order, by=secretary, at=stage.ago(4))
    actions.tick(at=stage.now)
    title, text, who, cap = told["wish"]
    wish = _wish(stage, stage.ago(2), title, text, who, cap)
    actions.screen(order=wish, by=secretary, at=stage.ago(1.8))
    actions.dispatch(order=wish, by=secretary, to=To.POOL, at=stage.ago(1.5))
    title, text, who = told["serving"]
    order = _ask(stage, stage.ago(3), who, text, item=menu[6])
    taker = cast.person("sulihua")
    _taken(stage, order, taker, stage.ago(3), to=To.POOL)
    evening = timezone.localtime(stage.now + timedelta(days=1)).replace(hour=19, minute=0)
    actions.schedule(order=order, by=taker, scheduled_at=evening, at=stage.now)
    paid = Order.objects.filter(title=told["paid"][0]).get()
    actions.reject(order=paid, by=secretary, reason=RejectReason.COMMERCIAL, at=stage.now)


def _partners(stage: Stage) -> None:
    """The companies of both counties, their members, two matters, one outage to come."""
    cast, told = stage.cast, stage.told
    for key, kind, county, category, phone in (
        ("dh-power", PartnerKind.POWER, "350526000000", "urban.power", "95598"),
        ("dh-tap", PartnerKind.WATER, "350526000000", "urban.water", "13800000098"),
        ("yc-power", PartnerKind.POWER, "350525000000", "urban.power", "95598"),
    ):
        actions.add_partner(
            org=cast.org(key),
            kind=kind,
            county=cast.place(county),
            category=category,
            phone=phone,
            by=None,
            at=stage.ago(120),
        )
    power = cast.org("dh-power").partner
    member = cast.person("zhongliang")
    for code in (XIANGAN, "350526100210"):
        actions.post(
            partner=power, person=member, place=cast.place(code), by=None, at=stage.ago(119)
        )
    actions.post(
        partner=cast.org("yc-power").partner,
        person=cast.person("ycpower"),
        place=cast.place("350525100003"),
        by=None,
        at=stage.ago(119),
    )
    _charger(stage, member)
    actions.report(
        place=cast.place("xiangan-3"),
        kind=PartnerKind.POWER,
        text=told["dim"],
        address="2单元",
        phone=PHONE,
        at=stage.ago(0.2),
    )
    where, reason = told["outage"]
    begins = timezone.localtime(stage.now + timedelta(days=3)).replace(hour=8, minute=30)
    actions.announce_outage(
        partner=power,
        places=[cast.place(XIANGAN)],
        where=where,
        reason=reason,
        begins_at=begins,
        ends_at=begins + 4 * HOUR,
        by=member,
        at=stage.ago(1),
    )


def _charger(stage: Stage, member: Person) -> None:
    """ST-9: the question in the garage, the man who came, and what he told the chat."""
    at = stage.ago(11)
    made = actions.report(
        place=stage.cast.place("xiangan"),
        kind=PartnerKind.POWER,
        text=stage.told["charger"],
        address="地下车库 B 区",
        phone=PHONE,
        at=at,
    )
    case = Case.objects.select_related("place", "category", "handler").get(pk=made.case.pk)
    called = in_the_day(at + HOUR)
    cases.sign(case=case, by=member, at=called)
    cases.contact(case=case, by=member, reached=True, note="约了下午看", at=called)
    answer = stage.told["charger_answer"]
    cases.reply(case=case, by=member, public_text=answer, at=in_the_day(at + 7 * HOUR))
    text = "祥安小区地下车库的充电桩修好了，三个都能用。再跳闸请打 95598。"
    actions.relay(case=case, text=text, by=member, at=in_the_day(at + 8 * HOUR))
