"""The track towards a social enterprise (A11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled, tell, whole
from shuniu.domain.support.models.growing import (
    EnterpriseCertificate,
    EnterpriseTransition,
    LegalOpinion,
    Question,
    SelfCheck,
    SelfCheckAnswer,
    TransitionStep,
    TransitionTalk,
)
from shuniu.domain.support.rules.growing import ADVICE_DAYS, is_own_office
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import attach, notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind(
    "answer_transition_question",
    title=gettext_lazy("答复转型中的法律和资产问题：%(label)s"),
    verb=gettext_lazy("去答复"),
)
notice_kind("transition_listed", text=gettext_lazy("%(hub)s把你单位列为社会企业转型候选：%(reasons)s"))
notice_kind("adviser_named", text=gettext_lazy("你被请为%(organization)s转型的顾问。"))
notice_kind("transition_answered", text=gettext_lazy("你单位提的法律和资产问题有了答复：%(answer)s"))
duty_kind("renew_certificate", title=gettext_lazy("社会企业认定证书到期：%(label)s"), verb=gettext_lazy("去登记新证"))
notice_kind("enterprise_recognized", text=gettext_lazy("%(hub)s登记了你单位的社会企业认定证书，有效期至 %(day)s。"))
State = EnterpriseTransition.State


@transaction.atomic
def take_self_check(
    organization: Organization,
    *,
    answers: dict[str, tuple[bool, str]],
    wants_support: bool,
    key: str,
    by: Any,
    at: datetime,
) -> SelfCheck:
    """Every question answered yes or no. Raises ValidationError when one is left out."""
    draft = SelfCheck(organization=organization)
    authorise(by, "support.take_self_check", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    there = SelfCheck.objects.filter(key=key, organization=organization).first()
    if there is not None:
        return there
    if set(answers) != set(Question.values):
        raise ValidationError(_("每个问题都要答。"))
    row = SelfCheck.objects.create(
        organization=organization, checked_by=by, checked_at=at, wants_support=wants_support, key=key
    )
    SelfCheckAnswer.objects.bulk_create(
        SelfCheckAnswer(check_row=row, question=code, yes=yes, note=note.strip()[:200])
        for code, (yes, note) in answers.items()
    )
    trace(row, "support.self_check_taken", by=by, at=at, yes=sum(yes for yes, _note in answers.values()))
    return row


@transaction.atomic
def list_candidate(check: SelfCheck, *, hub: Organization, reasons: str, by: Any, at: datetime) -> EnterpriseTransition:
    """The hub takes up who asked for it in its self-check, with reasons the organization reads."""
    draft = EnterpriseTransition(hub=hub, organization=check.organization)
    authorise(by, "support.list_candidate", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=check.organization_id)
    there = EnterpriseTransition.objects.filter(
        organization=check.organization, state__in=[State.CANDIDATE, State.UNDER_WAY]
    ).first()
    if there is not None:
        if there.hub_id != hub.pk:
            raise ValidationError(_("这家组织已由%(hub)s列为候选。") % {"hub": there.hub.name})
        return there
    if not check.wants_support:
        raise ValidationError(_("这家组织自检时没有要求列为培育对象，请先与它商量。"))
    if why := is_own_office(hub, check.organization, at):
        raise ValidationError(why)
    reasons = filled(reasons=reasons)["reasons"]
    row = EnterpriseTransition.objects.create(
        hub=hub, organization=check.organization, self_check=check, reasons=reasons, listed_by=by, listed_at=at
    )
    trace(row, "support.candidate_listed", by=by, at=at, organization=check.organization, hub=hub)
    tell(
        row.organization,
        "transition_listed",
        key=f"transition:{row.pk}",
        url=_url(row),
        at=at,
        hub=hub.name,
        reasons=reasons,
    )
    return row


def _url(row: EnterpriseTransition) -> str:
    return reverse("support:transition", args=[row.pk])


def _lock(row: EnterpriseTransition) -> EnterpriseTransition:
    rows = EnterpriseTransition.objects.select_for_update(of=("self",)).select_related("hub", "organization")
    return rows.get(pk=row.pk)


def _under_way(row: EnterpriseTransition) -> None:
    if row.state in (State.CHANGED, State.RECOGNIZED, State.STOPPED):
        raise ValidationError(_("这次转型已经结束，不能再改。"))


@transaction.atomic
def name_adviser(transition: EnterpriseTransition, *, person: User, by: Any, at: datetime) -> EnterpriseTransition:
    row = _lock(transition)
    authorise(by, "support.name_adviser", row, at=at)
    if row.adviser_id == person.pk:
        return row
    _under_way(row)
    if holds(person, row.organization, at=at):
        raise ValidationError({"person": _("顾问不能是这家组织自己的人。")})
    row.adviser, row.adviser_named_at = person, at
    row.save(update_fields=["adviser", "adviser_named_at"])
    trace(row, "support.adviser_named", by=by, at=at, person=person)
    notify(
        person,
        "adviser_named",
        key=f"adviser:{row.pk}",
        at=at,
        url=_url(row),
        mail=True,
        organization=row.organization.name,
    )
    return row


@transaction.atomic
def save_transition_plan(
    transition: EnterpriseTransition, *, plan: str, version: int, by: Any, at: datetime
) -> EnterpriseTransition:
    row = _lock(transition)
    authorise(by, "support.save_transition_plan", row, at=at)
    plan = filled(plan=plan)["plan"]
    if row.version == version + 1 and row.plan == plan:
        return row
    check_version(row, version)
    _under_way(row)
    row.flow.apply(row, "begin")
    row.plan, row.planned_at, row.version = plan, at, version + 1
    row.save()
    trace(row, "support.transition_planned", by=by, at=at)
    return row


@transaction.atomic
def set_step(transition: EnterpriseTransition, *, kind: str, due_on: date, by: Any, at: datetime) -> TransitionStep:
    """A step and its day; set again before it is done its day moves."""
    row = _lock(transition)
    authorise(by, "support.save_transition_plan", row, at=at)
    _under_way(row)
    if kind not in TransitionStep.Kind.values:
        raise ValidationError({"kind": _("请选择步骤。")})
    step, _made = TransitionStep.objects.get_or_create(transition=row, kind=kind, defaults={"due_on": due_on})
    if step.done_on is None and step.due_on != due_on:
        step.due_on = due_on
        step.save(update_fields=["due_on"])
    trace(row, "support.step_set", by=by, at=at, kind=kind, due_on=due_on)
    return step


def why_locked(transition: EnterpriseTransition) -> str:
    """Why the change of form is locked; empty when it is not (A11: assets and law before any change of form)."""
    opinions = transition.opinions.filter(subject=LegalOpinion.Subject.ASSETS)
    if not opinions.exists():
        return _("还没有附上关于公益资产的法律意见，变更组织形式锁着。")
    if opinions.first().conclusion == LegalOpinion.Conclusion.NOT:
        return _("最近一份关于公益资产的法律意见说不可以，变更组织形式锁着。")
    asked = transition.talks.filter(kind=TransitionTalk.Kind.QUESTION, answered_at__isnull=True)
    if asked.exists():
        return _("还有法律和资产问题没有书面答复，变更组织形式锁着。")
    return ""


@transaction.atomic
def finish_step(step: TransitionStep, *, done_on: date, note: str, by: Any, at: datetime) -> TransitionStep:
    """The hub notes that a step is done. Raises ValidationError for a locked change of form."""
    row = _lock(step.transition)
    authorise(by, "support.finish_step", row, at=at)
    step = TransitionStep.objects.select_for_update().get(pk=step.pk)
    if step.done_on is not None:
        return step
    _under_way(row)
    if done_on > local_date(at):
        raise ValidationError({"done_on": _("完成日期还没到。")})
    if step.kind == TransitionStep.Kind.FORM:
        if why := why_locked(row):
            raise ValidationError(why)
        step.opinion = row.opinions.filter(subject=LegalOpinion.Subject.ASSETS).first()
        if done_on < step.opinion.given_on:  # type: ignore[union-attr]
            raise ValidationError({"done_on": _("变更不能早于法律意见的日期。")})
    step.done_on, step.note, step.done_by = done_on, filled(note=note)["note"][:200], by
    step.save()
    trace(row, "support.step_finished", by=by, at=at, kind=step.kind)
    if step.kind == TransitionStep.Kind.FORM:
        row.flow.apply(row, "change")
        row.ended_at = at
        row.save(update_fields=["state", "ended_at"])
    return step


@transaction.atomic
def attach_opinion(
    transition: EnterpriseTransition, *, subject: str, lawyer: str, given_on: date, conclusion: str, summary: str,
    assets_fen: int | None, goes_to: str, upload: UploadedFile, by: Any, at: datetime,
) -> LegalOpinion:  # fmt: skip
    """A lawyer's opinion with its paper. On the assets it says how much there is and where it goes."""
    row = _lock(transition)
    authorise(by, "support.attach_opinion", row, at=at)
    _under_way(row)
    texts = filled(lawyer=lawyer, summary=summary)
    if given_on > local_date(at):
        raise ValidationError({"given_on": _("出具日期还没到。")})
    if subject == LegalOpinion.Subject.ASSETS and (assets_fen is None or not goes_to.strip()):
        raise ValidationError({"goes_to": _("关于公益资产的意见，请写明金额和去向。")})
    owner = row.hub if holds(by, row.hub, "head", "officer", "clerk", at=at) else row.organization
    paper = attach(upload, owner=owner, subject=row, by=by, at=at)
    opinion, made = LegalOpinion.objects.get_or_create(
        transition=row, paper=paper,
        defaults={"subject": subject, "given_on": given_on, "conclusion": conclusion, "assets_fen": assets_fen,
                  "goes_to": goes_to.strip()[:200], "added_by": by, "added_at": at, **texts},
    )  # fmt: skip
    if made:
        trace(row, "support.opinion_attached", by=by, at=at, subject=subject, conclusion=conclusion)
    return opinion


