"""A mail server on this machine: speaks SMTP, knows its mailboxes, refuses the others with 550."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default


@dataclass(frozen=True, slots=True)
class Mail:
    """What was taken: for whom, its subject and its text."""

    to: str
    subject: str
    text: str


@dataclass
class FakeMail:
    """One server; `busy` makes it answer 451 to every recipient."""

    mailboxes: set[str] = field(default_factory=lambda: {"lin@example.org"})
    taken: list[Mail] = field(default_factory=list)
    busy: bool = False

    @contextmanager
    def running(self) -> Iterator[int]:
        """Serve; yields the port on 127.0.0.1."""
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _Talk(fake, self).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        with Server(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield server.server_address[1]
            finally:
                server.shutdown()
                thread.join()


class _Talk:
    """One conversation, command by command (RFC 5321 §4.1)."""

    def __init__(self, fake: FakeMail, wire: socketserver.StreamRequestHandler) -> None:
        self.fake, self.wire = fake, wire
        self.sender, self.to = "", ""

    def run(self) -> None:
        self._say("220 mail.example.org")
        while line := self.wire.rfile.readline().decode("utf-8", "replace").strip():
            word = line[:4].upper().strip()
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "DATA":
                self._data()
            else:
                self._say(self._answer(word, line))

    def _answer(self, word: str, line: str) -> str:
        if word in {"EHLO", "HELO"}:
            return "250 mail.example.org"
        if word == "MAIL":
            self.sender = line
            return "250 ok"
        if word == "RCPT":
            return self._recipient(line)
        if word in {"RSET", "NOOP"}:
            self.sender = self.to = ""
            return "250 ok"
        return "502 not implemented"

    def _recipient(self, line: str) -> str:
        address = line.partition("<")[2].partition(">")[0]
        if not self.sender:
            return "503 MAIL first"
        if self.fake.busy:
            return "451 try again later"
        if address not in self.fake.mailboxes:
            return "550 no such mailbox"
        self.to = address
        return "250 ok"

    def _data(self) -> None:
        if not self.to:
            self._say("503 RCPT first")
            return
        self._say("354 go on")
        lines = []
        while (line := self.wire.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=default)
        body = mail.get_body(("plain",))
        text = body.get_content().strip().replace("\r\n", "\n") if body else ""
        self.fake.taken.append(Mail(self.to, str(mail["Subject"]), text))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wire.wfile.write(f"{line}\r\n".encode())
