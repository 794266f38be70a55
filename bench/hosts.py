"""`bench hosts`: two machines in networks of their own, one database, one object store, one balancer.

Each host is a network namespace with its own address, its own `SANAN_VAR`, web server, streams and
worker. What must be shared is shared as docs/scaling.md says. Needs root and `ip`; everything it
makes (namespaces, a bridge, addresses of 10.231.77.0/24) is taken away in the end.
"""

import asyncio
import http.client
import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from bench import objects
from bench.cluster import Server
from bench.http import installation
from bench.processes import prepare, python
from sanan.config.serve import command
from sanan.config.supervise import Child, stop

NET = "10.231.77"
BRIDGE = "sanan-drill"
WEB, LIVE = 8000, 8001
SHARED = ("log", "pieces", "imports", "models", "progress", "static")
LOADERS = 3
PATIENCE_SECONDS = 120.0
SEAL = "s" * 32
HOLDER = (
    "SELECT host(client_addr) FROM pg_stat_activity JOIN pg_locks USING (pid) "
    "WHERE locktype = 'advisory' AND granted"
)
TURNS = "SELECT string_agg(job || done_at::text, ' ' ORDER BY job) FROM upkeep_turn"
Say = Callable[[str], object]


@dataclass
class Host:
    """One machine."""

    name: str
    address: str
    environment: Mapping[str, str]
    web: Child = field(init=False)
    live: Child = field(init=False)
    worker: Child = field(init=False)

    def __post_init__(self) -> None:
        inside = ["ip", "netns", "exec", f"sanan-{self.name}"]
        own = [*inside, sys.executable, "-m", "sanan.config"]
        line = command(host=self.address, port=WEB, workers=1)
        self.web = Child(f"web {self.name}", [*inside, *line], self.environment)
        streams = ("live", "--host", self.address, "--port", str(LIVE))
        self.live = Child(f"live {self.name}", [*own, *streams], self.environment)
        self.worker = Child(f"worker {self.name}", [*own, "worker"], self.environment)

    @property
    def children(self) -> list[Child]:
        """Its three programs."""
        return [self.web, self.live, self.worker]

    def is_ready(self) -> bool:
        """Whether its web server and its streams answer."""
        with suppress(httpx.TransportError):
            web = httpx.get(f"http://{self.address}:{WEB}/readyz", timeout=10)
            streams = httpx.get(f"http://{self.address}:{LIVE}/health", timeout=10)
            return web.status_code == streams.status_code == 200
        return False


class Balancer:
    """Gives each connection to a host in turn; one that is drained gets no new ones."""

    def __init__(self, hosts: list[Host]) -> None:
        self.up = {host.name: host.address for host in hosts}
        self.open: Counter[str] = Counter()
        self.port = 0
        self._turn = count()
        self._there = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._there.wait(10)

    def drain(self, host: Host) -> None:
        """Send it nothing more, and wait for what it has in hand."""
        self.up.pop(host.name)
        _until(lambda: not self.open[host.name])

    def back(self, host: Host) -> None:
        """Send it its share again."""
        self.up[host.name] = host.address

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._there.set()
        await server.serve_forever()

    async def _carry(self, reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        names = sorted(self.up)
        name = names[next(self._turn) % len(names)]
        self.open[name] += 1
        try:
            there, away = await asyncio.open_connection(self.up[name], WEB)
            await asyncio.gather(_pipe(reading, away), _pipe(there, writing))
        except OSError:
            pass
        finally:
            writing.close()
            self.open[name] -= 1


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(1 << 16):
            target.write(block)
            await target.drain()
    with suppress(OSError):
        target.close()


@dataclass
class Load:
    """Requests through the balancer, none tried twice, until it is ended."""

    port: int
    file: Path
    asked: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Start."""
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(LOADERS)]
        for each in self._threads:
            each.start()

    def end(self) -> None:
        """Let what is under way come to its end."""
        self._end.set()
        for each in self._threads:
            each.join()

    def _run(self, loader: int) -> None:
        with self.file.with_suffix(f".{loader}").open("w") as told:
            for n in count():
                if self._end.is_set():
                    return
                verb, path, body = "GET", "/", None
                if n % 3 == 0:
                    words = f"{loader}-{n}:祥安小区的路灯不亮"
                    verb, path, body = "POST", "/api/v1/cases", json.dumps({"text": words})
                self._ask(verb, path, body, told)
                time.sleep(0.05)

    def _ask(self, verb: str, path: str, body: str | None, told: Any) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kind = {"Content-Type": "application/json"} if body else {}
        try:
            content = body.encode() if body else None
            link.request(verb, path, content, {**kind, "Connection": "close"})
            answer = link.getresponse()
            said = answer.read()
            self.asked[verb] += 1
            if answer.status not in {200, 201}:
                self.failed.append(f"{verb} {answer.status}")
            elif body:
                told.write(json.dumps({"number": 0, "code": json.loads(said)["code"]}) + "\n")
                told.flush()
        except (OSError, http.client.HTTPException) as error:
            self.failed.append(f"{verb} {type(error).__name__}")
        finally:
            link.close()


def run(*, say: Say = print) -> dict[str, Any]:
    """All of it; what was found, as plain values."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hosts-")))
        place.chmod(0o755)
        stack.enter_context(_network())
        hosts = _installed(stack, place, say)
        plan = json.loads(
            python("-m", "bench.hosts_inside", environment=hosts[0].environment).splitlines()[-1]
        )
        stack.callback(lambda: stop([child for host in hosts for child in host.children]))
        say("starting both")
        for host in hosts:
            for child in host.children:
                child.start()
        _until(lambda: all(host.is_ready() for host in hosts))
        database = Server(place / "db", host=f"{NET}.1", port=int(plan["database_port"]))
        balancer = Balancer(hosts)
        found: dict[str, Any] = {
            "rooms": _rooms(hosts, plan),
            "session": _session(hosts, plan),
            "schedulers": _schedulers(hosts, database, say),
            "rolling": _rolling(hosts, balancer, place, say),
        }
        found["as_it_should_be"] = (
            found["rooms"]["upload_of_a_is_read_at_b"]
            and found["session"]["of_a_at_b"] == 200
            and not found["rolling"]["failed"]
            and not found["rolling"]["lost"]
            and found["schedulers"]["turns_done_again"] == 0
        )
        return found


