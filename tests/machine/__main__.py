"""The steps, in their order, on a machine for each database; the last line is `N passed, N failed`."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

from machine import box as boxes
from machine import image as images
from machine.box import NEIGHBOUR, VISITOR, Box, Failed, address, documented
from machine.visitor import Answer, Visitor, six_figures

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "operations.md"
HOST = "sanan.example.cn"
PROGRAM = "/opt/sanan"
UNITS = "sanan-web.socket sanan-web.service sanan-live.service sanan-worker.service"
AUTHORITY = "/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
INNER = "SANAN_INSTALL_INNER"
SAID = "村口的路灯三天没有亮了，晚上老人出门看不见。"
VILLAGE = "350526100010"
NO_DANGER = {"BAD"}
TOO_LONG = 128 << 20
DURING = 12
"""So many cases are said before the web server is started again, and as many after it."""
_NAMED = "from sanan.places.models import Place; print(Place.objects.filter(kind='village').order_by('path')[0].code)"
_ROOM = """
from sanan.people.actions import add_person
from sanan.places.models import Place
from sanan.voices import actions
from sanan.voices.live import passes
place = Place.objects.get(code='{place}')
room = actions.open_room(place=place, by=None)
person = add_person(name='林阿婆', phone='13800010001', home=place, by=None)
actions.join(room=room, by=person, nickname='邻家')
room.refresh_from_db()
print(passes.made(passes.Pass(room.pk, person.pk, staff=False)), room.last_rev)
"""
_SPEAK = """
from sanan.voices import actions
from sanan.voices.models import Member, Room
actions.say(room=Room.objects.get(), member=Member.objects.get(), text='今天停水吗')
"""
_SOURCES = (
    "from sanan.people.models import Attempt;"
    "print(Attempt.objects.filter(purpose='query-code').count())"
)


Found = TypeVar("Found")
_FIRST_PAGE = (
    "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8000/').read().decode())"
)
_CASES = "from sanan.cases.models import Case; print(Case.objects.count())"
_SAME = "from sanan.cases.models import Case; print(Case.objects.filter(text='{text}').count())"


@dataclass
class Report:
    """What was done, as it is done."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, told: str) -> Iterator[None]:
        """One step; where it fails, what was said, and the rest of this machine is left."""
        began = time.monotonic()
        print(f"  · {told} …", end="", flush=True)
        try:
            yield
        except Exception as error:
            print(f" FAILED\n{error}", flush=True)
            self.failed.append(f"{told}: {str(error).splitlines()[0] if str(error) else error!r}")
            raise
        print(f" {time.monotonic() - began:.0f} s", flush=True)
        self.passed += 1


@dataclass
class Site:
    """An installed machine, and what its clerk was told once."""

    box: Box
    report: Report
    database: str
    told: str = ""
    authority: str = ""
    place: str = ""
    case: str = ""
    follows: dict[str, str] = field(default_factory=dict)
    desk: Visitor = field(default_factory=lambda: Visitor(HOST, ""))

    def visitor(self, **more: str) -> Visitor:
        """Somebody from outside who trusts Caddy's own authority."""
        return Visitor(HOST, self.authority, **more)

    def shell(self, code: str) -> str:
        """Python inside the installation, as `sanan` runs it."""
        return self.box.run('sanan django shell -v0 -c "$(cat)"', said=code).strip()


def main() -> None:
    """Entry point: `python tests/machine [sqlite] [postgres]`."""
    parser = argparse.ArgumentParser(prog="bin/test --install", description=__doc__)
    parser.add_argument("what", nargs="*", help="sqlite, postgres, image; otherwise all three")
    given = parser.parse_args()
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        sys.exit("bin/test --install makes a machine: run it as root on Debian.")
    if INNER not in os.environ:
        boxes.have_programs()
        images.have_programs()
        # All of it ends with us: mounts, networks, processes.
        line = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        again = [sys.executable, "-m", "machine", *sys.argv[1:]]
        os.execvpe(line[0], [*line, *again], {**os.environ, INNER: "1"})  # noqa: S606 - ourselves
    report = Report()
    for name in given.what or ["sqlite", "postgres", "image"]:
        print(
            f"\n── {'the image' if name == 'image' else f'a clean machine with {name}'}", flush=True
        )
        told = len(report.failed)
        try:
            _image(report) if name == "image" else _machine(report, name)
        except Exception as error:  # noqa: BLE001 - told, and on with the next machine
            if len(report.failed) == told:
                report.failed.append(repr(error))
    _end(report)


