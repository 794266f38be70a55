"""An order from the phone to the helper's hours; what is refused says so and changes nothing."""

from datetime import timedelta

import pytest

from sanan.kit import tokens
from sanan.kit.errors import Forbidden, Invalid, Missing, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.services import actions
from sanan.services.enums import (
    Answer,
    DeclineReason,
    Door,
    Free,
    Kind,
    RejectReason,
    Skill,
    State,
    To,
)
from sanan.services.models import Claim, Order
from sanan.services.queries import matching, story
from sanan.services.rules import REQUESTER
from sanan.slips import queries as slips
from sanan.volunteers import queries as volunteers
from sanan.volunteers.models import Service

from .conftest import DAY, HOUR, NOW


def events(order):
    return list(
        Entry.objects.filter(subject=order.code).order_by("pk").values_list("event", flat=True)
    )


def test_from_the_phone_to_the_hours(yard):
    yard.helper(yard.leader, home=yard.one)
    order = yard.finished(yard.leader, minutes=50)
    assert (order.state, order.minutes, order.taker) == (State.FINISHED, 50, yard.leader)
    actions.rate(order=order, score=5, comment="很快", relation=REQUESTER, at=NOW + 2 * DAY)
    actions.confirm(order=order, by=yard.secretary, at=NOW + 2 * DAY)
    assert order.state == State.ARCHIVED
    assert volunteers.minutes(yard.leader) == 50
    service = Service.objects.get()
    assert (service.source, service.org.name) == (f"order:{order.code}", "祥安居委会")
    verbs = ["place", "screen", "dispatch", "claim", "schedule", "begin", "end", "rate", "confirm"]
    assert events(order) == [f"order.{v}" for v in verbs]


def test_hours_go_to_the_team_that_was_asked(yard):
    helper = yard.helper(yard.leader)
    actions.join_team(helper=helper, team=yard.team, by=yard.secretary, at=NOW)
    order = yard.finished(yard.leader, to=To.TEAM, team=yard.team)
    actions.confirm(order=order, by=yard.secretary, at=NOW + 2 * DAY)
    assert Service.objects.get().org == yard.team


def test_breaks_are_left_out(yard):
    yard.helper(yard.leader)
    order = yard.claimed(yard.leader)
    actions.begin(order=order, by=yard.leader, at=NOW + DAY)
    actions.end(
        order=order, by=yard.leader, result="好了", breaks=15, at=NOW + DAY + timedelta(minutes=75)
    )
    actions.confirm(order=order, by=yard.secretary, at=NOW + 2 * DAY)
    assert (order.minutes, volunteers.minutes(yard.leader)) == (60, 60)


def test_a_grid_worker_orders_for_an_elder_without_a_phone(yard):
    made = actions.place(
        at_place=yard.two,
        item=yard.item,
        for_whom="赖阿婆",
        door=Door.PHONE,
        entered_by=yard.grid,
        at=NOW,
    )
    assert made.query_code == tokens.query_code(made.order.code)
    kind, ref = slips.found(f" {made.query_code[:4]} {made.query_code[4:]}")
    assert (kind.name, ref) == ("order", made.order.code)
    yard.helper(yard.leader)
    order = actions.screen(order=made.order, by=yard.secretary, at=NOW)
    actions.dispatch(order=order, by=yard.secretary, to=To.POOL, at=NOW)
    actions.claim(order=order, by=yard.leader, at=NOW)
    assert Notice.objects.filter(to=yard.grid, sentence__contains="有人接了").count() == 1
    actions.begin(order=order, by=yard.leader, at=NOW + HOUR)
    actions.end(order=order, by=yard.leader, result="好了", at=NOW + 2 * HOUR)
    with pytest.raises(Forbidden):
        actions.rate(order=order, score=5, by=yard.secretary)
    actions.rate(order=order, score=4, by=yard.grid, at=NOW + 3 * HOUR)
    assert order.score == 4


def test_the_same_page_sent_twice_is_one_order(yard):
    first = yard.placed(idempotency="k")
    assert yard.placed(idempotency="k").pk == first.pk
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": "帮我去讨债，吓唬他一下"}, "unlawful"),
        ({"item": None, "title": "帮忙代开发票"}, "unlawful"),
        ({"item": None, "title": ""}, "empty"),
        ({"phone": ""}, "no_phone"),
        ({"phone": "1"}, "bad_phone"),
        ({"wanted_at": NOW - HOUR}, "past"),
        ({"kind": Kind.WISH, "title": "老花镜"}, "cost_cap"),
        ({"kind": Kind.WISH, "title": "老花镜", "cost_cap": 100_001}, "cost_cap"),
        ({"kind": Kind.WISH, "title": "老花镜", "cost_cap": 5000}, "deadline"),
        ({"text": "长" * 2001}, "too_long"),
    ],
)
def test_what_cannot_be_ordered_changes_nothing(yard, more, code):
    before = Entry.objects.count()
    with pytest.raises(Invalid) as said:
        yard.placed(**more)
    assert (said.value.code, Order.objects.count(), Entry.objects.count()) == (code, 0, before)


