"""Chinese is typeset as Chinese: ，。：；（）？！ and never their narrow cousins (ux: both houses)."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanan.config import messages

SOURCE = Path(messages.__file__).resolve().parents[1]
HAN = r"\u3400-\u9fff"
NARROW = re.compile(
    rf"[{HAN}”》][,;:?!]|[,;?!][{HAN}“《]|[{HAN}\d%)]:[{HAN}“]|[{HAN}]\((?!\?)|\([^()]*[{HAN}][^()]*\)"
    rf"|%\(\w+\)[sd][,(]%\(|%\((?:day|due|on)\)s [{HAN}]"
)


def test_every_sentence_of_the_pages_is_in_full_width():
    said = {m.text for m in messages.collect() if re.search(f"[{HAN}]", m.text)}
    assert len(said) > 3000
    assert sorted(text for text in said if NARROW.search(text)) == []


@pytest.mark.parametrize("file", sorted(SOURCE.glob("*/data/*.toml")), ids=lambda path: path.name)
def test_what_ships_as_a_table_too(file: Path):
    assert [text for text in _texts(tomllib.loads(file.read_text())) if NARROW.search(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "您说的,我们记下了。",
        "电话(可以不留)",
        "还剩:两天",
        "%(day)s,%(what)s",
        "%(who)s(%(role)s)",
        "%(day)s 前",
    ],
)
def test_what_counts_as_narrow(text: str):
    assert NARROW.search(text)


@pytest.mark.parametrize(
    "text", ["您说的，我们记下了（1,250 元）。", "10:30 到 12:00，看 https://example.org/a?b"]
)
def test_what_does_not(text: str):
    assert not NARROW.search(text)


def test_what_a_page_puts_in_brackets_is_in_wide_ones():
    pages = [*SOURCE.glob("*/templates/**/*.html")]
    assert len(pages) > 500
    assert [page.name for page in pages if re.search(r"\(\{\{|\}\}\)", page.read_text())] == []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def test_the_chinese_readme_too():
    text = (SOURCE.parents[1] / "README.zh-CN.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if NARROW.search(line)] == []
