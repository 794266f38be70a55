"""Calendars in and out: recurrences, moved and cancelled instances, broken files in a sentence."""

import io
import json
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Refused
from sanan.neighbourhood import actions
from sanan.neighbourhood.calendars import incoming, reading
from sanan.neighbourhood.commands import neighbourhood
from sanan.neighbourhood.models import Booking, Series

from .conftest import DAY, NOW

CLUB = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:drums
SUMMARY:腰鼓队
DTSTART;TZID=Asia/Shanghai:20260305T190000
DTEND;TZID=Asia/Shanghai:20260305T203000
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE;TZID=Asia/Shanghai:20260312T190000
END:VEVENT
BEGIN:VEVENT
UID:drums
RECURRENCE-ID;TZID=Asia/Shanghai:20260319T190000
SUMMARY:腰鼓队（改到上午）
DTSTART;TZID=Asia/Shanghai:20260320T090000
DTEND;TZID=Asia/Shanghai:20260320T103000
END:VEVENT
BEGIN:VEVENT
UID:drums
RECURRENCE-ID;TZID=Asia/Shanghai:20260326T190000
STATUS:CANCELLED
SUMMARY:腰鼓队
DTSTART;TZID=Asia/Shanghai:20260326T190000
DTEND;TZID=Asia/Shanghai:20260326T203000
END:VEVENT
%sEND:VCALENDAR
"""
BROKEN = """BEGIN:VEVENT
UID:odd
SUMMARY:看不懂的
DTSTART:20260306T010000Z
RRULE:FREQ=WEEKLY;UNTL=20260401
END:VEVENT
BEGIN:VEVENT
UID:back
SUMMARY:倒过来的
DTSTART:20260307T030000Z
DTEND:20260307T020000Z
END:VEVENT
BEGIN:VEVENT
UID:whole
SUMMARY:整天
DTSTART;VALUE=DATE:20260308
END:VEVENT
"""
FIRST, LAST = date(2026, 3, 1), date(2026, 4, 2)


def told(text: str, first: date = FIRST, last: date = LAST) -> dict:
    out = io.BytesIO()
    said = reading.read(
        io.BytesIO(text.replace("\r", "").replace("\n", "\r\n").encode()),
        out,
        first=first.isoformat(),
        last=last.isoformat(),
    )
    return said or json.loads(out.getvalue())


def test_what_takes_place():
    found = told(CLUB % "")
    assert [each["start"] for each in found["occurrences"]] == [
        "2026-03-05T19:00:00+08:00",
        "2026-03-20T09:00:00+08:00",
        "2026-04-02T19:00:00+08:00",
    ]
    assert [each["start"] for each in found["cancelled"]] == ["2026-03-26T19:00:00+08:00"]
    # Both days are included.
    day = date(2026, 3, 5)
    assert len(told(CLUB % "", day, day)["occurrences"]) == 1


def test_what_is_broken_is_named_and_the_rest_is_there():
    found = told(CLUB % BROKEN)
    assert [(b["summary"], b["why"]) for b in found["broken"]] == [("看不懂的", "rule")]
    assert [(w["summary"], w["why"]) for w in found["warnings"]] == [("倒过来的", "ends_before")]
    assert len(found["occurrences"]) == 5
    assert told("hello") == {"wrong": "no_calendar"}
    twice = told("BEGIN:VCALENDAR\n" + BROKEN.replace("odd", "back") * 2 + "END:VCALENDAR\n")
    assert {w["why"] for w in twice["warnings"]} == {"ends_before", "same_uid"}


def test_the_command(tmp_path):
    file = tmp_path / "club.ics"
    file.write_text(CLUB % BROKEN)
    days = ["--from", "2026-03-01", "--to", "2026-04-02", "--json"]
    done = CliRunner().invoke(neighbourhood, ["calendar", str(file), *days])
    assert done.exit_code == 1
    assert "“看不懂的”的重复规则看不懂（FREQ=WEEKLY;UNTL=20260401），没有列出。" in done.stderr
    assert len(json.loads(done.stdout)["occurrences"]) == 5
    file.write_text("hello")
    done = CliRunner().invoke(neighbourhood, ["calendar", str(file), *days])
    assert (done.exit_code, "不是日历文件" in done.stderr) == (1, True)


def test_a_file_that_never_ends_is_refused(monkeypatch):
    monkeypatch.setattr(incoming, "_LIMITS", replace(incoming._LIMITS, processor=1))
    endless = CLUB.replace("WEEKLY;COUNT=5", "SECONDLY") % ""
    with pytest.raises(Refused) as caught:
        incoming.read(io.BytesIO(endless.encode()), first=FIRST, last=date(2035, 1, 1))
    assert caught.value.code == "too_dear"


def test_a_clubs_calendar_is_booked(yard, desk):
    actions.book(
        facility=yard.room,
        starts_at=datetime.combine(date(2026, 4, 2), time(19), SHANGHAI),
        ends_at=datetime.combine(date(2026, 4, 2), time(20), SHANGHAI),
        name="某人",
        by=yard.keeper,
        at=NOW,
    )
    made = actions.book_calendar(
        facility=yard.room,
        title="腰鼓队",
        occurrences=told(CLUB % BROKEN)["occurrences"],
        name="潘月娥",
        by=yard.keeper,
        at=NOW,
    )
    assert made.bookings.count() == 3
    assert made.skipped == [
        {"day": "2026-03-08", "why": "whole_day"},
        {"day": "2026-04-02", "why": "taken"},
    ]
    # Nothing of next year's is in this file, so nothing is kept and the sentence says so.
    address = reverse("neighbourhood_staff:club_calendar", args=[yard.room.code])
    given = {
        "title": "腰鼓队",
        "name": "潘月娥",
        "people": 1,
        "file": SimpleUploadedFile("a.ics", b"x"),
    }
    given |= {"since_on": "2026-03-01", "until_on": "2026-04-01"}
    page = desk(yard.keeper).post(address, given)
    assert (page.status_code, "不是日历文件" in page.content.decode()) == (422, True)
    assert Series.objects.count() == 1


def test_what_goes_out_names_nobody(yard):
    Booking.objects.all().delete()
    made = actions.book(
        facility=yard.room,
        starts_at=datetime.combine(date(2026, 3, 5), time(19), SHANGHAI),
        ends_at=datetime.combine(date(2026, 3, 5), time(20), SHANGHAI),
        name="陈秀英",
        phone="13800010001",
        purpose="排练",
        by=None,
        at=NOW,
    )
    from sanan.neighbourhood.queries import calendar_of

    actions.announce(
        centre=yard.centre,
        title="端午包粽子",
        starts_at=NOW + 9 * DAY,
        ends_at=NOW + 10 * DAY,
        by=yard.keeper,
        at=NOW,
    )
    assert "端午包粽子" in calendar_of(yard.centre, yard.centre.facilities.all()[:0], NOW).decode()
    text = calendar_of(yard.centre, [yard.room], NOW).decode()
    assert told(text)["occurrences"][0]["start"] == "2026-03-05T11:00:00+00:00"
    assert (made.code in text, "陈秀英" in text, "排练" in text) == (True, False, False)
    for name, code in (("centre", yard.centre.code), ("facility", yard.room.code)):
        page = Client().get(reverse(f"neighbourhood:{name}_calendar", args=[code]))
        assert page["Content-Type"].startswith("text/calendar")
