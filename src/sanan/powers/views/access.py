"""Who comes in: staff by their posts, residents by their phone or with nothing at all."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sanan.kit import clock
from sanan.people import access, visitor
from sanan.people import queries as people
from sanan.places.models import Place
from sanan.powers.actions.reading import reader_of
from sanan.powers.enums import CADRES, COUNTY, READERS, SUPERVISORS, TOWNSHIP
from sanan.powers.rules import who

READER = visitor.Mark("open-books")
desk = access.desk_of(*READERS)
me, resident, my_places = access.me, visitor.resident, access.my_places


def today() -> date:
    """The day in China."""
    return timezone.localdate(clock.now())


def _more(request: HttpRequest) -> dict[str, Any]:
    person = me(request)
    watch = any(
        p.kind in {"township", "county", "city"} and p.role in {*TOWNSHIP, *COUNTY}
        for p in people.posts(person)
    )
    return {"today": today(), "can": {"edit": who.editor(person), "watch": watch}}


page = access.pages_of("powers/staff", {"write": CADRES, "sign": SUPERVISORS}, _more)


def lives_in(request: HttpRequest, place: Place) -> bool:
    """Whether this is somebody signed in by phone who is registered in the village."""
    person = resident(request)
    return bool(person and person.home and place.contains(person.home))


def remembered(request: HttpRequest, response: HttpResponse) -> str:
    """Under what this visitor is counted, keeping a random mark on the phone where there is none."""
    person = resident(request)
    if person is not None:
        return reader_of("person", person.ref)
    return reader_of("phone", READER.keep(request, response))
