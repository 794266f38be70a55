"""What the first page holds, and what the pages behind it keep: short, whole, pressable."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sanan.places import actions as places

SOURCES = Path(__file__).resolve().parents[2] / "src" / "sanan"


def styles(selector):
    css = Path(finders.find("web/resident.css")).read_text()
    return " ".join(re.findall(rf"^{re.escape(selector)} \{{([^}}]*)\}}", css, re.MULTILINE))


@pytest.fixture
def village(db):
    places.load_regions(
        source=[
            {"code": "3505", "name": "泉州市"},
            {"code": "350526", "name": "德化县"},
            {"code": "350526100", "name": "浔中镇"},
            {"code": "350526100210", "name": "蒲坂村委会"},
        ]
    )


@pytest.mark.parametrize("address", ["/", "/?place=350526100210"])
def test_at_most_five_rows_and_one_door_to_the_village(client, village, address):
    below = client.get(address).content.decode().partition("<footer")[2]
    rows = re.findall(r'class="weui-cell(?: weui-cell_access)?"', below)
    assert 3 <= len(rows) <= 5
    assert below.count("我们村") == 1


def test_whoever_gives_a_name_has_a_field_for_it_and_whoever_does_not_has_none(client, village):
    page = client.get("/").content.decode()
    assert re.search(r'class="field whom">.*?name="contact_name"', page, re.DOTALL)
    anonymous = 'form:has([name="anonymity"][value="anonymous"]:checked) .whom'
    assert "display: none" in styles(anonymous)


def test_a_query_code_stays_on_one_line():
    assert "white-space: nowrap" in styles(".code")


def test_what_can_be_done_is_a_button_also_where_it_unfolds():
    button = SOURCES / "process/templates/process/_resident_button.html"
    summaries = re.findall(r"<summary[^>]*>", button.read_text())
    assert summaries
    assert all("weui-btn" in each for each in summaries)
    assert "display: none" in styles("details > summary.press::before")
