"""Who comes in at the desk: discipline officers, the auditor, the security administrator."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sanan.people import gate
from sanan.people.enums import Role

View = Callable[..., HttpResponse]


_desk = gate.desk_of()
me = gate.me


def desk(*roles: Role) -> Callable[[View], View]:
    """Only for staff in one of `roles`; others are told nothing is there. Nothing is cached."""

    def wrap(view: View) -> View:
        return _desk(*roles)(never_cache(sensitive_post_parameters()(view)))

    return wrap


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    return gate.page(request, f"sealed/staff/{name}.html", values, status=status)
