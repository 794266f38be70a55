"""Order at the desk: what waits for a look, members, rules, words, import, the code at the door."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.errors import Invalid, Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.voices import actions, rules
from sanan.voices.actions import TakenIn
from sanan.voices.enums import KEEPERS, SPEAKERS, Decision, Ended, Reason
from sanan.voices.forms import staff as forms
from sanan.voices.models import Appeal, Link, Member, Room, Word
from sanan.voices.queries import desk, membership, screening
from sanan.voices.views import access, streams, uploads
from sanan.voices.views.access import me, my_room, page

WAITING: Mapping[str, Callable[[Person], Sequence[Any]]] = {
    "concerns": desk.concerns,
    "held": desk.held,
    "appeals": desk.appeals,
}


@require_safe
@access.desk()
def review(request: HttpRequest) -> HttpResponse:
    """What waits: messages that look like a concern, messages that were held, appeals."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in WAITING else "concerns"
    rows = WAITING[tab](me(request))
    values = {
        "rows": rows,
        "tab": tab,
        "waiting": desk.waiting(me(request)),
        "form": forms.ReasonForm(auto_id=False),
        "decide": forms.DecideForm(auto_id=False),
        "files": streams.files_at(),
    }
    return page(request, "review", values)


@require_POST
@access.desk()
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide an appeal."""
    appeal = get_object_or_404(
        Appeal.objects.visible_to(me(request)).select_related("room__place"), ref=ref
    )
    form = forms.DecideForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请写答复，本人要看到为什么。"), "answer")
    granted = form.cleaned_data["decision"] == Decision.GRANTED
    actions.decide(
        appeal=appeal, granted=granted, answer=form.cleaned_data["answer"], by=me(request)
    )
    return redirect("/staff/rooms/review/?tab=appeals")


@require_safe
@access.desk()
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the room; real names masked."""
    return _members(request, my_room(request, code))


def _members(
    request: HttpRequest, room: Room, *, shown: dict[int, str] | None = None, status: int = 200
) -> HttpResponse:
    rows = desk.members(room, clock.now())
    for row in rows:
        row["phone"] = (shown or {}).get(row["member"].pk, "")
    values = {
        "room": room,
        "place": room.place,
        "rows": rows,
        "can_keep": rules.may_keep(room.place, me(request)),
        "mute_form": forms.MuteForm(auto_id=False),
        "end_form": forms.EndForm(auto_id=False),
        "reveal_form": forms.RevealForm(auto_id=False),
        "tab": "members",
    }
    return page(request, "members", values, status=status)


@require_safe
@access.desk()
def members_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same as an Excel file."""
    room = my_room(request, code)
    content = desk.members_sheet(room, clock.now(), me(request))
    return excel(content, f"members-{room.place.code}")


@never_cache
@require_POST
@access.desk(*KEEPERS)
def member_do(request: HttpRequest, code: str, ref: str, verb: str) -> HttpResponse:
    """Check, mute, let speak again, end, or see the number of one member."""
    room = my_room(request, code)
    found = room.members.select_related("room__place", "person__home")
    member = get_object_or_404(found, ref=ref)
    if verb == "reveal":
        phone = actions.reveal(
            member=member, purpose=request.POST.get("purpose", ""), by=me(request)
        )
        told = f"{member.person.name} {phone}".strip()
        return _members(request, room, shown={member.pk: told})
    _member_verb(request, member, verb)
    return redirect("voices_staff:members", code)


def _member_verb(request: HttpRequest, member: Member, verb: str) -> None:
    if verb == "check":
        actions.check_member(member=member, by=me(request))
    elif verb == "mute":
        form = forms.MuteForm(request.POST)
        if not form.is_valid():
            raise Invalid(_("禁言要写原因、说明和天数（1 到 30）。"), "mute")
        given = form.cleaned_data
        actions.mute(
            member=member,
            why=Reason(given["why"]),
            note=given["note"],
            days=given["days"],
            by=me(request),
        )
    elif verb == "unmute":
        mute = membership.mute_of(member, clock.now())
        if mute is None:
            raise Refused(_("这个人现在可以发言。"), "not_muted")
        actions.unmute(mute=mute, by=me(request))
    elif verb == "end":
        why = request.POST.get("why", "")
        actions.end(
            member=member, why=Ended(why if why in Ended.values else Ended.LEFT), by=me(request)
        )
    else:
        raise membership.no_message()


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*KEEPERS)
def set_rules(request: HttpRequest, code: str) -> HttpResponse:
    """What this village adds to the rules."""
    room = my_room(request, code)
    form = forms.RulesForm(request.POST or None, initial={"text": room.own_rules})
    if request.method == "POST" and form.is_valid():
        actions.set_rules(room=room, text=form.cleaned_data["text"], by=me(request))
        return redirect("voices_staff:room", code)
    values = {"room": room, "place": room.place, "form": form, "tab": "rules"}
    return page(request, "rules", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*SPEAKERS, *KEEPERS)
def announce(request: HttpRequest, code: str) -> HttpResponse:
    """An announcement."""
    room = my_room(request, code)
    form = forms.AnnounceForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(
            form, lambda: actions.announce(place=room.place, by=me(request), **form.cleaned_data)
        )
    ):
        return redirect("voices_staff:room", code)
    values = {"room": room, "place": room.place, "form": form, "tab": "announce"}
    return page(request, "announce", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*SPEAKERS, *KEEPERS)
def relay(request: HttpRequest, code: str) -> HttpResponse:
    """What a neighbour said elsewhere."""
    room = my_room(request, code)
    form = forms.RelayForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: actions.relay(room=room, by=me(request), **form.cleaned_data))
    ):
        return redirect("voices_staff:room", code)
    values = {"room": room, "place": room.place, "form": form, "tab": "relay"}
    return page(request, "relay", values, status=422 if form.errors else 200)


def _tried(form: forms.DeskForm, act: Any) -> bool:
    """Whether it was done; a refusal stands beside its field."""
    try:
        act()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*KEEPERS)
@uploads.takes_files
def import_(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a group's export, or link a WeCom group whose members agreed."""
    room = my_room(request, code)
    sent = request.method == "POST"
    form = forms.ImportForm(request.POST if sent else None, request.FILES if sent else None)
    taken: TakenIn | None = None
    if sent and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            taken = actions.take_in(room=room, content=content, by=me(request))
        except Invalid as error:
            form.add_error("file", str(error.sentence))
    return _import(request, room, form, taken)


