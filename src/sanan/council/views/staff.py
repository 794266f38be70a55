"""The desk of a council: its plan, topics, bodies, halls."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases.models import Case
from sanan.council import actions
from sanan.council.enums import DESK, PROPOSERS, Kind, Source, State
from sanan.council.forms import staff as forms
from sanan.council.models import Booking, Council, Hall, Meeting, Topic
from sanan.council.queries import community
from sanan.council.queries import desk as reads
from sanan.council.rules import COUNCIL, TOPIC
from sanan.council.rules.quorum import TABLE, quorum_words
from sanan.council.views.access import desk, me, my_places, page
from sanan.council.views.sheets import workbook
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 30


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Which meetings were held and which were missed; what waits."""
    now = clock.now()
    meetings = Meeting.objects.visible_to(me(request)).select_related("council")
    values = {
        "plans": reads.plan_of(me(request), now),
        "states": reads.by_state(me(request)),
        "coming": meetings.filter(held_at=None).exclude(state="cancelled").order_by("starts_at"),
    }
    return page(request, "board", values)


def _topics(request: HttpRequest) -> tuple[Any, str]:
    found = Topic.objects.visible_to(me(request)).select_related("place", "council")
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    return found.order_by("-proposed_at", "-pk"), state


@require_safe
@desk()
def topics(request: HttpRequest) -> HttpResponse:
    """Topics, newest first; by state."""
    found, state = _topics(request)
    number = page_number(request.GET.get("page"))
    rows = list(found[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "rows": rows[:SHOWN],
        "follows": len(rows) > SHOWN,
        "number": number,
        "state": state,
        "states": reads.by_state(me(request)),
    }
    return page(request, "topics", values)


@require_safe
@desk()
def topics_sheet(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    found, _state = _topics(request)
    columns = {
        _("编号"): "code",
        _("议题"): "title",
        _("地点"): "place.spoken",
        _("来源"): "get_source_display",
        _("由谁来议"): "council.name",
        _("现在"): "get_state_display",
        _("提出"): "proposed_at",
        _("办成了什么"): "result",
    }
    return workbook(request, "topics", columns, found.iterator(chunk_size=500))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*PROPOSERS)
def new_topic(request: HttpRequest) -> HttpResponse:
    """A topic, from a case or from scratch."""
    case = _case(request)
    if case is not None and (made := Topic.objects.filter(case=case).first()):
        return redirect("council_staff:topic", made.code)
    places = my_places(request, PROPOSERS)
    start: dict[str, Any] = {"title": case.title[:120], "text": case.text} if case else {}
    if case is None:
        start = _begun(request, places)
    if case is not None:
        start["place"] = case.place_id if _in(places, case.place) else case.village_id
    form = forms.NewTopic(request.POST or None, offers={"place": places}, initial=start)
    source = Source.CASE if case else _source(request)
    return one_form(
        request,
        form,
        lambda given: actions.propose(**given, source=source, case=case, by=me(request)),
        TOPICS.address,
        "new_topic",
        {"case": case},
        frame=page,
    )


def _begun(request: HttpRequest, places: Any) -> dict[str, Any]:
    """What another page of the house began to write: title, text, and the code of a place."""
    begun: dict[str, Any] = {name: request.GET.get(name, "") for name in ("title", "text")}
    return begun | {"place": places.filter(code=request.GET.get("place", "")).first()}


def _source(request: HttpRequest) -> Source:
    """A finding where only an inspector's post lets this person put it, else a member's word."""
    held = {post.role for post in people.posts(me(request))}
    only = held & set(PROPOSERS) == {Role.INSPECTOR}
    return Source.INSPECTION if only else Source.MEMBER


def _case(request: HttpRequest) -> Case | None:
    code = request.GET.get("case") or request.POST.get("case", "")
    if not code:
        return None
    return get_object_or_404(
        Case.objects.visible_to(me(request)).select_related("place"), code=code
    )


def _in(places: Any, place: Any) -> bool:
    return bool(places.filter(pk=place.pk).exists())


def _topic(request: HttpRequest, code: str) -> Topic:
    found = Topic.objects.visible_to(me(request)).select_related("place", "council", "case")
    return get_object_or_404(found, code=code)


def _topic_values(_request: HttpRequest, found: Topic) -> dict[str, Any]:
    return {
        "story": timeline(TOPIC, found, public=True),
        "mood": community.mood(found, ""),
        "agenda": found.agenda.select_related("meeting"),
        "votes": found.votes.order_by("pk"),
        "resolutions": found.resolutions.order_by("pk"),
        "items": community.items_of(found),
        "ratings": community.ratings_of(found),
        "merged": list(found.case.merged_cases.all()) if found.case else [],
    }


TOPICS = Pages(
    process=TOPIC,
    room="council_staff",
    prefix="topics",
    name="topic",
    template="topic",
    find=_topic,
    show=_topic_values,
    gate=desk(),
    acting=desk(*DESK),
    frame=page,
    forms={
        "admit": forms.Admit,
        "decline": forms.Why,
        "schedule": forms.Schedule,
        "shelve": forms.Why,
        "escalate": forms.Why,
        "take_up": forms.Why,
        "finish": forms.Finish,
    },
)


def _council(request: HttpRequest, code: str) -> Council:
    found = Council.objects.visible_to(me(request)).select_related("place")
    return get_object_or_404(found, code=code)


def _council_values(request: HttpRequest, found: Council) -> dict[str, Any]:
    seats = found.seats.order_by("household", "pk")
    return {
        "row": TABLE[found.kind],  # type: ignore[index] # the column holds a Kind
        "seats": seats[:500],
        "count": seats.count(),
        "meetings": found.meetings.order_by("-starts_at")[:60],
        "changes": COUNCIL.reason("leave", found, me(request)) is None,
        "needs": quorum_words(found.kind),
        "today": timezone.localdate(),
        "story": timeline(COUNCIL, found),
    }


COUNCILS = Pages(
    process=COUNCIL,
    room="council_staff",
    prefix="bodies",
    name="council",
    template="council",
    find=_council,
    show=_council_values,
    gate=desk(),
    acting=desk(*DESK),
    frame=page,
    shown=lambda body, verb: verb == "seat" or (verb == "roll" and body.kind == Kind.OWNERS),
    forms={"seat": forms.NewSeat, "roll": forms.Roll, "leave": forms.EndTerm},
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_council(request: HttpRequest) -> HttpResponse:
    """A body."""
    return one_form(
        request,
        forms.NewCouncil(request.POST or None, offers={"place": my_places(request, DESK)}),
        lambda given: actions.found(by=me(request), **given),
        COUNCILS.address,
        "new_council",
        frame=page,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def halls(request: HttpRequest) -> HttpResponse:
    """Halls and who has them when; a POST books one or adds one."""
    places = my_places(request, DESK)
    mine = Hall.objects.filter(place__in=places).order_by("pk")
    adding = "add" in request.POST
    data = request.POST if request.method == "POST" else None
    book = forms.Book(None if adding else data, offers={"hall": mine})
    add = forms.NewHall(data if adding else None, offers={"place": places})
    status = 200
    if request.method == "POST":
        form: Any = add if adding else book
        try:
            if form.is_valid():
                (actions.add_hall if adding else actions.book)(by=me(request), **form.cleaned_data)
                return redirect("council_staff:halls")
            status = 422
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
            status = no.status
    bookings = Booking.objects.standing().filter(hall__in=mine, ends_at__gte=clock.now())
    rows = bookings.select_related("hall", "by").order_by("begins_at")
    values = {"halls": mine, "bookings": rows, "book": book, "add": add}
    return page(request, "halls", values, status=status)


@require_POST
@desk(*DESK)
def free(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a hall back."""
    mine = Hall.objects.filter(place__in=my_places(request, DESK))
    booking = get_object_or_404(Booking.objects.select_related("hall__place"), pk=pk, hall__in=mine)
    actions.free(booking=booking, by=me(request))
    return redirect("council_staff:halls")
