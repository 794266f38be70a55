"""Who comes in at the desk: discipline officers, the auditor, the security administrator."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sanan.people import access
from sanan.people.enums import Role

View = Callable[..., HttpResponse]


_desk = access.desk_of()
me = access.me
page = access.pages_of("sealed/staff")


def desk(*roles: Role) -> Callable[[View], View]:
    """Only for staff in one of `roles`; others are told nothing is there. Nothing is cached."""

    def wrap(view: View) -> View:
        return _desk(*roles)(never_cache(sensitive_post_parameters()(view)))

    return wrap
