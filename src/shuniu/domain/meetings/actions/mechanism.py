"""Standing mechanisms and their runs (A13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.mechanisms import current_period, runs_between
from shuniu.domain.meetings.models import Mechanism, MechanismRun
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

duty_kind("run_mechanism", title=gettext_lazy("按期运行并登记：%(label)s"), verb=gettext_lazy("去登记"))


def _check(draft: Mechanism) -> None:
    """Raises ValidationError, field by field, in the user's words."""
    faults: dict[str, str] = {}
    if not draft.name.strip():
        faults["name"] = _("请填写机制名称。")
    if not draft.owner_name.strip():
        faults["owner_name"] = _("请写明责任人，机制要有人负责。")
    if draft.frequency not in Mechanism.Frequency.values:
        faults["frequency"] = _("请选择周期。")
    if draft.kind == Mechanism.Kind.SECRETARY_MEETING and draft.frequency != Mechanism.Frequency.QUARTER:
        faults["frequency"] = _("秘书长例会的周期是每季度。")
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def list_mechanism(
    host: Organization, *, name: str, owner_name: str, frequency: str, valid_from: date, by: Any, at: datetime,
    kind: str = Mechanism.Kind.OTHER, unit_code: str = "A13", handbook_link: str = "",
    handbook: Attachment | None = None,
) -> Mechanism:  # fmt: skip
    """Put a standing mechanism on the hub's list. The same name again is the mechanism there."""
    host = Organization.objects.select_for_update().get(pk=host.pk)
    draft = Mechanism(
        host=host, name=name.strip(), owner_name=owner_name.strip(), frequency=frequency, valid_from=valid_from,
        kind=kind, unit_code=unit_code or "A13", handbook_link=handbook_link, handbook=handbook, created_at=at,
    )  # fmt: skip
    authorise(by, "meetings.list_mechanism", draft, at=at)
    _check(draft)
    active = Mechanism.objects.filter(host=host, valid_to__isnull=True)
    existing = active.filter(name=draft.name).first()
    if existing is not None:
        return existing
    if kind == Mechanism.Kind.SECRETARY_MEETING and active.filter(kind=kind).exists():
        raise ValidationError({"kind": _("秘书长例会已经在清单里，修改那一条即可。")})
    draft.save()
    trace(draft, "meetings.mechanism_listed", by=by, at=at, host=host)
    return draft


def _lock(mechanism: Mechanism) -> Mechanism:
    return Mechanism.objects.select_for_update(of=("self",)).select_related("host").get(pk=mechanism.pk)


@transaction.atomic
def change_mechanism(
    mechanism: Mechanism, *, name: str, owner_name: str, version: int, by: Any, at: datetime, unit_code: str = "A13",
    handbook_link: str = "", handbook: Attachment | None = None,
) -> Mechanism:  # fmt: skip
    """Change name, owner or handbook. The period stays: another period is another mechanism, or history would shift."""
    mechanism = _lock(mechanism)
    authorise(by, "meetings.change_mechanism", mechanism, at=at)
    check_version(mechanism, version)
    if mechanism.valid_to is not None:
        raise ValidationError(_("这个机制已经停止，不能再改。"))
    mechanism.name, mechanism.owner_name = name.strip(), owner_name.strip()
    mechanism.unit_code, mechanism.handbook_link = unit_code or "A13", handbook_link
    mechanism.handbook = handbook or mechanism.handbook
    _check(mechanism)
    others = Mechanism.objects.filter(host=mechanism.host, name=mechanism.name, valid_to__isnull=True)
    if others.exclude(pk=mechanism.pk).exists():
        raise ValidationError({"name": _("清单里已有同名的机制。")})
    mechanism.version = version + 1
    mechanism.save()
    trace(mechanism, "meetings.mechanism_changed", by=by, at=at)
    return mechanism


@transaction.atomic
def end_mechanism(mechanism: Mechanism, *, reason: str, by: Any, at: datetime) -> Mechanism:
    """Take a mechanism off the list from today, with a reason; what it owed until now stays counted."""
    mechanism = _lock(mechanism)
    authorise(by, "meetings.end_mechanism", mechanism, at=at)
    if mechanism.valid_to is not None:
        return mechanism
    if mechanism.kind == Mechanism.Kind.SECRETARY_MEETING:
        raise ValidationError(_("秘书长例会是应尽事项，不能停止。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么停止。")})
    mechanism.valid_to, mechanism.end_reason = local_date(at), reason.strip()[:200]
    mechanism.version += 1
    mechanism.save()
    period = current_period(mechanism, at)
    settle(mechanism, f"run_mechanism:{period.code}", at=at, by=by)
    trace(mechanism, "meetings.mechanism_ended", by=by, at=at)
    return mechanism


