"""The two tables of the public task on hot issues: the issues, and their messages."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sanan.insight.hot import HotIssue, Message

ISSUES = "热点问题表.csv"
MESSAGES = "热点问题留言明细表.csv"


def as_rows(issue: HotIssue) -> dict[str, Any]:
    """Return an issue as plain values; moments as ISO 8601."""
    return {
        "rank": issue.rank,
        "heat": issue.heat,
        "from": issue.start.isoformat(sep=" "),
        "to": issue.end.isoformat(sep=" "),
        "kind": "place" if issue.place else "subject",
        "place": issue.place,
        "description": issue.description,
        "count": len(issue.message_ids),
        "people": issue.people,
        "likes": issue.likes,
        "dislikes": issue.dislikes,
        "weeks": list(issue.weeks),
        "trend": issue.trend,
        "phase": issue.phase.value,
        "message_ids": [int(one) if one.isdecimal() else one for one in issue.message_ids],
    }


def write_tables(
    folder: Path, *, issues: Sequence[HotIssue], messages: Sequence[Message]
) -> tuple[Path, Path]:
    """Write the issues and their messages as two CSV files; return where.

    Columns follow the public task: 热度排名, 问题ID, 热度指数, 时间范围, 地点/人群, 问题描述; and 问题ID,
    留言编号, 留言用户, 留言主题, 留言时间, 留言详情, 点赞数, 反对数. A cell that a sheet program would run as
    a formula is disarmed by a leading apostrophe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first, second = folder / ISSUES, folder / MESSAGES
    by_id = {message.id: message for message in messages}
    _write(
        first,
        ("热度排名", "问题ID", "热度指数", "时间范围", "地点/人群", "问题描述"),
        [
            (
                issue.rank,
                issue.rank,
                issue.heat,
                f"{issue.start:%Y/%m/%d} 至 {issue.end:%Y/%m/%d}",
                issue.place,
                issue.description,
            )
            for issue in issues
        ],
    )
    _write(
        second,
        ("问题ID", "留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数", "反对数"),
        [
            (
                issue.rank,
                one.id,
                one.person,
                one.title,
                one.at.isoformat(sep=" "),
                one.text.strip(),
                one.likes,
                one.dislikes,
            )
            for issue in issues
            for one in map(by_id.__getitem__, issue.message_ids)
        ],
    )
    return first, second


def _write(path: Path, head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows([[_safe(cell) for cell in row] for row in rows])


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell
