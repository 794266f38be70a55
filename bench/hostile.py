"""`bench hostile`: requests of bad will at every address of a running installation; no answer may be a 5xx.

Addresses come from the URLconf, names of fields from the rooms' forms, so that a new room is asked too.
The same seed asks the same. A request is judged by its status line alone.
"""

import json
import random
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

TOKEN = "a" * 32
WORDS = [
    *(
        "",
        " ",
        "\0",
        "a" * 9000,
        "-1",
        "0",
        "1",
        "9" * 5000,
        "1e309",
        "nan",
        "-inf",
        "1.5",
        "٣",
        "１２",
    ),
    *(
        "99999999999999999999",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "25:61",
        "-0",
    ),
    *(
        "2026-11-30",
        "2026-11-30T08:00",
        "2026-11",
        "0000-00",
        "9999-12-31T23:59:59+23:59",
        "on",
        "null",
    ),
    *(
        "' OR 1=1 --",
        "../../etc/passwd",
        "{{7*7}}",
        "%s%n%",
        "\u202egnp.exe",
        "[]",
        "{}",
        "<script>",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "𠮷",
        "👨‍👩‍👧‍👦",
        "\ufeff",
        "\ud800",
        "é\u0301",
        "\r\nX-A: 1",
        "13800000001",
    ),
    *(
        "//evil.example/",
        "https://evil.example/",
        "\\\\evil",
        "javascript:1",
        "1,2,3",
        "a=b&c=d",
        "/",
    ),
]
CHOICES = {
    "verb": (
        *(
            "reply",
            "sign",
            "open",
            "close",
            "publish",
            "submit",
            "withdraw",
            "assess",
            "dispatch",
            "claim",
        ),
        *(
            "transfer",
            "cover",
            "confirm",
            "review",
            "refuse",
            "accept",
            "finish",
            "start",
            "note",
            "rate",
        ),
    ),
    "month": ("2026-10", "2026-13", "0000-00"),
    "kind": ("deed", "policy", "income"),
}
QUERIES = (
    "page",
    "after",
    "since",
    "seq",
    "before",
    "q",
    "limit",
    "place",
    "state",
    "next",
    "sort",
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
TYPES = (
    *("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary="),
    *(
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=x",
    ),
    *("*/*", "", "application/json; charset=klingon", "multipart/form-data; boundary=" + "b" * 300),
)
JSON = (
    b"",
    b"[]",
    b"1",
    b"null",
    b'"a"',
    b"{",
    b"[" * 3000,
    b'{"text": 1}',
    b'{"text": null}',
    b"\xff\xfe",
    b'{"text": "a", "lat": 1e400, "lon": NaN}',
    b'{"text": "\\ud800\\u0000"}',
    b'{"photos": [1, {}]}',
    b'{"text": "a", "text": []}',
    b'{"contact": {"a": []}, "text": "abc"}',
    b"\xef\xbb\xbf{}",
    b'{"text": "abc", "photos": ["!!!"], "place_code": "' + b"9" * 200 + b'"}',
    b'{"rating": -9e99}',
)
HEADERS = {
    "Accept-Language": ("", "x" * 5000, "zh;q=nan", "\xff", "en-US-x-" * 40, "*;q=0"),
    "Range": ("bytes=-1", "bytes=9999999999999999999-", "bytes=a-b", "lines=1", "bytes=5-1,0-0"),
    "If-Modified-Since": ("never", "Mon, 99 Foo 99999 00:00:00 GMT"),
    "If-None-Match": ('"' * 99, "W/"),
    "X-Forwarded-For": ("1" * 999, "::1, [::1]:99, unknown", ",,,,", "\xff"),
    "X-Forwarded-Proto": ("https", "gopher"),
    "Host": ("evil.example", "[::1", "a b", "127.0.0.1:99999", ""),
    "Authorization": ("Bearer", "Bearer \xff\xfe", "Basic ====", "Bearer " + "a" * 4000),
    "Idempotency-Key": ("", "k" * 400, "\xff"),
    "HX-Request": ("true",),
    "HX-Current-URL": ("http://[", "\xff"),
    "Referer": ("http://[", "\xff", "//"),
    "Origin": ("null", "http://[", "https://evil.example"),
    "Cookie": ("=", ";;;=;", "a" * 5000, 'sessionid="\xff"', "sessionid=../../a", "csrftoken="),
    "Content-Encoding": ("gzip", "br"),
    "Sec-Fetch-Site": ("cross-site", "x"),
}
STAFF = ("xuwen", "laichunsheng", "nongjing", "zengmin", "chenli", "zhaoan", "zhouming")
SIGNED = ("started", "follows", "visitor", "orders", "messages", "care", "theme", "django_language")


@dataclass(frozen=True)
class Ask:
    """One request, as bytes on the line but for `Host`, `Content-Length` and the way back."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path[:200]} {dict(self.headers)} {self.body[:300]!r}"


@dataclass
class Site:
    """What is known of the installation: routes, values that stand in addresses, fields, sessions."""

    routes: Sequence[str]
    known: Mapping[str, Sequence[str]]
    fields: Mapping[str, Sequence[str]]
    cookies: Sequence[str] = ("",)


@dataclass
class Report:
    """Answers by status, and what failed."""

    statuses: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """How many requests were sent."""
        return self.statuses.total()


def asks(site: Site, *, seed: int, count: int) -> Iterator[Ask]:
    """Every route first sent a form of garbage, then as many more of all kinds as are wanted."""
    chance = random.Random(seed)
    kinds: list[Callable[[random.Random, Site, str], Ask]]
    kinds = [_form, _form, _multipart, _json, _query, _odd_head, _odd_way, _odd_path]
    every = list(site.routes)
    chance.shuffle(every)
    for number in range(count):
        route = every[number % len(every)]
        kind = _form if number < len(every) else chance.choice(kinds)
        made = kind(chance, site, route)
        cookie = chance.choice(site.cookies)
        yield Ask(made.method, made.path, (*_cookie(cookie), *made.headers), made.body)


def _cookie(cookie: str) -> list[tuple[str, str]]:
    said = f"csrftoken={TOKEN}" + (f"; {cookie}" if cookie else "")
    return [("Cookie", said), ("X-CSRFToken", TOKEN)]


def _path(chance: random.Random, site: Site, route: str, *, odd: float = 0.15) -> str:
    """The route with values that stand there, or some with garbage."""
    made, rest = "/", route
    while rest:
        plain, _open, after = rest.partition("<")
        made += plain
        part, _close, rest = after.partition(">")
        if part:
            word = (
                chance.choice(WORDS) if chance.random() < odd else _value(chance, site, route, part)
            )
            made += quote_from_bytes(word.encode("utf-8", "surrogatepass")[:300], safe="")
    return made


def _value(chance: random.Random, site: Site, route: str, part: str) -> str:
    """What may stand there: mostly the code of a thing of this room."""
    kind, _colon, name = part.partition(":")
    if name in CHOICES:
        return chance.choice(CHOICES[name])
    if kind == "int":
        return chance.choice(["1", "2", "3", "99", "987654321987654321987654321"])
    own = site.known.get(_room(route), ()) if chance.random() < 0.85 else ()
    return chance.choice(own or _every(site) or ["X"])


def _every(site: Site) -> list[str]:
    return [code for codes in site.known.values() for code in codes]


def _room(route: str) -> str:
    return route.removeprefix("staff/").split("/", maxsplit=1)[0]


def _given(chance: random.Random, site: Site, route: str) -> list[tuple[str, bytes]]:
    names = list(site.fields.get(_room(route)) or site.fields.get("cases") or ["text"])
    some = chance.sample(names, min(len(names), chance.choice([0, 1, 4, 40])))
    words = [*WORDS, *chance.sample(_every(site), min(8, len(_every(site)))), *CHOICES["verb"]]
    twice = some[:1] * chance.choice([0, 0, 1, 30])
    return [(n, chance.choice(words).encode("utf-8", "surrogatepass")) for n in [*some, *twice]]


def _form(chance: random.Random, site: Site, route: str) -> Ask:
    body = urlencode(_given(chance, site, route)).encode()
    if chance.random() < 0.2:
        body = body[:-3] + b"%&=%zz&&;" + bytes(chance.randrange(256) for _ in range(20))
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    return Ask("POST", _path(chance, site, route, odd=0.05), (kind,), body)


def _multipart(chance: random.Random, site: Site, route: str) -> Ask:
    mark, parts = b"xx", []
    for name, given in _given(chance, site, route):
        content = given
        said = b'Content-Disposition: form-data; name="' + name.encode() + b'"'
        if chance.random() < 0.4:
            odd = [b"a.jpg", b"../../a.xlsx", b"\xff.pdf", b"", b"a\0.heic", b"x" * 400 + b".mp4"]
            said += b'; filename="' + chance.choice(odd) + b'"\r\nContent-Type: image/jpeg'
            content = chance.choice(
                [b"", b"\xff\xd8\xff", b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n"]
            )
        parts.append(b"--" + mark + b"\r\n" + said + b"\r\n\r\n" + content + b"\r\n")
    body = b"".join(parts) + chance.choice([b"--xx--\r\n", b"--xx", b"", b"--yy--", b"\0" * 50])
    kind = (
        "Content-Type",
        chance.choice([f"multipart/form-data; boundary={b}" for b in ("xx", "yy")]),
    )
    return Ask("POST", _path(chance, site, route), (kind,), body)


def _json(chance: random.Random, site: Site, route: str) -> Ask:
    kind = ("Content-Type", chance.choice(["application/json", "application/json; charset=utf-16"]))
    return Ask("POST", _path(chance, site, route), (kind,), chance.choice(JSON))


def _query(chance: random.Random, site: Site, route: str) -> Ask:
    names = [*QUERIES, *(site.fields.get(_room(route)) or [])]
    given = [(chance.choice(names), chance.choice(WORDS)) for _ in range(chance.randrange(1, 6))]
    said = urlencode([(n, v[:1200].encode("utf-8", "surrogatepass")) for n, v in given])
    said += chance.choice(["", "&&&=", "&%zz=%", "&page=2&page=x", "&xlsx", "&small"])
    return Ask("GET", f"{_path(chance, site, route, odd=0.05)}?{said}")


def _odd_head(chance: random.Random, site: Site, route: str) -> Ask:
    names = chance.sample(list(HEADERS), 2)
    said = [(name, chance.choice(HEADERS[name])) for name in names]
    said.append(
        ("Cookie", f"{chance.choice(SIGNED)}={chance.choice(['x:y:z', 'a' * 900, '', '{}'])}")
    )
    return Ask(chance.choice(["GET", "POST"]), _path(chance, site, route), tuple(said))


def _odd_way(chance: random.Random, site: Site, route: str) -> Ask:
    kind = ("Content-Type", chance.choice(TYPES))
    body = bytes(chance.randrange(256) for _ in range(chance.choice([0, 10, 2000])))
    return Ask(chance.choice(METHODS), _path(chance, site, route), (kind,), body)


def _odd_path(chance: random.Random, site: Site, route: str) -> Ask:
    odd = [
        "//",
        "/..%2f",
        "/%00",
        "/%ff%fe",
        "/%ed%a0%80",
        ";a=b",
        "%0d%0aX:1",
        "/" + "a" * 3000,
        "/%2e/",
    ]
    path = _path(chance, site, route, odd=0.8)
    return Ask(
        "GET", chance.choice([path + chance.choice(odd), path.replace("/", "//"), path[:-1]])
    )


def send(port: int, ask: Ask, *, host: str = "127.0.0.1") -> str:
    """The status, or `none` where the server closed without a word."""
    lines = [
        f"{ask.method} {ask.path} HTTP/1.1",
        "Connection: close",
        f"Content-Length: {len(ask.body)}",
    ]
    if not any(name == "Host" for name, _ in ask.headers):
        lines.append(f"Host: {host}:{port}")
    lines += [f"{name}: {value}" for name, value in ask.headers]
    with socket.create_connection((host, port), timeout=60) as line, suppress(ConnectionError):
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + ask.body)
        first = line.recv(64)
        return first[9:12].decode("latin-1") or "none"
    return "none"


def attack(port: int, site: Site, *, seed: int, count: int, say: Callable[[str], object]) -> Report:
    """Send them all, one after the other."""
    report = Report()
    for number, ask in enumerate(asks(site, seed=seed, count=count), 1):
        status = send(port, ask)
        report.statuses[status] += 1
        if status.startswith("5"):
            report.failed.append(f"{status} {ask}")
            say(report.failed[-1])
        if number % 500 == 0:
            say(f"{number} asked")
    return report


def site_here() -> Site:
    """What this process's own database and code know; the sessions are made by whoever asks."""
    return Site(_routes(), _known(), _fields())


def _routes() -> list[str]:
    from django.urls import URLResolver, get_resolver

    def walk(patterns: Sequence[Any], prefix: str) -> Iterator[str]:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, prefix + str(entry.pattern))
            else:
                yield prefix + str(entry.pattern).removeprefix("^").removesuffix("$")

    found = walk(get_resolver().url_patterns, "")
    return sorted({route for route in found if "(" not in route})


