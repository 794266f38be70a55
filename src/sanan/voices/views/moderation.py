"""Moderation at the desk: what waits for a look, appeals, the words at which a message waits."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.files.queries import with_files
from sanan.kit.paging import page_number
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.pages import Pages, one_form
from sanan.voices import actions
from sanan.voices.enums import JUDGES, KEEPERS, Reason
from sanan.voices.forms import staff as forms
from sanan.voices.models import Appeal, Message, Word
from sanan.voices.queries import desk, reading, screening
from sanan.voices.rules import APPEAL
from sanan.voices.views import access, streams
from sanan.voices.views.access import me, page

SHOWN = 50
WAITING: Mapping[str, Callable[[Person], QuerySet[Any]]] = {
    "concerns": desk.concerns,
    "held": desk.held,
    "reported": desk.reported,
    "appeals": desk.appeals,
    "asking": desk.asking,
}


@require_safe
@access.desk()
def review(request: HttpRequest) -> HttpResponse:
    """What waits: likely concerns, held and reported messages, appeals, who asks to come in."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in WAITING else "concerns"
    rows = Paginator(WAITING[tab](me(request)), SHOWN).get_page(
        page_number(request.GET.get("page"))
    )
    if rows.object_list and isinstance(rows.object_list[0], Message):
        rows.object_list = _with_lines(list(rows.object_list), tab)
    values = {
        "rows": rows,
        "tab": tab,
        "waiting": desk.waiting(me(request)),
        "form": forms.ReasonForm(auto_id=False),
        "way": streams.still(staff=True),
    }
    return page(request, "review", values)


def _with_lines(rows: list[Message], tab: str) -> list[Message]:
    """Each message with its files; a likely concern with all its lines and what others seem to answer."""
    found = reading.lines_of(rows) if tab == "concerns" else {row.pk: [row] for row in rows}
    answers = reading.answers_to(found) if tab == "concerns" else {}
    shown = [one for go in (*found.values(), *answers.values()) for one in go]
    related = {line.pk: line for line in with_files(shown)}
    for row in rows:
        row.__dict__["lines"] = [related[line.pk] for line in found[row.pk]]
        row.__dict__["answers"] = [related[line.pk] for line in answers.get(row.pk, ())]
    return rows


def _appeal(request: HttpRequest, ref: str) -> Appeal:
    seen = Appeal.objects.visible_to(me(request))
    related = ("room__place", "member__person", "message__judged_by", "mute__by")
    return get_object_or_404(seen.select_related(*related), ref=ref)


def _appealed(_request: HttpRequest, appeal: Appeal) -> dict[str, Any]:
    room = appeal.room
    return {
        "room": room,
        "place": room.place,
        "story": desk.story(APPEAL, appeal),
        "tab": "appeals",
    }


APPEALS = Pages(
    process=APPEAL,
    room="voices_staff",
    prefix="appeals",
    name="appeal",
    template="appeal",
    find=_appeal,
    show=_appealed,
    forms={"grant": forms.AnswerForm, "uphold": forms.AnswerForm},
    gate=access.desk(*JUDGES),
    frame=page,
)


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*KEEPERS)
def words(request: HttpRequest) -> HttpResponse:
    """Words at which messages wait for a look."""
    mine = {place.code: place for place in _places(request)}
    offered = [(place.code, place.spoken) for place in mine.values()]
    rows = Word.objects.filter(place__in=mine.values(), dropped_at__isnull=True)
    values = {
        "rows": rows.select_related("place", "by").order_by("place__path", "text"),
        "shipped": [(word, Reason(why).label) for word, why in screening.shipped()],
        "tab": "words",
    }
    return one_form(
        request,
        forms.WordForm(request.POST or None, places=offered),
        lambda given: actions.add_word(
            **{**given, "place": mine[given["place"]], "by": me(request)}
        ),
        lambda _made: reverse("voices_staff:words"),
        "words",
        values,
        frame=page,
    )


def _places(request: HttpRequest) -> list[Place]:
    """Where this person's keeping begins: their own posts' places."""
    keys = {p.place_id for p in people.posts(me(request)) if p.role in KEEPERS}
    return list(Place.objects.filter(pk__in=keys).order_by("path"))


@require_POST
@access.desk(*KEEPERS)
def drop_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop no more at this word."""
    word = get_object_or_404(
        Word.objects.select_related("place"), pk=pk, place__in=_places(request)
    )
    actions.drop_word(word=word, by=me(request))
    return redirect("voices_staff:words")
