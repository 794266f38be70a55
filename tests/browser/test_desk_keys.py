"""At the desk a long list is found by its first letters, at the pace of a person."""

import re

import pytest
from playwright.sync_api import expect

from .site import desk

pytestmark = pytest.mark.browser
WORDS = "all => all.filter(one => one.dataset.letters).map(one => [one.value, one.dataset.letters])"


def test_letters_belong_together_however_slowly_they_come(chrome, site):
    with desk(chrome, site, "xuwen") as page:
        page.clock.install()
        page.goto("/staff/cases/?group=waiting")
        page.goto(page.locator("tr a.title").first.get_attribute("href") or "")
        field = page.locator("#do [name=category]")
        known = [
            (value, part)
            for value, letters in field.locator("option").evaluate_all(WORDS)
            for part in re.split("[^a-z0-9]+", letters)
            if part.isalpha() and len(part) > 1
        ]
        firsts = [part[0] for _value, part in known]
        # One whose first letter is another's before it, but whose first two are its own.
        wanted, word = next(
            (value, part)
            for n, (value, part) in enumerate(known)
            if part[0] in firsts[:n] and {v for v, p in known if p[:2] == part[:2]} == {value}
        )
        field.focus()
        for letter in word[:2]:
            page.keyboard.press(letter)
            page.clock.run_for(600)
        expect(field).to_have_value(wanted)
        page.clock.run_for(2000)
        page.keyboard.press(word[0])  # after a while one begins anew
        expect(field).not_to_have_value(wanted)
