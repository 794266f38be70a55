"""Keeping a list under a name, and forgetting it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sanan.kit.errors import Missing
from sanan.lists import actions
from sanan.lists.models import KeptList
from sanan.people import access

desk = access.desk_of(*access.STAFF)


@require_POST
@desk()
def keep(request: HttpRequest, of: str) -> HttpResponse:
    """Keep the list at that address under a name."""
    address = _ours(request.POST.get("address", ""))
    name = request.POST.get("name", "")
    actions.keep(of=of, name=name, address=address, by=access.me(request))
    return redirect(address)


@require_POST
@desk()
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one that I kept."""
    kept = get_object_or_404(KeptList, pk=pk, person=access.me(request))
    actions.forget(kept=kept, by=access.me(request))
    return redirect(kept.address.partition("?")[0])


def _ours(address: str) -> str:
    if not address.startswith("/staff/") or not url_has_allowed_host_and_scheme(address, None):
        raise Missing(_("没有这个列表。"), "no_list")
    return address
