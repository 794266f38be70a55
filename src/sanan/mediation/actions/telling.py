"""Parties hear of the steps that concern them: that there is something to read, and nothing of the matter.

Only those whose number an account has confirmed; everybody else is served by the window, on the slip.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from sanan.kit import bulk, clock, dates
from sanan.mediation.enums import IN_FORCE, RUNNING, Performance, Running
from sanan.mediation.models import Dispute, Party, Reminder
from sanan.people.actions.notices import Letter, notify_all
from sanan.people.enums import Channel
from sanan.process.step import Step

ASKED = gettext_noop("有一件调解请您参加，同不同意请打开“我的事”看。")
ARRANGED = gettext_noop("您参加的调解约了时间，请打开“我的事”看。")
MOVED = gettext_noop("您参加的调解改了时间，请打开“我的事”看。")
CALLED_OFF = gettext_noop("您参加的调解取消了一次约谈，请打开“我的事”看。")
PROPOSED = gettext_noop("您参加的调解有了方案，请打开“我的事”看，同不同意都请答复。")
DRAWN_UP = gettext_noop("您参加的调解写成了协议书，请打开“我的事”看清再签字。")
IN_EFFECT = gettext_noop("您参加的调解，协议书今天生效，请打开“我的事”看。")
DUE = gettext_noop("您参加的调解，约定的事快到日子了，请打开“我的事”看。")
CONFIRM = gettext_noop("您参加的调解，申请司法确认的日子快到了，请打开“我的事”看。")
LIMIT = gettext_noop("您参加的调解，法律期限快到了，请打开“我的事”看。")

BEFORE = {Running.DUE: (3,), Running.CONFIRM: (7,), Running.LIMIT: (90, 30, 7)}
"""How many days ahead parties are told; where days had no worker, as soon as there is one again."""
SAID = {Running.DUE: DUE, Running.CONFIRM: CONFIRM, Running.LIMIT: LIMIT}


def tell_parties(parties: Iterable[Party], say: str, at: datetime) -> int:
    """A sentence to each whose number is confirmed, in their account and by SMS; how many."""
    known = [each for each in parties if each.person is not None]
    letters = [
        letter
        for each in known
        for letter in (
            Letter(say, each.person, link=reverse("mediation:party", args=[each.token])),
            Letter(say, each.person, channel=Channel.SMS),
        )
    ]
    if letters:
        notify_all(letters=letters, at=at)
    return len(known)


def told(step: Step[Dispute], say: str, parties: Iterable[Party] | None = None) -> None:
    """The same once the step is done, in its transaction; all parties where none are named."""
    whom = list(parties) if parties is not None else None

    def do(done: Step[Dispute]) -> None:
        tell_parties(
            done.thing.parties.select_related("person") if whom is None else whom, say, done.at
        )

    step.then(do)


def remind(*, at: datetime | None = None) -> int:
    """Tell parties of days that run out: what they promised, confirmation, limitation; how many.

    Called once a day. Each is told once for each of the spans of `BEFORE`, of the shortest that holds.
    """
    moment = clock.at_or_now(at)
    today = dates.local_day(moment)
    rows = Party.objects.filter(person__isnull=False)
    ends = {
        Running.DUE: _ends(
            rows.filter(
                items__state=Performance.PENDING,
                items__proposal__agreement__dispute__state__in=IN_FORCE,
            ),
            "items__due_on",
        ),
        Running.CONFIRM: _ends(
            rows.filter(dispute__state__in=IN_FORCE, dispute__agreement__applied_on__isnull=True),
            "dispute__agreement__confirm_until",
        ),
        Running.LIMIT: _ends(rows.filter(dispute__state__in=RUNNING), "dispute__limit_on"),
    }
    return sum(
        _remind_of(about, party, on, today, moment)
        for about, found in ends.items()
        for party, on in found(today, today + timedelta(days=max(BEFORE[about])))
    )


def _ends(rows: QuerySet[Party], field: str) -> Callable[[date, date], list[tuple[Party, date]]]:
    """Parties with the day that runs out for them, of those days that lie between two."""

    def between(first: date, last: date) -> list[tuple[Party, date]]:
        near = rows.filter(**{f"{field}__range": (first, last)}).annotate(ends=F(field))
        return [(each, each.ends) for each in near.select_related("person").distinct()]

    return between


def _remind_of(about: Running, party: Party, on: date, today: date, at: datetime) -> int:
    before = min(days for days in BEFORE[about] if on <= today + timedelta(days=days))
    if party.reminders.filter(about=about, on=on, before__lte=before).exists():
        return 0
    with transaction.atomic():
        bulk.insert(Reminder(party=party, about=about, on=on, before=before, at=at))
        return tell_parties([party], SAID[about], at)
