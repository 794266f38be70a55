"""A table of messages: looked at first, then taken in."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.actions.importing import IMPORTERS
from sanan.cases.forms.table import MESSAGES
from sanan.imports.views import Pages
from sanan.people import access
from sanan.places.models import PlaceQuerySet


def _places(request: HttpRequest) -> PlaceQuerySet:
    return access.my_places(request, IMPORTERS, "county", "township", "village", "estate")


PAGES = Pages((MESSAGES,), "cases_staff:import", _("导入留言"), _places)
_desk = access.desk_of(*IMPORTERS)()
_both = require_http_methods(["GET", "HEAD", "POST"])
upload = _both(_desk(PAGES.upload))
look = never_cache(_both(_desk(PAGES.look)))
done = never_cache(require_safe(_desk(PAGES.done)))
rejected = never_cache(require_safe(_desk(PAGES.rejected)))
