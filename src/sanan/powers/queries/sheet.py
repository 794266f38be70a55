"""Lists as sheets, as they are shown on the page."""

import io
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.sheets import write_sheet
from sanan.powers.models import Disclosure, Question
from sanan.powers.queries.desk import Overdue

MOST_ROWS = 20_000


def of_tasks(rows: Iterable[Disclosure]) -> bytes:
    """Tasks with their days and where they stand."""
    heads = [_("编号"), _("村"), _("三务"), _("项目"), _("时段"), _("到期"), _("公开"), _("现在")]
    lines = (
        [
            d.code,
            d.place.spoken,
            d.get_affair_display(),
            d.heading,
            d.period_name,
            f"{d.due_on}",
            f"{d.published_on or ''}",
            d.get_state_display(),
        ]
        for d in rows
    )
    return _written(heads, lines)


def of_questions(rows: Iterable[Question]) -> bytes:
    """Questions with their clocks; the words only where they are answered."""
    heads = [
        _("编号"),
        _("村"),
        _("公开项目"),
        _("提问"),
        _("现在"),
        _("由谁答"),
        _("期限"),
        _("回答"),
    ]
    lines = (
        [
            q.code,
            q.place.spoken,
            q.disclosure.heading,
            q.shown_text if q.answered_at else "",
            q.get_state_display(),
            q.get_level_display(),
            f"{timezone.localtime(q.due_at):%Y-%m-%d %H:%M}",
            q.answer,
        ]
        for q in rows
    )
    return _written(heads, lines)


def of_overdue(found: Overdue) -> bytes:
    """The county's page."""
    heads = [_("乡镇"), _("逾期项数"), _("涉及村数"), _("最早到期"), _("未答提问"), _("其中过期")]
    lines = (
        [t.place.name, t.late, t.villages, f"{t.oldest or ''}", t.open_questions, t.late_questions]
        for t in found.towns
    )
    return _written(heads, lines)


def _written(heads: list[str], lines: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    write_sheet(out, heads, lines)
    return out.getvalue()
