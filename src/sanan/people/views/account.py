"""A member of staff's own account: what it may, its sessions; and the doors that stay shut."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.channels.identity.provider import label
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people import actions, queries, rules
from sanan.people.access import me
from sanan.people.forms.staff import FirstFactor
from sanan.people.middleware import ENROLLING
from sanan.people.models import ApiToken, Person, Position
from sanan.people.rules import Verb
from sanan.people.views.say import refuse

View = Callable[..., HttpResponseBase]
SECTIONS = (
    (Verb.SEE_PERSONS, "people_persons", _lazy("人员、单位和密钥")),
    (Verb.SEE_SAFETY, "people_safety", _lazy("锁定、登录和三个管理员")),
    (Verb.SEE_RECORD, "people_record", _lazy("全部记录")),
    (Verb.SEE_CHAIN, "people_chains", _lazy("四级链条")),
)


def shut(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A page of allauth that this house does not have: sign-up, mail addresses, password mail."""
    raise Http404


def recorded(view: View) -> View:
    """Wrap allauth's page for a second factor: what it changes and the entry are one transaction."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if request.method != "POST" or not isinstance(person, Person):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            before = _factors(person)
            answer = view(request, *args, **kwargs)
            after = _factors(person)
            if before != after:
                actions.note_second_factor(person=person, before=before, after=after)
        return answer

    return page


def _factors(person: Person) -> list[str]:
    rows = Authenticator.objects.filter(user=person).order_by("pk").values_list("type", "pk")
    return [f"{kind}-{pk}" for kind, pk in rows]


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I hold, and how I sign in."""
    person = me(request)
    held = Position.objects.filter(person=person).select_related("place", "org")
    return render(
        request,
        "people/account.html",
        {
            "person": person,
            "positions": held.order_by("-since_on", "pk"),
            "keys": ApiToken.objects.filter(
                person=person, revoked_at__isnull=True, ends_at__gt=clock.now()
            )
            .select_related("place")
            .order_by("-made_at"),
            "identities": [(i, label(i.provider)) for i in queries.identities(person)],
            "has_factor": queries.has_second_factor(person),
            "sections": [
                (name, label) for verb, name, label in SECTIONS if rules.allowed(verb, person)
            ],
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; ends the others on POST."""
    person = me(request)
    key = request.session.session_key or ""
    if request.method == "POST":
        ended = actions.sign_out_all(person=person, keep=key, by=person)
        said = ngettext("%(count)s 处登录已经退出。", "%(count)s 处登录已经退出。", ended)
        messages.info(request, said % {"count": ended} if ended else _("没有别处的登录。"))
        return redirect("people_sessions")
    rows = sorted(
        UserSession.objects.purge_and_list(person), key=lambda s: s.created_at, reverse=True
    )
    return render(request, "people/sessions.html", {"sessions": rows, "current": key})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_factor(request: HttpRequest) -> HttpResponse:
    """The code that came by another road; a right one opens the pages for a second factor."""
    person = me(request)
    if queries.has_second_factor(person):
        return redirect("mfa_index")
    form = FirstFactor(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_factor_code(person=person, code=form.cleaned_data["code"])
        except Refused as refused:
            refuse(form, refused)
        else:
            request.session[ENROLLING] = person.pk
            return redirect("mfa_index")
    status = 422 if form.errors else 200
    return render(request, "people/first_factor.html", {"form": form}, status=status)


@login_required
@require_POST
def agree_key(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a program act for me, as its key says."""
    actions.agree_token(token=_key(request, ref), by=me(request))
    return redirect("people_account")


@login_required
@require_POST
def revoke_key(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a program act for me no more."""
    actions.revoke_token(token=_key(request, ref), by=me(request))
    return redirect("people_account")


@login_required
@require_POST
def unlink(request: HttpRequest, ref: str) -> HttpResponse:
    """Let an account elsewhere sign me in no more."""
    identity = get_object_or_404(queries.identities(me(request)), ref=ref)
    actions.unlink_identity(identity=identity, by=me(request))
    return redirect("people_account")


def _key(request: HttpRequest, ref: str) -> ApiToken:
    return get_object_or_404(ApiToken.objects.select_related("person"), ref=ref, person=me(request))


first_factor.permission = "staff"  # type: ignore[attr-defined]  # read by the menu and its test
agree_key.permission = "staff"  # type: ignore[attr-defined]  # read by the menu and its test
revoke_key.permission = "staff"  # type: ignore[attr-defined]  # read by the menu and its test
unlink.permission = "staff"  # type: ignore[attr-defined]  # read by the menu and its test
account.permission = "staff"  # type: ignore[attr-defined]
sessions.permission = "staff"  # type: ignore[attr-defined]
