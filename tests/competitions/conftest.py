"""A county's competition: organisers, up to seven judges of whom one is the chair, four teams."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.competitions import actions
from sanan.competitions.actions.seed import seed
from sanan.competitions.enums import StageKind
from sanan.competitions.models import Competition, Entry, Judge, Rubric, ScoreSheet, Stage
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DAY = timedelta(days=1)
SINCE = date(2026, 1, 1)
CRITERIA = ["需求", "设计和专业方法", "实施和团队", "成效", "创新", "可持续和可推广"]
PRIZES = [
    {"name": "一等奖", "count": 1, "fen": 3_000_000},
    {"name": "二等奖", "count": 1, "fen": 0},
]


def scores(*given: int) -> dict[str, str]:
    """A sheet's scores in the order of the criteria; what is not said is as full as it can be."""
    full = [20, 20, 20, 20, 10, 10]
    return dict(zip(CRITERIA, map(str, [*given, *full[len(given) :]]), strict=True))


@dataclass
class Hall:
    """The cast."""

    county: Place
    organiser: Person
    officer: Person
    stranger: Person
    people: list[Person]
    team: Org
    contest: Competition
    rubric: Rubric
    entries: list[Entry] = field(default_factory=list)
    judges: list[Judge] = field(default_factory=list)
    stage: Stage | None = None

    def enter(self, title: str, **more: Any) -> Entry:
        given: dict[str, Any] = {
            "competition": self.contest,
            "title": title,
            "team": f"{title}队",
            "about": "每周去看独居老人。",
            "contact": "林小满",
            "phone": "13800012345",
            "at": NOW + DAY,
        }
        return actions.submit(**{**given, **more})

    def prepared(self, *, stages: int = 1, judges: int = 7, entries: int = 4) -> "Hall":
        """Call over, everything admitted, judges named and declared, rounds planned."""
        by = self.organiser
        self.entries = [self.enter(f"项目{n}") for n in range(1, entries + 1)]
        actions.close_call(competition=self.contest, by=by, at=NOW + 10 * DAY)
        for entry in self.entries:
            actions.admit(entry=entry, by=by, at=NOW + 10 * DAY)
        for n in range(judges):
            self.judges.append(
                actions.name_judge(
                    competition=self.contest, person=self.people[n], by=by, chair=n == 0, at=NOW
                )
            )
        for judge in self.judges:
            actions.declare(judge=judge, by=judge.person, at=NOW + 11 * DAY)
        weights = {1: [100], 2: [40, 60]}[stages]
        kinds = [StageKind.REVIEW, StageKind.ROADSHOW][-stages:]
        for kind, weight in zip(kinds, weights, strict=True):
            self.stage = actions.plan_stage(
                competition=self.contest,
                kind=kind,
                weight=weight,
                rubric=self.rubric,
                by=by,
                at=NOW,
            )
        return self

    def scoring(self, **more: Any) -> "Hall":
        """The first round takes scores."""
        self.prepared(**more)
        at = NOW + 12 * DAY
        actions.start_judging(competition=self.contest, by=self.organiser, at=at)
        self.stage = self.contest.stages.get(number=1)
        actions.open_stage(stage=self.stage, by=self.organiser, at=at)
        return self

    def sheet(self, entry: int, judge: int) -> ScoreSheet:
        rows = ScoreSheet.objects.select_related(
            "stage__competition__place", "stage__rubric", "entry"
        )
        return rows.select_related("judge__person").get(
            stage=self.stage, entry=self.entries[entry], judge=self.judges[judge]
        )

    def score(self, entry: int, judge: int, *given: int, **more: Any) -> ScoreSheet:
        """Hand a sheet in."""
        sheet = self.sheet(entry, judge)
        at = more.pop("at", NOW + 13 * DAY)
        return actions.submit_sheet(
            sheet=sheet, scores=scores(*given), by=sheet.judge.person, at=at, **more
        )

    def all_in(self) -> "Hall":
        """Everybody scored: project 1 best, then 2, 3, 4."""
        for sheet in ScoreSheet.objects.filter(stage=self.stage).select_related("entry", "judge"):
            entry = [each.pk for each in self.entries].index(sheet.entry_id)
            judge = [each.pk for each in self.judges].index(sheet.judge_id)
            if sheet.state == "open":
                self.score(entry, judge, 20 - 2 * entry - judge % 2)
        return self

    def closed(self) -> "Hall":
        """The seal is broken."""
        self.all_in()
        actions.close_stage(stage=self.stage, by=self.organiser, at=NOW + 14 * DAY)
        return self

    def publicised(self) -> "Hall":
        """All scores are public."""
        actions.rank(competition=self.contest, by=self.organiser, at=NOW + 14 * DAY)
        actions.publicise(competition=self.contest, by=self.organiser, at=NOW + 14 * DAY)
        return self

    def awarded(self) -> "Hall":
        actions.award(competition=self.contest, by=self.organiser, at=NOW + 20 * DAY)
        for entry in self.entries:
            entry.refresh_from_db()
        return self


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def hall(db: None) -> Hall:
    deadlines.forget()
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    county.refresh_from_db()

    def person(name: str, role: Role | None, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=county, org=unit, since_on=SINCE)
        return made

    seed(at=NOW - 30 * DAY)
    organiser = person("organiser", Role.DISPATCHER)
    contest = actions.announce(
        place=county,
        title="社工加志愿项目大赛",
        hosts="社会工作部",
        call="欢迎报名。",
        closes_at=NOW + 9 * DAY,
        awards=PRIZES,
        by=organiser,
        at=NOW,
    )
    team = Org.objects.create(name="暖巢服务队", kind=OrgKind.VOLUNTEER_TEAM, place=county)
    return Hall(
        county=county,
        organiser=organiser,
        officer=person("officer", Role.DISCIPLINE_OFFICER),
        stranger=person("stranger", None),
        people=[person(f"评委{n}", Role.JUDGE) for n in range(1, 8)],
        team=team,
        contest=contest,
        rubric=Rubric.objects.get(),
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