@transaction.atomic
def record_certificate(
    transition: EnterpriseTransition, *, issuer: str, number: str, stars: int, given_on: date, valid_to: date,
    upload: UploadedFile, by: Any, at: datetime,
) -> EnterpriseCertificate:  # fmt: skip
    """The hub has seen the paper of the recognizing body: the last step, never before the form has changed.

    A renewal is a further certificate. Raises ValidationError before the change of form, for days that cannot be.
    """
    row = _lock(transition)
    authorise(by, "support.record_certificate", row, at=at)
    texts = filled(issuer=issuer, number=number)
    there = EnterpriseCertificate.objects.filter(**texts).first()
    if there is not None:
        if there.transition_id != row.pk:
            raise ValidationError({"number": _("这个编号的证书已经登记在另一家组织名下。")})
        return there
    _check_days(row, given_on=given_on, valid_to=valid_to, at=at)
    paper = attach(upload, owner=row.hub, subject=row, by=by, at=at)
    made = EnterpriseCertificate.objects.create(
        transition=row,
        stars=stars,
        given_on=given_on,
        valid_to=valid_to,
        paper=paper,
        added_by=by,
        added_at=at,
        **texts,
    )
    step, _new = TransitionStep.objects.get_or_create(
        transition=row, kind=TransitionStep.Kind.RECOGNITION, defaults={"due_on": given_on}
    )
    if step.done_on is None:
        step.done_on, step.note, step.done_by = given_on, f"{made.issuer} {made.number}"[:200], by
        step.save()
    if row.state == State.CHANGED:
        row.flow.apply(row, "recognize")
        row.save(update_fields=["state"])
    settle(row, "renew_certificate", at=at, by=by)
    owe(row, "renew_certificate", body=row.hub, roles=["head", "officer"], due_on=valid_to, at=at, url=_url(row),
        label=row.organization.name, unit_code="A11", element="support")  # fmt: skip
    trace(row, "support.certificate_recorded", by=by, at=at, issuer=made.issuer, valid_to=valid_to)
    tell(row.organization, "enterprise_recognized", key=f"certificate:{made.pk}", url=_url(row), at=at, hub=row.hub.name,
         day=valid_to.isoformat())  # fmt: skip
    return made


