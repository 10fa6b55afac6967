"""MEC-20: members with a liaison officer in office. MEC-21: queries answered in time (A16.2)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.models import LiaisonQuery
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.orgs.living import LIVES
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator, note_words

note_words.add("no_liaison", _("没有信息联络员"))
note_words.add("liaison_without_term", _("信息联络员没有任期"))

_MEMBERS = f"""
SELECT m.hub_id, m.organization_id, coalesce(l.with_term, false), coalesce(l.with_term, false)::int, 1, false,
       CASE WHEN l.with_term THEN '' WHEN l.with_term IS NULL THEN 'no_liaison' ELSE 'liaison_without_term' END
  FROM (SELECT DISTINCT t.hub_id, t.organization_id FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id
         WHERE t.hub_id = ANY(%(hubs)s) AND t.kind = %(membership)s AND t.confirmed_at < %(at)s AND o.merged_into_id IS NULL
           AND {LIVES} AND t.organization_id <> t.hub_id AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s)) m
  LEFT JOIN (SELECT a.organization_id, bool_or(a.valid_to IS NOT NULL) AS with_term
               FROM orgs_appointment a JOIN people_user u ON u.id = a.person_id AND u.is_active
              WHERE a.role = 'liaison_officer' AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
              GROUP BY a.organization_id) l ON l.organization_id = m.organization_id
"""  # noqa: S608  a constant of ours


@indicator(
    "MEC-20", units=["A16.2"], title=_("有信息联络员的会员占比"), formula=_("有在任信息联络员（有任期）的会员 ÷ 会员"), period="Q",
    element="mechanism", scoring=True, threshold=0.9, retraced=False,
)  # fmt: skip
def members_with_liaison(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Named with a term, in office on the last day, with an account that is open."""
    day = min(period.last_day, local_date(at))
    parameters = {"hubs": hubs, "at": at, "day": day, "membership": Affiliation.Kind.MEMBERSHIP}
    return Lines("orgs.organization", _MEMBERS, parameters)


@indicator(
    "MEC-21", units=["A16.2"], title=_("询问按时答复率"), formula=_("按期答复的询问 ÷ 询问"), period="Q",
    element="mechanism", scoring=True, threshold=0.9,
)  # fmt: skip
def queries_answered(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Queries asked in the period: answered by the day fixed when they were asked, or late.

    Those not answered whose time is not over do not count yet; taken back after its day one counts as not answered.
    """
    today = local_date(at)
    asked = LiaisonQuery.objects.filter(
        hub__in=hubs, asked_at__gte=period.starts_at, asked_at__lt=min(at, period.ends_at)
    )
    figures: dict[int, Figure] = {}
    for row in asked.order_by("pk"):
        answered = row.answered_at if row.answered_at is not None and row.answered_at < at else None
        if answered is None and row.due_on >= today:
            continue
        if row.withdrawn_at is not None and local_date(row.withdrawn_at) <= row.due_on:
            continue
        in_time = answered is not None and local_date(answered) <= row.due_on
        figure = figures.setdefault(row.hub_id, Figure(0, 0))
        figure.numerator += in_time
        figure.denominator = (figure.denominator or 0) + 1
        figure.items.append(Item("registry.liaisonquery", row.pk, in_time))
    return figures
