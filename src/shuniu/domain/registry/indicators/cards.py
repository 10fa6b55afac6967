"""MEC-18: cards confirmed in time. MEC-19: facts that differ from the registrar's (A16.1)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.queries_cards import SAID
from shuniu.domain.registry.rules import CARD_MONTHS
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.orgs.living import LIVES
from shuniu.kernel.specification.indicators import Lines, indicator

TIED = f"""
    SELECT DISTINCT t.hub_id, t.organization_id FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id
     WHERE t.hub_id = ANY(%(hubs)s) AND t.confirmed_at < %(at)s AND o.merged_into_id IS NULL AND t.organization_id <> t.hub_id
       AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s) AND {LIVES}
"""  # noqa: S608  a constant of ours
# The newest confirmation that holds; what was typed from paper and fell through its check was taken back.
_CONFIRMED = f"""
WITH tied AS ({TIED}),
months AS (SELECT * FROM unnest(%(hubs)s::bigint[], %(months)s::int[]) AS m(hub, months)),
newest AS (
    SELECT organization_id, max("on") AS "on", bool_or(way = 'sheet') AS paper FROM registry_cardconfirmation
     WHERE at < %(at)s AND "on" <= %(day)s AND (withdrawn_at IS NULL OR withdrawn_at >= %(at)s)
     GROUP BY organization_id)
SELECT t.hub_id, t.organization_id, coalesce(n."on" > %(day)s::date - make_interval(months => m.months), false),
       coalesce(n."on" > %(day)s::date - make_interval(months => m.months), false)::int, 1, false, coalesce(n."on"::text, '')
  FROM tied t JOIN months m ON m.hub = t.hub_id LEFT JOIN newest n ON n.organization_id = t.organization_id
"""  # noqa: S608  constants of ours

_DIFFERING = f"""
WITH tied AS ({TIED}), said AS ({SAID})
SELECT t.hub_id, t.organization_id, bool_or(s.value <> s.ours AND NOT s.within),
       count(*) FILTER (WHERE s.value <> s.ours AND NOT s.within), count(*), false,
       count(*) FILTER (WHERE s.value <> s.ours AND NOT s.within) || '/' || count(*)
  FROM tied t JOIN said s ON s.organization_id = t.organization_id
 GROUP BY t.hub_id, t.organization_id
"""  # noqa: S608


@indicator(
    "MEC-18", units=["A16.1"], title=_("资料按时确认率"), formula=_("六个月内确认过资料的组织 ÷ 已确认联系的组织"), period="Q",
    element="mechanism", scoring=True, threshold=0.8,
)  # fmt: skip
def cards_confirmed(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """A confirmation by the organization in any of the four ways; the months are a setting of each hub."""
    months = settings_for(hubs, CARD_MONTHS.key, judged_at(period, at))
    day = min(period.last_day, local_date(at))
    parameters = {"hubs": hubs, "at": at, "day": day, "months": [int(months[hub] or 0) for hub in hubs]}
    return Lines("orgs.organization", _CONFIRMED, parameters)


@indicator(
    "MEC-19", units=["A16.1"], title=_("与登记机关不一致率"), formula=_("与登记机关资料不同的资料项 ÷ 比对过的资料项"), period="Q",
    element="mechanism", scoring=True, threshold=0.02, less_is_better=True, retraced=False,
)  # fmt: skip
def facts_differing(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """The registrar's newest word on each fact against the register as it stands; the list names organizations."""
    return Lines("orgs.organization", _DIFFERING, {"hubs": hubs, "at": at, "day": min(period.last_day, local_date(at))})