def _end(report: Report) -> None:
    print(f"\nall of it took {time.monotonic() - report.began:.0f} s")
    for each in report.failed:
        print(f"failed: {each}")
    print(f"{report.passed} passed, {len(report.failed)} failed", flush=True)
    sys.exit(1 if report.failed else 0)


def _machine(report: Report, database: str) -> None:
    with ExitStack() as stack:
        scratch = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="sanan-machine-", dir=boxes.KEPT)
        )
        with report.step("a clean Debian starts"):
            box = stack.enter_context(boxes.started(Path(scratch)))
        site = Site(box, report, database)
        try:
            _bring_program(site)
            _install(site, database)
            for look in LOOKS:
                look(site)
        except Exception:
            with suppress(Failed):
                print(box.run("journalctl --no-pager --quiet --priority=notice --lines=40"))
                print(box.run("journalctl --no-pager --quiet --unit='sanan-*' --lines=40"))
            raise


def _image(report: Report) -> None:
    begun: list[str] = []
    try:
        with report.step("Debian's image is there"):
            print(f" ({images.base()})", end="")
        with report.step("the image is built from the Containerfile"):
            images.build(ROOT)
        with report.step("it runs as nobody in particular, with volumes for data and keys"):
            held = images.described()
            _same(held["User"], "10001:10001")
            _same(set(images.VOLUMES.values()) - set(dict(held["Volumes"])), set())
            _same(
                images.run(
                    "-c", "id -u; touch /opt/sanan/x 2>/dev/null || echo no", entry="sh"
                ).split(),
                ["10001", "no"],
            )
        with report.step("the same image makes the tables, serves and works"):
            images.run("migrate")
            web = images.serve()
            begun.append(web)
            images.healthy(web)
            _holds(images.inside(web, _FIRST_PAGE), "三安")
            images.run("worker", "--once")
            _same(images.run("doctor", "--json").count('"BAD"'), 0)
    finally:
        images.forget(begun)


def _bring_program(site: Site) -> None:
    with site.report.step(f"the program lies in {PROGRAM}"):
        target = site.box.root / PROGRAM[1:]
        line = ["git", "clone", "--quiet", "--no-hardlinks", f"file://{ROOT}", str(target)]
        subprocess.run(line, check=True, capture_output=True)


def _install(site: Site, database: str) -> None:
    """Every line as docs/operations.md has it; only who vouches for the certificate is said beside."""
    text = DOCS.read_text(encoding="utf-8")
    lines = documented(text, "A new machine", "apt-get")
    more = " --tls internal"
    if database == "postgres":
        before = documented(text, "PostgreSQL", "createuser")
        url = re.search(r"--database (postgresql:///\S+)`", text)
        if url is None:
            raise Failed("docs/operations.md does not say which --database")
        lines[1:1] = before
        more += f" --database {url[1]}"
    folder = "/root"
    for line in lines:
        told = line + more if "sanan install" in line else line
        # Something is to be done when it only looks for the first time.
        code = 1 if "--check" in line else 0
        with site.report.step(told):
            answer = site.box.run(told, folder=folder, code=code)
            if code:
                _holds(answer, "things are to be done")
            site.told += answer
        if line.startswith("cd "):
            folder = line.split()[1]
        if "--administrator" in line:
            _once_more(site, told, folder)


def _once_more(site: Site, line: str, folder: str) -> None:
    look = re.sub(r"--(place|administrator) \S+", "", line) + " --check"
    with site.report.step("install --check says that all is there"):
        told = site.box.run(look, folder=folder)
        _same(told.strip(), "all is there")


