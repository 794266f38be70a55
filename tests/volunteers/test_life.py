"""Registering, signing up, the waiting list, coming, planning."""

from datetime import date, timedelta

import pytest

from sanan.kit import vault
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice, Person
from sanan.volunteers import actions
from sanan.volunteers.enums import Seat, Way
from sanan.volunteers.models import Membership, SignUp, Volunteer
from sanan.volunteers.rules import checked_id

from .conftest import DAY, HOUR, NOW

ID = "11010519491231002X"  # the standard's own example (GB 11643)


def seats(activity):
    rows = activity.signups.order_by("asked_at", "pk")
    return [(row.volunteer.person.name, row.seat) for row in rows]


def signed_up(stage, activity, *names):
    made = {}
    for number, name in enumerate(names):
        volunteer = stage.volunteer(name)
        made[name] = actions.sign_up(
            activity=activity,
            volunteer=volunteer,
            by=volunteer.person,
            at=NOW + timedelta(minutes=number),
        )
    return made


# Registering


def test_the_identity_number_is_never_in_clear(stage):
    made = stage.volunteer(id_kind="resident", id_number=ID.lower())
    made.refresh_from_db()
    assert vault.unlock(made.id_locked) == ID
    assert ID[:10] not in made.id_locked
    assert (made.masked_id, made.birth_on) == ("110105********002X", date(1949, 12, 31))
    entry = Entry.objects.latest("pk")
    assert ID.encode() not in bytes(entry.content)


@pytest.mark.parametrize(
    "wrong", ["110105194912310021", "11010519491331002X", "1101051949123100", "abc", "１" * 18]
)
def test_a_wrong_identity_number_is_refused(stage, wrong):
    with pytest.raises(Invalid) as refused:
        stage.volunteer(id_kind="resident", id_number=wrong)
    assert (refused.value.field, Volunteer.objects.count()) == ("id_number", 0)


def test_full_width_figures_are_the_same_figures():
    assert checked_id("resident", ID.replace("1", "１")) == checked_id("resident", ID)


def test_one_number_one_volunteer(stage):
    stage.volunteer(id_kind="resident", id_number=ID)
    with pytest.raises(Refused) as refused:
        stage.volunteer("另一人", id_kind="resident", id_number=ID)
    assert refused.value.code == "id_taken"


def test_without_consent_or_name_nobody_is_registered(stage):
    with pytest.raises(Invalid):
        actions.register(person=stage.stranger, place=stage.village, agreed=False)
    with pytest.raises(Invalid) as nameless:
        actions.register(person=stage.person(""), place=stage.village, agreed=True)
    assert (nameless.value.field, Volunteer.objects.count()) == ("name", 0)


def test_a_child_needs_a_guardian_and_staff(stage):
    born = date(2014, 3, 3)  # 11 years old
    for guardian, by in ((False, None), (True, None), (False, stage.organiser)):
        with pytest.raises(Refused) as refused:
            actions.register(
                person=stage.stranger,
                place=stage.village,
                agreed=True,
                birth_on=born,
                guardian=guardian,
                by=by,
                at=NOW,
            )
        assert refused.value.code == "guardian"
    actions.register(
        person=stage.stranger,
        place=stage.village,
        agreed=True,
        birth_on=born,
        guardian=True,
        by=stage.organiser,
        at=NOW,
    )
    assert Volunteer.objects.get().birth_on == born


def test_leaving_erases_what_proves_nothing_and_keeps_the_services(stage):
    made = stage.volunteer(
        id_kind="resident", id_number=ID, skills=["elderly", "nonsense"], sex="man"
    )
    assert made.skills == ["elderly"]
    actions.join(volunteer=made, org=stage.team, by=made.person, at=NOW)
    stage.confirmed(made)
    actions.leave(volunteer=made, by=made.person, at=NOW)
    made.refresh_from_db()
    left = (made.id_locked, made.id_hash, made.birth_on, made.sex, made.skills)
    assert left == ("", None, None, "", [])
    assert made.person.services.count() == 1
    assert not Membership.objects.filter(until_at=None).exists()
    number = made.code
    back = actions.register(person=made.person, place=stage.village, agreed=True, at=NOW + DAY)
    assert (back.code, back.left_at) == (number, None)


def test_staff_enrol_by_phone_once(stage):
    def enrol(name):
        return actions.enrol(
            name=name, phone="13800009999", place=stage.village, agreed=True, by=stage.organiser
        )

    made = enrol("陈大爷")
    assert vault.unlock(made.person.phone_locked) == "13800009999"
    for name, code in (("陈大爷", "twice"), ("别的名字", "other_name")):
        with pytest.raises(Refused) as refused:
            enrol(name)
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        actions.enrol(
            name="王", phone="13800009998", place=stage.village, agreed=True, by=stage.elsewhere
        )
    assert Person.objects.filter(name="王").count() == 0


