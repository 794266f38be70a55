"""A month's pay: worked out, publicised, approved by two, sent, followed until it has arrived."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import bulk, clock, tokens, words
from sanan.kit.dates import local_day, month_said
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions.notices import notify
from sanan.people.models import Person
from sanan.process.declare import ANYONE, Relation
from sanan.process.step import Step
from sanan.slips.actions import issue as issue_code
from sanan.workshop.actions import slips
from sanan.workshop.enums import ObjectionState, RunState, SlipState
from sanan.workshop.models import (
    Bonus,
    Clearing,
    DayWork,
    Delivery,
    Objection,
    PayRun,
    Payslip,
    Worker,
    Workshop,
)
from sanan.workshop.models.pay import PUBLICITY_DAYS
from sanan.workshop.rules import RUN, SLIP
from sanan.workshop.sums import pay
from sanan.workshop.sums.exact import Wrong
from sanan.workshop.sums.reply import Row, matched

KIND = "payslip"
"""Under what query codes know a slip."""
SOURCES = (Delivery, DayWork, Bonus, Clearing)
MONTHS = 12


@RUN.action("draft")
def draft(*, workshop: Workshop, month: str, by: Person, at: datetime | None = None) -> PayRun:
    """Work out a month (2026-11): all that was counted to its end and stands on no slip yet."""
    moment = clock.at_or_now(at)
    last = _last_day(month)
    if last >= local_day(moment):
        raise Refused(_("这个月还没有过完，下个月 1 日起再算。"), "not_over", field="month")
    if workshop.runs.live().filter(month=month).exists():
        raise Refused(_("这个月的工钱已经算过了。要重算，先撤回。"), "twice", field="month")
    made = PayRun(
        workshop=workshop,
        place=workshop.place,
        month=month,
        until_on=last,
        due_on=last + timedelta(days=workshop.pay_day),
        drafted_by=by,
        drafted_at=moment,
    )
    with RUN.begin("draft", made, by=by, at=moment) as step:
        sums = _worked_out(workshop, last)
        if not sums:
            raise Refused(_("到这个月底没有要算的工钱。"), "nothing", field="month")
        step.data = {"slips": len(sums), "net": sum(each.net for each in sums.values())}
        step.then(lambda _step: _draw(made, sums, by, moment))
    return made


def _last_day(month: str) -> date:
    first = month_said(month)
    if first is None:
        raise Invalid(_("请选一个月，例如 2026-11。"), "month", field="month")
    years, months = divmod(first.month, MONTHS)
    return date(first.year + years, months + 1, 1) - timedelta(days=1)


def _worked_out(workshop: Workshop, until: date) -> dict[int, pay.Sum]:
    """Each worker's sum, from the rows themselves; what a row holds in fen is worked out again."""
    due: dict[int, list[int]] = defaultdict(list)
    pieces: dict[int, int] = defaultdict(int)
    days: dict[int, int] = defaultdict(int)
    bonus: dict[int, int] = defaultdict(int)
    found: Any = _open(Delivery, workshop, until).values_list(
        "worker", "good", "rate", "fen", "mends"
    )
    for worker, good, rate, fen, mends in found:
        if mends is None and pay.of_pieces(pay.Pieces(until, good, rate)) != fen:
            raise Refused(_("有一笔件数和金额对不上，请先查记录，不能算工钱。"), "differs")
        pieces[worker] += fen
    for worker, fen in _open(DayWork, workshop, until).values_list("worker", "fen"):
        days[worker] += fen
    for worker, fen in _open(Bonus, workshop, until).values_list("worker", "fen"):
        bonus[worker] += fen
    for worker, fen in _open(Clearing, workshop, until).values_list("worker", "fen"):
        due[worker].append(fen)
    workers = {*pieces, *days, *bonus, *due}
    return {
        worker: pay.Sum(pieces[worker], days[worker], bonus[worker], sum(due[worker]))
        for worker in sorted(workers)
    }


def _open(model: Any, workshop: Workshop, until: date) -> Any:
    return model.objects.filter(slip=None, worker__workshop=workshop, on__lte=until).order_by()


def _draw(run: PayRun, sums: dict[int, pay.Sum], by: Person, at: datetime) -> None:
    """A slip each, and every row on its slip."""
    workers = Worker.objects.in_bulk(list(sums))
    made = [
        bulk.new(
            Payslip,
            run=run,
            worker=workers[worker],
            place=run.place,
            pieces=each.pieces,
            days=each.days,
            bonus=each.bonus,
            due=each.due,
            charged=each.charged,
            net=each.net,
        )
        for worker, each in sums.items()
    ]
    SLIP.begin_many("draw", made, by=by, at=at)
    mine = Payslip.objects.filter(run=run, worker=OuterRef("worker")).values("pk")
    for model in SOURCES:
        _open(model, run.workshop, run.until_on).update(slip=Subquery(mine))


@RUN.action("publicise")
def publicise(*, run: PayRun, by: Person, at: datetime | None = None) -> PayRun:
    """Show it to everyone, with the names covered, for three days after this one."""
    with RUN.step("publicise", run, by=by, at=at) as step:
        today = local_day(step.at)
        step.set(publicised_on=today, ends_on=today + timedelta(days=PUBLICITY_DAYS))
        step.then(_give_codes)
    return run


def _give_codes(step: Step[PayRun]) -> None:
    said = gettext_noop("%(month)s 的工钱算好了，请看一看；有不对的，公示期内说。")
    for slip in step.thing.slips.counted().select_related("worker__person"):
        issue_code(kind=KIND, ref=slip.code)
        if slip.worker.person is not None:
            link = f"/workshop/pay/{slip.code}/"
            told = {"month": step.thing.month}
            notify(to=slip.worker.person, say=said, words=told, link=link, at=step.at)