def _check_days(row: EnterpriseTransition, *, given_on: date, valid_to: date, at: datetime) -> None:
    if row.state not in (State.CHANGED, State.RECOGNIZED):
        raise ValidationError(_("先变更组织形式，再登记认定证书。"))
    form = row.steps.get(kind=TransitionStep.Kind.FORM)
    assert form.done_on is not None
    if not form.done_on <= given_on <= local_date(at):
        raise ValidationError(
            {"given_on": _("认定日期要在变更组织形式（%(day)s）以后、今天以前。") % {"day": form.done_on}}
        )
    if valid_to <= given_on:
        raise ValidationError({"valid_to": _("有效期要晚于认定日期。")})


@transaction.atomic
def note_talk(
    transition: EnterpriseTransition, *, kind: str, held_on: date, text: str, key: str, by: Any, at: datetime
) -> TransitionTalk:
    """A session by the adviser or the hub, a question by the organization; each waits for the other side's word."""
    row = _lock(transition)
    asks = kind == TransitionTalk.Kind.QUESTION
    authorise(by, "support.ask_question" if asks else "support.log_advice", row, at=at)
    there = TransitionTalk.objects.filter(key=key, transition=row).first()
    if there is not None:
        return there
    _under_way(row)
    text = filled(text=text)["text"]
    if held_on > local_date(at):
        raise ValidationError({"held_on": _("日期还没到。")})
    talk = TransitionTalk.objects.create(
        transition=row, kind=kind, held_on=held_on, text=text, said_by=by, said_at=at, key=key
    )
    trace(row, "support.question_asked" if asks else "support.advice_logged", by=by, at=at)
    if asks:
        due = add_working_days(local_date(at), whole(row.hub, ADVICE_DAYS.key, at), working_calendar())
        owe(row, "answer_transition_question", body=row.hub, roles=["head", "officer"], due_on=due, at=at, url=_url(row),
            label=row.organization.name, unit_code="A11", element="support")  # fmt: skip
    return talk


