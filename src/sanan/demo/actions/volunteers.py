"""A volunteer team at work: months of activities, hours confirmed, papers asked for and issued."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.imports.taking import Terms, take_in
from sanan.kit.cells import Cell
from sanan.people import actions as people_actions
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.volunteers import actions
from sanan.volunteers.actions import Served
from sanan.volunteers.enums import Noted, Quality, Way
from sanan.volunteers.forms.table import ACTIVITIES, PROJECTS
from sanan.volunteers.models import Activity, Project, Service, Team, Volunteer

VILLAGE, COUNTY, FIRST_PHONE = "350526100010", "350526000000", 13800007001
WEEKS = 16
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Stage:
    """Whoever plays, and the demo's present moment."""

    cast: Cast
    now: datetime
    by: Person
    place: Place
    team: Org
    told: dict[str, Any]
    people: list[Volunteer] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        """That many days before now."""
        return self.now - timedelta(days=days)

    def by_day(self, days: float) -> datetime:
        """The same, while people are at work."""
        return min(in_the_day(self.ago(days)), self.now)

    def morning(self, days: float) -> datetime:
        """Nine o'clock of that many days before now."""
        day = timezone.localtime(self.ago(days))
        return day.replace(hour=9, minute=0, second=0, microsecond=0)


def load_volunteers(cast: Cast, now: datetime) -> None:
    """Everything once."""
    if Team.objects.exists():
        return
    place, by = cast.place(VILLAGE), cast.person("laichunsheng")
    team = people_actions.add_org(
        name="祥安志愿服务队",
        kind=OrgKind.VOLUNTEER_TEAM,
        place=place,
        by=None,
        code="xiangan-volunteers",
        at=now - 200 * DAY,
    )
    stage = Stage(cast, now, by, place, team, written("volunteers"))
    _set_up(stage)
    for week in range(WEEKS, 0, -1):
        _occasion(stage, week)
    _coming(stage)
    _papers(stage)
    _register(stage)


def _set_up(stage: Stage) -> None:
    """The team, its projects and its people."""
    at, by = stage.ago(180), stage.by
    actions.register_team(
        org=stage.team,
        head=by.name,
        phone="0595-23550001",
        by=by,
        about="祥安小区的邻居，谁有空谁来。",
        since_on=timezone.localdate(at),
        register_no="备〔2025〕第 12 号",
        at=at,
    )
    for name, work, about in stage.told["project"]:
        stage.projects[name] = actions.set_up(
            org=stage.team,
            place=stage.place,
            name=name,
            work=work,
            about=about,
            by=by,
            begins_on=timezone.localdate(at),
            at=at,
        )
    skills = stage.told["skills"]
    for number, name in enumerate(stage.told["names"]):
        chosen = [skills[number % len(skills)], skills[(number * 3 + 1) % len(skills)]]
        made = actions.enrol(
            name=name,
            phone=str(FIRST_PHONE + number),
            place=stage.place,
            agreed=True,
            by=by,
            skills=chosen,
            at=stage.ago(170 - number * 4),
        )
        actions.join(volunteer=made, org=stage.team, by=by, at=stage.ago(160 - number * 4))
        stage.people.append(made)
    note: dict[str, Any] = {"org": stage.team, "by": by, "on": timezone.localdate(stage.ago(60))}
    for number in range(4):
        actions.note(
            volunteer=stage.people[number],
            kind=Noted.TRAINING,
            title=stage.told["training"],
            minutes=120,
            at=stage.ago(60),
            **note,
        )
    actions.note(
        volunteer=stage.people[0],
        kind=Noted.HONOUR,
        title=stage.told["honour"],
        at=stage.ago(60),
        **note,
    )


def _occasion(stage: Stage, week: int) -> None:
    """One activity some weeks ago; the last one's hours wait for the volunteers' word."""
    told = stage.told["occasion"][week % len(stage.told["occasion"])]
    project, title, where, content, recipients, served = told
    begins = stage.morning(week * 7 - 5)
    activity = actions.plan(
        project=stage.projects[project],
        title=title,
        where=where,
        content=content,
        recipients=recipients,
        starts_at=begins,
        ends_at=begins + 2 * HOUR,
        capacity=8,
        by=stage.by,
        at=begins - 6 * DAY,
    )
    rows = []
    for number in range(4 + week % 4):
        volunteer = stage.people[(week * 5 + number) % len(stage.people)]
        signed = actions.sign_up(
            activity=activity, volunteer=volunteer, by=volunteer.person, at=begins - 4 * DAY
        )
        way, by = (Way.QR, volunteer.person) if number % 2 else (Way.LIST, stage.by)
        signed = actions.check_in(activity=activity, volunteer=volunteer, way=way, by=by, at=begins)
        early = timedelta(minutes=20 * (number % 3))
        rows.append(Served(signed, begins, activity.ends_at - early, breaks=10, signed=week > 1))
    ended = activity.ends_at
    made = actions.record_hours(activity=activity, rows=rows, by=stage.by, at=ended + HOUR)
    actions.finish(activity=activity, by=stage.by, beneficiaries=served, at=ended + HOUR)
    if week == 2:
        _question(stage, made[0])
        actions.rate(service=made[1], by=stage.by, quality=Quality.EXCELLENT, at=ended + DAY)


