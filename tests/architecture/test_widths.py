"""A mark in full width and the same in half width are two: code that takes both must name both.

An editor that makes one of the other turns `replace("，", ",")` into a line that does nothing.
"""

import ast
import re
from pathlib import Path

SOURCES = sorted((Path(__file__).resolve().parents[2] / "src/sanan").rglob("*.py"))
SET = re.compile(r"(?<!\\)\[\^?((?:\\.|[^\]\\])+)\]")
LISTED = "。、,:;?!"
MARKS = ",:;()?!|+"


def idle(source: str) -> list[str]:
    """Replacements of a text by itself, and sets of characters that hold a mark twice."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if len(text) > 2 and set(text) <= set(LISTED) and len(set(text)) < len(text):
                found.append(f"line {node.lineno}: {text!r} holds a mark twice")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
            if node.func.attr == "replace" and len(given) == 2 and given[0] == given[1]:
                found.append(f"line {node.lineno}: replace {given[0]!r} by itself")
            if node.func.attr in {"compile", "split", "sub", "search", "match", "fullmatch"}:
                patterns = [a for a in given if isinstance(a, str)]
                sets = [each for pattern in patterns for each in SET.findall(pattern)]
                twice = [s for s in sets if any(s.count(mark) > 1 for mark in MARKS)]
                found += [f"line {node.lineno}: [{each}] holds a mark twice" for each in twice]
    return found


def test_no_mark_was_lost_to_the_other_width():
    found = {path.name: idle(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_test_sees_what_it_looks_for():
    assert len(idle('text.replace(",", ",")\nre.split(r"[、,,;]", x)\nm in "。!?;!?"\n')) == 3
    assert idle('text.replace("\\uff0c", ",")\nre.split(r"[、,\\uff0c;]", x)\n') == []
