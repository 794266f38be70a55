"""The real server on the demo county, in a folder of its own, for journeys, checks and shots."""

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
from playwright.sync_api import Browser, Locator, Page

from installation import Installation
from played import SHARED, played
from sanan.config.serve import command, free_port
from sanan.config.supervise import Child, stop

from .commands import Commands

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90
PASSWORD = "sanan-demo-2026"
XIANGAN = "350526100010"
STAFF = [
    "xuwen",  # dispatcher
    "dongli",  # handles for the township's traffic office
    "zhengxiaoqin",  # grid worker
    "laichunsheng",  # village cadre
    "nongjing",  # village accountant of the township
    "huangzhiyuan",  # leader
    "zhuangyuan",  # officer of investment promotion
    "zengmin",  # discipline officer
    "zhongliang",  # the power company's member
    "chenli",  # system administrator
    "zhaoan",  # security administrator
    "zhouming",  # auditor
    "linxiangmu",  # project officer of the other county
    "fangping",  # judge
]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Site:
    """A running server: its address, its files, its environment."""

    address: str
    place: Path
    environment: dict[str, str]
    web: Child
    live: Child
    commands: Commands

    def sanan(self, *arguments: str) -> str:
        """A command of `bin/sanan` against this site's database."""
        return self.commands.run(*arguments)

    def work(self) -> None:
        """What the worker would do by now: queued tasks, and what the clock calls."""
        self.sanan("worker", "--once")

    def stop(self) -> None:
        """End the server and everything it started."""
        self.commands.end()
        stop([self.web, self.live])


def start(place: Path) -> Site:
    """The demo county, played and served; `place` is an empty folder."""
    place.mkdir(parents=True, exist_ok=True)
    bring(played(place.parent), place)
    return serve(place)


def bring(county: Path, place: Path) -> None:
    """A county that was played, copied to where it is to be served from, with the front end."""
    if SHARED not in os.environ:  # `bin/test` built it for all
        Installation(ROOT / "var").sanan("build")
    shutil.copytree(county, place, symlinks=True, dirs_exist_ok=True)
    shutil.copytree(ROOT / "var" / "static", place / "static", symlinks=True, dirs_exist_ok=True)


@contextmanager
def standing(county: Path, folder: Path) -> Iterator[Site]:
    """A server on a copy of a county that was played before."""
    bring(county, folder / "var")
    running = serve(folder / "var")
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def beside(site: Site, settings: Mapping[str, str]) -> Iterator[Site]:
    """One more server on the same county, with settings of its own."""
    running = serve(site.place, settings)
    try:
        yield running
    finally:
        running.stop()


def serve(place: Path, settings: Mapping[str, str] | None = None) -> Site:
    """The server, and the streams beside it, on what was loaded into `place`."""
    port, streaming = free_port(0), free_port(0)
    environment = {
        **_environment(place),
        "SANAN_SITE_URL": f"http://127.0.0.1:{port}",
        "SANAN_LIVE": f":{streaming}",
        **(settings or {}),
    }
    web = Child("web", command(host="127.0.0.1", port=port, workers=2), environment)
    streams = [sys.executable, "-m", "sanan.config", "live", "--port", str(streaming)]
    live = Child("live", streams, environment)
    web.start()
    live.start()
    site = Site(f"http://127.0.0.1:{port}", place, environment, web, live, Commands(environment))
    try:
        _wait(site, port)
    except BaseException:
        site.stop()
        raise
    return site


def _environment(place: Path) -> dict[str, str]:
    more = {
        "SANAN_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{place / 'sanan.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    return Installation(place, more=more).environment()


def _wait(site: Site, port: int) -> None:
    """Until our own server answers, and nobody else's."""
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            httpx.get(f"{site.address}/privacy/", timeout=5)
        except httpx.TransportError:
            if time.monotonic() > until or not site.web.alive:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.05)
            continue
        break
    assert site.web.process is not None
    ours = psutil.Process(site.web.process.pid)
    pids = {ours.pid, *(child.pid for child in ours.children(recursive=True))}
    listening = any(
        c.status == psutil.CONN_LISTEN and c.laddr.port == port
        for pid in pids
        for c in psutil.Process(pid).net_connections("tcp")
    )
    if not listening:
        raise RuntimeError(f"another program answers on port {port}")


