"""Every page for whom it is, nobody else; a family's own way to its keys; figures open their rows."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from sanan.ledger.models import Entry
from sanan.livelihood.actions import cycles, figures, handovers, households, training, work
from sanan.livelihood.models import Application, Handover, Home, PayCycle, TrainingPaper
from sanan.process.declare import ANYONE
from sanan.slips.actions import issue

from .conftest import ACCOUNT, DAY, NOW, TODAY
from .test_handover import signature

METERS = {"water": Decimal(3), "power": Decimal(12), "keys": 2}


@pytest.fixture
def town(hall, monkeypatch):
    """One of everything: a paid cycle, a building that was drawn, a job with an applicant, a course."""
    monkeypatch.setattr("sanan.kit.clock.now", lambda: NOW + 12 * DAY)
    cadre, helper = {"by": hall.cadre, "at": NOW}, {"by": hall.helper, "at": NOW}
    family = hall.family()
    households.set_account(
        household=family, account=ACCOUNT, bank="农信社", holder="林水根", **cadre
    )
    half = {"since_on": date(2026, 1, 1), "until_on": date(2026, 6, 30)}
    cycle = cycles.draft(place=hall.community, title="上半年直补", **half, **cadre)
    cycles.freeze(cycle=cycle, **cadre)
    cycles.publicise(cycle=cycle, **cadre)
    hall.cycle = cycle
    returning = [hall.household(f"W{n}", kind="returning", head=f"回迁{n}") for n in (1, 2)]
    hall.building = handovers.open_handover(
        place=hall.community,
        title="1 号楼",
        dwellings=[("101", Decimal(80)), ("102", Decimal(80))],
        households=returning,
        **cadre,
    )
    handovers.accept(handover=hall.building, accepted_on=TODAY, acceptance="备案 1", **cadre)
    handovers.commit(handover=hall.building, **cadre)
    handovers.draw(handover=hall.building, word="暖家", **cadre)
    employer = work.propose(
        place=hall.community, name="红旗陶瓷", contact="吴一", phone="13800010009", **helper
    )
    work.check(employer=employer, finding="齐全", **helper)
    hall.job = work.post(
        employer=employer,
        title="贴花工",
        about="贴花",
        pay="每件 0.6 元",
        km=Decimal("0.5"),
        **helper,
    )
    head = family.members.first()
    households.wish(member=head, skills=["ceramics"], **helper)
    hall.course = training.plan(place=hall.community, title="创业", **helper)
    training.schedule(course=hall.course, title="第一课", starts_at=NOW - DAY, **helper)
    training.begin(course=hall.course, **helper)
    session = hall.course.sessions.get()
    training.attend(course=hall.course, session=session, members=[head], **helper)
    training.end(course=hall.course, **helper)
    training.certify(course=hall.course, **helper)
    hall.figure = figures.state(
        place=hall.community,
        tab="work",
        label="店面",
        value=Decimal(6),
        unit="间",
        qualifier="exact",
        meaning="借出的店面",
        source="年报",
        on=TODAY,
        **cadre,
    )
    hall.head, hall.first = head, family
    return hall


def staff_pages(town) -> list[str]:
    home = Home.objects.get(turn=1)
    made = [
        f"cycles/{town.cycle.code}/",
        f"payments/{town.cycle.lines.first().code}/",
        f"handovers/{town.building.code}/",
        f"homes/{home.code}/choose/",
        f"employers/{town.job.employer.code}/",
        f"jobs/{town.job.code}/",
        f"members/{town.head.code}/fitting/",
        f"members/{town.head.code}/",
        f"courses/{town.course.code}/",
        f"courses/{town.course.code}/rate/",
        f"papers/{TrainingPaper.objects.get().number}/",
        f"figures/{town.figure.code}/restate/",
    ]
    lists = ["cycles/", "payments/", "handovers/", "homes/", "jobs/", "employers/", "applications/"]
    new = [
        "cycles",
        "handovers",
        "employers",
        "jobs",
        "applications",
        "courses",
        "trainers",
        "figures",
    ]
    more = ["courses/", "sessions/", "attendances/", "papers/", "returns/", ""]
    paths = [*made, *lists, *more, *(f"{each}/new/" for each in new)]
    return [f"/staff/livelihood/{path}" for path in paths]


def test_the_desk_has_every_page_and_others_none(town, desk):
    cadre = desk(town.cadre)
    pages = staff_pages(town)
    for page in pages:
        answer = cadre.get(page)
        assert answer.status_code == 200, page
        assert ACCOUNT.replace(" ", "") not in answer.content.decode()
        assert "13800010001" not in answer.content.decode()
    for who in (town.grid, town.stranger):
        shut = desk(who)
        assert {shut.get(page).status_code for page in pages} == {404}
    officer, keeper = desk(town.officer), desk(town.property)
    assert officer.get(pages[0]).status_code == 200  # a discipline officer looks at lists of money
    assert officer.get("/staff/livelihood/members/").status_code == 404
    assert keeper.get(pages[2]).status_code == 200  # the property company goes through dwellings
    assert keeper.get(pages[0]).status_code == 404


def test_each_figure_opens_exactly_the_rows_it_counts(town, desk):
    client = desk(town.cadre)
    seen = 0
    for tab in ("dwelling", "life", "work"):
        text = client.get(f"/staff/livelihood/?tab={tab}").content.decode()
        row = r'<td><a href="(/staff/livelihood/[^"]*)"><strong[^>]*>([\d,]+)'
        for href, number in re.findall(row, text):
            if "/figures/" in href:
                continue
            rows = client.get(href.replace("&amp;", "&")).content.decode()
            assert f"{int(number.replace(',', ''))} 条" in rows, href
            seen += 1
    assert seen >= 10


def test_the_bank_file_holds_accounts_and_each_taking_is_recorded(town, desk):
    PayCycle.objects.update(publicity_ends_on=TODAY)
    town.cycle.refresh_from_db()
    address = f"/staff/livelihood/cycles/{town.cycle.code}/bank.xlsx"
    assert desk(town.cadre).get(address).status_code == 404  # nothing was sent yet
    leader = desk(town.leader)
    done = leader.post(f"/staff/livelihood/cycles/{town.cycle.code}/approve/")
    assert done.status_code == 302
    client = desk(town.cadre)
    client.post(f"/staff/livelihood/cycles/{town.cycle.code}/pay/")
    before = Entry.objects.filter(event="record.export").count()
    assert client.get(address).status_code == 200
    assert Entry.objects.filter(event="record.export").count() == before + 1
    for who in (town.leader, town.helper, town.officer):
        assert desk(who).get(address).status_code == 404


def test_everyone_reads_the_masked_list_and_objects_without_a_name(town, client):
    text = client.get(f"/livelihood/cycles/{town.cycle.code}/").content.decode()
    assert "林*根" in text
    assert "林水根" not in text
    assert "300.00" in text
    PayCycle.objects.update(publicity_ends_on=TODAY + 30 * DAY)
    address = f"/livelihood/cycles/{town.cycle.code}/object/"
    assert client.post(address, {"text": "第二个人去世了", "number": "2"}).status_code == 302
    assert client.post(address, {"text": "x", "number": "99"}).status_code == 422
    assert town.cycle.objections.get().number == 2


def test_residents_see_figures_without_rows(town, client):
    for tab in ("dwelling", "life", "work"):
        text = client.get(f"/livelihood/{town.community.code}/?tab={tab}").content.decode()
        assert "/staff/" not in text
    assert "6 间" in text
    village = client.get(f"/ours/{town.community.code}/")
    assert village.status_code in {200, 404}


def test_whoever_has_a_phone_applies_and_follows_it(town, client):
    address = f"/livelihood/jobs/{town.job.code}/"
    assert client.get(f"/livelihood/jobs/at/{town.community.code}/").status_code == 200
    assert client.post(address, {"name": "某人", "phone": "123"}).status_code == 422
    answer = client.post(address, {"name": "某人", "phone": "13800010055"})
    made = Application.objects.get(name="某人")
    assert answer["Location"] == f"/livelihood/applications/{made.code}/"
    page = client.get(answer["Location"]).content.decode()
    assert "已报名" in page
    assert re.search(r"\d{4}", page)
    assert client.get(f"/me/job_application/{made.code}/slip.pdf").status_code in {200, 404}
    assert Client().get(answer["Location"]).status_code == 404
    gone = client.post(f"/livelihood/applications/{made.code}/withdraw/")
    assert gone.status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_the_number_of_an_applicant_is_looked_at_for_a_purpose(town, desk):
    work.apply(job=town.job, name="某人", phone="13800010055", relation=ANYONE, at=NOW)
    made = Application.objects.get()
    client = desk(town.helper)
    shown = client.get(f"/staff/livelihood/applications/{made.code}/").content.decode()
    assert "138****0055" in shown
    address = f"/staff/livelihood/applications/{made.code}/phone/"
    assert "13800010055" in client.post(address, {"purpose": "通知面试"}).content.decode()
    assert Entry.objects.filter(event="person.reveal", subject=made.code).count() == 1
    assert desk(town.leader).get(address).status_code == 404


def test_a_family_signs_for_its_keys_on_the_phone(town, client, desk):
    first, second = Home.objects.order_by("turn")
    address = f"/livelihood/homes/{first.code}/"
    assert client.get(address).status_code == 404
    figures_of_it = issue(kind="home", ref=first.code)
    answer = client.post("/track/", {"code": figures_of_it})
    assert answer["Location"] == address
    staff = desk(town.cadre)
    dwelling = town.building.dwellings.first()
    post = f"/staff/livelihood/homes/{first.code}"
    assert staff.post(f"{post}/choose/", {"dwelling": dwelling.pk}).status_code == 302
    keeper = desk(town.property)
    given = {"water": "3", "power": "12", "keys": "2", "defects": "阳台：地漏堵了\n大门关不严"}
    assert keeper.post(f"{post}/inspect/", given).status_code == 302
    page = client.get(address).content.decode()
    assert "地漏堵了" in page
    assert "data-signature" in page
    receive = f"{address}receive/"
    assert client.post(receive, {}).status_code == 422
    file = signature()[0].stream
    file.name = "signature.png"
    assert client.post(receive, {"uploads": file}).status_code == 409  # two defects are open
    file.seek(0)
    assert client.post(receive, {"uploads": file, "knows": "on"}).status_code == 302
    assert client.post(f"{address}survey/", {"score": "5", "comment": ""}).status_code == 302
    first.refresh_from_db()
    assert (first.state, first.score) == ("surveyed", 5)
    assert client.get(f"/livelihood/homes/{second.code}/").status_code == 404
    slip = desk(town.cadre).get(f"/staff/livelihood/homes/{second.code}/slip.pdf")
    assert slip.status_code in {200, 409}  # 409 where the Chinese font is not installed


def test_the_draw_stands_open_to_everyone(town, client):
    page = client.get(f"/livelihood/draws/{town.building.code}/").content.decode()
    assert "和抽出的顺序一样" in page
    assert town.building.secret in page
    told = client.get(f"/livelihood/draws/{town.building.code}/draw.json").json()
    assert told["entries"] == ["001 回*1", "002 回*2"]
    Home.objects.filter(turn=1).update(turn=9)
    assert "算出来不一样" in client.get(f"/livelihood/draws/{town.building.code}/").content.decode()
    hidden = Handover.objects.create(place=town.community, title="别的楼")
    assert client.get(f"/livelihood/draws/{hidden.code}/").status_code == 404


def test_a_certificate_is_checked_by_its_number(town, client):
    paper = TrainingPaper.objects.get()
    assert client.post("/livelihood/check/", {"number": paper.number}).status_code == 302
    page = client.get(f"/livelihood/check/{paper.number}/").content.decode()
    assert "有效" in page
    assert "林*根" in page
    training.revoke(paper=paper, reason="代签", by=town.cadre, at=NOW)
    assert "已经撤销" in client.get(f"/livelihood/check/{paper.number}/").content.decode()
    assert client.get("/livelihood/check/P2026NOSUCH/").status_code == 404
