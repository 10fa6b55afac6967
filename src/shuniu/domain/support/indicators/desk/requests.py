"""SUP-1, SUP-2, SUP-13 and SUP-14: breadth, satisfaction, time and completeness of the desk (A07, A09)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.rules.desk import FEWEST, FEWEST_RATINGS, RESPONSE
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator, note_words

REQUEST, GUIDE = "support.servicerequest", "support.serviceguide"
note_words.add("rated_in_groups", _("谁评了、评几分不列出，满意度只按整组计算"))

# A kind of service is its slug: versions of one guide are one kind. Each is shown by its newest version.
_KINDS = """
SELECT g.hub_id, g.id, used.delivered, used.delivered::int, 1, false, ''
  FROM (SELECT DISTINCT ON (hub_id, slug) id, hub_id, slug FROM support_serviceguide
         WHERE hub_id = ANY(%(hubs)s) AND valid_from < %(end)s AND published_at < %(at)s
           AND (valid_to IS NULL OR valid_to > %(start)s)
         ORDER BY hub_id, slug, version DESC) g
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM support_servicerequest r JOIN support_serviceguide v ON v.id = r.guide_id
         WHERE r.hub_id = g.hub_id AND v.slug = g.slug AND r.closing = 'consent'
           AND r.closed_at >= %(since)s AND r.closed_at < %(until)s AND r.closed_at < %(at)s) AS delivered) used
"""
# What was filed in the period and either was answered or is past its day; a withdrawn one is nobody's figure.
_IN_TIME = """
SELECT r.hub_id, r.id, said.ok, said.ok::int, 1, false, coalesce(r.due_on::text, '')
  FROM support_servicerequest r
 CROSS JOIN LATERAL (SELECT
        coalesce((r.accepted_at AT TIME ZONE 'Asia/Shanghai')::date <= r.accept_by, false)
        AND coalesce((r.answered_at AT TIME ZONE 'Asia/Shanghai')::date <= r.due_on, false) AS ok) said
 WHERE r.hub_id = ANY(%(hubs)s) AND r.closing <> 'withdrawn' AND r.filed_at >= %(since)s AND r.filed_at < %(until)s
   AND r.filed_at < %(at)s
   AND (r.answered_at < %(at)s OR r.due_on < %(today)s OR (r.accepted_at IS NULL AND r.accept_by < %(today)s))
"""
_HERE = """
SELECT r.hub_id, r.id, r.sent_elsewhere = '', (r.sent_elsewhere = '')::int, 1, false, r.sent_elsewhere
  FROM support_servicerequest r
 WHERE r.hub_id = ANY(%(hubs)s) AND r.state = 'CLOSED' AND r.closing <> 'withdrawn' AND r.answered_at IS NOT NULL
   AND r.closed_at >= %(since)s AND r.closed_at < %(until)s AND r.closed_at < %(at)s
"""
# One voice for each applicant: an organization, or a telephone where none is registered. A rating counts from the moment
# it was given, or, through an address that the desk printed, from when the body above had asked the applicant.
_RATED = """
SELECT r.hub_id, r.id, coalesce(r.organization_id::text, r.phone_key), t.grade, t.counts_from,
       coalesce(t.denied_at < %(at)s, false)
  FROM support_servicerequest r
  LEFT JOIN support_deskunit u ON u.id = r.answered_unit_id
  LEFT JOIN support_requestrating t ON t.request_id = r.id AND t.counts_from < %(at)s AND t.counts_from < %(until)s
 WHERE r.hub_id = ANY(%(hubs)s) AND r.state = 'CLOSED' AND r.closing <> 'withdrawn'
   AND r.closed_at >= %(since)s AND r.closed_at < %(until)s AND r.closed_at < %(at)s
   AND (%(unit_kind)s = '' OR u.kind = %(unit_kind)s)
 ORDER BY r.closed_at, r.id
