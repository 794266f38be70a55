"""On a phone a table with heads is cards, so each of its cells carries the head of its column."""

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "sanan"
TABLE = re.compile(r"<table[^>]*>.*?</table>", re.DOTALL)
DESKS = ("/staff/", "/lists/", "/people/templates/people/")


def residents() -> list[Path]:
    """Templates that residents read, and those that both houses share."""
    found = []
    for path in sorted(SOURCES.glob("*/templates/**/*.html")):
        at_a_desk = any(desk in str(path) for desk in DESKS) or "web/base_staff" in path.read_text()
        if not at_a_desk and "<thead" in path.read_text():
            found.append(path)
    return found


def wrong(html: str) -> list[str]:
    """What keeps the tables of a template from being read as cards."""
    found = []
    for table in TABLE.findall(html):
        if "<thead" not in table:
            continue
        if not re.match(r'<table class="[^"]*\bcards\b', table):
            found.append(table[:40])
        found += [cell for cell in re.findall(r"<td[^>]*>", table) if "data-label" not in cell]
    return found


@pytest.mark.parametrize("path", residents(), ids=lambda path: path.name)
def test_every_table_of_residents_is_cards_on_a_phone(path):
    assert wrong(path.read_text()) == []


def test_a_plain_table_would_be_found():
    assert wrong("<table><thead></thead><td>1</td></table>") == [
        "<table><thead></thead><td>1</td></table>"[:40],
        "<td>",
    ]
