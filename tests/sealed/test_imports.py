"""Who knows whom, also for rooms that are still to come (.importlinter names those that are there)."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "sanan"
MAY_KNOW_IT = {"sealed", "config", "demo"}
IT_MAY_KNOW = {"sealed", "kit", "ledger", "people", "places", "process"}
# The engine keeps no line of a report (tests/sealed/test_life.py): `story=False`.


def rooms_of(path: Path) -> set[str]:
    """The rooms that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("sanan.")}
    return found


def imports() -> dict[str, set[str]]:
    return {
        path.relative_to(SOURCE).as_posix(): rooms_of(path)
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
    }


def test_nobody_but_the_wiring_and_the_demo_knows_it():
    knowing = [name for name, rooms in imports().items() if "sealed" in rooms]
    assert knowing
    assert [name for name in knowing if name.split("/")[0] not in MAY_KNOW_IT] == []


def test_it_knows_nobody_through_whom_it_could_leak():
    wrong = {
        name: rooms - IT_MAY_KNOW
        for name, rooms in imports().items()
        if name.startswith("sealed/") and rooms - IT_MAY_KNOW
    }
    assert wrong == {}


def test_nobody_else_names_its_tables_in_sql_or_by_app_label():
    wrong = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in MAY_KNOW_IT
        and any(
            word in path.read_text() for word in ("sealed_report", "sealed_message", '"sealed."')
        )
    ]
    assert wrong == []
