"""My work, and my notices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.queries import worklist
from sanan.cases.queries.clockface import ClockFace
from sanan.cases.queries.lists import CASE_LIST
from sanan.cases.views.access import me, page, staff
from sanan.kit import clock
from sanan.kit.paging import page_number
from sanan.lists.queries import looks
from sanan.people import actions as people
from sanan.people.models import Notice
from sanan.process.work import work_of

SHOWN = 60
NOTICES = 50


@require_safe
@staff()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me in any room, nearest clock first, and my views with their counts."""
    person, now = me(request), clock.now()
    found, face = work_of(person, now), ClockFace(now)
    asked = CASE_LIST.read({}, person, now)
    values = {
        "list": looks(CASE_LIST, asked, address=reverse("cases_staff:list")),
        "work": [(item, face.moment(item.due_at)) for item in found[:SHOWN]],
        "follows": len(found) > SHOWN,
        "admin": worklist.is_admin(person),
    }
    return page(request, "home", values)


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def notices(request: HttpRequest) -> HttpResponse:
    """What I was told; a POST notes one, or all, as read and goes where it points."""
    mine = Notice.objects.visible_to(me(request)).order_by("-made_at", "-pk")
    if request.method == "POST":
        one = mine.filter(pk=request.POST["id"]).first() if request.POST.get("id") else None
        people.mark_read(to=me(request), ids=[one.pk] if one else None)
        return redirect(
            one.link if one and one.link.startswith("/staff/") else "cases_staff:notices"
        )
    number, new = page_number(request.GET.get("page")), "new" in request.GET
    mine = mine.filter(read_at=None) if new else mine
    found = list(mine[(number - 1) * NOTICES : number * NOTICES + 1])
    values = {
        "notices": found[:NOTICES],
        "number": number,
        "follows": len(found) > NOTICES,
        "new": new,
    }
    return page(request, "notices", values)
