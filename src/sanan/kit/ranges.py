"""One range of bytes of a file (RFC 9110 §14), without which phones play no video."""

import io
import re
from typing import BinaryIO

from django.http import HttpResponse

MOST_OF_A_RANGE = 1024 * 1024
_RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")


def part(header: str, stream: BinaryIO, media_type: str) -> HttpResponse | None:
    """The asked range of `stream`, at most a megabyte of it; None where the whole is asked for.

    Closes `stream` where it answers.
    """
    asked = _RANGE.fullmatch(header)
    if asked is None:
        return None
    with stream:
        size = stream.seek(0, io.SEEK_END)
        first, last = asked["first"], asked["last"]
        if first:
            start, stop = int(first), min(int(last or size - 1), size - 1)
        else:
            start, stop = max(size - int(last or 0), 0), size - 1
        if start > stop:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        stop = min(stop, start + MOST_OF_A_RANGE - 1)
        stream.seek(start)
        body = stream.read(stop - start + 1)
    headers = {"Content-Range": f"bytes {start}-{stop}/{size}"}
    return HttpResponse(body, status=206, content_type=media_type, headers=headers)
