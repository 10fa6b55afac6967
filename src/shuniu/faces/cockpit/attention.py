"""What needs attention: each line says what, how long, and ends in one verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuniu.domain.network.models import SupervisionApplication
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.engines.indicators.models import Snapshot
from shuniu.faces.cockpit.numbers import failed_of
from shuniu.faces.cockpit.queries import HubLine, late_for, waiting_reports
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.orgs.models import Organization


@dataclass
class Concern:
    element: str
    title: str
    detail: str
    url: str
    verb: str


def concerns_of(
    body: Organization, lines: list[HubLine], *, snapshot: Snapshot | None, quarter: Period, year: int, user: Any,
    at: datetime,
) -> list[Concern]:  # fmt: skip
    """At most seven lines, what is overdue first; five queries."""
    today = local_date(at)
    found = [
        _late_requests(body, user, today, at),
        _late_decisions(body, lines, user, today, at),
        _unfiled(body, lines, quarter, today),
        _missing(body, lines, quarter, today),
        _waiting(lines, today),
        _failed(body, lines, snapshot),
        _unstated(body, lines, year),
    ]
    return [one for one in found if one is not None]


def _remind(body: Organization, matter: str, period: str) -> str:
    return f"{reverse('cockpit:remind')}?body={body.code}&matter={matter}&period={period}"


def _longest(first: CoordinationRequest | SupervisionApplication, today: date) -> str:
    assert first.due_on is not None
    days = (today - first.due_on).days
    return ngettext("最长 %(days)s 天：%(name)s", "最长 %(days)s 天：%(name)s", days) % {
        "days": days,
        "name": first.hub.name,
    }


def _late_requests(body: Organization, user: Any, today: date, at: datetime) -> Concern | None:
    late = list(
        CoordinationRequest.objects.visible_to(user, at)
        .filter(addressed_to=body, state="FILED", due_on__lt=today)
        .select_related("hub")
        .order_by("due_on")
    )
    if not late:
        return None
    detail = _longest(late[0], today)
    return Concern("general", ngettext("%(n)s 件协调请求超过答复期限", "%(n)s 件协调请求超过答复期限", len(late)) % {"n": len(late)}, detail,
                   reverse("oversight:requests") + "?which=late", _("去答复"))  # fmt: skip


def _late_decisions(body: Organization, lines: list[HubLine], user: Any, today: date, at: datetime) -> Concern | None:
    """Applicants for supervision who still wait past the last day."""
    rows = SupervisionApplication.objects.visible_to(user, at).filter(state="COMPLETE", due_on__lt=today)
    late = list(
        rows.filter(hub__in=[line.hub.pk for line in lines]).select_related("hub").order_by("due_on").distinct()
    )
    if not late:
        return None
    detail = _longest(late[0], today)
    return Concern("open", ngettext("%(n)s 件受理申请超过决定期限", "%(n)s 件受理申请超过决定期限", len(late)) % {"n": len(late)}, detail,
                   reverse("network:intakes") + "?which=late", _("去查看"))  # fmt: skip


def _unfiled(body: Organization, lines: list[HubLine], quarter: Period, today: date) -> Concern | None:
    late = late_for("report", lines)
    if not late:
        return None
    first = min(late, key=lambda line: line.quarter.late_since)
    days = (today - first.quarter.late_since[0]).days
    detail = ngettext("最久逾期 %(days)s 天：%(name)s", "最久逾期 %(days)s 天：%(name)s", days) % {
        "days": days,
        "name": first.hub.name,
    }
    return Concern("mechanism", _("%(n)s 家的例会报告过了期限还没报送") % {"n": len(late)}, detail,
                   _remind(body, "report", quarter.code), _("催报"))  # fmt: skip


def _missing(body: Organization, lines: list[HubLine], quarter: Period, today: date) -> Concern | None:
    late = late_for("meeting", lines)
    if not late:
        return None
    left = (quarter.end - today).days
    if left > 0:
        detail = _("离季度结束还有 %(n)s 天，其中 %(p)s 家已在筹备") % {
            "n": left, "p": sum(line.meeting == "planned" for line in late),
        }  # fmt: skip
    else:
        detail = _("%(period)s 已经结束") % {"period": quarter.code}
    return Concern("mechanism", _("%(n)s 家本季度还没开例会") % {"n": len(late)}, detail,
                   _remind(body, "meeting", quarter.code), _("催办"))  # fmt: skip


def _waiting(lines: list[HubLine], today: date) -> Concern | None:
    reports = list(waiting_reports([line.hub.pk for line in lines]))
    if not reports:
        return None
    days = (today - local_date(reports[0].filed_at)).days
    detail = ngettext("最早 %(days)s 天前：%(name)s", "最早 %(days)s 天前：%(name)s", days) % {
        "days": days,
        "name": reports[0].meeting.host.name,
    }
    return Concern("mechanism", ngettext("%(n)s 份例会报告等待审阅", "%(n)s 份例会报告等待审阅", len(reports)) % {"n": len(reports)}, detail,
                   reverse("meetings:report", args=[reports[0].meeting_id]), _("去审阅"))  # fmt: skip


def _failed(body: Organization, lines: list[HubLine], snapshot: Snapshot | None) -> Concern | None:
    failed = failed_of(lines, snapshot)
    if not failed or snapshot is None:
        return None
    return Concern("general", _("%(n)s 个数值计算失败，没有按零计") % {"n": failed}, _("今晚会再算一次，这一期暂不结账"),
                   f"{reverse('cockpit:failed')}?body={body.code}&period={snapshot.period_code}", _("看明细"))  # fmt: skip


def _unstated(body: Organization, lines: list[HubLine], year: int) -> Concern | None:
    late = late_for("statement", lines)
    if not late:
        return None
    detail = _("%(year)s 年适用条款里，已确认的自述不到一半") % {"year": year}
    return Concern("general", ngettext("%(n)s 家自查还没过半", "%(n)s 家自查还没过半", len(late)) % {"n": len(late)}, detail,
                   _remind(body, "statement", str(year)), _("提醒"))  # fmt: skip
