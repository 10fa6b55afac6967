"""What happened to a statement, from the trail: who, when, what; sentences are made here, when read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.oversight.models import Statement
from shuniu.kernel.people.models import User
from shuniu.kernel.trail.models import AuditEvent

SENTENCES = {
    "oversight.statement_saved": _("保存自述"),
    "oversight.statement_copied": _("带入去年的自述"),
    "oversight.statement_confirmed": _("确认属实"),
    "oversight.statement_remarked": _("写批注"),
    "oversight.remark_answered": _("答复批注"),
}
TO_BOTH = ("oversight.statement_confirmed", "oversight.statement_remarked", "oversight.remark_answered")


def history_of(statement: Statement, *, own: bool) -> list[dict[str, Any]]:
    """Newest first; the body above sees what was confirmed and said between both, not the drafting."""
    events = list(
        AuditEvent.objects.filter(
            subject_type=statement._meta.label_lower, subject_id=statement.pk,
            verb__in=list(SENTENCES) if own else TO_BOTH,
        ).order_by("-at", "-pk")[:50]
    )  # fmt: skip
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [
        {
            "at": event.at, "what": SENTENCES[event.verb],
            "who": people[event.actor_id].name if event.actor_id in people else "",
            "degree": Statement.Degree(event.facts["degree"]).label if event.facts.get("degree") else "",
        }
        for event in events
    ]  # fmt: skip
