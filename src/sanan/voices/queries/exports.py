"""Reading a group's export: `时间 昵称: 内容`, line by line, with every bad line named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Invalid
from sanan.voices.enums import CONTENT_YEARS
from sanan.voices.rules.messages import LONGEST
from sanan.voices.rules.nicknames import folded

MOST_BYTES = 64 * 1024 * 1024
MOST_BAD = 200
NICKNAME = 40
_STAMPED = re.compile(
    r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?[ T]+"
    r"(?P<h>\d{1,2})[:\uff1a](?P<min>\d{2})(?:[:\uff1a](?P<s>\d{2}))?(?P<rest>.*)"
)
_SAID = re.compile(r"\s+(?P<name>[^:\uff1a]{1,40}?)\s*[:\uff1a]\s?(?P<text>.*)")


@dataclass(slots=True)
class Line:
    """One message of the export, with the number of the line on which it begins."""

    number: int
    at: datetime
    name: str
    text: str


@dataclass(slots=True)
class Export:
    """What an export holds: messages in their order, bad lines with the reason, both counted."""

    lines: list[Line] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    bad_count: int = 0
    old: int = 0


def read_export(content: bytes, now: datetime) -> Export:
    """Read an export; times without a zone are China's. A line without a time goes on the one before.

    UTF-8 or GB18030. What is older than a year is counted and left out: it would not be kept.
    Raises `Invalid` for what is no text or too much of it.
    """
    if len(content) > MOST_BYTES:
        raise Invalid(_("文件太大。请分成几个，每个不超过 64 MB。"), "too_large", field="file")
    found = Export()
    oldest = now - CONTENT_YEARS * timedelta(days=366)
    for line in _lines(_decoded(content), found):
        fault = _fault(line, now)
        if fault:
            _bad(found, line.number, fault)
        elif line.at < oldest:
            found.old += 1
        else:
            found.lines.append(line)
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_("这个文件不是文字。请选导出的 .txt 文件。"), "no_text", field="file")


def _lines(text: str, found: Export) -> Iterator[Line]:
    current: Line | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        stamped = _STAMPED.match(raw.strip("\ufeff "))
        if stamped is None:
            if current is not None:
                current.text += f"\n{raw}"
            elif raw.strip():
                _bad(found, number, _("前面没有时间，不知道是谁什么时候说的"))
            continue
        if current is not None:
            yield current
        current = _started(number, stamped, found)
    if current is not None:
        yield current


def _started(number: int, stamped: "re.Match[str]", found: Export) -> Line | None:
    said = _SAID.fullmatch(stamped["rest"])
    if said is None:
        _bad(found, number, _("时间后面要有“昵称：内容”"))
        return None
    try:
        at = datetime(
            int(stamped["y"]),
            int(stamped["m"]),
            int(stamped["d"]),
            int(stamped["h"]),
            int(stamped["min"]),
            int(stamped["s"] or 0),
            tzinfo=SHANGHAI,
        )
    except ValueError:
        _bad(found, number, _("没有这个时间"))
        return None
    return Line(number, at, words.clean_line(said["name"]), said["text"])


def _fault(line: Line, now: datetime) -> str:
    line.text = words.clean(line.text)
    if words.is_blank(line.text):
        return _("没有内容")
    if len(line.text) > LONGEST:
        return _("超过 %(most)d 个字") % {"most": LONGEST}
    if not folded(line.name):
        return _("没有昵称")
    if line.at > now + timedelta(minutes=5):
        return _("时间在将来")
    return ""


def _bad(found: Export, number: int, why: str) -> None:
    found.bad_count += 1
    if len(found.bad) < MOST_BAD:
        found.bad.append((number, why))
