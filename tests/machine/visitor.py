"""Whoever comes from outside: a browser's cookies, forms and trust, and nothing more."""

import hashlib
import hmac
import http.client
import re
import socket
import ssl
import struct
import time
from base64 import b32decode
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

from machine.box import ADDRESS, VISITOR, Failed

REDIRECTS = {301, 302, 303, 307, 308}


class _Connection(http.client.HTTPSConnection):
    """To the machine's address, under the name of its site, from one of the visitor's addresses."""

    def __init__(self, host: str, trust: ssl.SSLContext, whence: str) -> None:
        super().__init__(host, timeout=60, context=trust)
        self.trust, self.whence = trust, whence

    def connect(self) -> None:
        plain = socket.create_connection((ADDRESS, 443), 60, (self.whence, 0))
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str
    address: str

    def field(self, name: str) -> str:
        """What a hidden field of the page holds."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        if found is None:
            raise Failed(f"{self.address} has no field {name}: {self.text[:400]}")
        return unescape(found[1])

    def hidden(self) -> dict[str, str]:
        """All hidden fields of the page, as its form would send them."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.text)
        return {name: unescape(value) for name, value in found}


@dataclass
class Visitor:
    """A browser at `host`, which trusts the authority of `authority` (PEM) and no other."""

    host: str
    authority: str
    whence: str = VISITOR
    cookies: dict[str, str] = field(default_factory=dict)

    def connection(self) -> http.client.HTTPSConnection:
        """A connection, checked as a browser checks it."""
        return _Connection(
            self.host, ssl.create_default_context(cadata=self.authority), self.whence
        )

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; redirects are followed."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, body: bytes = b"", /, **fields: str) -> Answer:
        """Send a form; redirects are followed."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body or urlencode(fields).encode(), headers)

    def _ask(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Answer:
        for _ in range(8):
            answer = self._once(method, path, body, more)
            where = answer.headers.get("Location", "")
            if answer.status not in REDIRECTS or not where:
                return answer
            path = (
                urlsplit(urljoin(f"https://{self.host}{path}", where))
                ._replace(scheme="", netloc="", fragment="")
                .geturl()
            )
            method, body, more = "GET", b"", {}
        raise Failed(f"{path} leads round and round")

    def _once(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"https://{self.host}{path}",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        line = self.connection()
        try:
            line.request(method, path, body or None, headers)
            got = line.getresponse()
            text = got.read().decode(errors="replace")
        finally:
            line.close()
        for set_ in got.headers.get_all("Set-Cookie", []):
            name, _, value = set_.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(got.status, got.headers, text, path)


def six_figures(secret: str) -> str:
    """What an authenticator shows now for this secret (RFC 6238)."""
    key = b32decode(secret + "=" * (-len(secret) % 8))
    told = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = told[-1] & 15
    return f"{(struct.unpack('>I', told[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
