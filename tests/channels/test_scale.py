"""A scale on a serial line: read when it is steady, and why not when it is not."""

from decimal import Decimal

import pytest

from sanan.channels.scale.fake import FakeScale
from sanan.channels.scale.line import NoScale, NotRead, SerialScale, scale


def read(*lines: bytes) -> Decimal:
    with FakeScale([line + b"\r\n" for line in lines]).running() as path:
        return SerialScale(path, seconds=0.4).grams()


def test_a_steady_reading_in_grams():
    assert read(b"ST,GS,+0000.415kg") == Decimal(415)
    assert read(b"ST,NT, +   12.5 g") == Decimal("12.5")


def test_it_waits_until_twice_the_same():
    lines = (b"US,GS,+0000.390kg", b"ST,GS,+0000.414kg", b"ST,GS,+0000.415kg")
    assert read(*lines) == Decimal(415)
    assert read(b".415kg", b"noise \xff", b"ST,GS,+00002.000kg") == Decimal(2000)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"US,GS,+0000.390kg", "unsteady"),
        (b"OL,GS,+9999.999kg", "overload"),
        (b"ST,GS,-0000.020kg", "below_zero"),
        (b"something else", "unsteady"),
    ],
)
def test_why_there_is_no_weight(line, code):
    with pytest.raises(NotRead) as no:
        read(line)
    assert no.value.code == code


def test_where_there_is_no_scale(settings):
    settings.SCALE = ""
    assert isinstance(scale(), NoScale)
    with pytest.raises(NotRead, match="not_set_up"):
        scale().grams()
    settings.SCALE = "/dev/none-such"
    with pytest.raises(NotRead, match="no_line"):
        scale().grams()
