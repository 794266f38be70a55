"""Keys: setting a body up, officers coming and going, two shares of three."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org
from sanan.places.models import beyond
from sanan.sealed import actions
from sanan.sealed.enums import DESK
from sanan.sealed.forms.staff import Change, Found, Passphrase, Recover, Shares, Twice
from sanan.sealed.models import Body, Officer
from sanan.sealed.queries import desk as reads
from sanan.sealed.rules.routes import RECEIVING
from sanan.sealed.views.access import desk, me, page


@require_safe
@desk(*DESK)
def keys(request: HttpRequest) -> HttpResponse:
    """My bodies: what is set up, who can open, what I can do."""
    return _keys(request)


@require_POST
@desk(*DESK)
def found(request: HttpRequest, code: str) -> HttpResponse:
    """Make the keys; the answer shows the three shares, once."""
    org = get_object_or_404(_my_orgs(request), code=code)
    form = Found(request.POST)
    if form.is_valid():
        try:
            made = actions.found(
                org=org,
                by=me(request),
                passphrase=form.cleaned_data["passphrase"],
                address=form.cleaned_data["address"],
            )
        except Refused as no:
            _told(form, no)
        else:
            return page(request, "shares", {"body": made.body, "shares": made.shares})
    return _keys(request, wrong=("found", org.code, form))


@require_POST
@desk(*DESK)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Two shares from paper; from now on the body receives."""
    body = _body(request, code)
    return _do(
        request,
        "confirm",
        body,
        Shares(request.POST),
        lambda data: actions.confirm(body=body, by=me(request), **data),
    )


@require_POST
@desk(*DESK)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Set my own key."""
    body = _body(request, code)
    return _do(
        request,
        "ask",
        body,
        Twice(request.POST),
        lambda data: actions.ask(body=body, by=me(request), passphrase=data["passphrase"]),
    )


@require_POST
@desk(*DESK)
def recover(request: HttpRequest, code: str) -> HttpResponse:
    """A new key for me from two shares."""
    body = _body(request, code)

    def act(data: dict[str, Any]) -> object:
        given = {k: data[k] for k in ("first", "second", "passphrase")}
        return actions.recover(body=body, by=me(request), **given)

    return _do(request, "recover", body, Recover(request.POST), act)


@require_POST
@desk(*DESK)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Another passphrase for my key."""
    body = _body(request, code)
    mine = get_object_or_404(Officer.objects.standing(), body=body, person=me(request))

    def act(data: dict[str, Any]) -> object:
        return actions.change_passphrase(
            officer=mine, by=me(request), passphrase=data["old"], fresh=data["passphrase"]
        )

    return _do(request, "change", body, Change(request.POST), act)


@require_POST
@desk(*DESK)
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague open."""
    bodies = Body.objects.of(me(request))
    officer = get_object_or_404(
        Officer.objects.standing().select_related("body__org__place", "person"),
        pk=pk,
        body__in=bodies,
    )
    return _do(
        request,
        f"admit{pk}",
        officer.body,
        Passphrase(request.POST),
        lambda data: actions.admit(officer=officer, by=me(request), **data),
    )


@require_POST
@desk(*DESK, Role.SECURITY_ADMIN)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Destroy an officer's key."""
    admin = any(post.role == Role.SECURITY_ADMIN for post in people.posts(me(request)))
    seen = (
        _under_me(request)
        if admin
        else Officer.objects.filter(body__in=Body.objects.of(me(request)))
    )
    officer = get_object_or_404(seen.select_related("body__org__place", "person"), pk=pk)
    actions.revoke(officer=officer, by=me(request))
    return redirect("sealed_staff:officers" if admin else "sealed_staff:keys")


@require_safe
@desk(Role.SECURITY_ADMIN)
def officers(request: HttpRequest) -> HttpResponse:
    """Who can open, for the security administrator, who can only take it away."""
    found = _under_me(request).select_related("body__org", "person", "admitted_by")
    return page(request, "officers", {"officers": found.order_by("body", "pk")})


def _under_me(request: HttpRequest) -> Any:
    under = Officer.objects.none()
    for post in people.posts(me(request)):
        if post.role == Role.SECURITY_ADMIN:
            under = under | Officer.objects.standing().filter(
                body__org__place__path__gte=post.path,
                body__org__place__path__lt=beyond(post.path),
            )
    return under


def _my_orgs(request: HttpRequest) -> Any:
    mine = {p.org_id for p in people.posts(me(request)) if p.role in DESK and p.org_id}
    orgs = Org.objects.filter(
        pk__in=mine, kind=OrgKind.DISCIPLINE, place__kind__in=RECEIVING
    ).select_related("place")
    return orgs.order_by("pk")


def _body(request: HttpRequest, code: str) -> Body:
    seen = Body.objects.of(me(request)).select_related("org__place")
    return get_object_or_404(seen, code=code)


def _do(
    request: HttpRequest,
    what: str,
    body: Body,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as no:
            _told(form, no)
        else:
            return redirect("sealed_staff:keys")
    return _keys(request, wrong=(what, body.code, form))


def _told(form: forms.Form, no: Refused) -> None:
    form.add_error(no.field if no.field in form.fields else None, str(no.sentence))


def _keys(
    request: HttpRequest, *, wrong: tuple[str, str, forms.Form] | None = None
) -> HttpResponse:
    mine = reads.keys_of(me(request))
    there = {keys.body.org_id for keys in mine if keys.body.confirmed_at is not None}

    def form(what: str, code: str, kind: type[forms.Form]) -> forms.Form:
        if wrong is not None and wrong[:2] == (what, code):
            return wrong[2]
        return kind(auto_id=f"{what}-{code}-%s")

    rows = [
        {
            "keys": keys,
            "confirm": form("confirm", keys.body.code, Shares),
            "ask": form("ask", keys.body.code, Twice),
            "recover": form("recover", keys.body.code, Recover),
            "change": form("change", keys.body.code, Change),
            "officers": [
                (officer, form(f"admit{officer.pk}", keys.body.code, Passphrase))
                for officer in keys.officers
            ],
        }
        for keys in mine
    ]
    new = [
        (org, form("found", org.code, Found)) for org in _my_orgs(request) if org.pk not in there
    ]
    values = {"rows": rows, "new": new, "me": me(request)}
    return page(request, "keys", values, status=422 if wrong else 200)
