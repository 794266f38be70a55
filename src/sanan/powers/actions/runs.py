"""A run of a power: declared, taken step by step, signed, objected to, stopped, finished."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.books.models import Contract
from sanan.cases.models import Case
from sanan.cases.queries import deadlines
from sanan.council.enums import Kind
from sanan.council.models import Resolution
from sanan.council.rules.quorum import Facts, judge
from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.powers.actions.change import Move, moving, needed, one_line, written
from sanan.powers.enums import Event, RunState, StepState
from sanan.powers.models import Disclosure, Line, Objection, PowerItem, PowerRun, RunStep
from sanan.powers.rules import runs as rules
from sanan.powers.rules import who
from sanan.powers.rules.runs import Verb


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
    if not who.cadre(place.path, by):
        raise Forbidden(_("这一步由村干部来办。"), "not_yours")
    title, moment = one_line(title, "title", 120), clock.at_or_now(at)
    today = timezone.localdate(moment)
    if not PowerItem.objects.current(today).filter(pk=item.pk).exists():
        raise Refused(_("清单里这一项已经改了,请从最新的清单开始。"), "old_version")
    with transaction.atomic():
        made = PowerRun.objects.create(
            item=item,
            place=place,
            title=title,
            amount=amount,
            fund_source=words.clean_line(fund_source, most=80, field="fund_source"),
            counterparty=words.clean_line(counterparty, most=80, field="counterparty"),
            begun_by=by,
            begun_at=moment,
        )
        RunStep.objects.bulk_create(
            RunStep(run=made, step=step, seq=step.seq) for step in item.steps.all()
        )
        content = {
            "run": made.code,
            "item": f"{item.code} v{item.version}",
            "place": place.code,
            "title": title,
            "amount": amount,
            "fund_source": made.fund_source,
            "counterparty": made.counterparty,
        }
        entry = written(Event.BEGIN, made.code, content, by=by, at=moment, said=title)
        made.entry_id = entry.pk
        made.save(update_fields=["entry_id"])
        Line.objects.create(
            run=made, verb="begin", at=moment, by=by, said=title, public=True, entry_id=entry.pk
        )
    return made


def _moving(run: PowerRun, verb: Verb, by: Person | None, at: datetime | None) -> Any:
    return moving(
        run,
        verb,
        by,
        at,
        check=lambda fresh: rules.check(verb, fresh, by),
        target=rules.RULES[verb].target,
    )


def declare(
    *, run: PowerRun, related: bool, by: Person, who_text: str = "", at: datetime | None = None
) -> PowerRun:
    """Say whether a close relative of a cadre has a part in it, and who."""
    who_text = words.clean_line(who_text, most=200, field="who_text")
    if related and not who_text:
        raise Invalid(_("请写明是谁、什么关系。"), "who", field="who_text")
    with _moving(run, Verb.DECLARE, by, at) as move:
        fresh = move.thing
        fresh.related, fresh.related_who = related, who_text if related else ""
        fresh.declared_by, fresh.declared_at = by, move.at
        move.data = {"related": related}
        move.said = fresh.related_who
        _next_due(fresh, move.at)
    return run


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
    decision = needed(decision)
    with _moving(run, Verb.TAKE, by, at) as move:
        steps = _steps(move.thing)
        mine = _turn(steps, seq)
        if not who.as_actor(mine.step.actor, run.path, by):
            raise Forbidden(
                _("“%(step)s”由%(who)s来办。")
                % {"step": mine.step.name, "who": mine.step.get_actor_display()},
                "not_yours",
            )
        _check_evidence(mine)
        counted = _check_quorum(move.thing, mine, votes, resolution)
        mine.state, mine.actor, mine.at, mine.decision = StepState.DONE, by, move.at, decision
        mine.save()
        _next_due(move.thing, move.at)
        move.said, move.public = decision, True
        move.data = {"step": seq, "name": mine.step.name, **counted, "files": _files(mine)}
    return mine


def _steps(run: PowerRun) -> list[RunStep]:
    return list(run.steps.select_related("step").order_by("seq"))


def _turn(steps: Sequence[RunStep], seq: int) -> RunStep:
    mine = rules.turn(steps)
    if mine is None or mine.seq != seq:
        raise Refused(_("现在轮到的不是这一步。请刷新页面看最新进展。"), "not_its_turn")
    stop = rules.blocked(steps)
    if stop is not None:
        raise stop
    return mine


def _check_evidence(step: RunStep) -> None:
    there = set(step.files.values_list("evidence", flat=True))
    missing = [kind for kind in step.step.evidence if kind not in there]
    if missing:
        from sanan.powers.enums import EvidenceKind

        raise Refused(
            _("还缺材料:%(what)s。先传上来,再记这一步。")
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
        raise Invalid(_("票数加起来比到会的人多,请核对。"), "do_not_add_up", field="present")
    found = judge(Kind(step.step.quorum), facts)
    if not found.valid:
        lacking = " ".join(line.words for line in found.lines if not line.holds)
        raise Refused(
            _("依法不成立,不能记为通过(%(law)s):%(why)s") % {"law": found.law, "why": lacking},
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
            _("这一步要%(want)s的决议,选的是%(have)s的。")
            % {"want": Kind(step.step.quorum).label, "have": body.get_kind_display()},
            "other_body",
            field="resolution",
        )
    step.resolution = resolution
    lines = resolution.vote.result.get("lines", [])
    step.finding = [{"words": x["words"], "figures": x["figures"]} for x in lines]
    return {"resolution": resolution.code}


def _files(step: RunStep) -> list[str]:
    return sorted(step.files.values_list("sha256", flat=True))


def _next_due(run: PowerRun, at: datetime) -> None:
    """Start the clock of the step whose turn comes now, in working days."""
    following = rules.turn(_steps(run))
    if following is not None and following.due_on is None:
        calendar = deadlines.calendar()
        following.due_on = calendar.add_working_days(calendar.local_day(at), following.step.days)
        following.save(update_fields=["due_on"])


def skip(
    *, run: PowerRun, seq: int, reason: str, by: Person, at: datetime | None = None
) -> RunStep:
    """Leave a step out, saying why, for everyone to see. Not one that the law asks for."""
    reason = one_line(reason, "reason", 300)
    with _moving(run, Verb.SKIP, by, at) as move:
        mine = _turn(_steps(move.thing), seq)
        if mine.step.quorum:
            raise Refused(_("这一步是法律要求的会议,不能跳过。"), "statutory")
        mine.state, mine.reason, mine.actor, mine.at = StepState.SKIPPED, reason, by, move.at
        mine.save()
        _next_due(move.thing, move.at)
        move.said, move.public = reason, True
        move.data = {"step": seq, "name": mine.step.name}
    return mine


def sign(
    *, run: PowerRun, seq: int, by: Person, note: str = "", at: datetime | None = None
) -> RunStep:
    """The supervision committee's signature under a step that asks for it."""
    note = words.clean_line(note, most=300, field="note")
    with _moving(run, Verb.SIGN, by, at) as move:
        mine = _one(move.thing, seq)
        if not mine.waits_for_sign:
            raise Refused(_("这一步现在不用签字。"), "no_signature")
        if mine.actor_id == by.pk:
            raise Refused(_("自己办的不能自己签字,请另一位成员来签。"), "own_work")
        mine.signed_by, mine.signed_at, mine.signed_note = by, move.at, note
        mine.save()
        move.said, move.data = note, {"step": seq, "name": mine.step.name}
        move.public = True
    return mine


