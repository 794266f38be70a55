"""Every page there is, found by walking the site's own links as each member of the cast.

What counts as a page comes from the URLconf: every address that answers GET with HTML. An address
that no link reaches and that is not listed here with a reason fails a test.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from .site import STAFF, Site, neighbour, say, signed_in, visitor

RESIDENT = "resident"
NEIGHBOUR = "neighbour"
ROOM = "/voices/350526100210/"
YONGCHUN = "350525000000"
# Of these, several are looked at, since they differ by state.
PER_ROUTE = {
    "cases/<slug:code>/": 4,
    "council/meetings/<str:code>/": 14,
    "powers/tasks/<str:code>/": 8,
    "books/warnings/": 8,
    "books/warnings/<str:code>/": 30,
    "books/entries/<str:code>/": 40,
    "books/entry/<slug:code>/": 40,
    "books/at/<slug:code>/<slug:month>/": 3,
    "competitions/contests/<str:code>/": 4,
}
MOST_PAGES = 400
# A route is walked far enough to find what hangs on its pages; so many of them are looked at.
MOST_LOOKED_AT = 2
# Reached by no link, with the reason; a name that ends in `*` stands for all that begin so.
APART: dict[str, str] = {
    "api/*": "for programs",
    "open311/*": "for programs",
    "staff/exchange/letters/<str:code>/": "once something came; tests/exchange read it",
    "staff/exchange/hand-in/<str:token>/": "after a file was sent; tests/exchange hand one in",
    "staff/exchange/files/<int:pk>/": "after a file was taken in; tests/exchange read it",
    "staff/cases/export/": "where the list's file stood before; tests/cases follow it",
    "staff/exchange/subscriptions/<str:code>/": "once somebody subscribed; tests/exchange read it",
    "staff/shelves/*": "the toy room of tests/toys, which no site has",
    "projects/oc4ids.json": "for programs",
    "log/*": "for programs that check the record",
    "record/<slug:token>/*": "handed out with a receipt; the tests of the record walk them",
    "ground/<slug:code>/": "fetched by a map when somebody wants one; tests/places read it",
    "pieces/*": "where a recording is sent while it is said; tests/files do it",
    "alike/": "a fragment of the first page",
    "where/": "a fragment of the first page",
    "staff/cases/<str:code>/same/": "linked where a neighbour said the same; tests/cases walk it",
    "staff/hot/issues.xlsx": "linked once the worker found hot issues; tests/cases read it",
    "staff/hot/messages.xlsx": "linked once the worker found hot issues; tests/cases read it",
    "door/*": "sign-in from outside, where a provider is set up; tests/browser/test_roads.py walks it",
    "me/settings/mailbox/<str:token>/": "in a mail; tests/people/test_roads.py open it",
    "staff/analysis/sources/": "for a city, which the demo has nobody of; tests/analysis open it",
    "sw.js": "fetched by the browser",
    ".well-known/security.txt": "for whoever found a hole; tests/web read it",
    "manifest.webmanifest": "fetched by the browser",
    "staff/posters/<str:token>/qr.svg": "the code alone, for a poster of one's own",
    "staff/new/<str:code>/": "the slip, shown after a concern was entered",
    "staff/2fa/*": "with a second factor, which the demo does without",
    "staff/reauthenticate/": "asked for before a second factor is changed",
    "staff/inactive/": "shown to an account that was switched off",
    "council/key/<slug:key>/": "handed out on paper; the tests of the council walk it",
    "council/topic/<slug:code>/mine/": "for who raised it; tests/council walk it",
    "council/seat/<slug:code>/": "sent to whoever has a seat; the tests of the council walk it",
    "council/here/<slug:token>/": "hangs at the door; the tests of the council walk it",
    "services/placed/<slug:code>/": "shown after an order; tests/services walk it",
    "services/track/<str:code>/*": "one's own order, by its code; tests/services walk it",
    "services/help/<str:code>/<str:verb>/": "for who may help just now; test_st4 walks it",
    "workshop/runs/<str:code>/<str:verb>/": "while a month is in publicity; tests/workshop do it",
    "staff/neighbourhood/import/<str:token>/*": "after a list was sent; tests/neighbourhood take one in",
    "staff/neighbourhood/stays/*": "while a child is here; test_neighbourhood walks it",
    "neighbourhood/bookings/<str:code>/*": "one's own, by its code; tests/neighbourhood walk it",
    "staff/neighbourhood/circle/import/<str:token>/*": "after a list was sent; tests/neighbourhood take one in",
    "staff/workshop/count/weigh/": "for the script of the page that counts; tests/workshop ask it",
    "staff/workshop/runs/<str:code>/*": "while a month is paid; test_st5 walks it",
    "staff/workshop/slips/<str:code>/<str:verb>/": "while a month is paid; test_st5 walks it",
    "staff/competitions/judging/*": "for judges; test_competition scores there",
    "staff/competitions/judges/<str:code>/<str:verb>/": "before judging; tests/competitions do it",
    "staff/competitions/import/<str:token>/*": "after a list was sent; tests/competitions take one in",
    "competitions/mine/*": "known only to whoever entered; tests/competitions walk it",
    "competitions/contests/<str:code>/<str:verb>/": "while results are open to objections; tests/competitions object",
    "mediation/mine/*": "a party's own, by their code; test_mediation walks it",
    "mediation/check/<str:number>/": "printed on an agreement; tests/mediation open it",
    "staff/mediation/*": "for a centre, which the other county has; test_mediation walks it",
    "staff/estates/*": "for an estate's own people; test_estates and tests/estates walk them",
    "estates/<str:code>/mine/": "for an owner signed in by phone; test_estates walks it",
    "honours/check/<str:number>/": "printed on a certificate; tests/honours open it",
    "staff/honours/nominations/<str:code>/certificate.pdf": "once honoured; tests/honours read it",
    "staff/import/<str:token>/*": "after a list was sent; tests/insight and tests/cases take one in",
    "staff/volunteers/import/<str:token>/*": "after a list was sent; tests/volunteers take one in",
    "staff/council/meetings/<str:code>/votes/new/": "while a meeting runs; tests/council do it",
    "staff/council/votes/<str:code>/resolution/": "after a vote was closed; test_st6 walks it",
    "staff/council/votes/<str:code>/<str:verb>/": "while a vote is open; test_st6 walks it",
    "staff/council/resolutions/<str:code>/<str:verb>/": "to be published; test_st6 walks it",
    "staff/council/works/<str:code>/<str:verb>/": "for whoever does the work; tests/council do it",
    "volunteers/mine/*": "for a volunteer signed in by phone; test_volunteers walks it",
    "volunteers/here/<slug:token>/": "hangs at the place; tests/volunteers walk it",
    "volunteers/check/<str:number>/": "printed on a certificate; test_volunteers opens it",
    "staff/books/vouchers/<str:code>/original.jpg": "after a purpose was given; tests/books see it",
    "open/*": "where these pages stood before; tests/powers follow it",
    "volunteer/*": "where these pages stood before; tests/volunteers follow it",
    "powers/question/<str:code>/*": "known only to whoever asked; tests/powers walk it",
    "powers/<slug:code>/v<int:number>/": "linked from what was corrected; tests/powers walk it",
    "powers/run/<str:code>/<str:verb>/": "for whoever asked for it; tests/powers walk it",
    "media/<slug:ref>": "where files stood before; tests/files follow it",
    "books/voucher/<slug:code>.jpg": "where a copy stood before; tests/books follow it",
    "powers/file/<slug:ref>/": "where a paper stood before; tests/powers follow it",
    "staff/powers/files/<slug:ref>/": "where a paper stood before; tests/powers follow it",
    "staff/books/warnings/<slug:code>/evidence/<slug:ref>/": "stood there before; tests/books follow it",
    "services/track/": "where query codes were typed before; tests/services follow it",
    "staff/services/partner/<str:code>/": "where such a case stood before; tests/services follow it",
    "room/*": "where the rooms stood before; tests/voices follow it",
    "staff/rooms/*": "where the rooms stood before; tests/voices follow it",
    "voices/<slug:code>/m/<slug:ref>/": "where a message stood before; tests/voices follow it",
    "staff/voices/<str:code>/m/<slug:ref>/": "where a message stood before; tests/voices follow it",
    "voices/enter/": "where the number was asked for before; tests/voices follow it",
    "voices/m/<str:code>/<str:verb>/": "for who said it, or reports it; tests/voices do it",
    "voices/m/<str:ref>/appeal/": "for whose words were taken out; tests/voices walk it",
    "voices/<slug:code>/since/": "for the room's script",
    "staff/voices/<str:code>/since/": "for the room's script",
    "voices/join/<slug:token>/": "hangs in the village; tests/voices walk it",
    "voices/<slug:code>/come/": "for who lives there and is not in yet; tests/voices walk it",
    "voices/<slug:code>/ask/": "for who lives away and is not in yet; tests/voices walk it",
    "voices/<slug:code>/appeal/": "for who was muted; tests/voices walk it",
    "staff/investment/import/<str:token>/*": "after a list was sent; tests/investment take one in",
    "staff/honours/import/<str:token>/*": "after a list was sent; tests/honours take one in",
    "livelihood/check/<str:number>/": "printed on a certificate; tests/livelihood open it",
    "livelihood/homes/<str:code>/*": "a family's own, by its code; test_st3 walks it",
    "livelihood/applications/<str:code>/*": "one's own, by its code; tests/livelihood walk it",
    "livelihood/cycles/<str:code>/<str:verb>/": "a form on the page; tests/livelihood send it",
    "livelihood/draws/<str:code>/draw.json": "a file to recompute from; tests/livelihood read it",
    "staff/livelihood/*": "tests/livelihood walk every page of this desk",
    "staff/competitions/stages/<str:code>/<str:verb>/": "while a round runs; test_competition does it",
    "competitions/check/<str:number>/": "printed on a certificate; tests/competitions open it",
    "staff/projects/import/<str:token>/*": "after a list was sent; test_st7 takes two in",
    "staff/projects/assessments/<str:code>/<str:verb>/": "while scores are open to objections; tests/projects do it",
    "staff/projects/reports/<str:code>/<str:verb>/": "before a month is locked; test_st7 does it",
    "staff/projects/rules/<str:code>/<str:verb>/": "before rules are in force; tests/projects do it",
    "staff/investment/leads/<str:code>/landing/": "once a contract is verified; tests/investment do it",
    "staff/workshop/issues/<str:code>/<str:verb>/": "while pieces are out; test_st5 walks it",
    "staff/workshop/orders/<str:code>/<str:verb>/": "while an order runs; test_st5 walks it",
    "staff/workshop/orders/<str:code>/hand-out/": "while an order runs; test_st5 walks it",
    "workshop/card/<str:token>/": "a worker's own, by the code on the card; test_st5 walks it",
    "workshop/enterprise/<str:token>/": "an enterprise's own, by its address; tests/workshop open it",
    "staff/inspection/rounds/*": "for a round's team and office; tests/inspection walk them",
    "staff/inspection/import/*": "from a round's registers; tests/inspection take one in",
    "staff/inspection/clues/*": "for a round's team; test_inspection walks them",
    "staff/inspection/papers/*": "for a round's team; tests/inspection walk them",
    "staff/inspection/transfers/<str:code>/*": "once something was handed over; tests/inspection do it",
    "staff/inspection/index/*": "for the inspection office; tests/inspection/test_looking walk them",
    "staff/inspection/signals/*": "for the inspection office; tests/inspection/test_looking walk them",
    "staff/inspection/settings/<str:kind>/": "for the inspection office; tests/inspection set them",
    "staff/inspection/facts/*": "for the inspection office; tests/inspection take a table in",
    "staff/inspection/items/<str:code>/<str:verb>/": "while a problem is rectified; test_inspection signs one off",
    "inspection/items/<str:code>/<str:verb>/": "forms on the page; test_inspection sends them",
    "mediation/check/": "printed as a code on an agreement; tests/mediation check one",
    "inspection/notice/<str:token>/say/": "while its round hears people; test_inspection speaks there",
    "staff/inspection/pushes/<str:code>/<str:verb>/": "while a push goes on; test_st3 walks it",
    "staff/exchange/letters/<str:code>/<str:verb>/": "while a letter is held; tests/exchange walk it",
    "workshop/pay/<str:code>/*": "a worker's own slip; test_st5 walks it",
    "staff/logout/": "a button, not a link",
    "staff/signup/": "shut",
    "staff/email/": "shut",
    "staff/password/reset/": "shut",
    "staff/password/set/": "shut",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One address as one member of the cast sees it."""

    route: str
    path: str
    who: str
    text: str = field(default="", repr=False, compare=False)

    @property
    def name(self) -> str:
        """For a file: the route without what varies."""
        known = re.sub(r"<(?:\w+:)?(\w+)>", r"\1", self.route).strip("/").replace("/", "-")
        return f"{known or 'first'}--{self.who}"


