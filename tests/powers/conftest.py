"""A county, a township with two villages, and whoever acts in them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from sanan.cases import deadlines
from sanan.files.models import StoredFile
from sanan.kit.files import Upload, inspect
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.powers import actions
from sanan.powers.actions.runs import begin, declare, take
from sanan.powers.enums import EvidenceKind, State
from sanan.powers.models import Disclosure, DisclosureItem, PowerItem, PowerRun, RunStep

NOW = datetime(2026, 10, 13, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Shanghai
TODAY = date(2026, 10, 13)
SINCE = date(2026, 1, 1)
TABLE = {
    "columns": ["日期", "收支", "金额"],
    "rows": [
        {"cells": ["2026-09-03", "收租金", "3000.00元"]},
        {"cells": ["2026-09-12", "修路灯,电话 13800001234", "1200.00元"]},
    ],
}


def day(n: float) -> timedelta:
    return timedelta(days=n)


@dataclass
class Village:
    """The cast."""

    county: Place
    town: Place
    place: Place
    other: Place
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        return self.people[name]

    def item(self, code: str) -> DisclosureItem:
        return DisclosureItem.objects.current(TODAY).get(code=code)

    def power(self, code: str) -> PowerItem:
        return PowerItem.objects.current(TODAY).get(code=code)

    def task(self, code: str = "D02", **more: Any) -> Disclosure:
        """One quarterly task of the last quarter, due on the twentieth."""
        item = self.item(code)
        return Disclosure.objects.select_related("item", "place").get(
            pk=Disclosure.objects.create(
                **{
                    "item": item,
                    "item_code": item.code,
                    "place": self.place,
                    "township": self.town,
                    "affair": item.affair,
                    "rhythm": item.rhythm,
                    "period": "2026Q3",
                    "first_on": date(2026, 7, 1),
                    "last_on": date(2026, 9, 30),
                    "due_on": date(2026, 10, 20),
                    **more,
                }
            ).pk
        )

    def drafted(self, code: str = "D02", **more: Any) -> Disclosure:
        made = self.task(code, **more)
        actions.draft(
            disclosure=made,
            title="三季度任务完成情况",
            body="六件事办了五件。",
            rows=TABLE,
            elements=made.item.elements,
            by=self.cadre,
            at=NOW,
        )
        return made

    def submitted(self, code: str = "D02", **more: Any) -> Disclosure:
        made = self.drafted(code, **more)
        return actions.submit(disclosure=made, by=self.cadre, at=NOW)

    def published(self, code: str = "D02", at: datetime = NOW, **more: Any) -> Disclosure:
        made = self.submitted(code, **more)
        actions.sign(disclosure=made, by=self.supervisor, at=at)
        if made.state == State.TOWNSHIP_REVIEW:
            actions.approve(disclosure=made, by=self.town_clerk, at=at)
        return made

    def begun(self, code: str = "P02", at: datetime = NOW, **more: Any) -> PowerRun:
        return begin(
            item=self.power(code),
            place=self.place,
            title="修村口的路",
            by=self.cadre,
            amount=8_000_000,
            at=at,
            **more,
        )

    def running(self, code: str = "P02", at: datetime = NOW) -> PowerRun:
        return declare(run=self.begun(code, at), related=False, by=self.cadre, at=at)

    def evidence(self, step: RunStep, at: datetime = NOW) -> None:
        """Whatever the step asks for."""
        for kind in step.step.evidence:
            actions.attach(
                upload=photo(), by=self.actor(step), to=step, evidence=EvidenceKind(kind), at=at
            )

    def evidence_of_first(self, run: PowerRun) -> None:
        """Files for the first step, whatever the run's state."""
        step = run.steps.select_related("step").get(seq=1)
        for kind in step.step.evidence:
            StoredFile.objects.create(
                ref=f"{step.pk}-{kind}",
                owner_kind="run_step",
                owner_pk=step.pk,
                label=kind,
                kind="photo",
                key=f"{step.pk}-{kind}",
                media_type="image/jpeg",
                size=1,
                sha256="x",
                at=NOW,
            )

    def actor(self, step: RunStep) -> Person:
        names = {"supervisor": "supervisor", "township": "town_clerk"}
        return self.people[names.get(step.step.actor, "cadre")]

    def step(self, run: PowerRun, at: datetime = NOW, **more: Any) -> RunStep:
        """Take the step whose turn it is, with everything it asks for, and have it signed."""
        turn = run.steps.filter(state="pending").select_related("step", "run__place").first()
        self.evidence(turn, at)
        votes = {"people": 10, "present": 9, "agree": 8, "against": 1, "households": 10}
        votes |= {"households_present": 9, "representatives": 9, "women": 4}
        more.setdefault("votes", votes if turn.step.quorum else None)
        done = take(run=run, seq=turn.seq, decision="办好了", by=self.actor(turn), at=at, **more)
        if turn.step.signs:
            from sanan.powers.actions.runs import sign

            sign(run=run, seq=turn.seq, by=self.supervisor, at=at)
        return done


def photo(colour: str = "green") -> Upload:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    out.seek(0)
    return inspect(out, "照片.jpg")


@pytest.fixture
def village(db: None, settings: Any, tmp_path: Any) -> Village:
    settings.MEDIA_ROOT = str(tmp_path)
    deadlines.forget()
    actions.seed(at=NOW)
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    town = Place.objects.add_child(
        county, {"name": "浔中镇", "kind": "township", "code": "350526100000"}
    )
    place, other = (
        Place.objects.add_child(town, {"name": name, "kind": "village", "code": code})
        for name, code in (("蒲坂村委会", "350526100210"), ("祖厝村委会", "350526100211"))
    )
    committee = Org.objects.create(name="村委会", kind=OrgKind.VILLAGE_COMMITTEE, place=place)
    hall = Org.objects.create(name="镇政府", kind=OrgKind.TOWNSHIP, place=town)
    cast: dict[str, tuple[Role | None, Place, Org | None]] = {
        "cadre": (Role.VILLAGE_CADRE, place, committee),
        "supervisor": (Role.VILLAGE_SUPERVISOR, place, None),
        "town_clerk": (Role.DEPT_HANDLER, town, hall),
        "town_discipline": (Role.DISCIPLINE_OFFICER, town, None),
        "dispatcher": (Role.DISPATCHER, county, None),
        "discipline": (Role.DISCIPLINE_OFFICER, county, None),
        "leader": (Role.LEADER, county, None),
        "grid": (Role.GRID_WORKER, place, None),
        "other_cadre": (Role.VILLAGE_CADRE, other, None),
        "other_supervisor": (Role.VILLAGE_SUPERVISOR, other, None),
        "department": (Role.DEPT_HANDLER, county, None),
        "resident": (None, place, None),
    }
    people = {}
    for name, (role, at, org) in cast.items():
        people[name] = Person.objects.create(username=name, name=name, home=place)
        if role:
            Position.objects.create(
                person=people[name], role=role, place=at, org=org, since_on=SINCE
            )
    both = people["both"] = Person.objects.create(username="both", name="both")
    for role in (Role.VILLAGE_CADRE, Role.VILLAGE_SUPERVISOR):
        Position.objects.create(person=both, role=role, place=place, since_on=SINCE)
    return Village(county, town, place, other, people)


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in
