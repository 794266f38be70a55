"""Saying something through the interface: what is taken, what is refused and with which sentence."""

import base64
import io
import zipfile
from typing import Any

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sanan.cases.models import Case
from sanan.kit import tokens, vault
from sanan.ledger.models import Entry

pytestmark = pytest.mark.django_db


def jpeg(width: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 30), "green").save(out, format="JPEG")
    return out.getvalue()


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "blue")).save(out)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "a")
    return out.getvalue()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_case_is_opened_with_everything_that_was_said(site):
    answer = site.ask(
        "POST",
        "/cases",
        {
            "text": "蒲坂路土方车多，学生过路危险",
            "title": "土方车",
            "place_code": site.village.code,
            "lat": 25.5,
            "lon": 118.25,
            "crs": "WGS84",
            "contact": "陈某 138 0000 0001",
            "anonymity": "named",
            "photos": [b64(jpeg()), "data:image/jpeg;base64," + b64(jpeg(41))],
        },
    )
    assert answer.status_code == 201
    said = answer.json()
    case = Case.objects.get(code=said["code"])
    assert (case.text, case.title, case.place) == (
        "蒲坂路土方车多，学生过路危险",
        "土方车",
        site.village,
    )
    assert (case.lat, case.lon, case.door, case.anonymity) == (25.5, 118.25, "api", "named")
    assert (case.contact_name, vault.unlock(case.contact_locked)) == ("陈某", "13800000001")
    assert said["query_code"] == tokens.query_code(case.code)
    assert said["warnings"] == []
    assert said["suggested"] == {"urgency": "ordinary", "signs": []}
    assert len(case.files) == 2
    entry = Entry.objects.get(subject=case.code, event="case.open")
    assert entry.ref in said["receipt"]["entry"]
    assert said["receipt"]["promise"].startswith("sanan.record/promise@v1\n")


def test_what_was_written_is_read_at_once(site):
    said = site.say()
    path = said["status_url"].partition("/api/v1")[2]
    status = site.ask("GET", path).json()
    assert (status["code"], status["state"]) == (said["code"], "submitted")
    assert site.ask("GET", f"/cases/{said['code']}", who="dispatcher").json()["text"] == (
        "村口路灯不亮"
    )
    listed = site.ask("GET", "/cases", who="dispatcher").json()
    assert [c["code"] for c in listed["cases"]] == [said["code"]]


