"""A resident's settings: which accounts elsewhere are theirs, how they want to be told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.channels.identity.provider import label
from sanan.people import actions, queries, visitor


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Everything on one page."""
    person = visitor.resident(request)
    if person is None:
        return redirect(f"{reverse('slips:me')}?next={request.path}")
    tied = list(queries.identities(person))
    known = {identity.provider for identity in tied}
    agent = request.headers.get("user-agent", "")
    values = {
        "person": person,
        "identities": [(identity, label(identity.provider)) for identity in tied],
        "doors": [door for door in queries.doors(agent) if door.name not in known],
    }
    return render(request, "people/settings.html", values)


@require_POST
def unlink(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Let an account elsewhere open nothing here any more."""
    person = visitor.resident(request)
    if person is None:
        return redirect("slips:me")
    identity = get_object_or_404(queries.identities(person), ref=ref)
    actions.unlink_identity(identity=identity, by=person)
    messages.info(
        request, _("已解除绑定：不能再用%(name)s登录了。") % {"name": label(identity.provider)}
    )
    return redirect("people:settings")
