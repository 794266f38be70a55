"""A telephone number written into every column of words, and where a stranger reads it.

Whoever types a text may type somebody's number. So each column is given one of its own, and a stranger
follows every link from the first pages on.
"""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import Resolver404, resolve

import sight

REGISTERS = frozenset({"places", "people"})
"""Rooms that keep the names of places and offices, as administrators write them."""
NAMED = frozenset(
    {
        "cases.Category",
        "powers.PowerItem",
        "council.Council",
        "projects.Project",
        "mediation.GovCentre",
        "estates.EstateNotice",
        "estates.ServiceStandard",
        "estates.StaffMember",
    }
)
"""Catalogues, names and notices of an office: what stands there it chose to tell everyone, its number too."""
DECIDED = frozenset({"cases.Case.public_title", "cases.Case.public_text"})
"""What somebody published after reading it covered (tests/cases): covering it again would undo their choice."""
SHORTEST = 60
"""Columns of fewer characters hold a code or a name."""
ROWS = 60
"""A page shows the newest; older ones say the same."""
LINK = re.compile(r'(?:href|src)="([^"]+)"')
EACH = 4
OWN = ("slips", "sealed")
"""Pages of whoever holds the code: their own words stand as they wrote them."""


def columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of words that people write."""
    for model in apps.get_models():
        label = model._meta.label
        if (
            not model.__module__.startswith("sanan.")
            or label in NAMED
            or model._meta.app_label in REGISTERS
        ):
            continue
        for column in model._meta.concrete_fields:
            if f"{label}.{column.name}" in DECIDED:
                continue
            if not isinstance(column, models.CharField | models.TextField) or column.choices:
                continue
            if isinstance(column, models.URLField | models.SlugField) or column.unique:
                continue
            if column.max_length is None or column.max_length >= SHORTEST:
                yield model, column.name


def write() -> dict[str, str]:
    """A telephone number of its own into each of them; which column each number stands in."""
    written = {}
    for nth, (model, name) in enumerate(columns()):
        number = f"1380001{nth:04}"
        filled = model._default_manager.exclude(Q(**{name: ""}) | Q(**{f"{name}__isnull": True}))
        newest = list(filled.order_by("-pk").values_list("pk", flat=True)[:ROWS])
        room = Value(f"（电话 {number}）")
        try:
            with transaction.atomic():
                model._default_manager.filter(pk__in=newest).update(**{name: Concat(F(name), room)})
        except IntegrityError:
            continue
        if newest:
            written[number] = f"{model._meta.label}.{name}"
    return written


def visited(starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every page and file that links lead a stranger to, with its words; of each route at most `EACH`."""
    stranger, seen, count = Client(raise_request_exception=False), set(starts), Counter[str]()
    waiting = deque(starts)
    while waiting:
        path = waiting.popleft()
        route = _route(path)
        if route is None or count[route] >= EACH or route.startswith(("staff/", *OWN)):
            continue
        count[route] += 1
        with transaction.atomic():
            answer = stranger.get(path, follow=True)
            text = sight.said(answer) if answer.status_code == 200 else ""
            transaction.set_rollback(True)
        yield path, text
        for link in LINK.findall(text):
            there = urljoin(path, html.unescape(link)).partition("#")[0]
            if there.startswith("/") and there not in seen:
                seen.add(there)
                waiting.append(there)


def _route(path: str) -> str | None:
    try:
        return str(resolve(urlsplit(path).path).route)
    except Resolver404:
        return None


def shown(starts: Iterable[str], written: Mapping[str, str]) -> dict[str, str]:
    """Which columns a stranger reads a number in, and where."""
    found: dict[str, str] = {}
    for path, text in visited(starts):
        for number in re.findall(r"1380001\d{4}", text):
            if column := written.get(number):
                found.setdefault(column, path)
    return found