def _known() -> dict[str, list[str]]:
    """By room, codes of some things of every process; of places, units and people."""
    from sanan.people.models import Org, Person
    from sanan.places.models import Place
    from sanan.process.registry import processes

    found: dict[str, list[str]] = {}
    for process in processes().values():
        rows = process.model._default_manager.order_by("-pk")[:6]
        room = process.model._meta.app_label
        found.setdefault(room, []).extend(str(getattr(row, process.ref)) for row in rows)
    lived = Place.objects.filter(positions__isnull=False).distinct()
    found["places"] = list(lived.values_list("code", flat=True)[:12])
    found["people"] = list(Person.objects.order_by("-pk").values_list("ref", flat=True)[:6])
    found["people"] += Org.objects.values_list("code", flat=True)[:6]
    return found


def _fields() -> dict[str, list[str]]:
    """The names of the fields of all forms, by room."""
    from django import forms

    found: dict[str, set[str]] = {}
    todo: list[Any] = [forms.BaseForm]
    while todo:
        form = todo.pop()
        todo += form.__subclasses__()
        if form.__module__.startswith("sanan."):
            names = getattr(form, "base_fields", {})
            found.setdefault(form.__module__.split(".")[1], set()).update(names)
    return {room: sorted(names) for room, names in found.items()}


