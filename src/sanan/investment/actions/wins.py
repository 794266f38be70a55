"""What counts as won: entered by one, verified by another, corrected as a next version, made void."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.investment.actions import checks
from sanan.investment.actions.leads import advance
from sanan.investment.enums import Kind, Level, Proof, State, Step, VoidReason
from sanan.investment.models import Agreement, Landing, Lead
from sanan.investment.rules import AGREEMENT, LANDING
from sanan.kit import clock, dates, rounding, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.process.declare import Process, Relation
from sanan.process.step import Step as Stepping

W = TypeVar("W", Agreement, Landing)


@AGREEMENT.action("sign")
def sign(
    *,
    lead: Lead,
    kind: str,
    level: str,
    amount: int,
    signed_on: date,
    by: Person | None,
    foreign: bool = False,
    note: str = "",
    uploads: Sequence[Upload] = (),
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Agreement:
    """An agreement that was signed; `amount` in fen. It counts once another person verified it."""
    moment = clock.at_or_now(at)
    made = Agreement(
        lead=lead,
        place=lead.place,
        kind=Kind(kind),
        level=Level(level),
        amount=checks.positive(amount, "amount"),
        signed_on=checks.past(signed_on, moment, "signed_on"),
        foreign=foreign,
        words=words.clean(note, most=500, field="note"),
        entered_by=by,
        entered_at=moment,
    )
    begun = AGREEMENT.begin("sign", made, by=by, at=moment, relation=relation)
    _begun(begun, made, uploads, by, moment)
    return made


@LANDING.action("note")
def note(
    *,
    lead: Lead,
    kind: str,
    happened_on: date,
    by: Person | None,
    amount: int | None = None,
    area: int | None = None,
    foreign: bool = False,
    note: str = "",
    uploads: Sequence[Upload] = (),
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Landing:
    """What happened on the ground: money (fen) paid in, land (1/100 mu), a start, a first output."""
    moment, step = clock.at_or_now(at), Step(kind)
    made = Landing(
        lead=lead,
        place=lead.place,
        kind=step,
        happened_on=checks.past(happened_on, moment, "happened_on"),
        amount=checks.positive(amount, "amount") if step == Step.PAID_IN else None,
        area=_area(area) if step == Step.LAND else None,
        foreign=foreign and step == Step.PAID_IN,
        words=words.clean(note, most=500, field="note"),
        entered_by=by,
        entered_at=moment,
    )
    begun = LANDING.begin("note", made, by=by, at=moment, relation=relation)
    _begun(begun, made, uploads, by, moment)
    return made


def _begun(
    begun: AbstractContextManager[Stepping[Any]],
    made: Agreement | Landing,
    uploads: Sequence[Upload],
    by: Person | None,
    at: datetime,
) -> None:
    """Write the first version, once for each lead and kind, with its files."""
    with files.kept(uploads) as kept, begun as step:
        _fits(made)
        step.files = files.hashes(kept)
        step.then(lambda done: files.attach(kept, to=done.thing, by=by, at=at))


def _fits(made: Agreement | Landing) -> None:
    """Judged by the lead's row as it stands, under its lock: of two at once the second is told."""
    rows = Lead.objects.select_for_update(of=("self",)).select_related("company", "place")
    made.lead = rows.get(pk=made.lead_id)
    if isinstance(made, Agreement):
        _in_talks(made.lead)
    _in_order(made)
    _only_once(made)


def _in_talks(lead: Lead) -> None:
    if lead.state == State.LEAD:
        raise Refused(_("这条线索还没有开始谈。请先登记“开始谈”，写明行业和规模。"), "no_talks")
    if lead.state == State.DROPPED:
        raise Refused(_("这条线索已经放弃。要接着办，请先重新启动。"), "dropped")


def _only_once(made: Agreement | Landing) -> None:
    kind = str(made.kind)
    rows: Any = type(made)._default_manager
    same = rows.filter(lead=made.lead, kind=kind).exclude(state=Proof.VOID)
    if kind != Step.PAID_IN and same.exists():
        sentence = _("这个项目已经登记过“%(kind)s”。写错了的，请打开那一条更正。")
        raise Refused(sentence % {"kind": made.get_kind_display()}, "twice", field="kind")


