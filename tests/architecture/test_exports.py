"""Whoever takes a list along stands in the record: no view hands out a sheet without saying so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sanan

SOURCE = Path(sanan.__file__).parent
HANDS_OUT = {"excel", "as_sheet", "write_sheet"}
SAYS_SO = {"note_export", "handed"}
NOT_TAKEN = {
    "imports/views.py:rejected": "rows that this person sent a moment ago, back to be corrected",
    "volunteers/views/board.py:as_sheet": "called beside `note_export`",
    "people/access.py:handed": "says so",
}


def called(tree: ast.AST) -> Iterator[str]:
    for each in ast.walk(tree):
        if isinstance(each, ast.Call):
            yield getattr(each.func, "attr", getattr(each.func, "id", ""))


def views() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if "/views" in name or name in {"lists/pages.py", "people/access.py"}:
            for each in ast.walk(ast.parse(path.read_text())):
                if isinstance(each, ast.FunctionDef):
                    yield f"{name}:{each.name}", each


def test_every_sheet_that_is_taken_along_is_noted():
    silent = [
        name
        for name, each in views()
        if (names := set(called(each))) & HANDS_OUT and not names & SAYS_SO
    ]
    assert [each for each in silent if each not in NOT_TAKEN] == []
