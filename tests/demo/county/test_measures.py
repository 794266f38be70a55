"""The demo county as facts: what is counted is what its board counts, and nothing personal leaves."""

from datetime import timedelta

import pyarrow.parquet as pq
import pytest
import time_machine
from django.test import Client
from lxml import html

from sanan.analysis import declare
from sanan.analysis.actions.snapshot import snapshot
from sanan.analysis.counting.folder import Folder, schema_of
from sanan.analysis.models import Count, Source
from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.cases.models import Case
from sanan.cases.queries.rates import closing_rates, three_rates
from sanan.kit.periods import Period
from sanan.people.models import Person
from sanan.places.models import Place

from .conftest import NOW
from .figures import rows_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
DEHUA = "350526000000"


def _counted(name, month, county=DEHUA):
    rows = Count.objects.filter(source__county=county, measure=name, month=month)
    return sum(r.part for r in rows), sum(r.whole for r in rows)


def test_measures_are_the_figures_of_the_board(tmp_path):
    snapshot(folder=tmp_path, at=NOW)
    county = Place.objects.get(code=DEHUA)
    seen = 0
    for month in sorted(Source.objects.get(county=DEHUA).months):
        period = Period.read(month, NOW.date())
        three, closing = three_rates(county, period), closing_rates(county, period)
        assert _counted("cases.response", month) == (three.contacted, three.revisited)
        assert _counted("cases.resolution", month) == (three.resolved, three.answered_resolved)
        credit, answered = _counted("cases.satisfaction", month)
        assert (credit, answered) == (three.credit * 10, three.answered_satisfied)
        base = closing.due - closing.suspended
        assert _counted("cases.closing", month) == (closing.closed, base)
        assert _counted("cases.on_time", month) == (closing.on_time, base)
        opened = Case.objects.within(county).filter(
            opened_at__gte=period.start, opened_at__lt=period.end
        )
        assert _counted("cases.opened", month)[0] == opened.count()
        seen += three.revisited
    assert seen > 0


def test_a_file_holds_the_declared_columns_and_no_word_of_anyone(tmp_path):
    snapshot(folder=tmp_path, at=NOW)
    data = Folder(tmp_path)
    names = set(Person.objects.values_list("name", flat=True))
    said = {case.text for case in Case.objects.all()} | set(
        Case.objects.values_list("code", flat=True)
    )
    for facts in declare.facts():
        files = data.files(facts.name)
        for path in files:
            table = pq.read_table(path)
            assert table.schema.equals(schema_of(facts))
            held = {v for c in table.columns for v in c.to_pylist() if isinstance(v, str)}
            assert not held & (names | said)
    assert data.files("cases")


def test_the_second_snapshot_reads_what_changed(tmp_path):
    first = snapshot(folder=tmp_path, at=NOW)
    bytes_of = {p: p.read_bytes() for p in tmp_path.rglob("*.parquet")}
    again = snapshot(folder=tmp_path, at=NOW + timedelta(hours=1))
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.parquet")} == bytes_of
    assert (again.facts, again.months, again.counts) == (first.facts, 0, first.counts)
    before = _counted("cases.opened", "2026-11")
    with time_machine.travel(NOW, tick=False):
        place = Place.objects.get(code="350526100010")
        cases.open_case(text="路灯不亮", place=place, door=Door.WEB, at=NOW)
    third = snapshot(folder=tmp_path, at=NOW + timedelta(hours=2))
    assert third.facts == first.facts + 1
    assert third.months == 1
    assert _counted("cases.opened", "2026-11") == (before[0] + 1, before[1] + 1)


@time_machine.travel(NOW, tick=False)
def test_every_figure_of_the_board_by_month_opens_what_it_counts(tmp_path, settings):
    settings.STAFF_SECOND_FACTOR = False
    snapshot(folder=tmp_path, at=NOW)
    client = Client()
    client.force_login(Person.objects.get(username="huangzhiyuan"))
    seen = 0
    for facts in declare.facts():
        board = f"/staff/analysis/?facts={facts.name}&month=2026-11"
        for href, number in _numbers(client, board):
            page = html.fromstring(client.get(href).content.decode())
            sums = {s.text_content().replace(",", "") for s in page.xpath("//*[@data-sum]")}
            assert sums == {str(number)}, href
            for rows in page.xpath("//main//a[starts-with(@href, '/staff/cases/')]/@href"):
                assert rows_at(client, rows, number)[0] == number, rows
                seen += 1
    assert seen > 5


def _numbers(client, address):
    page = html.fromstring(client.get(address).content.decode())
    for link in page.xpath("//main//table//a[contains(@href, '/figure/')]"):
        if (words := link.text_content().replace(",", "")).isdecimal():
            yield link.get("href"), int(words)
