"""Queries compiled once for each form answer as the ORM does, for every role and every filter."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cases.world import NOW, World, make_world

from sanan.api import queries
from sanan.cases.enums import State
from sanan.cases.models import Case, Category
from sanan.cases.models.case import _of_kinds, _work, beside_work
from sanan.cases.queries.duties import branches, nearby_duties
from sanan.cases.queries.lists import CASE_LIST
from sanan.lists import statements
from sanan.lists.queries import shown
from sanan.mediation.enums import Channel, Kind
from sanan.mediation.models import Dispute, GovCentre, Window
from sanan.people.models import Duty, Person
from sanan.people.models.person import Within
from sanan.places.models import Place

pytestmark = pytest.mark.django_db
KINDS = ("concern", "concern", "dispute", "partner_request", "blocker", "inspection_order")
STATES = (State.SUBMITTED, State.ACCEPTED, State.DISPATCHED, State.IN_PROGRESS, State.REPLIED)


@pytest.fixture
def world() -> World:
    made, chance = make_world(), Random(3)  # noqa: S311 - the same rows every time
    city = Place(name="邻县", kind="county", code="350600000000")
    Place.objects.add_root(instance=city)
    centre = GovCentre.objects.create(place=made.county, since_on=NOW.date())
    window = Window.objects.create(centre=centre, org=made.orgs["other"], number=1)
    for number in range(40):
        here = chance.random() < 0.8
        case = Case.objects.create(
            code=f"261013A{number:03d}",
            query_hash=str(number),
            title=f"第{number}件",
            text="路灯不亮",
            kind=chance.choice(KINDS),
            state=chance.choice(STATES),
            place=made.village if here else city,
            county=made.county if here else city,
            village=made.village if here else None,
            handler=made.orgs[chance.choice(["handler", "other"])],
            category=made.category,
            due_at=NOW,
            supervision=chance.choice([0, 0, 1]),
            replied_at=NOW,
            opened_at=NOW - timedelta(hours=number // 3),
        )
        if case.kind == "dispute" and chance.random() < 0.7:
            Dispute.objects.create(
                code=case.code,
                case=case,
                centre=centre,
                window=window,
                place=case.place,
                kind=Kind.values[0],
                channel=Channel.values[0],
                matter="争地界",
                taken_at=NOW,
            )
    return made


def _by_orm(person: Person, state: str, top: Place | None, after: str, limit: int) -> object:
    work = _of_kinds(_work(person), person)
    cases = Case.objects.all() if work is None else Case.objects.filter(work)
    narrowed = queries._narrowed(queries.inside(cases, person), state, top)
    return queries.rows(narrowed, limit=limit, after=after)


def _key(person: Person, place: Place) -> Person:
    mine = Person.objects.get(pk=person.pk)
    kept = Within(place.pk, place.path, place.kind, frozenset({"read"}), 1, None)
    return mine.kept_within(kept)


def test_lists_of_every_role_are_as_the_orm_gives_them(world: World) -> None:
    chance, shown = Random(7), 0  # noqa: S311 - the same questions every time
    for name, place in product(world.actors, (world.county, world.village)):
        for _time in range(3):
            person = _key(world.actors[name], place)
            asked = {
                "state": chance.choice(["", *(str(state) for state in STATES)]),
                "top": chance.choice([None, world.county, world.village]),
                "after": chance.choice(["", "261013A007", "261013A020"]),
                "limit": chance.choice([3, 100]),
            }
            found = queries.work(person, **asked)
            assert found == _by_orm(_key(world.actors[name], place), **asked), (name, asked)
            shown += len(found[0])
    assert shown > 100


def test_one_case_for_every_role_is_as_the_orm_gives_it(world: World) -> None:
    codes, seen = sorted(Case.objects.values_list("code", flat=True)), 0
    for name in world.actors:
        person = _key(world.actors[name], world.county)
        visible = queries.inside(Case.objects.visible_to(person), person)
        mine = set(visible.values_list("code", flat=True))
        found = {code for code in codes if queries.detail(person, code) is not None}
        assert found == mine, name
        seen += len(mine)
    assert seen > 100


def test_what_a_kind_shows_beside_the_posts_is_found(world: World) -> None:
    assert beside_work(_key(world.actors["stranger"], world.county)) == []
    assert beside_work(_key(world.actors["role:dispatcher"], world.county))  # of the next county
    for actor in world.actors.values():
        person = _key(actor, world.county)
        work = _of_kinds(_work(person), person)
        every = Case.objects.all() if work is None else Case.objects.filter(work)
        assert set(Case.objects.at_work(person)) == set(every)


def test_a_form_is_made_once_and_asked_again_without_the_orm(world: World) -> None:
    person = _key(world.actors["handler"], world.county)
    queries.work(person, limit=100)
    made = len(queries._WORK._forms)
    other = _key(world.actors["handler"], world.county)
    with CaptureQueriesContext(connection) as asked:
        queries.work(other, limit=100)
    assert (len(asked), len(queries._WORK._forms)) == (3, made)  # posts, beside, list


DESK: tuple[dict[str, str], ...] = (
    {},
    {"due": "overdue"},
    {"due": "today"},
    {"due": "soon"},
    {"group": "all", "urgency": "ordinary"},
    {"group": "working", "mine": "1"},
    {"group": "all", "place": "350526100202"},
    {"group": "all", "period": "7"},
    {"group": "all", "kind": "dispute", "state": "accepted"},
)


def test_the_list_of_the_desk_is_as_the_orm_gives_it(world: World) -> None:
    plain, rows = replace(CASE_LIST, by_posts=None), 0
    for name, given in product(world.actors, DESK):
        # Twice the same form: of another moment, and of another person with such posts.
        for now in (NOW - timedelta(minutes=1), NOW + timedelta(days=1)):
            pages = []
            for listed in (CASE_LIST, plain):
                person = Person.objects.get(pk=world.actors[name].pk)
                asked = listed.read(given, person, now)
                pages.append(shown(listed, asked, address="/staff/cases/", number=1))
            assert pages[0] == pages[1], (name, given)
            rows += len(pages[0].rows)
    assert rows > 1000


def test_the_list_of_the_desk_is_made_once(world: World) -> None:
    def asked() -> int:
        person = Person.objects.get(pk=world.actors["handler"].pk)
        wanted = CASE_LIST.read({"due": "today"}, person, NOW)
        shown(CASE_LIST, wanted, address="/staff/cases/", number=1, unfolded=False)
        return len(statements._PAGE._forms) + len(statements._COUNTED._forms)

    statements._PAGE._forms.clear()
    statements._COUNTED._forms.clear()
    assert asked() == asked()
    assert None not in {**statements._PAGE._forms, **statements._COUNTED._forms}.values()


def test_duty_lines_of_any_number_of_categories(world: World) -> None:
    codes = [f"{branch}.{leaf}" for branch in ("water", "roads", "light") for leaf in "abcdefg"]
    for number, code in enumerate(codes):
        Category.objects.create(code=code, name=f"第{number}类")
        org = world.orgs["handler" if number % 2 else "other"]
        Duty.objects.create(org=org, category=code, text="管", lead=number % 3 > 0)
    Duty.objects.create(org=world.orgs["handler"], category="roads", text="都管")
    for many in (0, 1, 7, 8, 9, len(codes)):
        wanted = codes[:many]
        above = {branch for code in wanted for branch in branches(code)}
        lead = Duty.objects.filter(lead=True, category__in=above)
        expected = set(lead.values_list("category", "org"))
        for asked in (wanted, [f"第{number}类" for number in range(many)], [*wanted, ""]):
            found = nearby_duties(asked)
            by_name = {one for one in expected if one[0] in codes}
            said = {(line.category, line.org_id) for line in found}
            assert said == (by_name if asked and asked[0] not in codes else expected)
            assert len(found) == len(said)
            assert {line.name for line in found} <= {f"第{n}类" for n in range(21)} | {None}
