"""Employers looked at, jobs posted, applications from the first word to the first day."""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, phones, vault, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid
from sanan.livelihood.enums import ApplicationState, JobState, Skill
from sanan.livelihood.models import Application, Employer, Job, Member
from sanan.livelihood.queries.workers import comes_first
from sanan.livelihood.rules.households import too_young
from sanan.livelihood.rules.work import APPLICATION, EMPLOYER, JOB
from sanan.people.actions.notices import notify
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.process.step import Step
from sanan.slips.actions import issue


@EMPLOYER.action("propose")
def propose(
    *,
    place: Place,
    name: str,
    contact: str,
    phone: str,
    by: Person,
    credit_no: str = "",
    at: datetime | None = None,
) -> Employer:
    """Note somebody who offers work; nothing of theirs is posted before they were looked at."""
    name = words.one_line(name, "name", 80)
    if Employer.objects.filter(place=place, name=name).exists():
        raise Invalid(_("已经有这个用工单位，请打开它。"), "twice", field="name")
    made = Employer(
        place=place,
        name=name,
        contact=words.one_line(contact, "contact", 40),
        phone=phones.office(phone),
        credit_no=words.clean_line(credit_no, most=20, field="credit_no"),
    )
    with EMPLOYER.begin("propose", made, by=by, at=at):
        pass
    return made


@EMPLOYER.action("check")
def check(*, employer: Employer, finding: str, by: Person, at: datetime | None = None) -> Employer:
    """What was looked at: licence, address, whether wages were ever owed."""
    with EMPLOYER.step("check", employer, by=by, at=at) as step:
        step.set(checked_on=local_day(step.at), finding=words.needed(finding, "finding", 500))
    return employer


@EMPLOYER.action("bar")
def bar(*, employer: Employer, reason: str, by: Person, at: datetime | None = None) -> Employer:
    """No more of their jobs; those that stand open are closed."""
    with EMPLOYER.step("bar", employer, by=by, at=at) as step:
        step.set(finding=words.needed(reason, "reason", 500))
        for job in step.thing.jobs.filter(state=JobState.OPEN):
            close(job=job, by=by, at=step.at)
    return employer


@JOB.action("post")
def post(
    *,
    employer: Employer,
    title: str,
    about: str,
    pay: str,
    km: Decimal,
    by: Person,
    skills: list[str] | None = None,
    begins: time | None = None,
    ends: time | None = None,
    wanted: int = 1,
    until_on: date | None = None,
    at: datetime | None = None,
) -> Job:
    """Offer a job of a checked employer near a community."""
    if (begins is None) != (ends is None) or (begins and ends and begins >= ends):
        raise Invalid(_("请把上班和下班时间都填上，下班要晚一些。"), "hours", field="ends")
    moment = clock.at_or_now(at)
    made = Job(
        place=employer.place,
        employer=employer,
        title=words.one_line(title, "title", 60),
        about=words.needed(about, "about", 1000),
        pay=words.one_line(pay, "pay", 60),
        skills=[str(each) for each in Skill if each in (skills or [])],
        begins=begins,
        ends=ends,
        km=km,
        wanted=wanted,
        posted_on=local_day(moment),
        until_on=until_on,
    )
    with JOB.begin("post", made, by=by, at=moment):
        pass
    return made


@JOB.action("close")
def close(*, job: Job, by: Person, at: datetime | None = None) -> Job:
    """Nobody more is wanted."""
    with JOB.step("close", job, by=by, at=at):
        pass
    return job


@JOB.action("reopen")
def reopen(*, job: Job, by: Person, at: datetime | None = None) -> Job:
    """Somebody is wanted again."""
    with JOB.step("reopen", job, by=by, at=at):
        pass
    return job