@dataclass
class Walk:
    """What was found: one page per route and actor, files, and who the visitors were."""

    pages: list[Page] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    posted: set[str] = field(default_factory=set)
    broken: dict[str, int] = field(default_factory=dict)
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def reached(self) -> set[str]:
        """Routes that some link led to."""
        return {page.route for page in self.pages} | set(self.files)

    def shown(self) -> list[Page]:
        """Every route as the first of the cast who came to it saw it, at most `MOST_LOOKED_AT`."""
        first: dict[str, str] = {}
        count: Counter[str] = Counter()
        found = []
        for page in dict.fromkeys(self.pages):  # some are come to twice
            if first.setdefault(page.route, page.who) == page.who:
                count[page.route] += 1
                if count[page.route] <= MOST_LOOKED_AT:
                    found.append(page)
        return found

    def unreached(self) -> list[str]:
        """Addresses that answer GET, that no link or form led to, and that give no reason."""
        missing = set(routes()) - self.reached() - self.posted - set(APART)
        families = tuple(name[:-1] for name in APART if name.endswith("*"))
        return sorted(route for route in missing if not route.startswith(families))


def no_address_any_more() -> list[str]:
    """What `APART` still names though no route is so called."""
    known = set(routes())
    return sorted(
        name
        for name in APART
        if not (
            any(r.startswith(name[:-1]) for r in known) if name.endswith("*") else name in known
        )
    )


