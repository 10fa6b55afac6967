"""The applicant's side: start, save as one types, file once complete, withdraw; with or without an account."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.consent import refuse_own_hub
from shuniu.domain.network.models import JoiningConditions, MembershipApplication
from shuniu.domain.network.queries.joining import (
    conditions_of,
    fee_due,
    matching_organization,
    membership_of,
    missing_of,
    working_days_on,
)
from shuniu.domain.network.rules import DECISION_DAYS, DRAFT_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.living import refuse_ended
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders, holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import attach, issue_query_number, notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

State = MembershipApplication.State
FIELDS = ("name", "kind", "credit_code", "area", "leader", "contact_name", "contact", "purpose", "activities", "wish")
MOST_PAPERS = 12

duty_kind("decide_application", title=gettext_lazy("决定入会申请：%(label)s"), verb=gettext_lazy("去决定"))
notice_kind("application_filed", text=gettext_lazy("%(organization)s申请加入%(hub)s，最迟 %(due_on)s 决定。"))
notice_kind(
    "application_in_your_name",
    text=gettext_lazy("有人以%(organization)s的名义申请加入%(hub)s。如果不是贵单位提出的，请打开申请撤回。"),
)


def lock_application(application: MembershipApplication) -> MembershipApplication:
    return (
        MembershipApplication.objects.select_for_update(of=("self",))
        .select_related("hub", "organization", "conditions", "area")
        .get(pk=application.pk)
    )


def applicant(opened_by: Any, application: MembershipApplication, at: datetime) -> Any:
    """Who acts through the secret address: never the hub itself; written down is the person, else the address."""
    refuse_own_hub(opened_by, application.hub, at)
    return User.objects.system("membership-link")


@transaction.atomic
def start_application(
    hub: Organization, *, organization: Organization | None, by: Any, at: datetime
) -> MembershipApplication:
    """An empty form, or one prefilled from the organization's card; one under way for each organization.

    Raises ValidationError when the hub has published no conditions, or the organization is a member already.
    """
    conditions = conditions_of(hub)
    if conditions is None:
        raise ValidationError(_("这家枢纽还没有公布入会条件，暂时不能申请。"))
    draft = MembershipApplication(
        hub=hub, organization=organization, conditions=conditions, token=secrets.token_urlsafe(18), started_at=at,
        saved_at=at, started_by=None if getattr(by, "is_system", False) else by,
    )  # fmt: skip
    authorise(by, "network.start_application", draft, at=at)
    if organization is not None:
        refuse_ended(organization, at)
        if organization.pk == hub.pk:
            raise ValidationError(_("枢纽不用加入自己。"))
        if membership_of(hub, organization, at) is not None:
            raise ValidationError(_("贵单位已经是这家枢纽的会员。"))
        there = MembershipApplication.objects.under_way().filter(hub=hub, organization=organization).first()
        if there is not None:
            return there
        _prefill(draft, organization, by)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        return MembershipApplication.objects.under_way().get(hub=hub, organization=organization)
    trace(draft, "network.application_started", by=by, at=at, hub=hub)
    return draft


def _prefill(draft: MembershipApplication, organization: Organization, by: Any) -> None:
    draft.name, draft.kind, draft.area = organization.name, organization.kind, organization.area
    draft.credit_code = organization.credit_code or ""
    draft.leader = organization.legal_representative
    draft.purpose, draft.activities = organization.purpose, organization.activities
    draft.contact_name = getattr(by, "name", "")[:60]


@transaction.atomic
def save_application(
    application: MembershipApplication,
    *,
    version: int,
    by: Any,
    at: datetime,
    consent: bool | None = None,
    **values: Any,
) -> MembershipApplication:
    """Keep what is typed; nothing is required yet. Raises Stale when it was saved elsewhere since."""
    application = lock_application(application)
    authorise(by, "network.save_application", application, at=at)
    changed = [key for key, value in values.items() if key in FIELDS and getattr(application, key) != value]
    consents = application.consented_at is not None if consent is None else consent
    if not changed and consents == (application.consented_at is not None):
        return application
    if application.state not in (State.DRAFT, State.RETURNED):
        raise ValidationError(_("申请已经提交，不能再改；要改请先撤回。"))
    check_version(application, version)
    for key in changed:
        setattr(application, key, values[key])
    if consents != (application.consented_at is not None):
        application.consented_at = at if consents else None
    application.version, application.saved_at = version + 1, at
    application.save()
    return application


@transaction.atomic
def add_paper(application: MembershipApplication, *, upload: UploadedFile, by: Any, at: datetime) -> Attachment:
    """Add a file to an application that is still the applicant's."""
    application = lock_application(application)
    authorise(by, "network.save_application", application, at=at)
    _still_open(application)
    papers = Attachment.objects.filter(subject_type=application._meta.label_lower, subject_id=application.pk)
    if papers.count() >= MOST_PAPERS:
        raise ValidationError(_("最多附 %(n)s 份材料，请合并后再传。") % {"n": MOST_PAPERS})
    owner = application.organization or application.hub
    return attach(upload, owner=owner, subject=application, by=User.objects.system("membership-link"), at=at)


