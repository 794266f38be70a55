"""Posters and their codes."""

import xml.etree.ElementTree as ET

import pytest

from sanan.kit import paper
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.places import actions, queries
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, QrPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> Place:
    actions.load_regions(
        source=[
            {"code": "3505", "name": "泉州市"},
            {"code": "350526", "name": "德化县"},
            {"code": "350526100", "name": "浔中镇"},
            {"code": "350526100214", "name": "祥安社区居委会"},
        ]
    )
    return queries.by_code("350526100214")


def test_made_and_retired_once(village):
    point = actions.make_qr(place=village, label=" 大门口 \n")
    assert (point.label, len(point.token)) == ("大门口", 10)
    assert queries.live_points(village) == [point]
    actions.retire_qr(point=point)
    actions.retire_qr(point=point)
    assert queries.live_points(village) == []
    assert [e.event for e in Entry.objects.filter(subject=point.token)] == [
        "place.make_qr",
        "place.retire_qr",
    ]


def test_points_of_a_village_and_what_is_under_it(village, django_assert_num_queries):
    estate = actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE)
    low, high = actions.make_qr(place=estate), actions.make_qr(place=village)
    with django_assert_num_queries(1):
        assert [p.place.name for p in queries.live_points(village)] == [village.name, estate.name]
    assert queries.live_points(estate) == [low]
    assert queries.live_points(queries.by_code("350526000000")) == [high, low]


def test_svgs_are_whole_and_escape_what_people_wrote(village, settings):
    settings.SITE_URL = "https://sanan.example"
    point = actions.make_qr(place=village, label="<b>&1号楼")
    poster = queries.poster_svg(point)
    root = ET.fromstring(poster)
    said = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said[0] == "德化县浔中镇祥安社区"
    assert said[-2:] == [f"https://sanan.example/q/{point.token}/", "<b>&1号楼"]
    assert ET.fromstring(queries.qr_svg(point)).tag == "{http://www.w3.org/2000/svg}svg"
    assert "style=" not in poster


@pytest.mark.parametrize(
    ("name", "millimetres"),
    [
        ("祥安社区", "14"),  # as large as it gets
        ("祥" * 12, "14"),
        ("祥" * 20, "9.0"),  # twenty of nine millimetres are the 180 between the margins
        ("祥" * 45, "4.0"),
    ],
)
def test_a_long_name_stays_on_one_line_of_the_poster(village, name, millimetres):
    village.name = village.full_name = name
    point = actions.make_qr(place=queries.by_code(village.code))
    point.place = village
    root = ET.fromstring(queries.poster_svg(point))
    first = next(root.iter("{http://www.w3.org/2000/svg}text"))
    assert (first.text, float(first.attrib["font-size"])) == (name, float(millimetres))


def test_without_the_font_the_pdf_is_refused_with_what_to_do(village, monkeypatch, tmp_path):
    monkeypatch.setattr(paper, "FONTS", tmp_path)
    with pytest.raises(Refused) as refused:
        queries.poster_pdf([actions.make_qr(place=village)])
    assert refused.value.code == "no_font"
    assert "bin/setup" in str(refused.value.sentence)


@pytest.mark.skipif(not paper.printable(), reason="the fonts are not built")
def test_the_pdf_has_a_page_for_each_point(village):
    points = [actions.make_qr(place=village, label=f"{n}号楼 #{n} *x* $y$") for n in range(3)]
    pdf = queries.poster_pdf(points)
    assert pdf.startswith(b"%PDF-")
    assert QrPoint.objects.count() == 3
    assert b"/Type/Pages/Count 3" in pdf
