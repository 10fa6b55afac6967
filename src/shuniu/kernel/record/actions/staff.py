from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import authorise, permit, predicate
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.queries import limit, setting_for
from shuniu.kernel.orgs.actions import appoint, end_appointment
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import heads_it, oversees_it
from shuniu.kernel.people.actions import is_operator, open_account
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions.duty import move_duties
from shuniu.kernel.record.actions.notice import notify, send_mail
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.record.models import HandOver, Invitation, SavedView
from shuniu.kernel.trail.actions import trace

limit(
    "record.invitation_days", default=14, unit_label=gettext_lazy("天"), title=gettext_lazy("邀请的有效期"), clause=""
)
notice_kind("duties_taken", text=gettext_lazy("%(leaver)s已离任，%(count)s 件待办转给你。"))
notice_kind("duties_given", text=gettext_lazy("你在%(body)s的交接已办好，%(count)s 件待办转给%(successor)s。"))

LONGEST_QUERY = 500


@predicate
def keeps_the_view(user: Any, view: SavedView, at: datetime) -> bool:
    return user.is_authenticated and view.user_id == user.pk


permit("record.drop_view", keeps_the_view)

permit("record.invite", heads_it | oversees_it | is_operator)
permit("record.withdraw_invitation", heads_it | oversees_it | is_operator)
permit("record.hand_over", heads_it | oversees_it | is_operator)


@transaction.atomic
def invite(organization: Organization, *, role: str, name: str, email: str = "", by: Any, at: datetime) -> Invitation:
    """Open a way in for one person; with a mail address the link is mailed, otherwise it is shown as QR.

    Raises ValidationError without a name, or for what is no mail address.
    """
    authorise(by, "record.invite", organization, at=at)
    name, email = name.strip(), email.strip()
    if not 0 < len(name) <= 60:
        raise ValidationError({"name": _("请写被邀请人的姓名，最多 60 个字。")})
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError({"email": _("这个邮箱地址不对，请核对。")}) from error
    waiting = Invitation.objects.filter(
        organization=organization, role=role, name=name, email=email, accepted_at=None, withdrawn_at=None,
        ends_on__gt=local_date(at),
    ).first()  # fmt: skip
    if waiting is not None:
        return waiting
    row = Invitation.objects.create(
        organization=organization, role=role, name=name, email=email, token=secrets.token_urlsafe(24),
        invited_by=by, invited_at=at, ends_on=local_date(at) + timedelta(days=int(setting_for(organization, "record.invitation_days", at) or 0)),
    )  # fmt: skip
    if email:
        send_mail(
            to=email, key=f"invitation:{row.pk}", at=at,
            subject=_("%(body)s邀请你使用枢纽") % {"body": organization.name},
            body=_("%(name)s，你好：请打开下面的链接完成注册，%(day)s 前有效。")
            % {"name": name, "day": row.ends_on.isoformat()} + f"\n{settings.PUBLIC_URL}/join/{row.token}/\n",
        )  # fmt: skip
    trace(row, "record.invited", by=by, at=at, organization=organization, role=role)
    return row


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Any, at: datetime) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    authorise(by, "record.withdraw_invitation", invitation.organization, at=at)
    if invitation.withdrawn_at is None and invitation.accepted_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        trace(invitation, "record.invitation_withdrawn", by=by, at=at)
    return invitation


