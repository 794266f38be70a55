"""A run of a power: declared, taken step by step, signed, objected to, stopped, finished."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.books.models import Contract
from sanan.cases import deadlines
from sanan.cases.models import Case
from sanan.council.enums import Kind
from sanan.council.models import Resolution
from sanan.council.rules.quorum import Facts, judge
from sanan.files.actions import hashes
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.powers.enums import EvidenceKind, RunState, StepState
from sanan.powers.models import Disclosure, Objection, PowerItem, PowerRun, RunStep
from sanan.powers.rules import who
from sanan.powers.rules.runs import RUN, blocked, steps_of, turn
from sanan.process.step import Step


@RUN.action("begin")
def begin(
    *,
    item: PowerItem,
    place: Place,
    title: str,
    by: Person,
    amount: int | None = None,
    fund_source: str = "",
    counterparty: str = "",
    at: datetime | None = None,
) -> PowerRun:
    """Begin a run under the present version of `item`; `amount` in fen."""
    moment = clock.at_or_now(at)
    made = PowerRun(
        item=item,
        place=place,
        title=words.one_line(title, "title", 120),
        amount=amount,
        fund_source=words.clean_line(fund_source, most=80, field="fund_source"),
        counterparty=words.clean_line(counterparty, most=80, field="counterparty"),
        begun_by=by,
        begun_at=moment,
    )
    with RUN.begin("begin", made, by=by, at=moment) as step:
        if not PowerItem.objects.current(timezone.localdate(moment)).filter(pk=item.pk).exists():
            raise Refused(_("清单里这一项已经改了，请从最新的清单开始。"), "old_version")
        step.say(made.title)
        step.data = {"item": f"{item.code} v{item.version}", "place": place.code}
        step.then(_lay_out)
    return made


def _lay_out(step: Step[PowerRun]) -> None:
    """The steps of the power's list, none taken yet."""
    RunStep.objects.bulk_create(
        RunStep(run=step.thing, step=each, seq=each.seq) for each in step.thing.item.steps.all()
    )


@RUN.action("declare")
def declare(
    *, run: PowerRun, related: bool, by: Person, who_text: str = "", at: datetime | None = None
) -> PowerRun:
    """Say whether a close relative of a cadre has a part in it, and who."""
    who_text = words.clean_line(who_text, most=200, field="who_text")
    if related and not who_text:
        raise Invalid(_("请写明是谁、什么关系。"), "who", field="who_text")
    with RUN.step("declare", run, by=by, at=at) as step:
        fresh = step.thing
        fresh.related, fresh.related_who = related, who_text if related else ""
        fresh.declared_by, fresh.declared_at = by, step.at
        step.data = {"related": related}
        step.said = fresh.related_who
        _next_due(fresh, step.at)
    return run


@RUN.action("take")
def take(
    *,
    run: PowerRun,
    seq: int,
    decision: str,
    by: Person,
    votes: Mapping[str, int] | None = None,
    resolution: Resolution | None = None,
    at: datetime | None = None,
) -> RunStep:
    """Take the step whose turn it is, with its evidence there and, where the law asks, its quorum.

    `votes` are the fields of the council's `Facts` and `against`, `abstain`; or `resolution` is a
    published decision of this village that the council's engine found valid.
    """
    decision = words.needed(decision)
    with RUN.step("take", run, by=by, at=at) as step:
        steps = steps_of(step.thing)
        mine = _turn(steps, seq)
        _check_evidence(mine)
        counted = _check_quorum(step.thing, mine, votes, resolution)
        mine.state, mine.actor, mine.at, mine.decision = StepState.DONE, by, step.at, decision
        mine.save()
        _next_due(step.thing, step.at)
        step.say(decision)
        step.data = {"step": seq, "name": mine.step.name, **counted, "files": _files(mine)}
    return mine


def _turn(steps: Sequence[RunStep], seq: int) -> RunStep:
    mine = turn(steps)
    if mine is None or mine.seq != seq:
        raise Refused(_("现在轮到的不是这一步。请刷新页面看最新进展。"), "not_its_turn")
    stop = blocked(steps)
    if stop is not None:
        raise stop
    return mine


def _check_evidence(step: RunStep) -> None:
    there = {file.label for file in step.files}
    missing = [kind for kind in step.step.evidence if kind not in there]
    if missing:
        raise Refused(
            _("还缺材料：%(what)s。先传上来，再记这一步。")
            % {"what": "、".join(str(EvidenceKind(kind).label) for kind in missing)},
            "no_evidence",
            field="file",
        )


