"""The expert committee: who sits on it and until when, ties said openly, questions answered in days (A09.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled
from shuniu.domain.support.actions.desk.steps import tell_desk
from shuniu.domain.support.models.desk import (
    CommitteeMember,
    Consultation,
    InterestDeclaration,
    ServiceCommittee,
    ServiceRequest,
)
from shuniu.domain.support.queries.desk.experts import is_tied
from shuniu.domain.support.rules.desk import CONSULT_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_consultation", title=gettext_lazy("请专委会答复：%(label)s"), verb=gettext_lazy("去看看"))
notice_kind("consultation_given", text=gettext_lazy("请你答复“%(subject)s”，最迟 %(day)s。"))
notice_kind("expert_appointed", text=gettext_lazy("%(hub)s聘你为%(committee)s的专家，聘期至 %(day)s。"))
notice_kind("term_ended", text=gettext_lazy("你在%(committee)s的聘期提前结束：%(reason)s"))
notice_kind("consultation_answered", text=gettext_lazy("专委会答复了“%(subject)s”。"))
notice_kind("experts_answered", text=gettext_lazy("专委会答复了“%(subject)s”，可以照着答复申请人。"))


@transaction.atomic
def open_committee(hub: Organization, *, name: str, purpose: str, by: Any, at: datetime) -> ServiceCommittee:
    """A committee of the hub; the same name again is the same committee."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "support.appoint_expert", ServiceCommittee(hub=hub), at=at)
    kept = filled(name=name, purpose=purpose)
    row, made = ServiceCommittee.objects.get_or_create(
        hub=hub, name=kept["name"][:80], defaults={"purpose": kept["purpose"][:200], "opened_at": at}
    )
    if made:
        trace(row, "support.committee_opened", by=by, at=at, name=row.name)
    return row


@transaction.atomic
def appoint_expert(
    committee: ServiceCommittee, *, person: Any, areas: str, valid_from: date, valid_to: date, by: Any, at: datetime
) -> CommitteeMember:
    """For some areas and a term with an end; the same again changes nothing.

    Raises ValidationError for a term that is over, and beside one that still runs: that one ends first.
    """
    committee = ServiceCommittee.objects.select_for_update(of=("self",)).select_related("hub").get(pk=committee.pk)
    authorise(by, "support.appoint_expert", committee, at=at)
    if not areas.strip():
        raise ValidationError({"areas": _("请填写这一项。")})
    if valid_to <= max(valid_from, local_date(at)):
        raise ValidationError({"valid_to": _("聘期的结束要晚于开始，也要在今天以后。")})
    areas, terms = areas.strip()[:160], committee.members.filter(person=person)
    there = terms.filter(areas=areas, valid_from=valid_from, valid_to=valid_to, ended_at__isnull=True).first()
    if there is not None:
        return there
    if running := terms.filter(valid_from__lt=valid_to, valid_to__gt=valid_from, ended_at__isnull=True).first():
        raise ValidationError({"person": _("这位专家已经在聘，聘期至 %(day)s。要改专长或期限，先提前结束那一任。") % {"day": running.valid_to}})  # fmt: skip
    if terms.filter(valid_from=valid_from).exists():
        raise ValidationError({"valid_from": _("从这一天起的一任已经提前结束，新的一任请从另一天开始。")})
    row = CommitteeMember.objects.create(
        committee=committee, person=person, areas=areas, valid_from=valid_from, valid_to=valid_to, appointed_by=by, appointed_at=at
    )  # fmt: skip
    notify(person, "expert_appointed", key=f"expert:{row.pk}", at=at, url=reverse("support:consultations"), mail=True,
           hub=committee.hub.name, committee=committee.name, day=valid_to.isoformat())  # fmt: skip
    trace(row, "support.expert_appointed", by=by, at=at, person=person, until=valid_to)
    return row


@transaction.atomic
def end_term(member: CommitteeMember, *, reason: str, by: Any, at: datetime) -> CommitteeMember:
    """Before its day, with a reason the member reads; questions it had been given go back to the committee."""
    row = (
        CommitteeMember.objects.select_for_update(of=("self",))
        .select_related("committee__hub", "person")
        .get(pk=member.pk)
    )
    authorise(by, "support.appoint_expert", row.committee, at=at)
    today = local_date(at)
    if row.ended_at is not None or row.valid_to <= today:
        return row
    row.end_reason = filled(reason=reason)["reason"][:200]
    row.ended_at, row.valid_to = at, max(today, row.valid_from + timedelta(days=1))
    row.save(update_fields=["end_reason", "ended_at", "valid_to"])
    row.given.filter(answered_at__isnull=True).update(member=None)
    notify(row.person, "term_ended", key=f"term-ended:{row.pk}", at=at, url=reverse("support:consultations"), mail=True,
           committee=row.committee.name, reason=row.end_reason)  # fmt: skip
    trace(row, "support.term_ended", by=by, at=at, person=row.person)
    return row


@transaction.atomic
def declare_interest(
    member: CommitteeMember, *, organization: Organization, relation: str, by: Any, at: datetime
) -> InterestDeclaration:
    """A tie that keeps the member from answering and judging; once said it stays on record."""
    member = CommitteeMember.objects.select_for_update(of=("self",)).select_related("committee__hub").get(pk=member.pk)
    row = InterestDeclaration(member=member, organization=organization)
    row.hub = member.committee.hub
    authorise(by, "support.declare_interest", row, at=at)
    if not relation.strip():
        raise ValidationError({"relation": _("请写明是什么关系。")})
    row, made = InterestDeclaration.objects.get_or_create(
        member=member, organization=organization, defaults={"relation": relation.strip()[:120], "declared_at": at}
    )
    if made:
        trace(row, "support.interest_declared", by=by, at=at, organization=organization)
    return row


