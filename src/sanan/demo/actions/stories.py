"""The tales of `data/cases.toml`: what becomes of each thing that was said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.enums import (
    Anonymity,
    DeclineReason,
    Door,
    ExclusionReason,
    Kind,
    ReturnReason,
    Satisfaction,
    Supervision,
    Urgency,
)
from sanan.cases.models import Case, Category
from sanan.demo.actions.stage import Step, Tale, drawn
from sanan.demo.cast import Cast, written
from sanan.kit import tokens
from sanan.people.models import Org, Person

HOUR_OF_DAY = (7, 9, 11, 13, 16, 19, 20, 21)
COMPLAINTS = ("noise", "property", "illegal", "arrears", "consumer", "sewage", "air", "market")
ANSWERED = "已到现场办理,情况已经解决,处理经过和照片附在后面。今后有同样的情况请随时告诉我们。"
RATINGS = (
    Satisfaction.SATISFIED,
    Satisfaction.SATISFIED,
    Satisfaction.MOSTLY,
    Satisfaction.SATISFIED,
    Satisfaction.SATISFIED,
    Satisfaction.FAIR,
)
WORDS = (
    "办得很快,谢谢。",
    "来了两次人,讲得也清楚。",
    "",
    "问题解决了,希望以后多来看看。",
    "邻居们都说好。",
    "修是修好了,就是等得久了一点。",
)
DAYS_AGO = {
    "open": 2.6,
    "overdue": 12.0,
    "return": 1.1,
    "extension": 5.0,
    "suspended": 16.0,
    "whistled": 3.2,
    "replied": 5.2,
    "verifying": 6.1,
    "rework": 7.4,
    "revisiting": 6.6,
    "signed": 1.2,
    "dispatched": 0.6,
    "accepted": 0.4,
    "withdrawn": 9.0,
    "objected": 2.2,
    "reopened": 17.0,
    "unanswered": 26.0,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file with its number, and the people whom it concerns."""

    number: int
    place: str
    org: str
    category: str
    who: str
    text: str
    reply: str
    drawing: str
    how: str
    cast: Cast
    now: datetime

    @property
    def county(self) -> str:
        """`dh` or `yc`."""
        path = self.cast.place(self.place).path
        return "dh" if path.startswith(self.cast.place("350526000000").path) else "yc"

    @property
    def dispatcher(self) -> Person:
        """Who accepts and dispatches in this county."""
        return self.cast.person({"dh": "xuwen", "yc": "linxiaoqing"}[self.county])

    @property
    def checker(self) -> Person:
        """The grid worker where there is one, else the dispatcher."""
        path = self.cast.place(self.place).path
        for key, at in (("zhengxiaoqin", "350526100010"), ("limeixiang", "350525100000")):
            if path.startswith(self.cast.place(at).path):
                return self.cast.person(key)
        return self.dispatcher

    @property
    def leader(self) -> Person:
        """Who approves a suspension."""
        return self.cast.person({"dh": "huangzhiyuan", "yc": "yanguohui"}[self.county])

    @property
    def discipline(self) -> Person:
        """Who supervises."""
        return self.cast.person({"dh": "zengmin", "yc": "panzheng"}[self.county])

    @property
    def handler(self) -> Person:
        """Who handles it."""
        return self.cast.handler(self.org)

    @property
    def unit(self) -> Org:
        """The unit that answers."""
        return self.cast.org(self.org)


def tales(cast: Cast, now: datetime) -> Iterator[Tale]:
    """Every tale of the file: single ones, then the groups with all who said the same."""
    number = 0
    for number, line in enumerate(written("cases")["case"]):
        place, org, category, who, text, reply, drawing, how = line
        yield tale(Row(number, place, org, category, who, text, reply, drawing, how, cast, now))
    for group in written("cases")["group"]:
        number += 10
        yield from _group(group, number, cast, now)


def tale(row: Row) -> Tale:
    """One line, told."""
    return Tale(f"case-{row.number}", _said(row), opened_at(row), steps(row))


def opened_at(row: Row) -> datetime:
    """Long ago for what is over, lately for what is not; never twice at the same minute."""
    minutes = timedelta(minutes=7 * row.number % 53)
    if row.how == "submitted":
        return row.now - timedelta(minutes=9 + row.number * 31 % 340)
    if row.how in DAYS_AGO:
        return row.now - timedelta(days=DAYS_AGO[row.how] + row.number % 5 * 0.13) + minutes
    day = row.now - timedelta(days=16 + row.number * 29 % 95)
    local = timezone.localtime(day).replace(hour=HOUR_OF_DAY[row.number % len(HOUR_OF_DAY)])
    return local + minutes


