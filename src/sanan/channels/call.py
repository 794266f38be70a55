"""Asking a provider over HTTPS: within a deadline, no more than so much, and nothing told of why not."""

import ssl
import time
from functools import cache
from typing import Any

import orjson

DEADLINE = 5.0
MOST = 256 * 1024
OK = 200


class NoAnswer(Exception):
    """The provider is down, slow, too long-winded or not understood. `code` holds nothing personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(method: str, url: str, *, deadline: float = DEADLINE, **given: Any) -> tuple[int, bytes]:
    """The status and the body; raises `NoAnswer`. Redirects are not followed.

    `deadline` is in seconds and holds for the whole answer, also one that comes by drops.
    """
    import httpx  # large, and only wanted where something is sent

    ends, body = time.monotonic() + deadline, b""
    try:
        with httpx.stream(method, url, timeout=deadline, verify=_trusted(), **given) as answer:
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST:
                    raise NoAnswer("too_long")
                if time.monotonic() > ends:
                    raise NoAnswer("slow")
            return answer.status_code, body
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        # The error's own text holds the address and with it secrets, so it goes no further.
        raise NoAnswer("unreachable") from None


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes longer than many an answer."""
    import httpx  # as above

    return httpx.create_ssl_context()


def ask_json(method: str, url: str, **given: Any) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object; raises `NoAnswer`."""
    status, body = ask(method, url, **given)
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NoAnswer("unreadable") from None
    if not isinstance(said, dict):
        raise NoAnswer("unreadable")
    return status, said
