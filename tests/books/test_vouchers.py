"""A voucher's photo, from the phone to the public copy."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from sanan.books import actions
from sanan.books.models import Voucher
from sanan.books.redaction import covering, finding
from sanan.books.redaction.specimen import specimen
from sanan.books.tasks import read_voucher
from sanan.kit import files
from sanan.kit.errors import Invalid, Missing, Refused
from sanan.ledger.models import Entry as LedgerEntry

from .conftest import NOW, jpeg


@pytest.fixture
def read(monkeypatch):
    """The worker with a reader that has found two boxes."""
    found = [finding.Box(10, 10, 120, 60, "phone"), finding.Box(200, 100, 300, 150, "signature")]
    monkeypatch.setattr(covering, "find", lambda _photo: (0.0, found))
    return lambda voucher: read_voucher.call(voucher.pk)


def pixels(content: bytes, at: tuple[int, int]) -> int:
    with Image.open(io.BytesIO(content)) as image:
        value = image.convert("L").getpixel(at)
    assert isinstance(value, int)
    return value


def test_nothing_is_public_before_a_person_confirmed_and_the_month_was_published(
    village, read, client, django_capture_on_commit_callbacks
):
    entry = village.pay()
    voucher = village.photo(entry)
    address = f"/books/voucher/{voucher.code}.jpg"
    read(voucher)
    voucher.refresh_from_db()
    assert (voucher.state, len(voucher.boxes)) == ("awaiting", 2)
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    assert client.get(address).status_code == 404
    actions.confirm_voucher(voucher=voucher, by=village.cadre, at=NOW)
    assert (voucher.confirmed_by, voucher.state) == (village.cadre, "confirmed")
    shown = client.get(address, follow=True)
    copy, original = shown.redirect_chain[0][0], voucher.original
    seen = b"".join(shown.streaming_content)
    assert (pixels(seen, (60, 30)) < 40, pixels(seen, (350, 250)) > 180) == (True, True)
    stranger = client.get(f"/files/{original.ref}/")
    assert b"".join(stranger.streaming_content) == seen, "asked for the original: the copy"
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_voucher(
            voucher=voucher, text="还看得见名字", by=village.supervisor, at=NOW
        )
    for gone in (address, copy, f"/files/{original.ref}/"):
        assert client.get(gone).status_code == 404, gone
    kept = [
        path
        for path in Path(settings.MEDIA_ROOT).rglob("*.jpg")
        if path.stat().st_size == original.size
    ]
    assert kept == [Path(settings.MEDIA_ROOT) / original.key]


def test_the_public_copy_carries_no_metadata(village, read):
    out = io.BytesIO()
    image = Image.new("RGB", (400, 300), "white")
    exif = Image.Exif()
    exif[0x010E] = "13800001337"
    image.save(out, format="JPEG", exif=exif, comment=b"13800001337")
    upload = files.inspect(io.BytesIO(out.getvalue()), "a.jpg")
    voucher = actions.receive_voucher(
        entry=village.pay(), upload=upload, by=village.cadre, read=False, at=NOW
    )
    read(voucher)
    voucher.refresh_from_db()
    actions.confirm_voucher(voucher=voucher, by=village.cadre, at=NOW)
    copies = [copy.key for copy in voucher.original.copies.all()]
    assert len(copies) == 1
    for key in (voucher.original.key, *copies):
        assert b"13800001337" not in (Path(settings.MEDIA_ROOT) / key).read_bytes()


def test_the_worker_may_run_twice(village, read):
    voucher = village.photo(village.pay())
    count = LedgerEntry.objects.count()
    assert [read(voucher), read(voucher)] == [2, 2]
    assert LedgerEntry.objects.count() == count + 1


def test_a_photo_that_is_gone_waits_for_a_person(village):
    voucher = village.photo(village.pay())
    (Path(settings.MEDIA_ROOT) / voucher.original.key).unlink()
    actions.find_boxes(voucher=voucher, at=NOW)
    assert (voucher.state, voucher.unread) == ("awaiting", True)
    with pytest.raises(Missing):
        actions.confirm_voucher(voucher=voucher, by=village.cadre, at=NOW)


def test_the_same_photo_again_and_what_is_no_photo(village):
    entry = village.pay()
    village.photo(entry)
    with pytest.raises(Refused) as no:
        village.photo(entry)
    assert (no.value.code, Voucher.objects.count()) == ("twice", 1)
    paper = files.Upload(
        kind=files.Kind.DOCUMENT,
        content_type="application/pdf",
        suffix=".pdf",
        name="a.pdf",
        size=3,
        stream=io.BytesIO(b"pdf"),
    )
    with pytest.raises(Invalid):
        actions.receive_voucher(entry=entry, upload=paper, by=village.cadre, at=NOW)


def test_two_people_at_once_do_not_confirm_what_they_did_not_see(village, read):
    voucher = village.photo(village.pay())
    read(voucher)
    voucher.refresh_from_db()
    seen = actions.boxes_mark(voucher)
    actions.adjust_boxes(voucher=voucher, boxes=[], by=village.agent, at=NOW)
    with pytest.raises(Refused) as no:
        actions.confirm_voucher(voucher=voucher, by=village.cadre, seen=seen, at=NOW)
    assert no.value.code == "changed"


def test_looking_at_the_original_is_on_the_record_and_for_half_an_hour(village, read, enter):
    voucher = village.photo(village.pay())
    read(voucher)
    browser, page = enter(village.supervisor), f"/staff/books/vouchers/{voucher.code}/"
    assert "看原件" in browser.get(page).content.decode()
    assert browser.get(f"{page}original.jpg").status_code == 404
    assert browser.get(f"/files/{voucher.original.ref}/").status_code == 403
    count = LedgerEntry.objects.count()
    why = f"/files/{voucher.original.ref}/why/"
    assert browser.post(why, {"purpose": "核对", "next": page})["Location"] == page
    assert LedgerEntry.objects.count() == count + 1
    assert LedgerEntry.objects.latest("pk").subject == voucher.code
    assert browser.get(f"{page}original.jpg").status_code == 200
    assert enter(village.discipline).get(f"{page}original.jpg").status_code == 404
    assert enter(village.cadre).get(f"{page}original.jpg").status_code == 200, "who brought it"
    assert enter(village.neighbour).get(page).status_code == 404
    assert enter(village.neighbour).get(f"/files/{voucher.original.ref}/").status_code == 404


def test_boxes_are_drawn_with_two_clicks_and_removed_without_script(village, read, enter):
    voucher = village.photo(village.pay())
    read(voucher)
    browser, page = enter(village.cadre), f"/staff/books/vouchers/{voucher.code}/"
    first = browser.post(f"{page}point/", {"at.x": "72", "at.y": "72", "kind": "name"})
    assert "corner=40-40" in first["Location"]
    browser.post(f"{page}point/", {"at.x": "180", "at.y": "144", "kind": "name", "corner": "40-40"})
    voucher.refresh_from_db()
    assert voucher.boxes[-1] == [40, 40, 100, 80, "name"]
    mark = actions.boxes_mark(voucher)
    assert browser.post(f"{page}remove/", {"box": ["1", "2"], "mark": "old"}).status_code == 409
    browser.post(f"{page}remove/", {"box": ["1", "2"], "mark": mark})
    browser.post(f"{page}add/", {"left": 0, "top": 0, "right": 50, "bottom": 50, "kind": "other"})
    voucher.refresh_from_db()
    assert voucher.boxes == [[40, 40, 100, 80, "name"], [0, 0, 200, 150, "other"]]
    done = browser.post(f"{page}confirm/", {"mark": actions.boxes_mark(voucher)})
    assert (done.status_code, Voucher.objects.get().state) == (302, "confirmed")


def test_photos_are_uploaded_on_an_entry_and_bad_ones_named(village, enter):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    entry = village.pay()
    page = f"/staff/books/entries/{entry.code}/"
    browser = enter(village.cadre)
    torn = browser.post(f"{page}vouchers/", {"photos": File("坏.jpg", jpeg()[:200])})
    assert torn.status_code == 422
    assert "坏.jpg：" in torn.content.decode()
    assert browser.post(f"{page}vouchers/", {"photos": File("好.jpg", jpeg())}).status_code == 302
    assert Voucher.objects.count() == 1


def test_a_real_reading_covers_what_was_planted():
    """One clean specimen through the real reader; the command measures the hard ones."""
    import numpy as np

    from sanan.books.redaction.skew import turned

    one = specimen(4, clean=True)
    level, boxes = covering.find(one.image)
    mask = np.asarray(turned(one.mask, level, exact=True))
    cover = np.zeros(mask.shape, dtype=bool)
    for box in boxes:
        cover[box.top : box.bottom, box.left : box.right] = True
    shown = {
        planted.text
        for number, planted in enumerate(one.planted, 1)
        if planted.kind != "signature" and cover[mask == number].mean() < 0.95
    }
    assert shown == set()
