"""Trainers under contract, courses with their sessions and who was there, certificates."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from sanan.kit import bulk, certificates, dates, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.livelihood.enums import CourseKind, PaperState, TrainerState
from sanan.livelihood.models import (
    Attendance,
    Course,
    CourseRating,
    Member,
    Session,
    Trainer,
    TrainingPaper,
)
from sanan.livelihood.rules.training import COURSE, PAPER, TRAINER
from sanan.people.models import Person
from sanan.places.models import Place


@TRAINER.action("engage")
def engage(
    *,
    place: Place,
    name: str,
    contract_no: str,
    since_on: date,
    until_on: date,
    by: Person,
    fee_fen: int = 0,
    at: datetime | None = None,
) -> Trainer:
    """Note a third party that teaches, with its contract."""
    if until_on < since_on:
        raise Invalid(_("合同结束要在开始以后。"), "dates", field="until_on")
    contract_no = words.one_line(contract_no, "contract_no", 40)
    if Trainer.objects.filter(place=place, contract_no=contract_no).exists():
        raise Invalid(_("已经有这个合同编号。"), "twice", field="contract_no")
    made = Trainer(
        place=place,
        name=words.one_line(name, "name", 80),
        contract_no=contract_no,
        since_on=since_on,
        until_on=until_on,
        fee_fen=fee_fen,
    )
    with TRAINER.begin("engage", made, by=by, at=at):
        pass
    return made


@TRAINER.action("end")
def end_trainer(
    *, trainer: Trainer, reason: str, by: Person, at: datetime | None = None
) -> Trainer:
    """No more courses of theirs."""
    with TRAINER.step("end", trainer, by=by, at=at) as step:
        step.note = words.needed(reason, "reason", 500)
    return trainer


@COURSE.action("plan")
def plan(
    *,
    place: Place,
    title: str,
    by: Person,
    kind: str = CourseKind.STARTUP,
    trainer: Trainer | None = None,
    least: int = 1,
    at: datetime | None = None,
) -> Course:
    """Begin a course; a third party needs a contract that runs."""
    if trainer is not None and trainer.state != TrainerState.ENGAGED:
        raise Refused(_("这个培训机构已经结束合作，请换一个。"), "ended", field="trainer")
    made = Course(
        place=place,
        title=words.one_line(title, "title", 60),
        kind=CourseKind(kind),
        trainer=trainer,
        least=least,
    )
    with COURSE.begin("plan", made, by=by, at=at):
        pass
    return made


@COURSE.action("schedule")
def schedule(
    *, course: Course, title: str, starts_at: datetime, by: Person, at: datetime | None = None
) -> Course:
    """One more session, on a day on which the trainer's contract runs."""
    with COURSE.step("schedule", course, by=by, at=at) as step:
        trainer, day = step.thing.trainer, local_day(starts_at)
        if trainer is not None and not trainer.since_on <= day <= trainer.until_on:
            raise Invalid(
                _("那天不在培训机构的合同期内（%(first)s 到 %(last)s）。请改日期或者续签合同。")
                % {
                    "first": dates.period(f"{trainer.since_on}"),
                    "last": dates.period(f"{trainer.until_on}"),
                },
                "no_contract",
                field="starts_at",
            )
        if step.thing.sessions.filter(starts_at=starts_at).exists():
            raise Invalid(_("这个时间已经排了一次课。"), "twice", field="starts_at")
        title = words.one_line(title, "title", 60)
        bulk.insert(Session(course=step.thing, title=title, starts_at=starts_at))
    return course


@COURSE.action("begin")
def begin(*, course: Course, by: Person, at: datetime | None = None) -> Course:
    """The course is under way."""
    if not course.sessions.exists():
        raise Refused(_("还没有排课，请先排一次课。"), "no_session")
    with COURSE.step("begin", course, by=by, at=at):
        pass
    return course


@COURSE.action("attend")
def attend(
    *,
    course: Course,
    session: Session,
    members: Iterable[Member],
    by: Person,
    at: datetime | None = None,
) -> Course:
    """Who was at a session; the same person twice is once."""
    there = list(members)
    with COURSE.step("attend", course, by=by, at=at) as step:
        if session.course_id != step.thing.pk:
            raise Invalid(_("这次课不是这门课的。"), "elsewhere", field="session")
        if session.starts_at > step.at:
            raise Refused(_("还没有上这次课，上完再点名。"), "future", field="session")
        known = set(session.attendances.values_list("member", flat=True))
        rows = {each.pk: each for each in there if each.pk not in known}
        bulk.insert_many([Attendance(session=session, member=each) for each in rows.values()])
        step.data = {"session": session.pk, "there": len(rows)}
    return course


@COURSE.action("end")
def end(*, course: Course, by: Person, at: datetime | None = None) -> Course:
    """The course is over."""
    with COURSE.step("end", course, by=by, at=at):
        pass
    return course


@COURSE.action("rate")
def rate(
    *, course: Course, member: Member, score: int, by: Person, at: datetime | None = None
) -> Course:
    """What somebody who was there thinks of it; a later word replaces the earlier."""
    with COURSE.step("rate", course, by=by, at=at) as step:
        if not Attendance.objects.filter(session__course=step.thing, member=member).exists():
            raise Invalid(_("这个人没有上过这门课，不能评分。"), "not_there", field="member")
        CourseRating.objects.update_or_create(
            course=step.thing, member=member, defaults={"score": score}
        )
        step.data = {"score": score}
    return course


@COURSE.action("certify")
def certify(*, course: Course, by: Person, at: datetime | None = None) -> Course:
    """A certificate for everyone who was there often enough and has none yet."""
    with COURSE.step("certify", course, by=by, at=at) as step:
        due = who_may_have_one(step.thing)
        if not due:
            raise Refused(_("没有人到够 %(n)d 次又还没有证。") % {"n": step.thing.least}, "nobody")
        for member, sessions in due:
            made = TrainingPaper(
                number=certificates.number("P", local_day(step.at).year),
                place=step.thing.place,
                course=step.thing,
                member=member,
                sessions=sessions,
                issued_on=local_day(step.at),
            )
            with PAPER.begin("issue", made, by=by, at=step.at):
                pass
        step.data = {"papers": len(due)}
    return course


def who_may_have_one(course: Course) -> list[tuple[Member, int]]:
    """Who was at enough sessions, at how many, without whoever has a certificate that holds."""
    of_course = Q(attendances__session__course=course)
    held = course.papers.filter(state=PaperState.ISSUED, member=OuterRef("pk"))
    rows: Any = Member.objects.annotate(sat=Count("attendances", filter=of_course))
    return [(each, each.sat) for each in rows.filter(~Exists(held), sat__gte=course.least)]


@PAPER.action("revoke")
def revoke(
    *, paper: TrainingPaper, reason: str, by: Person, at: datetime | None = None
) -> TrainingPaper:
    """Take a certificate back; whoever checks it reads that it no longer holds."""
    with PAPER.step("revoke", paper, by=by, at=at) as step:
        step.set(revoked_on=local_day(step.at), revoked_why=words.one_line(reason, "reason", 200))
    return paper
