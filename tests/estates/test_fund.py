"""The repair fund: the owners' vote by area and heads (民法典 278), works, money, what all may read."""

import io
from datetime import date

import pytest
from PIL import Image

from sanan.books.actions import publish_month
from sanan.council.models import Resolution, Seat, Vote
from sanan.estates import actions
from sanan.estates.models import FundUse
from sanan.estates.rules.fund import fund_of
from sanan.files.forms import PHOTOS
from sanan.files.models import StoredFile
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.kit.files import Upload, inspect

from .conftest import DAY, HOUR, NOW, TODAY


def test_an_owner_of_two_dwellings_is_one_head_with_both_areas(hall):
    seats = Seat.objects.filter(council=hall.estate.assembly, until_on=None)
    assert sorted(seats.values_list("name", "area")) == [
        ("林一", 19000),
        ("郑四", 10000),
        ("陈二", 11000),
        ("颜五", 10000),
        ("黄三", 10000),
    ]
    assert hall.estate.assembly.area == 60000
    assert actions.owners_of(hall.estate) == 5
    assert seats.get(name="林一").person == hall.owner


def test_from_the_plan_to_the_final_account_that_everybody_reads(hall, client):
    use = hall.working()
    assert use.state == "working"
    # Five owners, 600 m²: four took part with 500 m²; three of four and 400 of 500 m² agree.
    figures = [line["figures"] for line in use.vote.result["lines"]]
    assert figures == [
        "4 × 3 = 12 > 5 × 2 = 10",
        "50000 × 3 = 150000 > 60000 × 2 = 120000",
        "3 × 2 = 6 > 4 × 1 = 4",
        "40000 × 2 = 80000 > 50000 × 1 = 50000",
    ]
    assert Resolution.objects.get(topic=use.topic).state == "published"
    assert fund_of(hall.estate).free == 20_000_00 - 9_000_00
    with pytest.raises(Refused, match="not_paid_up"):
        actions.show(
            use=actions.accept(
                use=use,
                accepted_on=TODAY,
                accepted_by="业委会 林一",
                warranty_until=date(2028, 3, 2),
                by=hall.cadre,
                at=NOW + 3 * HOUR,
            ),
            by=hall.cadre,
            at=NOW + 3 * HOUR,
        )
    for amount, number in ((6_000_00, "维1"), (3_000_00, "维2")):
        entry = actions.pay(
            use=use,
            amount=amount,
            on=TODAY,
            voucher_no=number,
            summary="",
            by=hall.accountant,
            at=NOW + 4 * HOUR,
        )
    assert (entry.account, entry.payee) == (hall.estate.fund, "永春电梯工程公司")
    assert (fund_of(hall.estate).balance, fund_of(hall.estate).promised) == (11_000_00, 0)
    with pytest.raises(Refused, match="entries_hidden"):
        actions.show(use=use, by=hall.cadre, at=NOW + 5 * HOUR)
    publish_month(place=hall.place, month="2026-03", by=hall.cadre, at=NOW + 5 * HOUR)
    actions.show(use=use, by=hall.cadre, at=NOW + 6 * HOUR)
    page = client.get(f"/estates/uses/{use.code}/").content.decode()
    for said in ("已决算公开", "依法成立", "400.00 平方米", "6,000.00", "业委会 林一"):
        assert said in page


def test_it_is_refused_where_the_fund_does_not_cover_it_and_nothing_is_lost(hall):
    with pytest.raises(Refused, match="not_covered") as refused:
        hall.planned(20_000_01)
    assert "还能用 20,000.00元" in str(refused.value.sentence)
    first = hall.approved(estimate=15_000_00)
    assert first.state == "approved"
    with pytest.raises(Refused, match="not_covered"):
        hall.planned(5_000_01)
    assert hall.planned(5_000_00).state == "planned"


