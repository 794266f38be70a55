"""What can become of a case in the demo: each path as its steps, hours apart."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.enums import (
    DeclineReason,
    ExclusionReason,
    Nature,
    ReturnReason,
    Supervision,
    Urgency,
)
from sanan.cases.models import Case, Category
from sanan.cases.rules import APPELLANT
from sanan.demo.actions.row import Row
from sanan.demo.actions.stage import Step, drawn
from sanan.people.models import Person
from sanan.process.enums import Satisfaction

ANSWERED = "已到现场办理，情况已经解决，处理经过和照片附在后面。今后有同样的情况请随时告诉我们。"
RATINGS = (
    Satisfaction.SATISFIED,
    Satisfaction.SATISFIED,
    Satisfaction.MOSTLY,
    Satisfaction.SATISFIED,
    Satisfaction.SATISFIED,
    Satisfaction.FAIR,
)
WORDS = (
    "办得很快，谢谢。",
    "来了两次人，讲得也清楚。",
    "",
    "问题解决了，希望以后多来看看。",
    "邻居们都说好。",
    "修是修好了，就是等得久了一点。",
)


def steps(row: Row) -> list[Step]:
    """What happens, by how the line says it went."""
    how, _colon, detail = row.how.partition(":")
    if how == "declined":
        return [_decline(row, DeclineReason(detail))]
    if how == "objected":
        return [
            _decline(row, DeclineReason.INFORMATION),
            Step(
                6,
                _appellant(cases.object_to, text="我只是想看中标公告，不是全部文件，请再看一下。"),
            ),
        ]
    return list(PATHS[how](row))


def _finished(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    if row.number % 7 == 3:
        yield Step(20, by_person(row.handler, _ask_extension))
        yield Step(
            4, by_person(row.dispatcher, cases.decide_extension, granted=True, answer="同意延期。")
        )
    late = row.number % 9 == 4
    yield _reply(row, 190 if late else 22 + row.number * 13 % 70)
    if row.number % 11 == 5:
        yield Step(6, by_person(row.checker, cases.fail_check, note="到现场看，还有一处没有弄好。"))
        yield _reply(row, 20, text="剩下的一处也已经处理好，请再看看。")
    yield Step(
        7,
        by_person(
            row.checker, cases.pass_check, note="到现场看过，和答复一致。", photo=row.drawing
        ),
    )


def _rated(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    rating = RATINGS[row.number % len(RATINGS)]
    yield Step(
        18 + row.number % 30,
        _appellant(
            cases.rate,
            contacted=None if row.number % 10 == 3 else True,
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
            as_it_is=True,
            satisfaction=Satisfaction.UNSATISFIED,
            text="过两天又和原来一样。",
        ),
    )
    yield Step(
        30,
        by_person(
            row.handler,
            cases.request_exclusion,
            reason=ExclusionReason.UNREASONABLE,
            text="复查三次均达标，反映人要求拆除合法排口。",
        ),
    )
    answer = "没有证据说明诉求不合理，不同意剔除。"
    yield Step(20, by_person(row.dispatcher, cases.decide_exclusion, granted=False, answer=answer))


def _revisited(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    yield Step(
        40,
        by_person(
            row.dispatcher,
            cases.revisit,
            contacted=True,
            resolved=True,
            satisfaction=RATINGS[row.number % len(RATINGS)],
            note="电话回访，本人接听。",
        ),
    )


def _unanswered(row: Row) -> Iterator[Step]:
    yield from _finished(row)
    yield Step(171, lambda case, at: cases.close_unanswered(case=case, at=at))


def _reopened(row: Row) -> Iterator[Step]:
    yield from _rated(row)
    yield Step(30, _appellant(cases.reopen, text="刚好了两天，今天又坏了，请再来看。"))


def _consult(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 1, nature=Nature.CONSULT)
    yield Step(1, by_person(row.handler, cases.sign))
    yield Step(
        0.6, by_person(row.handler, cases.contact, reached=True, note="电话里已先口头说明。")
    )
    yield _reply(row, 3, photo="")
    yield Step(3, by_person(row.checker, cases.pass_check, note="答复完整。"))
    yield Step(15, _appellant(cases.rate, contacted=True, resolved=True, satisfaction=RATINGS[0]))


def _urgent(urgency: Urgency, hours: float) -> Callable[[Row], Iterator[Step]]:
    def path(row: Row) -> Iterator[Step]:
        yield _dispatch(row, 0.2, urgency=urgency, at_once=True)
        yield Step(0.1, by_person(row.handler, cases.sign), at_once=True)
        said = "已经出发，请先离开现场。"
        yield Step(
            0.1, by_person(row.handler, cases.contact, reached=True, note=said), at_once=True
        )
        yield _reply(row, hours, at_once=True)
        yield Step(
            4, by_person(row.checker, cases.pass_check, note="现场已经安全。", photo=row.drawing)
        )
        yield Step(
            20, _appellant(cases.rate, contacted=True, resolved=True, satisfaction=RATINGS[0])
        )

    return path


def _in_hand(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 1 + row.number % 4)
    yield Step(1.5, by_person(row.handler, cases.sign))
    yield Step(
        2.5,
        by_person(row.handler, cases.contact, reached=True, note="已电话联系，约好时间看现场。"),
    )


def _open(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    if row.number % 3 == 1:
        yield Step(
            3,
            by_person(
                row.handler, cases.ask, question="请问大概是几点钟最明显？方便拍一张照片吗？"
            ),
        )
        answer = "晚上七点到九点最明显，照片刚补上。"
        yield Step(4, _appellant(cases.add, text=answer, photo=row.drawing))
    yield Step(3, by_person(row.handler, cases.note, text="已约施工队周内到场。"))


def _overdue(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    text = "已超过承诺期限，请两日内办结并说明原因。"
    yield Step(
        180, by_person(row.dispatcher, cases.supervise, level=Supervision.REMINDED, text=text)
    )
    yield Step(26, by_person(row.discipline, cases.supervise, level=Supervision.ORDERED, text=text))


def _return(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 2)
    text = "该地点由街道直接管养，不在本单位职责清单内。"
    reason = ReturnReason.NOT_OUR_DUTY
    yield Step(3, by_person(row.handler, cases.request_return, reason=reason, text=text))


def _extension(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    yield Step(40, by_person(row.handler, _ask_extension))


def _suspended(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    reason = "需要列入明年项目，资金和用地手续正在办理，期间先采取临时措施。"
    review = timezone.localdate(row.now) + timedelta(days=40)
    yield Step(60, by_person(row.leader, cases.suspend, reason=reason, review_on=review))


def _whistled(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    called = {
        "dh": [row.cast.org("dh-agri"), row.cast.org("dh-traffic")],
        "yc": [row.cast.org("yc-traffic"), row.cast.org("yc-civil")],
    }[row.county]

    def whistle(*, case: Case, by: Person, at: datetime) -> Case:
        reason = "一家办不下来，请到现场一起定办法。"
        until = at + timedelta(hours=30)
        return cases.whistle(case=case, by=by, orgs=called, reason=reason, arrive_by=until, at=at)

    yield Step(6, by_person(row.handler, whistle))
    first = row.cast.handler(called[0].code)
    yield Step(5, by_person(first, cases.arrive, conclusion="三天内拿出方案，先设警示。"))


def _replied(row: Row) -> Iterator[Step]:
    yield from _in_hand(row)
    yield _reply(row, 44)


def _verifying(row: Row) -> Iterator[Step]:
    yield from _replied(row)
    yield Step(5, by_person(row.dispatcher, cases.start_check, note="请网格员去现场看。"))


def _rework(row: Row) -> Iterator[Step]:
    yield from _replied(row)
    note = "现场仍在漏，墙面没有处理。"
    yield Step(8, by_person(row.checker, cases.fail_check, note=note, photo=row.drawing))


def _revisiting(row: Row) -> Iterator[Step]:
    yield from _replied(row)
    yield Step(8, by_person(row.checker, cases.pass_check, note="已核实。"))


def _signed(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 2)
    yield Step(3, by_person(row.handler, cases.sign))


def _accepted(row: Row) -> Iterator[Step]:
    yield Step(1.2, by_person(row.dispatcher, _accept(row)))


def _withdrawn(row: Row) -> Iterator[Step]:
    yield _dispatch(row, 2)
    yield Step(5, _appellant(cases.withdraw, reason="已经自己商量好了，谢谢。"))


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


def _dispatch(row: Row, after: float, *, at_once: bool = False, **more: Any) -> Step:
    category = Category.objects.get(code=row.category)
    publish = row.number % 3 != 2 and row.who != "匿名"
    do = by_person(
        row.dispatcher, cases.dispatch, to=row.unit, category=category, publish=publish, **more
    )
    return Step(after, do, at_once=at_once)


def _accept(row: Row) -> Callable[..., Case]:
    def accept(*, case: Case, by: Person, at: datetime) -> Case:
        category = Category.objects.get(code=row.category)
        return cases.accept(case=case, by=by, category=category, at=at)

    return accept


def _decline(row: Row, reason: DeclineReason) -> Step:
    return Step(2, by_person(row.dispatcher, cases.decline, reason=reason, text=row.reply))


def _reply(
    row: Row, after: float, *, text: str = "", photo: str | None = None, at_once: bool = False
) -> Step:
    do = by_person(
        row.handler,
        cases.reply,
        public_text=text or row.reply or ANSWERED,
        photo=row.drawing if photo is None else photo,
    )
    return Step(after, do, at_once=at_once)


def _ask_extension(*, case: Case, by: Person, at: datetime) -> Case:
    due = timezone.localdate(case.due_at) if case.due_at else timezone.localdate(at)
    until = due + timedelta(days=5)
    text = "需要等配件到货后才能施工，期间已采取临时措施。"
    return cases.request_extension(case=case, by=by, text=text, until=until, at=at)


def by_person(
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
        return action(case=case, relation=APPELLANT, by=case.appellant, at=at, **given, **more)

    return do
