"""What is heating up: the page, its two tables, and looking again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from sanan.cases.actions import mine_later
from sanan.cases.enums import READING_ROLES
from sanan.cases.queries import boardface
from sanan.cases.queries import hot as issues_of
from sanan.cases.views.access import me, page, staff
from sanan.people import queries as people
from sanan.people.access import handed
from sanan.people.enums import Role
from sanan.places.models import Place

READERS = (*READING_ROLES, Role.LEADER, Role.AUDITOR, Role.INSPECTION_OFFICE)


@require_safe
@staff(*READERS)
def hot(request: HttpRequest) -> HttpResponse:
    """The hot issues of my place, or of one under it."""
    place = _place(request)
    values = {"place": place, "hot": issues_of.hot(place), "reads": _reads(request)}
    return page(request, "hot", values)


@require_POST
@staff(*READING_ROLES)
def again(request: HttpRequest) -> HttpResponse:
    """Have the worker look again."""
    place = boardface.place_of(me(request), request.POST.get("place", ""))
    mine_later(place=place)
    return redirect(f"/staff/hot/?place={place.code}")


@require_safe
@staff(*READERS)
def issues(request: HttpRequest) -> HttpResponse:
    """The first table of the public task: the issues."""
    place = _place(request)
    content, rows = issues_of.issues_table(place)
    return handed(
        request, content, "hot-issues", what={"hot": "issues", "place": place.code}, rows=rows
    )


@require_safe
@staff(*READING_ROLES)
def messages(request: HttpRequest) -> HttpResponse:
    """The second table: their messages, as far as I may read them."""
    place = _place(request)
    content, rows = issues_of.messages_table(place, me(request))
    told = {"hot": "messages", "place": place.code}
    return handed(request, content, "hot-messages", what=told, rows=rows)


def _place(request: HttpRequest) -> Place:
    return boardface.place_of(me(request), request.GET.get("place", ""))


def _reads(request: HttpRequest) -> bool:
    return any(post.role in READING_ROLES for post in people.posts(me(request)))
