"""Every page that a resident's phone comes to is readable by everyone, also in large letters."""

from collections.abc import Iterator

import pytest

from .pages import Walk, walk
from .visits import axe, by_day_and_night, visits

pytestmark = pytest.mark.browser


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
    wrong = {}
    for page, tab, said in visits(on_phones, on_phones.shown(), site, chrome, phone, care="1"):
        if all_said := [*said, *axe(tab, {})]:
            wrong[f"{page.path} as {page.who}"] = all_said
    assert wrong == {}, "\n".join(f"{page}: {said}" for page, said in wrong.items())
