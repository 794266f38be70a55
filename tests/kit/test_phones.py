"""Telephone numbers in the forms in which people write them."""

import pytest

from sanan.kit import phones
from sanan.kit.errors import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "13800001234",
        " 138 0000 1234 ",
        "138-0000-1234",
        "+86 138 0000 1234",
        "+8613800001234",
        "008613800001234",
        "１３８００００１２３４",
    ],
)
def test_a_mobile_number_has_one_form(text):
    assert phones.mobile(text) == "13800001234"


@pytest.mark.parametrize(
    "text", ["", "1380000123", "138000012345", "12800001234", "23800001234", "0595-22882222"]
)
def test_what_is_no_mobile_number_is_refused_at_its_field(text):
    with pytest.raises(Invalid) as refused:
        phones.mobile(text, field="contact")
    assert (refused.value.code, refused.value.field) == ("bad_phone", "contact")


@pytest.mark.parametrize(("second", "is_one"), [("2", False), ("3", True), ("9", True)])
def test_mobile_numbers_begin_with_13_to_19(second, is_one):
    assert phones.is_mobile(f"1{second}800001234") is is_one


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("110", "110"),
        ("12345", "12345"),
        ("0595-2288 2222", "059522882222"),
        ("（0595）22882222", "059522882222"),
        ("+86 13800001234", "13800001234"),
        ("1" * 15, "1" * 15),
    ],
)
def test_any_number_is_kept_as_its_figures(text, figures):
    assert phones.any_number(text) == figures


@pytest.mark.parametrize("text", ["", "12", "1" * 16, "没有"])
def test_too_few_or_too_many_figures_are_no_number(text):
    with pytest.raises(Invalid) as refused:
        phones.any_number(text)
    assert (refused.value.code, refused.value.field) == ("bad_phone", "phone")


@pytest.mark.parametrize("text", ["86591", "8613", "861380000123", "0086110"])
def test_only_before_a_mobile_number_the_country_goes(text):
    assert phones.tidy(text) == text


def test_one_number_has_one_hash_however_it_is_written():
    assert phones.hashed("+86 138 0000 1234") == phones.hashed("13800001234")
    assert phones.hashed("13800001234") != phones.hashed("13800001235")
    assert len(phones.hashed("13800001234")) == 64
    assert phones.hashed("") == phones.hashed("没有") == ""