def test_membership_is_once_and_ends(stage):
    made = stage.volunteer()
    for _twice in range(2):
        actions.join(volunteer=made, org=stage.team, by=made.person)
    assert Membership.objects.count() == 1
    actions.part(volunteer=made, org=stage.team, by=made.person)
    with pytest.raises(Refused):
        actions.part(volunteer=made, org=stage.team, by=made.person)
    with pytest.raises(Forbidden):
        actions.join(volunteer=made, org=stage.team, by=stage.stranger)


# Signing up


def test_the_line_moves_up_in_its_order(stage):
    activity = stage.activity(capacity=2)
    made = signed_up(stage, activity, "甲", "乙", "丙", "丁")
    assert [seat for _name, seat in seats(activity)] == ["going", "going", "waiting", "waiting"]
    actions.give_up(signup=made["甲"], by=made["甲"].volunteer.person, at=NOW + HOUR)
    assert dict(seats(activity)) == {"甲": "left", "乙": "going", "丙": "going", "丁": "waiting"}
    assert "有了空位" in Notice.objects.get(to=made["丙"].volunteer.person).text
    assert not Notice.objects.filter(to=made["丁"].volunteer.person).exists()
    # Whoever comes back stands at the end.
    again = actions.sign_up(
        activity=activity,
        volunteer=made["甲"].volunteer,
        by=made["甲"].volunteer.person,
        at=NOW + 2 * HOUR,
    )
    assert again.seat == Seat.WAITING
    actions.give_up(signup=made["乙"], by=made["乙"].volunteer.person, at=NOW + 3 * HOUR)
    assert dict(seats(activity)) == {"甲": "waiting", "乙": "left", "丙": "going", "丁": "going"}


def test_who_waits_and_leaves_moves_nobody(stage):
    activity = stage.activity(capacity=1)
    made = signed_up(stage, activity, "甲", "乙", "丙")
    actions.give_up(signup=made["乙"], by=made["乙"].volunteer.person, at=NOW)
    assert dict(seats(activity)) == {"甲": "going", "乙": "left", "丙": "waiting"}


def test_more_room_moves_the_line(stage):
    activity = stage.activity(capacity=1)
    signed_up(stage, activity, "甲", "乙", "丙")
    same = {"title": activity.title, "starts_at": activity.starts_at, "ends_at": activity.ends_at}
    actions.change(activity=activity, **same, where="桥头", capacity=2, by=stage.organiser, at=NOW)
    assert [seat for _n, seat in seats(activity)] == ["going", "going", "waiting"]
    actions.change(activity=activity, **same, where="桥头", capacity=0, by=stage.organiser, at=NOW)
    assert {seat for _n, seat in seats(activity)} == {"going"}


def test_signing_up_twice_is_once(stage):
    activity = stage.activity(capacity=1)
    volunteer = stage.volunteer()
    for _twice in range(2):
        actions.sign_up(activity=activity, volunteer=volunteer, by=volunteer.person, at=NOW)
    assert SignUp.objects.count() == 1


