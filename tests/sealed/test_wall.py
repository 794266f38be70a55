"""The wall: after a report with words of its own, those words are nowhere but with its readers.

Typed, in a file, in the dialogue, in the outcome; the receipt too. Looked for in every table of
either database, in dumps, in logs, on disk, in the public log's files, and on every page of everyone.
"""

import io
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver

from sanan.ledger import actions as ledger
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.sealed import actions
from sanan.sealed.enums import Way
from sanan.sealed.models import Report

from .conftest import NOW, SINCE, WORDS
from .test_pages import hidden, receipt_of

CANARIES = {
    "typed": "金丝雀甲在祠堂后面",
    "who": "金丝雀乙主任",
    "name": "金丝雀丙",
    "phone": "13800009876",
    "filed": "canary-in-a-file-4711",
    "file_name": "canary-file-name-0815",
    "more": "金丝雀丁补充说",
    "reply": "金丝雀戊请说哪一年",
    "note": "金丝雀己内部记录",
    "outcome": "金丝雀庚已经处分",
}


@pytest.fixture
def told(house, client, caplog):
    """A whole report through the pages, logged as loudly as can be; the receipt among the canaries."""
    caplog.set_level(logging.DEBUG)
    zeng = house.people["zeng"]
    page = client.post(
        "/sealed/", {"where": house.county.code, "about": "village"}
    ).content.decode()
    fields = {n: hidden(page, n) for n in ("route", "once", "where", "about")}
    pdf = b"%PDF-1.4\n" + CANARIES["filed"].encode() + b"\n%%EOF"
    answer = client.post(
        "/sealed/write/",
        {
            **fields,
            "who": CANARIES["who"],
            "text": CANARIES["typed"],
            "name": CANARIES["name"],
            "phone": CANARIES["phone"],
            "files": [SimpleUploadedFile(CANARIES["file_name"] + ".pdf", pdf)],
        },
    )
    receipt = receipt_of(answer)
    report = Report.objects.select_related("body__org__place").get()
    seen = actions.open_report(report=report, by=zeng, passphrase=WORDS, at=NOW)
    assert (
        CANARIES["filed"].encode()
        in actions.fetch(
            report=report, number=seen[0].files[0][0], by=zeng, passphrase=WORDS, at=NOW
        ).content
    )
    actions.reply(report=report, by=zeng, text=CANARIES["reply"], at=NOW)
    page = client.post("/sealed/ask/", {"receipt": receipt}).content.decode()
    assert CANARIES["reply"] in page
    fields = {n: hidden(page, n) for n in ("visit", "once")}
    client.post("/sealed/say/", {**fields, "text": CANARIES["more"]})
    actions.assess(report=report, by=zeng, way=Way.CHECK, text=CANARIES["note"], at=NOW)
    actions.conclude(report=report, by=zeng, text=CANARIES["outcome"], at=NOW)
    again = actions.open_report(report=report, by=zeng, passphrase=WORDS, at=NOW)
    assert {CANARIES[k] for k in ("typed", "more", "reply", "note", "outcome")} == {
        m.header["text"] for m in again
    }
    return {**CANARIES, "receipt": receipt, "words": WORDS}


def forms(canaries):
    """Each canary in the encodings in which it could lie somewhere."""
    return {
        (name, how): text.encode(how)
        for name, text in canaries.items()
        for how in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "unicode_escape")
    }


def found_in(data, canaries):
    return sorted({name for (name, _how), text in forms(canaries).items() if text in data})


