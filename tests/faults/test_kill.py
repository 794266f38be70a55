"""Killing the server and the worker at random: nothing acknowledged is lost, nothing is there twice.

`FAULTS_SUBMISSIONS=2000` makes it as large as it was once tried by hand; the default is for every run.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from .conftest import Site
from .submitters import PHOTO_EVERY, Crowd, Server

pytestmark = pytest.mark.faults
SUBMISSIONS = int(os.environ.get("FAULTS_SUBMISSIONS", "80"))
KILLS = max(SUBMISSIONS // 40, 2)
REST = threading.Event()
INTACT = """
import json
from django.conf import settings
from sanan.cases.models import Case
from sanan.kit.files import is_intact
print(json.dumps(sorted([c.text, is_intact(settings.MEDIA_ROOT, f.key)] for c in Case.objects.all() for f in c.files)))
"""
STEPS = """
SELECT c.code FROM process_timelineentry t JOIN cases_case c ON c.id = t.subject
WHERE t.kind = 'case' AND t.verb = 'open'
"""
LATER = """
from datetime import timedelta
from sanan.kit import clock
from sanan.people.actions import deliver_due
while deliver_due(at=clock.now() + timedelta(hours=1)): pass
"""


@pytest.fixture
def crowd(site: Site) -> Iterator[Crowd]:
    server = Server(site.environment)
    server.start()
    yield Crowd(server, SUBMISSIONS, KILLS)
    server.stop()


def test_killed_at_random_the_server_keeps_what_it_acknowledged_once(site: Site, crowd: Crowd):
    crowd.run()
    crowd.server.stop()
    assert crowd.failures == []
    assert crowd.server.kills == KILLS
    assert len(crowd.acknowledged) == SUBMISSIONS
    cases = site.ask("SELECT text, code FROM cases_case")
    assert sorted(cases) == sorted(crowd.acknowledged.items())
    opened = site.ask("SELECT subject FROM ledger_entry WHERE event = 'case.open'")
    steps = site.ask(STEPS)
    codes = sorted(crowd.acknowledged.values())
    assert sorted(subject for (subject,) in opened) == codes
    assert sorted(code for (code,) in steps) == codes
    pictured = sorted(f"第{n}件事" for n in range(0, SUBMISSIONS, PHOTO_EVERY))
    assert json.loads(site.shell(INTACT)) == [[text, True] for text in pictured]
    _the_worker_is_killed_and_the_next_one_finishes(site)


def _the_worker_is_killed_and_the_next_one_finishes(site: Site) -> None:
    sent = "SELECT COUNT(*) FROM people_notice WHERE state = 'sent'"
    waiting = "SELECT COUNT(*) FROM people_notice WHERE state = 'waiting'"
    assert site.ask(sent) == [(0,)]
    assert site.ask(waiting) == [(SUBMISSIONS,)]
    for share in (0.2, 0.5):
        worker = _worker(site)
        while worker.poll() is None and site.ask(sent)[0][0] < SUBMISSIONS * share:
            assert site.ask(waiting) != [(0,)], "nothing waits, and too few were sent"
            REST.wait(0.02)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert SUBMISSIONS * 0.5 <= site.ask(sent)[0][0] < SUBMISSIONS
    assert _worker(site, "--once").wait(60) == 0
    # One that was in hand is taken up when its lease is over.
    site.shell(LATER)
    assert site.ask(sent) == [(SUBMISSIONS,)]
    left = "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL'"
    assert site.ask(left) == [(0,)]


def _worker(site: Site, *more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "sanan.config", "worker", "--poll", "0.05", *more],
        env=dict(site.environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
