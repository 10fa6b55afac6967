from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Calendar, add_working_days, local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.record.actions.notice import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.record.models import Duty
from shuniu.kernel.trail.actions import trace

REMINDER_STEPS = (-7, -3, 0, 1)
"""Working days from the deadline at which whoever owes is reminded."""
CATCH_UP_DAYS = 2

notice_kind("duty_due", text=_("“%(title)s”的期限是 %(due_on)s。"))
notice_kind("duty_overdue", text=_("“%(title)s”已超过期限 %(due_on)s，请尽快办理。"))


def owe(
    row: models.Model, verb: str, *, body: Organization, roles: Iterable[str], due_on: date, url: str, at: datetime,
    label: str = "", unit_code: str = "", element: str = "", person: Any = None,
) -> Duty:  # fmt: skip
    """Open a duty on `row`; the same open duty again only moves its deadline and address and takes the present label."""
    duty, made = Duty.objects.get_or_create(
        body=body, verb=verb, subject_type=row._meta.label_lower, subject_id=row.pk, settled_at=None,
        defaults={
            "roles": list(roles), "due_on": due_on, "url": url, "began_at": at, "subject_label": label[:200],
            "unit_code": unit_code, "element": element, "person": person,
        },
    )  # fmt: skip
    now = (due_on, url, label[:200])
    if not made and (duty.due_on, duty.url, duty.subject_label) != now:
        duty.due_on, duty.url, duty.subject_label = now
        duty.save(update_fields=["due_on", "url", "subject_label"])
    return duty


def settle(row: models.Model, verb: str, *, at: datetime, by: Any = None) -> int:
    """Close the open duties `verb` of `row`, whoever owes them. Returns how many."""
    settled_by = by if by is not None and not getattr(by, "is_system", False) else None
    return Duty.objects.filter(
        subject_type=row._meta.label_lower, subject_id=row.pk, verb=verb, settled_at__isnull=True
    ).update(settled_at=at, settled_by=settled_by)


def unsettle(row: models.Model, verb: str, *, since: datetime) -> int:
    """Open again what was settled by mistake at `since` or later, by the days it was owed before. Returns how many."""
    mine = Duty.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk, verb=verb)
    owed = mine.filter(settled_at__isnull=True).values("body")
    return mine.filter(settled_at__gte=since).exclude(body__in=owed).update(settled_at=None, settled_by=None)


def owe_many(
    rows: Iterable[tuple[models.Model, int, str, str]], verb: str, *, roles: Iterable[str], due_on: date, at: datetime,
    unit_code: str = "", element: str = "",
) -> None:  # fmt: skip
    """(row, body id, url, label) of each: the same as `owe` in one statement; an open duty stays as it is."""
    wanted = list(roles)
    Duty.objects.bulk_create(
        [
            Duty(
                body_id=body, verb=verb, subject_type=row._meta.label_lower, subject_id=row.pk, roles=wanted, url=url,
                due_on=due_on, began_at=at, subject_label=label[:200], unit_code=unit_code, element=element,
            )
            for row, body, url, label in rows
        ],
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip


def settle_many(model: type[models.Model], ids: Iterable[int], verb: str, *, at: datetime) -> int:
    """Close the open duties `verb` of many rows. Returns how many."""
    return Duty.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=list(ids), verb=verb, settled_at__isnull=True
    ).update(settled_at=at)


def put_off(model: type[models.Model], ids: Iterable[int], verb: str, *, due_on: date) -> int:
    """Open duties `verb` of many rows get another deadline. Returns how many."""
    return Duty.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=list(ids), verb=verb, settled_at__isnull=True
    ).update(due_on=due_on)


@transaction.atomic
def move_duties(*, organization: Organization, leaver: Any, successor: Any, by: Any, at: datetime) -> int:
    """Open duties of one person in one organization go to another person."""
    moved = 0
    for duty in Duty.objects.select_for_update().open().filter(body=organization, person=leaver):
        duty.person = successor
        duty.save(update_fields=["person"])
        trace(duty, "record.duty_moved", by=by, at=at, leaver=leaver, successor=successor)
        moved += 1
    return moved


def reminder_days(duty: Duty, calendar: Calendar) -> dict[date, int]:
    """Day → working days from the deadline, for the reminders that fall after the duty began."""
    began = local_date(duty.began_at)
    days = {add_working_days(duty.due_on, step, calendar) if step else duty.due_on: step for step in REMINDER_STEPS}
    return {day: step for day, step in days.items() if day > began}


def step_of_today(duty: Duty, calendar: Calendar, today: date) -> int | None:
    """The reminder to send today: the latest that has come, when it came within CATCH_UP_DAYS (a job may have stood)."""
    come = [day for day in reminder_days(duty, calendar) if today - timedelta(days=CATCH_UP_DAYS) <= day <= today]
    return reminder_days(duty, calendar)[max(come)] if come else None


@transaction.atomic
def remind(*, calendar: Calendar, at: datetime, titles: Any) -> int:
    """The daily reminder job: for every open duty whose day it is, one notice and one mail to each holder.

    `titles(duty)` gives the sentence of a duty. Running twice on one day reminds once. Returns notices made.
    """
    today = local_date(at)
    near = Duty.objects.open().filter(due_on__range=(today - timedelta(days=30), today + timedelta(days=30)))
    sent = 0
    for duty in near.select_related("body", "person"):
        step = step_of_today(duty, calendar, today)
        if step is None:
            continue
        people = [duty.person] if duty.person else holders(duty.body, *duty.roles, at=at)
        for person in people:
            sent += notify(
                person, "duty_overdue" if step > 0 else "duty_due", key=f"duty:{duty.pk}:{step}", url=duty.url,
                at=at, mail=True, title=str(titles(duty)), due_on=duty.due_on.isoformat(),
            )  # fmt: skip
    return sent
