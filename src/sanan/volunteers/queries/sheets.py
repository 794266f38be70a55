"""Lists as Excel files; the last in the columns of the national system's batch entry."""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sanan.insight.private import partial, tables
from sanan.kit import phones, vault
from sanan.kit.calendar import SHANGHAI
from sanan.kit.sheets import write_sheet
from sanan.people.models import Person
from sanan.volunteers.enums import State
from sanan.volunteers.models import Service
from sanan.volunteers.queries.hours import hours

MOST = 50_000


def sheet(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """An Excel file."""
    out = io.BytesIO()
    write_sheet(out, headings, rows)
    return out.getvalue()


def projects_sheet(rows: Any) -> bytes:
    """The register of projects."""
    heads = [
        _("项目编号"),
        _("项目名称"),
        _("组织单位"),
        _("地点"),
        _("服务类别"),
        _("开始日期"),
        _("结束日期"),
        _("活动场次"),
    ]
    lines = (
        (
            r.number or r.code,
            r.name,
            r.org.name,
            r.place.spoken,
            r.get_work_display(),
            r.begins_on,
            r.ends_on,
            r.held,
        )
        for r in rows[:MOST]
    )
    return sheet(heads, lines)


def activities_sheet(rows: Any) -> bytes:
    """The register of activities; person-times say so."""
    heads = [
        _("活动编号"),
        _("活动名称"),
        _("项目名称"),
        _("组织单位"),
        _("活动地点"),
        _("开始时间"),
        _("结束时间"),
        _("服务对象"),
        _("受益人次"),
        _("登记表报的参与人次"),
        _("登记表报的服务小时"),
        _("状态"),
    ]
    lines = (
        (
            r.number or r.code,
            r.title,
            r.project.name,
            r.project.org.name,
            r.where,
            r.starts_at,
            r.ends_at,
            r.recipients,
            r.beneficiaries,
            r.told_turns,
            None if r.told_minutes is None else hours(r.told_minutes),
            r.get_state_display(),
        )
        for r in rows[:MOST]
    )
    return sheet(heads, lines)


def services_sheet(rows: Any) -> bytes:
    """Records as shown: names masked, since a file goes where the pages do not."""
    heads = [
        _("编号"),
        _("志愿者"),
        _("组织单位"),
        _("服务内容"),
        _("开始"),
        _("结束"),
        _("休息（分钟）"),
        _("路上（分钟）"),
        _("服务分钟"),
        _("服务小时"),
        _("状态"),
        _("质量"),
    ]
    lines = (
        (
            r.ref,
            tables.name(r.person.name, person=True),
            r.org.name,
            r.title,
            r.began_at,
            r.ended_at,
            r.breaks,
            r.travel,
            r.minutes,
            hours(r.minutes),
            r.get_state_display(),
            r.get_quality_display(),
        )
        for r in rows[:MOST]
    )
    return sheet(heads, lines)


def volunteers_sheet(rows: Any) -> bytes:
    """Registered volunteers, names and phones masked."""
    heads = [_("志愿者编号"), _("姓名"), _("手机"), _("地点"), _("会做什么"), _("登记时间")]
    lines = (
        (
            r.code,
            tables.name(r.person.name, person=True),
            partial.phone(vault.unlock(r.person.phone_locked)),
            r.place.spoken,
            "、".join(r.skill_names),
            r.registered_at,
        )
        for r in rows[:MOST]
    )
    return sheet(heads, lines)


def national_rows(person: Person, since_on: date, until_on: date) -> Any:
    """Confirmed records of a period (both days included) at this person's places."""
    begin = datetime.combine(since_on, time(), SHANGHAI)
    end = datetime.combine(until_on + timedelta(days=1), time(), SHANGHAI)
    rows = Service.objects.visible_to(person).filter(
        state=State.CONFIRMED, began_at__gte=begin, began_at__lt=end
    )
    return rows.select_related("person__volunteer", "org", "activity__project").order_by(
        "began_at", "pk"
    )


def national_sheet(rows: Any) -> bytes:
    """Records for entry into the national volunteer system: with names and whole numbers.

    One line is one participation. The columns follow its batch entry of hours as far as is public;
    hours to one decimal. Whoever takes it has given a purpose, which stands in the record.
    """
    heads = [
        _("姓名"),
        _("证件类型"),
        _("证件号码"),
        _("手机号"),
        _("志愿队伍"),
        _("项目名称"),
        _("活动名称"),
        _("服务日期"),
        _("开始时间"),
        _("结束时间"),
        _("服务时长（小时）"),
    ]
    return sheet(heads, _national(rows))


def _national(rows: Any) -> Iterator[tuple[object, ...]]:
    for row in rows[:MOST]:
        known = getattr(row.person, "volunteer", None)
        began, ended = row.began_at.astimezone(SHANGHAI), row.ended_at.astimezone(SHANGHAI)
        project = row.activity.project.name if row.activity else ""
        yield (
            row.person.name,
            known.get_id_kind_display() if known else "",
            vault.unlock(known.id_locked) if known else "",
            phones.tidy(vault.unlock(row.person.phone_locked)),
            row.org.name,
            project,
            row.title,
            began.date(),
            f"{began:%H:%M}",
            f"{ended:%H:%M}",
            hours(row.minutes),
        )
