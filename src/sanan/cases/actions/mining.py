"""Looking for what is heating up, over a place's cases of a period."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from sanan.cases.actions.progress import Moving
from sanan.cases.enums import State, Work
from sanan.cases.models import Case, HotIssue, HotMining
from sanan.insight.progress import Kept, Tick, untold
from sanan.kit import background, clock
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

if TYPE_CHECKING:
    from sanan.insight.hot import HotIssue as Found
    from sanan.insight.hot import Message

DAYS = 365
MOST_CASES = 20_000
SHOWN = 200
LEFT_OUT = (State.WITHDRAWN,)


def mine_hot(
    *,
    place: Place,
    days: int = DAYS,
    tick: Tick = untold,
    say: Callable[[str], None] | None = None,
    at: datetime | None = None,
) -> HotMining:
    """Group the newest cases of `place` into events and keep the hottest; the run before goes.

    Stopped halfway, the next run over the same cases goes on where it was and finds the equal
    issues; with other cases it starts over. `tick` hears how far it is, `say` which of the two.

    What comes of it decides nothing (H7), so it is no entry of the record.
    The period ends with the newest case, so that an imported year is read as a year.
    """
    from sanan.insight.hot import hot_issues  # with SciPy, which only the worker needs

    now = clock.at_or_now(at)
    cases = Case.objects.within(place).exclude(state__in=LEFT_OUT).filter(opened_at__lte=now)
    newest = cases.order_by("-opened_at").values_list("opened_at", flat=True).first() or now
    since = newest - timedelta(days=days)
    rows = cases.filter(opened_at__gte=since).order_by("-opened_at")[:MOST_CASES]
    messages = [_message(case) for case in rows.only(*_READ)]
    kept = Kept(state_of(place), say)
    with Moving.over(work=Work.MINE, place=place, tick=tick) as moving:
        found = hot_issues(messages, until=newest, kept=kept, tick=moving.tick)[:SHOWN]
        mining = _keep(
            place,
            found,
            HotMining(place=place, from_at=since, until_at=newest, made_at=now, read=len(messages)),
        )
    kept.drop()
    return mining


def state_of(place: Place) -> Path:
    """Where a run that was stopped left what it had done."""
    return Path(settings.VAR) / "progress" / f"hot-{place.code}.progress"


def _keep(place: Place, found: list["Found"], mining: HotMining) -> HotMining:
    with transaction.atomic():
        HotMining.objects.filter(place=place).delete()
        mining.save()
        issues = HotIssue.objects.bulk_create([_issue(mining, one) for one in found])
        links = [
            HotIssue.cases.through(hotissue_id=issue.pk, case_id=int(pk))
            for issue, one in zip(issues, found, strict=True)
            for pk in one.message_ids
        ]
        HotIssue.cases.through.objects.bulk_create(links)
    return mining


def mine_later(*, place: Place) -> None:
    """Ask the worker to look again; asking twice is no harm, the later run replaces the other."""
    background.enqueue(MINE, place.pk)


MINE = "sanan.cases.tasks.mine_hot"
_READ = ("pk", "title", "text", "opened_at", "likes", "contact_hash", "contact_name", "code")


def mine_due(*, at: datetime | None = None) -> int:
    """Mine anew each county whose last run is a day old and that has new cases; how many."""
    now = clock.at_or_now(at)
    done = 0
    for county in Place.objects.of_kind(PlaceKind.COUNTY):
        last = HotMining.objects.filter(place=county).order_by("-made_at").first()
        if last is not None and last.made_at > now - timedelta(days=1):
            continue
        fresh = Case.objects.within(county)
        if fresh.filter(
            opened_at__gt=last.made_at if last else now - timedelta(days=DAYS)
        ).exists():
            mine_hot(place=county, at=now)
            done += 1
    return done


def _message(case: Case) -> "Message":
    from sanan.insight.hot import Message

    person = case.contact_hash or case.contact_name or case.code
    return Message(str(case.pk), case.title, case.text, case.opened_at, person, likes=case.likes)


def _issue(mining: HotMining, found: "Found") -> HotIssue:
    return HotIssue(
        mining=mining,
        rank=found.rank,
        heat=round(found.heat, 4),
        from_at=found.start,
        until_at=found.end,
        where=found.place[:100],
        description=found.description[:200],
        people=found.people,
        likes=found.likes,
        trend=round(found.trend, 3),
        weeks=list(found.weeks),
    )
