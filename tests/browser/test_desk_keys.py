"""At the desk a long list is found by its first letters, at the pace of a person and of a slow server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .site import Site, desk

pytestmark = pytest.mark.browser
WORDS = "all => all.filter(one => one.dataset.letters).map(one => [one.value, one.dataset.letters])"


@contextmanager
def dispatching(chrome: Browser, site: Site) -> Iterator[tuple[Page, Locator]]:
    """The first waiting case with its form open, by a clock that stands; and the list of categories."""
    with desk(chrome, site, "xuwen") as page:
        page.clock.install()
        page.goto("/staff/cases/?group=waiting")
        page.goto(page.locator("tr a.title").first.get_attribute("href") or "")
        page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
        yield page, page.locator("#do [name=category]")


def one_of_two(field: Locator) -> tuple[str, str]:
    """A category whose first letter is another's before it, but whose first two are its own; and a word of it."""
    known = [
        (value, part)
        for value, letters in field.locator("option").evaluate_all(WORDS)
        for part in re.split("[^a-z0-9]+", letters)
        if part.isalpha() and len(part) > 1
    ]
    firsts = [part[0] for _value, part in known]
    return next(
        (value, part)
        for n, (value, part) in enumerate(known)
        if part[0] in firsts[:n] and {v for v, p in known if p[:2] == part[:2]} == {value}
    )


def test_letters_belong_together_however_slowly_they_come(chrome: Browser, site: Site):
    with dispatching(chrome, site) as (page, field):
        wanted, word = one_of_two(field)
        field.focus()
        page.keyboard.press(word[0])
        with page.expect_response("**/dispatch/?*"):  # the units that lead what was typed so far
            page.clock.run_for(600)
        page.keyboard.press(word[1])
        expect(field).to_have_value(wanted)
        with page.expect_response("**/dispatch/?*"):
            page.clock.run_for(900)
        expect(field).to_be_focused()
        page.clock.run_for(200)  # a whole second has passed: one goes on
        expect(field).not_to_be_focused()
        expect(field).to_have_value(wanted)
        page.keyboard.press("Escape")
        page.keyboard.press("e")  # back to the first field of the form
        expect(field).to_be_focused()
        page.keyboard.press(word[0])
        expect(field).not_to_have_value(wanted)


def test_a_late_answer_overwrites_nothing_that_was_written_meanwhile(chrome: Browser, site: Site):
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    with dispatching(chrome, site) as (page, field):
        wanted, _word = one_of_two(field)
        page.route("**/dispatch/?*", hold, times=1)
        field.select_option(wanted)
        with page.expect_request("**/dispatch/?*"):
            page.clock.run_for(400)
        note = page.locator("#do [name=note]")
        note.fill("请今天看")
        with page.expect_response("**/dispatch/?*"):
            late.pop().continue_()
        expect(note).to_have_value("请今天看")
        with page.expect_response("**/dispatch/?*") as anew:  # with what was written
            page.clock.run_for(400)
        assert "note=%E8%AF%B7" in anew.value.url
        page.clock.run_for(400)
        expect(field).to_have_value(wanted)
        expect(note).to_have_value("请今天看")
        expect(note).to_be_focused()
