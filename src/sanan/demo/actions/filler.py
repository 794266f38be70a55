"""Filling a database with generated cases: the same seed gives the same cases, fast.

They are for measuring, not for reading: the words come from the demo's own texts, the places are
all villages of both counties, the moments lie in the twelve months before `at`.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.db import connection, transaction

from sanan.cases.actions.index import INSERT
from sanan.cases.actions.intake import renumber_taken
from sanan.cases.actions.seed import seed as seed_cases
from sanan.cases.enums import CloseKind, Door, Nature, State, Urgency
from sanan.cases.models import Case, Category, Reply
from sanan.cases.queries.search import words_of
from sanan.demo import cast as demo
from sanan.demo.cast import Cast, written
from sanan.kit import bulk, tokens
from sanan.kit.calendar import SHANGHAI
from sanan.kit.clock import at_or_now
from sanan.ledger import actions as ledger
from sanan.people.actions import mark_demo
from sanan.people.models import Org, Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.process.enums import Satisfaction
from sanan.process.models import TimelineEntry

BATCH = 2000
DAYS = 365
SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NUMBERS = len(SYMBOLS) ** 6
STRIDE = 412_345_677  # shares no factor with 31, so that every number gives another code
SINCE = "从{month}月{day}日开始就这样，已经反映过{times}次。"
ANSWERED = "已派人到现场处理，情况已经解决。如有反复请随时告诉我们。"
HANDLED = (
    "open",
    "dispatch",
    "sign",
    "contact",
    "reply",
    "pass_check",
    "rate",
)
STATES_ON_THE_WAY = {
    "open": State.SUBMITTED,
    "dispatch": State.DISPATCHED,
    "sign": State.SIGNED,
    "contact": State.IN_PROGRESS,
    "reply": State.REPLIED,
    "pass_check": State.REVISITING,
    "rate": State.CLOSED,
    "decline": State.NOT_ACCEPTED,
    "withdraw": State.WITHDRAWN,
}
ENDS = ((State.CLOSED, 0.95), (State.NOT_ACCEPTED, 0.03), (State.WITHDRAWN, 0.02))
LATELY = (
    (State.CLOSED, 0.45),
    (State.REVISITING, 0.08),
    (State.REPLIED, 0.06),
    (State.IN_PROGRESS, 0.2),
    (State.SIGNED, 0.06),
    (State.DISPATCHED, 0.08),
    (State.SUBMITTED, 0.07),
)
VERDICTS = (
    (Satisfaction.SATISFIED, 0.72),
    (Satisfaction.MOSTLY, 0.14),
    (Satisfaction.FAIR, 0.08),
    (Satisfaction.UNSATISFIED, 0.06),
)
URGENCIES = (
    (Urgency.ORDINARY, 0.84),
    (Urgency.COMPLEX, 0.1),
    (Urgency.UTILITY, 0.05),
    (Urgency.DANGER, 0.01),
)
HOURS = {Urgency.DANGER: 2, Urgency.UTILITY: 24}
PROMISED_DAYS = {Urgency.ORDINARY: 7, Urgency.COMPLEX: 15}
ALIVE_DAYS = 12
BRIEF_AFTER_DAYS, BRIEF = 45, 0.75
SHORTENED = frozenset({"sign", "contact", "pass_check"})
"""Steps that three of four old cases go without, so that a million of them fit on a disk."""


@dataclass(frozen=True, slots=True)
class Filled:
    """How many cases, rows of all tables together, and seconds."""

    cases: int
    rows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A village with its ancestors and its county's desk."""

    place: Place
    county: Place
    township: Place
    dispatcher: Person
    units: list[tuple[Category, str, str, Org, Person]]


