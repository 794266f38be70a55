"""Who may open a page: signed in, and holding the administrator's role that the page is for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from sanan.people import rules
from sanan.people.models import Person
from sanan.people.rules import Verb

View = Callable[..., HttpResponseBase]


def needs(verb: Verb) -> Callable[[View], View]:
    """Let only those in who may `verb` somewhere; a stranger is sent to sign in."""

    def wrap(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            rules.check(verb, me(request))
            return view(request, *args, **kwargs)

        gated.permission = f"people.{verb}"  # type: ignore[attr-defined]
        return login_required(gated)

    return wrap


def me(request: HttpRequest) -> Person:
    """The member of staff who asks."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
