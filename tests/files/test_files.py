"""Files of any room: kept, given away, shown, covered, erased, swept; and their one address."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict
from PIL import Image

from sanan.files import access, actions, queries
from sanan.files.access import Owner
from sanan.files.enums import Sight
from sanan.files.forms import FilesField, WithUploads
from sanan.files.models import Files, StoredFile
from sanan.kit.errors import Invalid
from sanan.kit.files import Bomb, Upload, inspect
from sanan.ledger.models import Entry
from sanan.people.models import Person

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"


class Thing:
    files = Files("thing")

    def __init__(self, pk: int = 7) -> None:
        self.pk = pk


@pytest.fixture
def root(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def sights(monkeypatch) -> dict[str, Sight]:
    """What the room of things answers, by what the file is called."""
    told: dict[str, Sight] = {}
    owner = Owner("thing", lambda _request, file: told.get(file.name, Sight.HIDDEN), str)
    monkeypatch.setattr(access, "owners", lambda: {"thing": owner})
    return told


def jpeg(colour="red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "JPEG")
    return out.getvalue()


def photo(colour="red", name="门口.jpg") -> Upload:
    return inspect(io.BytesIO(jpeg(colour)), name)


def paper(name="账.pdf") -> Upload:
    return inspect(io.BytesIO(PDF), name)


def kept(*uploads, to=None, **more) -> list[StoredFile]:
    with actions.kept(uploads) as files, transaction.atomic():
        actions.attach(files, to=to or Thing(), by=None, at=AT, **more)
    return files


def on_disk(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


@pytest.mark.django_db
def test_a_file_belongs_to_its_thing_in_the_order_in_which_it_came(root):
    thing = Thing()
    first = kept(photo(), paper(), to=thing, part=3, label="minutes")
    second = kept(photo("blue"), to=thing)
    assert thing.files == [*first, *second]
    assert [file.position for file in thing.files] == [0, 1, 2]
    assert [(file.part, file.label) for file in thing.files] == [(3, "minutes")] * 2 + [(None, "")]
    other = Thing(8)
    assert [t.files for t in queries.with_files([thing, other])] == [[*first, *second], []]
    assert queries.with_files([]) == []
    whole = (root / first[1].key).read_bytes()
    assert (whole, first[1].key.split("/")[:2]) == (PDF, ["files", first[1].sha256[:2]])


@pytest.mark.django_db
def test_many_things_are_read_in_one_statement(root, django_assert_num_queries):
    things = [Thing(n) for n in range(1, 4)]
    for thing in things:
        kept(photo(), to=thing)
    with django_assert_num_queries(1):
        assert [len(thing.files) for thing in queries.with_files(things)] == [1, 1, 1]


@pytest.mark.django_db
def test_a_refused_action_leaves_nothing_behind(root):
    with pytest.raises(Invalid), actions.kept([photo(), paper()]):
        raise Invalid("不行。")
    assert (on_disk(root), StoredFile.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_disk_that_fills_up_leaves_nothing_behind(root, monkeypatch):
    class Full(io.BytesIO):
        def read(self, *_size):
            raise OSError("no space left")

    broken = paper()
    object.__setattr__(broken, "stream", Full(PDF))
    with pytest.raises(OSError, match="no space"), actions.kept([photo(), broken]):
        pass
    assert on_disk(root) == []


@pytest.mark.django_db
def test_what_a_killed_process_left_is_swept_after_a_day_and_nothing_else(root, time_machine):
    time_machine.move_to(AT)
    there = kept(photo())
    actions._placed(paper())
    before = on_disk(root)
    now = datetime.now(UTC)
    for path in root.rglob("*.*"):
        import os

        os.utime(path, (AT.timestamp(), AT.timestamp()))
    assert actions.sweep(at=now + timedelta(hours=23)) == 0
    assert on_disk(root) == before
    assert actions.sweep(at=now + timedelta(hours=25)) == 1
    assert on_disk(root) == sorted([there[0].key, there[0].thumb_key])
    assert actions.sweep(at=now + timedelta(hours=25)) == 0


@pytest.mark.django_db(transaction=False)
def test_files_of_a_thing_that_goes_go_with_it(root, django_capture_on_commit_callbacks):
    kept(photo(), to=Thing(7))
    stays = kept(paper(), to=Thing(8))
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop("thing", [7])
        assert len(on_disk(root)) == 3  # the bytes go once the change is safe
    assert on_disk(root) == [stays[0].key]
    assert list(StoredFile.objects.all()) == stays


@pytest.mark.django_db
def test_an_erased_file_keeps_its_line_and_its_hash(
    root, sights, client, django_capture_on_commit_callbacks
):
    (file,) = kept(photo())
    with actions.kept([photo("black")]) as (copy,), transaction.atomic():
        actions.cover(copy, original=file, by=None, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase([file], at=AT)
    again = StoredFile.objects.get(pk=file.pk)
    assert (again.sha256, again.key, again.name, again.erased_at) == (file.sha256, "", "", AT)
    assert on_disk(root) == []
    sights[""] = Sight.PUBLIC
    assert client.get(f"/files/{file.ref}/").status_code == 404


@pytest.mark.django_db
def test_everyone_sees_what_was_shown_and_the_copies_of_the_rest(root):
    hidden, covered, clean = kept(photo(), photo("blue"), paper())
    with actions.kept([photo("black")]) as (first,), transaction.atomic():
        actions.cover(first, original=covered, by=None, at=AT)
    with actions.kept([photo("grey")]) as (second,), transaction.atomic():
        actions.cover(second, original=covered, by=None, at=AT)
    actions.show(file=clean, by=None, at=AT)
    assert queries.public(Thing().files) == [second, clean]
    assert queries.copy_of(covered) == second
    assert queries.copy_of(hidden) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "program"},
        {"key": ""},
        {"erased_at": AT},
        {"shown_at": None, "shown_by": "someone"},
    ],
)
def test_the_database_refuses_rows_that_contradict_themselves(root, wrong):
    (file,) = kept(photo())
    values = {
        name: Person.objects.create(username="a", name="甲") if value == "someone" else value
        for name, value in wrong.items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**values)


@pytest.mark.django_db
def test_one_original_has_one_copy(root):
    (file,) = kept(photo())
    with actions.kept([photo(), photo()]) as (one, two), transaction.atomic():
        actions.cover(one, original=file, by=None, at=AT)
        two.owner_kind, two.owner_pk, two.original, two.at = "thing", 7, file, AT
        with pytest.raises(IntegrityError), transaction.atomic():
            two.save()


@pytest.mark.django_db
def test_a_file_goes_to_another_thing_without_being_judged_again(root, monkeypatch):
    (file,) = kept(photo())
    monkeypatch.setattr("sanan.kit.pool.run", None)
    (again,) = kept(queries.as_upload(file), to=Thing(8))
    assert (again.sha256, again.name, again.width) == (file.sha256, "门口.jpg", 8)
    assert again.key != file.key
    assert (root / again.thumb_key).read_bytes() == (root / file.thumb_key).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sight", "status", "cached"),
    [
        (Sight.HIDDEN, 404, None),
        (Sight.COVERED, 404, None),
        (Sight.ORIGINAL, 404, None),  # only a member of staff can state a purpose
        (Sight.OPEN, 200, "max-age=3600, private"),
        (Sight.PUBLIC, 200, "max-age=300, public"),
    ],
)
def test_who_sees_what_and_how_long_it_may_be_kept(root, sights, client, sight, status, cached):
    (file,) = kept(photo())
    sights["门口.jpg"] = sight
    answer = client.get(f"/files/{file.ref}/")
    assert answer.status_code == status
    if cached:
        assert ", ".join(sorted(answer["Cache-Control"].split(", "))) == cached
        assert b"".join(answer.streaming_content) == (root / file.key).read_bytes()
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_whoever_may_see_only_the_covered_copy_gets_it_under_either_address(root, sights, client):
    (file,) = kept(photo())
    with actions.kept([photo("black", "遮.jpg")]) as (copy,), transaction.atomic():
        actions.cover(copy, original=file, by=None, at=AT)
    sights.update({"门口.jpg": Sight.COVERED, "遮.jpg": Sight.COVERED})
    for ref in (file.ref, copy.ref):
        answer = client.get(f"/files/{ref}/")
        assert b"".join(answer.streaming_content) == (root / copy.key).read_bytes()


@pytest.mark.django_db
def test_a_paper_is_saved_under_its_name_and_never_opened_as_a_page(root, sights, client):
    (file,) = kept(paper("三月的账.pdf"))
    sights["三月的账.pdf"] = Sight.OPEN
    answer = client.get(f"/files/{file.ref}/")
    told = answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == PDF
    assert told == "attachment; filename*=utf-8''%E4%B8%89%E6%9C%88%E7%9A%84%E8%B4%A6.pdf"


@pytest.mark.parametrize("old", ["/media/ABC", "/room/file/ABC/"])
def test_addresses_that_are_out_in_the_world_lead_here(client, old):
    answer = client.get(f"{old}?small")
    assert (answer.status_code, answer["Location"]) == (301, "/files/ABC/?small")


@pytest.mark.django_db
def test_a_kind_of_thing_that_no_room_names_is_hidden(root, rf, monkeypatch):
    (file,) = kept(photo())
    request = rf.get("/")
    request.user = AnonymousUser()
    monkeypatch.setattr(access, "owners", dict)
    assert access.sight(request, file) is Sight.HIDDEN


@pytest.mark.django_db
def test_a_look_needs_a_purpose():
    person = Person.objects.create(username="a", name="甲")
    with pytest.raises(Invalid):
        actions.look(files=[], subject="X", purpose=" ", by=person, at=AT)
    assert Entry.objects.count() == 0


class Papers(forms.Form):
    uploads = FilesField(most=2, required=True)


def sent(form, **files):
    return form({}, MultiValueDict(files))


def test_a_form_takes_photos_and_one_clip_in_order():
    form = sent(
        WithUploads,
        photos=[SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", jpeg("blue"))],
    )
    assert form.is_valid()
    assert [upload.name for upload in form.uploads] == ["a.jpg", "b.jpg"]
    assert sent(WithUploads).is_valid()


def test_each_bad_file_is_named_with_its_reason():
    bad = [SimpleUploadedFile("甲.jpg", b"no photo"), SimpleUploadedFile("乙.jpg", b"")]
    form = sent(Papers, uploads=bad)
    assert form.errors["uploads"] == [
        "甲.jpg：这个文件的内容和它的名字对不上。请发原来的文件。",
        "乙.jpg：这个文件是空的，请重新选一次，或换一个。",
    ]


def test_a_file_made_to_cost_much_ends_the_judging_of_its_request(monkeypatch):
    asked = []

    def costly(_stream, name, _limits):
        asked.append(name)
        raise Bomb

    monkeypatch.setattr("sanan.files.forms.inspect", costly)
    form = sent(WithUploads, photos=[SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(9)])
    assert (form.is_valid(), asked) == (False, ["0.jpg"])


def test_too_many_and_none_at_all():
    many = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(3)]
    assert sent(Papers, uploads=many).errors["uploads"] == ["最多 2 个，请少选几个再发。"]
    assert "uploads" in sent(Papers).errors
