"""Jobs matched to wishes, employers checked, the villages first; courses, persons and attendances."""

from datetime import date, time
from decimal import Decimal

import pytest

from sanan.kit.errors import Invalid
from sanan.livelihood.actions import households, training
from sanan.livelihood.actions import work as actions
from sanan.livelihood.models import Application, TrainingPaper
from sanan.livelihood.queries import trained
from sanan.livelihood.rules.matching import Offered, Wanted, fit
from sanan.process.declare import ANYONE
from sanan.process.models import TimelineEntry

from .conftest import DAY, NOW, TODAY
from .test_households import refused

CERAMICS = frozenset({"ceramics"})


@pytest.mark.parametrize(
    ("wanted", "offered", "suits"),
    [
        (Wanted(CERAMICS), Offered(CERAMICS, Decimal(1)), True),
        (Wanted(frozenset()), Offered(CERAMICS, Decimal(1)), True),  # it can be learnt
        (Wanted(CERAMICS, most_km=Decimal(3)), Offered(CERAMICS, Decimal("3.0")), True),
        (Wanted(CERAMICS, most_km=Decimal(3)), Offered(CERAMICS, Decimal("3.1")), False),
        (
            Wanted(CERAMICS, time(8), time(12)),
            Offered(CERAMICS, Decimal(1), time(8), time(12)),
            True,
        ),
        (
            Wanted(CERAMICS, time(8), time(12)),
            Offered(CERAMICS, Decimal(1), time(8), time(12, 30)),
            False,
        ),
        (Wanted(CERAMICS, time(8), time(12)), Offered(CERAMICS, Decimal(1)), True),
        (
            Wanted(CERAMICS, children_hours=True),
            Offered(CERAMICS, Decimal(1), time(8), time(16, 30)),
            True,
        ),
        (
            Wanted(CERAMICS, children_hours=True),
            Offered(CERAMICS, Decimal(1), time(7, 30), time(11)),
            False,
        ),
        (
            Wanted(CERAMICS, children_hours=True),
            Offered(CERAMICS, Decimal(1), time(9), time(17)),
            False,
        ),
    ],
)
def test_whether_a_job_suits(wanted, offered, suits):
    assert fit(wanted, offered).suits is suits


def test_the_better_one_stands_first():
    wanted = Wanted(CERAMICS)
    near = fit(wanted, Offered(CERAMICS, Decimal("0.3")))
    far = fit(wanted, Offered(CERAMICS, Decimal(9)))
    other = fit(wanted, Offered(frozenset({"driving"}), Decimal("0.3")))
    assert near.points > far.points > other.points


@pytest.fixture
def job(hall):
    """Two places at a checked employer's."""
    employer = actions.propose(
        place=hall.community,
        name="红旗陶瓷",
        contact="吴一",
        phone="13800010009",
        by=hall.helper,
        at=NOW,
    )
    given = {
        "employer": employer,
        "title": "贴花工",
        "about": "给瓷杯贴花",
        "pay": "每件 0.6 元",
        "km": Decimal("0.5"),
        "skills": ["ceramics"],
        "by": hall.helper,
        "at": NOW,
    }
    assert "核实" in refused("not_checked", actions.post, **given)
    actions.check(employer=employer, finding="执照齐全，没有欠薪", by=hall.helper, at=NOW)
    return actions.post(**given)


def applied(job, name="某人", phone="13800010077", **more) -> Application:
    return actions.apply(job=job, name=name, phone=phone, relation=ANYONE, at=NOW, **more)


def test_the_villages_come_first_and_the_entry_proves_it(hall, job):
    hall.family()
    other = applied(job)
    ours = applied(job, "林水根", "13800010001")
    assert (other.first, ours.first, ours.village) == (False, True, "蒲坂村")
    refused("twice", applied, Invalid, job=job)
    actions.introduce(application=other, by=hall.helper, at=NOW)
    assert "1 位" in refused("villages_first", actions.hire, application=other, by=hall.helper)
    actions.introduce(application=ours, by=hall.helper, at=NOW)
    actions.hire(application=ours, by=hall.helper, at=NOW)
    line = TimelineEntry.objects.get(kind="job_application", verb="hire")
    assert (line.data["first"], line.data["others_waiting"]) == (True, 1)
    refused("full", actions.hire, application=other, by=hall.helper)
    job.wanted = 2
    job.save()
    actions.hire(application=Application.objects.get(pk=other.pk), by=hall.helper, at=NOW)
    last = TimelineEntry.objects.filter(kind="job_application", verb="hire").last()
    assert last.data == {
        "first": False,
        "village": "",
        "first_waiting": 0,
        "others_waiting": 0,
        "first_turned_down": 0,
    }