@transaction.atomic
def record_run(mechanism: Mechanism, *, held_on: date, note: str, by: Any, at: datetime) -> MechanismRun:
    """Enter one run with the day it happened; the day of entry is the database's and is never typed.

    A run entered late is kept and counts as late (A13). Two entries for one day are one run.
    """
    mechanism = _lock(mechanism)
    authorise(by, "meetings.record_run", mechanism, at=at)
    at = db_now()
    if mechanism.kind == Mechanism.Kind.SECRETARY_MEETING:
        raise ValidationError(_("秘书长例会由会议自动登记，不用在这里再记一遍。"))
    if held_on > local_date(at):
        raise ValidationError({"held_on": _("发生日期还没到。")})
    if held_on < mechanism.valid_from or (mechanism.valid_to is not None and held_on >= mechanism.valid_to):
        raise ValidationError({"held_on": _("这一天机制还没有开始，或已经停止。")})
    if not note.strip():
        raise ValidationError({"note": _("请写一句做了什么。")})
    existing = mechanism.runs.filter(held_on=held_on, withdrawn_at__isnull=True).first()
    if existing is not None:
        return existing
    run = MechanismRun.objects.create(
        mechanism=mechanism, held_on=held_on, note=note.strip()[:300], entered_at=at,
        entered_by=None if getattr(by, "is_system", False) else by,
    )  # fmt: skip
    settle(mechanism, f"run_mechanism:{current_period(mechanism, held_on).code}", at=at, by=by)
    trace(run, "meetings.run_recorded", by=by, at=at, mechanism=mechanism, held_on=held_on)
    return run


@transaction.atomic
def withdraw_run(run: MechanismRun, *, by: Any, at: datetime) -> MechanismRun:
    """A run entered by mistake no longer counts; the line stays readable."""
    run = MechanismRun.objects.select_for_update(of=("self",)).select_related("mechanism__host").get(pk=run.pk)
    authorise(by, "meetings.withdraw_run", run, at=at)
    if run.withdrawn_at is None:
        run.withdrawn_at = at
        run.save(update_fields=["withdrawn_at"])
        trace(run, "meetings.run_withdrawn", by=by, at=at)
    return run


@transaction.atomic
def restore_run(run: MechanismRun, *, by: Any, at: datetime) -> MechanismRun:
    """Take a withdrawal back, unless the same day was entered again since."""
    run = MechanismRun.objects.select_for_update(of=("self",)).select_related("mechanism__host").get(pk=run.pk)
    authorise(by, "meetings.withdraw_run", run, at=at)
    if run.withdrawn_at is None:
        return run
    if run.mechanism.runs.filter(held_on=run.held_on, withdrawn_at=None).exists():
        raise ValidationError(_("这一天已经重新登记，不用再恢复。"))
    run.withdrawn_at = None
    run.save(update_fields=["withdrawn_at"])
    trace(run, "meetings.run_restored", by=by, at=at)
    return run


@transaction.atomic
def owe_mechanism_runs(*, by: Any, at: datetime) -> int:
    """Every morning: a mechanism without a run in its period owes one in the period's last days (a setting).

    Running again owes nothing twice. Returns how many are owed.
    """
    authorise(by, "meetings.owe_mechanism_runs", None, at=at)
    today = local_date(at)
    active = Mechanism.objects.filter(kind=Mechanism.Kind.OTHER, valid_to__isnull=True, valid_from__lte=today)
    rows = list(active.select_related("host"))
    days = settings_for({row.host_id for row in rows}, "meetings.run_warn_days", at)
    held = runs_between(
        rows, first=min((current_period(row, at).start for row in rows), default=today), last=today, at=at
    )
    owed = 0
    for row in rows:
        period = current_period(row, at)
        near = (period.last_day - today).days < int(days[row.host_id] or 0)
        if near and not any(day in period for day, _entered in held.get(row.pk, [])):
            owe(
                row, f"run_mechanism:{period.code}", body=row.host, roles=["head", "officer", "clerk"], at=at,
                due_on=period.last_day, label=f"{row.name} {period.code}", unit_code="A13", element="mechanism",
                url=reverse("meetings:mechanism", args=[row.pk]),
            )  # fmt: skip
            owed += 1
    return owed
