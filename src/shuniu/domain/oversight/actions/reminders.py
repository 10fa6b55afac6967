from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.oversight.models import Reminder
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

MATTERS = {
    "meeting": gettext_lazy("本季度秘书长例会还没有召开"),
    "report": gettext_lazy("例会情况还没有报送"),
    "statement": gettext_lazy("六要素自查还没有填完"),
}
PAGES = {"meeting": "meetings:list", "report": "meetings:list", "statement": "oversight:mine"}
notice_kind("hub_reminded_meeting", text=gettext_lazy("%(body)s提醒你单位：本季度秘书长例会还没有召开（%(period)s）。"))
notice_kind("hub_reminded_report", text=gettext_lazy("%(body)s提醒你单位：例会情况还没有报送（%(period)s）。"))
notice_kind("hub_reminded_statement", text=gettext_lazy("%(body)s提醒你单位：六要素自查还没有填完（%(period)s）。"))


@transaction.atomic
def remind_hub(
    hub: Organization, *, matter: str, period_code: str, by: Any, at: datetime, body: Organization | None = None
) -> tuple[Reminder, bool]:
    """Remind a hub of something late: a notice and a mail to its head and officers, once a day.

    Returns the day's reminder and whether it was made now; by whomever, a hub hears of a matter once a day.
    """
    today = local_date(at)
    draft = Reminder(hub=hub, sent_by=by, matter=matter, period_code=period_code, sent_on=today, sent_at=at)
    authorise(by, "oversight.remind_hub", draft, at=at)
    if matter not in MATTERS:
        raise ValidationError(_("请从列出的事项里选择。"))
    row, made = Reminder.objects.get_or_create(
        hub=hub, matter=matter, period_code=period_code, sent_on=today, defaults={"sent_by": by, "sent_at": at}
    )
    if made:
        above = body or directly_above(hub, at)
        for person in holders(hub, "head", "officer", at=at):
            notify(
                person, f"hub_reminded_{matter}", at=at, mail=True, key=f"reminder:{row.pk}", period=period_code,
                body=above.name if above else "", url=reverse(PAGES[matter]),
            )  # fmt: skip
        trace(row, "oversight.hub_reminded", by=by, at=at, matter=matter, period=period_code)
    return row, made