def _in_order(made: Agreement | Landing) -> None:
    """The day fits what is known: no contract before its talks, no start before its company."""
    lead = made.lead
    if isinstance(made, Agreement):
        begun = (lead.negotiating_on or lead.found_on, _("开始谈"))
        earlier = (lead.framework_on, _("框架协议")) if made.kind == Kind.CONTRACT else (None, "")
        later = {
            Kind.FRAMEWORK: (lead.contract_on, _("正式合同")),
            Kind.CONTRACT: (lead.registered_on, _("注册落地")),
        }.get(Kind(made.kind), (None, ""))
        on = checks.not_before(made.signed_on, *begun, "signed_on")
        checks.not_before(on, *earlier, "signed_on")
        checks.not_after(on, *later, "signed_on")
        return
    needed, what = _needed(lead)[Step(made.kind)]
    if needed is None:
        sentence = _("还没有核实过的%(what)s，不能登记“%(kind)s”。请先登记、请人核实。")
        told = {"what": what, "kind": made.get_kind_display()}
        raise Refused(sentence % told, "too_soon", field="kind")
    later = {
        Step.REGISTERED: (lead.started_on, _("开工")),
        Step.STARTED: (lead.producing_on, _("投产")),
    }.get(Step(made.kind), (None, ""))
    on = checks.not_before(made.happened_on, needed, what, "happened_on")
    checks.not_after(on, *later, "happened_on")


def _needed(lead: Lead) -> dict[Step, tuple[date | None, str]]:
    """What must be verified before each step, and its day."""
    contract, registered = (lead.contract_on, _("正式合同")), (lead.registered_on, _("注册落地"))
    return {
        Step.REGISTERED: contract,
        Step.LAND: contract,
        Step.PAID_IN: contract,
        Step.STARTED: registered,
        Step.PRODUCING: (lead.started_on, _("开工")),
    }


def _area(area: int | None) -> int:
    if area is None or area <= 0:
        raise Invalid(_("请写拿到多少亩地，例如 35.5。"), "area", field="area")
    return area


def _verify(process: Process[W], win: W, by: Person, note: str, at: datetime | None) -> W:
    with process.step("verify", win, by=by, at=at) as step:
        step.set(verified_by=by, verified_at=step.at)
        step.note = words.clean(note, most=500, field="note")
        step.then(_advanced)
    return win


def _advanced(done: Stepping[Any]) -> None:
    advance(lead=done.thing.lead, by=done.by, at=done.at)


@AGREEMENT.action("verify")
def verify_agreement(
    *, agreement: Agreement, by: Person, note: str = "", at: datetime | None = None
) -> Agreement:
    """Somebody else has looked at the paper: it counts."""
    return _verify(AGREEMENT, agreement, by, note, at)


@LANDING.action("verify")
def verify_landing(
    *, landing: Landing, by: Person, note: str = "", at: datetime | None = None
) -> Landing:
    """Somebody else has looked: it counts."""
    return _verify(LANDING, landing, by, note, at)


def _send_back(process: Process[W], win: W, by: Person, reason: str, at: datetime | None) -> W:
    with process.step("send_back", win, by=by, at=at) as step:
        step.note = words.needed(reason, "reason", 500)
    return win


@AGREEMENT.action("send_back")
def send_back_agreement(
    *, agreement: Agreement, reason: str, by: Person, at: datetime | None = None
) -> Agreement:
    """It is not right as it stands, and why."""
    return _send_back(AGREEMENT, agreement, by, reason, at)


@LANDING.action("send_back")
def send_back_landing(
    *, landing: Landing, reason: str, by: Person, at: datetime | None = None
) -> Landing:
    """It is not right as it stands, and why."""
    return _send_back(LANDING, landing, by, reason, at)


def _void(process: Process[W], win: W, by: Person, why: str, note: str, at: datetime | None) -> W:
    with process.step("void", win, by=by, at=at) as step:
        step.note = words.needed(note, "note", 500)
        step.set(void_reason=VoidReason(why), **_unshown(win))
        step.data = {"why": why}
        step.then(_advanced)
    return win


@AGREEMENT.action("void")
def void_agreement(
    *, agreement: Agreement, why: str, note: str, by: Person, at: datetime | None = None
) -> Agreement:
    """It holds no longer and counts no longer; its row stays."""
    return _void(AGREEMENT, agreement, by, why, note, at)


@LANDING.action("void")
def void_landing(
    *, landing: Landing, why: str, note: str, by: Person, at: datetime | None = None
) -> Landing:
    """It holds no longer and counts no longer; its row stays."""
    return _void(LANDING, landing, by, why, note, at)


def _unshown(win: Agreement | Landing) -> dict[str, Any]:
    return {"shown_as": "", "shown_at": None} if isinstance(win, Agreement) else {}


