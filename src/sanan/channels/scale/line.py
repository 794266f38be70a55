"""A bench scale that sends its reading over a serial line, again and again.

Written from the format that most bench scales speak (A&D's, also spoken by many others):

    ST,GS,+0000.415kg      ST stable, US unstable, OL overload; GS gross, NT net; unit g or kg

Lines end in CR and LF; 9,600 baud, eight bits, no parity. A reading counts only where it is stable and the same twice.
"""

import os
import re
import select
import termios
import time
import tty
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.conf import settings

SECONDS = 5.0
AT_ONCE = 256
MOST_KEPT = 4096
SAME = 2
_READING = re.compile(
    rb"(?P<state>ST|US|OL),\s*(?P<kind>GS|NT),\s*(?P<figure>[+-]?\s*\d+(?:\.\d+)?)\s*(?P<unit>kg|g)\s*$"
)
_GRAMS = {b"kg": Decimal(1000), b"g": Decimal(1)}


class NotRead(Exception):
    """No weight came. `code`: `not_set_up`, `no_line`, `overload`, `below_zero`, `unsteady`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Scale(Protocol):
    """What shows a weight."""

    def grams(self) -> Decimal:
        """The weight that lies on it now, in grams; raises `NotRead`."""


@dataclass(frozen=True, slots=True)
class SerialScale:
    """The scale behind the device file `path`."""

    path: str
    seconds: float = SECONDS

    def grams(self) -> Decimal:
        """Read until two stable readings in a row are the same; raises `NotRead`."""
        try:
            line = os.open(self.path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            raise NotRead("no_line") from None
        try:
            _set_speed(line)
            return self._steady(line)
        finally:
            os.close(line)

    def _steady(self, line: int) -> Decimal:
        until, kept = time.monotonic() + self.seconds, b""
        seen: list[Decimal] = []
        why = "unsteady"
        while (left := until - time.monotonic()) > 0:
            if not select.select([line], [], [], left)[0]:
                break
            try:
                kept = (kept + os.read(line, AT_ONCE))[-MOST_KEPT:]
            except OSError:
                raise NotRead("no_line") from None
            *whole, kept = kept.split(b"\n")
            for each in whole:
                weight, why = _read(each.strip(b"\r\x00 "), why)
                seen = [*seen, weight][-SAME:] if weight is not None else []
                if len(seen) == SAME and len(set(seen)) == 1:
                    if seen[0] < 0:
                        raise NotRead("below_zero")
                    return seen[0]
        raise NotRead(why)


def _read(text: bytes, why: str) -> tuple[Decimal | None, str]:
    """The weight of a line, None where it is none that counts; and why not."""
    found = _READING.search(text)
    if found is None:
        return None, why
    if found["state"] != b"ST":
        return None, "overload" if found["state"] == b"OL" else "unsteady"
    figure = Decimal(found["figure"].replace(b" ", b"").decode())
    grams: Decimal = figure * _GRAMS[found["unit"]]
    return grams, why


def _set_speed(line: int) -> None:
    try:
        tty.setraw(line)
        attributes = termios.tcgetattr(line)
        attributes[4] = attributes[5] = termios.B9600
        termios.tcsetattr(line, termios.TCSANOW, attributes)
    except termios.error:
        raise NotRead("no_line") from None


class NoScale:
    """Where none is set up: weights are typed."""

    def grams(self) -> Decimal:
        """Raise `NotRead`."""
        raise NotRead("not_set_up")


def scale() -> Scale:
    """The scale of `SANAN_SCALE`, a device file such as /dev/ttyUSB0."""
    path: str = settings.SCALE
    return SerialScale(path) if path else NoScale()