def _question(stage: Stage, service: Service) -> None:
    actions.question(
        service=service,
        by=service.person,
        reason=stage.told["question"],
        began_at=service.began_at,
        ended_at=service.ended_at + timedelta(minutes=30),
        breaks=service.breaks,
        at=service.ended_at + DAY,
    )


def _coming(stage: Stage) -> None:
    """What one may sign up for; one is full, with a line. And a service that nobody recorded."""
    plans: list[Activity] = []
    occasions = {told[1]: told for told in stage.told["occasion"]}
    for title, where, days, room in stage.told["coming"]:
        known = occasions.get(title, stage.told["occasion"][0])
        begins = stage.morning(-days)
        plans.append(
            actions.plan(
                project=stage.projects[known[0]],
                title=title,
                where=where,
                content=known[3],
                recipients=known[4],
                starts_at=begins,
                ends_at=begins + 2 * HOUR,
                capacity=room,
                by=stage.by,
                at=stage.ago(2),
            )
        )
    for number, volunteer in enumerate(stage.people[:7]):
        activity = plans[1] if number < 6 else plans[0]
        actions.sign_up(
            activity=activity,
            volunteer=volunteer,
            by=volunteer.person,
            at=stage.ago(1) + number * HOUR / 10,
        )
    title, recipients = stage.told["claim"]
    began = stage.morning(6) + 6 * HOUR
    actions.claim(
        person=stage.people[3].person,
        org=stage.team,
        place=stage.place,
        title=title,
        recipients=recipients,
        began_at=began,
        ended_at=began + HOUR,
        at=began + 2 * HOUR,
    )


def _papers(stage: Stage) -> None:
    """One certificate asked for, one issued and publicised, one revoked."""
    period: dict[str, Any] = {
        "since_on": timezone.localdate(stage.ago(150)),
        "until_on": timezone.localdate(stage.ago(1)),
    }
    asker, holder, loser = stage.people[0], stage.people[1], stage.people[2]
    actions.ask_certificate(
        volunteer=asker,
        org=stage.team,
        by=asker.person,
        purpose="评优",
        at=stage.by_day(0.5),
        **period,
    )
    actions.certify(volunteer=holder, org=stage.team, by=stage.by, at=stage.by_day(0.4), **period)
    lost = actions.certify(
        volunteer=loser, org=stage.team, by=stage.by, at=stage.by_day(0.3), **period
    )
    actions.revoke(
        certificate=lost, by=stage.by, reason=stage.told["revoked"], at=stage.by_day(0.1)
    )


def _register(stage: Stage) -> None:
    """The county's own register of what was done before: what it says stands apart."""
    county = stage.cast.place(COUNTY)
    begun = stage.ago(300)
    projects: list[tuple[int, dict[str, Cell]]] = []
    activities: list[tuple[int, dict[str, Cell]]] = []
    for line, row in enumerate(stage.told["register"], 2):
        name, village, work, count, turns, served, hours = row
        key = f"DH{line:03d}"
        project: dict[str, Cell] = {
            "number": key,
            "name": name,
            "org": f"{name[:3]}志愿服务队",
            "place": village,
            "work": work,
            "begins_on": begun,
        }
        projects.append((line, project))
        for number in range(count):
            starts = begun + timedelta(days=number * 30)
            activity: dict[str, Cell] = {
                "number": f"{key}-{number + 1}",
                "title": f"{name}第{number + 1}次",
                "project_number": key,
                "starts_at": starts.replace(hour=1, minute=0, second=0, microsecond=0),
                "hours": 3,
                "told_turns": turns,
                "beneficiaries": served,
                "told_hours": hours,
            }
            activities.append((len(activities) + 2, activity))
    terms = Terms(source="county-register", place=county, at=stage.ago(90))
    for table, rows in ((PROJECTS, projects), (ACTIVITIES, activities)):
        names = {name: name for name in rows[0][1]}
        take_in(table=table, rows=rows, columns=names, terms=terms)
