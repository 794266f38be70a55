"""The pages: who comes in, what everyone reads, and that forms sent twice count once."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from sanan.kit.paper import printable
from sanan.workshop import actions
from sanan.workshop.models import CraftOrder, Delivery, Issue, PayRun, Payslip, Worker
from sanan.workshop.queries import material as materials

from .conftest import DAY, NOW, PAID, D


@pytest.fixture
def desk():
    def signed_in(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def staff(name: str, *args) -> str:
    return reverse(f"workshop_staff:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def paid(hall) -> PayRun:
    """October of one worker, paid in cash."""
    issue = hall.issued(hall.ready())
    hall.counted(issue, 98, reject=2)
    actions.clear(issue=issue, by=hall.keeper, at=NOW + DAY)
    run = hall.approved()
    actions.pay_cash(slip=run.slips.get(), proof="本人签字", by=hall.keeper, at=PAID)
    run.refresh_from_db()
    return run


def test_every_desk_page_opens_for_the_keeper_and_for_no_stranger(hall, desk, paid):
    order, issue, slip = CraftOrder.objects.get(), Issue.objects.get(), Payslip.objects.get()
    pages = [
        *(staff(name) for name in ("board", "orders", "issues", "workers", "slips", "count")),
        *(staff(name) for name in ("open", "add_partner", "offer", "enrol", "draft")),
        staff("order", order.code),
        staff("hand_out", order.code),
        staff("issue", issue.code),
        staff("worker", issue.worker.code),
        staff("run", paid.code),
        staff("payslip", slip.code),
        staff("incomes", hall.workshop.code, 2026),
        *(staff(name) + "?xlsx" for name in ("orders", "issues", "workers", "slips")),
    ]
    keeper, stranger = desk(hall.keeper), desk(hall.stranger)
    for page in pages:
        assert keeper.get(page).status_code == 200, page
        assert stranger.get(page).status_code == 404, page
    leader = desk(hall.leader)
    assert leader.get(staff("board")).status_code == 200
    assert leader.get(staff("order", order.code)).status_code == 200
    assert leader.get(staff("payslip", slip.code)).status_code == 404  # no earnings by name


@pytest.mark.skipif(not printable(), reason="the fonts come with bin/sanan build")
def test_papers(hall, desk, paid):
    issue, slip = Issue.objects.get(), Payslip.objects.get()
    keeper = desk(hall.keeper)
    for page in (
        staff("issue_card", issue.code),
        staff("worker_card", issue.worker.code),
        staff("income", issue.worker.code, 2026),
        staff("slip_paper", slip.code),
        staff("printed", paid.code),
        reverse("workshop:slip_paper", args=[slip.code]),
    ):
        assert keeper.get(page).content.startswith(b"%PDF"), page


def test_an_order_is_entered_and_goes_out_by_its_buttons(hall, desk):
    client = desk(hall.keeper)
    given = {
        "partner": hall.partner.pk,
        "product": "竹篮",
        "sort": "编织",
        "measure": "piece",
        "pieces": "50",
        "price": "12",
        "minutes": "40",
        "due_on": "2099-12-01",
        "rate_1": "8.5",
        "material_1": "竹篾",
        "unit_1": "根",
        "per_piece_1": "12",
        "allowance_1": "3",
    }
    wrong = client.post(staff("offer"), {**given, "pieces": "nan"})
    assert wrong.status_code == 422
    done = client.post(staff("offer"), given)
    order = CraftOrder.objects.get()
    assert done["Location"] == staff("order", order.code)
    assert (order.bill[0].per_piece, order.rate_rows[0].yuan) == (D(12), D("8.5"))
    client.post(staff("order_do", order.code, "accept"))
    client.post(
        staff("order_do", order.code, "receive"),
        {"material": order.bill[0].pk, "number": "Z1", "quantity": "700"},
    )
    lot = materials.stocks(order)[0].lot
    sent = {
        "worker": hall.workers[0].pk,
        "pieces": "50",
        "due_on": "2099-11-30",
        "at_home": "on",
        f"lot_{lot.pk}": "618",
    }
    too_many = client.post(staff("hand_out", order.code), {**sent, f"lot_{lot.pk}": "701"})
    assert too_many.status_code == 422
    assert "库里只剩 700" in text(too_many)
    client.post(staff("hand_out", order.code), sent)
    issue = Issue.objects.get()
    count = {"grade": "合格", "good": "20", "key": "once"}
    for _twice in range(2):
        client.post(staff("issue_do", issue.code, "deliver"), count)
    assert Delivery.objects.count() == 1
    more = client.post(
        staff("issue_do", issue.code, "deliver"), {**count, "good": "31", "key": "x"}
    )
    assert more.status_code == 422
    assert "交的比领的料能做的还多" in text(more) or "还差 30" in text(more)


def test_a_child_is_refused_at_the_desk(hall, desk):
    given = {"workshop": hall.workshop.pk, "name": "小林", "born_on": "2020-01-01"}
    answer = desk(hall.keeper).post(staff("enrol"), given)
    assert answer.status_code == 422
    assert "不满 16 周岁不能做工" in text(answer)
    assert not Worker.objects.filter(name="小林").exists()


def test_a_workers_card_shows_work_rate_minutes_and_money(hall, client):
    order = hall.ready()
    hall.counted(hall.issued(order, 0), 10)
    worker = hall.workers[0]
    page = text(client.get(reverse("workshop:card", args=[worker.token])))
    for said in (
        "陈阿花",
        "5.00元",
        "陶瓷捏花",
        "一等 0.5 元",
        "熟手一件 3 分钟",
        "一小时约 10.00元",
    ):
        assert said in page
    asked = client.post(reverse("workshop:wish", args=[worker.token, order.code]), follow=True)
    assert "报上名了" in text(asked)
    assert order.wishes.get().first is True
    aside = reverse("workshop:wish", args=[worker.token, order.code])
    client.post(aside, {"drop": "1"})
    assert order.wishes.get().state == "withdrawn"
    assert client.get(reverse("workshop:card", args=["nobody"])).status_code == 404
    assert client.get(reverse("workshop:work", args=[order.code])).status_code == 200
    mine = text(client.get("/me/"))
    assert "祥安手工坊：今天做什么" in mine


def test_publicity_covers_names_and_anyone_may_question_it(hall, client, paid):
    slip = Payslip.objects.get()
    page = text(client.get(reverse("workshop:run", args=[paid.code])))
    assert "陈*花" in page
    assert "陈阿花" not in page
    assert "48.14元" in page
    own = text(client.get(reverse("workshop:slip", args=[slip.code])))
    for said in ("98 件 × 0.5 元", "49.00元", "多耗的瓷泥", "28.5 克", "48.14元", "不算工人的"):
        assert said in own
    village = text(client.get(reverse("workshop:village", args=[hall.community.code])))
    assert "人均每月增收 48.14元" in village


def test_an_objection_comes_in_without_a_name(hall, client):
    hall.counted(hall.issued(hall.ready()), 10)
    run = hall.drafted()
    address = reverse("workshop:run", args=[run.code])
    assert client.get(address).status_code == 404  # not public yet
    actions.publicise(run=run, by=hall.keeper)
    done = client.post(f"{address}object/", {"text": "少记了"}, follow=True)
    assert "您说的已经收到" in text(done)
    assert run.objections.get().text == "少记了"


def test_an_enterprise_sees_progress_quality_and_what_it_owes(hall, client, paid):
    page = text(client.get(reverse("workshop:enterprise", args=[hall.partner.token])))
    for said in ("98/1000（9%）", "2（2.0%）", "78.40元", "陶瓷捏花"):
        assert said in page
    assert "陈阿花" not in page


def test_counts_sent_from_a_phone(hall, desk):
    issue = hall.issued(hall.ready())
    keeper = desk(hall.keeper)
    one = {
        "key": "k1",
        "issue": issue.code,
        "grade": "一等",
        "good": 3,
        "at": "2026-10-05T03:00:00Z",
    }

    def send(counts) -> tuple[int, list]:
        answer = keeper.post(
            staff("count_send"), json.dumps({"counts": counts}), content_type="application/json"
        )
        return answer.status_code, answer.json()["answers"] if answer.status_code == 200 else []

    for _twice in range(2):
        assert send([one]) == (200, [{"key": "k1", "no": ""}])
    (status, answers) = send([{**one, "key": "k2", "good": 1000}, {**one, "key": "k3"}])
    assert status == 200
    assert [bool(each["no"]) for each in answers] == [True, False]
    assert materials.made(issue=issue).good == Decimal(6)
    for bad in ([{**one, "good": "nan?"}], [{"key": "x"}], "no list", [{**one, "at": "soon"}]):
        assert send(bad)[0] == 422
    assert keeper.get(staff("weigh")).json()["no"].startswith("没有接秤")


def test_the_bank_file_and_its_reply(hall, desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    worker = hall.workers[0]
    actions.set_account(worker=worker, bank="农商行", account="6228480402564890018", by=hall.keeper)
    hall.counted(hall.issued(hall.ready()), 100)
    run = hall.approved()
    client = desk(hall.accountant)
    client.post(staff("run_do", run.code, "send"))
    sheet = client.get(staff("bank_file", run.code))
    assert sheet.status_code == 200
    reply = "账号,金额,结果\n6228480402564890018,50.00,成功\n62284804025648,1,成功\n"
    file = SimpleUploadedFile("reply.csv", reply.encode("utf-8-sig"), content_type="text/csv")
    done = client.post(staff("run_do", run.code, "take_reply"), {"rows": file}, follow=True)
    assert done.status_code == 200
    assert "第 3 行" in text(done)
    slip = run.slips.get()
    assert (slip.state, slip.method) == ("paid", "bank")
    run.refresh_from_db()
    assert run.state == "paid"


def test_what_waits_stands_in_my_work(hall, desk):
    from sanan.process.work import work_of

    hall.counted(hall.issued(hall.ready()), 10)
    later = PAID - 5 * DAY
    titles = [str(item.do) for item in work_of(hall.keeper, later) if item.room == "workshop"]
    assert "算工钱" in titles
    run = hall.drafted()
    actions.publicise(run=run, by=hall.keeper, at=later)
    waiting = [item for item in work_of(hall.supervisor, PAID) if item.room == "workshop"]
    assert [str(item.do) for item in waiting] == ["批准"]


def test_every_figure_of_the_board_opens_its_rows_for_whoever_may_see_them(hall, desk, paid):
    page = text(desk(hall.keeper).get(staff("board")))
    code = hall.workshop.code
    for name, query, count in (
        ("workers", f"state=active&amp;of={code}", 4),
        ("orders", f"state=running&amp;of={code}", 1),
        ("slips", f"state=paid&amp;of={code}", 1),
        ("issues", f"of={code}", 1),
    ):
        assert f"{staff(name)}?{query}" in page
        rows = desk(hall.keeper).get(f"{staff(name)}?{query.replace('&amp;', '&')}")
        assert rows.context["list"].total.split()[0] == str(count), name
    first = desk(hall.keeper).get(f"{staff('workers')}?first=1&of={code}")
    assert first.context["list"].total.split()[0] == "3"  # the fourth comes from another village
    leader = text(desk(hall.leader).get(staff("board")))
    assert staff("workers") not in leader
    assert "只有手工坊和批工钱的人看得到" in leader


def test_figures_are_published_with_their_qualifier():
    from sanan.workshop.templatetags.workshop import about

    said = {99_926: "近1000元", 19_680_000: "近20万元", 100_000: "1,000.00元", 4_814: "近50元"}
    assert {fen: about(fen) for fen in said} == said
    assert (about(0), about(None), about(93_000)) == ("", "", "930.00元")


# --- What no phone sends

ODD = [
    {"good": float("nan")},
    {"good": "NaN"},
    {"good": "Infinity"},
    {"good": "1e999999"},
    {"good": -3},
    {"good": 10**40},
    {"good": "0.0000000001"},
    {"grams": "NaN"},
    {"grams": "1e400"},
    {"grams": "-1e30"},
    {"rework": "sNaN"},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": "9999-12-31T23:59:59-12:00"},
    {"key": "a\x00b"},
    {"key": "\ud800"},
    {"issue": "\ud800"},
    {"issue": "x\x00"},
    {"grade": "\u202e\x00"},
    {"key": None},
    {"grams": 100, "rework": "NaN"},
]


def test_odd_counts_are_refused_whole(hall, desk):
    issue, keeper = hall.issued(hall.ready()), desk(hall.keeper)
    one = {
        "key": "k",
        "issue": issue.code,
        "grade": "一等",
        "good": 3,
        "at": "2026-10-05T03:00:00Z",
    }
    told = []
    for odd in ODD:
        body = json.dumps({"counts": [{**one, **odd}]})
        answer = keeper.post(staff("count_send"), body, content_type="application/json")
        taken = answer.status_code == 200 and not answer.json()["answers"][0]["no"]
        told.append((answer.status_code, taken))
    assert [each for each in told if each[0] not in (200, 422) or each[1]] == []
    assert not Delivery.objects.exists()


def test_a_key_of_another_count_is_said_and_not_taken_for_this_one(hall, desk):
    order = hall.ready()
    first, second, keeper = hall.issued(order, 0, 10), hall.issued(order, 0, 10), desk(hall.keeper)
    one = {"key": "k", "grade": "一等", "good": 3, "at": "2026-10-05T03:00:00Z"}
    body = {"counts": [{**one, "issue": issue.code} for issue in (first, second, first)]}
    answer = keeper.post(staff("count_send"), json.dumps(body), content_type="application/json")
    assert [bool(each["no"]) for each in answer.json()["answers"]] == [False, True, False]
    assert Delivery.objects.count() == 1


def test_a_deep_body_is_refused(hall, desk):
    body = b'{"counts":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = desk(hall.keeper).post(staff("count_send"), body, content_type="application/json")
    assert answer.status_code == 422
