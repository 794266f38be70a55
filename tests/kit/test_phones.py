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


PERSONS = [
    ("13800001234", "13800001234"),
    ("+86 138-0000-1234", "13800001234"),
    ("１３８００００１２３４", "13800001234"),
    ("138 0000 1234", "13800001234"),
    ("0595-2288 2222", "059522882222"),
    ("（0595）22882222", "059522882222"),
    ("０５９５－２２８８２２２２", "059522882222"),
    ("+86 595 2288 2222", "059522882222"),
    ("010-62345678", "01062345678"),
    ("0477 8212345", "04778212345"),
    ("0595-22882222转8001", "059522882222-8001"),
    ("059522882222-801", "059522882222-801"),
    ("+852 2345 6789", "0085223456789"),
    ("0060 12-345 6789", "0060123456789"),
]
OFFICES = [
    ("110", "110"),
    ("12345", "12345"),
    ("１２３４５", "12345"),
    ("96111", "96111"),
    ("968123", "968123"),
    ("400-800-1234", "4008001234"),
    ("2288 2222", "22882222"),
]
NOBODYS = [
    "123",
    "1234567",
    "12800001234",
    "138000012345",
    "0595-1234567",
    "0595-123",
    "微信 zs_1988",
    "没有",
]


@pytest.mark.parametrize(("text", "figures"), PERSONS)
def test_a_person_is_reached_at_a_mobile_or_a_landline_with_its_area_code(text, figures):
    assert phones.personal(text) == phones.office(text) == figures
    assert phones.personal(figures) == figures, "what was kept is read as the same again"


@pytest.mark.parametrize(("text", "figures"), OFFICES)
def test_only_an_office_has_a_short_number(text, figures):
    assert phones.office(text) == figures
    with pytest.raises(Invalid) as refused:
        phones.personal(text, field="contact_phone")
    assert "带区号的固定电话" in str(refused.value.sentence)
    assert (refused.value.code, refused.value.field) == ("bad_phone", "contact_phone")
    assert phones.reached(text) == ""


@pytest.mark.parametrize("text", ["", "12", "1" * 16, *NOBODYS])
def test_what_nobody_can_call_is_no_persons_number(text):
    with pytest.raises(Invalid) as refused:
        phones.personal(text)
    assert (refused.value.code, refused.value.field) == ("bad_phone", "phone")


@pytest.mark.parametrize(
    ("text", "figures"), [("22882222", "059522882222"), ("2288-222", "05952288222")]
)
def test_a_local_number_gets_the_area_code_of_the_county(settings, text, figures):
    settings.AREA_CODE = "0595"
    assert phones.personal(text) == phones.office(text) == figures
