"""From the first meeting to a running plant, and every "no" with its sentence."""

from datetime import date
from itertools import product

import pytest

from sanan.investment import actions
from sanan.investment.forms.fields import read_sum, typed
from sanan.investment.models import Agreement, Company, Landing, Lead
from sanan.investment.queries import companies as reads
from sanan.investment.queries.desk import waiting
from sanan.investment.rules import AGREEMENT, LEAD
from sanan.kit import credit
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.process.queries import timeline

from .conftest import DAY, NOW, TODAY, YI, code_of


def test_check_digits_of_gb_32100():
    # A worked example of the standard's text, and codes with each place changed.
    assert credit.read("９１３５０１００ｍ０００１００Ｙ４３") == "91350100M000100Y43"
    good = code_of(7)
    assert credit.read(f" {good[:8]} {good[8:]} ") == good
    for place, letter in product(range(18), "7K"):
        if good[place] != letter:
            with pytest.raises(Invalid):
                credit.read(good[:place] + letter + good[place + 1 :])
    assert credit.read("") == ""


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("91350100M000100Y44", "check_digit", "校验位"),
        ("91350100M000100Y4", "length", "17 位"),
        ("9135010OM000100Y43", "letters", "“O”"),
    ],
)
def test_a_wrong_code_is_told_apart(office, text, code, said):
    with pytest.raises(Invalid) as no:
        office.company("乙纸业有限公司", credit_code=text)
    assert no.value.code == code
    assert no.value.field == "credit_code"
    assert said in str(no.value.sentence)
    assert not Company.objects.exists()


def test_a_company_is_entered_once_however_it_is_typed(office):
    first = office.company("福建甲乙（集团）有限公司", credit_code=code_of(1))
    for name in (
        "福建 甲乙(集团) 有限公司",
        "福建甲乙（集团）有限公司　",
        "福建甲乙(集团)有限公司",
    ):
        with pytest.raises(Refused) as no:
            office.company(name)
        assert first.name in str(no.value.sentence)
    with pytest.raises(Refused, match="two_codes"):
        office.company(first.name, credit_code=code_of(2))
    with pytest.raises(Refused):  # another name under the same code
        office.company("另一个名字有限公司", credit_code=code_of(1))
    assert Company.objects.count() == 1
    known = actions.companies.known(
        place=office.town, name="福建 甲乙（集团）有限公司", by=office.town_officer, at=NOW
    )
    assert known == first


def test_two_cards_are_merged_and_nothing_is_lost(office):
    one, other = office.company("甲乙有限公司"), office.company("甲乙集团")
    assert list(reads.alike(one)) == [other]
    lead = office.lead(company=one)
    actions.companies.change(
        company=one, name=one.name, credit_code=code_of(3), by=office.officer, at=NOW
    )
    with pytest.raises(Invalid):
        actions.companies.merge(company=one, into=None, by=office.officer, at=NOW)
    actions.companies.merge(company=one, into=other, by=office.officer, at=NOW)
    lead.refresh_from_db()
    other.refresh_from_db()
    assert (lead.company, other.credit_code) == (other, code_of(3))
    assert reads.find_company(office.county, "甲乙 有限公司").standing == other
    third = office.company("丁有限公司")
    actions.companies.merge(company=other, into=third, by=office.officer, at=NOW)
    one.refresh_from_db()
    assert one.into == third
    with pytest.raises(Forbidden):
        actions.companies.merge(
            company=third, into=office.company("戊公司"), by=office.town_officer, at=NOW
        )


def test_two_codes_are_two_companies(office):
    one = office.company("甲乙有限公司", credit_code=code_of(1))
    other = office.company("甲乙集团", credit_code=code_of(2))
    with pytest.raises(Refused, match="two_codes"):
        actions.companies.merge(company=one, into=other, by=office.officer, at=NOW)


