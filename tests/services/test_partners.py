"""Partner companies: the right member, only their own kind of case, the chat, planned outages."""

import pytest

from sanan.cases import actions as cases
from sanan.cases.enums import State
from sanan.cases.models import Case
from sanan.kit.errors import Forbidden, Invalid, Missing, Refused
from sanan.ledger.models import Entry
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Notice, Org, Person, Position
from sanan.services import actions
from sanan.services.enums import PartnerKind
from sanan.services.models import Outage, PartnerRequest

from .conftest import DAY, HOUR, NOW, SINCE


def reported(yard, **more):
    given = {"place": yard.one, "kind": PartnerKind.POWER, "text": "车库充电桩跳闸", "at": NOW}
    return actions.report(**{**given, **more})


def another(yard, name="雷明"):
    person = Person.objects.create(username=name, name=name)
    Position.objects.create(
        person=person, role=Role.PARTNER_STAFF, place=yard.county, org=yard.power, since_on=SINCE
    )
    return person


def post(yard, person, place=None):
    return actions.post(
        partner=yard.partner, person=person, place=place or yard.village, by=None, at=NOW
    )


def test_one_tap_and_the_right_member_has_it(yard):
    post(yard, yard.electrician)
    made = reported(yard, phone="13800000002", address="B 区")
    case = Case.objects.get()
    assert (made.member, case.state, case.handler, case.category.code) == (
        yard.electrician,
        State.DISPATCHED,
        yard.power,
        "urban.power",
    )
    link = f"/staff/services/partner/{case.code}/"
    assert Notice.objects.filter(to=yard.electrician, link=link).count() == 1
    events = list(Entry.objects.filter(subject=case.code).values_list("event", flat=True))
    assert events == ["case.open", "case.dispatch"]


def test_the_same_tap_twice_is_one_case(yard):
    first, second = reported(yard, idempotency="k"), reported(yard, idempotency="k")
    assert first.case.pk == second.case.pk
    assert PartnerRequest.objects.count() == 1


def test_members_of_one_community_take_turns(yard):
    other = another(yard)
    for person in (yard.electrician, other):
        post(yard, person)
    got = [reported(yard, at=NOW + n * HOUR).member for n in range(4)]
    assert got == [yard.electrician, other, yard.electrician, other]


def test_only_their_kind_only_their_communities(yard):
    post(yard, yard.electrician)
    other = another(yard)
    post(yard, other, yard.elsewhere)
    water = Org.objects.create(name="自来水公司", kind=OrgKind.ENTERPRISE, place=yard.county)
    plumber = Person.objects.create(username="沈", name="沈")
    Position.objects.create(
        person=plumber, role=Role.PARTNER_STAFF, place=yard.county, org=water, since_on=SINCE
    )
    made = reported(yard)
    found = {
        person: Case.objects.visible_to(person).count()
        for person in (yard.electrician, other, plumber, yard.stranger)
    }
    assert found == {yard.electrician: 1, other: 0, plumber: 0, yard.stranger: 0}
    assert not Case.objects.visible_to(plumber).filter(pk=made.case.pk).exists()


def test_handed_to_another_unit_it_is_theirs_no_more(yard):
    post(yard, yard.electrician)
    made = reported(yard)
    housing = Org.objects.create(name="住建局", kind=OrgKind.DEPARTMENT, place=yard.county)
    Case.objects.filter(pk=made.case.pk).update(handler=housing)
    assert Case.objects.visible_to(yard.electrician).count() == 0


def test_only_the_partners_own_door_sends_without_a_dispatcher(yard):
    case = cases.open_case(text="停电", place=yard.one, door="web", at=NOW).case
    with pytest.raises(Forbidden):
        cases.dispatch(case=case, to=yard.power, by=yard.electrician)
    cases.accept(case=case, by=dispatcher(yard), at=NOW)
    with pytest.raises(Forbidden):
        cases.dispatch(case=case, to=yard.power, by=yard.secretary)


def dispatcher(yard):
    Position.objects.create(
        person=yard.elder, role=Role.DISPATCHER, place=yard.county, since_on=SINCE
    )
    return yard.elder


def test_what_the_chat_is_told_comes_after_the_answer(yard):
    post(yard, yard.electrician)
    made = reported(yard)
    case, by = made.case, yard.electrician
    with pytest.raises(Refused) as said:
        actions.relay(case=case, text="修好了", by=by)
    assert said.value.code == "not_answered"
    cases.sign(case=case, by=by, at=NOW + HOUR)
    cases.contact(case=case, by=by, reached=True, note="去看", at=NOW + HOUR)
    cases.reply(case=case, by=by, public_text="今日换了开关,能充了。", at=NOW + 2 * HOUR)
    actions.relay(case=case, text="充电桩修好了", by=by, at=NOW + 3 * HOUR)
    assert case.timeline.get(verb="relay").said == "充电桩修好了"
    with pytest.raises(Forbidden):
        actions.relay(case=case, text="我来说", by=yard.secretary)
    Case.objects.filter(pk=case.pk).update(kind="concern")
    with pytest.raises(Forbidden):
        actions.relay(case=case, text="别的事", by=by)


def test_where_there_is_no_such_partner(yard):
    with pytest.raises(Missing):
        reported(yard, kind=PartnerKind.GAS)
    with pytest.raises(Invalid):
        reported(yard, text=" ")
    assert Case.objects.count() == 0


def test_only_its_own_people_are_posted(yard):
    with pytest.raises(Invalid):
        post(yard, yard.stranger)
    post(yard, yard.electrician)
    with pytest.raises(Refused):
        post(yard, yard.electrician)
    with pytest.raises(Forbidden):
        actions.post(
            partner=yard.partner, person=yard.electrician, place=yard.elsewhere, by=yard.secretary
        )


def outage(yard, **more):
    given = {
        "partner": yard.partner,
        "places": [yard.village],
        "where": "1 号楼",
        "reason": "换线",
        "begins_at": NOW + DAY,
        "ends_at": NOW + DAY + 2 * HOUR,
        "by": yard.electrician,
        "at": NOW,
    }
    return actions.announce_outage(**{**given, **more})


def test_an_outage_stands_on_the_villages_pages_until_it_is_over(yard):
    made = outage(yard)
    standing = Outage.objects.standing
    assert list(yard.village.outages.standing(NOW)) == [made]
    assert list(yard.elsewhere.outages.standing(NOW)) == []
    assert list(standing(NOW + 2 * DAY)) == []
    actions.take_back_outage(outage=made, by=yard.electrician, at=NOW)
    assert list(standing(NOW)) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ends_at": NOW + DAY}, "times"),
        ({"begins_at": NOW - 2 * DAY, "ends_at": NOW - DAY}, "times"),
        ({"ends_at": NOW + 9 * DAY}, "times"),
        ({"places": []}, "no_village"),
        ({"where": " "}, "empty"),
    ],
)
def test_outages_that_cannot_be(yard, more, code):
    with pytest.raises(Invalid) as said:
        outage(yard, **more)
    assert (said.value.code, Outage.objects.count()) == (code, 0)


def test_nobody_announces_for_another_company(yard):
    with pytest.raises(Forbidden):
        outage(yard, by=yard.secretary)