@transaction.atomic
def answer_talk(talk: TransitionTalk, *, answer: str, by: Any, at: datetime) -> TransitionTalk:
    """A question is answered in words by the hub or the adviser; a session is confirmed by the organization."""
    row = _lock(talk.transition)
    asked = talk.kind == TransitionTalk.Kind.QUESTION
    authorise(by, "support.answer_question" if asked else "support.confirm_advice", row, at=at)
    talk = TransitionTalk.objects.select_for_update().get(pk=talk.pk)
    if talk.answered_at is not None:
        return talk
    if talk.said_by_id == by.pk:
        raise PermissionDenied(_("自己登记的要由别人确认。"))
    talk.answer = filled(answer=answer)["answer"] if asked else answer.strip()
    talk.answered_by, talk.answered_at = by, at
    talk.save()
    trace(row, "support.question_answered" if asked else "support.advice_confirmed", by=by, at=at)
    open_ones = row.talks.filter(kind=TransitionTalk.Kind.QUESTION, answered_at__isnull=True)
    if asked and not open_ones.exists():
        settle(row, "answer_transition_question", at=at, by=by)
    if asked:
        tell(
            row.organization,
            "transition_answered",
            key=f"transition-answer:{talk.pk}",
            url=_url(row),
            at=at,
            answer=talk.answer,
        )
    return talk


@transaction.atomic
def stop_transition(transition: EnterpriseTransition, *, reason: str, by: Any, at: datetime) -> EnterpriseTransition:
    row = _lock(transition)
    authorise(by, "support.stop_transition", row, at=at)
    if row.state == State.STOPPED:
        return row
    row.end_reason = filled(reason=reason)["reason"][:200]
    row.flow.apply(row, "stop")
    row.ended_at = at
    row.save()
    settle(row, "answer_transition_question", at=at, by=by)
    trace(row, "support.transition_stopped", by=by, at=at)
    return row
