"""68 key projects of the year to September: the sums of the founding brief, invented project by project.

All 68 invested 67.9 亿 of 82.91 (81.9 %, 6.9 points ahead), the ten provincial ones among them 21.9 of
25.09 (87.3 %, 12.3 points ahead). Names and single sums are invented.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sanan.cases import actions as cases
from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.projects import actions
from sanan.projects.actions import Asked, Said
from sanan.projects.models import Project, Report
from sanan.projects.queries.assessing import example

COUNTY = "350525000000"
FEN = 1_000_000
"""Of ten thousand yuan."""
PROVINCIAL = ((250_900, 219_000), 10)
OTHERS = ((578_200, 460_000), 58)
"""Plan and investment in ten thousand yuan, and how many projects."""
KNOWN = (
    "轻工制造产业园",
    "城乡供水一体化",
    "竹产业加工园",
    "香产业园二期",
    "县城至东平公路",
    "技师学院二期",
    "陶瓷智能工厂",
    "物流枢纽中心",
    "抽水蓄能配套路",
    "县医院新院区",
)
TOWNS = ("桃城", "五里街", "蓬壶", "达埔", "石鼓", "岵山", "东平", "湖洋", "下洋", "坑仔口")
WORKS = {
    "污水管网": ("水利", "yc-housing"),
    "标准厂房": ("产业", "yc-reform"),
    "中心小学扩建": ("教育", "yc-edu"),
    "溪流整治": ("水利", "yc-agri"),
    "旧街改造": ("城建", "yc-city"),
    "安置房": ("城建", "yc-housing"),
}
"""What is built in the towns: its sector and the unit that answers for it."""
KNOWN_UNITS = (
    ("产业", "taocheng"),
    ("水利", "yc-housing"),
    ("产业", "yc-agri"),
    ("产业", "dapu"),
    ("交通", "yc-traffic"),
    ("教育", "yc-edu"),
    ("产业", "wuli"),
    ("交通", "yc-traffic"),
    ("交通", "yc-traffic"),
    ("卫生", "yc-health"),
)
BLOCKED = (
    (4, "land", "yc-housing", "路基还差 6 亩用地没有批下来，请办用地手续。", 20, False),
    (7, "approval", "yc-housing", "规划条件还没有出，招标挂不出去，请定下来。", 34, False),
    (23, "utilities", "yc-city", "厂房门口的雨水管还没有接通，请排上工期。", 12, False),
    (60, "demolition", "taocheng", "还有两户没有签征迁协议，请上门商量。", 45, True),
)
SLOW = {number: 0.62 for number, *_rest in BLOCKED}
"""What is blocked comes along more slowly."""


def load_projects(cast: Cast, now: datetime) -> None:
    """A year to September, its third quarter assessed; once."""
    if Project.objects.exists():
        return
    year = now.year if now >= datetime(now.year, 11, 1, tzinfo=UTC) else now.year - 1
    play = _Year(cast, year)
    play.register()
    for month in (8, 9):
        play.report(month)
    play.lists()
    play.troubles(now)
    play.assess()


class _Year:
    """One year of the county's projects."""

    def __init__(self, cast: Cast, year: int) -> None:
        self.cast, self.year, self.chance = cast, year, Random(68)
        self.county = cast.place(COUNTY)
        self.office = [cast.person("linxiangmu"), cast.person("chenzhongdian")]
        self.projects: list[Project] = []
        self.plans: list[int] = []
        self.sums: list[int] = []

    def at(self, month: int, day: int, hour: int = 2) -> datetime:
        """Ten in the morning of a day."""
        return datetime(self.year, month, day, hour, 15, tzinfo=UTC)

    def register(self) -> None:
        """The 68, with their plans of the year."""
        towns = {p.name: p for p in Place.objects.filter(path__startswith=self.county.path)}
        rest = [
            (f"{town}镇{work}", towns[f"{town}镇"], *WORKS[work])
            for work in WORKS
            for town in TOWNS
        ]
        known = [(name, self.county, *unit) for name, unit in zip(KNOWN, KNOWN_UNITS, strict=True)]
        for (plan, invested), count in (PROVINCIAL, OTHERS):
            plans = self._parts(plan, [self.chance.uniform(0.4, 1.8) for _n in range(count)])
            first = len(self.plans)
            pace = [self.chance.uniform(0.7, 1.15) * SLOW.get(first + n, 1) for n in range(count)]
            self.plans += plans
            self.sums += self._parts(invested, [p * w for p, w in zip(plans, pace, strict=True)])
        for n, (name, place, sector, unit) in enumerate([*known, *rest][:68]):
            made = self._registered(n, name, place, sector, unit)
            self.projects.append(made)
            actions.plan(
                project=made,
                year=self.year,
                amount_fen=self.plans[n] * FEN,
                by=self.office[0],
                at=self.at(1, 9),
            )

    def _registered(self, n: int, name: str, place: Place, sector: str, unit: str) -> Project:
        more: dict[str, Any] = {}
        if n < len(KNOWN):
            lat = 25.29 + self.chance.random() * 0.1
            more = {"lat": round(lat, 5), "lon": round(118.2 + self.chance.random() * 0.2, 5)}
        return actions.register(
            place=place,
            name=name,
            number=f"{self.year % 100}01-350525-04-01-{100_000 + n * 137}",
            level="provincial" if n < len(KNOWN) else "city",
            lead_org=self.cast.org(unit),
            officer=self.office[n % 2],
            state="under_construction",
            total_fen=self.plans[n] * 3 * FEN,
            sector=sector,
            starts_on=date(self.year - 1, 3 + n % 9, 1),
            ends_on=date(self.year + 1, 1 + n % 12, 28),
            by=self.office[0],
            at=self.at(1, 8),
            **more,
        )

    def _parts(self, total: int, weights: list[float]) -> list[int]:
        """Whole parts of `total` by weight; the largest takes what is left."""
        found = [int(total * weight / sum(weights)) for weight in weights]
        found[found.index(max(found))] += total - sum(found)
        return found

    def report(self, month: int) -> None:
        """A month: reported by one officer, verified by the other, locked."""
        late = {11, 37} if month == 9 else set()
        for n, project in enumerate(self.projects):
            by, other = self.office[n % 2], self.office[1 - n % 2]
            day = 9 if n in late else 3
            self._one(n, project, month, by, other, day)
        actions.lock_month(
            county=self.county,
            month=f"{self.year}-{month:02}",
            by=self.office[0],
            at=self.at(month + 1, 12),
        )

    def _one(
        self, n: int, project: Project, month: int, by: Person, other: Person, day: int
    ) -> Report:
        share = 0.86 if month == 8 else 1.0
        said = Said(
            invested_fen=int(self.sums[n] * share) * FEN,
            physical=min(round(self.sums[n] * share * 90 / self.plans[n]), 99),  # type: ignore[arg-type]  # a whole percentage
            progress="按计划推进"
            if self.sums[n] * 4 >= self.plans[n] * 3
            else "进度偏慢，正在追赶",
        )
        made = actions.draft(
            project=project,
            month=f"{self.year}-{month:02}",
            said=said,
            by=by,
            at=self.at(month + 1, day),
        )
        actions.submit(report=made, by=by, at=self.at(month + 1, day, 3))
        return actions.verify(report=made, by=other, at=self.at(month + 1, day + 1))

    def lists(self) -> None:
        """The 68, and the ten that lie in them."""
        given: dict[str, Any] = {"place": self.county, "year": self.year, "by": self.office[0]}
        whole = actions.compile_set(
            title="省市重点项目", projects=self.projects, at=self.at(1, 10), **given
        )
        actions.compile_set(
            title="省级重点项目",
            projects=self.projects[: len(KNOWN)],
            within=whole,
            at=self.at(1, 10, 3),
            **given,
        )
        for n in range(len(KNOWN)):
            by = self.office[0]
            for kind, planned, reached in (("piling", (3, 20), (4, 2)), ("main", (9, 25), None)):
                actions.reach(
                    project=self.projects[n],
                    kind=kind,
                    planned_on=date(self.year, *planned),
                    reached_on=date(self.year, *reached) if reached else None,
                    by=by,
                    at=self.at(4, 3),
                )

    def troubles(self, now: datetime) -> None:
        """What stands in the way, and a meeting about it."""
        for n, kind, org, text, ago, answered in BLOCKED:
            at = max(self.at(10, 14), min(now, self.at(11, 28)) - timedelta(days=ago))
            made = actions.block(
                project=self.projects[n],
                kind=kind,
                text=text,
                org=self.cast.org(org),
                by=self.office[0],
                at=at,
            )
            if answered:
                handler = self.cast.handler(org)
                signed, called = (in_the_day(at + timedelta(hours=n)) for n in (3, 5))
                cases.sign(case=made.case, by=handler, at=signed)
                cases.contact(case=made.case, reached=True, by=handler, at=called)
                cases.reply(
                    case=made.case,
                    public_text="两户都签了。",
                    by=handler,
                    at=at + timedelta(days=2),
                )
        leader = self.cast.person("yanguohui")
        actions.hold(
            place=self.county,
            title="交通和产业园项目调度",
            held_on=date(self.year, 10, 16),
            chaired_by=leader.name,
            minutes="到工地开的会，逐个项目过。",
            tasks=[
                Asked(
                    self.cast.org("yc-housing"),
                    "用地手续报到市里",
                    date(self.year, 10, 30),
                    self.projects[4],
                ),
                Asked(
                    self.cast.org("yc-housing"),
                    "规划条件定稿",
                    date(self.year, 11, 6),
                    self.projects[7],
                ),
            ],
            by=self.office[0],
            at=self.at(10, 16, 9),
        )

    def assess(self) -> None:
        """The third quarter: rules, assessment, time for objections, publication; the province's list."""
        office, leader = self.office[0], self.cast.person("yanguohui")
        rules = actions.write_rules(
            place=self.county,
            title=example()["title"],
            version=f"{self.year}-1",
            subjects="unit",
            data=example(),
            by=office,
            at=self.at(1, 15),
        )
        actions.adopt(rules=rules, by=leader, at=self.at(1, 16))
        made = actions.assess(rules=rules, period=f"{self.year}Q3", by=office, at=self.at(10, 13))
        actions.show(assessment=made, by=office, at=self.at(10, 13, 3))
        actions.publish(assessment=made, by=leader, at=self.at(10, 26))
        actions.record_provincial(
            county=self.county,
            period=f"{self.year}Q3",
            among_ten=True,
            source="省里的季度通报（演示）",
            by=office,
            at=self.at(10, 27),
        )
