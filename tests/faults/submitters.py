"""People who say something, each once, and say it again with the same key until they are answered."""

import base64
import contextlib
import http.client
import io
import json
import os
import random
import signal
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from bench.processes import children
from sanan.config.serve import command, free_port

AT_ONCE = 8
PHOTO_EVERY = 5
BUSY = 503
PATIENCE = 1000
REST = 0.05


def photo(number: int) -> str:
    out = io.BytesIO()
    Image.new("RGB", (16 + number % 7, 16), (number % 255, 90, 90)).save(out, format="JPEG")
    return base64.b64encode(out.getvalue()).decode()


@dataclass
class Server:
    """The server as shipped, on one port, killed and started again."""

    environment: Mapping[str, str]
    port: int = field(default_factory=lambda: free_port(0))
    process: "subprocess.Popen[bytes] | None" = None
    kills: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self.process = subprocess.Popen(
            command(host="127.0.0.1", port=self.port),
            env=dict(self.environment),
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def revive(self) -> None:
        """As a supervisor does: the server's parent ends itself when a worker dies twice in a row."""
        with self._lock:
            if self.process is not None and self.process.poll() is not None:
                self.start()

    def kill(self, chance: random.Random) -> None:
        """One worker, or all of them and their parent; then all is started again."""
        assert self.process is not None
        workers = children(self.process.pid)
        self.kills += 1
        if workers and chance.random() < 0.4:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
            return
        with self._lock:
            self.stop()
            self.start()

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Crowd:
    """`number` submissions by `AT_ONCE` people; kills when so many are acknowledged."""

    server: Server
    number: int
    kills: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    tries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pause: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """All of them; returns when everyone is answered or has given up."""
        chance = random.Random(self.number)  # noqa: S311 - repeatable
        self._when = sorted(chance.sample(range(5, self.number - 5), self.kills))
        self._chance = chance
        people = [threading.Thread(target=self._speak, args=(n,)) for n in range(AT_ONCE)]
        for person in people:
            person.start()
        for person in people:
            person.join()

    def _speak(self, first: int) -> None:
        for number in range(first, self.number, AT_ONCE):
            for _try in range(PATIENCE):
                code = self._say(number)
                if code:
                    self._answered(number, code)
                    break
                self._pause.wait(REST)
                self.server.revive()
            else:
                self.failures.append(f"第{number}件 was never answered")

    def _say(self, number: int) -> str:
        body = {"text": f"第{number}件事", "contact": f"1380000{number:04}"}
        photos = [photo(number)] if number % PHOTO_EVERY == 0 else []
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": f"key-{number}",
            "X-Forwarded-For": f"10.0.{number // 256}.{number % 256}",  # each from a phone of their own
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        self.tries += 1
        try:
            connection.request(
                "POST", "/api/v1/cases", json.dumps({**body, "photos": photos}), headers
            )
            answer = connection.getresponse()
            said = answer.read()
            if answer.status in {200, 201}:
                return str(json.loads(said)["code"])
            if answer.status == BUSY:  # too many photographs at once: come again, as a phone does
                return ""
            self.failures.append(f"{answer.status} {said[:200]!r}")
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        return ""

    def _answered(self, number: int, code: str) -> None:
        with self._lock:
            self.acknowledged[f"第{number}件事"] = code
            if self._when and len(self.acknowledged) >= self._when[0]:
                self._when.pop(0)
                self.server.kill(self._chance)