def test_from_the_event_to_the_running_plant(office):
    event = actions.events.record(
        place=office.county,
        kind="leader_led",
        title="到厦门拜访竹企业",
        held_on=date(2026, 1, 4),
        outcome="谈了竹纤维餐具",
        by=office.officer,
        at=NOW,
    )
    company = office.company("甲竹业有限公司")
    actions.events.invite(
        event=event, side="guest", name="王某", company=company, by=office.officer, at=NOW
    )
    lead = office.talked(company=company, event=event, source="leader_led")
    office.won(lead, kind="framework", signed_on=date(2026, 2, 1))
    lead.refresh_from_db()
    assert lead.state == "framework_signed"
    office.won(lead, signed_on=date(2026, 3, 1))
    for kind, month, state in (
        ("registered", 4, "registered"),
        ("land", 5, "registered"),
        ("started", 6, "started"),
        ("paid_in", 7, "started"),
        ("paid_in", 7, "started"),
        ("producing", 8, "producing"),
    ):
        more = {"amount": YI} if kind == "paid_in" else {"area": 3550} if kind == "land" else {}
        office.landed(lead, kind, date(2026, month, 1), **more)
        assert lead.state == state
    assert (lead.paid_in, lead.land_on) == (2 * YI, date(2026, 5, 1))
    assert list(company.meetings.values_list("event__title", flat=True)) == ["到厦门拜访竹企业"]
    heads = [told.line.verb for told in timeline(LEAD, lead)]
    assert heads == ["enter", "negotiate", *["advance"] * 8]


def test_nothing_counts_before_another_has_verified_it(office):
    made = office.signed()
    lead = made.lead
    lead.refresh_from_db()
    assert (lead.state, lead.contract_on) == ("negotiating", None)
    with pytest.raises(Refused, match="four_eyes"):
        actions.wins.verify_agreement(agreement=made, by=office.officer, at=NOW)
    made.refresh_from_db()
    assert made.state == "entered"
    assert [item.title for item in waiting(office.second, NOW)] == [str(made)]
    assert list(waiting(office.officer, NOW)) == []
    actions.wins.send_back_agreement(
        agreement=made, reason="扫描件缺一页", by=office.second, at=NOW
    )
    assert [item.title for item in waiting(office.officer, NOW)] == [str(made)]
    actions.wins.correct_agreement(
        agreement=made,
        level="city",
        amount=4 * YI,
        signed_on=made.signed_on,
        reason="补了附件，金额以附件为准",
        by=office.officer,
        at=NOW,
    )
    actions.wins.verify_agreement(agreement=made, by=office.leader, at=NOW)
    lead.refresh_from_db()
    assert (made.version, made.amount, lead.state) == (2, 4 * YI, "contract_signed")


def test_a_corrected_day_stays_between_its_neighbours(office):
    made = office.won()
    office.landed(made.lead, "registered", date(2026, 4, 1))
    given = {"level": "city", "amount": made.amount, "reason": "写错了日期"}
    with pytest.raises(Invalid, match="too_late"):
        actions.wins.correct_agreement(
            agreement=made, signed_on=date(2026, 4, 2), by=office.officer, at=NOW, **given
        )
    actions.wins.correct_agreement(
        agreement=made, signed_on=date(2026, 4, 1), by=office.officer, at=NOW, **given
    )


def test_a_correction_is_a_version_that_must_be_verified_anew(office):
    made = office.won()
    given = {
        "level": "city",
        "amount": 3 * YI,
        "signed_on": made.signed_on,
        "reason": "合同附件改了金额",
    }
    actions.wins.correct_agreement(agreement=made, by=office.second, at=NOW, **given)
    made.lead.refresh_from_db()
    assert (made.state, made.version, made.lead.contract_on) == ("entered", 2, None)
    told = timeline(AGREEMENT, made)[-1].line
    assert told.note == "第 2 版：5亿元 改为 3亿元。原因：合同附件改了金额"
    with pytest.raises(Refused, match="four_eyes"):  # who corrected has entered it now
        actions.wins.verify_agreement(agreement=made, by=office.second, at=NOW)
    with pytest.raises(Refused, match="same"):
        actions.wins.correct_agreement(agreement=made, by=office.officer, at=NOW, **given)
    with pytest.raises(Invalid):
        actions.wins.correct_agreement(
            agreement=made, by=office.officer, at=NOW, **{**given, "amount": YI, "reason": " "}
        )
    actions.wins.void_agreement(
        agreement=made, why="ended", note="双方解约", by=office.leader, at=NOW
    )
    assert made.state == "void"
    office.won(made.lead)  # another may be signed


