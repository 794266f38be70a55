"""The county's page as a sheet."""

import io

from django.utils.translation import gettext as _

from sanan.kit.sheets import write_sheet
from sanan.powers.queries.desk import Overdue


def of_overdue(found: Overdue) -> bytes:
    """The county's page."""
    heads = [_("乡镇"), _("逾期项数"), _("涉及村数"), _("最早到期"), _("未答提问"), _("其中过期")]
    lines = (
        [t.place.name, t.late, t.villages, f"{t.oldest or ''}", t.open_questions, t.late_questions]
        for t in found.towns
    )
    out = io.BytesIO()
    write_sheet(out, heads, lines)
    return out.getvalue()
