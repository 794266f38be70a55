"""Reading the waiting cases again after a county has chosen another model."""

from datetime import datetime

from django.db import transaction

from sanan.cases.enums import Work
from sanan.cases.models import Case, CaseQuerySet, Progress
from sanan.cases.queries import desk as desks
from sanan.cases.queries import suggestions
from sanan.cases.queries.filters import WAITING
from sanan.insight.progress import RESUMED, Tick, untold
from sanan.kit import clock
from sanan.kit.errors import Invalid
from sanan.places.models import Place

AT_ONCE = 200
REREAD = "sanan.cases.tasks.reread"


def waiting_for(county: Place) -> CaseQuerySet:
    """The county's waiting cases that nobody has given a category: those a new model helps with."""
    return Case.objects.filter(county=county, state__in=sorted(WAITING), category=None)


def reread(
    *, county: Place, tick: Tick = untold, say: Tick | None = None, at: datetime | None = None
) -> int:
    """Write new suggestions for the county's waiting cases with the model it uses now; how many.

    A suggestion decides nothing (H7), so it is no entry of the record; what a person decided, and
    the urgency, stay. Stopped halfway it goes on after the last case read, unless the county has
    taken another model since: then it begins again. `say` hears `RESUMED`, how many were read
    before and of how many. Raises `Invalid` where the model cannot be read: the suggestions stay.
    """
    suggestions.forget()  # of the model before, which this process may still hold
    desks.forget()
    reader, now = suggestions.reader_of(county.pk), clock.at_or_now(at)
    if reader.refusal:
        raise Invalid(reader.refusal, "no_model", field="model")
    desk = desks.in_use(county.pk)
    row = _row(county, f"{reader.name} {desk.path if desk else ''}".strip(), now)
    if row.done and say is not None:
        say(RESUMED, row.done, row.total)
    columns = ("pk", "title", "text", "county", "place__path")
    left = waiting_for(county).select_related("place").order_by("pk").only(*columns)
    while cases := list(left.filter(pk__gt=row.cursor)[:AT_ONCE]):
        tick("reading", row.done, row.total)
        for case in cases:
            case.suggested = desks.read_case(case)
        row.done += len(cases)
        row.cursor, row.moved_at = cases[-1].pk, clock.at_or_now(at)
        row.total = max(row.total, row.done)
        with transaction.atomic():
            Case.objects.bulk_update(cases, ["suggested"])
            row.save()
    tick("reading", row.done, row.done)
    row.delete()
    return row.done


def _row(county: Place, name: str, now: datetime) -> Progress:
    row = Progress.objects.filter(work=Work.REREAD, place=county).first()
    if row is not None and row.name == name:
        return row
    fresh = {
        "name": name,
        "done": 0,
        "cursor": 0,
        "total": waiting_for(county).count(),
        "started_at": now,
        "moved_at": now,
    }
    made, _new = Progress.objects.update_or_create(work=Work.REREAD, place=county, defaults=fresh)
    return made
