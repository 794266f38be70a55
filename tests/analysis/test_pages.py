"""The board of counts: who sees what, and that each figure opens what is behind it."""

import pytest
import time_machine
from django.test import Client
from lxml import html

from sanan.analysis.actions import publishing
from sanan.analysis.models import Count, Source
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry

from .conftest import COUNTY, NOW, ONE, OTHER, THREE, TOWN

BOARD, FIGURE = "/staff/analysis/", "/staff/analysis/figure/"
SOURCES = "/staff/analysis/sources/"
pytestmark = pytest.mark.django_db


def _get(person, address):
    client = Client()
    client.force_login(person)
    with time_machine.travel(NOW, tick=False):
        return client.get(address)


def _cells(answer):
    rows = html.fromstring(answer.content.decode()).xpath("//table[1]/tbody/tr")
    return [[" ".join(c.text_content().split()) for c in row.xpath("./th|./td")] for row in rows]


def test_a_city_is_told_by_counties(counted, leader):
    answer = _get(leader, f"{BOARD}?month=2026-10")
    (row,) = _cells(answer)
    assert row[0].startswith("德化县")
    # 52 opened; of 52 that answered, three fewer were resolved: 49 / 52.
    assert (row[1], row[4]) == ("52", "94.2%")
    assert "泉州市办件" in answer.content.decode()


@pytest.mark.parametrize("page", ["", "report/", "figure/"])
def test_every_page_says_when_it_was_counted(counted, leader, page):
    told = _get(leader, f"{BOARD}{page}?month=2026-10&measure=cases.opened").content.decode()
    assert "11月10日 10:00 数的" in told


def test_since_the_new_year_is_the_sum_of_the_months(counted, leader):
    (row,) = _cells(_get(leader, f"{BOARD}?month=2026-10&sum=1"))
    assert row[1] == "156"


@pytest.mark.parametrize(
    ("place", "expected"),
    [(COUNTY, [["浔中镇", "52"]]), (TOWN, [["第1村", "3"], ["第2村", "9"], ["第3村", "40"]])],
)
def test_below_a_county_are_townships_and_below_those_villages(counted, leader, place, expected):
    rows = _cells(_get(leader, f"{BOARD}?place={place}&month=2026-10"))
    assert [row[:2] for row in rows] == expected


def test_a_figure_opens_its_months_its_places_and_its_rows(counted, leader):
    answer = _get(leader, f"{FIGURE}?place={COUNTY}&month=2026-10&measure=cases.opened")
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//*[@data-sum]")[0].text_content() == "52"
    assert len(page.xpath("//svg//rect")) == 3
    rows = f"/staff/cases/?group=all&place={COUNTY}&board=1&since=2026-10-01&until=2026-10-31"
    assert page.xpath("//main//a[contains(@href, '/staff/cases/?')]/@href")[0] == rows


def test_rows_of_another_installation_are_not_offered(counted, leader):
    counted.own, counted.origin, counted.digest, counted.taken_at = False, "a/2026", "0" * 64, NOW
    counted.save()
    Count.objects.filter(place=ONE).update(place=TOWN, rest=True)
    answer = _get(leader, f"{FIGURE}?place={COUNTY}&month=2026-10&measure=cases.opened")
    assert "/staff/cases/?group" not in answer.content.decode()
    rows = _cells(_get(leader, f"{BOARD}?place={TOWN}&month=2026-10"))
    assert [row[:2] for row in rows] == [
        ["第2村", "9"],
        ["第3村", "40"],
        ["其余（合并的和直接在本级的）", "3"],
    ]


def test_a_months_report_stands_beside_the_month_before_and_the_year(counted, leader):
    Count.objects.filter(month="2026-09", place=THREE).update(part=30)
    rows = _cells(_get(leader, f"/staff/analysis/report/?place={COUNTY}&month=2026-10"))
    told = {row[0]: row[1:5] for row in rows}
    assert told["收到的事"] == ["52", "42", "+10", "146"]
    # 49 / 52 against (2 + 8 + 30) / 52: 94.23 − 76.92 = 17.3 points; (49 + 40 + 49) / 156 in the year.
    assert told["解决率"] == ["94.2%", "76.9%", "+17.3", "88.5%"]
    assert told["响应率"] == ["—", "—", "—", "—"]


def test_another_countys_leader_sees_his_own_place_alone(counted, county_leader):
    assert "还没有数过" in _get(county_leader, BOARD).content.decode()
    assert _get(county_leader, f"{BOARD}?place={COUNTY}").status_code == 404
    asked = f"{FIGURE}?place={COUNTY}&month=2026-10&measure=cases.opened"
    assert _get(county_leader, asked).status_code == 404
    assert _get(county_leader, f"{BOARD}?place={OTHER}").status_code == 200


@pytest.mark.parametrize(
    "query", ["measure=nothing", "measure=cases.opened&place=1", "month=2026-99&measure=x", ""]
)
def test_what_is_not_there_is_not_there(counted, leader, query):
    assert _get(leader, f"{FIGURE}?{query}").status_code == 404


def test_a_stranger_is_sent_to_sign_in(counted):
    assert Client().get(BOARD).status_code == 302


def _send(person, path):
    client = Client()
    client.force_login(person)
    with time_machine.travel(NOW, tick=False), path.open("rb") as file:
        return client.post(SOURCES, {"file": file}, follow=True)


def test_a_city_takes_what_a_county_published(counted, leader, tmp_path):
    path, _digest = publishing.publish(to=tmp_path / "out", at=NOW)
    publishing.trust(county=COUNTY, vkey=publishing.key(at=NOW), at=NOW)
    Source.objects.all().delete()
    assert SOURCES in _get(leader, BOARD).content.decode()
    answer = _send(leader, path)
    assert "收了德化县的数" in answer.content.decode()
    (row,) = _cells(answer)
    assert row[:3] == ["德化县", "2026年8月", "2026年11月"]
    assert Entry.objects.get(event="analysis.take").by == leader.ref


def test_what_is_wrong_with_a_file_is_said_on_the_page(city, leader, tmp_path):
    path = tmp_path / "x.counts"
    path.write_bytes(b"nothing of the kind")
    answer = _send(leader, path)
    assert answer.status_code in {400, 409, 422}
    assert "errorlist" in answer.content.decode() or "alert" in answer.content.decode()
    assert not Source.objects.exists()


def test_a_file_of_a_county_elsewhere_is_refused(counted, city, tmp_path):
    path, _digest = publishing.publish(to=tmp_path / "out", at=NOW)
    publishing.trust(county=COUNTY, vkey=publishing.key(at=NOW), at=NOW)
    Source.objects.all().delete()
    with pytest.raises(Refused) as refused:
        publishing.take(path=path, of=[OTHER], at=NOW)
    assert refused.value.code == "not_below"
    assert not Source.objects.exists()


def test_a_county_takes_nothing(counted, county_leader):
    assert _get(county_leader, SOURCES).status_code == 404
