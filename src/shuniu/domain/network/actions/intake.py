from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuniu.domain.network.models import IntakeCheck, IntakeCondition, SupervisionApplication
from shuniu.domain.network.queries.intake import conditions_of, hubs_that_take_in
from shuniu.domain.network.rules import INTAKE_CHECK_DAYS, INTAKE_DECIDE_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import attach, issue_query_number, notify, owe, send_mail, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

State = SupervisionApplication.State
Lines = list[tuple[str, str, str]]
duty_kind("check_intake", title=gettext_lazy("核对申请材料：%(label)s"), verb=gettext_lazy("去核对"))
duty_kind("decide_intake", title=gettext_lazy("作出受理决定：%(label)s"), verb=gettext_lazy("去办理"))
notice_kind("intake_filed", text=gettext_lazy("“%(name)s”申请由本单位担任业务主管单位。"))
notice_kind("intake_supplemented", text=gettext_lazy("“%(name)s”补齐了申请材料。"))


def working_days(hub: Organization, key: str, day: date, at: datetime) -> date:
    return add_working_days(day, int(setting_for(hub, key, at) or 0), working_calendar())


def url_of(row: SupervisionApplication) -> str:
    return reverse("network:intake", args=[row.pk])


def tell_staff(row: SupervisionApplication, kind: str, *, key: str, at: datetime) -> None:
    for person in holders(row.hub, "head", "officer", at=at):
        notify(person, kind, key=f"application:{row.pk}:{key}", at=at, url=url_of(row), mail=True, name=row.name)


def tell_applicant(row: SupervisionApplication, text: str, *, key: str, at: datetime) -> None:
    """By mail where one was given; the page behind the applicant's own address says it in any case."""
    if row.email:
        send_mail(to=row.email, subject=text[:120], body=f"{row.contact_name}：\n\n{text}\n{address_of(row)}\n\n{row.hub.name}\n",
                  key=f"application:{row.pk}:{key}", at=at)  # fmt: skip


def address_of(row: SupervisionApplication) -> str:
    from django.conf import settings  # read when asked: the address of the running product

    return f"{settings.PUBLIC_URL}{reverse('intake:case', args=[row.token])}"


@transaction.atomic
def publish_intake_conditions(hub: Organization, *, lines: Lines, by: Any, at: datetime) -> list[IntakeCondition]:
    """The list of conditions (title, ground, paper) from today on; what was filed before is judged by the list of then.

    The same list again changes nothing. Raises ValidationError for a hub without supervisory status or a line without ground.
    """
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "network.publish_intake_conditions", hub, at=at)
    if not hubs_that_take_in(at).filter(pk=hub.pk).exists():
        raise ValidationError(_("本枢纽不是具有业务主管单位资格的人民团体，不受理申请。"))
    clean = [tuple(part.strip() for part in line) for line in lines if any(part.strip() for part in line)]
    if not clean or any(not title or not ground for title, ground, _paper in clean):
        raise ValidationError(_("每条都要写条件和依据，至少一条。"))
    present = conditions_of(hub, at)
    if [(one.title, one.ground, one.paper) for one in present] == clean:
        return present
    today = local_date(at)
    IntakeCondition.objects.filter(pk__in=[one.pk for one in present]).update(valid_to=today)
    made = IntakeCondition.objects.bulk_create(
        IntakeCondition(hub=hub, position=n, title=title, ground=ground, paper=paper, valid_from=today)
        for n, (title, ground, paper) in enumerate(clean, start=1)
    )
    trace(hub, "network.intake_conditions_published", by=by, at=at, count=len(made))
    return made


@transaction.atomic
def file_intake(
    hub: Organization, *, facts: Mapping[str, str], papers: Mapping[int, UploadedFile], key: str, at: datetime
) -> SupervisionApplication:
    """Anybody asks a hub with supervisory status; `papers` by condition id. `key` comes with the form: twice is once.

    What is missing can be told later, all at once; nothing but the published conditions is ever asked.
    """
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    there = SupervisionApplication.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    conditions = conditions_of(hub, at)
    if not conditions or not hubs_that_take_in(at).filter(pk=hub.pk).exists():
        raise ValidationError(_("这家枢纽现在不受理申请。"))
    wrong = {
        name: _("请填写这一项。")
        for name in ("name", "founders", "plan", "contact_name", "phone")
        if not facts[name].strip()
    }
    if wrong:
        raise ValidationError(wrong)
    at = db_now()
    row = SupervisionApplication.objects.create(
        hub=hub, **{name: text.strip() for name, text in facts.items()}, filed_at=at, token=secrets.token_urlsafe(24), key=key,
        check_by=working_days(hub, INTAKE_CHECK_DAYS.key, local_date(at), at),
    )  # fmt: skip
    IntakeCheck.objects.bulk_create(IntakeCheck(application=row, condition=one) for one in conditions)
    _keep(row, papers, at=at)
    issue_query_number(row, prefix="SL", at=at)
    owe(row, "check_intake", body=hub, roles=["head", "officer", "clerk"], due_on=row.check_by, url=url_of(row), at=at,
        label=row.name, unit_code="A05.5", element="open")  # fmt: skip
    tell_staff(row, "intake_filed", key="filed", at=at)
    trace(row, "network.intake_filed", by=None, at=at, hub=hub)
    return row


