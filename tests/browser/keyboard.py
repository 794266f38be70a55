"""How many keys and page loads a dispatcher needs for a case, from its arrival to its dispatch.

    PYTHONPATH=tests .venv/bin/python -m tests.browser.keyboard [--cases 50]

Cases of the demo's own file arrive anew, unread by any person. A dispatcher opens the first of them in
the list by keyboard and gives each to the category and the unit that the file names: a suggestion that
is right is taken, else the first letters are typed. Every key counts, Ctrl+Enter as one; what happens
in place counts no page load. The keys that open the list and its first row are told apart.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Request, sync_playwright

from .site import QUIET, ROOT, Site, chromium, desk, start, with_fonts

ARRIVE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from sanan.cases.actions import open_case
from sanan.cases.models import Category
from sanan.demo import cast as demo
cast, made = demo.cast(), []
for place, unit, category, who, text, *rest in demo.written("cases")["case"]:
    if len(made) < int(sys.argv[1]) and place.startswith("350526"):
        case = open_case(text=text, place=cast.place(place), door="web").case
        made.append([case.code, Category.objects.get(code=category).pk, cast.org(unit).pk])
print(json.dumps(made))
"""
NEAR = 3
SETTLING = 1400
"""Milliseconds until the page has brought the units of a category and the cursor has gone on by itself."""

AT_BUTTON = "document.activeElement.type === 'submit'"
BEHIND = "field => !!(field.compareDocumentPosition(document.activeElement) & 4)"


@dataclass
class Typist:
    """A dispatcher at the keyboard, with every key and page counted."""

    page: Page
    keys: int = 0
    loads: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def choose(self, name: str, wanted: int) -> None:
        """Bring one list of the open form to `wanted`, if it does not stand there."""
        field = self.page.locator(f"#do [name={name}]")
        if field.input_value() == str(wanted):
            return
        if self.page.evaluate(AT_BUTTON):  # where all was filled in, the cursor stands there
            self.press("e")
        back = field.evaluate(BEHIND)
        while not field.evaluate("field => field === document.activeElement"):
            self.press("Shift+Tab" if back else "Tab")
        options = field.locator("option").evaluate_all(
            "all => all.map((one) => [one.value, one.dataset.letters])"
        )
        values = [value for value, _letters in options]
        away = values.index(str(wanted)) - values.index(field.input_value())
        if 0 < away <= NEAR:
            for _step in range(away):
                self.press("ArrowDown")
        else:
            self._type(field, options[values.index(str(wanted))][1], str(wanted))
        self.page.wait_for_timeout(SETTLING)

    def _type(self, field: Locator, letters: str, wanted: str) -> None:
        """The first letters of the last word, as long as something else stands there."""
        word = [part for part in letters.split() if part.isalnum()][-1].removeprefix("dhx")
        for letter in word:
            self.press(letter)
            if field.input_value() == wanted:
                return
        values = field.locator("option").evaluate_all("all => all.map((one) => one.value)")
        away = values.index(wanted) - values.index(field.input_value())
        for _step in range(abs(away)):
            self.press("ArrowDown" if away > 0 else "ArrowUp")


def run(page: Page, wanted: dict[str, tuple[int, int]]) -> dict[str, object]:
    """Give each case to whom it belongs; what that took."""
    hand = Typist(page)
    page.on("request", lambda asked: _count(hand, asked))
    first = open_first(hand, wanted.keys())
    seen: dict[str, tuple[int, int]] = {}
    while left := wanted.keys() - seen.keys():
        code = _code(page)
        if code not in left:  # a case of the demo's own stood next
            open_first(hand, left)
            continue
        before = (hand.keys, hand.loads)
        category, unit = wanted[code]
        hand.choose("category", category)
        hand.choose("to", unit)
        with page.expect_navigation():
            hand.press("Control+Enter")
        # The last of its list stays on the screen, as what it has become.
        if _code(page) == code and "已派单" not in page.locator("main").inner_text():
            raise SystemError(
                f"{code} was not dispatched: {page.locator('main').inner_text()[:600]}"
            )
        seen[code] = (hand.keys - before[0], hand.loads - before[1])
    keys, loads = [k for k, _ in seen.values()], [n for _, n in seen.values()]
    return {
        "cases": len(seen),
        "keys_to_begin": first,
        "keys_per_case": round(sum(keys) / len(seen), 2),
        "loads_per_case": round(sum(loads) / len(seen), 2),
        "most_keys": max(keys),
        "by_keys": {n: keys.count(n) for n in sorted(set(keys))},
    }


def open_first(hand: Typist, wanted: Collection[str]) -> int:
    """From the list to the first case of these; how many keys that took."""
    before = hand.keys
    hand.page.goto("/staff/cases/?group=waiting&period=7")
    hand.press("j")
    while _code_in(hand.page.locator("tr.here a.title").get_attribute("href") or "") not in wanted:
        hand.press("j")
    with hand.page.expect_navigation():
        hand.press("Enter")
    return hand.keys - before


def _code(page: Page) -> str:
    return _code_in(page.url)


def _code_in(address: str) -> str:
    return address.partition("/staff/cases/")[2].partition("/")[0]


def _count(hand: Typist, asked: Request) -> None:
    hand.loads += asked.is_navigation_request() and asked.method == "GET"


def arrive(site: Site, count: int) -> dict[str, tuple[int, int]]:
    """New cases, by their code the category and the unit that the demo's file names."""
    ran = subprocess.run(
        [sys.executable, "-c", ARRIVE, str(count)],
        env={**site.environment, "DJANGO_SETTINGS_MODULE": "sanan.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    site.work()
    made = json.loads(ran.stdout.splitlines()[-1])
    return {code: (category, unit) for code, category, unit in made}


def main() -> None:
    """Entry point: a demo of its own, the cases, the figures as JSON."""
    parser = argparse.ArgumentParser(prog="tests.browser.keyboard", description=__doc__)
    parser.add_argument("--cases", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sanan-keys-") as folder:
        site = start(Path(folder) / "var")
        try:
            wanted = arrive(site, given.cases)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium(), args=[*QUIET], env={**with_fonts()}
                )
                with desk(browser, site, "xuwen") as page:
                    print(json.dumps(run(page, wanted), ensure_ascii=False))
                browser.close()
        finally:
            site.stop()


if __name__ == "__main__":
    main()
