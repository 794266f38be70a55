"""Saying something on the first page: whatever is sent, nothing is lost and nothing breaks."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sanan.cases import actions
from sanan.cases.models import Case
from sanan.files.models import StoredFile
from sanan.kit import clock, tokens
from sanan.ledger.models import Entry
from sanan.places.coordinates import Crs, Point
from sanan.places.models import Place, QrPoint

from .conftest import MONDAY

TEXT = "温泉小区3号楼电梯停了两天"


def photo(name="电梯.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def voice(name="录音.aac"):
    frame = b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\0" * 9
    return SimpleUploadedFile(name, frame * 3, "audio/aac")


def say(client, county, **fields):
    return client.post("/", {"text": TEXT, "place": county.village.code, "token": "t1"} | fields)


def wrong(answer):
    return dict(answer.context["form"].errors)


def test_the_first_page_is_the_form_without_a_place(client, county):
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'name="text"' in answer.content.decode()


def test_a_word_becomes_a_case_and_the_phone_follows_it(client, county):
    answer = say(client, county, contact_phone="138 0000 1234", contact_name="李小妹")
    case = Case.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/said/{case.code}/")
    assert (case.text, case.place, case.door, case.anonymity) == (
        TEXT,
        county.village,
        "web",
        "masked",
    )
    page = client.get(answer.url).content.decode()
    code = tokens.query_code(case.code)
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page
    assert client.get(f"/track/{case.code}/").status_code == 200


def test_another_phone_is_told_nothing(client, county):
    say(client, county)
    case = Case.objects.get()
    client.cookies.clear()
    hidden = client.get(f"/said/{case.code}/")
    absent = client.get("/said/260302ABCDEF/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.context["refusal"].sentence == absent.context["refusal"].sentence


def test_a_double_tap_makes_one_case(client, county):
    first, second = say(client, county), say(client, county)
    assert first.url == second.url
    assert (Case.objects.count(), Entry.objects.filter(event="case.open").count()) == (1, 1)


def test_the_same_page_sent_again_with_other_words_makes_another_case(client, county):
    say(client, county)
    say(client, county, text="还有路灯也不亮")
    assert sorted(Case.objects.values_list("text", flat=True)) == sorted([TEXT, "还有路灯也不亮"])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \u200b\u3000\n"}, "text"),
        ({"text": "🙂🙂🙂"}, "text"),
        ({"text": "？？？！"}, "text"),
        ({"text": "字" * 3_001}, "text"),
        ({"place": ""}, "place_name"),
        ({"place": "999"}, "place_name"),
        ({"place": "", "place_name": "没有这个村"}, "place_name"),
        ({"lat": "25.5"}, "lat"),
        ({"lat": "25.5", "lon": "200"}, "lon"),
        ({"lat": "nan", "lon": "118"}, "lat"),
        ({"lat": "x", "lon": "118"}, "lat"),
        ({"anonymity": "secret"}, "anonymity"),
        ({"contact_phone": "没有"}, "contact_phone"),
        ({"contact_name": "长" * 41}, "contact_name"),
        ({"address": "长" * 201}, "address"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_the_words_stay(client, county, fields, field):
    answer = say(client, county, **fields)
    assert answer.status_code == 422
    assert field in wrong(answer)
    page = answer.content.decode()
    assert f'id="{field}-wrong"' in page
    assert fields.get("text", TEXT)[:50].strip("\u200b\u3000 \n") in page
    assert (Case.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "路灯🙂",
        "电梯\x00停了",
        "电梯\ud800停了".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "'; DROP TABLE cases_case; --",
        "<script>alert(1)</script><b>电梯</b>",
        "字" * 3_000,
    ],
)
def test_strange_words_are_taken_and_shown_as_words(client, county, text):
    answer = say(client, county, text=text)
    assert answer.status_code == 302
    page = client.get(f"/track/{Case.objects.get().code}/").content.decode()
    assert "<script>alert" not in page


def test_ten_megabytes_of_text_get_a_sentence_and_come_back(client, county):
    text = "字" * 3_500_000
    answer = say(client, county, text=text)
    assert (answer.status_code, list(wrong(answer))) == (422, ["text"])
    assert text in answer.content.decode()


def test_more_than_the_server_reads_gets_a_sentence(client, county, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = say(client, county, text="字" * 1000)
    assert answer.status_code == 400
    assert "发来的内容太多" in answer.content.decode()


def test_photos_and_a_place_by_name(client, county):
    Place.objects.filter(pk=county.village.pk).update(full_name="德化县浔中镇祥安社区")
    answer = say(client, county, place="", place_name="祥安社区", photos=[photo(), photo("二.jpg")])
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.place == county.village
    assert [(file.kind, file.media_type) for file in case.files] == [("photo", "image/jpeg")] * 2


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("photos", [photo() for _ in range(10)]),
        ("photos", [SimpleUploadedFile("电梯.jpg", b"PK\x03\x04 not a photo", "image/jpeg")]),
        ("photos", [SimpleUploadedFile("电梯.heic", b"\x00\x00\x00\x18ftypheic", "image/heic")]),
        ("photos", [SimpleUploadedFile("空.jpg", b"", "image/jpeg")]),
        ("clip", [photo()]),
    ],
)
def test_a_refused_file_is_named_and_nothing_is_kept(client, county, name, files):
    answer = say(client, county, **{name: files})
    assert answer.status_code == 422
    assert name in wrong(answer)
    assert TEXT in answer.content.decode()
    assert (Case.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_more_files_than_a_form_takes_is_still_answered(client, county):
    answer = say(client, county, photos=[photo() for _ in range(41)])
    assert answer.status_code == 400


def test_two_places_of_one_name_are_offered(client, county):
    for number in ("350526100301", "350526100302"):
        fresh = {
            "name": "和平村",
            "kind": "village",
            "code": number,
            "full_name": f"和平村{number}",
        }
        Place.objects.add_child(county.township, fresh)
    answer = say(client, county, place="", place_name="和平村")
    assert answer.status_code == 422
    assert answer.content.decode().count('type="radio" name="place"') == 2
    assert say(client, county, place="350526100302", place_name="和平村").status_code == 302
    assert Case.objects.get().place.code == "350526100302"


def test_a_poster_opens_the_form_at_its_place(client, county):
    QrPoint.objects.create(token="abc", place=county.village, made_at=MONDAY)
    page = client.get("/q/abc/").content.decode()
    assert f'name="place" value="{county.village.code}"' in page
    assert 'name="door" value="qr"' in page
    assert f'name="place" value="{county.village.code}"' in client.get("/").content.decode()


@pytest.mark.parametrize("token", ["none", "old"])
def test_a_retired_poster_says_so(client, county, token):
    QrPoint.objects.create(token="old", place=county.village, made_at=MONDAY, retired_at=MONDAY)
    assert client.get(f"/q/{token}/").status_code == 404


def test_someone_who_leaves_no_name_leaves_none(client, county):
    say(client, county, anonymity="anonymous", contact_phone="13800001234", contact_name="李小妹")
    case = Case.objects.get()
    assert (case.contact_name, case.contact_locked, case.contact_hash) == ("", "", "")


def test_a_neighbours_case_is_offered_while_typing(client, county):
    case = county.open(text="蒲坂路土方车多，学生过路危险", at=clock.now()).case
    asked = {"text": "土方车太多,学生过路危险", "place": county.village.code}
    assert case.code not in client.get("/alike/", asked).content.decode()
    actions.publish(case=case, by=county.dispatcher)
    assert f"/public/{case.code}/" in client.get("/alike/", asked).content.decode()


@pytest.mark.parametrize("query", ["", "place_name=祥安", "lat=25.5&lon=118.2", "lat=x&lon=1"])
def test_places_are_offered(client, county, query):
    assert client.get(f"/where/?{query}").status_code == 200


def test_a_mark_on_a_map_is_kept_in_wgs84_whatever_the_map_is_drawn_in(client, county):
    there = Point(25.4991, 118.2569, Crs.WGS84).to(Crs.GCJ02)
    say(client, county, lat=there.lat, lon=there.lon, crs="gcj02")
    case = Case.objects.get()
    assert (case.lat, case.lon) == pytest.approx((25.4991, 118.2569), abs=1e-6)


def test_a_phone_that_found_no_satellite_keeps_nobody_from_speaking(client, county):
    say(client, county, lat="0", lon="0", crs="wgs84")
    case = Case.objects.get()
    assert (case.lat, case.lon) == (None, None)


@pytest.mark.parametrize("fields", [{"crs": "moon"}, {"lon": ""}, {"lat": "nan"}])
def test_half_a_mark_is_told_and_nothing_is_lost(client, county, fields):
    answer = say(client, county, **{"lat": "25.4", "lon": "118.2", "crs": "wgs84"} | fields)
    assert (answer.status_code, list(wrong(answer))) == (422, ["lat"])
    assert TEXT in answer.content.decode()


def test_who_speaks_need_not_write(client, county):
    answer = say(client, county, text="", clip=voice())
    case = Case.objects.get()
    assert (answer.status_code, case.text) == (302, "（一段录音，请听。）")
    assert [file.kind for file in StoredFile.objects.all()] == ["voice"]


def test_back_and_again_makes_no_second_case(client, county):
    first = say(client, county)
    again = say(client, county, token="a fresh page's")
    assert (again.url, Case.objects.count()) == (first.url, 1)
    Case.objects.update(opened_at=clock.now() - timedelta(hours=2))
    say(client, county, token="and another's")
    assert Case.objects.count() == 2


def test_a_form_that_came_back_may_be_kept_for_back(client, county):
    assert say(client, county, text="")["Cache-Control"] == "private, no-cache"
    assert "no-store" in client.get("/")["Cache-Control"]
    wrong_name = client.post("/staff/login/", {"login": "nobody", "password": "x"})
    assert "no-store" in wrong_name["Cache-Control"]


def test_a_phone_remembers_its_village(client, county):
    client.get("/", {"place": county.village.code})
    assert client.get("/").context["place"] == county.village
    assert county.village.spoken in client.get("/villages/").content.decode()
