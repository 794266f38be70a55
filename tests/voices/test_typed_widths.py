"""A group's export whose colons are Chinese."""

from datetime import UTC, datetime

import pytest

from sanan.voices.queries.exports import read_export


@pytest.mark.parametrize(
    "line", ["2026-03-01 08:15 阿强: 灯坏了", "2026-03-01 08：15 阿强：灯坏了"]
)
def test_a_line_of_a_group_in_any_width(line):
    found = read_export(line.encode(), datetime(2026, 3, 2, tzinfo=UTC))
    [said] = found.lines
    assert (said.name, said.text, said.at.isoformat()) == (
        "阿强",
        "灯坏了",
        "2026-03-01T08:15:00+08:00",
    )