def _look_at_services(site: Site) -> None:
    box = site.box
    with site.report.step("systemd takes the units, and they run"):
        box.run(f"cd /etc/systemd/system && systemd-analyze verify --man=no {UNITS}")
        _same(set(box.run(f"systemctl is-active {UNITS} caddy").split()), {"active"})
        _same(box.run("systemctl --failed --plain --no-legend").strip(), "")
        exposed = box.run("systemd-analyze security --no-pager sanan-web.service | tail -1")
        print(f" ({exposed.strip().lstrip('→ ')})", end="")
    with site.report.step("the server answers its probes on the machine itself"):
        asked = (
            "import time, urllib.request as u\n"
            "for path in ('healthz', 'readyz'):\n"
            "    print(u.urlopen(f'http://127.0.0.1:8000/{path}', timeout=60).read().decode().strip())\n"
        )
        _same(box.run('python3 -c "$(cat)"', said=asked).split(), ["ok", "ready"])
    site.authority = _until(lambda: box.run(f"cat {AUTHORITY}"))
    site.place = site.shell(_NAMED)


def _pages(site: Site) -> None:
    with site.report.step("the first page comes over TLS, and asks for TLS from now on"):
        first = _until(lambda: site.visitor().get("/"))
        _same(first.status, 200)
        _holds(first.text, "三安")
        _holds(first.headers["Strict-Transport-Security"], "max-age=")
        if "http://" in first.headers.get("Content-Security-Policy", ""):
            raise Failed("the policy of the page lets http:// in")
        style = re.search(r'href="(/static/[^"]+\.css)"', first.text)
        _same(site.visitor().get(style[1] if style else "/no-style").status, 200)
    with site.report.step("no probe is reachable from outside"):
        for path in ("/healthz", "/readyz", "/metrics"):
            answer = site.visitor().get(path)
            _same((answer.status, answer.text), (404, ""))


def _proxy(site: Site) -> None:
    with site.report.step(
        "people are told apart by the address that Caddy sees, not by what they claim"
    ):
        for whence, claims in (
            (VISITOR, "10.1.1.1"),
            (VISITOR, "10.2.2.2"),
            (NEIGHBOUR, "10.1.1.1"),
        ):
            someone = site.visitor(whence=whence)
            page = someone.get("/track/")
            body = f"csrfmiddlewaretoken={page.field('csrfmiddlewaretoken')}&code=0000+0000+0000".encode()
            someone._once(
                "POST",
                "/track/",
                body,
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-Forwarded-For": claims,
                },
            )
        _same(site.shell(_SOURCES), "2")


def _body(site: Site) -> None:
    with site.report.step("a body of 140 MB is turned away, one of 20 MB is not too long"):
        for size, statuses in ((140, {413}), (20, {200, 400, 403, 422})):
            _among(_sent(site.visitor(), size << 20), statuses)


def _sent(visitor: Visitor, size: int) -> int:
    """Of a body that is too long nothing is waited for after its beginning."""
    line = visitor.connection()
    line.putrequest("POST", "/")
    line.putheader("Content-Type", "application/x-www-form-urlencoded")
    line.putheader("Content-Length", str(size))
    line.endheaders()
    line.send(b"a" * (1_000 if size > TOO_LONG else size))
    try:
        return line.getresponse().status
    finally:
        line.close()


def _stream(site: Site) -> None:
    with site.report.step("a stream of a village's room comes as it is said, not when it ends"):
        key, rev = site.shell(_ROOM.format(place=site.place)).split()
        line = site.visitor().connection()
        line.request("GET", f"/live/{key}?since={rev}")
        answer = line.getresponse()
        _same(answer.status, 200)
        _holds(answer.headers["Content-Type"], "text/event-stream")
        site.shell(_SPEAK)
        came = b""
        while "停水".encode() not in came and b"\\u505c" not in came:
            block = answer.read1(4096)
            if not block:
                raise Failed(f"the stream ended: {came!r}")
            came += block
        line.close()