def _correct(
    process: Process[W],
    win: W,
    values: dict[str, Any],
    by: Person | None,
    reason: str,
    at: datetime | None,
    relation: Relation | None = None,
) -> W:
    """The next version: what differs stands in the story from → to; verified anew before it counts."""
    reason = words.needed(reason, "reason", 500)
    moment = clock.at_or_now(at)
    with process.step("correct", win, by=by, at=moment, relation=relation) as step:
        differs = {
            name: (getattr(step.thing, name), value)
            for name, value in values.items()
            if getattr(step.thing, name) != value
        }
        if not differs:
            raise Refused(_("和原来的一样，没有要更正的。"), "same")
        step.set(
            **values,
            version=step.thing.version + 1,
            entered_by=by,
            entered_at=moment,
            verified_by=None,
            verified_at=None,
            **_unshown(win),
        )
        _in_order(step.thing)
        step.note = _changes(step.thing, differs, reason)
        step.data = {name: [_kept(old), _kept(new)] for name, (old, new) in differs.items()}
        step.then(_advanced)
    return win


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


SPOKEN: dict[str, Callable[[Any], str]] = {
    "amount": rounding.money,
    "signed_on": lambda on: dates.period(on.isoformat()),
    "happened_on": lambda on: dates.period(on.isoformat()),
    "level": lambda level: str(Level(level).label),
    "foreign": lambda foreign: _("外资") if foreign else _("内资"),
    "area": lambda area: f"{area / 100:g}",
    "words": lambda text: words.clip(text, 40) or "—",
}


def _changes(win: Agreement | Landing, differs: dict[str, tuple[Any, Any]], reason: str) -> str:
    """What became what, and why, as the desk reads it."""
    told = [
        _("%(old)s 改为 %(new)s") % {"old": SPOKEN[name](old), "new": SPOKEN[name](new)}
        for name, (old, new) in differs.items()
    ]
    said = {"n": win.version, "changes": "；".join(told), "reason": reason}
    return _("第 %(n)d 版：%(changes)s。原因：%(reason)s") % said


@AGREEMENT.action("correct")
def correct_agreement(
    *,
    agreement: Agreement,
    level: str,
    amount: int,
    signed_on: date,
    reason: str,
    by: Person | None,
    foreign: bool = False,
    note: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Agreement:
    """Put it right: the next version, with the reason."""
    moment = clock.at_or_now(at)
    values = {
        "level": str(Level(level)),
        "amount": checks.positive(amount, "amount"),
        "signed_on": checks.past(signed_on, moment, "signed_on"),
        "foreign": foreign,
        "words": words.clean(note, most=500, field="note"),
    }
    return _correct(AGREEMENT, agreement, values, by, reason, moment, relation)


@LANDING.action("correct")
def correct_landing(
    *,
    landing: Landing,
    happened_on: date,
    reason: str,
    by: Person | None,
    amount: int | None = None,
    area: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Landing:
    """Put it right: the next version, with the reason."""
    moment = clock.at_or_now(at)
    values: dict[str, Any] = {
        "happened_on": checks.past(happened_on, moment, "happened_on"),
        "words": words.clean(note, most=500, field="note"),
    }
    if landing.kind == Step.PAID_IN:
        values["amount"] = checks.positive(amount, "amount")
    if landing.kind == Step.LAND:
        values["area"] = _area(area)
    return _correct(LANDING, landing, values, by, reason, moment)


@AGREEMENT.action("publish")
def publish(
    *, agreement: Agreement, shown_as: str, by: Person, at: datetime | None = None
) -> Agreement:
    """Let everyone read of it, in general words: no company, no exact sum. Raises for its name."""
    shown = words.one_line(shown_as, "shown_as", 120)
    if agreement.lead.company.core in words.bare_name(shown):
        raise Invalid(
            _("公开的话里不要写企业名称，只写做什么，例如“竹制品深加工项目”。"),
            "names_company",
            field="shown_as",
        )
    with AGREEMENT.step("publish", agreement, by=by, at=at) as step:
        step.set(shown_as=shown, shown_at=step.at)
        step.say(shown)
    return agreement


@AGREEMENT.action("hide")
def hide(*, agreement: Agreement, by: Person, at: datetime | None = None) -> Agreement:
    """Nobody outside reads of it any more."""
    with AGREEMENT.step("hide", agreement, by=by, at=at) as step:
        step.set(shown_as="", shown_at=None)
    return agreement