@transaction.atomic
def drop_paper(application: MembershipApplication, *, paper: int, by: Any, at: datetime) -> None:
    application = lock_application(application)
    authorise(by, "network.save_application", application, at=at)
    _still_open(application)
    Attachment.objects.filter(pk=paper, subject_type=application._meta.label_lower, subject_id=application.pk).delete()


def _still_open(application: MembershipApplication) -> None:
    if application.state not in (State.DRAFT, State.RETURNED):
        raise ValidationError(_("申请已经提交，不能再改；要改请先撤回。"))


@transaction.atomic
def file_application(
    application: MembershipApplication, *, by: Any, at: datetime, opened_by: Any = None
) -> MembershipApplication:
    """Hand the complete application in: query number, deadline, duty of the hub. Raises all that is missing at once.

    `opened_by`: who was signed in. Only somebody who speaks for the organization makes it the organization's own word.
    """
    application = lock_application(application)
    authorise(by, "network.save_application", application, at=at)
    if application.state == State.FILED:
        return application
    missing = missing_of(application)
    if missing:
        raise ValidationError({key: [sentence] for key, sentence in missing.items()})
    at = db_now()
    _join_to_register(application, at)
    application.flow.apply(application, "file")
    application.filed_at = application.filed_at or at
    application.filed_by = _speaker(opened_by or by, application.organization, at)
    application.complete_at = at
    application.due_on = working_days_on(application.hub, DECISION_DAYS.key, local_date(at), at)
    application.conditions = JoiningConditions.objects.get(pk=application.conditions_id)
    application.fee_fen = fee_due(application.conditions, application.organization, at)
    application.version += 1
    application.save()
    issue_query_number(application, prefix="RH", at=at)
    settle(application, "complete_application", at=at, by=by)
    _owe_decision(application, at)
    trace(application, "network.application_filed", by=by, at=at, due_on=application.due_on)
    return application


def _speaker(person: Any, organization: Organization | None, at: datetime) -> Any:
    """The person, when signed in and speaking for the organization; else None."""
    if organization is None or not getattr(person, "is_authenticated", False) or getattr(person, "is_system", False):
        return None
    return person if holds(person, organization, *SPEAKS, at=at) else None


def _join_to_register(application: MembershipApplication, at: datetime) -> None:
    """Filed without an account: an equal valid code says which organization it is, and its people are told."""
    if application.organization is not None:
        return
    found = matching_organization(application)
    if found is None:
        return
    if membership_of(application.hub, found, at) is not None:
        raise ValidationError(_("这家单位已经是会员，不用再申请。"))
    if MembershipApplication.objects.under_way().filter(hub=application.hub, organization=found).exists():
        raise ValidationError(_("这家单位已有一份申请在办，请凭查询编号查进度，或先撤回那一份。"))
    application.organization = found
    for person in holders(found, *SPEAKS, at=at):
        notify(person, "application_in_your_name", key=f"application-name:{application.pk}", at=at, mail=True,
               url=reverse("network:application", args=[application.pk]), organization=found.name,
               hub=application.hub.name)  # fmt: skip


def _owe_decision(application: MembershipApplication, at: datetime) -> None:
    url = reverse("network:application", args=[application.pk])
    owe(
        application, "decide_application", body=application.hub, roles=["head", "officer"], at=at, label=application.name,
        due_on=application.due_on or local_date(at), url=url, unit_code="A05.1", element="open",
    )  # fmt: skip
    for person in holders(application.hub, "head", "officer", at=at):
        notify(person, "application_filed", key=f"application:{application.pk}:{application.version}", at=at, mail=True,
               url=url, organization=application.name, hub=application.hub.name,
               due_on=f"{application.due_on:%Y-%m-%d}")  # fmt: skip


@transaction.atomic
def withdraw_application(application: MembershipApplication, *, by: Any, at: datetime) -> MembershipApplication:
    """The applicant takes it back before the decision; a draft is closed."""
    application = lock_application(application)
    authorise(by, "network.save_application", application, at=at)
    if application.state == State.WITHDRAWN:
        return application
    application.flow.apply(application, "withdraw")
    application.version += 1
    application.save(update_fields=["state", "version"])
    for verb in ("decide_application", "complete_application"):
        settle(application, verb, at=at, by=by)
    trace(application, "network.application_withdrawn", by=by, at=at)
    return application


@transaction.atomic
def drop_drafts(*, by: Any, at: datetime) -> int:
    """Drafts nobody filed are not kept for ever: their papers and words go after the days that hold for their hub."""
    authorise(by, "network.drop_drafts", None, at=at)
    drafts = MembershipApplication.objects.filter(state=State.DRAFT)
    days = settings_for(set(drafts.values_list("hub", flat=True)), DRAFT_DAYS.key, at)
    old = Q(pk__in=())
    for hub, most in days.items():
        old |= Q(hub=hub, saved_at__lt=at - timedelta(days=int(most or 0)))
    ids = list(drafts.select_for_update().filter(old).values_list("pk", flat=True)[:500])
    Attachment.objects.filter(subject_type=MembershipApplication._meta.label_lower, subject_id__in=ids).delete()
    MembershipApplication.objects.filter(pk__in=ids).delete()
    return len(ids)