def test_a_vote_for_a_fund_that_is_empty_by_now_waits_and_keeps_every_ballot(hall):
    use = hall.asked(estimate=15_000_00)
    hall.papers(use.vote, {"林一": "for", "陈二": "for", "黄三": "for", "郑四": "for"})
    # Meanwhile another use took the money, without a vote, because of a danger.
    actions.declare_urgent(
        use=hall.planned(12_000_00, title="消防水泵"),
        danger="fire",
        text="水泵不转",
        uploads=[_photo()],
        by=hall.second,
        at=NOW,
    )
    with pytest.raises(Refused, match="not_covered"):
        actions.decide(use=use, by=hall.cadre, at=NOW + HOUR)
    use.refresh_from_db()
    assert (use.state, use.vote.state, use.vote.ballots.count()) == ("put", "open", 4)


def test_half_of_the_area_is_not_over_half_although_most_heads_agree(hall):
    use = hall.asked()
    said = {"林一": "against", "陈二": "against", "黄三": "for", "郑四": "for", "颜五": "for"}
    hall.papers(use.vote, said)
    actions.decide(use=use, by=hall.cadre, at=NOW + HOUR)
    vote = Vote.objects.get(fund_use=use)
    assert (use.state, vote.result["valid"]) == ("rejected", False)
    # 300 of 600 m²: exactly half.
    assert vote.result["lines"][-1]["figures"] == "30000 × 2 = 60000 = 60000 × 1 = 60000"
    with pytest.raises(Refused, match="wrong_state"):
        actions.start(
            use=use, contractor="某", price=1, started_on=TODAY, by=hall.cadre, at=NOW + HOUR
        )


def test_owners_are_told_fifteen_days_ahead(hall):
    use = hall.planned()
    with pytest.raises(Refused, match="no_notice"):
        actions.put(use=use, starts_at=NOW, where="书面", by=hall.cadre, at=NOW - 14 * DAY)
    use.refresh_from_db()
    assert (use.state, use.topic_id) == ("planned", None)


def _photo() -> Upload:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    out.seek(0)
    return inspect(out, "照片.jpg", PHOTOS)


def test_emergency_use_needs_a_danger_its_photo_and_a_second_person(hall):
    use = hall.planned(by=hall.cadre)
    with pytest.raises(Invalid, match="no_evidence"):
        actions.declare_urgent(
            use=use, danger="lift", text="困人", uploads=[], by=hall.second, at=NOW
        )
    with pytest.raises(Forbidden, match="own_plan"):
        actions.declare_urgent(
            use=use, danger="lift", text="困人", uploads=[_photo()], by=hall.cadre, at=NOW
        )
    actions.declare_urgent(
        use=use, danger="lift", text="困人", uploads=[_photo()], by=hall.second, at=NOW
    )
    assert (use.state, use.vote) == ("approved", None)
    assert StoredFile.objects.of("fund_use", [use.pk]).count() == 1


def test_works_never_cost_more_than_was_voted_on_and_payments_not_more_than_the_works(hall):
    with pytest.raises(Invalid, match="over_estimate"):
        hall.working(price=10_000_01)
    use = FundUse.objects.get(state="approved")
    actions.start(
        use=use, contractor="某公司", price=100_00, started_on=TODAY, by=hall.cadre, at=NOW + HOUR
    )
    with pytest.raises(Invalid, match="over_price"):
        actions.pay(
            use=use,
            amount=100_01,
            on=TODAY,
            voucher_no="1",
            summary="",
            by=hall.accountant,
            at=NOW + HOUR,
        )
    with pytest.raises(Forbidden):
        actions.pay(
            use=use, amount=1, on=TODAY, voucher_no="1", summary="", by=hall.clerk, at=NOW + HOUR
        )


def test_the_roll_keeps_by_which_number_an_owner_without_an_account_finds_their_seat(hall):
    seats = Seat.objects.filter(council=hall.estate.assembly, until_on=None)
    late = [seat for seat in seats if seat.phone_hash]
    assert late
    known = set(hall.estate.dwellings.values_list("owner", "owner_hash"))
    assert {(seat.name, seat.phone_hash) for seat in late} <= known