"""


def span(hubs: list[int], period: Period, at: datetime) -> dict[str, object]:
    return {"hubs": hubs, "at": at, "start": period.start, "end": period.end, "today": local_date(at),
            "since": period.starts_at, "until": period.ends_at}  # fmt: skip


@indicator(
    "SUP-1", units=["A07"], title=_("服务广度"), formula=_("近 12 个月办成过的服务事项 ÷ 公布的服务事项"), period="Y",
    element="support", scoring=True, threshold=0.6,
)  # fmt: skip
def kinds_delivered(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(GUIDE, _KINDS, span(hubs, period, at))


@indicator(
    "SUP-2", units=["A07"], title=_("申请人满意度"), formula=_("各申请人评价的平均数（1 至 5），评价率不足的不计"), period="H",
    element="support", scoring=True, threshold=4.2, is_share=False, unit_label=_("分"),
)  # fmt: skip
def ratings_mean(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return mean_of_ratings(hubs=hubs, period=period, at=at)


def mean_of_ratings(*, hubs: list[int], period: Period, at: datetime, unit_kind: str = "") -> dict[int, Figure]:
    """Mean of the applicants' means, of those who came first in whole groups. The list says who was asked, never who
    answered; fewer voices than a group, or too small a share of those asked, are no figure: two mornings' figures and
    lists tell nobody's grade.
    """
    said: dict[int, list[tuple[datetime, str, int | None]]] = defaultdict(list)
    asked: dict[int, set[str]] = defaultdict(set)
    items: dict[int, list[Item]] = defaultdict(list)
    for hub, pk, applicant, grade, counts_from, is_denied in fetch(
        _RATED, {**span(hubs, period, at), "unit_kind": unit_kind}
    ):
        asked[hub].add(applicant)
        items[hub].append(Item(REQUEST, pk, True, "rated_in_groups"))
        if grade is not None:
            said[hub].append((counts_from, applicant, None if is_denied else grade))
    least = settings_for(list(asked), FEWEST_RATINGS.key, judged_at(period, at))
    response = settings_for(list(asked), RESPONSE.key, judged_at(period, at))
    figures = {}
    for hub, applicants in asked.items():
        size = max(FEWEST, int(least[hub] or 0))
        voices = in_groups(sorted(said[hub], key=lambda one: one[:2]), size)
        if len(voices) >= size and 100 * len(voices) >= float(response[hub] or 0) * len(applicants):
            means = [sum(one) / len(one) for one in voices.values()]
            figures[hub] = Figure(len(voices), len(applicants), items[hub], value=sum(means) / len(means))
    return figures


def in_groups(said: list[tuple[datetime, str, int | None]], size: int) -> dict[str, list[int]]:
    """Applicant → grades, from (moment, applicant, grade) in order of time: whole groups of `size` applicants, each as
    it stood when its last one spoke. None is a rating that was none: it keeps its place in the group and says nothing.
    """
    voices: dict[str, list[int]] = {}
    whole: dict[str, list[int]] = {}
    for _moment, applicant, grade in said:
        is_new = applicant not in voices
        voices.setdefault(applicant, []).extend([] if grade is None else [grade])
        if is_new and len(voices) % size == 0:
            whole = {one: list(grades) for one, grades in voices.items()}
    return {one: grades for one, grades in whole.items() if grades}


@indicator(
    "SUP-13", units=["A09"], title=_("按期受理并办结率"), formula=_("期限内受理且期限内答复的申请 ÷ 到期的申请"), period="Q",
    element="support", scoring=True, threshold=0.9,
)  # fmt: skip
def solved_in_time(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(REQUEST, _IN_TIME, span(hubs, period, at))


@indicator(
    "SUP-14", units=["A09"], title=_("一处办成率"), formula=_("没有让申请人另找别处的 ÷ 办结的申请"), period="Q",
    element="support", scoring=True, threshold=0.8,
)  # fmt: skip
def solved_here(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(REQUEST, _HERE, span(hubs, period, at))
