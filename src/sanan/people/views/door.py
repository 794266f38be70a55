"""Away to a provider of identities and back: state, nonce and verifier live in the session, once."""

import hmac
import secrets
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.channels.identity.provider import (
    TELLS_NO_PHONE,
    Claim,
    Handshake,
    NotClaimed,
    configured,
    label,
    provider,
)
from sanan.kit import clock, vault
from sanan.kit.errors import Invalid, Refused, TooMany
from sanan.people import actions, visitor
from sanan.people.forms.resident import CodeForm, PhoneNumberForm
from sanan.people.models import Person

VISIT = "door"
"""Under what a session keeps the secrets of a visit to a provider."""
WAITING = "door_waiting"
"""Under what it keeps an account of a provider that still needs a confirmed number."""
LASTS = 600
RESIDENT, STAFF, LINK = "resident", "staff", "link"


@never_cache
@require_safe
def away(request: HttpRequest, name: str) -> HttpResponseBase:
    """Begin a visit: `for=staff` at the door of the desks, `for=link` from a resident's settings."""
    wanted = request.GET.get("for", RESIDENT)
    _known(name, wanted)
    if wanted == LINK and visitor.resident(request) is None:
        return redirect("slips:me")
    visitor.slow_down(request, "door", burst=30, per_minute=6)
    shake = Handshake(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        back=request.build_absolute_uri(reverse("people:door_back", args=[name])),
    )
    try:
        page = provider(name).away(shake)
    except NotClaimed as none:
        return _said(request, _why(name, none), wanted, status=503)
    request.session[VISIT] = {
        "name": name,
        "for": wanted,
        "next": _next(request),
        "at": clock.now().timestamp(),
        "shake": [shake.state, shake.nonce, shake.verifier, shake.back],
    }
    return redirect(page)


@never_cache
@require_safe
def back(request: HttpRequest, name: str) -> HttpResponseBase:
    """Whom the provider sent back. The visit is spent before anything is asked: it works once."""
    visit: dict[str, Any] = request.session.pop(VISIT, {})
    if visit:
        request.session.save()  # at once: Django keeps no session of an answer of 500 and above
    wanted = str(visit.get("for", RESIDENT))
    _known(name, wanted)
    shake = _shake(request, visit, name)
    if shake is None:
        sentence = _("这次登录已经用过了，或者等得太久。请重新点一次登录。")
        return _said(request, sentence, wanted)
    code = request.GET.get("code") or request.GET.get("authCode", "")
    if not code:
        return _said(request, _("您没有同意用%(name)s登录。") % {"name": label(name)}, wanted)
    try:
        claim = provider(name).claim(code[:2000], shake)
        return ENTER[wanted](request, name, claim, str(visit["next"]))
    except NotClaimed as none:
        return _said(request, _why(name, none), wanted, status=503 if none.again else 409)
    except Refused as refused:
        return _said(request, str(refused.sentence), wanted, status=refused.status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponseBase:
    """The number of somebody whose provider tells none: a code of ours confirms it, once."""
    waiting = _waiting(request)
    if waiting is None:
        return redirect("slips:me")
    form = PhoneNumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, waiting, form)
    if "code" not in request.POST:
        return _send(request, waiting, form)
    return _check(request, waiting)


def _resident(request: HttpRequest, name: str, claim: Claim, onward: str) -> HttpResponseBase:
    try:
        person = actions.enter_resident(provider=name, claim=claim)
    except actions.NumberWanted:
        request.session[WAITING] = {
            "name": name,
            "subject": vault.lock(claim.subject),
            "next": onward,
            "at": clock.now().timestamp(),
        }
        return redirect("people:door_confirm")
    visitor.sign_in(request, person)
    return redirect(onward or "slips:me")


def _staff(request: HttpRequest, name: str, claim: Claim, _onward: str) -> HttpResponseBase:
    """Instead of the password; allauth then asks for the second factor as after one."""
    person = actions.enter_staff(provider=name, claim=claim)
    request.session.flush()
    record_authentication(request, person, method=name)
    answer: HttpResponseBase = perform_login(request, person)
    return answer