def test_somebody_of_the_villages_may_be_turned_down_with_a_reason(hall, job):
    hall.family()
    other, ours = applied(job), applied(job, "林水根", "13800010001")
    actions.introduce(application=other, by=hall.helper, at=NOW)
    actions.turn_down(application=ours, reason="时间对不上", by=hall.helper, at=NOW)
    actions.hire(application=other, by=hall.helper, at=NOW)
    line = TimelineEntry.objects.get(kind="job_application", verb="hire")
    assert line.data["first_turned_down"] == 1


def test_a_name_alone_proves_nothing_until_the_centre_has_looked(hall, job):
    member = hall.family().members.first()
    found = applied(job, "林水根", "13800010066")
    assert (found.first, found.member) == (False, None)
    actions.match(application=found, member=member, by=hall.helper, at=NOW)
    assert (found.first, found.village) == (True, "蒲坂村")


def test_a_child_of_fifteen_is_not_taken_on(hall, job):
    made = hall.household()
    hall.member(made, "小某", birth_on=date(2011, 1, 1), kin="child")
    assert "15 岁" in refused("too_young", applied, job=job, name="小某", phone="13800010001")


def test_a_barred_employers_jobs_are_closed(hall, job):
    actions.bar(employer=job.employer, reason="欠薪两个月", by=hall.cadre, at=NOW)
    job.refresh_from_db()
    assert job.state == "closed"
    refused("job_closed", applied, job=job)
    refused("not_checked", actions.reopen, job=job, by=hall.helper)


def test_54_persons_in_12_sessions_are_not_their_attendances(hall):
    made = hall.household()
    people = [hall.member(made, f"某人{n}") for n in range(5)]
    course = training.plan(
        place=hall.community, title="创业培训", least=2, by=hall.helper, at=NOW - 9 * DAY
    )
    refused("no_session", training.begin, course=course, by=hall.helper)
    for n in range(3):
        training.schedule(
            course=course, title=f"第 {n + 1} 课", starts_at=NOW - (5 - n) * DAY, by=hall.helper
        )
    training.begin(course=course, by=hall.helper, at=NOW)
    for n, session in enumerate(course.sessions.all()):
        for _twice in range(2):
            training.attend(
                course=course, session=session, members=people[n:], by=hall.helper, at=NOW
            )
    counts = trained.counts(hall.community)
    assert (counts.persons, counts.sessions, counts.attendances) == (5, 3, 12)
    assert counts.attendances <= counts.persons * counts.sessions
    training.rate(course=course, member=people[4], score=4, by=hall.helper, at=NOW)
    training.rate(course=course, member=people[4], score=5, by=hall.helper, at=NOW)
    assert course.ratings.get().score == 5
    training.end(course=course, by=hall.helper, at=NOW)
    training.certify(course=course, by=hall.helper, at=NOW)
    assert sorted(p.member.name for p in TrainingPaper.objects.all()) == [
        f"某人{n}" for n in range(1, 5)
    ]
    refused("nobody", training.certify, course=course, by=hall.helper)
    paper = TrainingPaper.objects.get(member=people[4])
    training.revoke(paper=paper, reason="代签", by=hall.cadre, at=NOW)
    assert (paper.state, paper.sessions) == ("revoked", 3)


def test_a_trainer_teaches_while_the_contract_runs(hall):
    given = {"place": hall.community, "name": "某培训学校", "contract_no": "PX-1", "by": hall.cadre}
    trainer = training.engage(since_on=TODAY, until_on=TODAY + 30 * DAY, **given)
    refused("twice", training.engage, since_on=TODAY, until_on=TODAY, **given)
    course = training.plan(place=hall.community, title="编织", trainer=trainer, by=hall.helper)
    late = NOW + 40 * DAY
    said = refused(
        "no_contract", training.schedule, course=course, title="一", starts_at=late, by=hall.helper
    )
    assert "合同" in said
    training.end_trainer(trainer=trainer, reason="评分太低", by=hall.cadre, at=NOW)
    refused(
        "ended", training.plan, place=hall.community, title="x", trainer=trainer, by=hall.helper
    )


def test_a_member_says_what_work_they_look_for(hall):
    member = hall.family().members.first()
    refused(
        "hours",
        households.wish,
        member=member,
        skills=[],
        free_from=time(9),
        by=hall.helper,
        at=NOW,
    )
    households.wish(member=member, skills=["ceramics", "no such"], by=hall.helper, at=NOW)
    assert (member.skills, member.wants_work) == (["ceramics"], True)