def _keep(row: SupervisionApplication, papers: Mapping[int, UploadedFile], *, at: datetime) -> None:
    system = User.objects.system("applicant")
    for check in row.checks.select_related("condition"):
        upload = papers.get(check.condition_id)
        if upload is not None:
            check.paper = attach(upload, owner=row.hub, subject=row, by=system, at=at)
            check.missing = ""
            check.save(update_fields=["paper", "missing"])


def lock(row: SupervisionApplication) -> SupervisionApplication:
    return SupervisionApplication.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)


@transaction.atomic
def tell_missing(
    application: SupervisionApplication, *, missing: Mapping[int, str], by: Any, at: datetime
) -> SupervisionApplication:
    """All that is missing, told once: check id → what to bring. A second time is refused."""
    row = lock(application)
    authorise(by, "network.check_intake", row, at=at)
    wanted = {pk: text.strip() for pk, text in missing.items() if text.strip()}
    if row.missing_told_at is not None:
        raise ValidationError(_("要补的材料已经一次告知过，不能再追加。请按现有材料审核。"))
    if not wanted:
        raise ValidationError(_("请写明哪几项要补什么，一次写全。"))
    row.flow.apply(row, "tell_missing")
    row.missing_told_at = at
    row.save(update_fields=["state", "missing_told_at"])
    for check in row.checks.filter(pk__in=wanted):
        check.missing = wanted[check.pk][:200]
        check.save(update_fields=["missing"])
    settle(row, "check_intake", at=at, by=by)
    tell_applicant(
        row,
        ngettext("申请材料还要补 %(n)s 项，请一次补齐。", "申请材料还要补 %(n)s 项，请一次补齐。", len(wanted))
        % {"n": len(wanted)},
        key="missing",
        at=at,
    )
    trace(row, "network.missing_told", by=by, at=at, count=len(wanted))
    return row


@transaction.atomic
def supplement_intake(
    application: SupervisionApplication, *, papers: Mapping[int, UploadedFile], at: datetime,
    words: Mapping[int, str] | None = None,
) -> SupervisionApplication:  # fmt: skip
    """The applicant brings what was missing, as papers or in words, through its own address; the hub checks again."""
    row, said = lock(application), {pk: text.strip() for pk, text in (words or {}).items() if text.strip()}
    if not papers and not said:
        raise ValidationError(_("请选要补的文件，或写明情况。"))
    row.flow.apply(row, "supplement")
    at = db_now()
    _keep(row, papers, at=at)
    for check in row.checks.filter(condition__in=list(said)):
        check.said, check.missing = said[check.condition_id][:2000], ""
        check.save(update_fields=["said", "missing"])
    row.supplemented_at = at
    row.check_by = working_days(row.hub, INTAKE_CHECK_DAYS.key, local_date(at), at)
    row.save(update_fields=["state", "supplemented_at", "check_by"])
    owe(row, "check_intake", body=row.hub, roles=["head", "officer", "clerk"], due_on=row.check_by, url=url_of(row), at=at,
        label=row.name, unit_code="A05.5", element="open")  # fmt: skip
    tell_staff(row, "intake_supplemented", key="supplemented", at=at)
    trace(row, "network.intake_supplemented", by=None, at=at)
    return row


@transaction.atomic
def accept_file(application: SupervisionApplication, *, by: Any, at: datetime) -> SupervisionApplication:
    """The file is complete: the clock counts from the day the last paper came, not from the day somebody looked."""
    row = lock(application)
    authorise(by, "network.check_intake", row, at=at)
    if row.state == State.COMPLETE:
        return row
    row.flow.apply(row, "accept_file")
    row.complete_on = local_date(row.supplemented_at or row.filed_at)
    row.due_on = working_days(row.hub, INTAKE_DECIDE_DAYS.key, row.complete_on, at)
    row.save(update_fields=["state", "complete_on", "due_on"])
    settle(row, "check_intake", at=at, by=by)
    owe(row, "decide_intake", body=row.hub, roles=["head", "officer"], due_on=row.due_on, url=url_of(row), at=at,
        label=row.name, unit_code="A05.5", element="open")  # fmt: skip
    tell_applicant(row, _("申请材料已齐，最迟 %(day)s 作出决定。") % {"day": row.due_on}, key="complete", at=at)
    trace(row, "network.file_accepted", by=by, at=at, due_on=row.due_on)
    return row
