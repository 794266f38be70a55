"""Rules of the house that a reader of files can check (docs/house.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sanan"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
CODE = [
    *SOURCE.rglob("*.py"),
    *SOURCE.rglob("*.html"),
    *(p for p in SOURCE.rglob("*.js") if "vendor" not in p.parts),
    *(ROOT / "tests").rglob("*.py"),
    *(ROOT / "bench").rglob("*.py"),
]

ALWAYS = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "add_root",
    "add_child",
    "_raw_delete",
    "create_user",
}
ON_ROWS = {"create", "update", "delete"}
ROWS = re.compile(r"\.objects\b|\.(filter|exclude|all|select_for_update|annotate)\(")
# Not a change of anything that the record tells about, with the reason.
EXCEPTIONS = {
    "process/step.py": "saves what an action changed, with its entry",
    "config/worker.py": "gives a dropped task back to the queue",
}


def writes(source: str) -> Iterator[str]:
    """Calls in `source` that write to the database."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, on = node.func.attr, ast.unparse(node.func.value)
        on_storage = name == "save" and (
            node.args or {k.arg for k in node.keywords} & _NOT_ROWS or on == "request.session"
        )
        if (name in ALWAYS and not on_storage) or (name in ON_ROWS and ROWS.search(on)):
            yield f"{node.lineno}: {ast.unparse(node)[:80]}"


# A picture's or workbook's own `save(path, format=…)`; a visitor's session is no row of a room either.
_NOT_ROWS = {"format", "quality", "kind"}


def only_actions(path: Path) -> bool:
    inside = path.relative_to(SOURCE)
    room = inside.parts[0]
    return "actions" in inside.parts or path.name == "actions.py" or room == "demo"


def test_only_actions_write():
    found = {
        name: lines
        for path in MODULES
        if not only_actions(path)
        and (name := path.relative_to(SOURCE).as_posix()) not in EXCEPTIONS
        and (lines := list(writes(path.read_text())))
    }
    assert found == {}


def test_only_the_ledger_writes_its_tables():
    making = re.compile(
        r"\bEntry\(|\bnew\(\s*Entry\b|\bEntry\.objects\.(create|bulk_|update|get_or_)"
    )
    # The books have lines of that name too; the ledger's is meant where it is imported.
    known = re.compile(r"from sanan\.ledger\.models import .*\bEntry\b")
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if "ledger" not in path.relative_to(SOURCE).parts[:1]
        and (
            "ledger_entry" in path.read_text()
            or (known.search(path.read_text()) and making.search(path.read_text()))
        )
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("case.save()", 1),
        ("Case.objects.create(x=1)", 1),
        ("Case.objects.filter(pk=1).update(x=1)", 1),
        ("case.orgs.filter(x=1).delete()", 1),
        ("{}.update(a=1)", 0),
        ("digest.update(b'')", 0),
        ("picture.save(target, format='JPEG')", 0),
    ],
)
def test_the_reader_of_writes_itself(source, found):
    assert len(list(writes(source))) == found


def test_no_signals_of_our_own_and_no_save_overrides():
    wrong = [
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if re.search(r"\bSignal\(|@receiver\(|\.connect\(.*sender=", path.read_text())
        or ("models" in path.as_posix() and re.search(r"def (save|delete)\(", path.read_text()))
    ]
    assert wrong == []


def test_no_file_is_longer_than_600_lines():
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in CODE
        if "migrations" not in path.parts
    }
    assert {name: count for name, count in lines.items() if count > 600} == {}


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if m.__module__.startswith("sanan.")],
    ids=lambda m: m._meta.label,
)
def test_every_field_is_classified_once(model):
    from sanan.kit.fields import Confidentiality

    classified = model.classified
    assert set(classified) <= {c.value for c in Confidentiality}
    named = [name for names in classified.values() for name in names]
    own = {f.name for f in [*model._meta.concrete_fields, *model._meta.many_to_many]}
    assert sorted(named) == sorted(set(named))
    # The key of a tree node and the like is public by nature where it is not named.
    assert own - set(named) <= {"id"}
    assert set(named) - own == set()


def test_no_template_carries_script_or_style_in_itself():
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son\w+=|javascript:",
        re.IGNORECASE,
    )
    wrong = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("templates/**/*.html")
        if inline.search(
            re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)
        )
    ]
    assert wrong == []


def test_every_room_has_its_plaque():
    rooms = [p for p in SOURCE.iterdir() if (p / "__init__.py").exists()]
    assert [
        r.name for r in rooms if not ast.get_docstring(ast.parse((r / "__init__.py").read_text()))
    ] == []
