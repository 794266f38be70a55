"""A file is for whoever may see its case, and the same 404 for everybody else."""

import io

import pytest
from PIL import Image

from sanan.cases import actions
from sanan.cases.models import File
from sanan.kit import clock, files, tokens


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.STAFF_SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(county):
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(out, "JPEG")
    out.seek(0)
    upload = files.inspect(out, "门口.jpg")
    county.open(at=clock.now(), uploads=[upload])
    return File.objects.get()


def seen(client, photo, small=""):
    answer = client.get(f"/media/{photo.token}{small}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body[:2] == b"\xff\xd8"


@pytest.mark.parametrize("small", ["", "?small"])
def test_the_appellant_sees_it(client, photo, small):
    client.post("/track/", {"code": tokens.query_code(photo.case.code)})
    assert seen(client, photo, small) == (200, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("dispatcher", 200),
        ("grid_worker", 200),
        ("plumber", 404),
        ("leader", 404),
        ("stranger", 404),
    ],
)
def test_staff_see_it_who_see_the_case(client, county, photo, who, status):
    client.force_login(getattr(county, who))
    assert seen(client, photo)[0] == status


def test_absent_and_hidden_are_alike(client, photo):
    hidden, absent = client.get(f"/media/{photo.token}"), client.get("/media/none")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.context["refusal"].sentence == absent.context["refusal"].sentence


def test_a_released_photo_is_public_only_while_its_case_is(client, county, photo):
    photo.public = True
    photo.save()
    assert seen(client, photo)[0] == 404
    actions.publish(case=photo.case, by=county.dispatcher)
    assert seen(client, photo) == (200, True)
    actions.unpublish(case=photo.case, by=county.dispatcher, reason="认得出人")
    assert seen(client, photo)[0] == 404


def test_nothing_inside_a_file_runs_as_our_page(client, photo):
    client.post("/track/", {"code": tokens.query_code(photo.case.code)})
    answer = client.get(f"/media/{photo.token}")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_gone_is_not_an_error(client, photo, tmp_path):
    client.post("/track/", {"code": tokens.query_code(photo.case.code)})
    (tmp_path / photo.key).unlink()
    assert seen(client, photo)[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=2-", 206, slice(2, None)),
        ("bytes=-3", 206, slice(-3, None)),
        ("bytes=0-999999999", 206, slice(None)),
        ("bytes=99999999-", 416, slice(0, 0)),
        ("bytes=5-2", 416, slice(0, 0)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("nonsense", 200, slice(None)),
    ],
)
def test_a_phone_may_ask_for_a_part(client, photo, tmp_path, asked, status, part):
    client.post("/track/", {"code": tokens.query_code(photo.case.code)})
    answer = client.get(f"/media/{photo.token}", headers={"Range": asked})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, body) == (status, (tmp_path / photo.key).read_bytes()[part])
