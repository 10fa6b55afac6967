from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.oversight import records  # noqa: F401  what proves a statement
from shuniu.domain.oversight.actions import restore_request, unconfirm_statement, unconfirm_statements
from shuniu.domain.oversight.models import CoordinationRequest, Statement
from shuniu.domain.oversight.queries import unit_lines
from shuniu.engines.indicators.queries import newest, scores_of
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import Entry, navigation, panels, query_states
from shuniu.kernel.record.undo import Undo, undos
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "oversight.mine",
    Entry(
        "oversight.mine", _("六要素自查"), "chart-histogram", "oversight:mine", order=5, shown=lambda d: bool(d.hubs)
    ),
)
navigation.add(
    "oversight.requests",
    Entry("oversight.requests", _("协调请求"), "messages", "oversight:requests", order=6,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "specification.pages", title=_("逐条阅读规范"), units=["A01"], url_name="portal:specification",
    records=["specification.Edition", "specification.Unit", "specification.OfficialText"],
)  # fmt: skip
feature(
    "oversight.elements", title=_("枢纽的六要素页面"), units=["A02"], url_name="oversight:mine",
    records=["indicators.ElementScore", "indicators.IndicatorValue"],
)  # fmt: skip
feature(
    "oversight.coordination", title=_("自查和协调请求"), units=["A03"], url_name="oversight:requests", state="part",
    records=["oversight.Statement", "record.Evidence", "oversight.CoordinationRequest"],
)  # fmt: skip


def desk_panel(*, desk: Any) -> dict[str, Any] | None:
    """The hub's petals and what has no evidence yet."""
    if not desk.hubs:
        return None
    hub = desk.hubs[0]
    lines = unit_lines(hub, year=local_date(desk.at).year, user=desk.user, at=desk.at)
    gaps = [line for line in lines if line.is_gap]
    scores = scores_of([hub.pk], newest())[hub.pk]
    return {
        "template": "oversight/desk_panel.html", "order": 10, "side": True, "actions": [],
        "context": {"hub": hub, "scores": scores, "gaps": gaps[:4], "total": len(gaps)},
    }  # fmt: skip


panels.add("desk:oversight", desk_panel)


def request_state(*, subject_id: int, at: Any) -> dict[str, Any] | None:
    row = CoordinationRequest.objects.filter(pk=subject_id).first()
    if row is None:
        return None
    return {"what": _("协调请求"), "state": row.get_state_display(), "due_on": row.due_on, "done_on": row.answered_at}


query_states.add("oversight.coordinationrequest", request_state)
undos.add("oversight.request_withdrawn", Undo(CoordinationRequest, restore_request))
undos.add("oversight.statement_confirmed", Undo(Statement, unconfirm_statement))
undos.add("oversight.statements_confirmed", Undo(None, unconfirm_statements))