def test_not_for_two_activities_at_once(stage):
    first, second = stage.activity(), stage.activity(begins=NOW + DAY + HOUR)
    after = stage.activity(begins=first.ends_at)
    volunteer = stage.volunteer()
    actions.sign_up(activity=first, volunteer=volunteer, by=volunteer.person, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.sign_up(activity=second, volunteer=volunteer, by=volunteer.person, at=NOW)
    assert refused.value.code == "overlap"
    actions.sign_up(activity=after, volunteer=volunteer, by=volunteer.person, at=NOW)
    assert SignUp.objects.count() == 2


def test_too_young_cancelled_or_over(stage):
    volunteer = stage.volunteer(birth_on=date(2010, 5, 1))  # 15
    grown = stage.activity(min_age=16)
    with pytest.raises(Refused) as refused:
        actions.sign_up(activity=grown, volunteer=volunteer, by=volunteer.person, at=NOW)
    assert refused.value.code == "too_young"
    off = stage.activity()
    actions.cancel(activity=off, by=stage.organiser, reason="下大雨", at=NOW)
    over = stage.activity(begins=NOW + 2 * DAY)
    for activity, at in ((off, NOW), (over, NOW + 3 * DAY)):
        with pytest.raises(Refused):
            actions.sign_up(activity=activity, volunteer=volunteer, by=volunteer.person, at=at)
    assert SignUp.objects.count() == 0


def test_who_is_called_off_is_told_why(stage):
    activity = stage.activity()
    made = signed_up(stage, activity, "甲")
    actions.cancel(activity=activity, by=stage.organiser, reason="涨水 100% 危险", at=NOW)
    assert "涨水 100% 危险" in Notice.objects.get(to=made["甲"].volunteer.person).text
    with pytest.raises(Refused):
        actions.cancel(activity=activity, by=stage.organiser, reason="再取消", at=NOW)


# Coming


def test_the_code_at_the_door_works_from_two_hours_before_until_the_end(stage):
    activity = stage.activity(begins=NOW + DAY)
    for number, (at, fits) in enumerate(
        [
            (activity.starts_at - 2 * HOUR - timedelta(seconds=1), False),
            (activity.starts_at - 2 * HOUR, True),
            (activity.ends_at, True),
            (activity.ends_at + timedelta(seconds=1), False),
        ]
    ):
        volunteer = stage.volunteer(f"人{number}")
        came = {"activity": activity, "volunteer": volunteer, "way": Way.QR, "at": at}
        if fits:
            assert actions.check_in(**came, by=volunteer.person).came_at == at
        else:
            with pytest.raises(Refused):
                actions.check_in(**came, by=volunteer.person)


def test_a_full_activity_takes_no_walk_in_but_the_organiser_may(stage):
    activity = stage.activity(capacity=1)
    signed_up(stage, activity, "甲")
    volunteer = stage.volunteer("乙")
    with pytest.raises(Refused) as refused:
        actions.check_in(
            activity=activity,
            volunteer=volunteer,
            way=Way.QR,
            by=volunteer.person,
            at=activity.starts_at,
        )
    assert refused.value.code == "full"
    assert stage.came(activity, volunteer).seat == Seat.GOING


def test_only_the_organiser_ticks_the_list(stage):
    activity, volunteer = stage.activity(), stage.volunteer()
    for by in (volunteer.person, stage.stranger, stage.elsewhere):
        with pytest.raises(Forbidden):
            actions.check_in(
                activity=activity, volunteer=volunteer, way=Way.LIST, by=by, at=activity.starts_at
            )


def test_checked_in_cannot_give_up(stage):
    activity, volunteer = stage.activity(), stage.volunteer()
    signup = stage.came(activity, volunteer)
    with pytest.raises(Refused):
        actions.give_up(signup=signup, by=volunteer.person, at=activity.starts_at)


# Planning


def test_dangerous_work_names_its_insurance(stage):
    with pytest.raises(Invalid) as refused:
        stage.activity(risky=True)
    assert refused.value.field == "insurance"
    assert stage.activity(risky=True, insurance="意外险 2026-1").risky


@pytest.mark.parametrize(
    ("begins", "hours", "past", "code"),
    [
        (NOW - HOUR, 2, False, "past"),
        (NOW - HOUR, 2, True, "not_past"),
        (NOW + HOUR, 0, False, "times"),
        (NOW + HOUR, -1, False, "times"),
    ],
)
def test_times_that_cannot_be_planned(stage, begins, hours, past, code):
    with pytest.raises(Invalid) as refused:
        actions.plan(
            project=stage.project,
            title="清河",
            where="桥头",
            starts_at=begins,
            ends_at=begins + timedelta(hours=hours),
            past=past,
            by=stage.organiser,
            at=NOW,
        )
    assert refused.value.code == code


def test_only_who_organises_here_plans(stage):
    for by in (stage.stranger, stage.elsewhere, stage.leader):
        with pytest.raises(Forbidden):
            actions.plan(
                project=stage.project,
                title="清河",
                where="桥头",
                starts_at=NOW + DAY,
                ends_at=NOW + DAY + HOUR,
                by=by,
                at=NOW,
            )


def test_a_project_closes_when_nothing_is_to_come(stage):
    activity = stage.activity()
    with pytest.raises(Refused):
        actions.close_project(project=stage.project, by=stage.organiser, at=NOW)
    actions.close_project(project=stage.project, by=stage.organiser, at=activity.ends_at)
    stage.project.refresh_from_db()
    with pytest.raises(Refused):
        stage.activity(begins=NOW + 9 * DAY)


def test_an_activity_is_held_when_it_is_over(stage):
    activity = stage.activity()
    with pytest.raises(Refused):
        actions.finish(activity=activity, by=stage.organiser, beneficiaries=30, at=NOW)
    actions.finish(activity=activity, by=stage.organiser, beneficiaries=30, at=activity.ends_at)
    actions.finish(activity=activity, by=stage.organiser, beneficiaries=31, at=activity.ends_at)
    activity.refresh_from_db()
    assert (activity.state, activity.beneficiaries) == ("held", 31)
