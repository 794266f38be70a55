"""查进度 and 我的事: any room's query code, whatever this phone or number started, the printed slip."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import downloads
from sanan.kit.errors import Invalid, Refused, TooMany
from sanan.people import visitor
from sanan.people.actions import send_phone_code, verify_phone_code
from sanan.people.forms.resident import CodeForm, PhoneNumberForm
from sanan.slips import phone, queries
from sanan.slips.declare import Item, Kind, kinds
from sanan.slips.forms import TrackForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Give the query code of any room; a wrong one costs a try and tells nothing."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "query-code", burst=20, per_minute=6)
        found = queries.found(form.cleaned_data["code"])
        thing = queries.item(*found) if found else None
        if found and thing:
            response = redirect(thing.href)
            phone.Started(found[0].name).follow(request, response, thing.ref)
            return response
        form.add_error("code", _("没有这个查询码。请对照回执，一位一位再看一遍，一共 12 位数字。"))
    mine = queries.mine(phone.followed(request), None)
    status = 422 if form.errors else 200
    return render(request, "slips/track.html", {"form": form, "mine": mine}, status=status)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape of a view
    """This phone follows nothing any more."""
    response = redirect("slips:track")
    phone.forget(response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Whatever this phone or this number started; a POST sends a code to the number.

    `next` is where a page of another room goes on once it is known who has come.
    """
    person, back = visitor.resident(request), _next(request)
    if person is not None and back:
        return redirect(back)
    form = PhoneNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_phone_code(phone=form.cleaned_data["phone"], source=visitor.source(request))
        except TooMany:
            raise
        except Refused as error:
            form.add_error("phone", str(error.sentence))
        else:
            return _ask(request, CodeForm(initial={"phone": form.cleaned_data["phone"]}))
    mine = [] if back else queries.mine(phone.followed(request), person)
    values = {"person": person, "mine": mine, "form": form, "next": back}
    return render(request, "slips/me.html", values, status=422 if form.errors else 200)


@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code from the message; a right one begins a fresh session."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    try:
        person = verify_phone_code(
            phone=form.cleaned_data["phone"],
            code=form.cleaned_data["code"],
            source=visitor.source(request),
        )
    except Invalid as error:
        form.add_error("code", str(error.sentence))
        return _ask(request, form, status=422)
    visitor.sign_in(request, person)
    return redirect(_next(request) or "slips:me")


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Leave; nothing of the visit stays on the phone."""
    request.session.flush()
    messages.info(request, _("已退出。这部手机上看不到您说过的事了。"))
    response = redirect("slips:me")
    phone.forget(response)
    return response


@never_cache
@require_safe
def slip(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """The printed slip of something that this phone or number started."""
    found, thing = _mine(request, kind, ref)
    return downloads.paper(queries.slip(found, thing), "slip.pdf")


def _mine(request: HttpRequest, name: str, ref: str) -> tuple[Kind, Item]:
    kind, person = kinds().get(name), visitor.resident(request)
    if kind is None or not kind.coded:
        raise Http404
    own = ref in phone.followed(request)[name] or (person and ref in set(kind.of(person)))
    thing = queries.item(kind, ref) if own else None
    if thing is None:
        raise Http404
    return kind, thing


def _ask(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    values = {"form": form, "next": _next(request)}
    return render(request, "slips/code.html", values, status=status)


def _next(request: HttpRequest) -> str:
    """A page of residents on this site, else nothing; nobody is led elsewhere, nor to the desks."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") and not wanted.startswith("/staff/") else ""
