"""Who comes in, and which county, month and list a page is about."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from sanan.kit import clock, dates
from sanan.people import access
from sanan.places.models import Place
from sanan.projects.enums import CHIEFS, OFFICERS, READERS
from sanan.projects.models import ProjectSet
from sanan.projects.queries.desk import county_of
from sanan.projects.queries.figures import last_month, sets_of

CAN = {"office": OFFICERS, "lead": CHIEFS, "call": (*OFFICERS, *CHIEFS)}
desk = access.desk_of(*READERS)
page = access.pages_of("projects/staff", CAN)


def county(request: HttpRequest) -> Place:
    """The county of whoever looks. Raises `Http404` where they have none."""
    found = county_of(access.me(request))
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """What a page of figures is about."""

    county: Place
    month: str
    chosen: ProjectSet | None
    sets: list[ProjectSet]

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        found = f"?month={self.month}"
        return f"{found}&set={self.chosen.code}" if self.chosen else f"{found}&set=all"

    def values(self) -> dict[str, Any]:
        """For the page."""
        year, last = int(self.month[:4]), int(self.month[5:])
        return {
            "look": self,
            "place": self.county,
            "months": [f"{year}-{m:02}" for m in range(max(1, last - 5), min(12, last + 1) + 1)],
        }


def look(request: HttpRequest) -> Look:
    """The county's newest month and first list, or what the address names of them."""
    there = county(request)
    month = request.GET.get("month", "")
    if not _is_month(month):
        month = last_month(there, dates.local_day(clock.now()))
    sets = sets_of(there, int(month[:4]))
    wanted = request.GET.get("set", "")
    chosen = next((each for each in sets if each.code == wanted), None)
    if chosen is None and wanted != "all":
        chosen = sets[0] if sets else None
    return Look(there, month, chosen, sets)


def _is_month(text: str) -> bool:
    year, _dash, month = text.partition("-")
    return (
        len(text) == len("2026-09")
        and text.isascii()
        and year.isdigit()
        and month.isdigit()
        and 2000 <= int(year) <= 2100
        and 1 <= int(month) <= 12
    )
