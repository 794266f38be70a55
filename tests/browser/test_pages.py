"""Every page of the site: reached by a link, free of errors, readable by everyone."""

from itertools import groupby
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab

from .pages import NEIGHBOUR, RESIDENT, Walk
from .shots import LOOKS, Look
from .site import cookies

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
ON_A_PHONE = {RESIDENT, NEIGHBOUR}
LOOKED_AT = [look for look in LOOKS if look.name in {"light", "dark", "care"}]


def test_every_page_is_reached_by_a_link(found: Walk):
    assert found.unreached() == []


def test_no_link_leads_nowhere(found: Walk):
    assert found.broken == {}


@pytest.mark.parametrize("look", LOOKED_AT, ids=lambda look: look.name)
def test_axe_finds_nothing_and_no_page_complains(found: Walk, site, chrome, phone, look: Look):
    wrong: dict[str, list[str]] = {}
    pages = [p for p in found.shown() if p.who in ON_A_PHONE or not look.residents_only]
    for who, theirs in groupby(sorted(pages, key=lambda p: p.who), key=lambda p: p.who):
        view = phone if who in ON_A_PHONE else {**phone, "viewport": DESK}
        # One context for each person, so that what all pages share is fetched once.
        context = chrome.new_context(**view, color_scheme="dark" if look.dark else "light")
        context.add_cookies([{**c} for c in cookies(found.clients[who], site)])
        context.add_cookies([{"name": k, "value": v, "url": site.address} for k, v in look.cookies])
        for page in theirs:
            if said := _looked_at(context.new_page(), site, page.path):
                wrong[f"{page.path} as {page.who}"] = said
        context.close()
    assert wrong == {}, "\n".join(f"{page}: {said}" for page, said in wrong.items())


def _looked_at(tab: Tab, site, path: str) -> list[str]:
    """What is wrong with a page, in words."""
    said: list[str] = []
    tab.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda e: said.append(str(e)))
    tab.on("request", lambda r: said.append(f"asks {r.url}") if _foreign(r.url, site) else None)
    tab.goto(site.address + path, wait_until="load")
    for violation in Axe().run(tab).response["violations"]:
        nodes = [n["html"][:120] for n in violation["nodes"][:3]]
        said.append(f"{violation['id']}: {nodes}")
    wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        said.append(f"{wide} px too wide")
    tab.close()
    return said


def _foreign(url: str, site) -> bool:
    parts = urlsplit(url)
    ours = {urlsplit(site.address).netloc, f"127.0.0.1{site.environment['SANAN_LIVE']}"}
    return parts.scheme in {"http", "https"} and parts.netloc not in ours
