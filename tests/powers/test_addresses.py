"""Addresses that stand on paper or in messages lead on for ever."""

import pytest

MOVED = {
    "/open/at/350526100001/": "/powers/at/350526100001/",
    "/open/at/350526100001/late/": "/powers/at/350526100001/late/",
    "/open/question/abc/": "/powers/question/abc/",
    "/open/item/P07/?place=350526100001": "/powers/item/P07/?place=350526100001",
}


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_on(client, old: str):
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, MOVED[old])
