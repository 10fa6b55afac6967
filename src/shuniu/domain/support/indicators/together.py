"""SUP-35: projects that several organizations really carry (A10.5). Projects come from whoever pays for them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period
from shuniu.kernel.core.registries import funded_projects
from shuniu.kernel.specification.indicators import Figure, Lines, indicator

PROJECT = "funding.project"
REAL_PARTNERS = 3
"""SUP-35 says: at least three."""
# A partner counts that joined and carries a task or a budget line of its own.
_CARRIED = """
SELECT p.hub_id, p.id, carried.n >= %(needed)s, (carried.n >= %(needed)s)::int, 1, false, ''
  FROM ({projects}) p (hub_id, id, consortium_id, funded_at)
 CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM support_partner s
     WHERE s.consortium_id = p.consortium_id AND s.state = 'JOINED' AND s.answered_at < %(at)s
       AND (s.task <> '' OR EXISTS (SELECT 1 FROM support_budgetline l WHERE l.partner_id = s.id))) carried
 WHERE p.hub_id = ANY(%(hubs)s) AND p.funded_at >= %(start)s AND p.funded_at < %(end)s AND p.funded_at < %(at)s
"""


@indicator(
    "SUP-35", units=["A10.5"], title=_("多家共担的资助项目占比"), formula=_("至少 3 家承担任务或预算的资助项目 ÷ 资助项目"),
    period="Y", element="support", scoring=False, threshold=0.2,
)  # fmt: skip
def projects_carried_together(*, hubs: list[int], period: Period, at: datetime) -> Lines | dict[int, Figure]:
    """No data as long as nobody registers funded projects."""
    projects = " UNION ALL ".join(f"({sql})" for _name, sql in funded_projects)
    if not projects:
        return {}
    asked = {"hubs": hubs, "needed": REAL_PARTNERS, "at": at, "start": period.starts_at, "end": period.ends_at}
    return Lines(PROJECT, _CARRIED.format(projects=projects), asked)
