"""The hub's side: what is missing told once, admitted or refused with reason and date, many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.application import lock_application
from shuniu.domain.network.actions.confirmation import ask_to_confirm
from shuniu.domain.network.actions.consent import keep_consent
from shuniu.domain.network.models import MembershipApplication
from shuniu.domain.network.queries.joining import matching_organization, working_days_on
from shuniu.domain.network.rules import DECISION_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.actions import claim_affiliation, confirm_affiliation, enter_organization, set_route
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, owe, send_mail, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

State = MembershipApplication.State

duty_kind("complete_application", title=gettext_lazy("补充入会申请：%(label)s"), verb=gettext_lazy("去补充"))
notice_kind("application_asked", text=gettext_lazy("加入%(hub)s的申请还缺材料，已一次列清，补齐后再提交。"))
duty_kind("confirm_membership", title=gettext_lazy("确认与枢纽的联系：%(label)s"), verb=gettext_lazy("去确认"))
notice_kind("application_admitted", text=gettext_lazy("%(hub)s已接纳%(organization)s为会员。"))
notice_kind(
    "application_to_confirm",
    text=gettext_lazy("%(hub)s已接纳%(organization)s。请贵单位确认，确认后才是会员。"),
)
notice_kind(
    "membership_to_confirm",
    text=gettext_lazy("有人没有登录、以%(organization)s的名义申请加入%(hub)s，枢纽已接纳。请确认是不是贵单位的意思。"),
)
notice_kind("application_refused", text=gettext_lazy("%(hub)s没有接纳%(organization)s：%(reason)s 可以提出异议。"))


def tell_applicant(application: MembershipApplication, kind: str, *, at: datetime, **facts: Any) -> None:
    """Persons of the organization in the product, and the address the application names."""
    facts = {"hub": application.hub.name, "organization": application.name, **facts}
    key = f"{kind}:{application.pk}:{application.version}"
    if application.organization is not None:
        for person in holders(application.organization, *SPEAKS, at=at):
            notify(person, kind, key=key, at=at, mail=True,
                   url=reverse("network:application", args=[application.pk]), **facts)  # fmt: skip
    try:
        validate_email(application.contact)
    except ValidationError:
        return
    from shuniu.kernel.record.actions.notice import notice_text  # the sentence that a signed-in person would read

    text = notice_text(kind, facts)
    address = settings.PUBLIC_URL + reverse("network:apply", args=[application.token])
    send_mail(to=application.contact, subject=text[:120], key=f"{key}:contact", at=at, body=f"{text}\n{address}\n")


@transaction.atomic
def ask_for_missing(
    application: MembershipApplication, *, items: Iterable[str], text: str = "", by: Any, at: datetime
) -> MembershipApplication:
    """Everything that is missing in one list, and only once; the clock starts anew when it comes back."""
    application = lock_application(application)
    authorise(by, "network.ask_for_missing", application, at=at)
    lines = [
        *(item.strip() for item in items if item.strip()),
        *(one.strip() for one in text.splitlines() if one.strip()),
    ]
    if application.state == State.RETURNED and application.asked == "\n".join(lines):
        return application
    if application.asked_at is not None:
        raise ValidationError(_("还缺的已经一次告知过，不能再要别的；请按现有材料决定。"))
    if not lines:
        raise ValidationError({"text": _("请把还缺的一次列全，每行一项。")})
    application.flow.apply(application, "ask")
    application.asked, application.asked_at, application.version = "\n".join(lines), at, application.version + 1
    application.save()
    settle(application, "decide_application", at=at, by=by)
    if application.organization is not None:
        owe(
            application, "complete_application", body=application.organization, roles=list(SPEAKS), at=at,
            due_on=working_days_on(application.hub, DECISION_DAYS.key, local_date(at), at), label=application.hub.name,
            url=reverse("network:apply", args=[application.token]), unit_code="A05.1", element="open",
        )  # fmt: skip
    tell_applicant(application, "application_asked", at=at)
    trace(application, "network.application_asked", by=by, at=at, count=len(lines))
    return application


@transaction.atomic
def admit_application(
    application: MembershipApplication,
    *,
    organization: Organization | None = None,
    remark: str = "",
    by: Any,
    at: datetime,
) -> MembershipApplication:
    """The head admits: filed by the organization's own account the tie stands confirmed, its consent on file.

    `organization` says which row of the register the applicant is; without it an equal code decides, else it is entered.
    """
    application = lock_application(application)
    authorise(by, "network.decide_application", application, at=at)
    if application.state == State.ADMITTED:
        return application
    application.flow.apply(application, "admit")
    make_member(application, organization=organization, by=by)
    _decided(application, remark, by)
    return application


@transaction.atomic
def refuse_application(
    application: MembershipApplication, *, reason: str, by: Any, at: datetime
) -> MembershipApplication:
    """The head refuses, with the reason the applicant will read; the refused may object."""
    application = lock_application(application)
    authorise(by, "network.decide_application", application, at=at)
    if application.state == State.REFUSED and application.reason == reason.strip():
        return application
    if not reason.strip():
        raise ValidationError({"reason": _("不接纳要写明理由，对照入会条件写是哪一条。")})
    application.flow.apply(application, "refuse")
    _decided(application, reason, by)
    return application


def make_member(application: MembershipApplication, *, organization: Organization | None, by: Any) -> None:
    """The tie of an admitted application: confirmed when the organization filed it with an account of its own.

    Filed through the address alone it is a claim like any other: who speaks for the organization confirms it signed in,
    or through the link, which the body above asks after; until then it is no member (A05.1).
    """
    at, system = db_now(), User.objects.system("membership")
    found = application.organization or organization or matching_organization(application)
    if found is None:
        found = enter_organization(
            name=application.name, kind=application.kind, credit_code=application.credit_code or None,
            area=application.area, legal_representative=application.leader, purpose=application.purpose,
            activities=application.activities, source="self", by=system, at=at,
        )  # fmt: skip
    tie = claim_affiliation(
        application.hub, organization=found, kind=Affiliation.Kind.MEMBERSHIP, route=Affiliation.Route.MEMBERSHIP,
        source=f"application:{application.pk}", valid_from=local_date(at), by=system, at=at,
    )  # fmt: skip
    tie = set_route(tie, route=Affiliation.Route.MEMBERSHIP, by=system, at=at)
    application.organization, application.tie = found, tie
    if tie.confirmed_at is not None:
        return
    if application.filed_by_id is None:
        ask_to_confirm(tie, "membership_to_confirm", by=system, at=at)
        return
    application.tie = confirm_affiliation(tie, through="application", by=system, at=at)
    keep_consent(application.tie, at=at)


def _decided(application: MembershipApplication, reason: str, by: Any) -> None:
    at = db_now()
    application.reason, application.decided_at, application.decided_by = reason.strip(), at, by
    application.version += 1
    application.save()
    settle(application, "decide_application", at=at, by=by)
    admitted = application.state == State.ADMITTED
    member = admitted and application.tie is not None and application.tie.confirmed_at is not None
    kind = "application_refused" if not admitted else "application_admitted" if member else "application_to_confirm"
    tell_applicant(application, kind, at=at, reason=application.reason)
    if admitted:
        trace(application, "network.application_admitted", by=by, at=at, hub=application.hub)
    else:
        trace(application, "network.application_refused", by=by, at=at, hub=application.hub)


@transaction.atomic
def decide_many(
    applications: Iterable[MembershipApplication], *, admit: bool, reason: str = "", by: Any, at: datetime
) -> int:
    """Several at once, all or none, each with its own record; those decided meanwhile are left as they are."""
    if not admit and not reason.strip():
        raise ValidationError(_("不接纳要写明理由，对照入会条件写是哪一条。"))
    done = 0
    for application in applications:
        row = lock_application(application)
        if row.state != State.FILED:
            continue
        if admit:
            admit_application(row, remark=reason, by=by, at=at)
        else:
            refuse_application(row, reason=reason, by=by, at=at)
        done += 1
    return done
