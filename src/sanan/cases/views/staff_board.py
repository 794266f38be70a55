"""The county board: at most six figures and three charts, each opening the list it counts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sanan.analysis.enums import READERS as ANALYSTS
from sanan.cases.enums import READING_ROLES
from sanan.cases.queries import boardface
from sanan.cases.queries import hot as issues_of
from sanan.cases.queries.board import board as board_of
from sanan.cases.views.access import me, page, staff
from sanan.kit import clock
from sanan.kit.periods import Period
from sanan.people.access import held
from sanan.people.enums import Role

MONTHLY = frozenset(ANALYSTS)
COUNTED = ("city", "county", "township")
"""Of whose places there are counts by month."""
PERIODS: Mapping[str, str | Promise] = {
    "month": _("本月"),
    "quarter": _("本季度"),
    "half_year": _("半年"),
    "year": _("今年"),
}


@require_safe
@staff(*READING_ROLES, Role.LEADER, Role.AUDITOR, Role.INSPECTION_OFFICE)
def board(request: HttpRequest) -> HttpResponse:
    """The board of my place, or of one under it."""
    now = clock.now()
    place = boardface.place_of(me(request), request.GET.get("place", ""))
    period = Period.read(request.GET.get("period"), timezone.localdate(now))
    found = board_of(place, period, now)
    values: dict[str, Any] = {
        "board": found,
        "figures": boardface.figures(found),
        "rows": boardface.rows(found),
        "hot": boardface.hot(found),
        "issues": issues_of.hot(place, most=issues_of.TOP),
        "definitions": boardface.definitions(found),
        "charts": boardface.charts(found),
        "periods": PERIODS.items(),
        "now": now,
        "monthly": MONTHLY & held(request) and place.kind in COUNTED,
    }
    return page(request, "board", values)
