"""A web server in a thread, on a free port of this machine only: the ground the fakes stand on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import orjson


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in: header names in lower case, the query as it was and taken apart."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    method: str = "POST"

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form that was sent."""
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Onward:
    """An answer that sends a browser on."""

    address: str


Answer = tuple[int, object]


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[str]:
    """Serve with `answer`, which gives a status and a JSON value, bytes or `Onward`; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                path=parts.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(size),
                method=self.command,
            )
            status, said = answer(asked)
            self.send_response(status)
            if isinstance(said, Onward):
                self.send_header("location", said.address)
                said = b""
            body = said if isinstance(said, bytes) else orjson.dumps(said)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: numbers stand in the address."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(kw_only=True)
class Fake:
    """A provider on this machine, spoken to over HTTP; `fail_with` are its next answers, whatever is asked."""

    fail_with: list[Answer] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve; yields the address that a client is given."""
        with serving(self._answered) as address:
            yield self.at(address)

    def at(self, address: str) -> str:
        """What a client is given for the address of the server."""
        return address

    def answer(self, asked: Asked) -> Answer:
        """What the provider says to a request."""
        raise NotImplementedError

    def _answered(self, asked: Asked) -> Answer:
        return self.fail_with.pop(0) if self.fail_with else self.answer(asked)
