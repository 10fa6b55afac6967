"""What happened to a statement, from the trail."""

from __future__ import annotations

from shuniu.domain.oversight.models import Statement
from shuniu.kernel.trail.models import AuditEvent
from shuniu.kernel.trail.queries import Told, tell

TO_BOTH = (
    "oversight.statement_confirmed",
    "oversight.statement_unconfirmed",
    "oversight.statement_remarked",
    "oversight.remark_answered",
)
DRAFTING = ("oversight.statement_saved", "oversight.statement_copied")


def history_of(statement: Statement, *, own: bool) -> list[Told]:
    """Newest first; the body above sees what was confirmed and said between both, not the drafting."""
    events = AuditEvent.objects.filter(
        subject_type=statement._meta.label_lower, subject_id=statement.pk,
        verb__in=(*TO_BOTH, *DRAFTING) if own else TO_BOTH,
    )  # fmt: skip
    return tell(list(events.order_by("-at", "-pk")[:50]))
