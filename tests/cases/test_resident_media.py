"""A file is for whoever may see its case, and the same 404 for everybody else."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from sanan.cases import actions
from sanan.cases.models import Case
from sanan.files.actions import show
from sanan.files.models import StoredFile
from sanan.kit import clock, files, tokens
from sanan.ledger.models import Entry
from sanan.people.queries.record import Search, reveals


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
    case = county.open(at=clock.now(), uploads=[upload]).case
    assert [file.owner_pk for file in case.files] == [case.pk]
    return StoredFile.objects.get()


def case_of(photo) -> Case:
    return Case.objects.get(pk=photo.owner_pk)


def seen(client, photo, small=""):
    answer = client.get(f"/files/{photo.ref}/{small}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body[:2] == b"\xff\xd8"


@pytest.mark.parametrize("small", ["", "?small"])
def test_the_appellant_sees_it(client, photo, small):
    client.post("/track/", {"code": tokens.query_code(case_of(photo).code)})
    assert seen(client, photo, small) == (200, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("dispatcher", 403),
        ("grid_worker", 403),
        ("plumber", 404),
        ("leader", 404),
        ("stranger", 404),
    ],
)
def test_staff_of_the_case_are_asked_what_for_and_nobody_else_is_told(
    client, county, photo, who, status
):
    client.force_login(getattr(county, who))
    assert seen(client, photo)[0] == status


def test_an_original_is_seen_for_half_an_hour_and_the_record_says_by_whom_and_what_for(
    client, county, photo
):
    client.force_login(county.dispatcher)
    page = f"/staff/cases/{case_of(photo).code}/"
    before = client.get(page).content.decode()
    assert f"/files/{photo.ref}/why/" in before
    assert f"/files/{photo.ref}/?small" not in before
    answer = client.post(f"/files/{photo.ref}/why/", {"purpose": "核实情况", "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert f"/files/{photo.ref}/?small" in client.get(page).content.decode()
    looked = client.get(f"/files/{photo.ref}/")
    assert (looked.status_code, looked["Cache-Control"]) == (200, "private, no-store")
    assert b"".join(looked.streaming_content)[:2] == b"\xff\xd8"
    entry = Entry.objects.get(event="file.look")
    assert (entry.subject, entry.by) == (case_of(photo).code, county.dispatcher.ref)
    told = json.loads(bytes(entry.content))
    assert (told["purpose"], told["files"]) == ("核实情况", [photo.sha256])
    assert [(row.who, row.purpose) for row in reveals(Search())] == [
        (county.dispatcher.name, "核实情况")
    ]
    session = client.session
    (owner,) = session["originals"]
    until, refs = session["originals"][owner]
    assert timedelta(0) < datetime.fromtimestamp(until, UTC) - clock.now() <= timedelta(minutes=30)
    session["originals"] = {owner: (clock.now().timestamp() - 1, refs)}
    session.save()
    assert client.get(f"/files/{photo.ref}/").status_code == 403
    assert Entry.objects.filter(event="file.look").count() == 1


@pytest.mark.parametrize("purpose", ["", " ", "看"])
def test_without_a_purpose_nothing_is_shown_and_nothing_recorded(client, county, photo, purpose):
    client.force_login(county.dispatcher)
    answer = client.post(f"/files/{photo.ref}/why/", {"purpose": purpose})
    assert answer.status_code == 422
    assert client.get(f"/files/{photo.ref}/").status_code == 403
    assert not Entry.objects.filter(event="file.look").exists()


@pytest.mark.parametrize("who", ["plumber", "leader", "stranger"])
def test_a_purpose_opens_nothing_to_whom_the_case_is_hidden(client, county, photo, who):
    client.force_login(getattr(county, who))
    assert client.post(f"/files/{photo.ref}/why/", {"purpose": "核实情况"}).status_code == 404
    assert seen(client, photo)[0] == 404


def test_a_purpose_leads_to_no_other_site(client, county, photo):
    client.force_login(county.dispatcher)
    given = {"purpose": "核实情况", "next": "https://example.com/"}
    answer = client.post(f"/files/{photo.ref}/why/", given)
    assert answer["Location"] == f"/files/{photo.ref}/"


def test_staff_see_what_they_brought_themselves(client, county, photo):
    photo.by = county.dispatcher
    photo.save()
    client.force_login(county.dispatcher)
    assert seen(client, photo) == (200, True)


def test_absent_and_hidden_are_alike(client, photo):
    hidden, absent = client.get(f"/files/{photo.ref}/"), client.get("/files/none/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.context["refusal"].sentence == absent.context["refusal"].sentence


def test_a_released_photo_is_public_only_while_its_case_is(client, county, photo):
    show(file=photo, by=county.dispatcher)
    assert seen(client, photo)[0] == 404
    actions.publish(case=case_of(photo), by=county.dispatcher)
    assert seen(client, photo) == (200, True)
    answer = client.get(f"/files/{photo.ref}/")
    kept = set(answer["Cache-Control"].split(", "))
    assert {"public", "max-age=300"} <= kept  # minutes, since what is taken back must be gone
    b"".join(answer.streaming_content)
    actions.unpublish(case=case_of(photo), by=county.dispatcher, reason="认得出人")
    assert seen(client, photo)[0] == 404


def test_nothing_inside_a_file_runs_as_our_page(client, photo):
    client.post("/track/", {"code": tokens.query_code(case_of(photo).code)})
    answer = client.get(f"/files/{photo.ref}/")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_gone_is_not_an_error(client, photo, tmp_path):
    client.post("/track/", {"code": tokens.query_code(case_of(photo).code)})
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
    client.post("/track/", {"code": tokens.query_code(case_of(photo).code)})
    answer = client.get(f"/files/{photo.ref}/", headers={"Range": asked})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, body) == (status, (tmp_path / photo.key).read_bytes()[part])
