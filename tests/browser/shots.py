"""`bin/shots`: every page of the demo as people see it, and contact sheets to look at all of it.

Into `var/shots/`: one picture a page for each width and way of looking, and `sheet-*.png`.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Error, sync_playwright

from .site import QUIET, ROOT, Site, chromium, cookies, start, with_fonts

WIDTHS = (360, 1280)
HEIGHTS = {360: 780, 1280: 800}
TALLEST = 1600
THUMB = {360: 180, 1280: 360}
COLUMNS = {360: 9, 1280: 5}


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at a page."""

    name: str
    cookies: tuple[tuple[str, str], ...] = ()
    dark: bool = False
    script: bool = True
    residents_only: bool = False


LOOKS = (
    Look("light"),
    Look("dark", dark=True),
    Look("care", (("care", "1"),), residents_only=True),
    Look("english", (("django_language", "en"),)),
    Look("no-script", script=False),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """What to photograph: page name, address, the visitor's cookies."""

    name: str
    path: str
    visitor: tuple[tuple[str, str], ...]
    staff: bool


def main() -> None:
    """Entry point of `bin/shots`."""
    parser = argparse.ArgumentParser(prog="bin/shots", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="only pages whose name has it")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "shots")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sanan-shots-") as folder:
        site = start(Path(folder) / "var")
        try:
            print(f"  · the demo is up after {time.monotonic() - began:.0f} s", flush=True)
            count, wrong = photograph(site, given.out, given.words)
        finally:
            site.stop()
    for line in wrong:
        print(f"  ! {line}")
    print(f"{count} pictures in {given.out} in {time.monotonic() - began:.0f} s")
    sys.exit(1 if wrong else 0)


def photograph(site: Site, out: Path, words: list[str]) -> tuple[int, list[str]]:
    """Every page in every look; returns how many pictures, and what went wrong."""
    shots, wrong = _list(site)
    wanted = [s for s in shots if not words or any(w in s.name for w in words)]
    shutil.rmtree(out, ignore_errors=True)
    jobs = [(look, width) for look in LOOKS for width in WIDTHS]
    with ProcessPoolExecutor(2) as pool:
        told = [pool.submit(_series, site.address, out, *job, wanted) for job in jobs]
        for (look, width), done in zip(jobs, told, strict=True):
            wrong += done.result()
            print(f"  · {look.name} at {width} px", flush=True)
    return len(list(out.glob("*/*.png"))), wrong


def _list(site: Site) -> tuple[list[Shot], list[str]]:
    import django

    django.setup()
    from .pages import NEIGHBOUR, RESIDENT, walk

    found = walk(site)
    taken: dict[str, int] = {}
    shots = []
    for page in found.shown():
        taken[page.name] = taken.get(page.name, 0) + 1
        name = page.name + (f"-{taken[page.name]}" if taken[page.name] > 1 else "")
        carried = tuple((c["name"], c["value"]) for c in cookies(found.clients[page.who], site))
        shots.append(Shot(name, page.path, carried, page.who not in {RESIDENT, NEIGHBOUR}))
    unreached = [f"no link leads to /{route}" for route in found.unreached()]
    return shots, [*unreached, *(f"{path}: {code}" for path, code in found.broken.items())]


def _series(address: str, out: Path, look: Look, width: int, shots: list[Shot]) -> list[str]:
    """All pages in one look at one width, and their contact sheet."""
    folder = out / f"{look.name}-{width}"
    folder.mkdir(parents=True)
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*QUIET], env={**with_fonts()}
        )
        for shot in shots:
            if look.residents_only and shot.staff:
                continue
            try:
                _take(browser, address, folder, look, width, shot)
            except Error as error:
                wrong.append(f"{shot.name} {look.name} {width}: {error.message.splitlines()[0]}")
        browser.close()
    _sheet(sorted(folder.glob("*.png")), out / f"sheet-{look.name}-{width}.png", width)
    return wrong


def _take(browser: Browser, address: str, folder: Path, look: Look, width: int, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="dark" if look.dark else "light",
        java_script_enabled=look.script,
        service_workers="block",
        locale="zh-CN",
        reduced_motion="reduce",
    )
    carried = {**dict(shot.visitor), **dict(look.cookies)}
    context.add_cookies([{"name": k, "value": v, "url": address} for k, v in carried.items()])
    page = context.new_page()
    page.goto(address + shot.path, wait_until="load")
    page.screenshot(path=folder / f"{shot.name}.png", full_page=True, animations="disabled")
    context.close()


def _sheet(pictures: Iterable[Path], target: Path, width: int) -> None:
    """Thumbnails with names, `COLUMNS` a row; long pages are cut off at three screens."""
    thumbs = [(path.stem, _thumb(path, THUMB[width])) for path in pictures]
    if not thumbs:
        return
    columns, font = COLUMNS[width], ImageFont.load_default(11)
    rows = [thumbs[i : i + columns] for i in range(0, len(thumbs), columns)]
    tall = [max(t.height for _, t in row) + 26 for row in rows]
    sheet = Image.new("RGB", (columns * (THUMB[width] + 10), sum(tall)), "#888")
    draw, top = ImageDraw.Draw(sheet), 0
    for row, height in zip(rows, tall, strict=True):
        for column, (name, thumb) in enumerate(row):
            left = column * (THUMB[width] + 10) + 5
            draw.text((left, top + 4), name[: THUMB[width] // 6], fill="white", font=font)
            sheet.paste(thumb, (left, top + 20))
        top += height
    sheet.save(target, optimize=False)


def _thumb(path: Path, width: int) -> Image.Image:
    with Image.open(path) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
    return cut.resize((width, max(1, cut.height * width // cut.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
