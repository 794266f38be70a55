"""The pages: the whole road by hand, who comes in, refusals beside their fields, what everyone reads."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from sanan.investment import actions
from sanan.investment.models import Agreement, Company, Landing, Lead, PromotionEvent, Rules, Task
from sanan.kit.files import inspect
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry

from .conftest import NOW, YI, code_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def staff(name: str, *args: str) -> str:
    return reverse(f"investment_staff:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


LISTS = ["events", "leads", "agreements", "landings", "companies", "mandates"]
PAGES = ["board", "brief", "monthly", "score", "tasks", "settings", *LISTS]
ENTRIES = ["new_event", "new_company", "new_lead", "new_mandate", "import"]


def test_every_page_opens_for_whose_it_is_and_for_no_other(office, desk):
    office.landed(office.won().lead, "registered", date(2026, 4, 1))
    for who, pages, status in (
        (office.officer, [*PAGES, *ENTRIES, "new_task", "new_settings"], 200),
        (office.leader, [*PAGES, "new_task", "new_settings"], 200),
        (office.leader, ENTRIES, 404),
        (office.town_officer, PAGES, 200),
        (office.handler, [*PAGES, *ENTRIES], 404),
        (office.stranger, PAGES, 404),
    ):
        client = desk(who)
        assert {page: client.get(staff(page)).status_code for page in pages} == dict.fromkeys(
            pages, status
        )
    for name in LISTS:
        sheet = desk(office.leader).get(staff(name), {"xlsx": ""})
        assert sheet.content[:2] == b"PK"


def test_the_whole_road_by_hand(office, desk):
    client = desk(office.officer)
    event = {
        "place": office.county.pk,
        "kind": "leader_led",
        "title": "到厦门招商",
        "held_on": "2026-01-04",
    }
    wrong = client.post(staff("new_event"), event)
    assert wrong.status_code == 422  # it is over: what came of it must be said
    client.post(staff("new_event"), {**event, "outcome": "见了两家"})
    made = PromotionEvent.objects.get()
    invite = {"side": "guest", "name": "王某", "company": "甲竹业有限公司"}
    client.post(staff("event_do", made.code, "invite"), invite)
    form = text(client.get(staff("new_lead"), {"event": made.code}))
    assert f'<option value="{made.pk}" selected' in form
    lead = {
        "place": office.county.pk,
        "company_name": "甲竹业 有限公司",
        "credit_code": code_of(5),
        "title": "竹纤维餐具生产线",
        "source": "leader_led",
        "event": made.pk,
        "found_on": "2026-01-05",
    }
    client.post(staff("new_lead"), lead)
    found = Lead.objects.get()
    assert (Company.objects.count(), found.company.credit_code) == (1, code_of(5))
    talks = {"sector": "竹制品", "scale": "23.81亿", "owner": office.officer.pk}
    talks["on"] = "2026-01-15"
    client.post(staff("lead_do", found.code, "negotiate"), talks)
    contract = {
        "kind": "contract",
        "level": "city",
        "amount": "23.81亿",
        "signed_on": "2026-03-01",
        "uploads": SimpleUploadedFile("合同.pdf", PDF),
    }
    answer = client.post(staff("new_agreement", found.code), contract)
    agreement = Agreement.objects.get()
    assert answer["Location"] == staff("agreement", agreement.code)
    assert [file.name for file in agreement.files] == ["合同.pdf"]
    refused = client.post(staff("agreement_do", agreement.code, "verify"), {})
    assert refused.status_code == 409
    assert "录入的人不能自己核实" in text(refused)
    assert "合同.pdf" in text(client.get(staff("agreement", agreement.code)))
    second = desk(office.second)
    page = text(second.get(staff("agreement", agreement.code)))
    assert "为什么要看" in page  # another's paper opens for a purpose
    second.post(staff("agreement_do", agreement.code, "verify"), {"note": "看过原件"})
    found.refresh_from_db()
    assert found.state == "contract_signed"
    landing = {"kind": "registered", "happened_on": "2026-04-01"}
    client.post(staff("new_landing", found.code), landing)
    second.post(staff("landing_do", Landing.objects.get().code, "verify"), {})
    page = text(client.get(staff("lead", found.code)))
    assert "23.81亿元" in page
    assert "已注册落地" in page
    assert "王某" in text(client.get(staff("company", found.company.code)))
    board = text(desk(office.leader).get(staff("board"), {"span": "2026"}))
    assert board.count('<div class="value">1<small>') == 3  # event, contract, that it is large
    table = client.get(staff("monthly"), {"month": "2026-03", "xlsx": ""})
    sheet = load_workbook(io.BytesIO(table.content)).active
    assert sheet["B2"].value == "竹纤维餐具生产线"
    assert Entry.objects.filter(event="record.export").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amount", "-5亿", "不能是负数"),
        ("amount", "很多", "看不懂金额"),
        ("signed_on", "2026-12-01", "还没有到"),
        ("signed_on", "2025-12-01", "早于开始谈"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    office, desk, field, value, said
):
    lead = office.talked()
    given = {
        "kind": "contract",
        "level": "city",
        "amount": "5亿",
        "signed_on": "2026-03-01",
        "note": "盖了章",
    }
    answer = desk(office.officer).post(staff("new_agreement", lead.code), {**given, field: value})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "盖了章" in text(answer)
    assert not Agreement.objects.exists()


def test_a_company_with_a_wrong_digit_or_known_already(office, desk):
    office.company("甲竹业有限公司")
    client, given = desk(office.officer), {"place": office.county.pk, "sector": "竹制品"}
    wrong = code_of(1)[:-1] + ("0" if code_of(1)[-1] != "0" else "1")
    answer = client.post(
        staff("new_company"), {**given, "name": "乙有限公司", "credit_code": wrong}
    )
    assert answer.status_code == 422
    assert "校验位对不上" in text(answer)
    assert "乙有限公司" in text(answer)
    answer = client.post(staff("new_company"), {**given, "name": "甲竹业　有限公司"})
    assert answer.status_code == 409
    assert "已经在册" in text(answer)
    assert Company.objects.count() == 1


def test_many_are_verified_at_once_but_not_ones_own(office, desk):
    made = [office.signed() for _n in range(3)]
    own = office.signed(by=office.second)
    client = desk(office.second)
    page = text(client.get(staff("agreements"), {"waits": "1"}))
    assert all(each.lead.title in page for each in made)
    codes = [each.code for each in (*made, own)]
    client.post(
        reverse("investment_staff:agreement_bulk", args=["verify"]),
        {"agreement": codes, "go": "1"},
    )
    states = dict(Agreement.objects.values_list("code", "state"))
    assert [states[code] for code in codes] == [*["verified"] * 3, "entered"]


def test_tasks_and_settings_by_hand(office, desk):
    client = desk(office.leader)
    given = {"place": office.county.pk, "year": 2026, "metric": "signed", "level": "city"}
    assert client.post(staff("new_task"), {**given, "target": "很多"}).status_code == 422
    answer = client.post(staff("new_task"), {**given, "metric": "events", "target": "200"})
    assert "不分级别" in text(answer)
    client.post(staff("new_task"), {**given, "target": "50"})
    client.post(staff("new_task"), {**given, "metric": "signed_amount", "target": "300"})
    assert dict(Task.objects.values_list("metric", "target")) == {
        "signed": 50,
        "signed_amount": 300 * YI,
    }
    task = Task.objects.get(metric="signed")
    client.post(staff("task_do", task.code, "change"), {"target": "40", "reason": "市里调整"})
    task.refresh_from_db()
    assert task.target == 40
    rules = {
        "since_on": "2026-09-01",
        "reason": "县里定的",
        "counts": "contract",
        "small": "3亿",
        "middle": "10亿",
        "big": "30亿",
        "days_register": 60,
        "days_land": 90,
        "days_start": 120,
        "days_funds": 180,
        "days_produce": 700,
    }
    bad = SimpleUploadedFile("rules.json", b"{nope")
    assert client.post(staff("new_settings"), {**rules, "scoring": bad}).status_code == 422
    assert client.post(staff("new_settings"), {**rules, "middle": "1亿"}).status_code == 422
    client.post(staff("new_settings"), rules)
    held = Rules.objects.get()
    assert (held.big, held.days_register) == (30 * YI, 60)
    assert "现行第 1 版" in text(client.get(staff("settings")))


def test_secrets_of_companies_are_read_by_no_other_place_and_no_resident(office, desk, client):
    lead = office.talked(place=office.town, by=office.town_officer, contact="王某某")
    made = office.signed(lead, by=office.town_officer)
    other = desk(office.other_officer)
    for address in (staff("lead", lead.code), staff("agreement", made.code)):
        assert desk(office.town_officer).get(address).status_code == 200
        assert other.get(address).status_code == 404
        assert desk(office.handler).get(address).status_code == 404
    card = text(other.get(staff("company", lead.company.code)))
    assert lead.title not in card
    actions.wins.verify_agreement(agreement=made, by=office.second, at=NOW)
    village = reverse("investment:village", args=[office.other_town.code])
    assert "还没有公开的" in text(client.get(village))
    actions.wins.publish(
        agreement=made, shown_as="一个食品加工项目", by=office.town_officer, at=NOW
    )
    page = text(client.get(village))
    assert "一个食品加工项目" in page
    assert "3亿元到10亿元" in page
    for secret in (lead.company.name, "王某某", lead.title, "5亿元 "):
        assert secret not in page
    actions.wins.correct_agreement(
        agreement=made,
        level="county",
        amount=made.amount,
        signed_on=made.signed_on,
        reason="级别写错",
        by=office.town_officer,
        at=NOW,
    )
    assert "一个食品加工项目" not in text(client.get(village))


def test_papers_are_hidden_from_others(office, desk):
    made = office.signed(uploads=[inspect(io.BytesIO(PDF), "合同.pdf")])
    address = reverse("files:media", args=[made.files[0].ref])
    assert desk(office.officer).get(address).status_code == 200
    assert desk(office.handler).get(address).status_code == 404
    assert desk(office.other_officer).get(address).status_code == 404


def test_strange_addresses_are_read_as_nothing(office, desk):
    client = desk(office.officer)
    for query in ("span=2026Q9", "span=²", "place=999", "when=2026-99", "place=%00"):
        assert client.get(f"{staff('board')}?{query}").status_code in {200, 404}
    for query in ("least=abc", "least=-1", "below=²", "counts=x", "when=x", "under=x", "came=x"):
        assert client.get(f"{staff('agreements')}?{query}").status_code == 200
    for query in ("reached=x", "found=x", "late=x", "event=x", "remind=2"):
        assert client.get(f"{staff('leads')}?{query}").status_code == 200
    assert client.get(f"{staff('monthly')}?month=2026-77").status_code == 200


def test_a_card_says_what_may_be_the_same_company(office, desk):
    one, other = office.company("甲乙有限公司"), office.company("甲乙集团")
    client = desk(office.officer)
    assert other.name in text(client.get(staff("company", one.code)))
    wrong = client.post(staff("company_do", one.code, "merge"), {"into": "没有的公司"})
    assert "没有找到这家企业" in text(wrong)
    client.post(staff("company_do", one.code, "merge"), {"into": "甲乙 集团"})
    one.refresh_from_db()
    assert one.into == other


def test_a_third_party_by_hand(office, desk):
    client = desk(office.officer)
    given = {
        "place": office.county.pk,
        "agency": "招商代理有限公司",
        "scope": "找食品企业",
        "signed_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "fee": "30万",
    }
    assert client.post(staff("new_mandate"), {**given, "ends_on": "2025-01-01"}).status_code == 422
    answer = client.post(staff("new_mandate"), given, follow=True)
    assert "30万元" in text(answer)
    code = answer.redirect_chain[-1][0].strip("/").split("/")[-1]
    over = client.post(staff("mandate_do", code, "settle"), {"result": "一家", "paid": "31万"})
    assert "超过了合同约定的费用" in text(over)
    done = client.post(
        staff("mandate_do", code, "settle"), {"result": "一家", "paid": "30万"}, follow=True
    )
    assert "已结算" in text(done)


def test_a_register_is_looked_at_before_it_is_taken_in(office, desk):
    client, out = desk(office.officer), io.BytesIO()
    heads = ["企业名称", "统一社会信用代码", "行业"]
    wrong = code_of(1)[:-1] + ("0" if code_of(1)[-1] != "0" else "1")
    write_sheet(out, heads, [["甲竹业有限公司", code_of(1), "竹"], ["乙公司", wrong, "竹"]])
    file = SimpleUploadedFile("企业.xlsx", out.getvalue())
    given = {"file": file, "place": office.county.code, "source": "台账"}
    look = client.post(staff("import"), given, follow=True)
    address = look.redirect_chain[-1][0]
    assert "校验位对不上" in text(look)
    assert not Company.objects.exists()
    rejected = client.get(f"{address}rejected.xlsx")
    assert "校验位" in str(list(load_workbook(io.BytesIO(rejected.content)).active.values)[1])
    leader = desk(office.leader)
    assert leader.get(staff("import")).status_code == 404