def test_the_days_must_follow_one_another(office):
    lead = office.talked(found_on=date(2026, 2, 1))
    # Talks began on 11 February.
    for on, code in ((date(2026, 2, 10), "too_early"), (TODAY + DAY, "future")):
        with pytest.raises(Invalid) as no:
            office.signed(lead, signed_on=on)
        assert (no.value.code, no.value.field) == (code, "signed_on")
    with pytest.raises(Refused, match="too_soon"):
        office.landed(lead, "registered", date(2026, 3, 1))
    office.signed(lead)
    with pytest.raises(Refused, match="too_soon"):  # nobody has verified the contract
        office.landed(lead, "registered", date(2026, 3, 2))
    actions.wins.verify_agreement(agreement=lead.agreements.get(), by=office.second, at=NOW)
    lead.refresh_from_db()
    with pytest.raises(Invalid):
        office.landed(lead, "registered", date(2026, 2, 28))
    with pytest.raises(Refused, match="no_talks"):
        office.signed(office.lead())
    with pytest.raises(Refused, match="twice"):
        office.signed(lead)
    assert (Agreement.objects.count(), Landing.objects.count()) == (1, 0)


@pytest.mark.parametrize("amount", [0, -1, -5 * YI])
def test_sums_are_positive(office, amount):
    with pytest.raises(Invalid) as no:
        office.signed(amount=amount)
    assert no.value.field == "amount"
    with pytest.raises(Invalid):
        office.lead(scale=amount)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("23.81亿", 238_100_000_000),
        ("２３．８１ 亿元", 238_100_000_000),
        ("5000", 5_000_000_000),
        ("5,000万元", 5_000_000_000),
        ("1,234,567.89元", 123_456_789),
        ("", None),
        ("0.0000000001亿", None),
    ],
)
def test_sums_are_read_exactly(text, fen):
    if text.startswith("0.0000000001"):
        with pytest.raises(Invalid):
            read_sum(text)
        return
    assert read_sum(text) == fen
    if fen and fen % 10**6 == 0:
        assert read_sum(typed(fen)) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [("-3亿", "negative"), ("三亿", "no_sum"), ("1e9", "no_sum"), ("nan", "no_sum")],
)
def test_sums_that_cannot_be(text, code):
    with pytest.raises(Invalid, match=code):
        read_sum(text)


def test_a_lead_rests_for_a_reason_and_returns_where_it_was(office):
    lead = office.won().lead
    actions.leads.stall(lead=lead, why="land", note="等用地指标", by=office.officer, at=NOW)
    with pytest.raises(Refused, match="wrong_state"):
        actions.leads.stall(lead=lead, why="land", note="再等", by=office.officer, at=NOW)
    actions.leads.drop(lead=lead, why="funds", note="资金断了", by=office.officer, at=NOW)
    assert (lead.state, lead.before, lead.why) == ("dropped", "contract_signed", "funds")
    actions.leads.resume(lead=lead, note="找到新股东", by=office.officer, at=NOW)
    assert (lead.state, lead.before, lead.why) == ("contract_signed", "", "")
    actions.leads.stall(lead=lead, why="land", note="等", by=office.officer, at=NOW)
    office.landed(lead, "registered", date(2026, 5, 1))
    assert (lead.state, lead.before) == ("stalled", "registered")


def test_talks_ask_for_sector_size_and_somebody_who_may_read_it(office):
    lead = office.lead()
    for sector, scale in (("", YI), ("食品", None), ("食品", -1)):
        with pytest.raises(Refused):
            actions.leads.negotiate(
                lead=lead, sector=sector, scale=scale, by=office.officer, at=NOW
            )
    with pytest.raises(Invalid, match="owner"):
        actions.leads.assign(lead=lead, owner=office.town_officer, by=office.officer, at=NOW)
    talked = office.talked()
    with pytest.raises(Invalid, match="stage"):
        actions.leads.change(lead=talked, title="改名", sector="", by=office.officer, at=NOW)


def test_one_project_of_a_company_is_one_lead(office):
    lead = office.lead(title="竹纤维餐具 生产线")
    with pytest.raises(Refused, match="twice"):
        office.lead(company=lead.company, title="竹纤维餐具生产线")
    actions.leads.drop(lead=lead, why="market", note="不做了", by=office.officer, at=NOW)
    office.lead(company=lead.company, title="竹纤维餐具生产线")


