"""A register of projects or activities: looked at first, then taken in."""

from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.imports.views import Pages
from sanan.people import access
from sanan.volunteers.enums import DESK
from sanan.volunteers.forms.table import REGISTERS
from sanan.volunteers.views.access import CAN, desk, my_places

PAGES = Pages(
    REGISTERS,
    "volunteers_staff:import",
    _("导入登记表"),
    my_places,
    tabs="volunteers/staff/_tabs.html",
    more=access.may(CAN),
)
_both = require_http_methods(["GET", "HEAD", "POST"])
upload = _both(desk(*DESK)(PAGES.upload))
look = never_cache(_both(desk(*DESK)(PAGES.look)))
done = never_cache(require_safe(desk(*DESK)(PAGES.done)))
rejected = never_cache(require_safe(desk(*DESK)(PAGES.rejected)))
