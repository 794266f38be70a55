"""What people send, however odd: one clear sentence, or one case, and nothing lost."""

import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanan.cases import actions
from sanan.cases.actions.index import take_up
from sanan.cases.enums import Door
from sanan.cases.forms.table import MESSAGES
from sanan.cases.models import Case
from sanan.cases.queries import search
from sanan.imports.taking import Terms, take_in
from sanan.kit import clock, tokens
from sanan.kit.errors import Forbidden, Invalid

from .conftest import County


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\t\n", "\x00\x00", "\ud800", "\u200b\u200b", "字" * 20_001],
    ids=["empty", "blanks", "lines", "nulls", "surrogate", "invisible", "too long"],
)
def test_what_says_nothing_or_too_much_gets_a_sentence(county: County, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        county.open(text)
    assert str(refused.value.sentence)
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("😡😡😡", "😡😡😡"),
        ("路灯\x00坏了", "路灯坏了"),
        ("路灯\ud83d坏了", "路灯坏了"),
        ("'; DROP TABLE cases_case; --", "'; DROP TABLE cases_case; --"),
        ("<script>alert(1)</script>路灯坏了", "<script>alert(1)</script>路灯坏了"),
        ("路灯坏了\r\n三天", "路灯坏了\n三天"),
    ],
    ids=["emoji", "null", "surrogate", "sql", "html", "line ends"],
)
def test_odd_words_are_kept_as_said(county: County, text: str, kept: str) -> None:
    assert county.open(text).case.text == kept


def test_a_double_tap_makes_one_case(county: County) -> None:
    first = county.open(idempotency="tap-1")
    again = county.open("别的话", idempotency="tap-1")
    assert (first.created, again.created) == (True, False)
    assert (again.case.pk, again.query_code, again.entry.pk) == (
        first.case.pk,
        first.query_code,
        first.entry.pk,
    )


@pytest.mark.django_db(transaction=True)
def test_ten_taps_at_the_same_moment_make_one_case(county: County) -> None:
    made: list[int] = []

    def tap() -> None:
        try:
            made.append(county.open(idempotency="tap").case.pk)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap) for _ in range(10)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert len(made) == 10
    assert len(set(made)) == 1
    assert Case.objects.count() == 1


def test_only_those_whose_duty_it_is_speak_for_others(county: County) -> None:
    made = actions.open_case(
        text="替老人说", place=county.village, door=Door.PROXY, entered_by=county.grid_worker
    )
    assert made.case.entered_by == county.grid_worker
    with pytest.raises(Forbidden):
        actions.open_case(
            text="替老人说", place=county.village, door=Door.PROXY, entered_by=county.stranger
        )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=80),
    st.integers(0, 70),
    st.integers(1, 12),
)
def test_any_piece_of_what_was_said_finds_it(
    county: County, said: str, start: int, length: int
) -> None:
    try:
        case = county.open(said).case
    except Invalid:
        return
    pieces = [p for p in case.text[start : start + length].split() if _whole(p, case.text)]
    for _time in ("before the clock indexed it", "after"):
        for piece in pieces:
            assert case in search.matching(Case.objects.all(), piece)
        take_up()


def _whole(piece: str, text: str) -> bool:
    """Latin words and figures are found whole; the words of a piece must be words of the text."""
    terms, all_terms = search.words_of(piece), search.words_of(text)
    if not terms:
        return False
    last = terms[-1]
    return any(
        all_terms[i : i + len(terms) - 1] == terms[:-1]
        and all_terms[i + len(terms) - 1] in {last, *_goes_on(last, all_terms)}
        for i in range(len(all_terms) - len(terms) + 1)
    )


def _goes_on(last: str, all_terms: list[str]) -> set[str]:
    """A last Chinese character may go on in the text."""
    single = len(last) == 1 and not last.isascii()
    return {term for term in all_terms if single and term.startswith(last)}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("龙浔路12号门口的井盖坏了", "龙浔路12号"),
        ("我家201室漏水", "201室"),
        ("3栋的灯不亮", "3栋"),
        ("井盖坏了，没人修", "了"),
        ("电梯停了", "停了"),
        ("请看Ａ座１０２", "a座102"),
        ("請問學校門口的路燈", "学校门口的路灯"),
        ("学校门口的路灯", "學校門口"),
        ("龙浔路十二号的井盖坏了", "龙浔路12号"),
        ("龙浔路12号的井盖坏了", "龙浔路十二号"),
    ],
)
def test_house_numbers_single_characters_and_other_forms_are_found(
    county: County, said: str, asked: str
) -> None:
    case = county.open(said).case
    other = county.open("别的事情，和这里没有关系").case
    take_up()
    assert set(search.matching(Case.objects.all(), asked)) == {case}
    assert other not in search.matching(Case.objects.all(), asked)


def test_a_village_is_found_by_its_name_wherever_its_cases_say_nothing_of_it(
    county: County,
) -> None:
    here = county.open("停水了").case
    every = Case.objects.all()
    take_up()
    for asked in ("祥安社区", "祥安居委会", "祥安"):
        assert list(search.asked_for(every, asked, county.dispatcher)) == [here]
    assert list(search.asked_for(every, "浔中镇", county.dispatcher)) == []
    assert list(search.asked_for(every.none(), "祥安社区", county.dispatcher)) == []


def test_a_number_finds_the_cases_of_whoever_calls_from_it(county: County) -> None:
    own = county.open("停水了", contact_phone="13800010011").case
    county.open("停电了", contact_phone="13800010012")
    every = Case.objects.all()
    for asked in ("13800010011", "138 0001 0011", "１３８０００１００１１"):
        assert list(search.asked_for(every, asked, county.dispatcher)) == [own]
        assert list(search.asked_for(every, asked, county.stranger)) == []


def test_name_and_query_code_find_it_for_those_who_must_call(county: County) -> None:
    opened = county.open(contact_name="林小满", contact_phone="13800010011")
    county.open("停水了")
    every = Case.objects.all()
    take_up()
    spaced = f"{opened.query_code[:4]} {opened.query_code[4:8]} {opened.query_code[8:]}"
    for asked in ("林小满", opened.query_code, spaced):
        assert list(search.asked_for(every, asked, county.dispatcher)) == [opened.case]
        for other in (county.discipline, county.handler, county.stranger):
            assert list(search.asked_for(every, asked, other)) == []
    assert list(search.asked_for(every, "小满", county.dispatcher)) == []
    assert list(search.asked_for(every, "停水", county.stranger)) != []


def test_a_query_code_that_is_in_use_is_given_to_nobody_else(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve figures meet by chance among a million cases; with two figures they meet here."""
    monkeypatch.setattr(tokens, "QUERY_DIGITS", 2)
    for number in range(30):
        actions.open_case(text=f"第{number}盏路灯不亮", place=county.village, door=Door.WEB)
    rows = [(n, {"text": f"第{n}处垃圾没人收", "external_id": f"L{n}"}) for n in range(40)]
    terms = Terms(source="表", at=clock.now(), place=county.village)
    taken = take_in(
        table=MESSAGES,
        rows=rows,
        columns={"text": "text", "external_id": "external_id"},
        terms=terms,
    )
    codes = {tokens.query_code(case.code) for case in Case.objects.all()}
    assert (taken.imported, taken.rejected) == (40, [])
    assert len(codes) == 70