def test_nobody_orders_for_others_elsewhere_and_nothing_off_the_menu(yard):
    with pytest.raises(Forbidden):
        yard.placed(entered_by=yard.far)
    actions.retire_item(item=yard.item, by=yard.secretary, at=NOW)
    yard.item.refresh_from_db()
    with pytest.raises(Missing):
        yard.placed()
    assert Order.objects.count() == 0


def test_a_door_is_kept_from_the_place(yard):
    from sanan.places.models import Place

    unit = Place.objects.add_child(yard.one, {"name": "2单元", "kind": "unit", "code": "xa-1-2"})
    order = yard.placed(at_place=unit, address="301")
    assert (order.place, order.address, order.village) == (yard.one, "2单元 301", yard.village)


def test_a_rejection_tells_what_to_do_instead(yard):
    order = yard.placed()
    actions.reject(order=order, by=yard.secretary, reason=RejectReason.COMMERCIAL, at=NOW)
    lines = story.story(order).lines
    assert (order.state, "不收钱" in lines[-1].line.said) == (State.REJECTED, True)


def test_who_is_asked_fits_and_why(yard):
    yard.helper(yard.leader, home=yard.one)
    away = yard.helper(yard.person("住二栋"), home=yard.two)
    yard.helper(yard.person("不会修"), skills=[Skill.HAIRCUT])
    yard.helper(yard.person("晚上才有空"), free=[Free.EVENING])
    order = yard.dispatched(wanted_at=NOW + DAY)
    asked = {o.person: matching.said(o.why) for o in order.offers.all()}
    assert asked == {
        yard.leader: ["您会这个：小修小补", "就在您那栋楼", "这个月还没有请过您"],
        away.person: ["您会这个：小修小补", "就在您的小区", "这个月还没有请过您"],
    }


def test_a_fair_load_comes_before_nearness(yard):
    yard.helper(yard.leader, home=yard.one)
    others = [yard.helper(yard.person(f"邻居{n}"), home=yard.two).person for n in range(3)]
    actions.claim(order=yard.dispatched(), by=yard.leader, at=NOW)
    order = yard.dispatched()
    assert {o.person for o in order.offers.all()} == set(others)


def test_nobody_is_asked_beyond_their_own_limit(yard):
    yard.helper(yard.leader, most=1)
    actions.claim(order=yard.dispatched(), by=yard.leader, at=NOW)
    assert yard.dispatched().offers.count() == 0


def test_after_a_no_another_is_asked_and_the_same_never_again(yard):
    people = [yard.helper(yard.person(f"邻居{n}")).person for n in range(5)]
    order = yard.dispatched()
    first = [o.person for o in order.offers.order_by("pk")]
    assert len(first) == 3
    actions.decline(order=order, by=first[0], reason=DeclineReason.NO_TIME, at=NOW)
    assert order.offers.filter(answer=Answer.PENDING).count() == 3
    assert order.offers.get(person=first[0]).answer == Answer.DECLINED
    with pytest.raises(Refused) as said:
        actions.dispatch(order=order, by=yard.secretary, to=To.PERSON, person=first[0], at=NOW)
    assert said.value.code == "said_no"
    assert set(people) >= set(first)


def test_silence_asks_others_then_the_branch_then_the_joint_committee(yard):
    for n in range(5):
        yard.helper(yard.person(f"邻居{n}"))
    order = yard.dispatched()
    assert actions.tick(at=NOW + HOUR) == 0
    assert actions.tick(at=NOW + 5 * HOUR) == 1
    answers = sorted(order.offers.values_list("answer", flat=True))
    assert answers == ["lapsed"] * 3 + ["pending"] * 2
    assert actions.tick(at=NOW + 2 * DAY) == 1
    order.refresh_from_db()
    assert order.state == State.UNCLAIMED
    told = Notice.objects.filter(sentence__contains="两天没有人接").values_list(
        "to__name", flat=True
    )
    assert sorted(told) == sorted(["赖春", "余记", "苏丽"])
    assert actions.tick(at=NOW + 2 * DAY) == 0
    assert actions.tick(at=NOW + 4 * DAY) == 1
    order.refresh_from_db()
    assert order.state == State.RAISED
    assert actions.tick(at=NOW + 9 * DAY) == 0
    late = yard.helper(yard.leader)
    actions.claim(order=order, by=late.person, at=NOW + 9 * DAY)
    assert order.taker == yard.leader


