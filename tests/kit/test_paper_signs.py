"""Signs on paper: drawn, or said in words; never a box."""

import pytest

from sanan.kit import paper

pytestmark = pytest.mark.skipif(not paper.printable(), reason="bin/sanan build brings the fonts")


@pytest.mark.parametrize(
    "text", ["王䶮，12.50 元", "镕 堃 喆 ① Ⅳ ㎡ ☎", "été · Ω", "𬭎", "好😀👍", "🚧 🚑", "⛽ ✆ ⮕"]
)
def test_what_the_fonts_draw_stays(text):
    assert paper.told_missing(text) == text


@pytest.mark.parametrize(("sign", "code"), [("𠮷", "20BB7"), ("𪚥", "2A6A5"), ("ᚠ", "16A0")])
def test_what_they_cannot_draw_is_said(sign, code):
    assert paper.told_missing(f"{sign}小明") == f"〓（字库里没有这个字：U+{code}）小明"


def test_what_is_no_sign_by_itself_is_left():
    assert paper.told_missing("好\u200d\ufe0f") == "好\u200d\ufe0f"


def test_a_sign_that_the_chinese_type_lacks_is_drawn_by_the_next(tmp_path):
    page = tmp_path / "page.typ"
    page.write_text(
        '#set text(font: "Noto Sans SC")\n#json(bytes(sys.inputs.said)).text\n', encoding="utf-8"
    )
    made = paper.pdf(page, said={"text": "路灯坏了😀"})
    assert b"NotoSansSC-Regular" in made
    assert b"NotoEmoji-Regular" in made
