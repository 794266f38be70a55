"""Joint projects and deeds of the year, from the plan to the residents' verdict."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council.actions.files import belong
from sanan.council.enums import Attached, WorkKind
from sanan.council.models import JointCommittee, Milestone, Need, Work, WorkRating
from sanan.council.rules import WORK
from sanan.files import actions as files
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.kit.words import needed
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.process.enums import Satisfaction
from sanan.process.step import Step

MOST_STEPS = 30
YEARS = range(2000, 2200)


@WORK.action("plan")
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
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Work:
    """Promise it: what, by whom, for how much (fen), and each step with its day.

    A project belongs to a committee; a deed to the year's list of its place.
    """
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
            _("请写 1 到 %(most)d 步，每一步写上哪天以前。") % {"most": MOST_STEPS},
            "steps",
            field="steps",
        )
    names = [
        needed(words.clean_line(name, most=120, field="steps"), "steps") for name, _on in steps
    ]
    made = Work(
        kind=kind,
        place=place,
        committee=committee,
        need=need,
        year=year,
        title=needed(words.clean_line(title, most=120, field="title"), "title"),
        text=needed(words.clean(text, most=2000, field="text")),
        org=org,
        budget=budget,
        planned_at=moment,
    )

    def lay_out(_step: Step[Work]) -> None:
        made.villages.set(villages)
        for number, (name, (_said, due_on)) in enumerate(zip(names, steps, strict=True), 1):
            Milestone.objects.create(work=made, position=number, title=name, due_on=due_on)

    with WORK.begin("plan", made, by=by, at=moment, relation=relation) as step:
        Place.objects.select_for_update().get(pk=place.pk)
        made.number = _next(place, kind, year)
        step.say(made.text)
        step.data = {
            "place": place.code,
            "committee": committee.code if committee else "",
            "villages": [village.code for village in villages],
            "need": need.code if need else "",
            "org": org.code,
            "steps": [[name, f"{day}"] for name, (_said, day) in zip(names, steps, strict=True)],
        }
        step.then(lay_out)
    return made


def _next(place: Place, kind: WorkKind, year: int) -> int:
    listed = Work.objects.filter(place=place, kind=kind, year=year)
    return (listed.aggregate(last=Max("number"))["last"] or 0) + 1


@WORK.action("start")
def start_work(
    *, work: Work, by: Person | None, relation: Relation | None = None, at: datetime | None = None
) -> Work:
    """Work on it begins."""
    with WORK.step("start", work, by=by, at=at, relation=relation):
        pass
    return work


@WORK.action("report")
def report_work(
    *,
    work: Work,
    text: str,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Work:
    """How it goes, for everyone to read."""
    text = needed(words.clean(text, most=2000, field="text"))
    with WORK.step("report", work, by=by, at=at, relation=relation) as step:
        step.say(text)
    return work


def reach(
    *,
    milestone: Milestone,
    evidence: str,
    by: Person | None,
    done_on: date | None = None,
    uploads: Sequence[Upload] = (),
    public: bool = True,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Milestone:
    """A step is done, and what shows it: words, and photos that anyone or only staff may see."""
    evidence = needed(words.clean(evidence, most=500, field="evidence"), "evidence")
    moment = clock.at_or_now(at)
    day = done_on or timezone.localdate(moment)
    if day > timezone.localdate(moment):
        raise Invalid(_("这一天还没到。办成了再记。"), "future", field="done_on")
    with (
        files.kept(uploads) as kept,
        WORK.step("reach", milestone.work, by=by, at=moment, relation=relation) as step,
    ):
        fresh = Milestone.objects.select_for_update().get(pk=milestone.pk)
        if fresh.done_on is not None:
            raise Refused(_("这一步已经记过办成了。"), "done")
        fresh.done_on, fresh.evidence = day, evidence
        fresh.save(update_fields=["done_on", "evidence"])
        belong(kept, step, label=Attached.PHOTO, public=public, part=fresh.pk)
        step.say(_("%(step)s：%(evidence)s") % {"step": fresh.title, "evidence": evidence})
        step.data = {"milestone": fresh.position, "done_on": f"{day}", "public": public}
    milestone.done_on, milestone.evidence = day, evidence
    return milestone


@WORK.action("finish")
def finish_work(
    *,
    work: Work,
    result: str,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Work:
    """办成了: the result, for everyone to read and to rate, once every step is done."""
    result = needed(words.clean(result, most=2000, field="result"), "result")
    with WORK.step("finish", work, by=by, at=at, relation=relation) as step:
        step.set(result=result, ended_at=step.at)
        step.say(result)
    return work


@WORK.action("stop")
def stop_work(*, work: Work, text: str, by: Person, at: datetime | None = None) -> Work:
    """It is not carried on, and everyone reads why."""
    text = needed(words.clean(text, most=2000, field="text"))
    with WORK.step("stop", work, by=by, at=at) as step:
        step.set(result=text, ended_at=step.at)
        step.say(text)
    return work


@WORK.action("rate")
def rate_work(
    *,
    work: Work,
    voter: str,
    satisfaction: Satisfaction,
    text: str = "",
    known: bool = True,
    at: datetime | None = None,
) -> WorkRating:
    """A resident's verdict on a finished work; a later one replaces it."""
    satisfaction = Satisfaction(satisfaction)
    text = words.clean(text, most=500, field="text")
    with WORK.step("rate", work, by=None, at=at) as step:
        made, _new = WorkRating.objects.update_or_create(
            work=step.thing,
            voter=voter,
            defaults={"satisfaction": satisfaction, "text": text, "known": known, "at": step.at},
        )
        step.data = {"voter": voter, "satisfaction": str(satisfaction), "known": known}
        step.say(text)
    return made
