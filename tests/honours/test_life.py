"""From the nomination to the award and its revocation, and what stands in between."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sanan.cases.models import Case
from sanan.honours import actions, queries
from sanan.honours.enums import State
from sanan.honours.models import HonourScheme, Nomination
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.work import work_of

from .conftest import DAY, NOW


def refused(code: str, act, kind=Refused, **given) -> str:
    with pytest.raises(kind) as no:
        act(**given)
    assert no.value.code == code
    return str(no.value.sentence)


def test_from_the_nomination_to_the_award(hall):
    found = hall.nominated()
    assert [e.title for e in found.evidence.all()] == ["修好村口的路"]
    found = hall.awarded(person=hall.stranger, number="350526199001010022")
    assert (found.state, found.awarded_on) == (State.AWARDED, date(2026, 3, 10))
    assert found.certificate.startswith("R2026")
    assert len(found.certificate) == 17
    assert Notice.objects.filter(to=hall.stranger).count() == 1
    events = Entry.objects.filter(subject=found.code).order_by("pk").values_list("event", flat=True)
    assert list(events) == [
        "nomination.nominate",
        "nomination.screen",
        "nomination.answer",
        "nomination.answer",
        "nomination.review",
        "nomination.review",
        "nomination.review",
        "nomination.publicise",
        "nomination.award",
    ]


def test_outcomes_count_and_nothing_else(hall):
    refused("no_evidence", hall.nominated, evidence=[])
    refused("no_evidence", hall.nominated, evidence=["work:made-up", "sign_in:1"])
    kinds = {each.kind for each in queries.outcomes(person=hall.grid, unit=hall.committee)}
    assert kinds == {"work"}
    hall.work.state, hall.work.ended_at = "underway", None
    hall.work.save()
    assert queries.outcomes(person=hall.grid, unit=hall.committee) == []


def test_a_closed_case_counts_for_whoever_replied(hall):
    from sanan.process.models import TimelineEntry

    case = Case.objects.create(
        code="C1",
        query_hash="1",
        door="web",
        title="路灯",
        text="路灯不亮",
        place=hall.village,
        opened_at=NOW - 9 * DAY,
        closed_at=NOW - DAY,
        state="closed",
        public_title="路灯修好了",
    )
    TimelineEntry.objects.create(kind="case", subject=case.pk, verb="reply", at=NOW, by=hall.grid)
    found = queries.outcomes(person=hall.grid, unit=None)
    assert [(e.kind, e.code, e.title) for e in found] == [("case", "C1", "路灯修好了")]
    assert queries.outcomes(person=hall.stranger, unit=None) == []


def test_nobody_is_nominated_twice_in_a_year(hall):
    hall.nominated()
    refused("twice", hall.nominated)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.create(
            scheme=hall.scheme,
            place=hall.village,
            name="x",
            unit_name="y",
            nominated_at=NOW,
            person=hall.grid,
        )


def test_an_earlier_award_is_found_by_number(hall):
    hall.awarded()
    hall.scheme.title = "另一个评选"
    later = actions.announce(
        place=hall.county,
        title="担当者",
        year=2027,
        conditions="同上",
        quota=5,
        levels=["county"],
        bodies=[hall.tax],
        by=hall.organiser,
        at=NOW + 300 * DAY,
    )
    # The same number under another account, in full width.
    again = hall.nominated(
        scheme=later,
        person=hall.stranger,
        number="３５０５２６１９９００１０１００１１",
        at=NOW + 300 * DAY,
    )
    said = refused("earlier_award", actions.screen, nomination=again, by=hall.organiser)
    assert "2026 年已经表彰过" in said
    actions.reject(nomination=again, reason="earlier_award", by=hall.organiser)
    assert (again.state, again.reason) == (State.REJECTED, "earlier_award")


def test_a_revoked_award_and_one_long_ago_stand_in_nobodys_way(hall):
    first = hall.awarded()
    actions.revoke(nomination=first, reason="false_deeds", note="查明不实", by=hall.leader)
    far = actions.announce(
        place=hall.county,
        title="担当者",
        year=2030,
        conditions="同上",
        quota=5,
        levels=["county"],
        bodies=[hall.tax],
        by=hall.organiser,
    )
    again = hall.nominated(scheme=far)
    actions.screen(nomination=again, by=hall.organiser)
    assert again.state == State.SCREENED


def test_every_body_must_answer_and_all_must_be_clean(hall):
    found = hall.screened()
    actions.answer(nomination=found, answer="clean", by=hall.officer, at=NOW)
    assert found.state == State.SCREENED
    refused("answered", actions.answer, nomination=found, answer="clean", by=hall.second_officer)
    refused(
        "not_yours", actions.answer, Forbidden, nomination=found, answer="clean", by=hall.leader
    )
    actions.answer(nomination=found, answer="not_clean", note="正在查", by=hall.taxman, at=NOW)
    assert (found.state, found.reason) == (State.REJECTED, "integrity")


def test_review_goes_level_by_level(hall):
    found = hall.checked()
    refused("not_yours", actions.review, Forbidden, nomination=found, by=hall.leader)
    refused("own", actions.review, nomination=found, by=hall.cadre)
    actions.review(nomination=found, by=hall.second_cadre)
    assert found.state == State.INTEGRITY_CHECKED
    refused("not_yours", actions.review, Forbidden, nomination=found, by=hall.second_cadre)
    actions.review(nomination=found, by=hall.town_handler)
    actions.review(nomination=found, by=hall.leader)
    assert found.state == State.REVIEWED


def test_whoever_works_at_the_county_is_reviewed_there_only(hall):
    found = Nomination(scheme=hall.scheme, place=hall.county)
    assert [str(level) for level in found.rounds] == ["county"]
    assert len(Nomination(scheme=hall.scheme, place=hall.village).rounds) == 3


def test_nothing_is_shown_without_consent_nor_beyond_the_quota(hall):
    found = hall.reviewed(consented=False)
    refused("no_consent", actions.publicise, nomination=found, by=hall.organiser)
    actions.consent(nomination=found, by=hall.cadre, at=NOW)
    HonourScheme.objects.update(quota=1)
    actions.publicise(nomination=found, by=hall.organiser, at=NOW)
    other = hall.reviewed(person=hall.stranger, number="2")
    refused("quota", actions.publicise, nomination=other, by=hall.organiser)


@pytest.mark.parametrize(
    ("begun", "last"),
    [
        (NOW, date(2026, 3, 9)),  # Monday: Tuesday to Friday, then the next Monday
        (NOW + 4 * DAY, date(2026, 3, 13)),  # Friday: the week after
        # 29 April 2026: Labour Day rests from the 1st to the 5th; Saturday the 9th is worked.
        (NOW.replace(month=4, day=29), date(2026, 5, 9)),
    ],
)
def test_publicity_lasts_five_working_days_after_the_day_it_began(hall, begun, last):
    from sanan.cases.actions.seed import seed

    seed(at=NOW)
    found = hall.publicised(at=begun)
    assert found.publicity_ends_on == last
    evening = begun.replace(month=last.month, day=last.day, hour=15)  # 23:00 in Shanghai
    refused("in_publicity", actions.award, nomination=found, by=hall.organiser, at=evening)
    actions.award(nomination=found, by=hall.organiser, at=evening + DAY)
    assert found.state == State.AWARDED


def test_fewer_than_five_days_cannot_be_announced(hall):
    given = {
        "place": hall.county,
        "year": 2026,
        "conditions": "x",
        "quota": 1,
        "levels": ["county"],
    }
    refused(
        "too_short",
        actions.announce,
        Invalid,
        **given,
        title="快",
        bodies=[hall.tax],
        publicity_days=4,
        by=hall.organiser,
    )
    refused(
        "incomplete", actions.announce, Invalid, **given, title="x", bodies=[], by=hall.organiser
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        HonourScheme.objects.update(publicity_days=4)


def test_an_objection_is_handled_before_it_goes_on(hall):
    found = hall.publicised()
    actions.object_(nomination=found, text="路不是他修的", at=NOW + DAY)
    late = NOW + 8 * DAY
    refused("objection_open", actions.award, nomination=found, by=hall.organiser, at=late)
    refused("over", actions.object_, nomination=found, text="迟了", at=late)
    actions.settle(
        nomination=found, upheld=False, finding="查了，是他修的", by=hall.officer, at=late
    )
    refused(
        "no_objection", actions.settle, nomination=found, upheld=True, finding="x", by=hall.officer
    )
    actions.award(nomination=found, by=hall.organiser, at=late)
    assert found.state == State.AWARDED


def test_an_objection_that_is_upheld_ends_it(hall):
    found = hall.publicised()
    actions.object_(nomination=found, text="路不是他修的", at=NOW + DAY)
    actions.settle(nomination=found, upheld=True, finding="属实", by=hall.officer, at=NOW + 2 * DAY)
    assert (found.state, found.reason) == (State.REJECTED, "objection")


def test_a_fault_is_tolerated_by_another_than_who_verified_it(hall):
    found = actions.propose(
        place=hall.village,
        name="林小满",
        unit_name="桃溪社区居委会",
        fault="先修路后补手续",
        grounds="为公，没有谋利",
        by=hall.leader,
        at=NOW,
    )
    actions.verify(tolerance=found, note="没有谋利", by=hall.officer)
    refused("four_eyes", actions.tolerate, tolerance=found, basis="条例第36条", by=hall.officer)
    actions.tolerate(tolerance=found, basis="条例第36条", by=hall.second_officer)
    actions.correct(tolerance=found, remedy="手续补齐了", by=hall.leader)
    assert found.state == "corrected"


def test_what_waits_for_whom(hall):
    found = hall.screened()

    def waits(person) -> list[str]:
        return [str(i.do) for i in work_of(person, NOW) if i.room == "honours"]

    assert waits(hall.officer) == ["答复征求意见"]
    assert waits(hall.leader) == []
    for who in (hall.officer, hall.taxman):
        actions.answer(nomination=found, answer="clean", by=who, at=NOW)
    assert waits(hall.officer) == []
    assert waits(hall.second_cadre) == ["评审通过"]
    assert waits(hall.cadre) == []  # put it forward
    assert waits(hall.stranger) == []


def test_a_team_is_found_again_by_its_unit(hall):
    given = {
        "place": hall.village,
        "unit": hall.committee,
        "deeds": "修路",
        "by": hall.cadre,
        "at": NOW,
        "evidence": [f"work:{hall.work.code}"],
    }
    first = actions.nominate(scheme=hall.scheme, **given)
    assert (first.kind, first.name) == ("team", "桃溪社区居委会")
    Nomination.objects.update(
        state=State.AWARDED, certificate="R2026X", awarded_on=NOW.date(), number_hash=""
    )
    later = actions.announce(
        place=hall.county,
        title="担当者",
        year=2027,
        conditions="同上",
        quota=5,
        levels=["county"],
        bodies=[hall.tax],
        by=hall.organiser,
        at=NOW,
    )
    assert actions.nominate(scheme=later, **given).earlier() == first
    assert hall.nominated(scheme=later).earlier() is None
