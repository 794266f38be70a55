"""The number of a page, as an address gives it."""

import pytest

from sanan.kit.paging import Page, page_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (None, 1),
        ("", 1),
        ("0", 1),
        ("1", 1),
        ("2", 2),
        ("37", 37),
        ("99999", 99_999),
        ("100000", 100_000),
        ("100001", 100_000),
        ("9" * 5000, 100_000),
        ("-1", 1),
        ("1.5", 1),
        ("²", 1),
        ("next", 1),
    ],
)
def test_it_is_a_number_from_one_to_a_hundred_thousand(text, number):
    assert page_number(text) == number


def test_only_the_first_page_has_none_before_it():
    pages = [Page(rows=[], number=number, has_next=False) for number in (1, 2, 3)]
    assert [page.has_previous for page in pages] == [False, True, True]