def _administrator(site: Site) -> None:
    with site.report.step(
        "the administrator signs in with password and one-time code, sets a second factor"
    ):
        found = re.search(r"^tenant_admin: (\{.*\})$", site.told, re.MULTILINE)
        if found is None:
            raise Failed(f"install told no administrator: {site.told[-500:]}")
        told = json.loads(found[1])
        chen = site.visitor()
        page = chen.get("/staff/login/")
        token = page.field("csrfmiddlewaretoken")
        page = chen.post(
            page.address,
            csrfmiddlewaretoken=token,
            login=told["username"],
            password=told["password"],
        )
        _holds(page.address, "/2fa/first/")
        token = page.field("csrfmiddlewaretoken")
        page = chen.post(page.address, csrfmiddlewaretoken=token, code=told["code"])
        page = chen.get("/staff/2fa/totp/activate/")
        secret = re.search(r"\b[A-Z2-7]{32}\b", page.text)
        if secret is None:
            raise Failed(f"no secret on {page.address} ({page.status})")
        token = page.field("csrfmiddlewaretoken")
        chen.post(page.address, csrfmiddlewaretoken=token, code=six_figures(secret[0]))
        site.desk = chen
        page = chen.get("/staff/upkeep/")
        _same(page.status, 200)
        _holds(page.text, "这台机器")


def _say(site: Site) -> None:
    with site.report.step("a resident says something, and finds it again by its code"):
        someone = site.visitor()
        said = _told(someone, site.place, SAID)
        _same(said.status, 200)
        site.case, site.follows = said.address, someone.cookies
        if not said.address.startswith("/said/"):
            raise Failed(f"it leads to {said.address}: {said.text[:300]}")
        _holds(someone.get("/me/").text, "路灯")


def _told(someone: Visitor, place: str, text: str) -> Answer:
    return someone.post("/", **_filled(someone.get(f"/?place={place}"), place, text))


def _filled(page: Answer, place: str, text: str) -> dict[str, str]:
    return {
        "csrfmiddlewaretoken": page.field("csrfmiddlewaretoken"),
        "token": page.field("token"),
        "door": "web",
        "place": place,
        "text": text,
        "anonymity": "masked",
    }


def _restart(site: Site) -> None:
    with site.report.step("the web server is started again while people speak: nobody is refused"):
        statuses: list[object] = []
        enough = threading.Event()
        done = threading.Event()

        def speak(who: int) -> None:
            for number in count():
                if done.is_set():
                    return
                someone = site.visitor(whence=address(who, number))
                text = f"第 {who}-{number} 盏路灯坏了"
                try:
                    statuses.append(_told(someone, site.place, text).status)
                except Exception as error:  # noqa: BLE001 - it is what is counted
                    statuses.append(repr(error))
                if len(statuses) >= DURING:
                    enough.set()

        people = [threading.Thread(target=speak, args=(who,)) for who in (1, 2)]
        for person in people:
            person.start()
        enough.wait(120)
        desk, phone = site.desk, site.visitor(whence=address(2, 240))
        opened = _filled(phone.get(f"/?place={site.place}"), site.place, "页面是重启以前打开的")
        site.box.run("systemctl restart sanan-web")
        said = [phone.post("/", **opened).address for _ in range(2)]
        _same(len(set(said)), 1)
        _holds(said[0], "/said/")
        _same(desk.get("/staff/upkeep/").address, "/staff/upkeep/")
        before = len(statuses)
        until = time.monotonic() + 120
        while len(statuses) < before + DURING and time.monotonic() < until:
            time.sleep(0.2)
        done.set()
        for person in people:
            person.join()
        _same(set(statuses), {200})
        print(f" ({len(statuses)} pages)", end="")


def _keep(site: Site) -> None:
    box = site.box
    with site.report.step("recovery key, a backup that is tried out, and nothing dangerous"):
        _holds(box.run("sanan recovery new"), "recovery key")
        _holds(box.run("sanan backup --verify"), "audited")
        found = json.loads(box.run("sanan doctor --json"))
        bad = [each for each in found if each["level"] == "BAD"]
        _same(bad, [])
        print(
            f" ({sum(each['level'] == 'care' for each in found)} to be seen to: "
            f"{', '.join(each['what'] for each in found if each['level'] == 'care')})",
            end="",
        )


