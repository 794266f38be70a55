"""Letting the reading room look at many cases at once, after an import."""

from django.db import transaction

from sanan.cases.enums import State, Urgency
from sanan.cases.models import Case
from sanan.cases.queries import suggestions

AT_ONCE = 200


def read_imported(*, first: int, last: int) -> int:
    """Write suggestions for the imported cases with keys `first`–`last` that have none yet.

    A suggestion decides nothing (H7), so it is no entry of the record; repeating it is harmless.
    """
    waiting = Case.objects.filter(pk__range=(first, last), suggested={})
    done = 0
    while cases := list(waiting.only("pk", "title", "text", "urgency", "state", "county")[:AT_ONCE]):
        for case in cases:
            case.suggested = suggestions.read(case.text, case.title, county_id=case.county_id)
            said = case.suggested.get("urgency")
            if said in Urgency.values and case.state == State.SUBMITTED:
                case.urgency = said
        with transaction.atomic():
            Case.objects.bulk_update(cases, ["suggested", "urgency"])
        done += len(cases)
    return done
