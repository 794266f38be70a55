"""Joint projects and deeds of the year, from the plan to the residents' verdict."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council import rules
from sanan.council.actions.papers import keep
from sanan.council.enums import PaperKind, WorkKind
from sanan.council.models import (
    JointCommittee,
    Milestone,
    Need,
    Paper,
    Work,
    WorkRating,
    WorkStep,
)
from sanan.council.rules.joint import WORK_RULES, WorkVerb, check_work
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.kit.words import needed
from sanan.ledger import actions as ledger
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.enums import Satisfaction

MOST_STEPS = 30
YEARS = range(2000, 2200)


@dataclass
class Move:
    """What an action fills in; `said` stands in the story that everyone reads."""

    work: Work
    verb: WorkVerb
    by: Person | None
    at: datetime
    said: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def plan_work(
    *,
    kind: WorkKind,
    place: Place,
    title: str,
    text: str,
    org: Org,
    steps: Sequence[tuple[str, date]],
    by: Person | None,
    year: int | None = None,
    budget: int = 0,
    committee: JointCommittee | None = None,
    villages: Sequence[Place] = (),
    need: Need | None = None,
    at: datetime | None = None,
) -> Work:
    """Promise it: what, by whom, for how much (fen), and each step with its day.

    A project belongs to a committee; a deed to the year's list of its place.
    """
    if by is not None:
        rules.check_desk(place, by)
    moment, kind = clock.at_or_now(at), WorkKind(kind)
    year = year or timezone.localdate(moment).year
    if kind == WorkKind.PROJECT and committee is None:
        raise Invalid(_("共建项目要写明是哪个大党委的。"), "no_committee", field="committee")
    if year not in YEARS:
        raise Invalid(_("年份不对。"), "year", field="year")
    if budget < 0:
        raise Invalid(_("钱数不能小于零。"), "budget", field="budget")
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Invalid(
            _("请写 1 到 %(most)d 步,每一步写上哪天以前。") % {"most": MOST_STEPS},
            "steps",
            field="steps",
        )
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)
        made = Work.objects.create(
            kind=kind,
            place=place,
            committee=committee,
            need=need,
            year=year,
            number=_next(place, kind, year),
            title=needed(words.clean_line(title, most=120, field="title"), "title"),
            text=needed(words.clean(text, most=2000, field="text")),
            org=org,
            budget=budget,
            planned_at=moment,
        )
        made.villages.set(villages)
        for number, (name, due_on) in enumerate(steps, 1):
            Milestone.objects.create(
                work=made,
                position=number,
                title=needed(words.clean_line(name, most=120, field="steps"), "steps"),
                due_on=due_on,
            )
        move = Move(made, WorkVerb.PLAN, by, moment, made.text)
        move.data = {
            "kind": str(kind),
            "place": place.code,
            "committee": committee.code if committee else "",
            "villages": [village.code for village in villages],
            "need": need.code if need else "",
            "year": year,
            "number": made.number,
            "title": made.title,
            "org": org.code,
            "budget": budget,
            "steps": [[name, f"{day}"] for name, day in steps],
        }
        _told(move)
    return made


def _next(place: Place, kind: WorkKind, year: int) -> int:
    listed = Work.objects.filter(place=place, kind=kind, year=year)
    return (listed.aggregate(last=Max("number"))["last"] or 0) + 1


def start_work(*, work: Work, by: Person | None, at: datetime | None = None) -> Work:
    """Work on it begins."""
    with _moving(work, WorkVerb.START, by, at):
        pass
    return work


def report_work(*, work: Work, text: str, by: Person | None, at: datetime | None = None) -> Work:
    """How it goes, for everyone to read."""
    text = needed(words.clean(text, most=2000, field="text"))
    with _moving(work, WorkVerb.REPORT, by, at) as move:
        move.said = text
    return work


def reach(
    *,
    milestone: Milestone,
    evidence: str,
    by: Person | None,
    done_on: date | None = None,
    uploads: Sequence[Upload] = (),
    public: bool = True,
    at: datetime | None = None,
) -> Milestone:
    """A step is done, and what shows it: words, and photos that anyone or only staff may see."""
    evidence = needed(words.clean(evidence, most=500, field="evidence"), "evidence")
    moment = clock.at_or_now(at)
    day = done_on or timezone.localdate(moment)
    if day > timezone.localdate(moment):
        raise Invalid(_("这一天还没到。办成了再记。"), "future", field="done_on")
    kept = keep(uploads, kind=PaperKind.PHOTO, public=public, by=by, at=moment)
    with _moving(milestone.work, WorkVerb.REACH, by, moment) as move:
        fresh = Milestone.objects.select_for_update().get(pk=milestone.pk)
        if fresh.done_on is not None:
            raise Refused(_("这一步已经记过办成了。"), "done")
        fresh.done_on, fresh.evidence = day, evidence
        fresh.save(update_fields=["done_on", "evidence"])
        for paper in kept:
            paper.milestone = fresh
        Paper.objects.bulk_create(kept)
        move.said = _("%(step)s:%(evidence)s") % {"step": fresh.title, "evidence": evidence}
        move.data = {
            "milestone": fresh.position,
            "done_on": f"{day}",
            "files": [paper.sha256 for paper in kept],
            "public": public,
        }
    milestone.done_on, milestone.evidence = day, evidence
    return milestone


def finish_work(*, work: Work, result: str, by: Person | None, at: datetime | None = None) -> Work:
    """办成了: the result, for everyone to read and to rate, once every step is done."""
    result = needed(words.clean(result, most=2000, field="result"), "result")
    with _moving(work, WorkVerb.FINISH, by, at) as move:
        waiting = list(work.milestones.filter(done_on__isnull=True).values_list("title", flat=True))
        if waiting:
            raise Refused(
                _("还有没办成的步骤:%(what)s。") % {"what": "、".join(waiting)}, "not_done"
            )
        move.work.result, move.work.ended_at, move.said = result, move.at, result
    return work


def stop_work(*, work: Work, text: str, by: Person, at: datetime | None = None) -> Work:
    """It is not carried on, and everyone reads why."""
    text = needed(words.clean(text, most=2000, field="text"))
    with _moving(work, WorkVerb.STOP, by, at) as move:
        move.work.result, move.work.ended_at, move.said = text, move.at, text
    return work


def rate_work(
    *,
    work: Work,
    voter: str,
    satisfaction: Satisfaction,
    text: str = "",
    at: datetime | None = None,
) -> WorkRating:
    """A resident's verdict on a finished work; a later one replaces it."""
    satisfaction = Satisfaction(satisfaction)
    text = words.clean(text, most=500, field="text")
    with _moving(work, WorkVerb.RATE, None, at, resident=True) as move:
        made, _new = WorkRating.objects.update_or_create(
            work=move.work,
            voter=voter,
            defaults={"satisfaction": satisfaction, "text": text, "at": move.at},
        )
        move.data = {"voter": voter, "satisfaction": str(satisfaction), "text": text}
    return made


