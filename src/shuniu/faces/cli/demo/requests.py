"""Requests for coordination: three of each hub over half a year; the newest of a quarter of them is still open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.faces.cli.demo.people import account
from shuniu.faces.cli.demo.words import REPLIES, REQUESTS
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.record.actions import issue_query_number

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity


def fill(city: DemoCity) -> None:
    calendar, rows = working_calendar(), []
    for n, (hub, designation) in enumerate(zip(city.hubs, city.designations, strict=True)):
        for turn, age in enumerate((200, 100, 20)):
            filed = city.now - timedelta(days=age + n % 12)
            due = add_working_days(local_date(filed), 15, calendar)
            days = 6 + (n * 5 + turn * 3) % 12 + (9 if city.random.random() > 0.3 + 0.8 * city.strength[hub.pk] else 0)
            waits = age == 20 and n % 4 == 1
            answered = None if waits else filed + timedelta(days=min(days, age - 1))
            subject, detail = REQUESTS[(n * 5 + turn * 7) % len(REQUESTS)]
            reply = REPLIES[(n + turn) % len(REPLIES)]
            rows.append(CoordinationRequest(
                hub=hub, addressed_to=designation.reports_to, subject=subject, filed_at=filed, due_on=due,
                detail=detail.format(field=hub.field.name if hub.field else "社区", n=12 + n * 3),
                filed_by=city.users[account(city, n, "head")], state="ANSWERED" if answered else "FILED",
                answer=reply if answered else "", answered_at=answered, key=f"demo:{n}:{age}",
            ))  # fmt: skip
    for row in CoordinationRequest.objects.bulk_create(rows):
        issue_query_number(row, prefix="XT", at=row.filed_at)