def _one(run: PowerRun, seq: int) -> RunStep:
    found = run.steps.select_related("step").filter(seq=seq).first()
    if found is None:
        raise Invalid(_("没有这一步。"), "no_step", field="seq")
    return found


def object_to(
    *, run: PowerRun, seq: int, text: str, by: Person | None = None, at: datetime | None = None
) -> Objection:
    """Object to a step that was taken or left out; by anyone. It blocks the run until answered."""
    text = needed(text, most=1000)
    with _moving(run, Verb.OBJECT, by, at) as move:
        mine = _one(move.thing, seq)
        if mine.state == StepState.PENDING:
            raise Refused(_("这一步还没有办,办了以后可以提异议。"), "pending")
        made = Objection.objects.create(
            step=mine,
            text=text,
            supervisor=who.supervisor(run.path, by),
            person=by,
            at=move.at,
        )
        if mine.state == StepState.DONE:
            mine.state = StepState.OBJECTED
            mine.save(update_fields=["state"])
        move.said, move.data = text, {"step": seq, "name": mine.step.name, "objection": made.pk}
    return made


def answer_objection(
    *, objection: Objection, text: str, by: Person, at: datetime | None = None
) -> Objection:
    """Answer it, for everyone to read; the step stands again once every objection is answered."""
    text = needed(text)
    run = PowerRun.objects.select_related("place").get(pk=objection.step.run_id)
    with _moving(run, Verb.ANSWER, by, at) as move:
        fresh = Objection.objects.select_for_update().get(pk=objection.pk)
        if fresh.answered_at is not None:
            raise Refused(_("这条异议已经回答了。"), "answered")
        fresh.answer, fresh.answered_by, fresh.answered_at = text, by, move.at
        fresh.save()
        step = _one(move.thing, objection.step.seq)
        waiting = step.objections.filter(answered_at__isnull=True).exists()
        if step.state == StepState.OBJECTED and not waiting:
            step.state = StepState.DONE
            step.save(update_fields=["state"])
        move.said, move.public = text, True
        move.data = {"step": step.seq, "name": step.step.name, "objection": fresh.pk}
    return fresh


