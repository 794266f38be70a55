"""The demo's workshop has work to hand out on every day of a month, the first ones too."""

from datetime import UTC, datetime

import pytest

from sanan.cases.actions.seed import seed
from sanan.demo import cast as demo
from sanan.demo.actions.workshop import load_workshop
from sanan.workshop.models import Workshop
from sanan.workshop.queries.floor import offers


@pytest.mark.django_db
@pytest.mark.parametrize("day", [1, 3])
def test_there_is_work_to_be_had(day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    now = datetime(2026, 12, day, 1, 0, tzinfo=UTC)
    seed(at=now)
    load_workshop(demo.cast(), now)
    assert offers(Workshop.objects.get(), now.date())