@APPLICATION.action("apply")
def apply(
    *,
    job: Job,
    name: str,
    phone: str,
    by: Person | None = None,
    member: Member | None = None,
    person: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Application:
    """Somebody wants a job: by phone themselves, or the centre for them (`by`).

    Whether they come first is judged by the register alone: by `member`, or by the one person of
    that name in a family of that number.
    """
    number = phones.mobile(phone)
    moment = clock.at_or_now(at)
    member = member or registered(job.place, name, number)
    if member is not None and (no := too_young(member, by, moment)) is not None:
        raise no
    made = Application(
        job=job,
        place=job.place,
        name=words.one_line(name, "name", 40),
        phone_locked=vault.lock(number),
        phone_hash=phones.hashed(number),
        person=person,
        by_centre=by is not None,
        applied_at=moment,
        **_known(member),
    )
    waiting = job.applications.waiting()
    if waiting.filter(phone_hash=made.phone_hash, name=made.name).exists():
        raise Invalid(_("已经报过名了，在“我的事”里可以看进展。"), "twice", field="phone")
    with APPLICATION.begin("apply", made, by=by, at=moment, relation=relation) as step:
        step.data = {"first": made.first, "village": made.village, "by_centre": made.by_centre}
        step.then(lambda done: issue(kind="job_application", ref=done.thing.code))
    return made


def registered(place: Place, name: str, phone: str) -> Member | None:
    """The one person of that name in a family with that number, living at the place."""
    found = Member.objects.at(place).living().filter(household__phone_hash=phones.hashed(phone))
    rows = [each for each in found.select_related("household__origin") if each.name == name.strip()]
    return rows[0] if len(rows) == 1 else None


def _known(member: Member | None) -> dict[str, object]:
    if member is None:
        return {"member": None, "first": False}
    first = comes_first(member)
    village = member.household.origin.spoken if first else ""
    return {"member": member, "first": first, "village": village}


@APPLICATION.action("match")
def match(
    *, application: Application, member: Member, by: Person, at: datetime | None = None
) -> Application:
    """Say who of the register it is; whether they come first follows from that."""
    with APPLICATION.step("match", application, by=by, at=at) as step:
        if not step.thing.place.contains(member.place):
            raise Invalid(_("这个人不在这里的名册里。"), "elsewhere", field="member")
        if (no := too_young(member, by, step.at)) is not None:
            raise no
        step.set(**_known(member))
        step.data = {"first": step.thing.first, "village": step.thing.village}
    return application


@APPLICATION.action("introduce")
def introduce(*, application: Application, by: Person, at: datetime | None = None) -> Application:
    """The employer knows of them."""
    with APPLICATION.step("introduce", application, by=by, at=at) as step:
        told = gettext_noop("您报名的“%(job)s”，已经把您推荐给用工单位。")
        step.then(lambda done: _tell(done, told))
    return application


@APPLICATION.action("hire")
def hire(*, application: Application, by: Person, at: datetime | None = None) -> Application:
    """They begin. The entry says who else waited, so that the priority of the villages is proven."""
    with APPLICATION.step("hire", application, by=by, at=at) as step:
        others = step.thing.job.applications.exclude(pk=step.thing.pk)
        turned = others.filter(state=ApplicationState.TURNED_DOWN, first=True).count()
        waiting = others.waiting()
        step.data = {
            "first": step.thing.first,
            "village": step.thing.village,
            "first_waiting": waiting.filter(first=True).count(),
            "others_waiting": waiting.filter(first=False).count(),
            "first_turned_down": turned,
        }
        step.set(ended_at=step.at)
        step.then(lambda done: _tell(done, gettext_noop("您报名的“%(job)s”，可以上岗了。")))
    return application


@APPLICATION.action("turn_down")
def turn_down(
    *, application: Application, reason: str, by: Person, at: datetime | None = None
) -> Application:
    """It did not come about, and why."""
    reason = words.one_line(reason, "reason", 300)
    with APPLICATION.step("turn_down", application, by=by, at=at) as step:
        step.set(reason=reason, ended_at=step.at)
        step.say(reason)
        step.then(lambda done: _tell(done, gettext_noop("您报名的“%(job)s”没有成，看看别的岗位。")))
    return application


@APPLICATION.action("withdraw")
def withdraw(
    *,
    application: Application,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Application:
    """They do not want it any more."""
    with APPLICATION.step("withdraw", application, by=by, at=at, relation=relation) as step:
        step.set(ended_at=step.at)
    return application


def _tell(step: Step[Application], said: str) -> None:
    thing = step.thing
    to = thing.person or (thing.member.person if thing.member else None)
    if to is not None:
        link = f"/livelihood/applications/{thing.code}/"
        notify(to=to, say=said, words={"job": thing.job.title}, link=link, at=step.at)
