"""Certificates: what they state, who issues them, who may read what, taking them back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.volunteers import actions
from sanan.volunteers.enums import Paper
from sanan.volunteers.models import Certificate
from sanan.volunteers.queries import near, papers

from .conftest import DAY, HOUR, NOW

TODAY = timezone.localdate(NOW)
WEEK_AGO = TODAY - timedelta(days=7)
ID = "11010519491231002X"


@pytest.fixture
def served(stage):
    """A volunteer with three hours in two services, and one service outside the week."""
    volunteer = stage.volunteer("林小禾", id_kind="resident", id_number=ID)
    stage.confirmed(volunteer, begins=NOW - 2 * DAY, hours=1)
    stage.confirmed(volunteer, begins=NOW - DAY, hours=2)
    stage.confirmed(volunteer, begins=NOW - 30 * DAY, hours=5)
    return volunteer


def issued(stage, volunteer, **more):
    return actions.certify(
        volunteer=volunteer,
        org=stage.team,
        since_on=WEEK_AGO,
        until_on=TODAY,
        by=stage.organiser,
        at=NOW,
        **more,
    )


def test_asked_issued_and_told(stage, served):
    asked = actions.ask_certificate(
        volunteer=served,
        org=stage.team,
        since_on=WEEK_AGO,
        until_on=TODAY,
        by=served.person,
        purpose="升学",
        at=NOW,
    )
    with pytest.raises(Refused):
        actions.ask_certificate(
            volunteer=served,
            org=stage.team,
            since_on=WEEK_AGO,
            until_on=TODAY,
            by=served.person,
            at=NOW,
        )
    made = actions.issue(certificate=asked, by=stage.organiser, at=NOW)
    assert (made.number, made.minutes, made.times) == (asked.number, 180, 2)
    assert made.publicise_until - made.issued_at >= timedelta(days=7)
    with pytest.raises(Refused):
        actions.issue(certificate=asked, by=stage.organiser, at=NOW)
    assert Certificate.objects.count() == 1


def test_both_days_of_the_period_count_in_chinese_time(stage):
    volunteer = stage.volunteer()
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0)
    for begins in (midnight, midnight - timedelta(minutes=30) - 2 * DAY, midnight - HOUR):
        stage.confirmed(volunteer, begins=begins, hours=0.5)
    day = timezone.localdate(midnight)
    made = actions.certify(
        volunteer=volunteer,
        org=stage.team,
        since_on=day,
        until_on=day,
        by=stage.organiser,
        at=NOW,
    )
    assert [record["on"] for record in made.records] == [f"{day}"]


def test_only_what_both_sides_confirmed_is_stated(stage):
    volunteer = stage.volunteer()
    stage.recorded(stage.activity(begins=NOW - DAY), volunteer)
    with pytest.raises(Refused) as refused:
        issued(stage, volunteer)
    assert refused.value.code == "nothing"


def test_who_records_certifies_and_nobody_their_own(stage, served):
    for by in (stage.elsewhere, stage.stranger, stage.leader, served.person):
        with pytest.raises(Forbidden):
            actions.certify(
                volunteer=served, org=stage.team, since_on=WEEK_AGO, until_on=TODAY, by=by, at=NOW
            )
    mine = actions.register(person=stage.organiser, place=stage.village, agreed=True, at=NOW)
    actions.log_service(
        person=stage.organiser,
        team=stage.team,
        place=stage.village,
        title="值守",
        content="",
        began_at=NOW - HOUR,
        ended_at=NOW,
        source="order:1",
        by=stage.second,
        at=NOW,
    )
    with pytest.raises(Forbidden) as own:
        issued(stage, mine)
    assert own.value.code == "own"


@pytest.mark.parametrize(("since", "until"), [(TODAY, WEEK_AGO), (WEEK_AGO, TODAY + DAY)])
def test_periods_that_cannot_be(stage, served, since, until):
    with pytest.raises(Invalid):
        actions.certify(
            volunteer=served,
            org=stage.team,
            since_on=since,
            until_on=until,
            by=stage.organiser,
            at=NOW,
        )
    assert Certificate.objects.count() == 0


def test_numbers_cannot_be_guessed(stage, served):
    one, two = issued(stage, served), issued(stage, served)
    assert one.number[:5] == two.number[:5] == f"Z{timezone.localdate():%Y}"
    assert len(one.number) == 17
    assert one.number[5:] != two.number[5:]


def test_the_paper_says_what_the_order_asks(stage, served):
    made = issued(stage, served, notes="用于升学")
    told = str(papers.paper_of(made))
    for fact in (
        "林小禾",
        ID,
        served.code,
        "3.0 小时",
        "祥安志愿服务队",
        "赖春",
        "0595-23550001",
        made.number,
    ):
        assert fact in told
    assert papers.pdf(papers.paper_of(made)).startswith(b"%PDF")


def test_whoever_verifies_sees_masked_facts_alone(stage, served, client):
    made = issued(stage, served)
    page = client.get(f"/volunteers/check/{made.number}/").content.decode()
    assert "林*禾" in page
    assert "110105********002X" in page
    assert "3.0 小时" in page
    for hidden in ("林小禾", ID, served.code, "陪老人看病"):
        assert hidden not in page
    typed = client.post(
        "/volunteers/check/", {"number": f" {made.number.lower()[:5]} {made.number[5:]} "}
    )
    assert typed["Location"] == f"/volunteers/check/{made.number}/"


def test_revoked_is_said_and_the_reason_is_not(stage, served, client):
    made = issued(stage, served)
    actions.revoke(certificate=made, by=stage.organiser, reason="内部原因写在这里", at=NOW + DAY)
    page = client.get(f"/volunteers/check/{made.number}/").content.decode()
    assert "已经撤销，不再有效" in page
    assert "内部原因写在这里" not in page
    with pytest.raises(Refused):
        actions.revoke(certificate=made, by=stage.organiser, reason="再撤一次")


def test_guesses_get_what_unknown_gets_and_are_slowed(stage, served, client):
    asked = actions.ask_certificate(
        volunteer=served,
        org=stage.team,
        since_on=WEEK_AGO,
        until_on=TODAY,
        by=served.person,
        at=NOW,
    )
    seen = set()
    for number in (asked.number, "Z2026AAAAAAAAAAAA", "1", "x" * 300):
        answer = client.get(f"/volunteers/check/{number}/")
        # Around it stand the address and a token of the visit.
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        seen.add((answer.status_code, main))
    assert [status for status, _main in seen] == [404]
    for _guess in range(16):
        assert client.get("/volunteers/check/Z2026BBBBBBBBBBBB/").status_code == 404
    assert client.get("/volunteers/check/Z2026BBBBBBBBBBBB/").status_code == 429
    assert client.post("/volunteers/check/", {"number": "Z2026B"}).status_code == 429


def test_members_read_what_is_publicised_for_a_week(stage, served, phone):
    made = issued(stage, served)
    member = stage.volunteer("许小满")
    other = stage.volunteer("路过的")
    actions.join(volunteer=member, org=stage.team, by=member.person)
    Certificate.objects.filter(pk=made.pk).update(
        issued_at=timezone.now() - 6 * DAY, publicise_until=timezone.now() + DAY
    )
    address = f"/volunteers/team/{stage.team.code}/"
    assert "林小禾" in phone(member.person).get(address).content.decode()
    assert "林小禾" not in phone(other.person).get(address).content.decode()
    assert near.publicised(stage.team, timezone.now() + 2 * DAY) == []


def test_a_correction_after_the_issue_is_seen(stage, served):
    made = issued(stage, served)
    assert not papers.outdated(made)
    service = served.person.services.order_by("-began_at").first()
    actions.strike(service=service, by=stage.organiser, reason="记错了")
    assert papers.outdated(Certificate.objects.select_related("volunteer").get(pk=made.pk))
    # The paper still says what it said when it was issued.
    made.refresh_from_db()
    assert (made.minutes, made.state) == (180, Paper.ISSUED)


def test_declined_with_a_reason_and_asked_again(stage, served):
    asked = actions.ask_certificate(
        volunteer=served,
        org=stage.team,
        since_on=WEEK_AGO,
        until_on=TODAY,
        by=served.person,
        at=NOW,
    )
    with pytest.raises(Invalid):
        actions.refuse_certificate(certificate=asked, by=stage.organiser, reason="")
    actions.refuse_certificate(certificate=asked, by=stage.organiser, reason="先核对时间")
    again = actions.ask_certificate(
        volunteer=served,
        org=stage.team,
        since_on=WEEK_AGO,
        until_on=TODAY,
        by=served.person,
        at=NOW,
    )
    assert again.pk != asked.pk


def test_without_a_person_in_charge_nothing_is_issued(stage, served):
    stage.team.team.delete()
    with pytest.raises(Refused) as refused:
        issued(stage, served)
    assert refused.value.code == "no_team"


def test_my_certificate_is_mine_alone(stage, served, phone):
    made = issued(stage, served)
    address = f"/volunteers/mine/papers/{made.number}.pdf"
    mine = phone(served.person).get(address)
    assert (mine.status_code, mine.content[:4]) == (200, b"%PDF")
    assert phone(stage.volunteer("许小满").person).get(address).status_code == 404
    assert phone(stage.stranger).get(address).status_code == 404
