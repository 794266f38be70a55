"""What a key may be for beside the verbs of cases."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: dict[str, str | Promise] = {
    "orders": _("办点单"),
    "disclosures": _("办公开事项"),
}
