"""Making a new database without drawing up every model again for every table."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

Part = CreateModel | AddField | AddIndex | AddConstraint


class Together(Operation):
    """Create the models of a list at once, as they stand at its end.

    Django draws up all related models anew after each operation, and here nearly all are related:
    a table cost as much as all tables before it. Fields, indexes and constraints in the list
    belong to models of the list and are made with their tables.
    """

    reversible = True
    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Part]) -> None:
        self.operations = operations
        self._models = [part for part in operations if isinstance(part, CreateModel)]
        made = {part.name_lower for part in self._models}
        for part in operations:
            if not isinstance(part, CreateModel) and part.model_name_lower not in made:
                raise ValueError(f"{part.model_name} is made elsewhere; change it after this list")

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take the whole list in; all models are drawn up once, when they are first used."""
        state.__dict__.pop("apps", None)
        for part in self.operations:
            part.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables, in the order of the list."""
        for model in self._models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop them, the last first."""
        for model in reversed(self._models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Create {', '.join(model.name for model in self._models)}"