def _check_quorum(
    run: PowerRun,
    step: RunStep,
    votes: Mapping[str, int] | None,
    resolution: Resolution | None,
) -> dict[str, Any]:
    """Judge the counts by the council's table; what was counted and found, for the record."""
    if not step.step.quorum:
        return {}
    if resolution is not None:
        return _by_resolution(run, step, resolution)
    given = {k: int(v or 0) for k, v in (votes or {}).items()}
    if not given.get("people"):
        raise Invalid(_("请填应到人数、到会人数和票数。"), "no_votes", field="people")
    facts = Facts(**{k: v for k, v in given.items() if k in Facts.__dataclass_fields__})
    ballots = facts.agree + given.get("against", 0) + given.get("abstain", 0)
    if ballots > facts.present:
        raise Invalid(_("票数加起来比到会的人多，请核对。"), "do_not_add_up", field="present")
    found = judge(Kind(step.step.quorum), facts)
    if not found.valid:
        lacking = " ".join(line.words for line in found.lines if not line.holds)
        raise Refused(
            _("依法不成立，不能记为通过（%(law)s）：%(why)s") % {"law": found.law, "why": lacking},
            "no_quorum",
            field="present",
        )
    step.votes = given
    step.finding = [{"words": x.words, "figures": x.figures} for x in found.lines]
    return {"votes": given, "law": found.law}


def _by_resolution(run: PowerRun, step: RunStep, resolution: Resolution) -> dict[str, Any]:
    body = resolution.vote.meeting.council
    if resolution.published_at is None or not run.place.contains(body.place):
        raise Refused(_("只能用本村已经公示的决议。"), "no_resolution", field="resolution")
    if body.kind != step.step.quorum:
        raise Refused(
            _("这一步要%(want)s的决议，选的是%(have)s的。")
            % {"want": Kind(step.step.quorum).label, "have": body.get_kind_display()},
            "other_body",
            field="resolution",
        )
    step.resolution = resolution
    lines = resolution.vote.result.get("lines", [])
    step.finding = [{"words": x["words"], "figures": x["figures"]} for x in lines]
    return {"resolution": resolution.code}


def _files(step: RunStep) -> list[str]:
    return sorted(hashes(step.files))


def _next_due(run: PowerRun, at: datetime) -> None:
    """Start the clock of the step whose turn comes now, in working days."""
    following = turn(steps_of(run))
    if following is not None and following.due_on is None:
        calendar = deadlines.calendar_at(run.place)
        following.due_on = calendar.add_working_days(calendar.local_day(at), following.step.days)
        following.save(update_fields=["due_on"])


@RUN.action("skip")
def skip(
    *, run: PowerRun, seq: int, reason: str, by: Person, at: datetime | None = None
) -> RunStep:
    """Leave a step out, saying why, for everyone to see. Not one that the law asks for."""
    reason = words.one_line(reason, "reason", 300)
    with RUN.step("skip", run, by=by, at=at) as step:
        mine = _turn(steps_of(step.thing), seq)
        mine.state, mine.reason, mine.actor, mine.at = StepState.SKIPPED, reason, by, step.at
        mine.save()
        _next_due(step.thing, step.at)
        step.say(reason)
        step.data = {"step": seq, "name": mine.step.name}
    return mine


@RUN.action("sign")
def sign(
    *, run: PowerRun, seq: int, by: Person, note: str = "", at: datetime | None = None
) -> RunStep:
    """The supervision committee's signature under a step that asks for it."""
    note = words.clean_line(note, most=300, field="note")
    with RUN.step("sign", run, by=by, at=at) as step:
        mine = _one(step.thing, seq)
        if not mine.waits_for_sign:
            raise Refused(_("这一步现在不用签字。"), "no_signature")
        if mine.actor_id == by.pk:
            raise Refused(_("自己办的不能自己签字，请另一位成员来签。"), "own_work")
        mine.signed_by, mine.signed_at, mine.signed_note = by, step.at, note
        mine.save()
        step.said, step.data = note, {"step": seq, "name": mine.step.name}
    return mine


def _one(run: PowerRun, seq: int) -> RunStep:
    found = run.steps.select_related("step").filter(seq=seq).first()
    if found is None:
        raise Invalid(_("没有这一步。"), "no_step", field="seq")
    return found


