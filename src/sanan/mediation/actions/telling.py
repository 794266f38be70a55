"""Parties hear of the steps that concern them: that there is something to read, and nothing of the matter.

Only those whose number an account has confirmed; everybody else is served by the window, on the slip.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from sanan.kit import clock, dates
from sanan.mediation.enums import IN_FORCE, RUNNING, Performance
from sanan.mediation.models import Dispute, Party
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

BEFORE_DUE, BEFORE_CONFIRM = timedelta(days=3), timedelta(days=7)
BEFORE_LIMIT = (timedelta(days=90), timedelta(days=30), timedelta(days=7))


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

    Called once a day; each day is told of that many days before, and on no other.
    """
    moment = clock.at_or_now(at)
    today = dates.local_day(moment)
    due = Party.objects.filter(
        items__state=Performance.PENDING,
        items__due_on=today + BEFORE_DUE,
        items__proposal__agreement__dispute__state__in=IN_FORCE,
    )
    confirm = Q(
        dispute__state__in=IN_FORCE,
        dispute__agreement__confirm_until=today + BEFORE_CONFIRM,
        dispute__agreement__applied_on__isnull=True,
    )
    limit = Q(dispute__state__in=RUNNING, dispute__limit_on__in=_days(today))
    return sum(
        tell_parties(rows.select_related("person").distinct(), say, moment)
        for rows, say in (
            (due, DUE),
            (Party.objects.filter(confirm), CONFIRM),
            (Party.objects.filter(limit), LIMIT),
        )
    )


def _days(today: date) -> list[date]:
    return [today + before for before in BEFORE_LIMIT]
