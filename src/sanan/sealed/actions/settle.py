"""The record of what reporters wrote: one entry for each day that is over, whether much or nothing."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_noop

from sanan.kit import tokens
from sanan.kit.clock import at_or_now
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.actions import tell
from sanan.people.models import Notice
from sanan.sealed.enums import Event
from sanan.sealed.models import Body, Day, Message, Officer, Report
from sanan.sealed.queries.audit import stored_on

MOST_DAYS = 400
PADDED = 8
LINK = "/staff/sealed/"


def settle(*, at: datetime | None = None) -> int:
    """Write the entry of each day before today that has none; how many were written.

    Each commits to the messages of its day by the hashes of what is stored, so that none can be
    slipped in or taken out later; nobody sees from it whether there were any. Afterwards officers
    whose body has something new are told so, without a number, unless
    such a notice is still unread.
    """
    moment = at_or_now(at)
    days = _days(timezone.localdate(moment))
    for day in days:
        with transaction.atomic():
            _pad(day)
            _settle(day, moment)
    if days:
        _tell(moment)
    return len(days)


def _days(today: date) -> list[date]:
    last = Day.objects.order_by("-on").values_list("on", flat=True).first()
    if last is not None:
        first = last + timedelta(days=1)
    else:
        began = Body.objects.aggregate(first=Min("confirmed_at"))["first"]
        if began is None:
            return []
        earliest = Message.objects.aggregate(first=Min("on"))["first"]
        first = min(filter(None, [timezone.localdate(began), earliest]))
    first = max(first, today - timedelta(days=MOST_DAYS))
    return [first + timedelta(days=n) for n in range((today - first).days)]


def _pad(day: date) -> None:
    """As many empty acts as make those of the day a multiple of `PADDED`, and never none.

    They are told from others by their content alone, so the log shows no rhythm of officers' work.
    """
    began = timezone.make_aware(datetime.combine(day, time.min))
    done = Entry.objects.filter(event=Event.ACT, at=began).count()
    for _ in range(-done % PADDED if done else PADDED):
        ledger.record(event=Event.ACT, subject=tokens.opaque(), content={"act": ""}, at=began)


def _settle(day: date, at: datetime) -> None:
    entry = ledger.record(
        event=Event.DAY,
        subject=f"{day:%Y%m%d}",
        content={"on": day.isoformat(), "stored": stored_on(day)},
        at=at,
    )
    Day.objects.create(on=day, entry_id=entry.pk)


def _tell(at: datetime) -> None:
    waiting = Report.objects.filter(waiting=True).values("body")
    officers = Officer.objects.active().filter(body__in=waiting).select_related("person")
    unread = set(Notice.objects.unread().filter(link=LINK).values_list("to", flat=True))
    told = {o.person_id: o.person for o in officers if o.person_id not in unread}
    tell(people=told.values(), say=gettext_noop("有事等着您处理。"), link=LINK, at=at)