def _link(request: HttpRequest, name: str, claim: Claim, _onward: str) -> HttpResponseBase:
    person = visitor.resident(request)
    if person is None:
        return redirect("slips:me")
    actions.link_identity(person=person, provider=name, claim=claim)
    messages.info(request, _("绑定好了：以后可以用%(name)s登录。") % {"name": label(name)})
    return redirect("people:settings")


ENTER = {RESIDENT: _resident, STAFF: _staff, LINK: _link}


def _known(name: str, wanted: str) -> None:
    """Nothing is there for a provider that is not set up, or that cannot vouch for staff."""
    if name not in configured() or wanted not in ENTER:
        raise Http404
    if wanted == STAFF and name in TELLS_NO_PHONE:
        raise Http404


def _shake(request: HttpRequest, visit: dict[str, Any], name: str) -> Handshake | None:
    """The secrets of this visit, if this is the browser that began it, lately, at this provider."""
    if not visit or visit["name"] != name or clock.now().timestamp() - visit["at"] > LASTS:
        return None
    shake = Handshake(*visit["shake"])
    state = request.GET.get("state", "")
    same = hmac.compare_digest(state.encode(errors="replace"), shake.state.encode())
    return shake if same else None


def _why(name: str, none: NotClaimed) -> str:
    said = {"name": label(name)}
    if none.again:
        return _("现在连不上%(name)s。请过一会儿再试，或者用别的办法登录。") % said
    return _("%(name)s没有确认是您。请重新点一次登录，或者用别的办法登录。") % said


def _said(request: HttpRequest, sentence: str, wanted: str, *, status: int = 409) -> HttpResponse:
    values = {"sentence": sentence, "staff": wanted == STAFF, "link": wanted == LINK}
    return render(request, "people/door.html", values, status=status)


def _next(request: HttpRequest) -> str:
    """A page of residents on this site, else nothing."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") and not wanted.startswith("/staff/") else ""


def _waiting(request: HttpRequest) -> dict[str, Any] | None:
    found: dict[str, Any] | None = request.session.get(WAITING)
    if found is None or clock.now().timestamp() - found["at"] > LASTS:
        return None
    return found


def _send(request: HttpRequest, waiting: dict[str, Any], form: PhoneNumberForm) -> HttpResponseBase:
    try:
        phone = form.cleaned_data["phone"]
        actions.send_phone_code(phone=phone, source=visitor.source(request))
    except TooMany:
        raise
    except Refused as refused:
        form.add_error("phone", str(refused.sentence))
        return _confirm(request, waiting, form)
    return _confirm(request, waiting, CodeForm(initial={"phone": phone}), code=True)


def _check(request: HttpRequest, waiting: dict[str, Any]) -> HttpResponseBase:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _confirm(request, waiting, form, code=True)
    try:
        person = actions.verify_phone_code(
            phone=form.cleaned_data["phone"],
            code=form.cleaned_data["code"],
            source=visitor.source(request),
        )
    except Invalid as error:
        form.add_error("code", str(error.sentence))
        return _confirm(request, waiting, form, code=True)
    return _tied(request, waiting, person)


def _tied(request: HttpRequest, waiting: dict[str, Any], person: Person) -> HttpResponseBase:
    """The number is theirs, so they are in; whether the account was tied to it is said."""
    claim = Claim(vault.unlock(waiting["subject"]))
    visitor.sign_in(request, person)
    try:
        actions.link_identity(person=person, provider=waiting["name"], claim=claim)
    except Refused as refused:
        messages.info(request, str(refused.sentence))
    else:
        said = {"name": label(waiting["name"])}
        messages.info(request, _("绑定好了：以后可以用%(name)s登录。") % said)
    return redirect(waiting["next"] or "slips:me")


def _confirm(
    request: HttpRequest,
    waiting: dict[str, Any],
    form: PhoneNumberForm,
    *,
    code: bool = False,
) -> HttpResponse:
    values = {"form": form, "code": code, "name": label(waiting["name"])}
    return render(request, "people/door_confirm.html", values, status=422 if form.errors else 200)
