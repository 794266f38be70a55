"""Who comes in at all: someone signed in who holds a position today."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sanan.cases.models import Case, CaseQuerySet
from sanan.people import access

staff = access.desk_of(*access.STAFF)
me = access.me
page = access.pages_of("cases/staff")


def visible(request: HttpRequest) -> CaseQuerySet:
    """The cases that this person may see."""
    return Case.objects.visible_to(me(request))


def find_case(request: HttpRequest, code: str, selected: Iterable[str] = ("place",)) -> Case:
    """The case of that number, if this person may see it; else there is none."""
    return get_object_or_404(visible(request).select_related(*selected), code=code)
