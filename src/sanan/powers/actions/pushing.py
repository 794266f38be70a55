"""Telling the village's room: major matters at once, everything else once a month."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.places.models import Place
from sanan.powers.enums import Rhythm
from sanan.powers.models import Disclosure, Push
from sanan.voices.actions import announce

PUSH_DAY = 21
"""The day of the month after which a village hears what was laid open: quarterly and monthly
disclosures fall due by the twentieth."""
NAMED, TITLE = 12, 120
RECENT = timedelta(days=7)


def announce_due(*, at: datetime | None = None, most: int = 200) -> int:
    """Tell the rooms of major matters published since; how many. The announcement is the entry."""
    moment = clock.at_or_now(at)
    found = Disclosure.objects.filter(
        rhythm=Rhythm.EVENT, announced_at__isnull=True, published_at__gt=moment - RECENT
    )
    waiting = list(found.select_related("place", "item").order_by("published_at")[:most])
    for disclosure in waiting:
        with transaction.atomic():
            told = Disclosure.objects.filter(pk=disclosure.pk, announced_at__isnull=True)
            if told.update(announced_at=moment):
                announce(
                    place=disclosure.place,
                    title=words.clip(_("公开：%(what)s") % {"what": disclosure.heading}, TITLE),
                    text=_("刚刚公开，点开看全文；看不明白可以直接在那里提问。"),
                    url=reverse("powers:disclosure", args=[disclosure.code]),
                    by=None,
                    at=moment,
                )
    return len(waiting)


def push_due(*, at: datetime | None = None) -> int:
    """From the twenty-first on, each village's room hears once what was published; how many rooms.

    Nothing is said where nothing was published, and nothing about who has read it.
    """
    moment = clock.at_or_now(at)
    today = timezone.localdate(moment)
    if today.day < PUSH_DAY:
        return 0
    month, first = f"{today:%Y-%m}", _month_before(today)
    done = set(Push.objects.filter(month=month).values_list("place_id", flat=True))
    fresh = Disclosure.objects.filter(published_on__gte=first, published_on__lte=today)
    villages = Place.objects.filter(pk__in=fresh.values("place")).exclude(pk__in=done)
    for village in villages:
        _push(village, month, first, today, moment)
    return len(villages)


def _month_before(today: date) -> date:
    """The day after the last push day."""
    before = today.replace(day=1) - timedelta(days=1)
    return before.replace(day=PUSH_DAY)


def _push(village: Place, month: str, first: date, last: date, moment: datetime) -> None:
    rows = Disclosure.objects.filter(
        place=village, published_on__gte=first, published_on__lte=last
    ).select_related("item")
    names = [d.heading for d in rows.order_by("affair", "item_code")]
    late = Disclosure.objects.filter(place=village).overdue(last).count()
    lines = [f"· {name}" for name in names[:NAMED]]
    if len(names) > NAMED:
        lines.append(_("· 等等，共 %(n)d 项") % {"n": len(names)})
    if late:
        lines.append(_("还有 %(n)d 项到期没有公开。") % {"n": late})
    with transaction.atomic():
        Push.objects.create(place=village, month=month, at=moment, disclosures=len(names))
        announce(
            place=village,
            title=_("这个月公开了 %(n)d 项") % {"n": len(names)},
            text="\n".join(lines),
            url=reverse("powers:village", args=[village.code]),
            by=None,
            at=moment,
        )
