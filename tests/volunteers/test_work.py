"""我的工作: what waits for whoever organises here, and for nobody else."""

from datetime import timedelta

from django.utils import timezone

from sanan.volunteers import actions
from sanan.volunteers.queries.work import waiting_for

from .conftest import DAY, HOUR, NOW


def done(person, now=NOW):
    return [(item.title, str(item.do)) for item in waiting_for(person, now)]


def claimed(stage, person, begins=NOW - HOUR):
    return actions.claim(
        person=person,
        org=stage.team,
        place=stage.village,
        title="值守",
        began_at=begins,
        ended_at=begins + HOUR,
        at=begins + HOUR,
    )


def test_what_waits_is_told_once_and_goes_when_it_is_done(stage):
    volunteer = stage.volunteer()
    made = claimed(stage, volunteer.person)
    assert done(stage.organiser) == [("值守：林小禾", "确认，算数")]
    assert (done(stage.elsewhere), done(stage.stranger), done(stage.leader)) == ([], [], [])
    actions.accept(service=made, by=stage.organiser, at=NOW)
    assert done(stage.organiser) == []
    actions.question(
        service=made,
        by=volunteer.person,
        reason="多留了半小时",
        began_at=made.began_at - HOUR,
        ended_at=made.ended_at,
        at=NOW,
    )
    day = timezone.localdate(NOW)
    paper = actions.ask_certificate(
        volunteer=volunteer,
        org=stage.team,
        since_on=day - timedelta(days=7),
        until_on=day,
        by=volunteer.person,
        at=NOW,
    )
    assert done(stage.organiser) == [("值守：林小禾", "答复更正"), ("林小禾的证明", "开具")]
    actions.settle(service=made, by=stage.organiser, granted=False, answer="名单上是一小时")
    actions.issue(certificate=paper, by=stage.organiser, at=NOW)
    assert done(stage.organiser) == []


def test_nobody_is_asked_to_confirm_their_own(stage):
    claimed(stage, stage.organiser)
    assert done(stage.organiser) == []
    assert done(stage.second) == [("值守：赖春", "确认，算数")]


def test_an_activity_that_is_over_waits_to_be_ended(stage):
    activity = stage.activity()
    assert done(stage.organiser, activity.starts_at) == []
    assert done(stage.organiser, activity.ends_at) == [("清理河道", "记时长，结束活动")]
    actions.finish(activity=activity, by=stage.organiser, beneficiaries=3, at=activity.ends_at)
    assert done(stage.organiser, activity.ends_at + DAY) == []


def test_each_kind_takes_one_statement_however_many(stage, django_assert_num_queries):
    for hours in range(3):
        volunteer = stage.volunteer(f"人{hours}")
        claimed(stage, volunteer.person)
    list(waiting_for(stage.organiser, NOW))
    with django_assert_num_queries(4):
        assert len(list(waiting_for(stage.organiser, NOW))) == 3
