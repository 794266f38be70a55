"""The forms in which the same words come back: a file gains a line end, a paste gains a blank."""

import unicodedata
from collections.abc import Iterator


def variants(content: bytes) -> Iterator[bytes]:
    """Give the bytes as they are, then as the text that a person meant by them.

    Line ends as one newline, no byte order mark, nothing around, composed characters (NFC).
    """
    yield content
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = {content}
    for form in (text, text.strip(), unicodedata.normalize("NFC", text).strip()):
        data = form.encode()
        if data not in seen:
            seen.add(data)
            yield data