def test_given_back_it_is_put_to_the_others(yard):
    yard.helper(yard.leader)
    order = yard.claimed(yard.leader)
    with pytest.raises(Invalid):
        actions.release(order=order, by=yard.leader, reason=" ")
    actions.release(order=order, by=yard.leader, reason="孩子病了", at=NOW + 2 * HOUR)
    assert (order.state, order.taker, Claim.objects.filter(released_at=None).count()) == (
        State.DISPATCHED,
        None,
        0,
    )
    other = yard.helper(yard.stranger)
    actions.claim(order=order, by=other.person, at=NOW + 3 * HOUR)
    assert Claim.objects.count() == 2


def test_two_visits_at_one_time(yard):
    yard.helper(yard.leader)
    first, second = yard.claimed(yard.leader), yard.claimed(yard.leader)
    actions.schedule(order=first, by=yard.leader, scheduled_at=NOW + DAY, at=NOW + HOUR)
    with pytest.raises(Refused) as said:
        actions.schedule(
            order=second,
            by=yard.leader,
            scheduled_at=NOW + DAY + timedelta(minutes=59),
            at=NOW + HOUR,
        )
    assert said.value.code == "overlap"
    actions.schedule(order=second, by=yard.leader, scheduled_at=NOW + DAY + HOUR, at=NOW + HOUR)


@pytest.mark.parametrize(
    ("begin", "end", "breaks", "code"),
    [
        (0, 26 * 60, 0, "too_long"),
        (0, 0, 0, "ended"),
        (0, -5, 0, "ended"),
        (0, 30, 31, "breaks"),
    ],
)
def test_times_that_cannot_be(yard, begin, end, breaks, code):
    yard.helper(yard.leader)
    order = yard.claimed(yard.leader)
    start = NOW + DAY
    actions.begin(order=order, by=yard.leader, at=start + timedelta(minutes=begin))
    with pytest.raises(Invalid) as said:
        actions.end(
            order=order,
            by=yard.leader,
            result="好",
            breaks=breaks,
            ended_at=start + timedelta(minutes=end),
            at=start + 2 * DAY,
        )
    order.refresh_from_db()
    assert (said.value.code, order.state) == (code, State.SERVING)


def test_risky_work_needs_an_insurance(yard):
    yard.item.risky = True
    yard.item.save()
    yard.helper(yard.leader)
    order = yard.claimed(yard.leader)
    with pytest.raises(Refused) as said:
        actions.begin(order=order, by=yard.leader, at=NOW + DAY)
    assert said.value.code == "not_insured"
    actions.begin(order=order, by=yard.leader, insured=True, at=NOW + DAY)


def test_nobody_confirms_their_own_work(yard):
    yard.helper(yard.secretary, by=yard.clerk)
    order = yard.finished(yard.secretary)
    with pytest.raises(Refused):
        actions.confirm(order=order, by=yard.secretary)
    actions.confirm(order=order, by=yard.clerk, at=NOW + 2 * DAY)
    assert volunteers.minutes(yard.secretary) == 50


def test_money_asked_for_is_told_to_the_desk(yard):
    yard.helper(yard.leader)
    order = yard.finished(yard.leader)
    actions.rate(order=order, score=1, charged=True, relation=REQUESTER, at=NOW + 2 * DAY)
    told = Notice.objects.filter(sentence__contains="被要了钱物").values_list("to__name", flat=True)
    assert sorted(told) == sorted(["赖春", "余记"])


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_beyond_the_scale(yard, score):
    yard.helper(yard.leader)
    order = yard.finished(yard.leader)
    with pytest.raises(Invalid):
        actions.rate(order=order, score=score, relation=REQUESTER)


def test_a_number_is_looked_at_for_a_purpose_and_on_the_record(yard):
    yard.helper(yard.leader)
    order = yard.dispatched()
    with pytest.raises(Forbidden):
        actions.reveal_contact(order=order, by=yard.leader, purpose="约上门时间")
    actions.claim(order=order, by=yard.leader, at=NOW)
    assert (
        actions.reveal_contact(order=order, by=yard.leader, purpose="约上门时间") == "13800000001"
    )
    assert Entry.objects.filter(event="person.reveal", subject=order.code).count() == 1
    with pytest.raises(Forbidden):
        actions.reveal_contact(order=order, by=yard.far, purpose="看看是谁")


def test_nothing_personal_stands_in_what_is_public_of_an_entry(yard):
    yard.helper(yard.leader)
    order = yard.finished(yard.leader)
    for entry in Entry.objects.all():
        public = f"{entry.event} {entry.subject}"
        assert not any(word in public for word in ("赖", "苏", "1380000", "301", order.title))


def test_a_query_code_in_use_is_given_to_nobody_else(yard, monkeypatch):
    first = yard.placed()
    codes = iter([first.code, "260302NEXT22"])
    monkeypatch.setattr("sanan.services.actions.placing.new_code", lambda _moment: next(codes))
    assert yard.placed().code == "260302NEXT22"