@RUN.action("object")
def object_to(
    *, run: PowerRun, seq: int, text: str, by: Person | None = None, at: datetime | None = None
) -> Objection:
    """Object to a step that was taken or left out; by anyone. It blocks the run until answered."""
    text = words.needed(text, most=1000)
    with RUN.step("object", run, by=by, at=at) as step:
        mine = _one(step.thing, seq)
        if mine.state == StepState.PENDING:
            raise Refused(_("这一步还没有办，办了以后可以提异议。"), "pending")
        made = Objection.objects.create(
            step=mine,
            text=text,
            supervisor=who.supervisor(run.path, by),
            person=by,
            at=step.at,
        )
        if mine.state == StepState.DONE:
            mine.state = StepState.OBJECTED
            mine.save(update_fields=["state"])
        step.said, step.data = text, {"step": seq, "name": mine.step.name, "objection": made.pk}
    return made


@RUN.action("answer")
def answer_objection(
    *,
    objection: Objection,
    text: str,
    by: Person,
    run: PowerRun | None = None,
    at: datetime | None = None,
) -> Objection:
    """Answer it, for everyone to read; the step stands again once every objection is answered."""
    text = words.needed(text)
    run = run or PowerRun.objects.select_related("place").get(pk=objection.step.run_id)
    with RUN.step("answer", run, by=by, at=at) as step:
        fresh = Objection.objects.select_for_update().get(pk=objection.pk)
        if fresh.answered_at is not None:
            raise Refused(_("这条异议已经回答了。"), "answered")
        fresh.answer, fresh.answered_by, fresh.answered_at = text, by, step.at
        fresh.save()
        mine = _one(step.thing, objection.step.seq)
        open_still = mine.objections.filter(answered_at__isnull=True).exists()
        if mine.state == StepState.OBJECTED and not open_still:
            mine.state = StepState.DONE
            mine.save(update_fields=["state"])
        step.say(text)
        step.data = {"step": mine.seq, "name": mine.step.name, "objection": fresh.pk}
    return fresh


@RUN.action("suspend")
def suspend(*, run: PowerRun, reason: str, by: Person, at: datetime | None = None) -> PowerRun:
    """Stopped by a discipline officer. Why is for staff; that it stands still is for everyone."""
    reason = words.one_line(reason, "reason", 300)
    with RUN.step("suspend", run, by=by, at=at) as step:
        step.thing.before, step.thing.suspended_why = step.thing.state, reason
        step.said = reason
    return run


@RUN.action("resume")
def resume(*, run: PowerRun, note: str, by: Person, at: datetime | None = None) -> PowerRun:
    """Let it go on where it stood."""
    note = words.one_line(note, "note", 300)
    with RUN.step("resume", run, by=by, at=at) as step:
        step.target = RunState(step.thing.before)
        step.thing.before, step.thing.suspended_why = "", ""
        step.said = note
    return run


@RUN.action("link")
def link(
    *,
    run: PowerRun,
    by: Person,
    disclosure: Disclosure | None = None,
    case: Case | None = None,
    contract: Contract | None = None,
    at: datetime | None = None,
) -> PowerRun:
    """Name a published disclosure, a case or a contract of the books that belongs to this run."""
    if disclosure is None and case is None and contract is None:
        raise Invalid(_("请选一项公开、一份合同，或写一件事的编号。"), "empty", field="disclosure")
    with RUN.step("link", run, by=by, at=at) as step:
        if disclosure is not None:
            if disclosure.place_id != run.place_id or not disclosure.is_public:
                raise Refused(_("只能连到本村已经公开的。"), "other", field="disclosure")
            step.thing.disclosures.add(disclosure)
        if case is not None:
            step.thing.cases.add(case)
        if contract is not None:
            if contract.place_id != run.place_id:
                raise Refused(_("只能连到本村的合同。"), "other", field="contract")
            step.thing.contract = contract
        step.data = {
            "disclosure": disclosure.code if disclosure else "",
            "case": case.code if case else "",
            "contract": contract.code if contract else "",
        }
    return run


@RUN.action("finish")
def finish(*, run: PowerRun, by: Person, at: datetime | None = None) -> PowerRun:
    """Done: every step taken or left out with its reason, signed where asked, no objection open."""
    with RUN.step("finish", run, by=by, at=at) as step:
        step.thing.completed_at = step.at
        step.data = {"steps": [[s.seq, str(s.state)] for s in steps_of(step.thing)]}
    return run


@RUN.action("archive")
def archive(*, run: PowerRun, by: Person, at: datetime | None = None) -> PowerRun:
    """Put away a finished run, once no objection is open."""
    with RUN.step("archive", run, by=by, at=at):
        pass
    return run
