"""大党委 of 祥安: eight mechanisms, three lists, six finished projects, nine finished deeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sanan.council import actions
from sanan.council.actions.topics import voter_of
from sanan.council.enums import Attached, WorkKind
from sanan.council.models import Council, JointCommittee, Mechanism, Meeting, Resource, Work
from sanan.demo.actions.stage import drawn, in_the_day
from sanan.demo.cast import Cast, written
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

COMMUNITY = "350526100010"


@dataclass(frozen=True, slots=True)
class Year:
    """The demo's present, and moments of its year."""

    cast: Cast
    now: datetime

    def at(self, part: float) -> datetime:
        """A moment so far (0 to 1) between the year's first day and now, at which people are awake."""
        first = datetime.combine(
            date(timezone.localdate(self.now).year, 1, 1), time(9), timezone.get_current_timezone()
        )
        exact = (first + max(self.now - first, timedelta(0)) * part).astimezone(UTC)
        return min(in_the_day(exact), max(self.now, exact))

    def day(self, part: float) -> date:
        """The day of `at`."""
        return timezone.localdate(self.at(part))


def load_joint(cast: Cast, now: datetime) -> None:
    """The committee and everything it runs; once."""
    if JointCommittee.objects.exists():
        return
    year, told = Year(cast, now), written("joint")
    place = cast.place(COMMUNITY)
    made = actions.found_joint(
        place=place,
        name="祥安社区大党委",
        lead=cast.org("xiangan-party"),
        by=None,
        relation=OPERATOR,
        at=now - timedelta(days=900),
    )
    for person, org, part_time in told["seats"]:
        actions.sit(
            committee=made,
            org=cast.org(org),
            person=cast.person(person),
            by=None,
            relation=OPERATOR,
            since_on=timezone.localdate(now - timedelta(days=900)),
            part_time=part_time,
            at=now - timedelta(days=900),
        )
    _mechanisms(year, made, told["uses"])
    _lists(year, made, told)
    for row in told["projects"]:
        _project(year, made, place, row)
    for row in told["deeds"]:
        _deed(year, place, row)
    _minutes(year)


def _mechanisms(year: Year, committee: JointCommittee, uses: Sequence[Any]) -> None:
    named = {m.name: m for m in Mechanism.objects.filter(committee=committee)}
    for name, part, title, made in uses:
        actions.record_use(
            committee=committee,
            mechanism=named[name],
            held_on=year.day(part),
            title=title,
            made=made,
            by=None,
            relation=OPERATOR,
            at=year.at(part),
        )


def _lists(year: Year, committee: JointCommittee, told: dict[str, Any]) -> None:
    offered: list[Resource] = [
        actions.offer(
            committee=committee,
            org=year.cast.org(org),
            title=title,
            text=text,
            times=times,
            by=None,
            relation=OPERATOR,
            at=year.at(0.2),
        )
        for org, title, text, times in told["resources"]
    ]
    for number, (org, title, text, by, result) in enumerate(told["needs"]):
        raised = year.at(0.22 + number / 20)
        need = actions.raise_need(
            committee=committee,
            org=year.cast.org(org),
            title=title,
            text=text,
            by=None,
            relation=OPERATOR,
            at=raised,
        )
        if not by:
            continue
        claimed: dict[str, Any] = (
            {"resource": offered[int(by[1:])]} if by[0] == "#" else {"org": year.cast.org(by)}
        )
        actions.claim(need=need, by=None, relation=OPERATOR, at=raised, **claimed)
        if result:
            actions.meet_need(need=need, result=result, by=None, relation=OPERATOR, at=year.at(0.8))


def _project(year: Year, committee: JointCommittee, place: Place, row: Sequence[Any]) -> None:
    title, text, org, villages, cost, steps, result, picture = row
    work = actions.plan_work(
        kind=WorkKind.PROJECT,
        place=place,
        committee=committee,
        title=title,
        text=text,
        org=year.cast.org(org),
        villages=[year.cast.place(v) for v in villages],
        budget=cost * 100,
        steps=_steps(year, steps, result),
        by=None,
        relation=OPERATOR,
        at=year.at(0.1),
    )
    _carry_out(year, work, result, picture)


def _deed(year: Year, place: Place, row: Sequence[Any]) -> None:
    title, text, org, cost, steps, result, picture = row
    work = actions.plan_work(
        kind=WorkKind.DEED,
        place=place,
        title=title,
        text=text,
        org=year.cast.org(org),
        budget=cost * 100,
        steps=_steps(year, steps, result),
        by=None,
        relation=OPERATOR,
        at=year.at(0.05),
    )
    _carry_out(year, work, result, picture)


def _steps(year: Year, steps: Sequence[str], result: str) -> list[tuple[str, date]]:
    """Days through the year; of one that is not finished the last lies ahead."""
    ahead = timezone.localdate(year.now) + timedelta(days=20)
    days = [year.day(0.3 + 0.5 * n / len(steps)) for n in range(len(steps))]
    if not result:
        days[-1] = ahead
    return list(zip(steps, days, strict=True))


def _carry_out(year: Year, work: Work, result: str, picture: str) -> None:
    actions.start_work(work=work, by=None, relation=OPERATOR, at=year.at(0.15))
    milestones = list(work.milestones.all())
    done = milestones if result else milestones[:1]
    for number, milestone in enumerate(done):
        milestone.work = work
        last = number == len(done) - 1
        actions.reach(
            milestone=milestone,
            evidence=f"{milestone.title}，现场看过。",
            by=None,
            relation=OPERATOR,
            done_on=milestone.due_on,
            uploads=drawn(picture, mended=True) if last and result else (),
            at=year.at(0.85),
        )
    if not result:
        actions.report_work(
            work=work,
            text="第一步办好了，第二步这个月做。",
            by=None,
            relation=OPERATOR,
            at=year.at(0.9),
        )
        return
    actions.finish_work(work=work, result=result, by=None, relation=OPERATOR, at=year.at(0.9))
    for number, said in enumerate(written("joint")["rated"]):
        actions.rate_work(
            work=work, voter=voter_of("demo", str(number)), satisfaction=said, at=year.at(0.95)
        )


def _minutes(year: Year) -> None:
    """A photo of the last meeting for all, and one of the sign-in sheet for staff only."""
    council = Council.objects.filter(name="祥安移民议事会").first()
    held = Meeting.objects.filter(council=council, held_at__isnull=False).order_by("-starts_at")
    meeting, by = held.first(), year.cast.person("laichunsheng")
    if meeting is None:
        return
    for kind, drawing, public in (
        (Attached.PHOTO, "board", True),
        (Attached.SHEET, "card", False),
    ):
        actions.attach(
            meeting=meeting, uploads=drawn(drawing), kind=kind, public=public, by=by, at=year.now
        )
