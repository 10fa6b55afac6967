"""Liaison officers: named by their organization for a term, trained, asked, handing over when it ends (A16.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.models import LiaisonTerm
from shuniu.domain.registry.queries_liaison import days_for, ended_posts, ends_soon
from shuniu.domain.registry.rules import LEAVER_DAYS, TERM_MONTHS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.norms.queries import default_of, setting_for
from shuniu.kernel.orgs.actions import appoint
from shuniu.kernel.orgs.models import Affiliation, Appointment, Organization, Role
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.people.actions import close_account
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import move_duties, notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.record.models import HandOver
from shuniu.kernel.trail.actions import trace

duty_kind(
    "renew_liaison", title=gettext_lazy("信息联络员任期将满：%(label)s，请续任或另请一位"), verb=gettext_lazy("去办理")
)
notice_kind("liaison_term_ends", text=gettext_lazy("你在%(body)s的信息联络员任期到 %(day)s 为止，请准备交接。"))
notice_kind("liaison_handed_over", text=gettext_lazy("%(leaver)s把%(body)s信息联络员的工作交给你，请看交接说明。"))


@transaction.atomic
def name_liaison(
    organization: Organization, *, person: User, valid_from: date, valid_to: date, by: Any, at: datetime
) -> Appointment:
    """The organization names its liaison officer for a term; who is one without a term, or stays, gets the new end.

    Raises ValidationError for a term that is turned round or longer than the limit.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "registry.name_liaison", organization, at=at)
    tie = Affiliation.objects.confirmed(at).filter(organization=organization).order_by("-is_main", "pk").first()
    months = int((setting_for(tie.hub, TERM_MONTHS.key, at) if tie else default_of(TERM_MONTHS.key)) or 0)
    if valid_to <= valid_from or valid_to <= local_date(at):
        raise ValidationError(_("任期结束的日子要在开始以后、今天以后。"))
    if valid_to > months_after(valid_from, months):
        raise ValidationError(_("任期最长 %(months)s 个月，到期可以续任。") % {"months": months})
    post = (
        Appointment.objects.valid(at)
        .filter(organization=organization, person=person, role=Role.LIAISON_OFFICER)
        .first()
    )
    if post is not None and post.valid_to == valid_to:
        return post
    if post is None:
        post = appoint(
            organization,
            person=person,
            role=Role.LIAISON_OFFICER,
            valid_from=valid_from,
            valid_to=valid_to,
            by=by,
            at=at,
        )
    post.valid_to = valid_to
    post.save(update_fields=["valid_to"])
    term, _made = LiaisonTerm.objects.get_or_create(appointment=post)
    trace(term, "registry.liaison_named", by=by, at=at, organization=organization, person=person, on=valid_to)
    for old in Appointment.objects.filter(organization=organization, role=Role.LIAISON_OFFICER):
        settle(old, "renew_liaison", at=at, by=by)
    return post


@transaction.atomic
def note_training(
    post: Appointment, *, hub: Organization, on: date, training: str, by: Any, at: datetime
) -> LiaisonTerm:
    """The hub notes that the liaison officer was trained: when and in what. The same again changes nothing."""
    term, _made = LiaisonTerm.objects.select_for_update().get_or_create(appointment=post)
    authorise(by, "registry.note_training", hub, at=at)
    tied = Affiliation.objects.confirmed(at).filter(hub=hub, organization=post.organization).exists()
    if not tied or not training.strip() or on > local_date(at):
        raise ValidationError(_("请写明培训内容和已经过去的日期；只能登记已确认联系的组织的联络员。"))
    if (term.trained_on, term.training, term.trained_by_id) != (on, training.strip(), hub.pk):
        term.trained_on, term.training, term.trained_by = on, training.strip(), hub
        term.save()
        trace(term, "registry.liaison_trained", by=by, at=at, hub=hub, on=on)
    return term


@transaction.atomic
def hand_over_liaison(post: Appointment, *, successor: User, note: str, by: Any, at: datetime) -> HandOver:
    """A liaison officer whose term ended hands over: what is under way, to whom. The one thing that account still can do.

    Raises ValidationError when the successor does not work for the organization or nothing is said. Twice is once.
    """
    post = Appointment.objects.select_for_update(of=("self",)).select_related("organization", "person").get(pk=post.pk)
    authorise(by, "registry.hand_over_liaison", post, at=at)
    term, _made = LiaisonTerm.objects.select_for_update().get_or_create(appointment=post)
    if term.hand_over is not None:
        return term.hand_over
    if successor.pk == post.person_id or not holds(successor, post.organization, at=at):
        raise ValidationError(_("接手的人要是本单位的另一位在任人员；还没有的，请单位负责人先任命。"))
    if not note.strip():
        raise ValidationError(_("请写明交接的内容：在办的事、账号和资料在哪里。"))
    row = HandOver(
        organization=post.organization,
        leaver=post.person,
        successor=successor,
        on=local_date(at),
        note=note.strip(),
        done_at=at,
    )
    row.duties_moved = move_duties(
        organization=post.organization, leaver=post.person, successor=successor, by=by, at=at
    )
    row.save()
    term.hand_over = row
    term.save(update_fields=["hand_over"])
    trace(row, "registry.liaison_handed_over", by=by, at=at, leaver=post.person, successor=successor)
    notify(
        successor, "liaison_handed_over", key=f"liaison:{row.pk}", at=at, mail=True, leaver=post.person.name,
        body=post.organization.name, url="/desk/registry/liaison/",
    )  # fmt: skip
    return row


@transaction.atomic
def watch_terms(*, by: Any, at: datetime) -> int:
    """Every morning: terms that end soon are owed a successor by the organization, and the officer is told; how many."""
    authorise(by, "registry.watch_terms", None, at=at)
    posts = list(ends_soon(at))
    for post in posts:
        owe(
            post, "renew_liaison", body=post.organization, roles=("head", "secretary_general"), due_on=post.valid_to,
            url="/desk/registry/liaison/", at=at, label=post.person.name, unit_code="A16.2", element="mechanism",
        )  # fmt: skip
        notify(
            post.person, "liaison_term_ends", key=f"term:{post.pk}", at=at, mail=True, body=post.organization.name,
            day=post.valid_to.isoformat(), url="/desk/registry/liaison/",
        )  # fmt: skip
    return len(posts)


@transaction.atomic
def close_left_accounts(*, by: Any, at: datetime) -> int:
    """Accounts of liaison officers who left: some days after the last term ended they can no longer sign in; how many."""
    authorise(by, "registry.close_left_accounts", None, at=at)
    posts = list(ended_posts(at).select_related("person"))
    days = days_for({post.organization_id for post in posts}, LEAVER_DAYS.key, at)
    still = {
        post.person_id
        for post in posts
        if post.valid_to and post.valid_to + timedelta(days=days[post.organization_id]) > local_date(at)
    }
    people = {post.person_id: post.person for post in posts if post.person_id not in still}
    for person in people.values():
        close_account(person, by=by, at=at)
    return len(people)
