"""What a reporter's browser gets and gives: no traces, constant answers, plain words."""

import base64
import io
import json
import logging
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sanan.people.models import Attempt
from sanan.sealed import actions
from sanan.sealed.crypto import letter as letters
from sanan.sealed.middleware import SIZE
from sanan.sealed.models import Attachment, Report
from sanan.sealed.views import uploads

from .conftest import NOW, SAID, WORDS

ADDRESS = "203.0.113.77"
BROWSER = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": "Telltale/1.0"}


def hidden(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[-1]


def to_write(client, house, **more):
    said = {"where": house.county.code, "about": "village"}
    return client.post("/sealed/", {**said, **more}, **BROWSER).content.decode()


def plain(client, house, text=SAID, **more):
    page = to_write(client, house)
    fields = {name: hidden(page, name) for name in ("route", "once", "where", "about")}
    return client.post(
        "/sealed/write/", {**fields, "who": "林某某", "text": text, **more}, **BROWSER
    )


def receipt_of(answer):
    shown = re.search(r"data-receipt>([\d\s<wbr/>]*)</p>", answer.content.decode())[1]
    return re.sub(r"\D", "", shown)


def read(house):
    report = Report.objects.select_related("body__org__place").get()
    return actions.open_report(report=report, by=house.people["zeng"], passphrase=WORDS, at=NOW)


def test_without_script_from_the_choice_to_the_dialogue(house, client):
    answer = plain(client, house, name="连某", phone="13800000099")
    receipt = receipt_of(answer)
    assert len(receipt) == 16
    header = read(house)[0].header
    assert header == {
        "text": SAID,
        "who": "林某某",
        "name": "连某",
        "phone": "13800000099",
        "where": "德化县",
        "about": "村（社区）的干部、党组织或委员会",
        "files": [],
    }
    assert Report.objects.get().named
    actions.reply(report=Report.objects.get(), by=house.people["zeng"], text="请说哪一年", at=NOW)
    spoken = " ".join(receipt[i : i + 4] for i in range(0, 16, 4))
    page = client.post("/sealed/ask/", {"receipt": spoken}).content.decode()
    assert "请说哪一年" in page
    assert SAID not in page
    fields = {name: hidden(page, name) for name in ("visit", "once")}
    page = client.post("/sealed/say/", {**fields, "text": "前年春天"}).content.decode()
    assert "已经密封送到" in page
    client.post("/sealed/say/", {**fields, "text": "前年春天"})  # a page loaded anew
    assert [m.header["text"] for m in read(house)] == [SAID, "请说哪一年", "前年春天"]


def test_what_the_browser_sealed_is_taken_as_it_is(house, client):
    page = to_write(client, house)
    keys = json.loads(re.search(r'data-keys="([^"]*)"', page)[1].replace("&quot;", '"'))
    made = letters.write(
        {"text": SAID, "files": [{"name": "1.jpg"}]},
        {name: base64.b64decode(key) for name, key in keys.items()},
        [({"name": "1.jpg"}, b"picture")],
    )
    wraps = {name: base64.b64encode(wrap).decode() for name, wrap in made.wraps.items()}
    answer = client.post(
        "/sealed/write/",
        {
            "route": hidden(page, "route"),
            "once": hidden(page, "once"),
            "named": "",
            "wraps": json.dumps(wraps),
            "content": SimpleUploadedFile("sealed", made.content),
            "sealed": [SimpleUploadedFile("sealed", f) for f in made.files],
        },
    )
    assert len(receipt_of(answer)) == 16
    assert read(house)[0].header["text"] == SAID
    file = actions.fetch(
        report=Report.objects.get(),
        number=Attachment.objects.get().pk,
        by=house.people["zeng"],
        passphrase=WORDS,
    )
    assert (file.name, file.content) == ("1.jpg", b"picture")


@pytest.mark.parametrize("torn", ["wraps", "content", "reader", "json"])
def test_a_torn_letter_is_refused_and_nothing_is_kept(house, client, torn):
    page = to_write(client, house)
    readers = {b.code: bytes(b.public) for b in house.bodies.values()}
    if torn == "reader":
        readers["SOMEONE"] = readers.popitem()[1]
    made = letters.write({"text": "x"}, readers)
    wraps = {
        n: base64.b64encode(w[:-1] if torn == "wraps" else w).decode()
        for n, w in made.wraps.items()
    }
    content = made.content[:-1] if torn == "content" else made.content
    answer = client.post(
        "/sealed/write/",
        {
            "route": hidden(page, "route"),
            "once": "1",
            "wraps": "{" if torn == "json" else json.dumps(wraps),
            "content": SimpleUploadedFile("sealed", content),
        },
    )
    assert answer.status_code == 422
    assert "没有收全" in answer.content.decode()
    assert Report.objects.count() == 0


@pytest.mark.parametrize("said", [{"text": ""}, {"who": ""}, {"text": "话" * 10_001}])
def test_what_is_missing_or_too_long_is_said_and_the_rest_stays(house, client, said):
    page = to_write(client, house)
    fields = {n: hidden(page, n) for n in ("route", "once", "where", "about")}
    given = {"who": "林某某", "text": "他把钱拿走了", **said}
    answer = client.post("/sealed/write/", {**fields, **given})
    kept = answer.content.decode()
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "您写的还在" in kept
    assert all(value in kept for value in given.values())


def picture(side=64):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "TELLTALE"
    Image.new("RGB", (side, side), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_loses_what_it_hides_and_its_name(house, client):
    file = SimpleUploadedFile("IMG_20260301_LIN.jpg", picture())
    plain(client, house, files=[file])
    shown = read(house)[0]
    fetched = actions.fetch(
        report=Report.objects.get(),
        number=shown.files[0][0],
        by=house.people["zeng"],
        passphrase=WORDS,
    )
    assert fetched.name == "1.jpg"
    assert b"TELLTALE" not in fetched.content
    assert fetched.content[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.jpg", picture()[:300]), "这个文件坏了"),
        (SimpleUploadedFile("a.jpg", b""), "这个文件是空的"),
        (SimpleUploadedFile("a.exe", b"MZ" + bytes(99)), "收不了这种文件"),
        (SimpleUploadedFile("a.mp4", bytes(11 * 1024 * 1024)), "10 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_gets_its_sentence_and_the_words_stay(
    house, client, file, sentence
):
    answer = plain(client, house, files=[file])
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert SAID in answer.content.decode()
    assert Report.objects.count() == 0


def test_two_gigabytes_are_refused_without_being_read(house, client):
    answer = client.generic(
        "POST",
        "/sealed/write/",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
    )
    assert answer.status_code == 422
    assert "您写的还在" in answer.content.decode()


def test_a_large_file_never_touches_the_disk(house, client, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a file of a report was put on the disk")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    big = picture(64) + bytes(3 * 1024 * 1024)
    assert plain(client, house, files=[SimpleUploadedFile("a.jpg", big)]).status_code == 200


def test_no_cookie_is_set_and_none_of_before_is_read(house, client):
    client.cookies["sessionid"] = "x" * 32
    client.cookies["csrftoken"] = "y" * 32
    client.cookies["opinion"] = "z"
    for answer in (client.get("/sealed/"), plain(client, house), client.get("/sealed/ask/")):
        assert answer.cookies == {}
        assert answer.wsgi_request.COOKIES == {}
        assert "HTTP_COOKIE" not in answer.wsgi_request.META


def test_a_look_lasts_for_this_visit_only(db, client):
    answer = client.post("/sealed/look/", {"care": "1", "lang": "en"})
    assert {n: (m["max-age"], m["expires"]) for n, m in answer.cookies.items()} == {
        "care": ("", ""),
        "django_language": ("", ""),
    }
    assert 'class="care"' in client.get("/sealed/").content.decode()


def test_headers_that_keep_it_from_being_kept(house, client):
    for answer in (client.get("/sealed/"), plain(client, house), client.get("/sealed/none/")):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"].startswith("no-store")
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_no_address_and_no_browser_anywhere(house, client, caplog):
    caplog.set_level(logging.DEBUG)
    answer = plain(client, house)
    client.post("/sealed/ask/", {"receipt": "0" * 16}, **BROWSER)
    client.get("/sealed/nothing/", **BROWSER)
    meta = answer.wsgi_request.META
    assert not [k for k, v in meta.items() if ADDRESS in str(v) or "Telltale" in str(v)]
    assert Attempt.objects.count() == 0
    assert ADDRESS not in caplog.text
    assert "Telltale" not in caplog.text
    records = [str(r.__dict__) for r in caplog.records]
    assert not [r for r in records if ADDRESS in r or "Telltale" in r]


def test_a_fault_is_logged_without_its_words(house, client, monkeypatch, caplog):
    client.raise_request_exception = False

    def fail(**kwargs):
        raise RuntimeError(f"cannot store {SAID}")

    monkeypatch.setattr(actions, "receive", fail)
    answer = plain(client, house)
    assert answer.status_code == 500
    assert SAID not in caplog.text
    assert "RuntimeError" in caplog.text
    assert SAID not in "".join(str(r.__dict__) for r in caplog.records)


def test_right_and_wrong_receipts_look_alike(house, client):
    receipt = receipt_of(plain(client, house))
    right = client.post("/sealed/ask/", {"receipt": receipt})
    wrong = client.post("/sealed/ask/", {"receipt": f"{(int(receipt) + 1) % 10**16:016d}"})
    assert "没有这个回执" in wrong.content.decode()
    assert (right.status_code, len(right.content)) == (wrong.status_code, len(wrong.content))
    assert dict(right.headers) == dict(wrong.headers)


def test_right_and_wrong_receipts_are_the_same_work(house, client, monkeypatch):
    from sanan.sealed.crypto import passphrase

    receipt = receipt_of(plain(client, house))
    done = []
    slow = passphrase._stretched
    monkeypatch.setattr(passphrase, "_stretched", lambda *a: done.append(a[2]) or slow(*a))
    client.post("/sealed/ask/", {"receipt": receipt})
    client.post("/sealed/ask/", {"receipt": "1" * 16})
    assert len(done) == 2
    assert done[0] == done[1]


def test_every_page_is_padded(house, client):
    for answer in (client.get("/sealed/"), plain(client, house), client.get("/sealed/ask/")):
        assert len(answer.content) % SIZE == 0


def test_trying_is_slowed_down_without_keeping_who(house, client):
    codes = {client.post("/sealed/ask/", {"receipt": f"{n:016d}"}).status_code for n in range(34)}
    assert codes == {200, 429}
    assert Attempt.objects.count() == 0


def test_a_visit_ends(house, client, monkeypatch):
    from sanan.kit import clock

    receipt = receipt_of(plain(client, house))
    page = client.post("/sealed/ask/", {"receipt": receipt}).content.decode()
    later = clock.now() + timedelta(minutes=41)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.post("/sealed/say/", {"visit": hidden(page, "visit"), "text": "x"})
    assert answer.status_code == 404
    for forged in ("", "AAAA", "not base64!", hidden(page, "once")):
        assert client.post("/sealed/say/", {"visit": forged, "text": "x"}).status_code == 404


def test_a_request_from_another_site_is_turned_away(house, client):
    answer = client.post("/sealed/write/", {"text": SAID}, HTTP_SEC_FETCH_SITE="cross-site")
    assert (answer.status_code, answer["Location"]) == (302, "/sealed/")


def test_the_reader_may_change_while_someone_writes(house, client):
    page = to_write(client, house)
    fields = {n: hidden(page, n) for n in ("route", "once", "where", "about")}
    actions.revoke(officer=house.bodies["county"].officers.get(), by=house.people["zeng"])
    answer = client.post("/sealed/write/", {**fields, "who": "林", "text": SAID})
    assert "接收的机关刚刚变了" in answer.content.decode()
    forged = client.post("/sealed/write/", {**fields, "route": "x", "who": "林", "text": SAID})
    assert forged.status_code == 422
    assert Report.objects.count() == 0


def test_nothing_third_party_and_nothing_that_is_kept_offline(house, client):
    page = to_write(client, house)
    assert re.findall(r"https?://[^\"' ]+", page) == []
    assert "resident.js" not in page
    assert 'startsWith("/sealed/")) return' in client.get("/sw.js").content.decode()


def test_whoever_takes_it_in_holds_no_more_than_it_needs():
    assert uploads.MOST_BYTES == 32 * 1024 * 1024


def test_the_access_log_stays_off():
    from sanan.config.serve import command

    line = command(host="127.0.0.1", port=1)
    assert not [part for part in line if "access-log" in part]