@contextmanager
def _moving(
    work: Work,
    verb: WorkVerb,
    by: Person | None,
    at: datetime | None,
    *,
    resident: bool = False,
) -> Iterator[Move]:
    """Lock, check, let the caller change it, write; without `by` it is the demo or a resident."""
    with transaction.atomic():
        locked = Work.objects.select_for_update(of=("self",))
        fresh = locked.select_related("place", "committee").get(pk=work.pk)
        if by is not None or resident or fresh.state not in WORK_RULES[verb].sources:
            check_work(verb, fresh, by)
        move = Move(fresh, verb, by, clock.at_or_now(at))
        yield move
        fresh.state = WORK_RULES[verb].target
        fresh.save()
        _told(move)
    for name in ("state", "result", "ended_at"):
        setattr(work, name, getattr(fresh, name))


def _told(move: Move) -> None:
    work = move.work
    content = {"work": work.code, "state": str(work.state), "data": move.data}
    entry = ledger.record(
        event=f"work.{move.verb}",
        subject=work.code,
        content=content,
        words=move.said,
        by=move.by.ref if move.by else "",
        at=move.at,
    )
    if move.verb != WorkVerb.RATE:
        WorkStep.objects.create(
            work=work, verb=move.verb, at=move.at, by=move.by, said=move.said, entry_id=entry.pk
        )