def suspend(*, run: PowerRun, reason: str, by: Person, at: datetime | None = None) -> PowerRun:
    """Stopped by a discipline officer. Why is for staff; that it stands still is for everyone."""
    reason = one_line(reason, "reason", 300)
    with _moving(run, Verb.SUSPEND, by, at) as move:
        move.thing.before, move.thing.suspended_why = move.thing.state, reason
        move.said = reason
    return run


def resume(*, run: PowerRun, note: str, by: Person, at: datetime | None = None) -> PowerRun:
    """Let it go on where it stood."""
    note = one_line(note, "note", 300)
    with _moving(run, Verb.RESUME, by, at) as move:
        move.target = RunState(move.thing.before)
        move.thing.before, move.thing.suspended_why = "", ""
        move.said = note
    return run


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
        raise Invalid(_("请选一项公开、一份合同,或写一件事的编号。"), "empty", field="disclosure")
    with _moving(run, Verb.LINK, by, at) as move:
        if disclosure is not None:
            if disclosure.place_id != run.place_id or not disclosure.is_public:
                raise Refused(_("只能连到本村已经公开的。"), "other", field="disclosure")
            move.thing.disclosures.add(disclosure)
        if case is not None:
            move.thing.cases.add(case)
        if contract is not None:
            if contract.place_id != run.place_id:
                raise Refused(_("只能连到本村的合同。"), "other", field="contract")
            move.thing.contract = contract
        move.data = {
            "disclosure": disclosure.code if disclosure else "",
            "case": case.code if case else "",
            "contract": contract.code if contract else "",
        }
    return run


def finish(*, run: PowerRun, by: Person, at: datetime | None = None) -> PowerRun:
    """Done: every step taken or left out with its reason, signed where asked, no objection open."""
    with _moving(run, Verb.FINISH, by, at) as move:
        _check_finished(move)
        move.thing.completed_at, move.public = move.at, True
        move.data = {"steps": [[s.seq, str(s.state)] for s in _steps(move.thing)]}
    return run


def _check_finished(move: "Move[PowerRun]") -> None:
    steps = _steps(move.thing)
    left = rules.turn(steps)
    if left is not None:
        raise Refused(_("还有“%(step)s”没有办。") % {"step": left.step.name}, "not_done")
    stop = rules.blocked(steps)
    if stop is not None:
        raise stop


def archive(*, run: PowerRun, by: Person, at: datetime | None = None) -> PowerRun:
    """Put away a finished run, once no objection is open."""
    with _moving(run, Verb.ARCHIVE, by, at) as move:
        stop = rules.blocked(_steps(move.thing))
        if stop is not None:
            raise stop
    return run
