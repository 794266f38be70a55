"""How a resident is known without an account: by a signed cookie, and by phone where they wish."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Case
from sanan.cases.queries import track
from sanan.kit.errors import Missing
from sanan.people import visitor
from sanan.slips.phone import Started

FOLLOWED = Started("case", before="followed")
person = visitor.resident


def case_of(request: HttpRequest, code: str) -> Case:
    """The case `code`, if this visitor raised it; the same `Missing` for absent and hidden."""
    case = Case.objects.select_related(*track.SELECTED).filter(code=code).first()
    if case is not None:
        if case.code in FOLLOWED.codes(request):
            return case
        who = person(request)
        if who is not None and case.appellant_id == who.pk:
            return case
    raise Missing(_("请先填查询码，再看这件事。"), "no_case")
