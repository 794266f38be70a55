"""The deeds of the demo's year happen while people are awake, in their order, and not ahead of now."""

from datetime import datetime

import pytest

from sanan.demo.actions.joint import Year
from sanan.demo.cast import Cast
from sanan.kit.calendar import SHANGHAI


@pytest.mark.parametrize("now", ["2026-11-30 10:48", "2026-07-01 23:10", "2026-03-08 06:00"])
def test_nothing_is_done_at_night(now):
    year = Year(Cast({}, {}, {}), datetime.fromisoformat(f"{now}+08:00"))
    moments = [year.at(part / 25) for part in range(26)]
    local = [moment.astimezone(SHANGHAI) for moment in moments[:-1]]
    assert [moment for moment in local if not 8 <= moment.hour < 19] == []
    assert moments == sorted(moments)
    assert moments[-1] == year.now
