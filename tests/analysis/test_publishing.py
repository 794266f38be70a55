"""What a county publishes is checked before anything of it is counted."""

import hashlib
import zipfile
from datetime import timedelta

import pytest

from sanan.analysis.actions import publishing
from sanan.analysis.counting import parcel
from sanan.analysis.models import Count, Source, TrustedKey
from sanan.kit.errors import Refused
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.models import Entry

from .conftest import COUNTY, NOW, ONE, OTHER, THREE, TOWN, TWO

SIGNER = Signer("yongchun/2026", Algorithm.ED25519, b"1" * 32)
STRANGER = Signer("stranger/2026", Algorithm.ED25519, b"2" * 32)
PLACES = [(OTHER, "永春县", "county", ""), ("350525100001", "桃城村", "village", "")]
ROW = ("cases.opened", "350525100001", False, 8, 8)


@pytest.fixture
def believed(city):
    return publishing.trust(county=OTHER, vkey=SIGNER.verifier.vkey, at=NOW)


def _parcel(
    tmp_path, months=("2026-09", "2026-10"), *, signer=SIGNER, rows=(ROW,), county=OTHER, at=NOW
):
    path = tmp_path / "came.counts"
    parcel.write(
        path,
        county=county,
        name="永春县",
        made_at=at,
        months={month: list(rows) for month in months},
        places=PLACES,
        signer=signer,
    )
    return path


