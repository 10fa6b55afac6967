from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.confirmation import ask_to_confirm
from shuniu.domain.network.actions.intake import lock, tell_applicant, tell_staff, url_of, working_days
from shuniu.domain.network.models import CoordinationMatter, IntakeCheck, SupervisionApplication
from shuniu.domain.network.rules import INTAKE_PASS_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.actions import claim_affiliation, enter_organization
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

State, Outcome = SupervisionApplication.State, CoordinationMatter.Outcome
duty_kind("pass_to_registrar", title=gettext_lazy("转送登记管理机关：%(label)s"), verb=gettext_lazy("去转送"))
duty_kind("look_at_delay", title=gettext_lazy("受理决定超期：%(label)s"), verb=gettext_lazy("去查看"))
notice_kind(
    "supervision_to_confirm",
    text=gettext_lazy("%(organization)s已获准登记，%(hub)s把它记为业务主管的单位，请确认。"),
)
notice_kind("intake_late", text=gettext_lazy("%(hub)s对“%(name)s”的受理决定已超过期限 %(due_on)s。"))
notice_kind("intake_accepted_by_time", text=gettext_lazy("“%(name)s”的材料到期没有核对，按齐全计，已开始计时。"))


@transaction.atomic
def judge_condition(check: IntakeCheck, *, met: bool, note: str, by: Any, at: datetime) -> IntakeCheck:
    """Whether one condition is met; one that is not needs its reason."""
    check = IntakeCheck.objects.select_for_update(of=("self",)).select_related("application__hub").get(pk=check.pk)
    authorise(by, "network.check_intake", check.application, at=at)
    if check.application.state != State.COMPLETE:
        raise ValidationError(_("材料齐了才能逐条审核；已经决定的不能再改。"))
    if not met and not note.strip():
        raise ValidationError(_("不符合的，请写明哪里不符合。"))
    if (check.met, check.note) != (met, note.strip()[:200]):
        check.met, check.note = met, note.strip()[:200]
        check.save(update_fields=["met", "note"])
        trace(check.application, "network.condition_judged", by=by, at=at, met=met)
    return check


@transaction.atomic
def decide_intake(
    application: SupervisionApplication, *, admit: bool, grounds: str, remedy: str, by: Any, at: datetime
) -> SupervisionApplication:
    """The head decides in writing. A refusal cites its grounds and says what can be done against it.

    Raises ValidationError while a condition is not judged, when one admitted does not meet one, or without grounds.
    """
    row = lock(application)
    authorise(by, "network.decide_intake", row, at=at)
    if row.state == (State.ADMITTED if admit else State.REFUSED):
        return row
    checks = list(row.checks.select_related("condition"))
    if any(check.met is None for check in checks):
        raise ValidationError(_("还有条件没有审核，请逐条审核后再决定。"))
    if admit and not all(check.met for check in checks):
        raise ValidationError(_("有条件不符合，不能同意。"))
    wrong = {}
    if not grounds.strip():
        wrong["grounds"] = _("请写明理由和依据。")
    if not admit and not remedy.strip():
        wrong["remedy"] = _("不同意的，请写明不服怎么办：向谁、多少天内提出。")
    if wrong:
        raise ValidationError(wrong)
    row.flow.apply(row, "admit" if admit else "refuse")
    at = db_now()
    row.decided_at, row.decided_by, row.grounds, row.remedy = at, by, grounds.strip(), remedy.strip()
    row.save()
    for verb in ("decide_intake", "look_at_delay"):
        settle(row, verb, at=at, by=by)
    if admit:
        owe(row, "pass_to_registrar", body=row.hub, roles=["head", "officer"], at=at, url=url_of(row), label=row.name,
            due_on=working_days(row.hub, INTAKE_PASS_DAYS.key, local_date(at), at), unit_code="A05.5", element="open")  # fmt: skip
    tell_applicant(row, _("申请已有书面决定，请打开下面的网址查看。"), key="decided", at=at)
    trace(row, "network.intake_decided", by=by, at=at, admitted=admit)
    return row


@transaction.atomic
def pass_to_registrar(
    application: SupervisionApplication, *, registrar: str, reference: str, passed_on: date, by: Any, at: datetime
) -> CoordinationMatter:
    """The file of an admitted applicant goes to the registrar; twice is once."""
    row = lock(application)
    authorise(by, "network.check_intake", row, at=at)
    there = CoordinationMatter.objects.filter(application=row).first()
    if there is not None:
        return there
    if row.state != State.ADMITTED or row.decided_at is None:
        raise ValidationError(_("同意以后才能转送登记管理机关。"))
    if not registrar.strip():
        raise ValidationError({"registrar": _("请填写这一项。")})
    if not local_date(row.decided_at) <= passed_on <= local_date(at):
        raise ValidationError({"passed_on": _("转送日期要在决定之后、今天以前。")})
    matter = CoordinationMatter.objects.create(
        application=row, registrar=registrar.strip(), reference=reference.strip(), passed_on=passed_on, passed_by=by
    )
    settle(row, "pass_to_registrar", at=at, by=by)
    tell_applicant(row, _("材料已转送登记管理机关。"), key="passed", at=at)
    trace(row, "network.passed_to_registrar", by=by, at=at)
    return matter