def every_table():
    """Name and all bytes of every table of the database, whatever it is (indexes of words too)."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=True):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            rows = cursor.fetchall()
            yield table, b"\n".join(_bytes(v) for row in rows for v in row)


def _bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_no_table_holds_a_word_of_it(house, told):
    tables = dict(every_table())
    assert any(name.startswith("sealed_") for name in tables)
    assert len(tables["sealed_message"]) > 40_000
    assert {
        name: found_in(data, told) for name, data in tables.items() if found_in(data, told)
    } == {}


def test_the_search_finds_what_is_there(house, told):
    # That the test above can fail: a word of the ledger's own is found by the same search.
    assert found_in(dict(every_table())["ledger_entry"], {"x": "sealed.act"}) == ["x"]


def test_no_dump_no_log_no_file(house, told, caplog, capfd):
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    ledger.publish_all()
    assert found_in(out.getvalue().encode(), told) == []
    assert found_in(caplog.text.encode(), told) == []
    assert found_in("".join(str(r.__dict__) for r in caplog.records).encode(), told) == []
    printed = capfd.readouterr()
    assert found_in((printed.out + printed.err).encode(), told) == []
    root = Path(django_settings.VAR)
    # SQLite's own file is read by its tables above; all else is read as bytes.
    wrong = {
        str(path): found_in(path.read_bytes(), told)
        for path in root.rglob("*")
        if path.is_file() and "static" not in path.parts and found_in(path.read_bytes(), told)
    }
    assert wrong == {}


def test_the_public_log_says_only_that_something_was_done(house, told):
    from datetime import timedelta

    from sanan.ledger.models import Entry

    actions.settle(at=NOW + timedelta(days=400))
    ours = Entry.objects.filter(event__startswith="sealed.")
    assert set(ours.values_list("event", flat=True)) <= {"sealed.act", "sealed.key", "sealed.day"}
    written = b"".join(bytes(e.content) + bytes(e.words) + e.subject.encode() for e in ours)
    below = [house.village.code, house.village.name, "村（社区）", "village"]
    assert found_in(written, {**told, **{w: w for w in below}}) == []


def staff_pages():
    """Every staff address without arguments, plus the search that a dispatcher would try."""
    found = []

    def walk(patterns, prefix):
        for entry in patterns:
            route = prefix + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                walk(entry.url_patterns, route)
            elif re.fullmatch(r"[a-z0-9_./-]*", route):
                found.append("/" + route)

    walk(get_resolver().url_patterns, "")
    searches = [f"/staff/cases/?group=all&q={w}" for w in ("金丝雀", "祠堂", "13800009876")]
    return [p for p in found if "logout" not in p and "/docs" not in p] + searches


@pytest.mark.parametrize("role", [Role.AUDITOR, None], ids=["the auditor", "every other role"])
def test_no_page_of_any_other_role_holds_a_word_of_it(house, told, enter, role):
    """Somebody who holds all those roles at once is shown whatever one of them is shown."""
    report = Report.objects.get()
    echoed = {
        "typed": "在祠堂后面",
        **{k: v for k, v in told.items() if k not in {"typed", "phone"}},
    }
    # The auditor sees the random code of what was opened, nobody else even that.
    who = house.people[f"role-{Role.AUDITOR}"]
    if role is None:
        echoed["code"] = report.code
        who = Person.objects.create(username="all-others", name="都兼", password="!")
        for each in set(Role) - {Role.DISCIPLINE_OFFICER, Role.AUDITOR}:
            Position.objects.create(
                person=who, role=each, place=house.city, org=house.orgs["centre"], since_on=SINCE
            )
    body, wrong = enter(who), {}
    for path in staff_pages():
        answer = body.get(path)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if hits := found_in(data, echoed):
            wrong[path] = hits
    for path in (f"/staff/sealed/{report.code}/", f"/staff/sealed/{report.code}/open/"):
        tried = (body.get(path).status_code, body.post(path, {"passphrase": WORDS}).status_code)
        if 200 in tried:
            wrong[path] = tried
    assert wrong == {}


def test_officers_of_other_bodies_see_nothing_either(house, told, enter):
    report = Report.objects.get()
    for who in ("shi", "cun", "pan"):
        body = enter(house.people[who])
        assert report.code not in body.get("/staff/sealed/").content.decode()
        assert body.get(f"/staff/sealed/{report.code}/").status_code == 404
        assert (
            body.post(f"/staff/sealed/{report.code}/open/", {"passphrase": WORDS}).status_code
            == 404
        )


def test_the_recipients_desk_shows_nothing_before_the_passphrase(house, told, enter):
    report = Report.objects.get()
    desk = enter(house.people["zeng"])
    for path in ("/staff/sealed/?done=1", f"/staff/sealed/{report.code}/", "/staff/"):
        assert found_in(desk.get(path).content, told) == []
    wrong = desk.post(f"/staff/sealed/{report.code}/open/", {"passphrase": "wrong"})
    assert (wrong.status_code, found_in(wrong.content, told)) == (409, [])
    right = desk.post(f"/staff/sealed/{report.code}/open/", {"passphrase": WORDS})
    assert CANARIES["typed"] in right.content.decode()
    assert "no-store" in right["Cache-Control"]
    assert WORDS not in right.content.decode()


def test_whoever_steals_everything_that_is_stored_still_reads_nothing(house, told, settings):
    """The database and the installation's own keys together: the inner layer holds."""
    from sanan.sealed.crypto import at_rest
    from sanan.sealed.models import Attachment, Body, Message, Officer, Wrap

    stolen = [at_rest.unlock("message", bytes(m.content)) for m in Message.objects.all()]
    stolen += [at_rest.unlock("file", bytes(a.content)) for a in Attachment.objects.all()]
    stolen += [at_rest.unlock("wrap", bytes(w.key)) for w in Wrap.objects.all()]
    stolen += [at_rest.unlock("officer", bytes(o.private_locked)) for o in Officer.objects.all()]
    stolen += [at_rest.unlock("officer", bytes(o.body_key)) for o in Officer.objects.all()]
    stolen += [bytes(b.marks) for b in Body.objects.all()]
    assert len(stolen) > 15
    assert found_in(b"\n".join(stolen), told) == []