def _again(path, change):
    """The same file with its parts changed: a function of {name: bytes} that gives [(name, bytes)]."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w") as out:
        for name, data in change(parts):
            out.writestr(zipfile.ZipInfo(name), data)
    return path


def _relisted(path, change):
    """The same file with its list changed, and signed again by the county itself."""

    def new(parts):
        text = parts["list"].partition(b"\n\n")[0] + b"\n"
        text = change(text.decode()).encode()
        signed = parcel.note.Note(text, (parcel.note.sign(text, SIGNER),)).encode()
        return [*{**parts, "list": signed}.items()]

    return _again(path, new)


def test_the_level_above_counts_what_a_county_published(counted, tmp_path):
    path, digest = publishing.publish(to=tmp_path / "out", at=NOW)
    publishing.trust(county=COUNTY, vkey=publishing.key(at=NOW), at=NOW)
    Source.objects.all().delete()
    taken = publishing.take(path=path, at=NOW)
    assert taken.months == ["2026-08", "2026-09", "2026-10", "2026-11"]
    source = Source.objects.get(county=COUNTY)
    assert (source.own, source.digest, source.name) == (False, digest, "德化县")
    rows = Count.objects.filter(month="2026-10", measure="cases.opened")
    # The village with three goes into the rest of its township, and the next smallest with it.
    assert {(r.place, r.rest): r.part for r in rows} == {(THREE, False): 40, (TOWN, True): 12}
    assert Entry.objects.filter(event="analysis.take", subject=COUNTY).count() == 1
    assert not Count.objects.filter(place__in=[ONE, TWO]).exists()
    again = publishing.take(path=path, at=NOW)
    assert again.changed == 0


def _twice(parts):
    month = "counts/2026-10.parquet"
    return [*parts.items(), (f"{month} ".strip(), parts[month])]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(
            lambda at: _parcel(at, signer=STRANGER), "unknown_key", id="a key nobody knows"
        ),
        pytest.param(
            lambda at: _again(
                _parcel(at),
                lambda p: {**p, "list": p["list"].replace(b"2026-09", b"2026-08")}.items(),
            ),
            "wrong_signature",
            id="a list changed after it was signed",
        ),
        pytest.param(
            lambda at: _again(
                _parcel(at),
                lambda p: {
                    **p,
                    "counts/2026-10.parquet": p["counts/2026-09.parquet"] + b"x",
                }.items(),
            ),
            "changed_part",
            id="counts changed after they were signed",
        ),
        pytest.param(
            lambda at: _parcel(at, ["2026-08", "2026-10"]), "missing_month", id="a month missing"
        ),
        pytest.param(
            lambda at: _relisted(
                _parcel(at), lambda t: t.replace("month 2026-09", "month 2026-10")
            ),
            "double_month",
            id="a month listed twice",
        ),
        pytest.param(
            lambda at: _again(_parcel(at), _twice), "double_part", id="a month there twice"
        ),
        pytest.param(
            lambda at: _again(
                _parcel(at), lambda p: [(n, d) for n, d in p.items() if "2026-10" not in n]
            ),
            "missing_part",
            id="a month listed and not there",
        ),
        pytest.param(
            lambda at: _relisted(
                _parcel(at), lambda t: t.replace("sanan-counts/v1", "sanan-counts/v9")
            ),
            "other_form",
            id="another form",
        ),
        pytest.param(
            lambda at: _parcel(at, rows=[("cases.opened", "350525100001", False, 4, 4)]),
            "bad_count",
            id="a group of four",
        ),
        pytest.param(lambda at: _parcel(at, rows=[ROW, ROW]), "bad_count", id="a row twice"),
        pytest.param(
            lambda at: _parcel(at, county=COUNTY), "other_county", id="another county's key"
        ),
        pytest.param(lambda at: at / "nothing", "no_parcel", id="no file"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_counted(believed, tmp_path, make, code):
    with pytest.raises(Refused) as refused:
        publishing.take(path=make(tmp_path), at=NOW)
    assert refused.value.code == code
    assert len(str(refused.value.sentence)) > 10
    assert not Source.objects.exists()
    assert not Count.objects.exists()


def test_what_follows_must_follow(believed, tmp_path):
    publishing.take(path=_parcel(tmp_path, ["2026-07", "2026-08"]), at=NOW)
    with pytest.raises(Refused) as refused:
        publishing.take(path=_parcel(tmp_path, ["2026-10"]), at=NOW)
    assert "2026-09" in str(refused.value.sentence)
    older = _parcel(tmp_path, ["2026-08"], at=NOW - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        publishing.take(path=older, at=NOW)
    assert refused.value.code == "older"
    taken = publishing.take(path=_parcel(tmp_path, ["2026-08", "2026-09"]), at=NOW)
    assert (taken.months, taken.changed) == (["2026-08", "2026-09"], 1)


def test_our_own_county_is_not_taken_from_outside(counted, tmp_path):
    path, _digest = publishing.publish(to=tmp_path / "out", at=NOW)
    publishing.trust(county=COUNTY, vkey=publishing.key(at=NOW), at=NOW)
    with pytest.raises(Refused) as refused:
        publishing.take(path=path, at=NOW)
    assert refused.value.code == "own_county"


def test_a_measure_that_is_not_known_here_is_named_and_left_out(believed, tmp_path):
    more = ("stars.counted", "350525100001", False, 9, 9)
    taken = publishing.take(path=_parcel(tmp_path, rows=[ROW, more]), at=NOW)
    assert taken.unknown == ["stars.counted"]
    assert set(Count.objects.values_list("measure", flat=True)) == {"cases.opened"}


def test_a_key_belongs_to_one_county(believed):
    with pytest.raises(Refused):
        publishing.trust(county=COUNTY, vkey=SIGNER.verifier.vkey, at=NOW)
    with pytest.raises(Refused):
        publishing.trust(county=OTHER, vkey="no key", at=NOW)
    assert TrustedKey.objects.count() == 1


def test_a_parcel_is_the_same_whenever_it_is_written(believed, tmp_path):
    first = hashlib.sha256(_parcel(tmp_path).read_bytes()).hexdigest()
    assert hashlib.sha256(_parcel(tmp_path).read_bytes()).hexdigest() == first


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_packed_or_broken_part_is_refused_and_not_unpacked(believed, tmp_path, packing):
    path = _parcel(tmp_path)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", packing) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    packed = path.read_bytes()
    for came in (packed, packed[:60] + b"\xff" * 20 + packed[80:]):
        path.write_bytes(came)
        assert _why(path) == "no_parcel"


def test_a_locked_part_is_refused(believed, tmp_path):
    path = _parcel(tmp_path)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] = 1  # its flags say that it is encrypted
    path.write_bytes(data)
    assert _why(path) == "no_parcel"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("county 350525", "county ３５０５２５"),
        ("+00:00", ""),
        ("month 2026-09 1 ", "month 2026-09 99999999 "),
    ],
)
def test_a_list_of_other_figures_or_without_an_hour_is_refused(believed, tmp_path, was, becomes):
    path = _relisted(_parcel(tmp_path), lambda text: text.replace(was, becomes, 1))
    assert _why(path) == "other_form"


@pytest.mark.parametrize("bomb", ["rows", "words"])
def test_what_grows_when_it_is_unpacked_is_refused_before(believed, tmp_path, bomb, monkeypatch):
    """A key in wrong hands signs a small part of very many rows, or of one very long word in each."""
    rows = [ROW] * 50_000 if bomb == "rows" else [("m" * 100_000, *ROW[1:])] * 500
    data = parcel._table(parcel.COUNTS, rows)
    assert len(data) < 100_000
    path = _parcel(tmp_path)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    old = hashlib.sha256(parts["counts/2026-09.parquet"]).hexdigest()
    said = f"1 {old}", f"{1 if bomb == 'rows' else 500} {hashlib.sha256(data).hexdigest()}"
    _again(path, lambda p: [*{**p, "counts/2026-09.parquet": data}.items()])
    _relisted(path, lambda text: text.replace(*said))
    grown = []
    monkeypatch.setattr(parcel, "_rows", lambda *_a: grown.append(1) or iter(()))
    assert _why(path) == "other_rows"
    assert not grown


def _why(path):
    with pytest.raises(Refused) as no:
        publishing.take(path=path, at=NOW)
    return no.value.code


def test_a_month_that_had_not_begun_is_not_the_last_that_was_counted(counted):
    counted.months["2027-02"] = "0" * 64  # something falls due in it
    assert (counted.first, counted.last) == ("2026-08", "2026-10")
