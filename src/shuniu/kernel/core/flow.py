"""When: the moves a row's state allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Move = tuple[Iterable[Any], Any]


class Flow:
    """States of a row: `Flow(file=({"DRAFT"}, "FILED"))`; `row.flow.apply(row, "file")` sets `row.state`."""

    def __init__(self, field: str = "state", **moves: Move) -> None:
        self.field = field
        self.moves = {name: (frozenset(str(s) for s in sources), str(to)) for name, (sources, to) in moves.items()}

    def can(self, row: Any, move: str) -> bool:
        return str(getattr(row, self.field)) in self.moves[move][0]

    def apply(self, row: Any, move: str) -> None:
        """Raises ValidationError when the present state does not allow `move`."""
        if not self.can(row, move):
            label = getattr(row, f"get_{self.field}_display")()
            raise ValidationError(
                _("当前状态是“%(state)s”，不能这样办理。请刷新页面后再看。") % {"state": label}, code="flow"
            )
        setattr(row, self.field, self.moves[move][1])
