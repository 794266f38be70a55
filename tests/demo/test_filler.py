"""Filling a database for a benchmark: the same again, whole, findable."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection

from sanan.cases.enums import State
from sanan.cases.models import Case
from sanan.cases.queries.search import matching
from sanan.demo import actions
from sanan.demo.commands import demo
from sanan.ledger.models import Entry
from sanan.process.models import TimelineEntry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TOLD = ("code", "state", "title", "text", "place__code", "handler__code", "opened_at", "due_at")


def test_the_same_seed_gives_the_same_cases():
    from django.db import transaction

    rows = []
    for _time in range(2):
        with transaction.atomic():
            filled = actions.fill(n=150, seed=7, at=NOW)
            rows.append(list(Case.objects.order_by("code").values_list(*TOLD)))
            transaction.set_rollback(True)
    assert filled.cases == 150
    assert rows[0] == rows[1]
    assert len({row[0] for row in rows[0]}) == 150


def test_another_seed_and_a_second_helping_add_to_the_first():
    actions.fill(n=120, seed=1, at=NOW)
    actions.fill(n=80, seed=1, at=NOW)
    actions.fill(n=50, seed=2, at=NOW)
    assert Case.objects.count() == 250


def test_cases_are_whole():
    seen = []
    filled = actions.fill(n=400, seed=3, at=NOW, progress=seen.append)
    assert sum(seen) == 400
    cases = Case.objects.all()
    assert {State.CLOSED, State.SUBMITTED, State.IN_PROGRESS} <= set(
        cases.values_list("state", flat=True)
    )
    assert not cases.filter(county=None).exists()
    assert cases.values("county").distinct().count() == 2
    assert not TimelineEntry.objects.filter(at__gt=NOW).exists()
    entries = Entry.objects.filter(event__startswith="case.").count()
    assert (
        entries
        == TimelineEntry.objects.count()
        == TimelineEntry.objects.exclude(entry_id=None).count()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_search")
        assert cursor.fetchone()[0] == 400
    assert filled.rows > 400 * 6
    for case in cases.select_related("place"):
        steps = list(case.timeline)
        assert steps[-1].state == case.state
        assert steps[0].at == case.opened_at


def test_they_are_found_by_what_they_say():
    actions.fill(n=100, seed=4, at=NOW)
    case = Case.objects.order_by("pk").first()
    for words in (case.code, case.title.split(":")[0], case.text[-12:-4]):
        assert case in matching(Case.objects.all(), words)


def test_the_command_counts():
    result = CliRunner().invoke(demo, ["fill", "30", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["cases"] == Case.objects.count() == 30
