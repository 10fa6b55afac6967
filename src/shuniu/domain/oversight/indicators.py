"""GEN-1, GEN-2 and GEN-4 (A01, A02, A03)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, indicator, indicators
from shuniu.kernel.specification.models import Unit

REQUEST = "oversight.coordinationrequest"


@indicator(
    "GEN-1", units=["A01"], title=_("条款指标覆盖"), formula=_("至少有一项计算指标的条款 ÷ 全部条款"), period="Y",
    element="general", scoring=False, threshold=1.0,
)  # fmt: skip
def clause_coverage(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """A figure of the platform, the same for every hub of an edition: how many units have an indicator."""
    covered = {code for _code, declared in indicators for code in declared.units}
    rows = fetch(
        "SELECT d.organization_id, e.id FROM orgs_designation d JOIN specification_edition e ON e.code = d.edition_code "
        "WHERE d.organization_id = ANY(%(hubs)s) AND d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)",
        {"hubs": hubs, "day": min(period.last_day, local_date(at))},
    )
    units: dict[int, list[Item]] = defaultdict(list)
    for edition, pk, code in Unit.objects.values_list("edition_id", "pk", "code"):
        units[edition].append(Item("specification.unit", pk, code in covered, code))
    return {
        hub: Figure(sum(item.counted for item in units[edition]), len(units[edition]), units[edition])
        for hub, edition in rows
    }


@indicator(
    "GEN-2", units=["A02"], title=_("六要素均衡"), formula=_("得分最低的要素 ÷ 得分最高的要素"), period="Y",
    element="general", scoring=False, threshold=0.5, of_scores=True,
)  # fmt: skip
def balance(scores: dict[int, dict[str, float | None]]) -> dict[int, Figure]:
    """Lowest ÷ highest element score; an element without a scoring indicator leaves it. Needs two elements."""
    figures = {}
    for hub, six in scores.items():
        known = [score for score in six.values() if score is not None]
        if len(known) >= 2:
            figures[hub] = Figure(min(known), max(known))
    return figures


_REQUESTS = """
SELECT hub_id, id, answered_at IS NOT NULL AND answered_at < %(at)s
                   AND (answered_at AT TIME ZONE 'Asia/Shanghai')::date <= due_on
  FROM oversight_coordinationrequest
 WHERE hub_id = ANY(%(hubs)s) AND filed_at < %(at)s AND (withdrawn_at IS NULL OR withdrawn_at >= %(at)s)
   AND due_on >= %(start)s AND due_on < %(end)s
   AND ((answered_at IS NOT NULL AND answered_at < %(at)s) OR due_on < %(today)s)
"""


@indicator(
    "GEN-4", units=["A03"], title=_("协调事项按期答复率"), formula=_("期限内答复的协调请求 ÷ 已答复或到期的请求"),
    period="Q", element="general", scoring=False, threshold=0.9,
)  # fmt: skip
def coordination_answered(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Requests whose deadline lies in the period, each once; unanswered ones once the deadline has passed."""
    lines: dict[int, list[Item]] = defaultdict(list)
    parameters = {"hubs": hubs, "at": at, "start": period.start, "end": period.end, "today": local_date(at)}
    for hub, request, in_time in fetch(_REQUESTS, parameters):
        lines[hub].append(Item(REQUEST, request, in_time))
    return {hub: Figure(sum(line.counted for line in found), len(found), found) for hub, found in lines.items()}
