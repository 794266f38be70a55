"""Migrations that last: they say what a database must know, and nothing that only code says.

Labels, choices, help texts and validators change with the words of the product, and a default that
is a function of a room goes when the room is rebuilt. None of them is in a table, so none of them
is written into a migration or asks for one (ADR 6).
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState

from sanan.kit.manifest import packages
from sanan.kit.schema import Part, Together

# Rooms of a distribution of its own stand elsewhere (kit/manifest.py).
OURS = ("sanan.", *(f"{room}." for room in packages("apps")))
FIELD_WORDS = frozenset(
    {"choices", "error_messages", "help_text", "limit_choices_to", "validators", "verbose_name"}
)
MODEL_WORDS = frozenset({"verbose_name", "verbose_name_plural"})
CONSTRAINT_WORDS = frozenset({"violation_error_code", "violation_error_message"})


class LastingAutodetector(MigrationAutodetector):
    """Django's, comparing what stands in the database; a room's first tables are made together."""

    def __init__(
        self,
        from_state: ProjectState,
        to_state: ProjectState,
        questioner: MigrationQuestioner | None = None,
    ) -> None:
        for state in (from_state, to_state):
            for model in state.models.values():
                make_wordless(model)
        super().__init__(from_state, to_state, questioner)

    def changes(
        self,
        graph: MigrationGraph,
        trim_to_apps: Any = None,
        convert_apps: Any = None,
        migration_name: str | None = None,
    ) -> dict[str, list[Migration]]:
        """As Django's."""
        found: dict[str, list[Migration]] = super().changes(
            graph, trim_to_apps, convert_apps, migration_name
        )
        for migration in (m for some in found.values() for m in some):
            if migration.initial:
                vars(migration)["operations"] = grouped(migration.operations)
        return found


def make_wordless(model: ModelState) -> None:
    """Take out of a model's state what only code says."""
    model.fields = {name: _field(field) for name, field in model.fields.items()}
    model.options = {k: v for k, v in model.options.items() if k not in MODEL_WORDS}
    if "constraints" in model.options:
        model.options["constraints"] = [_constraint(c) for c in model.options["constraints"]]
    bases = tuple(base for base in model.bases if not _is_ours(base))
    model.bases = bases or (models.Model,)


def grouped(operations: Sequence[Operation]) -> list[Operation]:
    """Put into one `Together` the tables that a first migration makes, with all that is theirs."""
    made = {each.name_lower for each in operations if isinstance(each, CreateModel)}
    parts: list[Part] = []
    rest: list[Operation] = []
    for each in operations:
        if isinstance(each, CreateModel) or (
            isinstance(each, AddField | AddIndex | AddConstraint) and each.model_name_lower in made
        ):
            parts.append(each)
        else:
            rest.append(each)
    return [Together(operations=parts), *rest] if made else rest


def _field(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    _, _, args, kwargs = field.deconstruct()
    kept = {k: v for k, v in kwargs.items() if k not in FIELD_WORDS}
    if _is_ours(kept.get("default")):
        del kept["default"]
    return type(field)(*args, **kept)


def _constraint(constraint: models.BaseConstraint) -> models.BaseConstraint:
    _, args, kwargs = constraint.deconstruct()
    kept = {k: v for k, v in kwargs.items() if k not in CONSTRAINT_WORDS}
    return type(constraint)(*args, **kept)


def _is_ours(thing: object) -> bool:
    """Whether it is a class or function of a room, which a migration would have to import."""
    return callable(thing) and str(getattr(thing, "__module__", "")).startswith(OURS)