def _reboot(site: Site) -> None:
    with site.report.step("the machine is started again, and what was said is there"):
        site.box.reboot()
        _same(set(site.box.run(f"systemctl is-active {UNITS} caddy").split()), {"active"})
        someone = site.visitor()
        someone.cookies = dict(site.follows)
        page = _until(lambda: someone.get(site.case))
        _same(page.status, 200)
        _holds(someone.get("/me/").text, "路灯")


def _dead_database(site: Site) -> None:
    """PostgreSQL is stopped while people speak, and comes back."""
    if site.database != "postgres":
        return
    with site.report.step(
        "the database is stopped: a sentence, what was typed comes back, all goes on by itself"
    ):
        someone = site.visitor(whence=address(2, 200))
        form = someone.get(f"/?place={site.place}")
        site.box.run("systemctl stop postgresql")
        _until(lambda: site.box.run("pg_isready", code=2))  # systemd does not wait for its clusters
        told = someone.post("/", **_filled(form, site.place, "数据库停了还要说的话"))
        _same(told.status, 503)
        _holds(told.text, "数据库暂时连不上")
        _same(someone.get("/").status, 503)
        time.sleep(5)  # the worker asks every second or so, and finds nothing there
        site.box.run("systemctl start postgresql")
        again = _until(lambda: _there(someone.post("/", **told.hidden())))
        _holds(again.address, "/said/")
        _same(set(site.box.run(f"systemctl is-active {UNITS}").split()), {"active"})
        _same(
            site.box.run("systemctl show -p NRestarts --value sanan-worker sanan-web").split(),
            ["0", "0"],
        )
        _same(site.shell(_SAME.format(text="数据库停了还要说的话")), "1")


def _full_disk(site: Site) -> None:
    """The data on a disk of their own, which is filled up while people speak."""
    if site.database != "sqlite":
        return
    var = "/var/lib/sanan"
    services = UNITS.replace("sanan-web.socket ", "")
    with site.report.step(
        "the disk is full: a sentence, what was typed comes back, what was taken stays"
    ):
        site.box.run(f"systemctl stop {services} && cp -a {var} /root/held")
        size = int(site.box.run(f"du -sm {var}").split()[0]) + 40
        site.box.run(f"mount -t tmpfs -o size={size}m,mode=700 sanan-data {var}")
        site.box.run(
            f"cp -a /root/held/. {var} && chown sanan: {var} && systemctl start {services}"
        )
        before = int(_until(lambda: site.shell(_CASES)))
        site.box.run(f"dd if=/dev/zero of={var}/filler bs=64k", code=1)
        taken, told = 0, None
        for number in range(80):
            someone = site.visitor(whence=address(1, number))
            form = someone.get(f"/?place={site.place}")
            answer = someone.post(
                "/", **_filled(form, site.place, f"第 {number} 次：" + "路灯不亮。" * 500)
            )
            _among(answer.status, {200, 503})
            if answer.status == 503:
                told = answer
                break
            taken += 1
        if told is None:
            raise Failed("the disk was never full")
        _holds(told.text, "磁盘满了")
        site.box.run(f"rm {var}/filler")
        _holds(_until(lambda: _there(someone.post("/", **told.hidden()))).address, "/said/")
        _same(int(site.shell(_CASES)), before + taken + 1)
        site.box.run("sanan ledger audit")


def _there(answer: Answer) -> Answer:
    if answer.status != 200:
        raise Failed(f"{answer.status}: {answer.text[:300]}")
    return answer


def _until(ask: Callable[[], Found], seconds: float = 60.0) -> Found:
    """What it answers, once it does."""
    until = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except (Failed, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _same(found: object, wanted: object) -> None:
    if found != wanted:
        raise Failed(f"{found!r}, not {wanted!r}")


def _among(found: object, wanted: set[int]) -> None:
    if found not in wanted:
        raise Failed(f"{found!r}, not one of {wanted!r}")


def _holds(text: str | None, word: str) -> None:
    if word not in (text or ""):
        raise Failed(f"{word!r} is not in it: {(text or '')[:400]}")


LOOKS = (
    *(_look_at_services, _pages, _proxy, _body, _stream, _administrator),
    *(_say, _restart, _keep, _dead_database, _reboot, _full_disk),
)


if __name__ == "__main__":
    main()