@transaction.atomic
def record_registration(
    matter: CoordinationMatter, *, outcome: str, outcome_on: date, outcome_note: str, by: Any, at: datetime,
    organization: Organization | None = None,
) -> CoordinationMatter:  # fmt: skip
    """What the registrar decided, said once. A registered one is in the register from then on, under the row named or one
    of its very name, and becomes the hub's to supervise once it has confirmed so itself.
    """
    matter = (
        CoordinationMatter.objects.select_for_update(of=("self",)).select_related("application__hub").get(pk=matter.pk)
    )
    authorise(by, "network.check_intake", matter.application, at=at)
    if matter.outcome:
        return matter
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("请填写这一项。")})
    if not matter.passed_on <= outcome_on <= local_date(at):
        raise ValidationError({"outcome_on": _("结果日期要在转送之后、今天以前。")})
    matter.outcome, matter.outcome_on, matter.outcome_note = outcome, outcome_on, outcome_note.strip()[:200]
    matter.organization = organization
    matter.save()
    trace(matter.application, "network.registration_recorded", by=by, at=at, outcome=outcome)
    if outcome == Outcome.REGISTERED:
        _supervise(matter, by=by, at=at)
    return matter


def _supervise(matter: CoordinationMatter, *, by: Any, at: datetime) -> None:
    """The tie that intake leads to, by its own route: like any other it holds once the organization has confirmed it."""
    application, hub = matter.application, matter.application.hub
    if matter.organization is None:
        same = Organization.objects.filter(name_key=name_key(application.name), merged_into__isnull=True)
        matter.organization = same.first() if same.count() == 1 else enter_organization(
            name=application.name, kind=application.kind, area=hub.area, field=hub.field, source="intake", by=by, at=at
        )  # fmt: skip
        matter.save(update_fields=["organization"])
    tie = claim_affiliation(
        hub, organization=matter.organization, kind=Affiliation.Kind.SUPERVISED, route=Affiliation.Route.INTAKE,
        source=f"intake:{application.pk}", valid_from=matter.outcome_on or local_date(at), by=by, at=at,
    )  # fmt: skip
    if tie.confirmed_at is None:
        ask_to_confirm(tie, "supervision_to_confirm", by=by, at=at)


@transaction.atomic
def count_files_complete(*, by: Any, at: datetime) -> int:
    """Silence is no reason to wait: a file not checked within its days counts as complete, from the day it came."""
    from shuniu.domain.network.actions.intake import accept_file  # the sibling that does the same by hand

    authorise(by, "network.count_files_complete", None, at=at)
    rows = list(SupervisionApplication.objects.filter(state=State.FILED, check_by__lt=local_date(at)).order_by("pk"))
    for row in rows:
        accept_file(row, by=by, at=at)
        tell_staff(row, "intake_accepted_by_time", key="by-time", at=at)
    return len(rows)


@transaction.atomic
def tell_delays(*, by: Any, at: datetime) -> int:
    """Past the last day without a decision: the applicant gets notice of the delay, the body above sees it. Once each."""
    authorise(by, "network.tell_delays", None, at=at)
    today = local_date(at)
    rows = SupervisionApplication.objects.select_for_update(of=("self",)).select_related("hub")
    late = list(rows.filter(state=State.COMPLETE, due_on__lt=today, delay_told_at__isnull=True).order_by("pk"))
    for row in late:
        row.delay_told_at = at
        row.save(update_fields=["delay_told_at"])
        tell_applicant(row, delay_words(row), key="delay", at=at)
        _tell_above(row, today, at)
        trace(row, "network.delay_told", by=by, at=at, due_on=row.due_on)
    return len(late)


def delay_words(row: SupervisionApplication) -> str:
    return _(
        "您的申请应在 %(day)s 前作出决定，现已超期，抱歉让您久等。上级单位已收到提醒，决定作出后会马上告诉您。"
    ) % {"day": row.due_on}


def _tell_above(row: SupervisionApplication, today: date, at: datetime) -> None:
    above = directly_above(row.hub, at)
    for body in {row.hub, above} - {None}:
        for person in holders(body, "head", "officer", at=at):
            notify(person, "intake_late", key=f"application:{row.pk}:late", at=at, url=url_of(row), mail=True,
                   hub=row.hub.name, name=row.name, due_on=str(row.due_on))  # fmt: skip
    if above is not None:
        owe(row, "look_at_delay", body=above, roles=["head", "officer"], due_on=today, url=url_of(row), at=at,
            label=f"{row.hub.name} · {row.name}", unit_code="A05.5", element="open")  # fmt: skip