@transaction.atomic
def ask_committee(
    committee: ServiceCommittee, *, organization: Organization | None, subject: str, text: str, key: str, by: Any,
    at: datetime, request: ServiceRequest | None = None,
) -> Consultation:  # fmt: skip
    """An organization asks, or the desk for it, or for an applicant who is in no register. `key` comes with the form:
    twice is once."""
    committee = ServiceCommittee.objects.select_for_update(of=("self",)).select_related("hub").get(pk=committee.pk)
    there = Consultation.objects.filter(key=key, committee=committee).first()
    if there is not None:
        return there
    draft = Consultation(hub=committee.hub, committee=committee, organization=organization)
    authorise(by, "support.ask_committee", draft, at=at)
    if not subject.strip():
        raise ValidationError({"subject": _("请写明问什么。")})
    at = db_now()
    days = int(setting_for(committee.hub, CONSULT_DAYS.key, at) or 0)
    row = Consultation.objects.create(
        hub=committee.hub, committee=committee, organization=organization, request=request, subject=subject.strip()[:120],
        text=text.strip(), asked_at=at, asked_by=by, key=key, due_on=add_working_days(local_date(at), days, working_calendar()),
    )  # fmt: skip
    owe(row, "answer_consultation", body=committee.hub, roles=["head", "officer"], due_on=row.due_on, url=_url(row), at=at,
        label=row.subject, unit_code="A09.3", element="support")  # fmt: skip
    for member in CommitteeMember.objects.valid(at).filter(committee=committee).select_related("person"):
        if not is_tied(member.person_id, row.organization_id, at):
            _tell(row, member.person, at)
    trace(row, "support.committee_asked", by=by, at=at, organization=row.asker)
    return row


@transaction.atomic
def consult_for_request(
    request: ServiceRequest, *, committee: ServiceCommittee, text: str, by: Any, at: datetime
) -> Consultation:
    """The desk puts a request to the experts for its applicant; the request's clock runs on. One committee is asked once."""
    row = ServiceRequest.objects.select_for_update(of=("self",)).select_related("organization").get(pk=request.pk)
    authorise(by, "support.answer_request", row, at=at)
    if not row.is_open or committee.hub_id != row.hub_id:
        raise ValidationError(_("这件申请已经办结，或这个专委会不在本枢纽。"))
    key = f"request:{row.pk}:{committee.pk}"
    return ask_committee(
        committee, organization=row.organization, subject=row.subject, text=text.strip() or row.text, key=key, request=row,
        by=by, at=at,
    )  # fmt: skip


def _url(row: Consultation) -> str:
    return reverse("support:consultation", args=[row.pk])


def _tell(row: Consultation, person: Any, at: datetime) -> None:
    notify(person, "consultation_given", key=f"consultation:{row.pk}:given", at=at, url=_url(row), mail=True,
           subject=row.subject, day=row.due_on.isoformat())  # fmt: skip


def _lock(row: Consultation) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related(
        "hub",
        "committee",
        "organization",
        "member",
        "request__unit__organization",
        "request__unit__hub",
        "request__assigned_to",
    )
    return rows.get(pk=row.pk)


@transaction.atomic
def give_question(consultation: Consultation, *, member: CommitteeMember, by: Any, at: datetime) -> Consultation:
    """To one member in the term and without a tie to who asks."""
    row = _lock(consultation)
    authorise(by, "support.give_question", row, at=at)
    member = CommitteeMember.objects.select_related("person").get(pk=member.pk)
    _refuse_unfit(row, member, at)
    if row.member_id != member.pk:
        row.member = member
        row.save(update_fields=["member"])
        _tell(row, member.person, at)
        trace(row, "support.question_given", by=by, at=at, person=member.person)
    return row


def _refuse_unfit(row: Consultation, member: CommitteeMember, at: datetime) -> None:
    if row.answered_at is not None:
        raise ValidationError(_("这个问题已经答复。"))
    if member.committee_id != row.committee_id or not (member.valid_from <= local_date(at) < member.valid_to):
        raise ValidationError(_("这位专家不在聘期内，请另请一位。"))
    if is_tied(member.person_id, row.organization_id, at):  # also said in an earlier term or on another committee
        raise ValidationError(_("这位专家申报过与提问的组织有关系，请另请一位。"))


@transaction.atomic
def answer_consultation(consultation: Consultation, *, text: str, by: Any, at: datetime) -> Consultation:
    """By a member whose term runs and who has no tie to who asks; once answered it stays."""
    row = _lock(consultation)
    authorise(by, "support.answer_consultation", row, at=at)
    if row.answered_at is not None:
        return row
    if not text.strip():
        raise ValidationError({"answer": _("请写明意见和依据。")})
    member = (
        CommitteeMember.objects.valid(at).filter(committee=row.committee_id, person=by).order_by("-valid_from").first()
    )
    assert member is not None
    _refuse_unfit(row, member, at)
    at = db_now()
    row.answer, row.answered_at, row.answered_by = text.strip(), at, member
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    settle(row, "answer_consultation", at=at, by=by)
    for person in holders(row.organization, *SPEAKS, at=at) if row.organization else ():
        notify(person, "consultation_answered", key=f"consultation:{row.pk}:answered", at=at, url=_url(row),
               subject=row.subject)  # fmt: skip
    if row.request is not None and row.request.is_open:
        tell_desk(row.request, "experts_answered", key=f"experts:{row.pk}", at=at)
    trace(row, "support.consultation_answered", by=by, at=at)
    return row
