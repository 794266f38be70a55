"""Addresses that stand on paper or in messages lead on for ever."""

import pytest

MOVED = {
    "/volunteer/at/350526100010/": "/volunteers/at/350526100010/",
    "/volunteer/here/ABCDEFGHIJ-0123456789abcdef0123/": (
        "/volunteers/here/ABCDEFGHIJ-0123456789abcdef0123/"
    ),
    "/volunteer/check/Z2026ABCDEFGHIJKL/": "/volunteers/check/Z2026ABCDEFGHIJKL/",
    "/volunteer/mine/?page=2": "/volunteers/mine/?page=2",
}


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_on(client, old: str):
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, MOVED[old])
