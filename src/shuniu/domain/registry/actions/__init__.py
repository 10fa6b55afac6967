from shuniu.domain.registry.actions.commit import import_roster, import_rows, undo_roster
from shuniu.domain.registry.actions.plan import bring_roster, plan_roster

__all__ = ["bring_roster", "import_roster", "import_rows", "plan_roster", "undo_roster"]
