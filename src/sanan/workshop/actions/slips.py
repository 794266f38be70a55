"""One worker's money: to the bank, back from it, into a hand."""

from datetime import datetime

from django.utils.translation import gettext_noop

from sanan.kit import words
from sanan.kit.dates import local_day
from sanan.people.actions.notices import notify
from sanan.people.models import Person
from sanan.process.declare import SYSTEM
from sanan.process.step import Step
from sanan.workshop.enums import Method, RunState
from sanan.workshop.models import PayRun, Payslip
from sanan.workshop.rules import RUN, SLIP


@SLIP.action("send")
def send(*, slip: Payslip, by: Person, at: datetime | None = None) -> Payslip:
    """It is in the bank's file; what came back before goes out again."""
    with SLIP.step("send", slip, by=by, at=at) as step:
        step.set(sent_on=local_day(step.at), why_back="")
    return slip


@SLIP.action("pay_bank")
def pay_bank(*, slip: Payslip, by: Person, at: datetime | None = None) -> Payslip:
    """The bank has paid it."""
    with SLIP.step("pay_bank", slip, by=by, at=at) as step:
        step.set(method=Method.BANK, paid_on=local_day(step.at))
        step.then(_after)
    return slip


@SLIP.action("come_back")
def come_back(*, slip: Payslip, why: str, by: Person, at: datetime | None = None) -> Payslip:
    """The bank sent it back, with its words; it waits for a right account, or for cash."""
    why = words.one_line(why, "why", 120)
    with SLIP.step("come_back", slip, by=by, at=at) as step:
        step.thing.why_back = why
        step.say(why)
        step.then(_tell_back)
    return slip


def _tell_back(step: Step[Payslip]) -> None:
    person = step.thing.worker.person
    if person is not None:
        said = gettext_noop("银行把您的工钱退回来了，请到手工坊核对卡号。")
        notify(to=person, say=said, link=f"/workshop/pay/{step.thing.code}/", at=step.at)


@SLIP.action("pay_cash")
def pay_cash(*, slip: Payslip, proof: str, by: Person, at: datetime | None = None) -> Payslip:
    """In cash, with a signature: `proof` says whose, and where the paper lies."""
    proof = words.one_line(proof, "proof", 120)
    with SLIP.step("pay_cash", slip, by=by, at=at) as step:
        step.set(method=Method.CASH, paid_on=local_day(step.at), proof=proof)
        step.then(_after)
    return slip


def pay_nothing(*, slip: Payslip, at: datetime) -> None:
    """A slip of nothing is paid with the approval."""
    with SLIP.step("pay_nothing", slip, by=None, at=at, relation=SYSTEM) as step:
        step.set(method=Method.NOTHING, paid_on=local_day(step.at))


def _after(step: Step[Payslip]) -> None:
    finish_if_paid(run=step.thing.run, at=step.at)


def finish_if_paid(*, run: PayRun, at: datetime) -> None:
    """The month is paid when nobody waits for money any more."""
    run.refresh_from_db()
    if run.state == RunState.APPROVED and not run.slips.unpaid().exists():
        with RUN.step("finish", run, by=None, at=at, relation=SYSTEM) as step:
            step.thing.paid_on = local_day(step.at)
