"""One address for every file, and the page that asks what an original is looked at for."""

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.files import access, actions, pieces, queries, store
from sanan.files.enums import FileKind, Sight
from sanan.files.forms import PurposeForm
from sanan.files.models import StoredFile
from sanan.kit.errors import Invalid, Missing
from sanan.kit.ranges import part
from sanan.people import access as people
from sanan.people import visitor

MOST_FIGURES = 9

desk = people.desk_of(*people.STAFF)


@require_safe
def media(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The file, or with `?small` its thumbnail. Absent and hidden answer alike.

    An original that needs a purpose answers 403 with the page that asks for it.
    """
    file, sight = _seen(request, ref)
    if sight is Sight.ORIGINAL and not access.may_look(request, file):
        return _asking(request, file, PurposeForm(), status=403)
    return _sent(request, file, sight)


@require_POST
def begin_recording(request: HttpRequest) -> JsonResponse:
    """Room for a recording that comes in pieces; whoever has its name may add to it."""
    visitor.slow_down(request, "recording", burst=20, per_minute=4)
    return JsonResponse({"name": pieces.begin(), "have": 0}, status=201)


@require_http_methods(["GET", "POST"])
def recording(request: HttpRequest, name: str) -> JsonResponse:
    """How much of a recording is here; a POST adds the piece that begins at byte `from`."""
    if request.method == "GET":
        return JsonResponse({"have": pieces.have(name)})
    if _bytes(request.META.get("CONTENT_LENGTH", "")) > pieces.PIECE:
        raise Invalid(_("这一段太大。"), "too_large")
    try:
        here = pieces.add(name, _bytes(request.GET.get("from", "")), request.body)
    except pieces.Gap as gap:
        return JsonResponse({"have": gap.have}, status=gap.status)
    return JsonResponse({"have": here})


def _bytes(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= MOST_FIGURES:
        return int(text)
    raise Invalid(_("没有说清楚从哪里接着传。"), "no_number")


def _seen(request: HttpRequest, ref: str) -> tuple[StoredFile, Sight]:
    file = queries.find(ref)
    sight = access.sight(request, file) if file else Sight.HIDDEN
    if file is not None and sight is Sight.COVERED:
        file = file if file.original_id and file.shown_at else queries.copy_of(file)
    if file is None or sight is Sight.HIDDEN:
        raise _missing()
    return file, sight


def _sent(request: HttpRequest, file: StoredFile, sight: Sight) -> HttpResponseBase:
    small = "small" in request.GET and file.thumb_key
    stream = store.opened(file.thumb_key if small else file.key)
    if stream is None:
        raise _missing()
    media_type = "image/jpeg" if small else file.media_type
    response: HttpResponseBase = part(
        request.headers.get("Range", ""), stream, media_type
    ) or FileResponse(stream, content_type=media_type)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing inside a paper may run as a page of ours.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if file.kind == FileKind.DOCUMENT:
        name = file.name or file.ref
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
    _cached(response, sight)
    return response


def _cached(response: HttpResponseBase, sight: Sight) -> None:
    """What everyone sees may be taken back and soon be gone; another's original is kept nowhere."""
    if sight is Sight.PUBLIC:
        patch_cache_control(response, public=True, max_age=300)
    elif sight is Sight.ORIGINAL:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, private=True, max_age=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def why(request: HttpRequest, ref: str) -> HttpResponse:
    """State what the originals of this thing are looked at for; then back to where they stand."""
    file, sight = _seen(request, ref)
    if sight is not Sight.ORIGINAL:
        return redirect("files:media", ref)
    if request.method != "POST":
        return _asking(request, file, PurposeForm(), status=200)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _asking(request, file, form, status=422)
    visitor.slow_down(request, "originals", burst=40, per_minute=10)
    asked = _others(request, file)
    by, given = people.me(request), form.cleaned_data
    try:
        actions.look(files=asked, subject=access.subject(file), purpose=given["purpose"], by=by)
    except Invalid as no:
        form.add_error("purpose", str(no.sentence))
        return _asking(request, file, form, status=422)
    access.remember(request, asked)
    return _back(request, file, given["next"])


def _others(request: HttpRequest, file: StoredFile) -> list[StoredFile]:
    """All originals of the same thing that this person may see for a purpose."""
    found = StoredFile.objects.of(file.owner_kind, [file.owner_pk])
    there = [each for each in found if each.is_here]
    return [each for each in there if access.sight(request, each) is Sight.ORIGINAL]


def _back(request: HttpRequest, file: StoredFile, wanted: str) -> HttpResponseRedirect:
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(reverse("files:media", args=[file.ref]))


def _asking(
    request: HttpRequest, file: StoredFile, form: PurposeForm, *, status: int
) -> HttpResponse:
    values = {"form": form, "file": file, "next": request.POST.get("next", "")}
    response = people.page(request, "files/why.html", values, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def moved(request: HttpRequest, ref: str, **_thing: str) -> HttpResponseRedirect:
    """Where rooms kept their files before: on to the one address."""
    query = request.META.get("QUERY_STRING", "")
    where = reverse("files:media", args=[ref]) + (f"?{query}" if query else "")
    return HttpResponseRedirect(where, status=301)


moved_inside = desk()(moved)
"""The same where only staff had an address."""


def _missing() -> Missing:
    return Missing(_("没有这个文件。"), "no_file")