@contextmanager
def _network() -> Iterator[None]:
    def ip(*words: str, check: bool = True) -> None:
        quiet = None if check else subprocess.DEVNULL
        subprocess.run(["ip", *words], check=check, stderr=quiet)

    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for number, name in enumerate("ab", start=11):
            space, near = f"sanan-{name}", f"sanan-veth-{name}"
            ip("netns", "add", space)
            ip("link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", space)
            ip("link", "set", near, "master", BRIDGE, "up")
            ip("-n", space, "addr", "add", f"{NET}.{number}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "eth0", "up")
            ip("-n", space, "link", "set", "lo", "up")
        yield
    finally:
        for name in "ab":
            ip("netns", "del", f"sanan-{name}", check=False)
        ip("link", "del", BRIDGE, check=False)


def _installed(stack: ExitStack, place: Path, say: Say) -> list[Host]:
    database = Server(place / "db", host=f"{NET}.1")
    stack.callback(database.stop)
    database.make()
    store = stack.enter_context(objects.serving(place / "objects", host=f"{NET}.1"))
    shared = place / "shared"
    environment = dict(stack.enter_context(installation(shared, "sqlite")))
    environment |= {
        "DATABASE_URL": database.url,
        "SANAN_KEYS": str(place / "keys"),
        "SANAN_HOSTS": f"127.0.0.1,{NET}.11,{NET}.12",
        "SANAN_S3": store,
        "SANAN_S3_BUCKET": objects.BUCKET,
        "SANAN_S3_KEY": objects.KEY,
        "SANAN_S3_SECRET": objects.SECRET,
        "SANAN_LIVE": f":{LIVE}",
    }
    shared.mkdir()
    say("preparing")
    prepare(environment)
    hosts = []
    for number, name in enumerate("ab", start=11):
        own = place / f"var-{name}"
        own.mkdir()
        for each in SHARED:
            (shared / each).mkdir(exist_ok=True)
            (own / each).symlink_to(shared / each)
        hosts.append(Host(name, f"{NET}.{number}", {**environment, "SANAN_VAR": str(own)}))
    return hosts


def _rooms(hosts: list[Host], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Said at A, heard at B; a photo sent at A, looked at at B."""
    a, b = hosts
    text = "祠堂门口的水管在修，路过慢一点"
    with socket.create_connection((b.address, LIVE), timeout=PATIENCE_SECONDS) as stream:
        head = f"GET /{quote(plan['passes'][1])}?since={plan['rev']} HTTP/1.1\r\nHost: b\r\n\r\n"
        stream.sendall(head.encode())
        lines = stream.makefile("rb")
        while lines.readline().strip():
            pass
        took = []
        for n in range(10):
            began = time.perf_counter()
            _say(a, plan, {"text": f"{n}:{text}", "token": f"d{n}"})
            while f"{n}:{text}" not in lines.readline().decode():
                pass
            took.append((time.perf_counter() - began) * 1000)
    _say(a, plan, {"text": "拍了一张", "token": "photo"}, photo=_photo())
    pages = [_get(host, f"/voices/{plan['full']}/", plan["sessions"][2]) for host in hosts]
    (path,) = sorted(set(re.findall(r"/files/\w+/", pages[1].text)))[:1]
    seen = [_get(host, path, plan["sessions"][2]) for host in hosts]
    return {
        "said_at_a_heard_at_b_ms": sorted(round(each) for each in took),
        "upload_of_a_is_read_at_b": seen[1].status_code == 200
        and seen[0].content == seen[1].content,
        "bytes": len(seen[1].content),
    }


def _say(
    host: Host, plan: Mapping[str, Any], data: Mapping[str, str], photo: bytes | None = None
) -> None:
    answer = httpx.post(
        f"http://{host.address}:{WEB}/voices/{plan['full']}/say/",
        data={**data, "csrfmiddlewaretoken": SEAL},
        files={"photos": ("photo.jpg", photo, "image/jpeg")} if photo else None,
        headers={
            "Accept": "application/json",
            "Cookie": f"sessionid={plan['sessions'][0]}; csrftoken={SEAL}",
            "X-CSRFToken": SEAL,
        },
        timeout=60,
    )
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{answer.status_code} {answer.text[:300]}")


def _get(host: Host, path: str, session: str) -> httpx.Response:
    return httpx.get(
        f"http://{host.address}:{WEB}{path}", cookies={"sessionid": session}, timeout=60
    )


def _photo() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _session(hosts: list[Host], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Signed in at A by password, known at B; signed out at B, nobody at A."""
    a, b = (f"http://{host.address}:{WEB}" for host in hosts)
    with httpx.Client(timeout=60) as browser:
        browser.get(f"{a}/staff/login/")
        seal = browser.cookies["csrftoken"]
        said = {"login": plan["username"], "password": plan["password"]}
        signed = browser.post(f"{a}/staff/login/", data={**said, "csrfmiddlewaretoken": seal})
        cookies = {"sessionid": browser.cookies["sessionid"], "csrftoken": SEAL}
    with httpx.Client(cookies=cookies, timeout=60) as browser:
        at_b = browser.get(f"{b}/staff/").status_code
        browser.post(f"{b}/staff/logout/", data={"csrfmiddlewaretoken": SEAL})
    after = httpx.get(f"{a}/staff/", cookies=cookies, timeout=60).status_code
    return {"signed_in_at_a": signed.status_code, "of_a_at_b": at_b, "at_a_after_leaving_b": after}


def _schedulers(hosts: list[Host], database: Server, say: Say) -> dict[str, Any]:
    """Both workers run, one is the scheduler; it is killed; jobs of the night are not done again."""
    _until(lambda: bool(database.psql(HOLDER)))
    first = database.psql(HOLDER).splitlines()
    say(f"scheduler at {first}")
    _until(lambda: bool(database.psql(TURNS)) and _settled(database))
    turns = database.psql(TURNS)
    holder, other = sorted(hosts, key=lambda host: host.address != first[0])
    holder.worker.signal_group(9)
    died = time.monotonic()
    _until(lambda: database.psql(HOLDER) == other.address)
    took = time.monotonic() - died
    time.sleep(15)  # a whole round of the new one
    after = database.psql(TURNS)
    again = sum(a != b for a, b in zip(turns.split(), after.split(), strict=False))
    holder.worker.start()
    return {
        "at_once": len(first),
        "seconds_to_take_over": round(took, 1),
        "jobs_of_the_night": len(turns.split("sanan.")) - 1,
        "turns_done_again": again,
    }


def _settled(database: Server) -> bool:
    before = database.psql(TURNS)
    time.sleep(5)
    return database.psql(TURNS) == before


def _rolling(hosts: list[Host], balancer: Balancer, place: Path, say: Say) -> dict[str, Any]:
    """Each host in turn is drained, started again and let back, while requests come."""
    load = Load(balancer.port, place / "acknowledged")
    load.begin()
    try:
        for host in hosts:
            time.sleep(5)
            say(f"{host.name} is started again under load")
            balancer.drain(host)
            host.web.terminate()
            _until(lambda gone=host: not gone.web.alive)  # type: ignore[misc] # bound now
            host.web.start()
            _until(host.is_ready)
            balancer.back(host)
        time.sleep(5)
    finally:
        load.end()
    files = sorted(str(path) for path in place.glob("acknowledged.*"))
    told = python("-m", "bench.acknowledged", "counted", *files, environment=hosts[0].environment)
    return {"asked": dict(load.asked), "failed": load.failed, **json.loads(told)}


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS * 3
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("it does not come to that")
        time.sleep(0.1)


def can() -> str:
    """Why it cannot run here; empty where it can."""
    if os.geteuid():
        return "bench hosts makes network namespaces: run it as root."
    from shutil import which

    return "" if which("ip") else "bench hosts needs the program ip (on Debian: iproute2)."
