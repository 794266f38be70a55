"""Every page that a resident's phone comes to is readable by everyone, also in large letters."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .pages import Walk, walk
from .visits import ALL_BUT_COLOURS, axe, by_day_and_night, visits

pytestmark = pytest.mark.browser
KILOBYTE = 1024
FIRST, EVERY = 60 * KILOBYTE, 100 * KILOBYTE
ASKED = re.compile(r'(?:src|href)="/static/([^"]+\.(?:css|js|mjs|svg))"')


@pytest.fixture(scope="module")
def on_phones(site) -> Iterator[Walk]:
    walked = walk(site, staff=[])
    yield walked
    for client in walked.clients.values():
        client.close()


def test_axe_finds_nothing_and_no_page_complains(on_phones: Walk, site, chrome, phone):
    assert on_phones.shown()
    assert by_day_and_night(on_phones, on_phones.shown(), site, chrome, phone) == ""


def test_nor_with_large_letters(on_phones: Walk, site, chrome, phone):
    """Colours apart: larger letters need less contrast, and only darker greys are set beside them."""
    wrong = {}
    for page, tab, said in visits(on_phones, on_phones.shown(), site, chrome, phone, care="1"):
        if all_said := [*said, *axe(tab, ALL_BUT_COLOURS)]:
            wrong[f"{page.path} as {page.who}"] = all_said
    assert wrong == {}, "\n".join(f"{page}: {said}" for page, said in wrong.items())


def test_english_fits(on_phones: Walk, site, chrome, phone):
    english = {"django_language": "en"}
    found = visits(on_phones, on_phones.shown(), site, chrome, phone, **english)
    assert {page.path: said for page, _tab, said in found if said} == {}


def test_no_page_costs_more_than_a_weak_signal_carries(on_phones: Walk, site):
    """The page as it is sent, and every script and sheet it asks for, compressed as they are sent."""
    ours = [page for page in on_phones.pages if not page.path.startswith("/staff/")]
    heavy = {page.path: cost(page.text, site.place / "static") for page in ours}
    assert {path: size for path, size in heavy.items() if size > EVERY} == {}
    assert heavy["/"] <= FIRST


def cost(html: str, static: Path) -> int:
    """Bytes of a first visit to a page, before photos."""
    asked = {static / name for name in ASKED.findall(html)}
    return len(html.encode()) + sum(sent(path) for path in asked)


def sent(path: Path) -> int:
    """Bytes of a file as the server sends it: compressed where that made it smaller."""
    packed = path.with_name(f"{path.name}.gz")
    return (packed if packed.exists() else path).stat().st_size