def walk(site: Site, staff: list[str] = STAFF) -> Walk:
    """Follow every link, as a resident who has raised a concern, and as each of `staff`."""
    found = Walk()
    resident = found.clients[RESIDENT] = visitor(site)
    site.work()
    said = say(resident, "祥安小区门口的路灯坏了三天,晚上老人出门看不见路。")
    site.work()  # what was said is published, so that its receipt is there
    _walk_as(RESIDENT, resident, ["/", said, "/offline/", "/staff/login/"], found)
    member = found.clients[NEIGHBOUR] = visitor(site)
    for cookie in neighbour(site, "13800005006"):
        member.cookies.set(cookie["name"], cookie["value"], cookie["domain"], cookie["path"])
    _walk_as(NEIGHBOUR, member, ["/voices/", ROOM], found)
    again = [
        "/",
        said,
        "/offline/",
        "/staff/login/",
        "/books/at/350526100210/",
        "/at/350526100210/",
        "/livelihood/350525100010/",
        "/estates/fulin/",
        f"/projects/{YONGCHUN}/",
    ]
    _walk_as(RESIDENT, resident, again, found)
    for who in staff:
        found.clients[who] = signed_in(site, who)
        _walk_as(who, found.clients[who], ["/staff/"], found)
    # A poster's code is on paper: its address is read off the poster's.
    if poster := found.files.get("staff/posters/<str:token>/poster.pdf"):
        _walk_as(RESIDENT, resident, [f"/q/{poster.split('/')[3]}/"], found)
    return found


