"""Migrations last: they hold no labels and choices, import no room, and say all that models say."""

import ast
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations.state import ModelState

from sanan.kit.lasting import make_wordless

ROOMS = Path(__file__).resolve().parents[2] / "src" / "sanan"
WORDS = {
    "choices",
    "error_messages",
    "help_text",
    "limit_choices_to",
    "validators",
    "verbose_name",
    "verbose_name_plural",
    "violation_error_message",
}
ALLOWED = {"sanan.kit.schema"}
MIGRATIONS = sorted(ROOMS.glob("*/migrations/0*.py"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_a_migration_imports_no_room_and_holds_no_words(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {name for name in imported(tree) if name.startswith("sanan")}
    assert ours <= ALLOWED, "write it with `bin/sanan django makemigrations ROOM`"
    named = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not named & WORDS
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    chinese = [t for t in texts if isinstance(t, str) and any("一" <= c <= "鿿" for c in t)]
    assert chinese == []


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say():
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


def made_in_a_room() -> str:
    return "x"


made_in_a_room.__module__ = "sanan.toy.models"


class Mixin:
    __module__ = "sanan.toy.models"


def test_words_and_functions_of_rooms_are_left_out_and_nothing_else():
    state = ModelState(
        "toy",
        "Thing",
        [
            ("id", models.BigAutoField(primary_key=True, verbose_name="编号")),
            (
                "kind",
                models.CharField(
                    "种类", max_length=8, choices=[("a", "甲")], default="a", help_text="选一个"
                ),
            ),
            ("code", models.CharField(max_length=8, unique=True, default=made_in_a_room)),
            ("data", models.JSONField(default=dict, blank=True)),
        ],
        options={
            "verbose_name": "东西",
            "ordering": ["id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(kind="a"), name="toy_kind", violation_error_message="不行"
                )
            ],
        },
        bases=(Mixin, models.Model),
    )
    make_wordless(state)
    kept = {name: field.deconstruct()[3] for name, field in state.fields.items()}
    assert kept == {
        "id": {"primary_key": True},
        "kind": {"max_length": 8, "default": "a"},
        "code": {"max_length": 8, "unique": True},
        "data": {"default": dict, "blank": True},
    }
    assert set(state.options) == {"ordering", "constraints", "indexes"}
    (constraint,) = state.options["constraints"]
    assert (
        constraint.violation_error_message == models.CheckConstraint.default_violation_error_message
    )
    assert state.bases == (models.Model,)


@pytest.mark.django_db
def test_a_label_that_changes_asks_for_no_migration_and_a_length_does(monkeypatch):
    from sanan.places.models import Place

    name = Place._meta.get_field("name")
    monkeypatch.setattr(name, "choices", [("x", "某地")])
    monkeypatch.setattr(name, "verbose_name", "地名")
    said = StringIO()
    call_command("makemigrations", "places", dry_run=True, stdout=said)
    assert "No changes" in said.getvalue()
    monkeypatch.setattr(name, "max_length", 81)
    said = StringIO()
    call_command("makemigrations", "places", dry_run=True, stdout=said)
    assert "Alter field name on place" in said.getvalue()
