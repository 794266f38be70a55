"""Two rounds of inspection: 32 villages and 502 problems, mostly written off, and one on site now.

32 and 502 are the founding brief's (ACC-31, 15.7 a village); each village's problems are invented.
"""

import random
from datetime import date, datetime, timedelta
from typing import Any

from sanan.cases import actions as cases
from sanan.demo.actions.stage import drawn, in_the_day
from sanan.demo.cast import Cast
from sanan.inspection import actions
from sanan.inspection.actions.clues import Quote
from sanan.inspection.enums import Duty, Grade, Mode, Source
from sanan.inspection.models import IntegritySignal as Signals
from sanan.inspection.models import Item, Paper, Round, VillageFact
from sanan.inspection.queries import indicators, listening
from sanan.kit import bulk, dates
from sanan.people.models import Person
from sanan.places.models import Place

COUNTY = "350526000000"
FIRST = ("350526106210", "350526100210", "350526100010", "350526110211", "350526206208")
"""Villages in which other stories of the demo play come first."""
VILLAGES, PROBLEMS, OPEN = 32, 502, 12
FED_BACK, TYPED_IN = 240, 120
"""Days ago of the first round's feedback meeting, and of the day on which its old ledger was typed in."""
FOUND = (
    ("projects", "村道硬化没有验收就付了款", "村级工程管理办法第八条"),
    ("projects", "小额工程没有开会议定", "四议两公开工作办法第三条"),
    ("projects", "路灯修了又坏，没有找施工方保修", "村级工程管理办法第十五条"),
    ("money", "集体收入晚两个月才入账", "农村集体资金管理办法第十条"),
    ("money", "零星支出用白条抵账", "农村集体资金管理办法第十二条"),
    ("money", "备用金超过规定数额", "农村集体资金管理办法第九条"),
    ("assets", "店面租金多年没有重新议价", "农村集体资产管理办法第二十条"),
    ("assets", "山林承包合同没有写明面积", "农村集体资产管理办法第二十二条"),
    ("assets", "资产登记和实物对不上", "农村集体资产管理办法第七条"),
    ("subsidies", "补贴名单没有按时公示", "惠民补贴发放办法第六条"),
    ("subsidies", "补贴面积和实际种植面积不一致", "惠民补贴发放办法第四条"),
    ("disclosure", "三季度财务公开晚了十天", "村务公开目录第一项"),
    ("disclosure", "工程变更没有公开", "村务公开目录第九项"),
    ("land", "宅基地申请超过期限没有答复", "宅基地审批管理办法第十一条"),
    ("party", "主题党日活动记录不全", "支部工作条例第十六条"),
    ("conduct", "村部值班时间没有人在岗", "村干部坐班制度第二条"),
    ("environment", "垃圾池满了没有及时清运", "人居环境管护办法第五条"),
)
"""Problems as villagers read them; each village has fifteen or sixteen of them."""
MENDED = "按方案改好，村务监督委员会看过，结果已经公开。"
LISTENING = "村里的钱、工程、补贴、土地、公开和干部作风，您看到的、觉得不对的，都可以说。"


def load_inspection(cast: Cast, now: datetime) -> None:
    """Both rounds; once."""
    if Round.objects.exists():
        return
    _past(cast, now)
    _looked(cast, now)
    _present(cast, now)
    actions.signals.look_for_signals(at=now)
    _checked(cast, now)


def _ago(now: datetime, days: float) -> datetime:
    return min(in_the_day(now - timedelta(days=days)), now)


def _planned(cast: Cast, now: datetime, days: int, length: int, **given: Any) -> Round:
    """A round with its team, at its own day."""
    office, at = cast.person("yejianqiu"), _ago(now, days)
    start = dates.local_day(at)
    made = actions.rounds.plan(
        place=cast.place(COUNTY),
        year=start.year,
        authority="县委书记专题会议批准",
        phone="0595-23550000",
        says=LISTENING,
        starts_on=start,
        ends_on=start + timedelta(days=length),
        organisation=cast.org("dh-organisation"),
        by=office,
        at=at,
        **given,
    )
    for key, duty in (
        ("lishiyan", Duty.LEADER),
        ("wuqing", Duty.MEMBER),
        ("fanxing", Duty.MEMBER),
    ):
        actions.rounds.join(inspection=made, person=cast.person(key), duty=duty, by=office, at=at)
    return made


