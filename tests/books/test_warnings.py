"""What each rule finds and what it leaves alone; a warning's life."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanan.books import actions, rules
from sanan.books.enums import Benefit, Category, Method, PayeeKind, RosterKind
from sanan.books.models import Alert, Contract, Relative, Roster, RosterLine
from sanan.kit import files
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry as LedgerEntry
from sanan.people.models import Notice
from sanan.places.models import Place
from sanan.process.queries import timeline

from .conftest import NOW, jpeg


def found(code: str, at=NOW, places=None):
    return list(rules.WARNINGS[code].find(places, at))


def person(name: str, **numbers: str) -> actions.Payee:
    return actions.Payee(name, PayeeKind.PERSON, **numbers)


def roster(village, kind, benefit, names, period="2026-09", **columns):
    rows = [
        (
            n,
            {
                "name": name,
                "amount": 10_000,
                "person_key": f"id-{name}",
                **{k: v[n - 2] for k, v in columns.items()},
            },
        )
        for n, name in enumerate(names, 2)
    ]
    return actions.load_roster(
        place=village.place,
        kind=kind,
        benefit=benefit,
        period=period,
        rows=rows,
        sha256=f"{kind}{benefit}{period}{names}",
        by=village.cadre,
        at=NOW,
    )


def test_rent_unpaid_more_than_sixty_days(village):
    lease = village.lease()
    assert found("rent_unpaid", NOW.replace(month=3, day=2)) == []
    (one,) = found("rent_unpaid", NOW.replace(month=3, day=3, hour=17))
    assert (one.subject, one.place) == (lease.code, village.place)
    (both,) = found("rent_unpaid")
    assert [row[1] for row in both.rows] == ["500.00元", "500.00元"]
    assert found("rent_unpaid", places=[village.other.pk]) == []
    actions.receive_rent(
        contract=lease,
        account=village.account,
        amount=100_000,
        received_on=date(2026, 10, 1),
        voucher_no="收-1",
        by=village.cadre,
        at=NOW,
    )
    assert found("rent_unpaid") == []


def test_a_contract_that_ran_out_and_is_still_used(village):
    lease = village.lease()
    assert found("used_after_end", NOW + timedelta(days=72)) == []
    assert [f.subject for f in found("used_after_end", NOW + timedelta(days=73))] == [lease.code]
    actions.hand_back(contract=lease, closed_on=date(2026, 10, 1), by=village.cadre, at=NOW)
    assert found("used_after_end", NOW + timedelta(days=73)) == []


def test_one_card_for_three_recipients(village):
    for n, name in enumerate(("连长顺", "涂秀英"), 1):
        village.pay(f"记-{n}", payee=person(name, card="6200000051745278088"))
    assert found("same_card") == []
    village.pay("记-3", payee=person("赖阿婆", card="6200 0000 5174 5278 088"))
    (one,) = found("same_card")
    assert one.text == "同一张银行卡一年里替 3 个人收款，合计 900.00元。"
    assert [row[1] for row in one.rows] == ["连*顺", "涂*英", "赖*婆"]


def test_one_phone_for_four_recipients_over_rosters_and_books(village):
    roster(
        village,
        RosterKind.RECIPIENTS,
        Benefit.FARM,
        ["甲甲", "乙乙", "丙丙"],
        phone_key=["p", "p", "p"],
    )
    assert found("same_phone") == []
    roster(village, RosterKind.RECIPIENTS, Benefit.ELDER, ["丁丁"], phone_key=["p"])
    assert len(found("same_phone")) == 1


def test_a_payment_to_a_declared_relative(village):
    village.pay(payee=person("徐小弟"))
    assert found("paid_relative") == []
    actions.declare_relative(
        place=village.place,
        cadre=village.cadre,
        name="徐小弟",
        relation="弟弟",
        by=village.cadre,
        at=NOW,
    )
    (one,) = found("paid_relative")
    assert one.text == "徐*弟是徐金水申报的弟弟，一年里收款 1 笔，合计 300.00元。"
    # The same name, but another identity number: nobody's relative.
    Relative.objects.update(person_key="another")
    village.pay("记-2", payee=person("徐小弟", identity="350599197606095042"))
    assert [len(f.rows) for f in found("paid_relative")] == [1]


def test_payments_split_just_under_the_limit(village):
    for n, day in enumerate((1, 8, 16), 1):
        village.pay(f"记-{n}", 480_000, on=date(2026, 9, day))
    (one,) = found("split_payment")
    assert len(one.rows) == 3
    assert found("split_payment", places=[village.other.pk]) == []


@pytest.mark.parametrize(
    "changed", [{"amount": 390_000}, {"on": date(2026, 9, 17)}, {"payee": actions.Payee("别家")}]
)
def test_what_is_not_split(village, changed):
    for n, day in enumerate((1, 8), 1):
        village.pay(f"记-{n}", 480_000, on=date(2026, 9, day))
    village.pay("记-3", **{"amount": 480_000, "on": date(2026, 9, 16), **changed})
    assert found("split_payment") == []


def test_consecutive_invoices_of_one_payee(village):
    for n, number in enumerate(("00012", "00013"), 1):
        village.pay(f"记-{n}", invoice=number, on=date(2026, 9, n))
    assert found("sequential_invoices") == []
    village.pay("记-3", invoice="00014", on=date(2026, 9, 9))
    (one,) = found("sequential_invoices")
    assert one.text == "文峰打印社的发票连号：00012 到 00014，共 3 张。"


def test_works_paid_before_they_were_accepted(village):
    works = village.works()
    village.pay("记-1", 800_000, contract=works, category=Category.WORKS)
    assert found("paid_before_acceptance") == []
    village.pay("记-2", 1, contract=works, category=Category.WORKS)
    assert [f.subject for f in found("paid_before_acceptance")] == [works.code]
    Contract.objects.update(accepted_on=date(2026, 9, 1))
    assert found("paid_before_acceptance") == []


def test_a_settlement_above_the_contract(village):
    works = village.works()
    Contract.objects.update(accepted_on=date(2026, 9, 1), settled=1_100_000)
    assert found("settled_over_contract") == []
    Contract.objects.update(settled=1_100_001)
    (one,) = found("settled_over_contract")
    assert (one.subject, one.rows[0][2:]) == (works.code, ["10,000.00元", "11,000.01元"])


def test_one_contractor_wins_too_often(village):
    for n in range(1, 4):
        village.works(f"工-{n}")
    village.works("工-4", party="别的队")
    assert found("same_winner") == []
    village.works("工-5")
    (one,) = found("same_winner")
    assert one.text == "最近 5 份工程、采购合同里，顺达施工队 拿到 4 份。"


def test_relief_and_pay_in_one_year(village):
    roster(village, RosterKind.RECIPIENTS, Benefit.LOW_INCOME, ["连长顺", "涂秀英"])
    roster(village, RosterKind.RECIPIENTS, Benefit.CADRE_PAY, ["连长顺"], period="2025-12")
    assert found("relief_with_pay") == []
    roster(village, RosterKind.RECIPIENTS, Benefit.RETIRED_CADRE, ["连长顺"], period="2026-01")
    assert [f.text for f in found("relief_with_pay")] == ["连*顺 2026 年既领低保又领干部报酬。"]


def test_the_same_person_twice_on_one_list(village):
    roster(village, RosterKind.RECIPIENTS, Benefit.ELDER, ["连长顺", "涂秀英"])
    assert found("paid_twice") == []
    roster(
        village,
        RosterKind.RECIPIENTS,
        Benefit.ELDER,
        ["连长顺", "涂秀英", "连长顺"],
        period="2026-08",
    )
    assert [len(f.rows) for f in found("paid_twice")] == [2]


def test_who_is_entitled_and_never_received(village):
    roster(village, RosterKind.ENTITLED, Benefit.ELDER, ["连长顺", "涂秀英", "赖阿婆"])
    assert found("never_received") == []
    roster(village, RosterKind.RECIPIENTS, Benefit.ELDER, ["连长顺"])
    (one,) = found("never_received")
    assert [row[0] for row in one.rows] == ["涂*英", "赖*婆"]


def test_cash_above_the_limit_and_expenses_without_paper(village):
    village.pay("记-1", 100_000, method=Method.CASH)
    assert found("cash_payment") == []
    village.pay("记-2", 100_001, method=Method.CASH)
    assert len(found("cash_payment")) == 1
    assert found("no_voucher", NOW + timedelta(days=30)) == []
    later = NOW + timedelta(days=31)
    assert [len(f.rows) for f in found("no_voucher", later)] == [2]


def test_a_county_may_set_its_own_figures(village, settings):
    village.pay("记-1", 60_000, method=Method.CASH)
    assert found("cash_payment") == []
    settings.BOOKS_THRESHOLDS = {"cash_payment": {"fen": 50_000}}
    assert len(found("cash_payment")) == 1


def test_looking_again_raises_nothing_twice(village):
    village.lease()
    first = actions.look_for_warnings(at=NOW)
    count = LedgerEntry.objects.count()
    second = actions.look_for_warnings(at=NOW)
    assert (first.raised, second.raised, second.standing) == (1, 0, 1)
    assert LedgerEntry.objects.count() == count
    told = Notice.objects.order_by("to__name").values_list("to__name", flat=True)
    assert sorted(told) == ["曾敏", "监委"]


def test_evidence_is_for_whoever_may_read_the_alert(village, enter):
    village.lease()
    actions.look_for_warnings(at=NOW)
    alert = Alert.objects.select_related("place").get()
    upload = files.inspect(io.BytesIO(jpeg()), "回单.jpg")
    actions.answer(warning=alert, text="已补交", by=village.cadre, uploads=[upload], at=NOW)
    (proof,) = alert.files
    old = f"/staff/books/warnings/{alert.code}/evidence/{proof.ref}/"
    assert enter(village.cadre).get(old)["Location"] == f"/files/{proof.ref}/"
    address = f"/files/{proof.ref}/"
    seen = {
        name: enter(getattr(village, name)).get(address).status_code
        for name in ("cadre", "supervisor", "neighbour", "stranger")
    }
    assert seen == {"cadre": 200, "supervisor": 403, "neighbour": 404, "stranger": 404}
    watcher = enter(village.supervisor)
    assert "回单.jpg" not in watcher.get(f"/staff/books/warnings/{alert.code}/").content.decode()
    watcher.post(f"{address}why/", {"purpose": "核实情况"})
    assert watcher.get(address).status_code == 200


def test_a_warning_closes_only_with_evidence_and_by_another(village):
    lease = village.lease()
    actions.look_for_warnings(at=NOW)
    warning = Alert.objects.select_related("place").get()
    assert warning.colour == "red"
    with pytest.raises(Refused) as no:
        actions.answer(warning=warning, text="已补交", by=village.cadre, at=NOW)
    assert no.value.code == "no_evidence"
    upload = files.inspect(io.BytesIO(jpeg()), "回单.jpg")
    actions.answer(warning=warning, text="已补交", by=village.cadre, uploads=[upload], at=NOW)
    assert (warning.state, warning.colour) == ("answered", "yellow")
    actions.send_back(warning=warning, text="回单看不清", by=village.supervisor, at=NOW)
    assert (warning.state, warning.colour) == ("raised", "red")
    actions.answer(warning=warning, text="重拍了", by=village.cadre, at=NOW)
    actions.close(warning=warning, text="核过了", by=village.discipline, at=NOW)
    (proof,) = warning.files
    assert (proof.owner_kind, proof.name, proof.by) == ("alert", "回单.jpg", village.cadre)
    told = [each.line.verb for each in timeline(rules.WARNING, warning)]
    assert told == ["raise", "answer", "return", "answer", "close"]
    # Found again unchanged: it stays closed. Another rent falls due: it is raised again.
    assert actions.look_for_warnings(at=NOW).again == 0
    from sanan.books.models import Due

    Due.objects.create(contract=lease, due_on=date(2026, 3, 1), amount=5)
    assert actions.look_for_warnings(at=NOW).again == 1
    warning.refresh_from_db()
    assert (warning.state, warning.closed_at) == ("raised", None)


def test_what_a_rule_no_longer_finds_still_waits_for_a_person(village):
    lease = village.lease()
    actions.look_for_warnings(at=NOW)
    actions.receive_rent(
        contract=lease,
        account=village.account,
        amount=100_000,
        received_on=date(2026, 10, 1),
        voucher_no="收-1",
        by=village.cadre,
        at=NOW,
    )
    assert actions.look_for_warnings(at=NOW).gone == 1
    assert (Alert.objects.get().state, Alert.objects.get().gone_at) == ("raised", NOW)


def test_another_room_registers_a_rule(village):
    rule = rules.WarningRule(
        "late_twice",
        "公开晚了两次",
        rules.WARNINGS["rent_unpaid"].colour,
        {"times": 2},
        "…",
        lambda _places, _at: [
            rules.Finding("x", village.place, [["2026-08"], ["2026-09"]], "晚了两次")
        ],
    )
    assert actions.look_for_warnings(at=NOW, rules=[rule]).raised == 1
    with pytest.raises(ValueError, match="twice"):
        rules.register(rules.WARNINGS["rent_unpaid"])


def test_a_table_of_persons_is_read_with_hashes_only(village, enter):
    browser = enter(village.cadre)
    text = "姓名,身份证号,银行卡号,金额\n连长顺,350599197606095042,6200000051745278088,120\n合计,,,120\n"
    given = {
        "place": village.place.pk,
        "kind": "recipients",
        "benefit": "elder",
        "period": "2026-09",
    }
    file = SimpleUploadedFile("名单.csv", text.encode())
    assert browser.post("/staff/books/rosters/", {**given, "file": file}).status_code == 302
    from sanan.books.models import RosterLine

    (line,) = RosterLine.objects.all()
    assert (line.name, line.amount, line.card_tail) == ("连长顺", 12_000, "8088")
    assert "350599197606095042" not in str(RosterLine.objects.values().get())


def test_a_rent_far_below_like_ones_of_the_county(village):
    others = [village.leased(f"店面{n}", 100_00, 600_000) for n in range(5)]
    cheap = village.leased("铺子", 100_00, 400_000)
    village.leased("山林", 100_00, 100, unit="亩")
    (one,) = found("rent_below_market", date_of(2026, 6))
    assert one.subject == cheap.code
    assert one.text == "铺子出租：每平方米一年 40.00元，全县同类中间价 60.00元，是它的 66.7%。"
    assert found("rent_below_market", date_of(2026, 6), [village.other.pk]) == []
    Contract.objects.filter(pk=others[0].pk).delete()
    assert found("rent_below_market", date_of(2026, 6)) == []


def test_a_contracts_area_and_the_measured_one(village):
    lease = village.leased("鱼塘", 10_00, 600_000, unit="亩")
    day = date(2026, 9, 1)
    given = {"contract": lease, "measured_on": day, "by": village.cadre, "at": NOW}
    actions.measure(**given, size=10_00, measured=10_50)
    assert found("area_differs") == []
    actions.measure(**given, size=10_00, measured=13_20)
    (one,) = found("area_differs")
    assert one.text == "鱼塘出租：合同写 10亩，实测 13.2亩。"
    with pytest.raises(Refused):
        actions.measure(**given, size=0, measured=13_20)


def test_one_person_on_the_lists_of_three_villages_is_told_above_them(village):
    places = [village.place, village.other, village.third()]
    for n, place in enumerate(places):
        made = Roster.objects.create(
            place=place,
            kind=RosterKind.RECIPIENTS,
            benefit=Benefit.FARM,
            period="2026-06",
            sha256=f"{n}",
            loaded_at=NOW,
        )
        RosterLine.objects.create(roster=made, line=2, name="连长顺", person_key="k", amount=30_000)
        expected = 0 if n < 2 else 1
        assert len(found("same_recipient")) == expected
    (one,) = found("same_recipient")
    assert one.place == Place.objects.get_parent(village.place)
    assert one.text == "连*顺一年里在 3 个村的实发名单里出现 3 次。"


def test_a_contract_with_a_relative_of_a_cadre(village):
    lease = village.leased("店面", 100_00, 600_000, party="徐 小弟")
    assert found("contract_to_relative") == []
    actions.declare_relative(
        place=village.place,
        cadre=village.cadre,
        name="徐小弟",
        relation="弟弟",
        by=village.cadre,
        at=NOW,
    )
    (one,) = found("contract_to_relative")
    assert (one.subject, one.text) == (
        lease.code,
        "店面出租：对方徐*弟和徐金水申报的弟弟同名。",
    )


def date_of(year: int, month: int):
    return NOW.replace(year=year, month=month)