def test_reminders_stand_in_the_list_of_work_until_the_next_step(office):
    lead = office.talked()
    with pytest.raises(Invalid, match="past"):
        actions.leads.follow(
            lead=lead, note="通了电话", next_on=TODAY - DAY, by=office.officer, at=NOW
        )
    actions.leads.follow(lead=lead, note="通了电话", next_on=TODAY + DAY, by=office.officer, at=NOW)
    assert list(waiting(office.officer, NOW)) == []
    (item,) = waiting(office.officer, NOW + DAY)
    assert item.title == lead.title
    assert item.due_at is not None
    actions.leads.follow(lead=lead, note="见了面", by=office.officer, at=NOW + DAY)
    assert list(waiting(office.officer, NOW + DAY)) == []


def test_each_place_reads_its_own(office):
    lead = office.lead(place=office.town, by=office.town_officer)
    seen = {
        who.name: Lead.objects.visible_to(who).count()
        for who in (
            office.officer,
            office.leader,
            office.town_officer,
            office.other_officer,
            office.handler,
            office.stranger,
        )
    }
    assert seen == {
        "officer": 1,
        "leader": 1,
        "town officer": 1,
        "other officer": 0,
        "handler": 0,
        "stranger": 0,
    }
    assert Company.objects.visible_to(office.other_officer).count() == 1  # the card is shared
    assert lead.owner == office.town_officer


def test_events_take_place_on_their_day_and_say_what_came_of_them(office):
    given = {"place": office.county, "kind": "event", "title": "推介会", "by": office.officer}
    with pytest.raises(Invalid, match="future"):
        actions.events.record(**given, held_on=TODAY + DAY, outcome="好", at=NOW)
    event = actions.events.plan(**given, held_on=TODAY + DAY, at=NOW)
    with pytest.raises(Refused, match="too_early"):
        actions.events.hold(event=event, outcome="好", by=office.officer, at=NOW)
    actions.events.hold(event=event, outcome="来了八家", by=office.officer, at=NOW + DAY)
    office.lead(event=event, found_on=TODAY + DAY, at=NOW + DAY)
    with pytest.raises(Refused, match="has_leads"):
        actions.events.call_off(event=event, reason="记错了", by=office.officer, at=NOW + DAY)


def test_a_third_party_is_settled_with_its_result(office):
    given = {
        "place": office.county,
        "agency": office.company("招商代理有限公司"),
        "scope": "找长三角的竹制品企业",
        "signed_on": date(2026, 1, 1),
        "fee": 30_000_000,
        "by": office.officer,
        "at": NOW,
    }
    with pytest.raises(Invalid):
        actions.companies.commission(**given, ends_on=date(2025, 12, 31))
    with pytest.raises(Invalid, match="negative"):
        actions.companies.commission(**{**given, "fee": -1}, ends_on=date(2026, 12, 31))
    mandate = actions.companies.commission(**given, ends_on=date(2026, 12, 31))
    lead = office.talked(mandate=mandate, source="third_party")
    office.won(lead)
    for paid, code in ((30_000_001, "over"), (-1, "negative")):
        with pytest.raises(Invalid, match=code):
            actions.companies.settle(
                mandate=mandate, result="一家签约", paid=paid, by=office.officer, at=NOW
            )
    actions.companies.settle(
        mandate=mandate, result="一家签约", paid=20_000_000, by=office.officer, at=NOW
    )
    assert (mandate.state, mandate.paid) == ("settled", 20_000_000)


def test_what_is_published_names_no_company(office):
    made = office.won(office.talked(company=office.company("甲乙竹业有限公司")))
    for words in ("甲乙竹业的项目", "甲乙 竹业有限公司投资"):
        with pytest.raises(Invalid, match="names_company"):
            actions.wins.publish(agreement=made, shown_as=words, by=office.officer, at=NOW)
    actions.wins.publish(agreement=made, shown_as="竹制品深加工项目", by=office.officer, at=NOW)
    actions.wins.void_agreement(agreement=made, why="false", note="假的", by=office.second, at=NOW)
    assert made.shown_as == ""


def test_every_change_stands_in_the_record(office):
    made = office.won()
    events = set(Entry.objects.values_list("event", flat=True))
    assert {"company.enter", "lead.enter", "agreement.sign", "agreement.verify"} <= events
    assert Entry.objects.filter(event="agreement.verify", subject=made.code).count() == 1