@RUN.action("object")
def object_(
    *,
    run: PayRun,
    text: str,
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> PayRun:
    """Anyone says what is wrong with it; who it was is asked of nobody."""
    text = words.needed(text, most=1000)
    with RUN.step("object", run, by=by, at=at, relation=relation) as step:
        bulk.insert(Objection(run=step.thing, text=text, raised_at=step.at))
        step.data = {"text": tokens.keyed_hash("workshop-objection", text)}
    return run


@RUN.action("answer")
def answer(
    *,
    run: PayRun,
    upheld: bool,
    finding: str,
    by: Person,
    objection: Objection | None = None,
    at: datetime | None = None,
) -> PayRun:
    """What was found on an objection (the oldest open one); upheld, the month is worked out again."""
    finding = words.needed(finding, "finding", 1000)
    with RUN.step("answer", run, by=by, at=at) as step:
        rows = step.thing.objections.filter(state=ObjectionState.OPEN)
        found = rows.filter(pk=objection.pk).first() if objection else rows.first()
        if found is None:
            raise Refused(_("这条异议已经答复过了。"), "handled")
        found.state = ObjectionState.UPHELD if upheld else ObjectionState.ANSWERED
        found.finding, found.handled_at = finding, step.at
        found.save(update_fields=["state", "finding", "handled_at"])
        step.say(finding)
        step.data = {"upheld": upheld}
        if upheld:
            step.target = RunState.WITHDRAWN
            _let_go(step)
    return run


@RUN.action("approve")
def approve(*, run: PayRun, by: Person, at: datetime | None = None) -> PayRun:
    """One of two approves, after publicity; the second makes it payable."""
    with RUN.step("approve", run, by=by, at=at) as step:
        if step.thing.first_by_id is None:
            step.thing.first_by = by
        else:
            step.thing.second_by = by
            step.target = RunState.APPROVED
            step.then(_pay_nothings)
    return run


def _pay_nothings(step: Step[PayRun]) -> None:
    for slip in step.thing.slips.counted().filter(net=0):
        slips.pay_nothing(slip=slip, at=step.at)
    slips.finish_if_paid(run=step.thing, at=step.at)


@RUN.action("withdraw")
def withdraw(*, run: PayRun, why: str, by: Person, at: datetime | None = None) -> PayRun:
    """Take it back, with the reason; its lines wait for the next working out."""
    why = words.needed(why, "why", 500)
    with RUN.step("withdraw", run, by=by, at=at) as step:
        step.say(why)
        _let_go(step)
    return run


def _let_go(step: Step[PayRun]) -> None:
    run = step.thing
    for slip in run.slips.counted():
        with SLIP.step("void", slip, by=step.by, at=step.at):
            pass
    for model in SOURCES:
        model.objects.filter(slip__run=run).update(slip=None)


@RUN.action("send")
def send(*, run: PayRun, by: Person, at: datetime | None = None) -> PayRun:
    """Everyone with an account goes into the bank's file; the others are paid in cash."""
    with RUN.step("send", run, by=by, at=at) as step:
        rows = step.thing.slips.filter(state__in=[SlipState.WAITING, SlipState.RETURNED], net__gt=0)
        rows = rows.exclude(worker__account_locked="").select_related("worker", "run", "place")
        sent = list(rows)
        if not sent:
            raise Refused(_("没有要交给银行的。没登记银行卡的，付现金、本人签字。"), "nothing")
        step.data = {"slips": len(sent), "fen": sum(slip.net for slip in sent)}
        step.then(lambda done: [slips.send(slip=slip, by=by, at=done.at) for slip in sent])
    return run


@RUN.action("take_reply")
def take_reply(
    *, run: PayRun, rows: Sequence[Row], by: Person, at: datetime | None = None
) -> PayRun:
    """What the bank says of each payment. What it paid is paid, what came back is followed up.

    A row that fits no payment changes nothing and is named in the note with its line.
    """
    with RUN.step("take_reply", run, by=by, at=at) as step:
        waiting = {
            slip.code: slip
            for slip in step.thing.slips.filter(state=SlipState.SENT).select_related(
                "worker", "run", "place"
            )
        }
        known = {code: (slip.worker.account, slip.net) for code, slip in waiting.items()}
        try:
            found = matched(rows, known)
        except Wrong as wrong:
            raise Invalid(_("回盘里没有认得出的行：要有账号、金额、结果。"), wrong.code) from wrong
        for code in found.paid:
            slips.pay_bank(slip=waiting[code], by=by, at=step.at)
        for code, why in found.back.items():
            slips.come_back(slip=waiting[code], why=why, by=by, at=step.at)
        step.data = {
            "paid": len(found.paid),
            "back": len(found.back),
            "unknown": len(found.unknown),
        }
        step.note = _("付到 %(paid)s 笔，退回 %(back)s 笔。") % step.data
        step.note += "".join(
            "\n" + _REASONS[reason] % {"line": line} for line, reason in found.unknown
        )
    slips.finish_if_paid(run=run, at=clock.at_or_now(at))
    return run


_REASONS = {
    "account": gettext_noop("第 %(line)s 行：这批里没有这个账号，没有动任何一笔。"),
    "amount": gettext_noop("第 %(line)s 行：金额和工钱条不一样，没有动这一笔。"),
    "result": gettext_noop("第 %(line)s 行：看不懂结果，没有动这一笔。"),
    "twice": gettext_noop("第 %(line)s 行：这一笔前面已经有了。"),
}
