"""Every page of the site: reached by a link, free of errors, readable by everyone."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from .pages import NEIGHBOUR, RESIDENT, Walk
from .shots import LOOKS, Look
from .site import cookies

pytestmark = pytest.mark.browser
ON_A_PHONE = {RESIDENT, NEIGHBOUR}
LOOKED_AT = [look for look in LOOKS if look.name in {"light", "dark", "care"}]


def test_every_page_is_reached_by_a_link(found: Walk):
    assert found.unreached() == []


def test_no_link_leads_nowhere(found: Walk):
    assert found.broken == {}


@pytest.mark.parametrize("look", LOOKED_AT, ids=lambda look: look.name)
def test_axe_finds_nothing_and_no_page_complains(found: Walk, site, chrome, phone, look: Look):
    wrong: dict[str, list[str]] = {}
    for page in found.shown():
        if look.residents_only and page.who not in ON_A_PHONE:
            continue
        view = (
            phone
            if page.who in ON_A_PHONE
            else {**phone, "viewport": {"width": 1280, "height": 800}}
        )
        context = chrome.new_context(**view, color_scheme="dark" if look.dark else "light")
        context.add_cookies([{**c} for c in cookies(found.clients[page.who], site)])
        context.add_cookies([{"name": k, "value": v, "url": site.address} for k, v in look.cookies])
        tab = context.new_page()
        said: list[str] = []
        tab.on("console", lambda m, said=said: said.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda e, said=said: said.append(str(e)))
        tab.on(
            "request",
            lambda r, said=said: said.append(f"asks {r.url}") if _foreign(r.url, site) else None,
        )
        tab.goto(site.address + page.path, wait_until="load")
        for violation in Axe().run(tab).response["violations"]:
            nodes = [n["html"][:120] for n in violation["nodes"][:3]]
            said.append(f"{violation['id']}: {nodes}")
        wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            said.append(f"{wide} px too wide")
        context.close()
        if said:
            wrong[f"{page.path} as {page.who}"] = said
    assert wrong == {}, "\n".join(f"{page}: {said}" for page, said in wrong.items())


def _foreign(url: str, site) -> bool:
    parts = urlsplit(url)
    ours = {urlsplit(site.address).netloc, f"127.0.0.1{site.environment['SANAN_LIVE']}"}
    return parts.scheme in {"http", "https"} and parts.netloc not in ours