def steps(row: Row) -> list[Step]:
    """What happens, by how the line says it went."""
    how, _colon, detail = row.how.partition(":")
    if how == "declined":
        return [_decline(row, DeclineReason(detail))]
    if how == "objected":
        return [
            _decline(row, DeclineReason.INFORMATION),
            Step(
                6, _appellant(cases.object_to, text="我只是想看中标公告,不是全部文件,请再看一下。")
            ),
        ]
    return list(PATHS[how](row))


def _finished(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    if row.number % 7 == 3:  # noqa: PLR2004 - a pattern, so that the demo has some of everything
        yield Step(20, _by(row.handler, _ask_extension))
        yield Step(
            4, _by(row.dispatcher, cases.decide_extension, granted=True, answer="同意延期。")
        )
    late = row.number % 9 == 4  # noqa: PLR2004
    yield _reply(row, 190 if late else 22 + row.number * 13 % 70)
    if row.number % 11 == 5:  # noqa: PLR2004
        yield Step(6, _by(row.checker, cases.fail_check, note="到现场看,还有一处没有弄好。"))
        yield _reply(row, 20, text="剩下的一处也已经处理好,请再看看。")
    yield Step(
        7, _by(row.checker, cases.pass_check, note="到现场看过,和答复一致。", photo=row.drawing)
    )


def _rated(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    rating = RATINGS[row.number % len(RATINGS)]
    yield Step(
        18 + row.number % 30,
        _appellant(
            cases.rate,
            contacted=None if row.number % 10 == 3 else True,  # noqa: PLR2004
            resolved=rating != Satisfaction.FAIR or None,
            satisfaction=rating,
            text=WORDS[row.number % len(WORDS)],
        ),
    )


def _unsatisfied(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    yield Step(
        12,
        _appellant(
            cases.rate,
            contacted=True,
            resolved=False,
            satisfaction=Satisfaction.UNSATISFIED,
            text="过两天又和原来一样。",
        ),
    )
    yield Step(
        30,
        _by(
            row.handler,
            cases.request_exclusion,
            reason=ExclusionReason.UNREASONABLE,
            text="复查三次均达标,反映人要求拆除合法排口。",
        ),
    )
    answer = "没有证据说明诉求不合理,不同意剔除。"
    yield Step(20, _by(row.dispatcher, cases.decide_exclusion, granted=False, answer=answer))


def _revisited(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    yield Step(
        40,
        _by(
            row.dispatcher,
            cases.revisit,
            contacted=True,
            resolved=True,
            satisfaction=RATINGS[row.number % len(RATINGS)],
            note="电话回访,本人接听。",
        ),
    )


def _unanswered(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    yield Step(171, lambda case, at: cases.close_unanswered(case=case, at=at))


def _reopened(row: Row) -> Iterator[Step]:
    yield from _rated(row)
    yield Step(30, _appellant(cases.reopen, text="刚好了两天,今天又坏了,请再来看。"))


def _consult(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 1, kind=Kind.CONSULT)
    yield Step(1, _by(row.handler, cases.sign))
    yield Step(0.6, _by(row.handler, cases.contact, reached=True, note="电话里已先口头说明。"))
    yield _reply(row, 3, photo="")
    yield Step(3, _by(row.checker, cases.pass_check, note="答复完整。"))
    yield Step(15, _appellant(cases.rate, contacted=True, resolved=True, satisfaction=RATINGS[0]))


def _urgent(urgency: Urgency, hours: float) -> Callable[[Row], Iterator[Step]]:
    def path(row: Row) -> Iterator[Step]:
        yield _dispatch(row, 0.2, urgency=urgency, at_once=True)
        yield Step(0.1, _by(row.handler, cases.sign), at_once=True)
        said = "已经出发,请先离开现场。"
        yield Step(0.1, _by(row.handler, cases.contact, reached=True, note=said), at_once=True)
        yield _reply(row, hours, at_once=True)
        yield Step(4, _by(row.checker, cases.pass_check, note="现场已经安全。", photo=row.drawing))
        yield Step(
            20, _appellant(cases.rate, contacted=True, resolved=True, satisfaction=RATINGS[0])
        )

    return path


def _in_hand(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 1 + row.number % 4)
    yield Step(1.5, _by(row.handler, cases.sign))
    yield Step(
        2.5, _by(row.handler, cases.contact, reached=True, note="已电话联系,约好时间看现场。")
    )


def _open(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    if row.number % 3 == 1:
        yield Step(
            3, _by(row.handler, cases.ask, question="请问大概是几点钟最明显?方便拍一张照片吗?")
        )
        answer = "晚上七点到九点最明显,照片刚补上。"
        yield Step(4, _appellant(cases.add, text=answer, photo=row.drawing))
    yield Step(3, _by(row.handler, cases.note, text="已约施工队周内到场。"))


def _overdue(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    text = "已超过承诺期限,请两日内办结并说明原因。"
    yield Step(180, _by(row.dispatcher, cases.supervise, level=Supervision.REMINDED, text=text))
    yield Step(26, _by(row.discipline, cases.supervise, level=Supervision.ORDERED, text=text))


def _return(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 2)
    text = "该地点由街道直接管养,不在本单位职责清单内。"
    reason = ReturnReason.NOT_OUR_DUTY
    yield Step(3, _by(row.handler, cases.request_return, reason=reason, text=text))


def _extension(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    yield Step(40, _by(row.handler, _ask_extension))


def _suspended(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    reason = "需要列入明年项目,资金和用地手续正在办理,期间先采取临时措施。"
    review = timezone.localdate(row.now) + timedelta(days=40)
    yield Step(60, _by(row.leader, cases.suspend, reason=reason, review_on=review))


def _whistled(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    called = {
        "dh": [row.cast.org("dh-agri"), row.cast.org("dh-traffic")],
        "yc": [row.cast.org("yc-traffic"), row.cast.org("yc-civil")],
    }[row.county]

    def whistle(*, case: Case, by: Person, at: datetime) -> Case:
        reason = "一家办不下来,请到现场一起定办法。"
        until = at + timedelta(hours=30)
        return cases.whistle(case=case, by=by, orgs=called, reason=reason, arrive_by=until, at=at)

    yield Step(6, _by(row.handler, whistle))
    first = row.cast.handler(called[0].code)
    yield Step(5, _by(first, cases.arrive, conclusion="三天内拿出方案,先设警示。"))


def _replied(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    yield _reply(row, 44)


def _verifying(row: Row) -> Iterator[Step]:
    yield from _replied(row)
    yield Step(5, _by(row.dispatcher, cases.start_check, note="请网格员去现场看。"))


def _rework(row: Row) -> Iterator[Step]:
    yield from _replied(row)
    note = "现场仍在漏,墙面没有处理。"
    yield Step(8, _by(row.checker, cases.fail_check, note=note, photo=row.drawing))


def _revisiting(row: Row) -> Iterator[Step]:
    yield from _replied(row)
    yield Step(8, _by(row.checker, cases.pass_check, note="已核实。"))


def _signed(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 2)
    yield Step(3, _by(row.handler, cases.sign))


def _accepted(row: Row) -> Iterator[Step]:
    yield Step(1.2, _by(row.dispatcher, _accept(row)))


def _withdrawn(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 2)
    yield Step(5, _appellant(cases.withdraw, reason="已经自己商量好了,谢谢。"))


PATHS: dict[str, Callable[[Row], Iterator[Step]]] = {
    "accepted": _accepted,
    "consult": _consult,
    "danger": _urgent(Urgency.DANGER, 1.1),
    "dispatched": lambda row: iter([_dispatch(row, 2)]),
    "extension": _extension,
    "open": _open,
    "overdue": _overdue,
    "rated": _rated,
    "reopened": _reopened,
    "replied": _replied,
    "return": _return,
    "revisited": _revisited,
    "revisiting": _revisiting,
    "rework": _rework,
    "signed": _signed,
    "submitted": lambda _row: iter([]),
    "suspended": _suspended,
    "unanswered": _unanswered,
    "unsatisfied": _unsatisfied,
    "utility": _urgent(Urgency.UTILITY, 6),
    "verifying": _verifying,
    "whistled": _whistled,
    "withdrawn": _withdrawn,
}


def _group(group: dict[str, Any], number: int, cast: Cast, now: datetime) -> Iterator[Tale]:
    """A master and its neighbours' own words, merged into it within the first hour or two."""
    shared = (group["place"], group["org"], group["category"])
    master = Row(
        number,
        *shared,
        group["who"],
        group["text"],
        group["reply"],
        group["drawing"],
        group["how"],
        cast,
        now,
    )
    told = tale(master)
    told.key = f"group-{number}"
    yield told
    for place, (who, text) in enumerate(group["others"], start=1):
        row = Row(number + place, *shared, who, text, "", "", "submitted", cast, now)
        said = timedelta(minutes=3 + 4 * place)
        merged: list[Step] = [Step(0.05, _by(row.dispatcher, _merge_into(told.key)), at_once=True)]
        yield Tale(f"{told.key}-{place}", _said(row), told.opened_at + said, merged)


def _merge_into(key: str) -> Callable[..., Case]:
    def merge(*, case: Case, by: Person, at: datetime) -> Case:
        into = Case.objects.get(idempotency=tokens.keyed_hash("idempotency", f"demo:{key}"))
        return cases.merge(case=case, into=into, by=by, at=at)

    return merge


def _said(row: Row) -> dict[str, Any]:
    person = row.cast.people.get(row.who)
    anonymous = row.who == "匿名"
    on_behalf = row.number % 8 == 6 and person is None  # noqa: PLR2004
    said: dict[str, Any] = {
        "text": row.text,
        "place": row.cast.place(row.place),
        "kind": _kind(row),
        "appellant": person,
        "contact_name": "" if anonymous else (person.name if person else row.who),
        "anonymity": Anonymity.ANONYMOUS if anonymous else Anonymity.MASKED,
        "uploads": drawn(row.drawing) if row.number % 3 else [],
        "door": Door.PHONE if on_behalf else (Door.WEB, Door.QR)[row.number % 2],
        "entered_by": row.dispatcher if on_behalf else None,
    }
    around = _around(row)
    if around is not None:
        said["lat"], said["lon"] = around
    if person is None and not anonymous and row.number % 4 == 0:
        said["contact_phone"] = f"1380001{row.number:04d}"
    return said


def _around(row: Row) -> tuple[float, float] | None:
    """A position within some 600 m of the nearest located place above; for two of three."""
    path = row.cast.place(row.place).path
    near = [p for p in row.cast.places.values() if p.lat is not None and path.startswith(p.path)]
    if not near or row.number % 3 == 0:
        return None
    middle = max(near, key=lambda p: len(p.path))
    if middle.lat is None or middle.lon is None:
        return None
    east, north = row.number * 37 % 100 - 50, row.number * 61 % 100 - 50
    return round(middle.lat + north * 0.0001, 6), round(middle.lon + east * 0.0001, 6)


def _kind(row: Row) -> Kind:
    if row.how == "consult":
        return Kind.CONSULT
    if row.category.endswith(COMPLAINTS):
        return Kind.COMPLAINT
    return Kind.SUGGESTION if "能不能" in row.text else Kind.HELP


def _dispatch(row: Row, after: float, *, at_once: bool = False, **more: Any) -> Step:
    category = Category.objects.get(code=row.category)
    publish = row.number % 3 != 2 and row.who != "匿名"  # noqa: PLR2004
    do = _by(
        row.dispatcher, cases.dispatch, to=row.unit, category=category, publish=publish, **more
    )
    return Step(after, do, at_once=at_once)


def _accept(row: Row) -> Callable[..., Case]:
    def accept(*, case: Case, by: Person, at: datetime) -> Case:
        category = Category.objects.get(code=row.category)
        return cases.accept(case=case, by=by, category=category, at=at)

    return accept


def _decline(row: Row, reason: DeclineReason) -> Step:
    return Step(2, _by(row.dispatcher, cases.decline, reason=reason, text=row.reply))


def _reply(
    row: Row, after: float, *, text: str = "", photo: str | None = None, at_once: bool = False
) -> Step:
    do = _by(
        row.handler,
        cases.reply,
        public_text=text or row.reply or ANSWERED,
        photo=row.drawing if photo is None else photo,
    )
    return Step(after, do, at_once=at_once)


def _ask_extension(*, case: Case, by: Person, at: datetime) -> Case:
    due = timezone.localdate(case.due_at) if case.due_at else timezone.localdate(at)
    until = due + timedelta(days=5)
    text = "需要等配件到货后才能施工,期间已采取临时措施。"
    return cases.request_extension(case=case, by=by, text=text, until=until, at=at)


def _by(
    person: Person, action: Callable[..., object], *, photo: str = "", **given: Any
) -> Callable[[Case, datetime], object]:
    def do(case: Case, at: datetime) -> object:
        more = {"uploads": drawn(photo, mended=True)} if photo else {}
        return action(case=case, by=person, at=at, **given, **more)

    return do


def _appellant(
    action: Callable[..., object], *, photo: str = "", **given: Any
) -> Callable[[Case, datetime], object]:
    def do(case: Case, at: datetime) -> object:
        more: dict[str, Sequence[Any]] = {"uploads": drawn(photo)} if photo else {}
        return action(case=case, as_appellant=True, by=case.appellant, at=at, **given, **more)

    return do
