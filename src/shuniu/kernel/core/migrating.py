"""An app's first migration: its tables in one go.

Django draws its whole graph of models anew after every operation of a migration. With some two hundred models an empty
database took a minute to set up, which is most of a first start. Tables that nobody has yet need no steps between
them: the state is taken to its end once, and each table is made as it stands there.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class Initial(migrations.Migration):
    """Only for `0001_initial`: nothing may stand between the tables that reads an unfinished one."""

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """The state after all operations. Columns, indexes and constraints that follow a table are made with it."""
        if collect_sql:  # `sqlmigrate` wants each operation by itself
            return super().apply(project_state, schema_editor, collect_sql)
        state = project_state.clone()
        state.__dict__.pop("apps", None)  # drawn once, below, when every model stands
        for operation in self.operations:
            operation.state_forwards(self.app_label, state)
        made: set[str] = set()
        for operation in self.operations:
            told: Any = operation
            if isinstance(operation, migrations.CreateModel):
                schema_editor.create_model(state.apps.get_model(self.app_label, operation.name))
                made.add(operation.name_lower)
            elif isinstance(operation, migrations.AddField | migrations.AddIndex | migrations.AddConstraint) and (
                told.model_name_lower in made
            ):
                continue
            else:
                operation.database_forwards(self.app_label, schema_editor, project_state, state)
        return state
