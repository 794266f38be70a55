"""One range of bytes of a file (RFC 9110 §14), without which phones play no video."""

import re
from pathlib import Path

from django.http import HttpResponse

MOST_OF_A_RANGE = 1024 * 1024
_RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")


def part(header: str, path: Path, media_type: str) -> HttpResponse | None:
    """The asked range of `path`, at most a megabyte of it; None where the whole is asked for."""
    asked = _RANGE.fullmatch(header)
    if asked is None:
        return None
    size = path.stat().st_size
    first, last = asked["first"], asked["last"]
    if first:
        start, stop = int(first), min(int(last or size - 1), size - 1)
    else:
        start, stop = max(size - int(last or 0), 0), size - 1
    if start > stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stop = min(stop, start + MOST_OF_A_RANGE - 1)
    with path.open("rb") as stream:
        stream.seek(start)
        body = stream.read(stop - start + 1)
    headers = {"Content-Range": f"bytes {start}-{stop}/{size}"}
    return HttpResponse(body, status=206, content_type=media_type, headers=headers)
