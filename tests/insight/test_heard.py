"""Places by their form, with numbers, and everything recognised once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.places_in_words import run
from sanan.insight.addresses import Sort, figures, spelt
from sanan.insight.heard import heard, mentioned, spellings, streets_of
from sanan.insight.places import Gazetteer, Place
from sanan.insight.private.spans import Kind

COUNTY = Gazetteer.of(
    [
        Place("1", "永春县"),
        Place("2", "桃城镇", ("1",)),
        Place("3", "蒲坂村委会", ("2", "1")),
        Place("4", "桃溪社区居委会", ("2", "1")),
        Place("5", "和平村委会", ("2", "1")),
        Place("s", "龙浔路", ("4", "2", "1"), sort=Sort.STREET),
    ]
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("龙浔路12号的井盖坏了", [("龙浔路12号", Sort.HOUSE, "s", "12")]),
        ("龙浔路十二号之三漏水", [("龙浔路十二号之三", Sort.HOUSE, "s", "12-3")]),
        ("永春大道88号之2门口", [("永春大道88号之2", Sort.HOUSE, "", "88-2")]),
        ("我家3栋201室停水", [("3栋201室", Sort.ROOM, "", "3-201")]),
        ("锦绣花园3幢2单元501没有电", [("锦绣花园3幢2单元501", Sort.ROOM, "", "3-2-501")]),
        ("在桃溪公交站等车", [("桃溪公交站", Sort.STOP, "", "")]),
        ("文明路口公交站台积水", [("文明路口公交站台", Sort.STOP, "", "")]),
        ("蒲坂村三组的路灯", [("蒲坂村三组", Sort.HOUSE, "3", "3")]),
        ("蒲坂大队停水", [("蒲坂大队", Sort.REGION, "3", "")]),
        ("住在蒲坂那边", [("蒲坂", Sort.REGION, "3", "")]),
        ("桃城镇中心小学放学太堵", [("桃城镇中心小学", Sort.SCHOOL, "2", "")]),
        (
            "请问侨光中学和金峰幼儿园",
            [("侨光中学", Sort.SCHOOL, "", ""), ("金峰幼儿园", Sort.SCHOOL, "", "")],
        ),
        ("桃溪居委会不办", [("桃溪居委会", Sort.REGION, "4", "")]),
        ("我们要和平相处", []),
        ("和平村的水渠", [("和平村", Sort.REGION, "5", "")]),
        ("3月12号交了201元", []),
        ("孩子上小学，学校旁边的网站", []),
        ("", []),
    ],
)
def test_what_a_text_names(text, wanted):
    found = mentioned(text, COUNTY)
    assert [(one.words, one.sort, one.id, one.number) for one in found] == wanted
    assert all(text[one.start : one.end] == one.words for one in found)


def test_names_and_numbers_are_heard_with_the_places():
    read = heard("我叫林小满，住龙浔路12号，电话13800010011", COUNTY)
    assert [one.words for one in read.places] == ["龙浔路12号"]
    assert read.of(Kind.PHONE) == ["13800010011"]
    assert read.of(Kind.NAME) == ["林小满"]


def test_streets_are_learnt_where_several_texts_name_them():
    lines = [("留安路3号漏水", ("v", "t")), ("留安路的树", ("v", "t")), ("留安路口", ("w", "t"))]
    assert streets_of(lines) == [Place("street:留安路", "留安路", ("t",), sort=Sort.STREET)]
    assert streets_of(lines[:2]) == []


def test_an_address_is_looked_for_in_both_spellings():
    assert spellings("龙浔路12号") == ["龙浔路12号", "龙浔路十二号"]
    assert spellings("龙浔路十二号") == ["龙浔路十二号", "龙浔路12号"]
    assert spellings("停水") == ["停水"]


@given(st.integers(1, 999))
def test_a_number_is_spelt_and_read_back(number):
    assert figures(spelt(number)) == str(number)


def test_planted_places_are_found_whole_and_nothing_else():
    """36 forms, written beside the recogniser: a floor against going back, no proof of the world."""
    found = run(20)
    assert found["forms"] >= 20
    assert found["recall"] >= 0.98, found["missed"]
    assert found["precision"] >= 0.98, found["missed"]


@given(st.text(max_size=120))
def test_any_text_is_survived(text):
    last = 0
    for one in heard(text, COUNTY).places:
        assert last <= one.start < one.end <= len(text)
        assert one.words == text[one.start : one.end]
        last = one.end


@given(st.text(alphabet="龙浔路蒲坂村号栋单元室公交站小学十二0123-和平桃城镇", max_size=40))
def test_any_address_is_survived(text):
    assert all(one.end <= len(text) for one in mentioned(text, COUNTY))


def test_a_street_lies_where_most_of_those_lie_who_name_it():
    lines = [("留安路", ("w", "t")), *[(f"留安路{n}号", ("v", "t")) for n in range(4)]]
    assert streets_of(lines)[0].above == ("v", "t")
