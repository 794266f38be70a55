"""Setting a page: a template of ours and its data become a PDF."""

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused

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
    said = {name: json.dumps(value, ensure_ascii=False) for name, value in data.items()}
    # A press keeps what it was given last, so two threads must not use one together.
    with _one_at_a_time:
        return bytes(_press(template).compile(format="pdf", sys_inputs=said))


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
