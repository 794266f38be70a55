"""Story ST-1 (domain brief §3.3): the road to school, once to its end and once at its first step."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.enums import Anonymity, Door, Nature, Urgency
from sanan.cases.models import Case, Category
from sanan.cases.rules import APPELLANT
from sanan.demo.actions.stage import Step, Tale, drawn
from sanan.demo.cast import Cast
from sanan.people.models import Person
from sanan.process.enums import Satisfaction

FINISHED, BEGUN = "school-road", "school-road-again"
DAYS_AGO = 46

SAID = (
    "从祥安小区到蒲坂村小学要走蒲坂路，路上土方车一辆接一辆，开得又快，孩子每天要横穿马路，"
    "没有红绿灯也没有人行道。昨天放学我亲眼看到一辆车在孩子面前急刹。请想个办法，"
    "让孩子不用过这条马路就能到学校。"
)
SAID_AGAIN = (
    "蒲坂路土方车多，学生过路危险。早上七点半和下午四点半车最多，路口没有斑马线，"
    "小的孩子都是跟着大的跑过去。能不能有人管一管，或者给孩子另外开一条路？"
)
ANSWERED = (
    "连先生您好。这件事社区牵头，请移民办、移民理事会、物业和蒲坂村小学在议事厅开了两次会，定下三件事："
    "一、由校长向教育局申请，从小区东门直接开一条到学校的通道，教育局已批复同意；"
    "二、通道长八十六米，铺了防滑砖，装了栏杆和六盏灯，昨天已经开通，早晚由物业开门、志愿者值守；"
    "三、交通办和交警限定土方车七点到八点、十六点到十七点半不走蒲坂路，路口补划了斑马线。"
    "孩子今后不用再横穿蒲坂路。欢迎您随时监督。"
)


def tales(cast: Cast, now: datetime) -> Iterator[Tale]:
    """The finished story, and the same kind of word said half an hour ago, for you to carry on."""
    morning = timezone.localtime(now - timedelta(days=DAYS_AGO)).replace(hour=7, minute=52)
    yield Tale(FINISHED, _said(cast, SAID, "school"), morning, list(_steps(cast)))
    yield Tale(BEGUN, _said(cast, SAID_AGAIN, "truck"), now - timedelta(minutes=28))


def _said(cast: Cast, text: str, second: str) -> dict[str, Any]:
    person = cast.person("lian")
    return {
        "text": text,
        "place": cast.place("xiangan-3"),
        "address": "蒲坂路，小区东门到蒲坂村小学",
        "nature": Nature.HELP,
        "anonymity": Anonymity.MASKED,
        "appellant": person,
        "contact_name": person.name,
        "door": Door.QR,
        "uploads": [*drawn("truck"), *drawn(second)] if second != "truck" else drawn("truck"),
    }


def _steps(cast: Cast) -> Iterator[Step]:
    dispatcher, secretary = cast.person("xuwen"), cast.person("laichunsheng")
    yield Step(0.7, _accepted(dispatcher))
    yield Step(0.4, _dispatched(cast, dispatcher))
    yield Step(1.1, _by(secretary, cases.sign))
    spoken = "已和连先生通电话：上下学各半小时最危险。约他周五来议事厅。"
    yield Step(0.8, _by(secretary, cases.contact, reached=True, note=spoken))
    joined = "我家孙女也走这条路，雨天更怕，支持开一条直通的路。"
    yield Step(26, _by(cast.person("zhengxiaoqin"), cases.add, text=joined))
    first = "联系蒲坂村小学，请移民办、移民理事会、物业到议事厅商量，形成初步办法。"
    yield Step(4, _by(secretary, cases.note, text=first))
    yield Step(20, _whistle(cast, secretary))
    for org, word in (
        ("dh-police", "到场。先在上下学时段派人指挥，路口补划斑马线。"),
        ("xunzhong-traffic", "到场。与三家运输单位约定限行时段，设限速牌。"),
        ("dh-edu", "到场。由学校书面申请开设直通通道，局里五个工作日内批复。"),
    ):
        yield Step(2, _by(cast.handler(org), cases.arrive, conclusion=word))
    minutes = "议定：校长向教育局申请从小区东门开直通通道；物业出地，移民办出材料，理事会组织出工。"
    yield Step(3, _concluded(cast, secretary, minutes))
    yield Step(22, _extension(secretary))
    yield Step(
        3, _by(dispatcher, cases.decide_extension, granted=True, answer="通道要等批复，同意。")
    )
    sent = "校长的申请已送教育局（外部办理），编号已登记，每三天问一次进度。"
    yield Step(24, _by(secretary, cases.note, text=sent))
    yield Step(96, _by(secretary, cases.note, text="教育局批复同意，物业和理事会开工，预计四天。"))
    yield Step(100, _replied(secretary))
    looked = "早上七点半到现场看：通道已开，栏杆、灯、值守都在，路口斑马线清楚。"
    yield Step(18, _checked(cast.person("zhengxiaoqin"), looked))
    yield Step(9, _rated)
    yield Step(20, _published(dispatcher))
    for neighbour in ("tu", "lai"):
        yield Step(5, _followed(cast.person(neighbour)))


def _accepted(by: Person) -> Callable[[Case, datetime], object]:
    def do(case: Case, at: datetime) -> object:
        category = Category.objects.get(code="traffic.safety")
        return cases.accept(case=case, by=by, category=category, urgency=Urgency.COMPLEX, at=at)

    return do


def _dispatched(cast: Cast, by: Person) -> Callable[[Case, datetime], object]:
    helping = [cast.org("xunzhong-traffic"), cast.org("dh-water"), cast.org("xiangan-property")]
    return _by(
        by,
        cases.dispatch,
        to=cast.org("xiangan-committee"),
        co_orgs=helping,
        publish=True,
        note="请社区牵头，先把上下学时段管起来，再想长久办法。",
    )


def _whistle(cast: Cast, by: Person) -> Callable[[Case, datetime], object]:
    called = [cast.org("dh-police"), cast.org("xunzhong-traffic"), cast.org("dh-edu")]

    def do(case: Case, at: datetime) -> object:
        reason = "涉及学校、道路和车辆三家，请到祥安社区议事厅一起定。"
        until = at + timedelta(hours=26)
        return cases.whistle(case=case, by=by, orgs=called, reason=reason, arrive_by=until, at=at)

    return do


def _concluded(cast: Cast, by: Person, minutes: str) -> Callable[[Case, datetime], object]:
    ratings = {cast.org("dh-police").pk: 5, cast.org("xunzhong-traffic").pk: 4}
    ratings[cast.org("dh-edu").pk] = 5
    return _by(by, cases.conclude, conclusion=minutes, ratings=ratings)


def _extension(by: Person) -> Callable[[Case, datetime], object]:
    def do(case: Case, at: datetime) -> object:
        due = timezone.localdate(case.due_at) if case.due_at else timezone.localdate(at)
        text = "开通道要教育局批复和施工，上下学时段已有人指挥。"
        until = due + timedelta(days=8)
        return cases.request_extension(case=case, by=by, text=text, until=until, at=at)

    return do


def _replied(by: Person) -> Callable[[Case, datetime], object]:
    def do(case: Case, at: datetime) -> object:
        private = "值守志愿者排班表在社区，土方车违规由交通办每日抽查。"
        photos = drawn("school", mended=True)
        return cases.reply(
            case=case, by=by, public_text=ANSWERED, private_text=private, uploads=photos, at=at
        )

    return do


def _checked(by: Person, note: str) -> Callable[[Case, datetime], object]:
    def do(case: Case, at: datetime) -> object:
        photos = drawn("truck", mended=True)
        return cases.pass_check(case=case, by=by, note=note, uploads=photos, at=at)

    return do


def _rated(case: Case, at: datetime) -> object:
    return cases.rate(
        case=case,
        contacted=True,
        resolved=True,
        satisfaction=Satisfaction.SATISFIED,
        text="通道走了三天，孩子自己去上学，我放心了。谢谢大家。",
        by=case.appellant,
        relation=APPELLANT,
        at=at,
    )


def _published(by: Person) -> Callable[[Case, datetime], object]:
    title = "蒲坂路土方车多，孩子上学要横穿马路"
    text = (
        "居民反映孩子上学要横穿土方车多的蒲坂路。"
        "社区召集学校、部门、移民理事会和物业商定，开通了从小区直达学校的通道。"
    )
    return _by(by, cases.publish, title=title, text=text)


def _followed(person: Person) -> Callable[[Case, datetime], object]:
    return lambda case, at: cases.follow(case=case, person=person, at=at)


def _by(
    person: Person, action: Callable[..., object], **given: Any
) -> Callable[[Case, datetime], object]:
    return lambda case, at: action(case=case, by=person, at=at, **given)