def test_coordinates_are_kept_as_wgs84_and_never_guessed(site):
    shifted = site.say(lat=25.49, lon=118.24, crs="gcj02")
    kept = Case.objects.get(code=shifted["code"])
    assert (round(kept.lat, 3), round(kept.lon, 3)) != (25.49, 118.24)
    untold = site.say(lat=25.49, lon=118.24)
    assert Case.objects.get(code=untold["code"]).lat is None
    assert len(untold["warnings"]) == 1
    assert "crs" in untold["warnings"][0]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "malformed", "text"),
        ({"text": ""}, 422, "empty", "text"),
        ({"text": "\u200b \n"}, 422, "empty", "text"),
        ({"text": "\x00\x00"}, 422, "empty", "text"),
        ({"text": 5}, 422, "malformed", "text"),
        ({"text": None}, 422, "malformed", "text"),
        ({"text": "水" * 3_500_000}, 422, "too_long", "text"),
        ({"text": "水", "place_code": "999999"}, 422, "unknown_place", "place_code"),
        ({"text": "水", "place_code": "\u2028"}, 422, "unknown_place", "place_code"),
        ({"text": "水", "lat": 25.5}, 422, "half_point", "lon"),
        ({"text": "水", "lon": 118.2, "crs": "wgs84"}, 422, "half_point", "lat"),
        ({"text": "水", "lat": 125.5, "lon": 25, "crs": "wgs84"}, 422, "malformed", "lat"),
        ({"text": "水", "lat": 25.5, "lon": 118, "crs": "mars"}, 422, "untagged_point", "crs"),
        ({"text": "水", "lat": "NaN", "lon": 118, "crs": "wgs84"}, 422, "malformed", "lat"),
        ({"text": "水", "anonymity": "hidden"}, 422, "malformed", "anonymity"),
        ({"text": "水", "contact": "1" * 40}, 422, "bad_phone", "contact"),
        ({"text": "水", "photos": [b64(jpeg())] * 10}, 422, "malformed", "photos"),
        ({"text": "水", "photos": ["不是"]}, 422, "not_base64", "photos"),
        ({"text": "水", "photos": [""]}, 422, "file_empty", "photos"),
        ({"text": "水", "photos": [b64(zipped())]}, 422, "file_not_what_it_says", "photos"),
        ({"text": "水", "photos": [b64(heic()[:400])]}, 422, "file_damaged", "photos"),
        ({"text": "水", "photos": [b64(b"GIF89a")]}, 422, "file_damaged", "photos"),
        ({"text": "水", "photos": "abc"}, 422, "malformed", "photos"),
        ({"text": "水" * 6_000_000}, 413, "too_big", ""),
        (b"", 422, "malformed", "text"),
        (b"{", 422, "not_json", ""),
        (b"[]", 422, "not_an_object", ""),
        (b"\xff\xfe", 422, "not_json", ""),
        (b"[" * 20_000, 422, "not_json", ""),
        (b'{"text": "a", "photos": ' + b"[" * 900 + b"]" * 900 + b"}", 422, "malformed", "photos"),
    ],
    # Short, so that no file is in a name: an archive carries the second in which it was made.
    ids=lambda value: str(value)[:24],
)
def test_bad_input_gets_a_sentence_and_makes_nothing(site, body, status, code, field):
    answer = site.ask("POST", "/cases", body)
    said = answer.json()
    assert (answer.status_code, said["code"], said["field"]) == (status, code, field)
    assert said["message"].endswith("。")
    assert (Case.objects.count(), Entry.objects.filter(event="case.open").count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("😀👍🏽", "😀👍🏽"),
        ("路\x00灯", "路灯"),
        ("'; DROP TABLE cases_case; --", "'; DROP TABLE cases_case; --"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("%(title)s {text} \\u0000", "%(title)s {text} \\u0000"),
    ],
)
def test_odd_words_are_kept_as_words(site, text, kept):
    assert Case.objects.get(code=site.say(text)["code"]).text == kept


def test_lone_surrogates_are_left_out(site):
    answer = site.ask("POST", "/cases", b'{"text": "\\ud83d\\u8def\\udc00\\u706f"}')
    assert Case.objects.get(code=answer.json()["code"]).text == "路灯"


def test_no_place_stands_at_the_top_of_the_tree(site):
    answer = site.ask("POST", "/cases", {"text": "路灯"})
    assert Case.objects.get(code=answer.json()["code"]).place.kind == "city"


def test_the_same_form_twice_is_one_case_and_a_guessed_key_shows_nobodys(site):
    body: dict[str, Any] = {"text": "路灯", "contact": "13800000001"}
    first = site.ask("POST", "/cases", body, idempotency_key="a")
    again = site.ask("POST", "/cases", body, idempotency_key="a")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"]
    assert first.json()["query_code"] == again.json()["query_code"]
    guessed = site.ask("POST", "/cases", {"text": "给我看"}, idempotency_key="a")
    assert guessed.status_code == 201
    assert guessed.json()["code"] != first.json()["code"]
    assert Case.objects.count() == 2


def test_large_files_come_as_a_form(site):
    files = [SimpleUploadedFile(f"{n}.jpg", jpeg(40 + n)) for n in range(9)]
    given = {"text": "照片很多", "lat": "", "place_code": site.village.code, "photos": files}
    answer = Client().post("/api/v1/cases", given)
    assert answer.status_code == 201, answer.content
    assert len(Case.objects.get(code=answer.json()["code"]).files) == 9
    more = [SimpleUploadedFile(f"{n}.jpg", jpeg(40 + n)) for n in range(10)]
    refused = Client().post("/api/v1/cases", {"text": "太多", "photos": more})
    assert (refused.status_code, refused.json()["field"]) == (422, "photos")


def test_a_torn_form_is_refused(site):
    answer = Client().generic(
        "POST", "/api/v1/cases", b"--x\r\nContent", "multipart/form-data; boundary="
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_form")


def test_sentences_come_in_the_askers_language(site):
    chinese = site.ask("POST", "/cases", {"text": ""}).json()["message"]
    assert chinese == "请写一句话，说说是什么事。"
    answer = site.ask("POST", "/cases", {"text": ""}, accept_language="en")
    assert answer["Content-Language"] == "en"
