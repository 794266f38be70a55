"""Tables made together are the tables made one after the other."""

import pytest
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from sanan.kit.schema import Together

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = (
    CreateModel(
        "Valley", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    ),
    CreateModel("Brook", [("id", models.BigAutoField(primary_key=True))]),
    AddField("Brook", "valley", models.ForeignKey("sample.Valley", models.CASCADE)),
    AddField("Valley", "first", models.ForeignKey("sample.Brook", models.CASCADE, null=True)),
    AddIndex("Valley", models.Index(fields=["name"], name="sample_name")),
    AddConstraint("Brook", models.UniqueConstraint(fields=["valley"], name="sample_once")),
)


def apply(operations):
    """The state after them; each is carried out in the state that Django would give it."""
    state = ProjectState()
    for operation in operations:
        before = state.clone()
        operation.state_forwards("sample", state)
        with connection.schema_editor() as editor:
            operation.database_forwards("sample", editor, before, state)
    return state


def tables():
    """Columns, and what holds among them, of each table of the sample."""
    with connection.cursor() as cursor:
        seen = connection.introspection
        names = sorted(n for n in seen.table_names(cursor) if n.startswith("sample_"))
        return {
            name: (
                sorted(
                    (c.name, c.type_code, c.null_ok)
                    for c in seen.get_table_description(cursor, name)
                ),
                sorted(
                    (tuple(c["columns"]), c["unique"], c["index"], str(c["foreign_key"]))
                    for c in seen.get_constraints(cursor, name).values()
                ),
            )
            for name in names
        }


def drop(operations, state):
    for operation in reversed(operations):
        with connection.schema_editor() as editor:
            operation.database_backwards("sample", editor, state, ProjectState())


def test_tables_made_together_are_those_made_one_by_one():
    at_once = [Together(PARTS)]
    state = apply(at_once)
    found = tables()
    drop(at_once, state)
    assert tables() == {}
    single = apply(PARTS)
    assert found == tables()
    assert len(found) == 2
    assert single.models == state.models
    with connection.schema_editor() as editor:
        for name in ("Brook", "Valley"):
            editor.delete_model(single.apps.get_model("sample", name))


def test_what_is_made_elsewhere_is_not_changed_here():
    with pytest.raises(ValueError, match="Brook is made elsewhere"):
        Together([PARTS[0], PARTS[2]])