def _opened(cast: Cast, made: Round, villages: list[Place], at: datetime, reason: str) -> None:
    office = cast.person("yejianqiu")
    for place in villages:
        actions.rounds.aim(
            inspection=made, place=place, grade=Grade.KEY, reason=reason, by=office, at=at
        )
    actions.rounds.notice(inspection=made, by=office, at=at)
    for key in ("lishiyan", "wuqing", "fanxing"):
        actions.rounds.declare(inspection=made, by=cast.person(key), at=at)
    actions.rounds.enter(inspection=made, by=cast.person("lishiyan"), at=at)


def _past(cast: Cast, now: datetime) -> None:
    made = _planned(
        cast,
        now,
        FED_BACK + 90,
        60,
        number=4,
        title="县委第四轮巡察",
        mode=Mode.SPECIAL,
        plan="对三十二个村（社区）党组织开展专项巡察，重点看集体三资、工程和惠民补贴。",
        hours="工作日 9:00 到 17:00，各村村部二楼",
    )
    villages = _villages(cast)
    _opened(cast, made, villages, _ago(now, FED_BACK + 88), "集体收入多、工程多，两年没有巡察过。")
    problems = [
        (place, *FOUND[(turn + number) % len(FOUND)])
        for turn, place in enumerate(villages)
        for number in range(PROBLEMS // VILLAGES + (turn < PROBLEMS % VILLAGES))
    ]
    later, first = problems[OPEN:], problems[:OPEN]
    office, told = cast.person("yejianqiu"), _ago(now, FED_BACK)
    actions.papers.record(inspection=made, problems=first, by=office, at=_ago(now, FED_BACK + 20))
    actions.rounds.draft(inspection=made, by=cast.person("lishiyan"), at=_ago(now, FED_BACK + 20))
    actions.rounds.review(inspection=made, by=office, at=_ago(now, FED_BACK + 5))
    actions.rounds.feed_back(inspection=made, by=office, at=told)
    actions.rounds.rectify(inspection=made, by=office, at=_ago(now, FED_BACK - 30))
    at = _ago(now, TYPED_IN)
    papers = actions.papers.record(inspection=made, problems=later, by=office, at=at)
    actions.ledger.record(papers=papers, done_text=MENDED, on=dates.local_day(at), by=office, at=at)
    _mended(cast, now)


def _villages(cast: Cast) -> list[Place]:
    rest = Place.objects.filter(kind="village", path__startswith=cast.place(COUNTY).path)
    others = rest.exclude(code__in=FIRST).order_by("path")[: VILLAGES - len(FIRST)]
    return [*(cast.place(code) for code in FIRST), *others]


def _mended(cast: Cast, now: datetime) -> None:
    """Of the lines that are open: one signed off, one verified, one long-term, some under way, one late."""
    office, village = cast.person("yejianqiu"), cast.person("zhangbaoshu")
    ledger = actions.ledger
    items = Item.objects.select_related("place", "paper", "target__place", "target__round")
    for number, item in enumerate(items.filter(state="listed").order_by("pk")):
        if number == OPEN - 1:
            break
        at = _ago(now, FED_BACK - 25)
        due = dates.local_day(now) + timedelta(days=20 + number)
        ledger.plan(item=item, measures="对照规定逐项改，改完公开。", due_on=due, by=village, at=at)
        ledger.agree(item=item, by=office, at=_ago(now, FED_BACK - 40))
        if number > 4:
            continue
        photos = drawn("road", mended=True) if number < 2 else []
        said = "已经改好，凭证附后。" if photos else "正在补手续，下周上会。"
        ledger.report(item=item, text=said, uploads=photos, by=village, at=_ago(now, 60))
        if number == 2:
            why = "要等山林面积重新测量，雨季过后才能测。"
            later = due + timedelta(days=120)
            ledger.extend(item=item, due_on=later, why=why, by=office, at=_ago(now, 50))
        if not photos:
            continue
        ledger.submit(item=item, done_text=MENDED, by=village, at=_ago(now, 55))
        inspector = cast.person("wuqing")
        ledger.verify(item=item, note="现场看过", show=True, by=inspector, at=_ago(now, 50))
        ledger.sign_office(item=item, by=office, at=_ago(now, 48))
        if number == 0:
            ledger.sign_discipline(item=item, by=cast.person("zengmin"), at=_ago(now, 47))
            ledger.sign_organisation(item=item, by=cast.person("zupeng"), at=_ago(now, 46))


def _looked(cast: Cast, now: datetime) -> None:
    """Where to look next: what other offices told of each village, a reckoning, three decided."""
    at, place = _ago(now, 22), cast.place(COUNTY)
    villages, chance = indicators.villages(place), random.Random(15)
    told = [_fact(each, dates.local_day(_ago(now, 40)), chance) for each in villages]
    bulk.insert_many([each for each in told if each is not None])
    office = cast.person("yejianqiu")
    made = actions.index.reckon(place=place, on=dates.local_day(at), by=office, at=at)
    why = "群里反映路和账的多，指数的资料还不全，先去听一听。"
    for code in (FIRST[0], FIRST[1], FIRST[4]):
        actions.index.decide(
            reckoning=made, place=cast.place(code), grade=Grade.KEY, reason=why, by=office, at=at
        )


def _fact(place: Place, on: date, chance: random.Random) -> VillageFact | None:
    """A village's line of the table; one in twelve was not reported, one cell in twelve is empty."""
    if chance.random() < 1 / 12:
        return None
    residents = int(chance.lognormvariate(7.2, 0.5)) + 80
    known = {
        "inspected_on": on - timedelta(days=chance.randrange(200, 2400)),
        "leader_changes": chance.choice((0, 0, 0, 1, 1, 2)),
        "projects_fen": int(chance.lognormvariate(4.2, 0.9)) * 1_000_000,
        "arrears_fen": int(chance.lognormvariate(3.0, 1.1)) * 1_000_000,
        "petitions": chance.choice((0, 0, 0, 1, 1, 2, 4)),
    }
    shown = {name: each for name, each in known.items() if chance.random() > 1 / 12}
    return VillageFact(place=place, on=on, residents=residents, **shown)


def _checked(cast: Cast, now: datetime) -> None:
    """One signal is worth a look, one is explained."""
    rows = Signals.objects.select_related("alert__place").order_by("alert__raised_at", "pk")
    office, first = cast.person("yejianqiu"), list(rows[:2])
    said = ("合同、付款和验收单要对一遍。", "三笔是三个村道口的警示牌，单据看过，是三件事。")
    for signal, why, verb in zip(first, said, ("keep", "dismiss"), strict=False):
        act = getattr(actions.signals, verb)
        act(signal=signal, why=why, by=office, at=now)


def _present(cast: Cast, now: datetime) -> None:
    made = _planned(
        cast,
        now,
        20,
        45,
        number=5,
        title="县委第五轮巡察",
        mode=Mode.DIRECT,
        plan="直插三个村，先听后看，边巡边改。",
        hours="工作日 9:00 到 17:00，村部二楼；每周六上午县城移民服务中心",
    )
    villages = [cast.place(code) for code in (FIRST[0], FIRST[1], FIRST[4])]
    _opened(cast, made, villages, _ago(now, 18), "群里反映路和账的多，有两项公开超期。")
    wuqing = cast.person("wuqing")
    _registers(made, villages, wuqing, now)
    _ordered(cast, made, villages[0], wuqing, now)
    _written(made, villages[1], wuqing, now)
    push = actions.orders.raise_(
        place=cast.place(FIRST[2]),
        title="祥安小区二期交付",
        text="消防验收停了四个月，七十八户在等。",
        org=cast.org("dh-housing"),
        by=cast.person("yejianqiu"),
        at=_ago(now, 12),
    )
    actions.orders.join(push=push, by=cast.person("zengmin"), at=_ago(now, 11))
    for title, days in (("消防验收", 20), ("竣工备案", 40), ("交钥匙", 60)):
        due = dates.local_day(now) + timedelta(days=days)
        actions.orders.set_milestone(
            push=push, title=title, due_on=due, by=cast.person("yejianqiu"), at=_ago(now, 11)
        )


def _registers(made: Round, villages: list[Place], by: Person, now: datetime) -> None:
    day = dates.local_day(_ago(now, 10))
    talks = (
        ("interview", "secretary", "村书记"),
        ("interview", "group_heads", "二组组长"),
        ("household", "old_members", "老党员"),
        ("household", "hardship", "困难户"),
        ("call", "other", "来电群众"),
    )
    for place in villages:
        for kind, group, who in talks:
            actions.rounds.register(
                inspection=made,
                place=place,
                kind=kind,
                group=group,
                on=day,
                who=who,
                note="谈了集体收入和修路的事。",
                by=by,
                at=_ago(now, 10),
            )
        actions.rounds.survey(
            inspection=made,
            place=place,
            on=day,
            asked=40,
            knew=33,
            took_part=11,
            satisfied=36,
            by=by,
            at=_ago(now, 10),
        )


def _ordered(cast: Cast, made: Round, place: Place, by: Person, now: datetime) -> None:
    """The broken road of a village (ACC-30): seen, ordered, mended, seen again."""
    given: dict[str, Any] = {"inspection": made, "place": place, "theme": "livelihood", "by": by}
    clue = actions.clues.take(**given, text="村口水泥路塌了一截，群里说了几次。", at=_ago(now, 14))
    actions.clues.verify(clue=clue, note="现场看过，长约六米。", by=by, at=_ago(now, 13))
    order = actions.orders.order(
        clue=clue,
        to=cast.org("huban-committee"),
        requirement="把塌的一截凿掉重浇，养护期间设围挡。",
        shown_text="村口水泥路塌了一截，车辆难走",
        uploads=drawn("road"),
        by=by,
        at=_ago(now, 13),
    )
    handler, case = cast.person("zhangbaoshu"), order.case
    cases.sign(case=case, by=handler, at=_ago(now, 12))
    cases.contact(case=case, reached=True, by=handler, at=_ago(now, 12))
    said = "已把塌的六米路面凿掉重浇水泥，养护期满，今天放行。"
    cases.reply(case=case, public_text=said, by=handler, at=_ago(now, 5))
    photos = drawn("road", mended=True)
    actions.orders.mended(case=case, uploads=photos, show=True, by=by, at=_ago(now, 4))


def _written(made: Round, place: Place, by: Person, now: datetime) -> None:
    """A clue from what the room said, and the draft of a paper that finds an earlier problem again."""
    given: dict[str, Any] = {"inspection": made, "place": place, "theme": "projects", "by": by}
    since, taken = now - timedelta(days=365), _ago(now, 9)
    chosen = listening.Chosen(places=[place.pk], since=since, source=Source.CHAT, words="路")
    rows = [row for row in listening.read(chosen)[0] if row.at < taken]
    quotes = [Quote(row.source, row.ref, row.own, row.at) for row in rows[:2]]
    clue = actions.clues.take(
        **given, text="小学门口的路修了又塌，工程没有保修记录。", quotes=quotes, at=taken
    )
    actions.clues.verify(clue=clue, note="查了合同和付款凭证。", by=by, at=_ago(now, 8))
    earlier = Paper.objects.filter(target__place=place, problem__contains="保修")
    old = earlier.exclude(round=made).first()
    paper = actions.papers.write(
        **given,
        problem="村道修了又塌，没有找施工方保修",
        facts="合同写明保修两年，塌陷后村里另外付款修补。",
        clause="村级工程管理办法第十五条",
        root_cause="合同没有人管，保修期没有台账。",
        repeat_of=old.reference if old else "",
        clue=clue,
        at=_ago(now, 7),
    )
    actions.papers.prove(
        paper=paper,
        kind="document",
        what="修补付款凭证",
        dated_on=dates.local_day(_ago(now, 150)),
        uploads=drawn("road"),
        by=by,
        at=_ago(now, 7),
    )
