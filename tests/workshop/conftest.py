"""A workshop in a resettled community: three villages first, an enterprise, workers, two who approve."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sanan.cases import deadlines
from sanan.kit.errors import Refused
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.workshop import actions
from sanan.workshop.models import CraftOrder, Issue, Partner, PayRun, Worker, Workshop
from sanan.workshop.queries import material as materials

NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DAY = timedelta(days=1)
SINCE = date(2026, 1, 1)
D = Decimal


@dataclass
class Hall:
    """The cast."""

    county: Place
    community: Place
    villages: list[Place]
    keeper: Person
    supervisor: Person
    accountant: Person
    leader: Person
    stranger: Person
    enterprise: Org
    workshop: Workshop
    partner: Partner
    workers: list[Worker] = field(default_factory=list)

    def offered(self, **more: Any) -> CraftOrder:
        """1,000 porcelain flowers of 9.5 g of clay, 2 % loss, 0.5 yuan each, a second grade at 0.3."""
        given: dict[str, Any] = {
            "partner": self.partner,
            "product": "陶瓷捏花",
            "sort": "陶瓷手工",
            "pieces": D(1000),
            "price": D("0.8"),
            "minutes": D(3),
            "grams_each": D("8.3"),
            "due_on": date(2026, 12, 1),
            "bill": [
                {
                    "name": "瓷泥",
                    "unit": "克",
                    "per_piece": D("9.5"),
                    "allowance": D(2),
                    "price": D("0.03"),
                }
            ],
            "rates": {"一等": D("0.5"), "二等": D("0.3")},
            "by": self.keeper,
            "at": NOW,
        }
        return actions.offer(**{**given, **more})

    def ready(self, **more: Any) -> CraftOrder:
        """Accepted, with 12 kg of clay in two lots."""
        order = self.offered(**more)
        actions.accept(order=order, by=self.keeper, at=NOW)
        for number, quantity in (("A1", 8000), ("A2", 4000)):
            actions.receive(
                order=order,
                material=order.bill[0],
                number=number,
                quantity=D(quantity),
                by=self.keeper,
                at=NOW,
            )
        return order

    def issued(self, order: CraftOrder, worker: int = 0, pieces: int = 100, **more: Any) -> Issue:
        """Clay for so many pieces and a twentieth more, of the lots that have any, oldest first."""
        need, lots = D(pieces) * D("9.5") * D("1.05"), {}
        for stock in materials.stocks(order):
            lots[stock.lot.pk] = min(need, stock.here)
            need -= lots[stock.lot.pk]
        given: dict[str, Any] = {
            "order": order,
            "worker": self.workers[worker],
            "pieces": D(pieces),
            "lots": lots,
            "due_on": date(2026, 12, 1),
            "by": self.keeper,
            "at": NOW,
        }
        return actions.issue(**{**given, **more})

    def counted(
        self, issue: Issue, good: int | D | None, rework: int = 0, reject: int = 0, **more: Any
    ):
        given: dict[str, Any] = {"grade": "一等", "by": self.keeper, "at": NOW}
        figures = {
            "good": None if good is None else D(good),
            "rework": D(rework),
            "reject": D(reject),
        }
        return actions.deliver(issue=issue, **{**figures, **given, **more})

    def drafted(self, month: str = "2026-10", **more: Any) -> PayRun:
        given = {"by": self.keeper, "at": datetime(2026, 11, 1, 2, 0, tzinfo=UTC)}
        return actions.draft(workshop=self.workshop, month=month, **{**given, **more})

    def approved(self, **more: Any) -> PayRun:
        """Publicised on 1 November to the 4th, approved on the 5th by two."""
        run = self.drafted(**more)
        actions.publicise(run=run, by=self.keeper, at=datetime(2026, 11, 1, 3, 0, tzinfo=UTC))
        for who in (self.supervisor, self.accountant):
            actions.approve(run=run, by=who, at=datetime(2026, 11, 5, 3, 0, tzinfo=UTC))
        return run


@contextmanager
def refuses(sentence: str) -> Iterator[None]:
    """A refusal whose sentence says this (a regular expression)."""
    with pytest.raises(Refused) as no:
        yield
    assert re.search(sentence, str(no.value.sentence)), no.value.sentence


PAID = datetime(2026, 11, 6, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def hall(db: None) -> Hall:
    deadlines.forget()
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    town = Place.objects.add_child(
        county, {"name": "浔中镇", "kind": "township", "code": "350526100000"}
    )
    names = ("祥安社区", "蒲坂村", "格头村", "林地村", "城关社区")
    there = [
        Place.objects.add_child(town, {"name": name, "kind": "village", "code": f"35052610021{n}"})
        for n, name in enumerate(names)
    ]
    for place in (county, town, *there):
        place.refresh_from_db()

    def person(name: str, role: Role | None, place: Place) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, since_on=SINCE)
        return made

    keeper = person("赖春生", Role.VILLAGE_CADRE, there[0])
    enterprise = Org.objects.create(name="德化白玉瓷厂", kind=OrgKind.ENTERPRISE, place=county)
    workshop = actions.open_workshop(
        place=there[0], name="祥安手工坊", villages=there[1:4], by=keeper, at=NOW
    )
    found = Hall(
        county=county,
        community=there[0],
        villages=there[1:4],
        keeper=keeper,
        supervisor=person("蔡正", Role.VILLAGE_SUPERVISOR, there[0]),
        accountant=person("庄静", Role.ACCOUNTANT, town),
        leader=person("黄领导", Role.LEADER, county),
        stranger=person("路人", None, there[0]),
        enterprise=enterprise,
        workshop=workshop,
        partner=actions.add_partner(
            workshop=workshop, org=enterprise, hometown=there[1], trade="陶瓷", by=keeper, at=NOW
        ),
    )
    for n, (name, village) in enumerate(
        (("陈阿花", there[1]), ("林秀珍", there[2]), ("王美兰", there[3]), ("外来工", there[4]))
    ):
        found.workers.append(
            actions.enrol(
                workshop=workshop,
                name=name,
                born_on=date(1970 + n, 3, 1),
                village=village,
                by=keeper,
                at=NOW,
            )
        )
    return found