def _import(
    request: HttpRequest,
    room: Room,
    form: forms.ImportForm,
    taken: TakenIn | None = None,
    link_form: forms.LinkForm | None = None,
) -> HttpResponse:
    wrong = form.errors or (link_form and link_form.errors)
    values = {
        "room": room,
        "place": room.place,
        "form": form,
        "taken": taken,
        "link_form": link_form or forms.LinkForm(auto_id="id_link_%s"),
        "links": room.links.order_by("ended_at", "pk"),
        "tab": "import",
    }
    return page(request, "import", values, status=422 if wrong else 200)


@require_POST
@access.desk(*KEEPERS)
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Link a WeCom group."""
    room = my_room(request, code)
    form = forms.LinkForm(request.POST, auto_id="id_link_%s")
    if form.is_valid():
        try:
            actions.link_archive(room=room, chat=form.cleaned_data["chat"], by=me(request))
        except Refused as error:
            form.add_error("chat", str(error.sentence))
        else:
            return redirect("voices_staff:import", code)
    return _import(request, room, forms.ImportForm(), link_form=form)


@require_POST
@access.desk(*KEEPERS)
def unlink(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take no more from a WeCom group."""
    room = my_room(request, code)
    found = get_object_or_404(Link.objects.select_related("room__place"), pk=pk, room=room)
    actions.unlink_archive(link=found, by=me(request))
    return redirect("voices_staff:import", code)


@require_safe
@access.desk(*KEEPERS)
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The code at the door, to print and hang up."""
    room = my_room(request, code)
    values = {"room": room, "place": room.place, "url": desk.join_url(room), "tab": "door"}
    return page(request, "door", values)


@require_safe
@access.desk(*KEEPERS)
def door_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The code alone."""
    return HttpResponse(desk.join_svg(my_room(request, code)), content_type="image/svg+xml")


@require_POST
@access.desk(*KEEPERS)
def new_door(request: HttpRequest, code: str) -> HttpResponse:
    """A new code; the old one leads in no more."""
    room = my_room(request, code)
    actions.new_door(room=room, by=me(request))
    messages.info(request, _("二维码已经换了。请把村里贴的旧码换下来。"))
    return redirect("voices_staff:door", code)


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*KEEPERS)
def words(request: HttpRequest) -> HttpResponse:
    """Words at which messages wait for a look."""
    mine = _places(request)
    offered = [(place.code, place.spoken) for place in mine]
    form = forms.WordForm(request.POST or None, places=offered)
    if request.method == "POST" and form.is_valid():
        place = next(p for p in mine if p.code == form.cleaned_data["place"])
        try:
            actions.add_word(
                place=place,
                text=form.cleaned_data["text"],
                why=Reason(form.cleaned_data["why"]),
                by=me(request),
            )
        except Refused as error:
            form.add_error("text", str(error.sentence))
        else:
            return redirect("voices_staff:words")
    rows = Word.objects.filter(place__in=mine, dropped_at__isnull=True)
    values = {
        "form": form,
        "rows": rows.select_related("place", "by").order_by("place__path", "text"),
        "shipped": [(word, Reason(why).label) for word, why in screening.shipped()],
        "tab": "words",
    }
    return page(request, "words", values, status=422 if form.errors else 200)


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
