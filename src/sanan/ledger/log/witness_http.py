"""The witness over HTTP (C2SP tlog-witness): `POST /add-checkpoint`, and what it has seen to GET.

A process of its own with a folder of its own, on another machine than the log in real life. A fork
is kept beside the last checkpoint as `fork-<time>`, since the two together are the evidence.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sanan.ledger.log.errors import LogError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer, Verifier, read_skey
from sanan.ledger.log.witness import Answer, checkpoint_path, origin_of, serve

LIMIT_BYTES = 100_000
_FIGURES = 9
PATIENCE_SECONDS = 10
_SEEN = re.compile(r"/[0-9a-f]{64}/checkpoint")


class Witness:
    """A witness's key, the logs it knows by origin, its folder, and a clock in whole seconds."""

    def __init__(
        self,
        folder: LogFolder,
        *,
        signer: Signer,
        logs: Mapping[str, Verifier],
        clock: Callable[[], int],
        tell: Callable[[str], object],
    ) -> None:
        """`tell` takes one line for each answer."""
        self.folder, self.signer, self.logs = folder, signer, logs
        self._clock, self._tell = clock, tell

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer one request, keeping what must be kept first."""
        at = self._clock()
        answer = serve(self.folder, body, logs=self.logs, signer=self.signer, at=at)
        if answer.fork:
            evidence = Path(checkpoint_path(answer.origin)).with_name(f"fork-{at}").as_posix()
            self.folder.write({evidence: body})
        word = "FORK" if answer.fork else answer.status.phrase
        self._tell(f"{answer.status.value} {word} {answer.origin or origin_of(body)}".strip())
        return answer


def load_key(folder: Path, name: str) -> Signer:
    """The witness's key in its folder, made at the first start; `name` only counts then.

    Raises LogError where the file is not a witness's key.
    """
    path = folder / "key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = Signer(name, Algorithm.COSIGNATURE, secrets.token_bytes(32))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(fresh.skey + "\n")
    signer = read_skey(path.read_text())
    if signer.algorithm is not Algorithm.COSIGNATURE:
        raise LogError(f"{path} is not a witness's key")
    return signer


def server(witness: Witness, *, host: str, port: int) -> ThreadingHTTPServer:
    """The server, bound and not yet running; port 0 takes a free one."""

    class Handler(_Handler):
        pass

    Handler.witness = witness
    return ThreadingHTTPServer((host, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    witness: Witness
    timeout = PATIENCE_SECONDS
    server_version = "sanan-witness"
    sys_version = ""

    def do_POST(self) -> None:
        """One checkpoint to cosign."""
        if self.path != "/add-checkpoint":
            return self._say(HTTPStatus.NOT_FOUND, b"POST /add-checkpoint\n")
        length = self.headers.get("Content-Length", "")
        # A number of thousands of figures cannot even be read.
        if not length.isdecimal() or len(length) > _FIGURES or int(length) > LIMIT_BYTES:
            self.close_connection = True
            return self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"too long, or of no length\n")
        answer = self.witness.add_checkpoint(self.rfile.read(int(length)))
        return self._say(answer.status, answer.body, answer.content_type)

    def do_GET(self) -> None:
        """Who this is, or the last checkpoint it cosigned."""
        if self.path == "/":
            known = "".join(f"{log.vkey}\n" for log in self.witness.logs.values())
            text = f"{self.witness.signer.verifier.vkey}\n\n{known}"
            return self._say(HTTPStatus.OK, text.encode())
        if not _SEEN.fullmatch(self.path):
            return self._say(HTTPStatus.NOT_FOUND, b"nothing here\n")
        try:
            return self._say(HTTPStatus.OK, self.witness.folder.read(self.path[1:]))
        except LogError:
            return self._say(HTTPStatus.NOT_FOUND, b"not seen yet\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Say nothing of who asked; `Witness` tells what was answered."""

    def _say(
        self, status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8"
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
