"""Taking in tables of companies, leads and agreements."""

from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanan.imports.views import Pages
from sanan.investment.enums import OFFICERS
from sanan.investment.forms.tables import TABLES
from sanan.investment.views.access import CAN, both, desk, my_places
from sanan.people import access

IMPORT = Pages(
    TABLES,
    "investment_staff:import",
    _("导入招商台账"),
    my_places,
    tabs="investment/staff/_tabs.html",
    more=access.may(CAN),
)
upload = both(desk(*OFFICERS)(IMPORT.upload))
look = never_cache(both(desk(*OFFICERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*OFFICERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*OFFICERS)(IMPORT.rejected)))