def visitor(site: Site) -> httpx.Client:
    """Someone with a phone and no account."""
    return httpx.Client(base_url=site.address, follow_redirects=True, timeout=30)


def signed_in(site: Site, username: str) -> httpx.Client:
    """A member of staff, signed in by password."""
    client = visitor(site)
    client.get("/staff/login/")
    answer = client.post(
        "/staff/login/",
        data={
            "login": username,
            "password": PASSWORD,
            "csrfmiddlewaretoken": client.cookies.get("csrftoken", ""),
        },
        headers={"Referer": f"{site.address}/staff/login/"},
    )
    if "sessionid" not in client.cookies:
        raise RuntimeError(f"{username} cannot sign in ({answer.status_code})")
    return client


def cookies(client: httpx.Client, site: Site) -> list[dict[str, str]]:
    """What a browser must carry to be the same visitor."""
    host = urlsplit(site.address).hostname or ""
    return [
        {"name": c.name, "value": c.value or "", "domain": host, "path": "/"}
        for c in client.cookies.jar
    ]


def with_fonts() -> dict[str, str]:
    """The environment of a browser that can write Chinese, also where no such font is installed."""
    fonts = ROOT / "src" / "sanan" / "web" / "static" / "vendor" / "fonts"
    home = ROOT / "var" / "fonts"
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "fonts").exists():
        (home / "fonts").symlink_to(fonts)
    return {**os.environ, "XDG_DATA_HOME": str(home)}


def chromium() -> str:
    """The browser that bin/test found, or one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("SANAN_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not found:
        raise RuntimeError(
            "Chromium is missing. Install it (on Debian: apt-get install chromium) or name it in "
            "SANAN_CHROMIUM."
        )
    return found


def say(client: httpx.Client, text: str, *, place: str = XIANGAN) -> str:
    """Raise a concern on the first page; returns the address that follows it."""
    page = client.get("/")
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = client.post("/", data={**fields, "text": text, "place": place, "anonymity": "masked"})
    if "/said/" not in str(answer.url):
        raise RuntimeError(f"the concern was not taken in ({answer.status_code})")
    return answer.url.path


def neighbour(site: Site, phone: str) -> list[dict[str, str]]:
    """The cookies of a member of a village room, signed in by the code sent to their phone."""
    with visitor(site) as client:
        client.get("/me/")
        sealed = {"csrfmiddlewaretoken": client.cookies.get("csrftoken", "")}
        headers = {"Referer": f"{site.address}/me/"}
        client.post("/me/", data={**sealed, "phone": phone}, headers=headers)
        last = (site.place / "sms.jsonl").read_text(encoding="utf-8").splitlines()[-1]
        sent = re.search(r"\d{6}", json.loads(last)["text"])[0]
        told = {**sealed, "phone": phone, "code": sent}
        client.post("/me/code/", data=told, headers=headers)
        return cookies(client, site)


def opened(page: Page, verb: str) -> Locator:
    """The form of a verb at a desk, unfolded, or opened where a thing with many verbs shows links."""
    form = page.locator(f"#do-{verb}")
    link = page.locator(f"nav.verbs a[href$='/{verb}/']")
    form.or_(link).first.wait_for(state="attached")
    if link.count():
        link.click()
        form = page.locator("#do").filter(has=page.locator(f"form[action$='/{verb}/']"))
        form.wait_for()
    elif form.get_attribute("open") is None:
        form.locator("summary").click()
    return form


@contextmanager
def desk(chrome: Browser, site: Site, who: str) -> Iterator[Page]:
    """A member of staff at a desk, signed in."""
    with closing(signed_in(site, who)) as client:
        carried = cookies(client, site)
    context = chrome.new_context(
        base_url=site.address,
        viewport={"width": 1280, "height": 800},
        service_workers="block",
        locale="zh-CN",
    )
    context.add_cookies([{**c} for c in carried])
    yield context.new_page()
    context.close()
