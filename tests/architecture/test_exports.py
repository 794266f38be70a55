"""Whoever takes a list or a paper along stands in the record: no view hands one out without saying so."""

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

OWN_OR_OPEN = {
    "people/access.py:paper": "says so",
    "slips/views.py:slip": "of what this phone itself started",
    "workshop/views/resident.py:slip_paper": "one's own pay",
    "volunteers/views/mine.py:paper": "one's own hours",
    "competitions/views/resident.py:my_certificate": "the team's own",
    "competitions/views/staff.py:poster": "hangs on a wall",
    "projects/views/wall.py:poster": "hangs on a wall",
    "estates/views/estates.py:codes": "hang on walls",
    "inspection/views/staff.py:notices": "hang on walls",
}
"""Papers that the record need not tell of, and why."""


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


def given_out(tree: ast.FunctionDef, aliases: set[str]) -> bool:
    """Whether a paper leaves the house here without the desk's own way."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Call):
            way = ast.unparse(each.func)
            if way == "downloads.paper" or way in aliases:
                return True
    return False


def test_every_paper_that_staff_take_along_is_noted():
    found = set()
    for path in sorted(SOURCE.rglob("*.py")):
        name, tree = path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text())
        if "/views" not in name and name != "people/access.py":
            continue
        aliases = {
            part.asname or part.name
            for each in ast.walk(tree)
            if isinstance(each, ast.ImportFrom) and each.module == "sanan.kit.downloads"
            for part in each.names
            if part.name == "paper"
        }
        found |= {
            f"{name}:{each.name}"
            for each in ast.walk(tree)
            if isinstance(each, ast.FunctionDef) and given_out(each, aliases)
        }
    assert found == set(OWN_OR_OPEN)


def test_no_view_makes_a_paper_s_answer_by_itself():
    wild = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("views/*.py")
        if "application/pdf" in path.read_text() or "wordprocessingml" in path.read_text()
    ]
    assert wild == []
