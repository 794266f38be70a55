"""Every figure on the staff's pages that leads somewhere, and how many rows stand there.

A figure is a link with one number in its words and something chosen in its address. A list holds its
rows in `data-rows`; what a figure adds up rather than counts stands there in `data-sum`.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client
from django.urls import resolve
from lxml import html
from tests.browser.pages import route_of

from sanan.kit import clock
from sanan.lists.pages import Lists
from sanan.people.models import Person

MOST_OF_A_ROUTE = 2
MOST_PAGES = 80
NUMBER = re.compile(r"(?<![\w.%])\d[\d,]*(?![\w.%]| ?[+年])", re.ASCII)
YEAR = re.compile(r"\s*[‹›]?\s*(?:19|20)\d\d\s*[‹›]?\s*")
PART_OF = re.compile(r"(\d+) / (\d+)|(\d+) 人回答")
NO_BOARD = re.compile(r"\.\w+(\?|$)|[?&](xlsx|page=)|/(export|new|print|password|2fa)/")
NO_FIGURE = {
    "subject": "the record's list: the code of what an entry tells of",
    "list": "a row that remembers its list: the number stands in its title",
    "from": "the same, for rows of cases",
    "span": "spans of time of the board of investment promotion",
    "month": "months of a village's books and how many of them are not laid open",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on a page, where it leads, and by what else the page explains it."""

    page: str
    words: str
    number: int
    leads: str
    parts: frozenset[int] = frozenset()


def figures(client: Client) -> Iterator[Figure]:
    """The figures of every page that a member of staff comes to, each address once."""
    waiting, pages, routes, told = deque(["/staff/"]), set(), Counter[str](), set()
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        if not _a_page(path, route) or path in pages or routes[route] >= MOST_OF_A_ROUTE:
            continue
        pages.add(path)
        answer = client.get(path, follow=True)
        if answer.status_code != 200 or not answer["content-type"].startswith("text/html"):
            continue
        routes[route] += 1
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        for link in html.fromstring(answer.content.decode()).xpath("//a[@href]"):
            leads = _joined(here, link.get("href"))
            waiting.append(leads)
            found = _figure(here, link, leads)
            if found and (found.number, found.leads) not in told:
                told.add((found.number, found.leads))
                yield found


def rows_at(client: Client, path: str, likely: int = 0) -> tuple[int | None, set[int]]:
    """How many rows a list holds, over all its pages (None: it is no list), and the sums it states.

    A page that another follows is full: where `likely` many rows end is looked at next, and the pages
    between are counted without being opened; a list that ends elsewhere is opened page by page.
    """
    full, sums, following = _page_at(client, path)
    if full is None or not following:
        return full, sums
    last = -(-likely // full)
    rest, more, behind = _page_at(client, re.sub(r"page=\d+", f"page={max(last, 2)}", following))
    if last > 1 and rest and not behind:
        return (last - 1) * full + rest, sums | more
    count = full
    for _page in range(MOST_PAGES):
        held, more, following = _page_at(client, following)
        count, sums = count + (held or 0), sums | more
        if not following:
            break
    return count, sums


def rows_listed(person: Person, path: str) -> int | None:
    """How many rows the list at this address holds for somebody, without its page; None: it is no list."""
    parts = urlsplit(path)
    view, args, kwargs = resolve(parts.path)
    owner = getattr(_innermost(view), "__self__", None)
    if not isinstance(owner, Lists) or args:
        return None
    asked = owner.listed.read(QueryDict(parts.query).dict(), person, clock.now(), **kwargs)
    found = owner.listed.found(asked)
    return found.count() if isinstance(found, QuerySet) else len(found)


def _innermost(view: Any) -> Any:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view


def _page_at(client: Client, path: str) -> tuple[int | None, set[int], str]:
    """The rows of one page (None: it is no list), the sums on it, and where the next page stands."""
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    page = html.fromstring(answer.content.decode())
    sums = {_int(each.text_content()) for each in page.xpath("//*[@data-sum]")}
    held = page.xpath("//*[@data-rows]")
    if not held:
        # Nothing there is said in words.
        nothing = page.xpath("//main//*[contains(@class, 'empty')]")
        return (0 if nothing else None), sums, ""
    following = page.xpath("//a[@rel='next']/@href")
    return sum(_rows(each) for each in held), sums, _joined(path, following[0]) if following else ""


def _figure(here: str, link: html.HtmlElement, leads: str) -> Figure | None:
    words = " ".join(link.text_content().split())
    query = dict(parse_qsl(urlsplit(leads).query))
    if not leads.startswith("/staff/") or not query or NO_FIGURE.keys() & query.keys():
        return None
    if "%" in words or words == "—" or YEAR.fullmatch(words):
        parts = _parts(link)
        return Figure(here, words, -1, leads, parts) if parts else None
    numbers = NUMBER.findall(re.sub(r"(?<=\d)(?=[^\d,\s])|(?<=[^\d,\s])(?=\d)", " ", words))
    return Figure(here, words, _int(numbers[0]), leads) if len(numbers) == 1 else None


def _parts(link: html.HtmlElement) -> frozenset[int]:
    """Of a rate: the counts that stand beneath it."""
    beneath = " ".join(each.text_content() for each in link.itersiblings("details"))
    return frozenset(int(n) for found in PART_OF.findall(beneath) for n in found if n)


def _rows(held: html.HtmlElement) -> int:
    if held.tag == "table":
        return len(held.xpath("./tbody/tr"))
    return len(held.xpath("./article | ./li"))


def _a_page(path: str, route: str | None) -> bool:
    wanted = route is not None and path.startswith("/staff/") and "logout" not in path
    return wanted and "<" not in str(route) and not NO_BOARD.search(path)


def _joined(base: str, href: str) -> str:
    # Unlike a browser, `urljoin` keeps the old query where the new one is empty.
    base = base.partition("?")[0] if href.startswith("?") else base
    parts = urlsplit(urljoin(f"http://here{base}", href))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _int(text: str) -> int:
    return int(re.sub(r"\D", "", text))