@dataclass(slots=True)
class Batch:
    """What is written together."""

    cases: list[Case] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    steps: list[tuple[Case, TimelineEntry]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


def fill(
    *,
    n: int,
    seed: int = 1,
    progress: Callable[[int], object] | None = None,
    at: datetime | None = None,
) -> Filled:
    """Add `n` cases with timeline, record and search rows; `progress` hears of each batch."""
    began, now, random = time.monotonic(), at_or_now(at), Random(seed)
    mark_demo(at=now)
    seed_cases(at=now)
    spots = _spots(demo.cast())
    rows, first = 0, Case.objects.count()
    for start in range(0, n, BATCH):
        batch = Batch()
        size = min(BATCH, n - start)
        for number in range(first + start, first + start + size):
            _tell(batch, number, random, spots[random.randrange(len(spots))], now)
        rows += _write(batch)
        if progress is not None:
            progress(size)
    return Filled(n, rows, time.monotonic() - began)


def _spots(cast: Cast) -> list[Spot]:
    """All villages, those in front of the list's towns several times, as people live."""
    by_path = {p.path: p for p in Place.objects.all()}
    desks = {"350526000000": ("dh", "xuwen"), "350525000000": ("yc", "linxiaoqing")}
    units = {prefix: _units(cast, prefix) for prefix, _who in desks.values()}
    spots = []
    for place in by_path.values():
        if place.kind != PlaceKind.VILLAGE:
            continue
        township = by_path[place.path[: -Place.steplen]]
        county = by_path[township.path[: -Place.steplen]]
        prefix, desk = desks[county.code]
        spot = Spot(place, county, township, cast.person(desk), units[prefix])
        spots += [spot] * (6 if township.code[6:9] in {"100", "101"} else 1)
    return spots


def _units(cast: Cast, prefix: str) -> list[tuple[Category, str, str, Org, Person]]:
    """What can be said in this county, with its title, and which county office answers for it."""
    categories = {c.code: c for c in Category.objects.select_related("parent")}
    return [
        (categories[code], text, text[: text.find("。")][:60], cast.org(org), cast.handler(org))
        for _place, org, code, _who, text, _reply, _drawing, _how in written("cases")["case"]
        if org.startswith(f"{prefix}-")
    ]


def _tell(batch: Batch, number: int, random: Random, spot: Spot, now: datetime) -> None:
    opened = now - timedelta(seconds=random.randrange(1, DAYS * 86_400))
    category, said, title, org, handler = spot.units[random.randrange(len(spot.units))]
    code = _code(number, opened)
    tail = SINCE.format(month=opened.month, day=opened.day, times=random.randrange(1, 9))
    case = Case(
        code=code,
        query_hash=tokens.keyed_hash("query", tokens.query_code(code)),
        door=random.choice((Door.WEB, Door.WEB, Door.QR, Door.PHONE, Door.API)),
        nature=random.choice(
            (Nature.HELP, Nature.HELP, Nature.COMPLAINT, Nature.CONSULT, Nature.SUGGESTION)
        ),
        title=f"{spot.place.spoken}：{title}",
        text=f"{spot.place.spoken}：{said}{tail}",
        place_id=spot.place.pk,
        county_id=spot.county.pk,
        township_id=spot.township.pk,
        village_id=spot.place.pk,
        category_id=category.pk,
        urgency=_weighted(random, URGENCIES),
        likes=random.randrange(40) if random.random() < 0.2 else 0,
        contact_name=f"{random.choice('陈林黄郑苏李徐赖')}女士",
        opened_at=opened,
        clock_from_at=opened,
        policy="beijing/ordinary",
        indexed=True,
    )
    _promise(case)
    recent = (now - opened).days < ALIVE_DAYS
    case.state = _weighted(random, LATELY if recent else ENDS)
    _live(batch, case, spot, org, handler, random, now)
    batch.cases.append(case)
    batch.words.append([*_words(spot.place.spoken), *_words(said), *words_of(tail), code.lower()])


def _promise(case: Case) -> None:
    """The clock's moments by the graded pack, without asking the calendar a million times."""
    hours = HOURS.get(Urgency(case.urgency))
    case.policy = f"beijing/{case.urgency}"
    case.contact_due_at = case.opened_at + timedelta(hours=(hours and 2) or 24)
    if hours:
        case.due_at = case.opened_at + timedelta(hours=hours)
    else:
        last = case.opened_at.astimezone(SHANGHAI)
        last += timedelta(days=PROMISED_DAYS[Urgency(case.urgency)])
        case.due_at = last.replace(hour=23, minute=59, second=59, microsecond=0)


def _live(
    batch: Batch, case: Case, spot: Spot, org: Org, handler: Person, random: Random, now: datetime
) -> None:
    """Everything that happened to it up to the state it is in."""
    at = case.opened_at
    brief = (now - at).days > BRIEF_AFTER_DAYS and random.random() < BRIEF
    pace = max(min((now - at).total_seconds(), 9 * 86_400), 60) / 8
    for verb in _verbs(State(case.state)):
        if verb != "open":
            at += timedelta(seconds=pace * (0.3 + random.random() * 0.7))
        _mark(case, verb, at, org, random)
        if verb in SHORTENED and brief:
            continue
        by = spot.dispatcher if verb in {"dispatch", "pass_check", "decline"} else handler
        step = TimelineEntry(
            kind="case",
            verb=verb,
            at=at,
            by_id=None if verb in {"open", "rate", "withdraw"} else by.pk,
            org_id=None if verb == "open" else org.pk,
            state=STATES_ON_THE_WAY[verb],
            said=ANSWERED if verb == "reply" else "",
            public=True,
        )
        batch.steps.append((case, step))
        if verb == "reply":
            batch.replies.append(
                Reply(case=case, public_text=ANSWERED, by_id=handler.pk, org_id=org.pk, at=at)
            )


def _verbs(state: State) -> Iterator[str]:
    if state in {State.NOT_ACCEPTED, State.WITHDRAWN}:
        yield "open"
        yield "decline" if state == State.NOT_ACCEPTED else "withdraw"
        return
    for verb in HANDLED:
        yield verb
        if STATES_ON_THE_WAY[verb] == state:
            return


def _mark(case: Case, verb: str, at: datetime, org: Org, random: Random) -> None:
    match verb:
        case "dispatch":
            case.accepted_at = case.dispatched_at = at
            case.handler_id = case.first_receiver_id = org.pk
            if random.random() < 0.3:
                case.public_title, case.public_text, case.published_at = case.title, case.text, at
        case "sign":
            case.signed_at = at
        case "contact":
            case.contacted_at = at
        case "reply":
            case.replied_at = at
        case "rate":
            _rate(case, at, random)
        case "decline" | "withdraw":
            case.closed_at = at


def _rate(case: Case, at: datetime, random: Random) -> None:
    verdict = _weighted(random, VERDICTS)
    case.revisited_at = case.closed_at = at
    case.contacted_in_time = bool(
        case.contacted_at and case.contact_due_at and case.contacted_at <= case.contact_due_at
    )
    case.asked_contacted, case.satisfaction = True, verdict
    case.asked_resolved = verdict != Satisfaction.UNSATISFIED
    case.close_kind = random.choice((CloseKind.RATED, CloseKind.RATED, CloseKind.REVISITED))


def _write(batch: Batch) -> int:
    with transaction.atomic():
        renumber_taken(batch.cases)
        bulk.insert_many(batch.cases)
        entries = ledger.record_many(drafts=map(_draft, batch.steps))
        for (case, step), entry in zip(batch.steps, entries, strict=True):
            step.subject, step.entry_id = case.pk, entry.pk
        for reply in batch.replies:
            reply.case_id = reply.case.pk
        bulk.insert_many([step for _case, step in batch.steps])
        bulk.insert_many(batch.replies)
        sqlite = connection.vendor == "sqlite"
        rows: list[list[Any]] = [
            [case.pk, " ".join(words) if sqlite else sorted(set(words))]
            for case, words in zip(batch.cases, batch.words, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(INSERT[connection.vendor], rows)
    return 2 * len(batch.cases) + 2 * len(batch.steps) + len(batch.replies)


def _draft(told: tuple[Case, TimelineEntry]) -> ledger.Draft:
    case, step = told
    said = case.text if step.verb == "open" else step.said
    return ledger.Draft(f"case.{step.verb}", case.code, {"state": step.state}, "", said)


def _code(number: int, opened: datetime) -> str:
    rest, code = number * STRIDE % NUMBERS, ""
    for _place in range(6):
        rest, digit = divmod(rest, len(SYMBOLS))
        code += SYMBOLS[digit]
    return f"{opened:%y%m%d}{code}"


@cache
def _words(text: str) -> list[str]:
    return words_of(text)


def _weighted(random: Random, shares: tuple[tuple[Any, float], ...]) -> Any:
    drawn = random.random()
    for value, share in shares:
        drawn -= share
        if drawn < 0:
            return value
    return shares[0][0]
