"""大党委: who sits, how mechanisms run, and needs and resources claimed from both sides."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matrix import read, same_verbs, walk
from sanan.council import actions
from sanan.council.enums import ListState
from sanan.council.models import Claim, CommitteeSeat, JointCommittee, Mechanism, Need, Resource
from sanan.council.queries import joint_members
from sanan.council.queries.joint import joint_page, offered, summaries
from sanan.council.rules import NEED
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Notice, Org, Person, Position
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

from .conftest import NOW, SINCE, Hall

DAY = timedelta(days=1)


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def no(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


class Table:
    """A committee with a property company, a school and a power company around it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.party = self.org("社区党委", OrgKind.COMMUNITY_PARTY)
        self.school = self.org("小学", OrgKind.SCHOOL)
        self.power = self.org("供电公司", OrgKind.ENTERPRISE)
        self.outside = self.org("外面的公司", OrgKind.ENTERPRISE)
        self.committee = actions.found_joint(
            place=hall.village, name="祥安大党委", lead=self.party, by=hall.secretary, at=NOW
        )
        self.head = self.sits("校长", self.school)
        self.wire = self.sits("电工", self.power)
        self.wire2 = self.sits("电工二", self.power)

    def org(self, name: str, kind: OrgKind) -> Org:
        return Org.objects.create(name=name, kind=kind, place=self.hall.village)

    def person(self, name: str, org: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        Position.objects.create(
            person=made, role=Role.DEPT_HANDLER, place=self.hall.village, org=org, since_on=SINCE
        )
        return made

    def sits(self, name: str, org: Org, **more) -> Person:
        person = self.person(name, org)
        actions.sit(
            committee=self.committee,
            org=org,
            person=person,
            by=self.hall.secretary,
            **{"since_on": SINCE, "at": NOW, **more},
        )
        return person

    def need(self, org: Org | None = None, **more) -> Need:
        return actions.raise_need(
            committee=self.committee,
            org=org or self.school,
            title="查电线",
            by=None,
            relation=OPERATOR,
            **{"at": NOW, **more},
        )

    def resource(self, times: int = 1, org: Org | None = None) -> Resource:
        return actions.offer(
            committee=self.committee,
            org=org or self.power,
            title="入户查电线",
            times=times,
            by=None,
            relation=OPERATOR,
            at=NOW,
        )


@pytest.fixture
def table(hall: Hall) -> Table:
    return Table(hall)


def test_eight_mechanisms_come_with_it_and_can_be_edited(table, hall):
    assert table.committee.mechanisms.count() == 8
    assert events().count("joint.found") == 1
    with no("twice"):
        actions.found_joint(
            place=hall.village, name="又一个", lead=table.party, by=None, relation=OPERATOR
        )
    with no("not_party"):
        actions.found_joint(
            place=hall.estate, name="物业牵头", lead=table.school, by=None, relation=OPERATOR
        )
    assert JointCommittee.objects.count() == 1
    first = table.committee.mechanisms.get(name="双报到")
    change = {"committee": table.committee, "mechanism": first, "by": hall.secretary, "at": NOW}
    with no("twice"):
        actions.set_mechanism(name="议事协商", text="x", **change)
    actions.set_mechanism(name="双报到", text="每季度一次", retired=True, **change)
    with no("retired"):
        actions.record_use(
            committee=table.committee,
            mechanism=first,
            held_on=NOW.date() + DAY,
            title="报到",
            by=hall.secretary,
            at=NOW + 2 * DAY,
        )
    actions.set_mechanism(name="双报到", text="每季度一次", **change)
    assert Mechanism.objects.get(pk=first.pk).retired_on is None


def test_in_use_is_a_figure_that_opens_what_was_held(table, hall):
    one, two = table.committee.mechanisms.all()[:2]
    for mechanism, day in ((one, NOW), (one, NOW - DAY), (two, NOW - 400 * DAY)):
        actions.record_use(
            committee=table.committee,
            mechanism=mechanism,
            held_on=day.date(),
            title="开会",
            made="定了三件",
            by=None,
            relation=OPERATOR,
            at=NOW,
        )
    with no("future"):
        actions.record_use(
            committee=table.committee,
            mechanism=two,
            held_on=NOW.date() + DAY,
            title="?",
            by=hall.secretary,
            at=NOW,
        )
    shown = joint_page(table.committee, NOW)
    assert (shown.in_use, shown.kept_up) == (1, 8)
    assert [len(line.uses) for line in shown.mechanisms] == [2, 0, 0, 0, 0, 0, 0, 0]
    (told,) = summaries([table.committee], NOW)
    assert (told.seats, told.in_use, told.kept_up) == (3, 1, 8)


def test_who_sits_today(table, hall):
    assert list(joint_members(hall.estate, day=NOW.date())) == [
        table.head,
        table.wire,
        table.wire2,
    ]
    gone = table.sits("前委员", table.school, until_on=date(2026, 1, 31))
    ahead = table.sits("下任委员", table.school, since_on=date(2026, 4, 1))
    assert gone not in joint_members(hall.village, day=NOW.date())
    assert gone in joint_members(hall.village, day=date(2026, 1, 31))
    assert ahead not in joint_members(hall.village, day=NOW.date())
    Person.objects.filter(pk=table.wire.pk).update(is_active=False)
    assert list(joint_members(hall.village, day=NOW.date())) == [table.head, table.wire2]
    county = Place.objects.get(kind="county")
    assert not joint_members(county).exists()


def test_one_person_one_seat_at_a_time(table, hall):
    seat = CommitteeSeat.objects.get(person=table.head)
    again = {
        "committee": table.committee,
        "org": table.power,
        "person": table.head,
        "by": hall.secretary,
        "at": NOW,
    }
    with no("twice"):
        actions.sit(since_on=NOW.date(), **again)
    with no("twice"):
        actions.sit(since_on=SINCE, until_on=SINCE + DAY, **again)
    with no("dates"):
        actions.sit(since_on=NOW.date(), until_on=SINCE, **again)
    with no("dates"):
        actions.leave(
            committee=table.committee, seat=seat, until_on=SINCE - DAY, by=hall.secretary, at=NOW
        )
    actions.leave(
        committee=table.committee, seat=seat, until_on=NOW.date(), by=hall.secretary, at=NOW
    )
    with no("dates"):
        actions.leave(
            committee=table.committee,
            seat=seat,
            until_on=NOW.date() + DAY,
            by=hall.secretary,
            at=NOW,
        )
    actions.sit(since_on=NOW.date() + DAY, **again)
    with no("not_yours"):
        actions.sit(since_on=NOW.date(), **{**again, "by": hall.stranger})


def test_a_seats_organisation_claims_a_need(table):
    need = table.need()
    with no("not_yours"):
        actions.claim(need=need, org=table.power, by=table.head, at=NOW)
    with no("no_org"):
        actions.claim(need=need, by=table.wire, at=NOW)
    actions.claim(need=need, org=table.power, by=table.wire, at=NOW)
    assert need.state == ListState.CLAIMED
    with no("wrong_state"):
        actions.claim(need=need, org=table.school, by=table.head, at=NOW)
    with no("not_yours"):
        actions.give_back(need=need, why="没有人手", by=table.head, at=NOW)
    actions.give_back(need=need, why="没有人手", by=table.wire2, at=NOW)
    actions.claim(need=need, org=table.power, by=table.wire, at=NOW)
    actions.meet_need(need=need, result="查了四十户", by=table.head, at=NOW)
    assert (need.state, need.result) == (ListState.MET, "查了四十户")
    assert [e for e in events() if e.startswith("need.")] == [
        "need.raise",
        "need.claim",
        "need.give_back",
        "need.claim",
        "need.meet",
    ]


def test_a_resource_is_matched_from_either_side_until_it_is_used_up(table):
    resource = table.resource(times=2)
    mine, second, third = table.need(), table.need(), table.need()
    actions.claim(need=mine, resource=resource, by=table.head, at=NOW)
    actions.claim(need=second, resource=resource, by=table.wire, at=NOW)
    with no("used_up"):
        actions.claim(need=third, resource=resource, by=table.wire, at=NOW)
    assert third.state == ListState.OPEN
    assert (offered(Resource.objects.all()).get().left, Claim.objects.count()) == (0, 2)
    actions.give_back(need=mine, why="不用了", by=table.wire, at=NOW)
    actions.claim(need=third, resource=resource, by=table.head, at=NOW)
    with no("not_theirs"):
        actions.claim(need=mine, resource=resource, org=table.school, by=table.head, at=NOW)
    actions.retract(resource=table.resource(), by=table.wire, at=NOW)
    gone = Resource.objects.exclude(withdrawn_at=None).get()
    with no("withdrawn"):
        actions.claim(need=mine, resource=gone, by=table.wire, at=NOW)
    with no("wrong_state"):
        actions.retract(resource=gone, by=table.wire, at=NOW)


def test_without_a_seat_nothing_is_claimed_or_offered(table, hall):
    need = table.need()
    with no("no_seat"):
        actions.claim(need=need, org=table.outside, by=hall.secretary, at=NOW)
    with no("no_seat"):
        actions.offer(committee=table.committee, org=table.outside, title="钱", by=hall.secretary)
    seat = CommitteeSeat.objects.get(person=table.head)
    actions.leave(
        committee=table.committee, seat=seat, until_on=NOW.date(), by=hall.secretary, at=NOW
    )
    later = NOW + 2 * DAY
    with no("not_yours"):
        actions.claim(need=need, org=table.school, by=table.head, at=later)
    with no("no_seat"):
        actions.claim(need=need, org=table.school, by=hall.secretary, at=later)
    with no("times"):
        actions.offer(
            committee=table.committee, org=table.power, title="x", times=0, by=table.wire, at=NOW
        )
    with no("past"):
        table.need(due_on=NOW.date() - DAY)


def test_those_who_sit_are_told(table):
    need = table.need(org=table.school)
    assert Notice.objects.count() == 3
    actions.claim(need=need, org=table.power, by=table.wire, at=NOW)
    assert Notice.objects.filter(sentence__contains="认领了").values_list("to", flat=True)[0] == (
        table.head.pk
    )


TABLE = read("""
    raise     -> open : desk, in_need
    claim     open -> claimed : desk, seated
    meet      claimed -> met : desk, in_need, claimer
    give_back claimed -> open : desk, claimer
    withdraw  open -> withdrawn : desk, in_need
""")
"""Two-way claiming (双向认领, domain brief §2.3): whoever is in need puts it, any seat may take it up
for its organisation; either side says that it is done, only the claimer gives it back."""


def standing(table, state: str) -> Need:
    """A need of the school in `state`; the power company has taken it up."""
    need, ended = table.need(), NOW if state in {"met", "withdrawn"} else None
    Need.objects.filter(pk=need.pk).update(state=state or "open", ended_at=ended)
    if state != ListState.OPEN:
        Claim.objects.create(need=need, org=table.power, at=NOW)
    need.refresh_from_db()
    return need


def test_every_verb_in_every_state_by_everyone(table, hall):
    cast = {"desk": hall.secretary, "claimer": table.wire, "in_need": table.head}
    actors = {"desk": {"desk"}, "claimer": {"claimer", "seated"}, "in_need": {"in_need", "seated"}}
    cast["stranger"], actors["stranger"], actors["nobody"] = hall.stranger, set(), set()
    same_verbs(NEED, TABLE)
    walk(NEED, TABLE, actors, make=lambda state: standing(table, state), person=cast.get)


ACTS = {
    "claim": lambda t, n, who: actions.claim(need=n, org=t.power, by=who, at=NOW),
    "give_back": lambda _t, n, who: actions.give_back(need=n, why="x", by=who, at=NOW),
    "meet": lambda _t, n, who: actions.meet_need(need=n, result="x", by=who, at=NOW),
    "withdraw": lambda _t, n, who: actions.withdraw_need(need=n, why="x", by=who, at=NOW),
}


@pytest.mark.parametrize("verb", ACTS)
def test_an_action_moves_as_the_table_says_or_leaves_everything(table, hall, verb):
    """Allowed: the table's state and one entry. Refused: nothing moved."""
    may = {
        "claim": {hall.secretary, table.wire},
        "give_back": {hall.secretary, table.wire},
        "meet": {hall.secretary, table.wire, table.head},
        "withdraw": {hall.secretary, table.head},
    }[verb]
    for state in ListState:
        for who in (hall.secretary, table.wire, table.head, hall.stranger):
            need = standing(table, state)
            before = Entry.objects.count()
            if who in may and state in TABLE[verb].sources:
                ACTS[verb](table, need, who)
                assert need.state == TABLE[verb].target
                assert Entry.objects.count() == before + 1
            else:
                with pytest.raises(Refused):
                    ACTS[verb](table, need, who)
                need.refresh_from_db()
                assert (need.state, Entry.objects.count()) == (state, before)


def test_members_find_their_committee_and_strangers_nothing(table, hall, enter, client):
    need, browser = table.need(), enter(table.wire)
    assert browser.get("/staff/council/joint/").status_code == 302
    for path in (
        f"joint/{table.committee.code}/",
        "needs/",
        "resources/",
        "works/",
        f"needs/{need.code}/",
        f"joint/{table.committee.code}/needs/new/",
        f"joint/{table.committee.code}/resources/new/",
    ):
        assert browser.get(f"/staff/council/{path}").status_code == 200, path
    for path in ("needs/needs.xlsx", "resources/resources.xlsx", "works/works.xlsx"):
        assert browser.get(f"/staff/council/{path}").content.startswith(b"PK"), path
    claim = f"/staff/council/needs/{need.code}/claim/"
    assert browser.post(claim, {"org": table.school.pk}).status_code == 422
    assert browser.post(claim, {"org": table.power.pk}).status_code == 302
    assert Need.objects.get().state == ListState.CLAIMED
    other = enter(table.person("别处的人", table.outside))
    for path in (f"joint/{table.committee.code}/", f"needs/{need.code}/"):
        assert other.get(f"/staff/council/{path}").status_code == 404
    assert need.title not in other.get("/staff/council/needs/").content.decode()
    assert enter(hall.stranger).get("/staff/council/needs/").status_code == 404
    page = client.get(f"/council/at/{hall.estate.code}/joint/").content.decode()
    assert need.title in page
    assert "供电公司认领" in page
    assert (
        client.get(f"/council/at/{Place.objects.get(kind='county').code}/joint/").status_code == 404
    )


def test_the_desk_runs_the_committee_through_its_pages(table, hall, enter):
    browser, at = enter(hall.secretary), f"/staff/council/joint/{table.committee.code}/"
    table.person("新委员", table.power)
    seat = {"org": table.power.pk, "person": "新委员", "since_on": "2026-03-01"}
    assert browser.post(f"{at}seat/", {**seat, "person": "没有的人"}).status_code == 422
    assert browser.post(f"{at}seat/", seat).status_code == 302
    made = CommitteeSeat.objects.get(person__name="新委员")
    assert made.part_time is False
    leave = {"seat": made.pk, "until_on": "2026-12-31"}
    assert enter(table.wire).post(f"{at}leave/", leave).status_code == 403
    assert browser.post(f"{at}leave/", leave).status_code == 302
    assert browser.post(f"{at}mechanism/", {"name": "楼栋日", "text": "每月"}).status_code == 302
    mechanism = Mechanism.objects.get(name="楼栋日")
    held = {"mechanism": mechanism.pk, "held_on": "2026-03-01", "title": "一次"}
    assert browser.post(f"{at}use/", {**held, "held_on": "x", "title": ""}).status_code == 422
    assert browser.post(f"{at}use/", {**held, "mechanism": 0}).status_code == 422
    assert browser.post(f"{at}use/", held).status_code == 302
    change = {"mechanism": mechanism.pk, "name": "楼栋日", "text": "每周"}
    assert browser.post(f"{at}mechanism/", change).status_code == 302
    assert Mechanism.objects.get(pk=mechanism.pk).text == "每周"
    assert "一席的任期定了结束" in browser.get(at).content.decode()
    assert browser.get("/staff/council/joint/new/").status_code == 200


@pytest.mark.parametrize("path", ["needs/", "resources/", "joint/{code}/"])
def test_lists_cost_the_same_for_one_and_three(table, hall, enter, path):
    browser, address = (
        enter(hall.secretary),
        f"/staff/council/{path}".format(code=table.committee.code),
    )
    counts = []
    for n in (1, 2):
        for _i in range(n):
            resource = table.resource()
            actions.claim(need=table.need(), resource=resource, by=hall.secretary, at=NOW)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
