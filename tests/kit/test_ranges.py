"""Parts of a file, as phones ask for them (the examples of RFC 9110 §14.1.2 in small)."""

import io

import pytest

from sanan.kit.ranges import MOST_OF_A_RANGE, part

TEN = b"0123456789"


@pytest.mark.parametrize(
    ("header", "body", "said"),
    [
        ("bytes=0-4", b"01234", "bytes 0-4/10"),
        ("bytes=5-9", b"56789", "bytes 5-9/10"),
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=7-99", b"789", "bytes 7-9/10"),
        ("bytes=0-", TEN, "bytes 0-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-10", TEN, "bytes 0-9/10"),
        ("bytes=-99", TEN, "bytes 0-9/10"),
    ],
)
def test_the_asked_part_is_given_and_named(header, body, said):
    stream = io.BytesIO(TEN)
    answer = part(header, stream, "video/mp4")
    assert (answer.status_code, answer.content) == (206, body)
    assert (answer["Content-Range"], answer["Content-Type"]) == (said, "video/mp4")
    assert stream.closed


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=5-4", "bytes=-0", "bytes=-"])
def test_what_the_file_does_not_have_is_refused_with_its_size(header):
    answer = part(header, io.BytesIO(TEN), "video/mp4")
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer["Content-Range"] == "bytes */10"


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=0-" + "9" * 16]
)
def test_anything_else_gives_the_whole_file(header):
    stream = io.BytesIO(TEN)
    assert part(header, stream, "video/mp4") is None
    assert not stream.closed


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 1024 * 1024 - 1),
        ("bytes=5-", 5, 1024 * 1024 + 4),
        (f"bytes=0-{1024 * 1024 - 1}", 0, 1024 * 1024 - 1),
        (f"bytes=0-{1024 * 1024}", 0, 1024 * 1024 - 1),
        ("bytes=-1", 1024 * 1024 + 99, 1024 * 1024 + 99),
    ],
)
def test_a_megabyte_is_the_most_of_one_answer(header, first, last):
    size = 1024 * 1024 + 100
    answer = part(header, io.BytesIO(b"x" * size), "video/mp4")
    assert answer["Content-Range"] == f"bytes {first}-{last}/{size}"
    assert len(answer.content) == last - first + 1 <= MOST_OF_A_RANGE