def _walk_as(who: str, client: httpx.Client, begin: list[str], found: Walk) -> None:
    waiting, seen, count = deque(begin), set(), dict[str, int]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        route = route_of(path)
        if not route or path in seen or count.get(route, 0) >= _most(route):
            continue
        mine = who in {RESIDENT, NEIGHBOUR} or path.startswith(("/staff/", "/files/"))
        if not mine or "logout" in route:
            continue
        seen.add(path)
        answer = client.get(path)
        landed = answer.url.raw_path.decode()
        if answer.status_code != 200:
            found.broken[f"{path} as {who}"] = answer.status_code
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            count[route] = count.get(route, 0) + 1
            found.files[route] = path
            continue
        if urlsplit(landed).path != urlsplit(path).path:
            found.files[route] = path
            waiting.append(landed)
            continue
        count[route] = count.get(route, 0) + 1
        found.pages.append(Page(route, path, who, answer.text))
        led, sent = links(answer.text, landed)
        waiting.extend(led)
        # What a form is sent to also shows that form alone, where it was refused.
        found.posted |= {route_of(path) or "" for path in sent}


def _most(route: str) -> int:
    return next((n for part, n in PER_ROUTE.items() if route.endswith(part)), 1)


def links(html: str, base: str) -> tuple[list[str], list[str]]:
    """Addresses on this site that the page leads to, and that its forms go to, without fragments."""
    reader = _Links()
    reader.feed(html)
    return [*_here(reader.found, base)], [*_here(reader.sent, base)]


def _here(found: list[str], base: str) -> Iterator[str]:
    for href in dict.fromkeys(found):
        parts = urlsplit(urljoin(f"http://here{base}", href))
        if parts.netloc == "here" and parts.scheme == "http":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.sent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "iframe": "src", "img": "src"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]
        if tag == "form":
            self.sent += [value for name, value in attrs if name == "action" and value]


@cache
def route_of(path: str) -> str | None:
    """The URLconf's route of an address; None where it is none of ours."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    return match.route or "/"


def routes() -> dict[str, URLPattern]:
    """Every route that answers GET."""
    return {route or "/": entry for route, entry in _all() if answers_get(entry.callback)}


def _all(
    patterns: list[object] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _all(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


def answers_get(view: Callable[..., object]) -> bool:
    """Whether GET is among the methods that the view's decorators let through."""
    inner: Callable[..., object] | None = view
    while inner is not None:
        code = getattr(inner, "__code__", None)
        names = code.co_freevars if code else ()
        if "request_method_list" in names:
            cell = inner.__closure__[names.index("request_method_list")]  # type: ignore[attr-defined]
            return "GET" in cell.cell_contents
        inner = getattr(inner, "__wrapped__", None)
    return True