@transaction.atomic
def restore_invitation(invitation: Invitation, *, by: Any, at: datetime) -> Invitation:
    """Take a withdrawal back: the link opens again until its day."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    authorise(by, "record.withdraw_invitation", invitation.organization, at=at)
    if invitation.withdrawn_at is not None:
        invitation.withdrawn_at = None
        invitation.save(update_fields=["withdrawn_at"])
        trace(invitation, "record.invitation_restored", by=by, at=at)
    return invitation


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, at: datetime, user: User | None = None, username: str = "", password: str = "",
    name: str = "", phone: str = "",
) -> User:  # fmt: skip
    """Take an invitation up with an account at hand or a new one. The token in the address is the permission."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    at = db_now()
    if invitation.accepted_at is not None:
        if user is not None and invitation.accepted_by_id == user.pk:
            return user
        raise ValidationError(_("这个邀请已经用过了。如果不是你本人，请告诉发邀请的单位。"))
    if invitation.withdrawn_at is not None or invitation.ends_on <= local_date(at):
        raise ValidationError(_("这个邀请已经失效，请联系发邀请的单位重新发一个。"))
    system = User.objects.system("invitations")
    if user is None:
        user = open_account(
            username=username, name=name or invitation.name, email=invitation.email or None, phone=phone or None,
            password=password, by=system, at=at,
        )  # fmt: skip
    appoint(invitation.organization, person=user, role=invitation.role, valid_from=local_date(at), by=system, at=at)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    trace(invitation, "record.invitation_accepted", by=user, at=at)
    return user


@transaction.atomic
def hand_over(
    organization: Organization, *, leaver: Any, successor: Any, on: date, note: str, by: Any, at: datetime,
    take_roles: bool = False,
) -> HandOver:  # fmt: skip
    """Somebody leaves: roles end, open duties go to the successor (with `take_roles` the roles too), both are told.

    The leaver may do it, the head, or who oversees the body. The same hand-over again changes nothing.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if by.pk != leaver.pk:
        authorise(by, "record.hand_over", organization, at=at)
    done = HandOver.objects.filter(organization=organization, leaver=leaver, successor=successor, on=on).first()
    if done is not None:
        return done
    if leaver.pk == successor.pk or not holds(successor, organization, at=at):
        raise ValidationError(_("接手的人要是本单位的另一位在任人员，请先给他任职。"))
    if not Appointment.objects.valid(at).filter(organization=organization, person=leaver).exists():
        raise ValidationError(_("这位同事在本单位没有在任的职责，不需要交接。"))
    system = User.objects.system("hand-over")
    for post in Appointment.objects.valid(at).filter(organization=organization, person=leaver):
        end_appointment(post, on=on, by=system, at=at)
        if take_roles:
            appoint(organization, person=successor, role=post.role, valid_from=on, by=system, at=at)
    row = HandOver(organization=organization, leaver=leaver, successor=successor, on=on, note=note, done_at=at)
    row.duties_moved = move_duties(organization=organization, leaver=leaver, successor=successor, by=by, at=at)
    row.save()
    trace(row, "record.handed_over", by=by, at=at, leaver=leaver, successor=successor)
    facts = {"leaver": leaver.name, "successor": successor.name, "body": organization.name, "count": row.duties_moved}
    notify(successor, "duties_taken", key=f"hand-over:{row.pk}", url="/desk/duties/", at=at, mail=True, **facts)
    notify(leaver, "duties_given", key=f"hand-over:{row.pk}", at=at, mail=True, **facts)
    return row


@transaction.atomic
def save_view(*, page: str, name: str, query: str, by: User, at: datetime) -> SavedView:
    """Keep filters under a name; the same name is replaced."""
    name = name.strip()[:60]
    if not name:
        raise ValidationError(_("请给这个视图起个名字。"))
    if len(query) > LONGEST_QUERY:
        raise ValidationError(_("筛选条件太长，请减少几项再保存。"))
    row, _made = SavedView.objects.update_or_create(user=by, page=page, name=name, defaults={"query": query})
    trace(row, "record.view_saved", by=by, at=at, page=page)
    return row


@transaction.atomic
def drop_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Take one's own view away; one that is gone already changes nothing."""
    for row in SavedView.objects.select_for_update().filter(pk=view.pk):
        authorise(by, "record.drop_view", row, at=at)
        trace(row, "record.view_dropped", by=by, at=at, page=row.page)
        row.delete()