def run(*, count: int, seed: int, say: Callable[[str], object] = print) -> Report:
    """In a folder that goes away: a filled installation, served, asked by a stranger and by staff."""
    from bench.http import PROBE, installation
    from bench.processes import prepare, python, serving

    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), "sqlite") as environment,
    ):
        prepare(environment)
        python("-m", "sanan.config", "demo", "load", environment=environment)
        told = json.loads(python("-m", "bench.hostile", environment=environment))
        with serving(environment, probe=PROBE) as server:
            return attack(server.port, Site(**told), seed=seed, count=count, say=say)


def main() -> None:
    """Entry point within the attacked installation: prints what is known of it, with sessions of staff."""
    import os
    import sys

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from django.test import Client

    from sanan.demo.cast import cast

    site, cookies = site_here(), [""]
    for person in (*map(cast().person, STAFF), everybody()):
        browser = Client()
        browser.force_login(person)
        cookies.append("; ".join(f"{k}={v.value}" for k, v in browser.cookies.items()))
    cookies += cookies[-1:] * len(STAFF)  # half of all by who may everything
    told = {"routes": site.routes, "known": site.known, "fields": site.fields, "cookies": cookies}
    sys.stdout.write(json.dumps(told))


def everybody() -> Any:
    """Somebody who holds every role in the county, so that what is sent gets far."""
    from datetime import date

    from sanan.people.enums import Role
    from sanan.people.models import Person, Position
    from sanan.places.models import Place

    county = Place.objects.filter(kind="county").order_by("path")[0]
    person, _made = Person.objects.get_or_create(username="everybody", name="everybody")
    for role in Role:
        Position.objects.get_or_create(
            person=person, role=role, place=county, since_on=date(2024, 1, 1)
        )
    return person


if __name__ == "__main__":
    main()
