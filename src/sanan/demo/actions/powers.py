"""A village's year laid open: its disclosures, its questions, its powers at work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from django.utils import timezone

from sanan.books.actions import look_for_warnings
from sanan.books.models import BookEntry
from sanan.books.rules import rules_of
from sanan.council.enums import Kind
from sanan.demo.actions.stage import drawn, in_the_day
from sanan.demo.cast import Cast, written
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place
from sanan.powers import actions
from sanan.powers.actions import runs
from sanan.powers.enums import Actor, EvidenceKind, PaperKind, State
from sanan.powers.models import Calendar, Disclosure, DisclosureItem, PowerItem, PowerRun, RunStep
from sanan.powers.queries.statement import from_books
from sanan.process.enums import Satisfaction

HALF, YEAR = 6, 12
PICTURES = ("board", "road", "sewage", "house", "lamp", "truck")
READERS = 37


@dataclass(frozen=True, slots=True)
class Hall:
    """One village and whoever acts in it."""

    place: Place
    cadre: Person
    supervisor: Person
    town: Person
    now: datetime

    def ago(self, days: float) -> datetime:
        """That many days before now, in the daytime."""
        return min(in_the_day(self.now - timedelta(days=days)), self.now)

    @property
    def today(self) -> date:
        """The day of the demo."""
        return timezone.localdate(self.now)


def load_powers(cast: Cast, now: datetime) -> None:
    """A year of the village whose books are here, half a year of another, runs; once."""
    actions.seed(at=now)
    if Calendar.objects.exists():
        return
    told = written("powers")
    village = _hall(cast.place(told["village"]), now)
    years = [(village, HALF)]
    years += [(_hall(p, now), YEAR) for p in _kept_books() if p != village.place]
    quarter = village.today.replace(month=(village.today.month - 1) // 3 * 3 + 1, day=1)
    actions.start(place=cast.place(told["town"]), by=None, since_on=quarter, at=now)
    for hall, months in years:
        _keep(hall, months)
        _publish_year(hall, told["items"])
        _publish_books(hall)
    actions.generate(place=cast.place(told["town"]), day=village.today, at=now)
    _occasions(village, told["occasion"])
    _asked(village, told)
    _read(village)
    for tale in told["run"]:
        _run(village, tale)
    _waiting(village, told["items"])
    look_for_warnings(at=now, rules=rules_of(told["warnings"]))
    for kind in PaperKind:
        actions.issue(
            place=village.place,
            kind=kind,
            first=_month(village.today, 3),
            last=village.today,
            by=village.cadre,
            at=now,
        )


def _keep(hall: Hall, months: int) -> None:
    """The calendar of that village for so many months."""
    begun = _month(hall.today, months)
    actions.start(place=hall.place, by=None, since_on=begun, busy=True, at=_noon(begun))
    for back in range(months, -1, -1):
        first = _month(hall.today, back)
        actions.generate(place=hall.place, day=first, at=_noon(first))


def _kept_books() -> list[Place]:
    """Villages with books, a cadre and somebody who signs for the supervision committee."""
    signed = Position.objects.filter(role=Role.VILLAGE_SUPERVISOR).values("place")
    kept = BookEntry.objects.values("place")
    town = Position.objects.filter(role=Role.DISCIPLINE_OFFICER, place__kind="township")
    paths = [str(p) for p in town.values_list("place__path", flat=True)]
    found = Place.objects.filter(pk__in=kept).filter(pk__in=signed)
    return [place for place in found if str(place.path)[: -Place.steplen] in paths]


def _hall(place: Place, now: datetime) -> Hall:
    def someone(role: Role, at: Place) -> Person:
        held = Position.objects.filter(role=role, place=at).select_related("person")
        return held.order_by("pk")[0].person

    town = Place.objects.get(path=str(place.path)[: -Place.steplen])
    return Hall(
        place,
        someone(Role.VILLAGE_CADRE, place),
        someone(Role.VILLAGE_SUPERVISOR, place),
        someone(Role.DISCIPLINE_OFFICER, town),
        now,
    )


def _month(today: date, back: int) -> date:
    total = today.year * 12 + today.month - 1 - back
    return date(total // 12, total % 12 + 1, 1)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=timezone.get_current_timezone())


def table(text: str) -> dict[str, Any]:
    """Lines with bars between their cells, the head first."""
    lines = [[c.strip() for c in line.split("|")] for line in text.splitlines() if line]
    return {"columns": lines[0], "rows": [{"cells": c} for c in lines[1:]]} if lines else {}


def _publish_year(hall: Hall, told: Mapping[str, Sequence[str]]) -> None:
    """Everything due so far is published: most in time, some late, two not at all."""
    due = Disclosure.objects.filter(
        place=hall.place, due_on__lte=hall.today, published_on=None
    ).select_related("item", "place")
    lateness = cycle([-4, -3, -2, -6, -1, -5, -3, 6, -2, -4, -3])
    left = {"D20", "D23"}
    for each in due.order_by("due_on", "item_code"):
        newest = each.due_on > hall.today - timedelta(days=31 * 2)
        if each.item_code in left and newest:
            left.discard(each.item_code)
            continue
        if each.item.statement and BookEntry.objects.filter(place=hall.place).exists():
            continue
        late = next(lateness)
        _publish(hall, each, told, min(_noon(each.due_on + timedelta(days=late)), hall.ago(0.2)))


def _publish(hall: Hall, each: Disclosure, told: Mapping[str, Sequence[str]], at: datetime) -> None:
    """From the draft to the villagers, over three days."""
    _draft(hall, each, told, at - timedelta(days=3))
    _send(hall, each, at)


def _draft(hall: Hall, each: Disclosure, told: Mapping[str, Sequence[str]], at: datetime) -> None:
    title, body, lines = told.get(each.item_code, (each.item.name, "这一期没有发生。", ""))
    actions.draft(
        disclosure=each,
        title=f"{title}（{each.period_name}）",
        body=body,
        rows=table(lines),
        elements=each.item.elements,
        by=hall.cadre,
        at=at,
    )


def _send(hall: Hall, each: Disclosure, at: datetime) -> None:
    hour = timedelta(hours=1)
    actions.submit(disclosure=each, by=hall.cadre, at=at - 26 * hour)
    actions.sign(disclosure=each, by=hall.supervisor, note="看过", at=at - 2 * hour)
    if each.state == State.TOWNSHIP_REVIEW:
        actions.approve(disclosure=each, by=hall.town, at=at)


def _publish_books(hall: Hall) -> None:
    """Each month of the books, as it fell due."""
    due = Disclosure.objects.filter(
        place=hall.place, due_on__lte=hall.today, published_on=None, item__statement=True
    ).select_related("item", "place")
    for each in due.order_by("due_on"):
        taken = from_books(each)
        if taken["rows"]:
            at = min(_noon(each.due_on - timedelta(days=2)), hall.ago(0.2))
            actions.draft(
                disclosure=each,
                elements=each.item.elements,
                by=hall.cadre,
                at=at - timedelta(days=3),
                **taken,
            )
            _send(hall, each, at)


def _occasions(hall: Hall, told: Sequence[Mapping[str, Any]]) -> None:
    items = DisclosureItem.objects.current(hall.today)
    for tale in told:
        at = hall.ago(tale["days"])
        made = actions.occasion(
            place=hall.place,
            item=items.get(code=tale["item"]),
            title=tale["title"],
            happened_on=timezone.localdate(at),
            by=hall.cadre,
            at=at,
        )
        if tale["body"]:
            actions.draft(
                disclosure=made,
                title=tale["title"],
                body=tale["body"],
                elements=made.item.elements,
                by=hall.cadre,
                at=at,
            )
            _send(hall, made, at + timedelta(days=2))


def _asked(hall: Hall, told: Mapping[str, Any]) -> None:
    """One answered, rated and followed by a correction; one that waits."""
    for tale in told["question"]:
        found = _newest(hall, tale["item"])
        begun = hall.ago(5) + timedelta(hours=1)
        asked = actions.ask(disclosure=found, text=tale["text"], line=tale["line"], at=begun)
        if not tale["answer"]:
            continue
        actions.acknowledge(
            question=asked, by=hall.cadre, at=in_the_day(begun + timedelta(hours=5))
        )
        actions.answer(
            question=asked,
            text=tale["answer"],
            by=hall.cadre,
            at=in_the_day(begun + timedelta(hours=20)),
        )
        actions.rate(
            question=asked,
            satisfaction=Satisfaction(tale["rating"]),
            at=begun + timedelta(hours=30),
        )
    fix = told["amended"]
    wrong = _newest(hall, fix["item"])
    at = hall.ago(3)
    actions.amend(disclosure=wrong, changed=fix["changed"], by=hall.cadre, at=at)
    actions.draft(
        disclosure=wrong,
        title=wrong.title,
        body=wrong.body,
        rows=table(fix["table"]),
        elements=wrong.item.elements,
        by=hall.cadre,
        at=at,
    )
    _send(hall, wrong, at + timedelta(days=2))


def _newest(hall: Hall, code: str) -> Disclosure:
    found = Disclosure.objects.public().filter(
        place=hall.place, item_code=code, published_at__lte=hall.ago(6)
    )
    return found.select_related("item", "place").latest("due_on", "pk")


def _read(hall: Hall) -> None:
    for n in range(READERS):
        actions.read(disclosure=_newest(hall, "D27"), reader=f"demo-{n}", at=hall.now)


def _run(hall: Hall, tale: Mapping[str, Any]) -> None:
    item = PowerItem.objects.current(hall.today).get(code=tale["item"])
    at = hall.ago(tale["days"])
    made = runs.begin(
        item=item,
        place=hall.place,
        title=tale["title"],
        amount=tale["amount"] or None,
        fund_source=tale["fund"],
        counterparty=tale["party"],
        by=hall.cadre,
        at=at,
    )
    related = tale.get("related", "")
    runs.declare(run=made, related=bool(related), who_text=related, by=hall.cadre, at=at)
    for number in range(tale["steps"]):
        at += timedelta(days=4)
        _step(hall, made, tale["said"][number], at)
    if tale["steps"] == item.steps.count():
        runs.finish(run=made, by=hall.cadre, at=at)
    if tale.get("objection"):
        runs.object_to(run=made, seq=1, text=tale["objection"], by=hall.supervisor, at=at)
    if tale.get("suspended"):
        runs.suspend(run=made, reason=tale["suspended"], by=hall.town, at=at)


def _step(hall: Hall, run: PowerRun, said: str, at: datetime) -> None:
    step = run.steps.filter(state="pending").select_related("step", "run__place")[0]
    by = {Actor.SUPERVISOR: hall.supervisor, Actor.TOWNSHIP: hall.town}.get(
        Actor(step.step.actor), hall.cadre
    )
    for number, kind in enumerate(step.step.evidence):
        upload = drawn(PICTURES[(step.seq + number) % len(PICTURES)])[0]
        actions.attach(
            upload=upload, by=by, to=step, evidence=EvidenceKind(kind), clean=True, at=at
        )
    runs.take(run=run, seq=step.seq, decision=said, votes=_votes(step), by=by, at=at)
    if step.step.signs:
        runs.sign(run=run, seq=step.seq, by=hall.supervisor, at=at + timedelta(hours=3))


def _votes(step: RunStep) -> dict[str, int] | None:
    if not step.step.quorum:
        return None
    if step.step.quorum == Kind.REPRESENTATIVES:
        body = {"representatives": 28, "women": 11}
        return {"people": 31, "present": 26, "agree": 24, "against": 1, "abstain": 1, **body}
    return {"people": 7, "present": 6, "agree": 6}


def _waiting(hall: Hall, told: Mapping[str, Sequence[str]]) -> None:
    """One that waits for the supervisor, one for the township, one half written."""
    coming = Disclosure.objects.filter(
        place=hall.place, published_on=None, state=State.SCHEDULED, due_on__gte=hall.today
    ).select_related("item", "place")
    by_code = {each.item_code: each for each in coming.order_by("-due_on")}
    for code in ("D18", "D26", "D14"):
        if code in by_code:
            _draft(hall, by_code[code], told, hall.ago(0.5))
    for code in ("D18", "D26"):
        if code in by_code:
            actions.submit(disclosure=by_code[code], by=hall.cadre, at=hall.ago(0.3))
    if "D26" in by_code:
        actions.sign(disclosure=by_code["D26"], by=hall.supervisor, at=hall.ago(0.2))
