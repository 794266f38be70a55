"""A county with a village, a team, an organiser, volunteers and a stranger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.volunteers import actions
from sanan.volunteers.actions import Served
from sanan.volunteers.enums import Way
from sanan.volunteers.models import Activity, Project, Service, SignUp, Volunteer

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
SINCE = date(2026, 1, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Stage:
    """The cast."""

    county: Place
    village: Place
    other: Place
    team: Org
    organiser: Person
    second: Person
    leader: Person
    elsewhere: Person
    stranger: Person
    project: Project

    def person(self, name: str) -> Person:
        return Person.objects.create(name=name)

    def volunteer(self, name: str = "林小禾", **more: Any) -> Volunteer:
        return actions.register(
            person=self.person(name), place=self.village, agreed=True, at=NOW, **more
        )

    def activity(self, *, begins: datetime = NOW + DAY, hours: float = 2, **more: Any) -> Activity:
        return actions.plan(
            project=self.project,
            title="清理河道",
            where="桥头",
            starts_at=begins,
            ends_at=begins + timedelta(hours=hours),
            by=self.organiser,
            at=min(NOW, begins - HOUR),
            **more,
        )

    def came(self, activity: Activity, volunteer: Volunteer) -> SignUp:
        return actions.check_in(
            activity=activity,
            volunteer=volunteer,
            way=Way.LIST,
            by=self.organiser,
            at=activity.starts_at,
        )

    def recorded(
        self, activity: Activity, volunteer: Volunteer, *, signed: bool = False, **more: Any
    ) -> Service:
        row = Served(
            self.came(activity, volunteer),
            activity.starts_at,
            activity.ends_at,
            signed=signed,
            **more,
        )
        return actions.record_hours(
            activity=activity, rows=[row], by=self.organiser, at=activity.ends_at
        )[0]

    def confirmed(
        self, volunteer: Volunteer, *, begins: datetime = NOW - DAY, hours: float = 2
    ) -> Service:
        return actions.log_service(
            person=volunteer.person,
            team=self.team,
            place=self.village,
            title="陪老人看病",
            content="",
            began_at=begins,
            ended_at=begins + timedelta(hours=hours),
            source=f"order:{begins:%F%T}",
            by=self.organiser,
            at=begins + timedelta(hours=hours),
        )


@pytest.fixture
def stage(db: None) -> Stage:
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    village = Place.objects.add_child(
        county, {"name": "祥安社区居委会", "kind": "village", "code": "350526100010"}
    )
    other = Place.objects.add_child(
        county, {"name": "湖坂村委会", "kind": "village", "code": "350526106210"}
    )

    def person(name: str, role: Role | None, place: Place) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, since_on=SINCE)
        return made

    team = Org.objects.create(name="祥安志愿服务队", kind=OrgKind.VOLUNTEER_TEAM, place=village)
    organiser = person("赖春", Role.VILLAGE_CADRE, village)
    actions.register_team(org=team, head="赖春", phone="0595-23550001", by=organiser, at=NOW - DAY)
    project = actions.set_up(
        org=team, place=village, name="清河行动", begins_on=SINCE, by=organiser, at=NOW - DAY
    )
    return Stage(
        county,
        village,
        other,
        team,
        organiser,
        person("余记", Role.SOCIAL_WORKER, village),
        person("黄书记", Role.LEADER, county),
        person("外村", Role.VILLAGE_CADRE, other),
        person("路人", None, county),
        project,
    )


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this member of staff is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in


@pytest.fixture
def phone() -> Callable[[Person], Client]:
    """A phone on which this resident is signed in."""

    def sign_in(person: Person) -> Client:
        browser = Client()
        session = browser.session
        session["resident"] = person.pk
        session.save()
        browser.cookies["sessionid"] = session.session_key
        return browser

    return sign_in
