"""The desk of a council: its plan, topics, bodies, halls."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases.models import Case
from sanan.council import actions, rules
from sanan.council.enums import DESK, PROPOSERS, Source, State
from sanan.council.forms import joint as joint_forms
from sanan.council.forms import staff as forms
from sanan.council.models import Booking, Council, Hall, Meeting, Resolution, Seat, Topic
from sanan.council.queries import community
from sanan.council.queries import desk as reads
from sanan.council.rules import TOPIC
from sanan.council.rules.quorum import TABLE, quorum_words
from sanan.council.views.access import desk, me, my_places, page
from sanan.council.views.sheets import workbook
from sanan.kit import clock
from sanan.kit.errors import Invalid, Refused
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
    heads = (
        _("编号"),
        _("议题"),
        _("地点"),
        _("来源"),
        _("由谁来议"),
        _("现在"),
        _("提出"),
        _("办成了什么"),
    )
    rows = (
        (
            t.code,
            t.title,
            t.place.spoken,
            t.get_source_display(),
            t.council.name if t.council else "",
            t.get_state_display(),
            t.proposed_at,
            t.result,
        )
        for t in found.iterator(chunk_size=500)
    )
    return workbook("topics", heads, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*PROPOSERS)
def new_topic(request: HttpRequest) -> HttpResponse:
    """A topic, from a case or from scratch."""
    case = _case(request)
    if case is not None and (made := Topic.objects.filter(case=case).first()):
        return redirect("council_staff:topic", made.code)
    places = my_places(request, PROPOSERS)
    start: dict[str, Any] = {"title": case.title[:120], "text": case.text} if case else {}
    if case is not None:
        start["place"] = case.place_id if _in(places, case.place) else case.village_id
    form = forms.NewTopic(request.POST or None, places=places, initial=start)
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


@require_safe
@desk()
def council(request: HttpRequest, code: str) -> HttpResponse:
    """A body and its roll."""
    return _council_page(request, _council(request, code))


def _council(request: HttpRequest, code: str) -> Council:
    found = Council.objects.visible_to(me(request)).select_related("place")
    return get_object_or_404(found, code=code)


def _council_page(request: HttpRequest, found: Council, form: Any = None) -> HttpResponse:
    seats = found.seats.order_by("household", "pk")
    values = {
        "council": found,
        "row": TABLE[found.kind],  # type: ignore[index]
        "seats": seats[:500],
        "count": seats.count(),
        "meetings": found.meetings.order_by("-starts_at")[:60],
        "runs": rules.may_run(found.place, me(request)),
        "needs": quorum_words(found.kind),
        "today": timezone.localdate(),
        "seat_form": forms.NewSeat(),
        "roll_form": forms.Roll() if found.kind == "owners" else None,
    }
    if form is not None:
        values["roll_form" if isinstance(form, forms.Roll) else "seat_form"] = form
    return page(request, "council", values, status=422 if form is not None else 200)


@require_POST
@desk(*DESK)
def add_seat(request: HttpRequest, code: str) -> HttpResponse:
    """A member on the roll."""
    found = _council(request, code)
    form = forms.NewSeat(request.POST)
    if not form.is_valid():
        return _council_page(request, found, form)
    actions.seat(council=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:council", found.code)


@require_POST
@desk(*DESK)
def set_roll(request: HttpRequest, code: str) -> HttpResponse:
    """An owners' table."""
    found = _council(request, code)
    form = forms.Roll(request.POST)
    if not form.is_valid():
        return _council_page(request, found, form)
    actions.set_roll(council=found, doors=form.cleaned_data["rows"], by=me(request))
    return redirect("council_staff:council", found.code)


@require_POST
@desk(*DESK)
def end_term(request: HttpRequest, ref: str) -> HttpResponse:
    """The last day of a member's term."""
    seats = Seat.objects.select_related("council__place")
    found = get_object_or_404(seats, ref=ref, council__in=Council.objects.visible_to(me(request)))
    form = joint_forms.Leave(request.POST)
    if not form.is_valid():
        raise Invalid(_("请写任期到哪天。"), "empty", field="until_on")
    actions.end_term(seat=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:council", found.council.code)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_council(request: HttpRequest) -> HttpResponse:
    """A body."""
    form = forms.NewCouncil(request.POST or None, places=my_places(request, DESK))
    if request.method == "POST" and form.is_valid():
        made = actions.found(by=me(request), **form.cleaned_data)
        return redirect("council_staff:council", made.code)
    return page(request, "new_council", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def halls(request: HttpRequest) -> HttpResponse:
    """Halls and who has them when; a POST books one or adds one."""
    places = my_places(request, DESK)
    mine = Hall.objects.filter(place__in=places).order_by("pk")
    adding = "add" in request.POST
    data = request.POST if request.method == "POST" else None
    book = forms.Book(None if adding else data, halls=mine)
    add = forms.NewHall(data if adding else None, places=places)
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


@require_safe
@desk()
def resolution(request: HttpRequest, code: str) -> HttpResponse:
    """A resolution: publish it, hand out its tasks."""
    return _resolution_page(request, _resolution(request, code))


def _resolution(request: HttpRequest, code: str) -> Resolution:
    found = Resolution.objects.visible_to(me(request)).select_related(
        "topic__place", "topic__case", "vote__meeting__council__place"
    )
    return get_object_or_404(found, code=code)


def _resolution_page(request: HttpRequest, found: Resolution, wrong: Any = None) -> HttpResponse:
    values = {
        "resolution": found,
        "topic": found.topic,
        "counts": community.result_counts(found.vote.result),
        "lines": community.result_lines(found.vote),
        "law": community.law_of(found.vote),
        "receipt": community.receipt_path(found.entry_id),
        "items": found.items.select_related("owner", "case").order_by("due_on"),
        "publish_form": forms.Publish(),
        "assign_form": wrong or forms.Assign(topic=found.topic),
        "runs": rules.may_run(found.topic.place, me(request)),
    }
    return page(request, "resolution", values, status=422 if wrong else 200)


@require_POST
@desk(*DESK)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Show it to everyone."""
    found = _resolution(request, code)
    form = forms.Publish(request.POST)
    if form.is_valid():
        actions.publish(resolution=found, by=me(request), days=form.cleaned_data["days"])
    return redirect("council_staff:resolution", found.code)


@require_POST
@desk(*DESK)
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a task."""
    found = _resolution(request, code)
    form = forms.Assign(request.POST, topic=found.topic)
    if not form.is_valid():
        return _resolution_page(request, found, form)
    actions.assign(resolution=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:resolution", found.code)
