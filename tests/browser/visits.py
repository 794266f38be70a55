"""Pages opened in a real browser, as their visitors see them, and what is wrong with them."""

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab

from .pages import NEIGHBOUR, RESIDENT, Page, Walk
from .site import Site, cookies

DESK = {"width": 1280, "height": 800}
ON_A_PHONE = {RESIDENT, NEIGHBOUR}
AXE = """([context, options]) => axe.run(context ?? document, options).then(found => found.violations.map(
  one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""
# A table with heads, and words squeezed into less than four characters: on a phone neither can be read.
SQUEEZED = """() => {
  const em = each => parseFloat(getComputedStyle(each).fontSize);
  const narrow = each => each.offsetWidth < 3.5 * em(each) && each.offsetHeight > 3.5 * em(each);
  const seen = wanted => [...document.querySelectorAll(wanted)].filter(each => each.offsetParent);
  return [...seen("thead").map(() => "a table instead of cards"),
    ...seen("td, th, .weui-cell__bd, .weui-cell__ft, .chip, summary, h1, h2, label, a, button")
      .filter(each => each.innerText.trim().length > 4 && narrow(each))
      .map(each => `squeezed: ${each.innerText.trim().slice(0, 40)}`)];
}"""
# How each element that shows words is dressed: its classes and states, and those of what it stands in.
DRESSED = """() => {
  const own = each => [each.tagName, [...each.classList].sort().join("."),
    each.getAttribute("type"), each.getAttribute("aria-current"), each.disabled].join("|");
  const dress = each => {
    const said = [];
    for (let at = each; at && at !== document.body; at = at.parentElement) said.push(own(at));
    return said.join(">");
  };
  const shows = each => [...each.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  window.dressed = new Map();
  for (const each of document.body.querySelectorAll("*")) {
    if (shows(each) && each.checkVisibility()) window.dressed.set(dress(each), each);
  }
  return [...window.dressed.keys()];
}"""
MARK = "dresses => dresses.forEach(dress => window.dressed.get(dress).dataset.dressedAnew = '')"
COLOURS = ["color-contrast"]
ALL_BUT_COLOURS = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
ONLY_COLOURS = {"runOnly": COLOURS}
ANEW = {"include": [["[data-dressed-anew]"]]}


def by_day_and_night(found: Walk, pages: list[Page], site: Site, chrome, phone) -> str:
    """What is wrong with any of them, with the colours of both day and night.

    Colours take four fifths of the time. They are looked at where a page shows words in an element
    that is dressed as none before it was.
    """
    wrong, known = {}, set[str]()
    for page, tab, said in visits(found, pages, site, chrome, phone):
        by_day, by_night = axe(tab, ALL_BUT_COLOURS), []
        if new := set(tab.evaluate(DRESSED)) - known:
            known |= new
            tab.evaluate(MARK, [*new])
            by_day += axe(tab, ONLY_COLOURS, ANEW)
            tab.emulate_media(color_scheme="dark")
            by_night = [f"dark: {one}" for one in axe(tab, ONLY_COLOURS, ANEW)]
            tab.emulate_media(color_scheme="light")
        if all_said := [*said, *by_day, *by_night]:
            wrong[f"{page.path} as {page.who}"] = all_said
    return "\n".join(f"{page}: {said}" for page, said in wrong.items())


def visits(
    found: Walk, pages: list[Page], site: Site, chrome, phone, **choices: str
) -> Iterator[tuple[Page, Tab, list[str]]]:
    """Each page in a tab of its visitor's, and what was wrong with it by itself, in words."""
    for who, theirs in groupby(sorted(pages, key=lambda page: page.who), lambda page: page.who):
        view = phone if who in ON_A_PHONE else {**phone, "viewport": DESK}
        context = chrome.new_context(**view, reduced_motion="reduce")
        context.add_cookies([{**c} for c in cookies(found.clients[who], site)])
        context.add_cookies(
            [{"name": k, "value": v, "url": site.address} for k, v in choices.items()]
        )
        tab, said = context.new_page(), list[str]()
        tab.on("console", lambda m, said=said: said.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda e, said=said: said.append(str(e)))
        tab.on(
            "request",
            lambda r, said=said: said.append(f"asks {r.url}") if _foreign(r.url, site) else None,
        )
        for page in theirs:
            said.clear()
            tab.goto(site.address + page.path, wait_until="load")
            wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            narrow = tab.evaluate(SQUEEZED) if who in ON_A_PHONE else []
            yield page, tab, [*said, *narrow, *([f"{wide} px too wide"] if wide > 0 else [])]
        context.close()


def axe(tab: Tab, options: dict[str, object], context: object = None) -> list[str]:
    """What axe finds on the page, or in the part of it that `context` names."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(Axe().axe_script)
    found: list[str] = tab.evaluate(AXE, [context, {"resultTypes": ["violations"], **options}])
    return found


def _foreign(url: str, site: Site) -> bool:
    parts = urlsplit(url)
    ours = {urlsplit(site.address).netloc, f"127.0.0.1{site.environment['SANAN_LIVE']}"}
    return parts.scheme in {"http", "https"} and parts.netloc not in ours
