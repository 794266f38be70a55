"""Nobody reads from the public log when officers work, nor on which day they worked much."""

import json
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from sanan.kit import clock
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.ledger.queries import leaves
from sanan.sealed import actions
from sanan.sealed.enums import Event
from sanan.sealed.models import Body, Day

pytestmark = pytest.mark.django_db


def acts_of(day):
    began = clock.day_of(day)
    return Entry.objects.filter(event=Event.ACT, at=began)


def act(at):
    return ledger.record(event=Event.ACT, subject="R", content={"act": "open"}, by="someone", at=at)


def test_an_act_is_published_with_its_day_only():
    moment = timezone.now()
    done = act(moment)
    assert done.at == clock.day_of(moment)
    assert leaves.leaf(done).at == f"{clock.day_of(moment).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert json.loads(bytes(done.content))["moment"] == moment.isoformat()


def test_it_waits_until_its_day_is_over_and_others_do_not(monkeypatch, settings, tmp_path):
    settings.LOG_ROOT, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"
    moment = timezone.now()
    held = act(moment)
    other = ledger.record(event="case.open", subject="C", content={}, at=moment)
    ledger.publish_all()
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.position, other.position is not None) == (None, True)
    monkeypatch.setattr(clock, "now", lambda: moment + timedelta(days=1, hours=4))
    ledger.publish_all()
    held.refresh_from_db()
    assert held.position is not None


@pytest.mark.parametrize(("done", "shown"), [(0, 8), (1, 8), (8, 8), (9, 16)])
def test_a_day_shows_eight_acts_or_sixteen_never_how_many(done, shown):
    yesterday = timezone.now() - timedelta(days=1)
    Day.objects.create(on=timezone.localdate(yesterday) - timedelta(days=1), entry_id=1)
    for _ in range(done):
        act(yesterday)
    assert actions.settle() == 1
    assert acts_of(yesterday).count() == shown
    assert Body.objects.count() == 0
