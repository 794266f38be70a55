"""Setting a page: a template of ours and its data become a PDF."""

import json
import re
import threading
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).resolve().parents[1] / "web/static/vendor/fonts"
_one_at_a_time = threading.Lock()


def printable() -> bool:
    """Whether the Chinese fonts are here; `bin/sanan build` brings them."""
    return any(FONTS.glob("NotoSansSC-*.ttf"))


def pdf(template: Path, **data: Any) -> bytes:
    """The pages of `template` (Typst), which reads each of `data` as JSON, never as markup.

    Raises `Refused` where the Chinese fonts are not installed.
    """
    if not printable():
        raise Refused(
            _("这台服务器上还没有中文字体，请管理员在服务器上运行 bin/setup。"), "no_font"
        )
    said = {
        name: told_missing(json.dumps(value, ensure_ascii=False)) for name, value in data.items()
    }
    # A press keeps what it was given last, so two threads must not use one together.
    with _one_at_a_time:
        return bytes(_press(template).compile(format="pdf", sys_inputs=said))


def told_missing(text: str) -> str:
    """`text` with what the fonts cannot draw said in words: a box on paper tells nobody anything."""
    return _RARE.sub(lambda match: _drawn_or_told(match.group()), text)


_RARE = re.compile("[^\\x00-\u04ff\u2000-\u206f\u3000-\u30ff\u4e00-\u9fa5\uff00-\uffef]")
"""What may have no glyph; of the rest the fonts have all that is written."""


@lru_cache(maxsize=10_000)
def _drawn_or_told(sign: str) -> str:
    if unicodedata.category(sign) in {"Mn", "Cf"} or _has_glyph(sign):
        return sign
    return "〓" + str(_("（字库里没有这个字：U+%(code)s）") % {"code": f"{ord(sign):04X}"})


def _has_glyph(sign: str) -> bool:
    """Whether any font here draws a sign otherwise than what it draws for none at all."""
    return any(bytes(font.getmask(sign)) != bytes(font.getmask(_NO_SIGN)) for font in _fonts())


_NO_SIGN = "\U0010fffe"


@cache
def _fonts() -> "list[FreeTypeFont]":
    from PIL import ImageFont  # large, and only paper needs it

    return [ImageFont.truetype(str(path), 24) for path in sorted(FONTS.glob("*-Regular.ttf"))]


@cache
def _press(template: Path) -> Any:
    """The typesetter with its fonts read: once per process, because that is most of its time."""
    import typst  # large, and rarely needed

    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
