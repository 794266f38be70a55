"""A resident's own page: signed in by a code to the phone, or not at all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanan.cases.queries import track
from sanan.cases.views import appellant
from sanan.kit.errors import Invalid, Refused, TooMany
from sanan.people import visitor
from sanan.people.actions import send_phone_code, verify_phone_code
from sanan.people.forms.resident import CodeForm, PhoneNumberForm

SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """My cases; before that, the phone number, to which a code is sent.

    `next` is where a page of another room goes on once it is known who has come.
    """
    person, back = appellant.person(request), _next(request)
    if person is not None and back:
        return redirect(back)
    if person is not None:
        cases = track.of_appellant(person)[:SHOWN]
        return render(request, "cases/resident/me.html", {"person": person, "cases": cases})
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
    values, status = {"form": form, "next": back}, 422 if form.errors else 200
    return render(request, "cases/resident/sign_in.html", values, status=status)


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
    return redirect(_next(request) or "cases:me")


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Leave; nothing of the visit stays on the phone."""
    request.session.flush()
    messages.info(request, _("已退出。这部手机上看不到您说过的事了。"))
    response = redirect("cases:me")
    appellant.FOLLOWED.forget(response)
    return response


def _ask(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    values = {"form": form, "next": _next(request)}
    return render(request, "cases/resident/sign_in_code.html", values, status=status)


def _next(request: HttpRequest) -> str:
    """A page of residents on this site, else nothing; nobody is led elsewhere, nor to the desks."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") and not wanted.startswith("/staff/") else ""
