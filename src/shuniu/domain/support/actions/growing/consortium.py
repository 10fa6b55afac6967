"""Consortia and practice notes (A10.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.growing.common import SIGNS, filled, tell, whole
from shuniu.domain.support.models.growing import Consortium, ConsortiumPartner, PracticeNote, PracticeUse
from shuniu.domain.support.rules.growing import LANDING_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_consortium", title=gettext_lazy("答复组团邀请：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("consortium_answered", text=gettext_lazy("%(partner)s对组团“%(title)s”的答复：%(answer)s"))
notice_kind("consortium_formed", text=gettext_lazy("“%(title)s”组团成功，%(count)s 家真正承担。"))


def _lock(row: Consortium) -> Consortium:
    return Consortium.objects.select_for_update(of=("self",)).select_related("hub", "lead").get(pk=row.pk)


def _url(row: Consortium) -> str:
    return reverse("support:consortium", args=[row.pk])


def _gathering(row: Consortium) -> None:
    if row.state != row.State.GATHERING:
        raise ValidationError(_("已经组成或结束，分工不能再改。"))


@transaction.atomic
def start_consortium(
    hub: Organization, lead: Organization, *, title: str, purpose: str, budget_fen: int, task: str, key: str, by: Any,
    at: datetime,
) -> Consortium:  # fmt: skip
    """The lead begins with its own task; it is a partner like the others."""
    draft = Consortium(hub=hub, lead=lead)
    authorise(by, "support.lead_consortium", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    there = Consortium.objects.filter(key=key, lead=lead).first()
    if there is not None:
        return there
    texts = filled(title=title, purpose=purpose, task=task)
    own = texts.pop("task")[:200]
    row = Consortium.objects.create(
        hub=hub, lead=lead, budget_fen=budget_fen, started_by=by, started_at=at, key=key, **texts
    )
    ConsortiumPartner.objects.create(
        consortium=row, organization=lead, task=own, answer="agreed", answered_by=by, answered_at=at
    )
    trace(row, "support.consortium_started", by=by, at=at, organization=lead, hub=hub)
    return row


@transaction.atomic
def ask_partner(
    consortium: Consortium,
    *,
    organization: Organization,
    task: str,
    budget_line: str,
    budget_fen: int,
    by: Any,
    at: datetime,
) -> ConsortiumPartner:
    """Ask a partner, or change what it is to do: then it has to agree anew. The lines never add up to more than the budget."""
    row = _lock(consortium)
    authorise(by, "support.lead_consortium", row, at=at)
    _gathering(row)
    task, budget_line = task.strip()[:200], budget_line.strip()[:80]
    if bool(budget_line) != bool(budget_fen):
        raise ValidationError({"budget_line": _("预算项目和金额要一起写，或都空着。")})
    others = row.partners.exclude(organization=organization).aggregate(n=Sum("budget_fen"))["n"] or 0
    if others + budget_fen > row.budget_fen:
        raise ValidationError({"budget_fen": _("各家加起来超过了总预算。")})
    part, made = ConsortiumPartner.objects.get_or_create(
        consortium=row,
        organization=organization,
        defaults={"task": task, "budget_line": budget_line, "budget_fen": budget_fen},
    )
    facts = {"task": task, "budget_line": budget_line, "budget_fen": budget_fen}
    same = not made and all(getattr(part, name) == value for name, value in facts.items())
    if same and part.answer != part.Answer.DECLINED:
        return part
    for name, value in facts.items():
        setattr(part, name, value)
    own = organization.pk == row.lead_id
    part.answer = part.Answer.AGREED if own else part.Answer.ASKED
    part.answered_at, part.answered_by = (at, by) if own else (None, None)
    part.save()
    trace(row, "support.partner_asked", by=by, at=at, organization=organization)
    if not own:
        due = add_working_days(local_date(at), whole(row.hub, LANDING_DAYS.key, at), working_calendar())
        owe(part, "answer_consortium", body=organization, roles=list(SIGNS), due_on=due, at=at, url=_url(row), label=row.title,
            unit_code="A10.5", element="support")  # fmt: skip
    return part


@transaction.atomic
def answer_consortium(part: ConsortiumPartner, *, agree: bool, by: Any, at: datetime) -> ConsortiumPartner:
    row = _lock(part.consortium)
    part = ConsortiumPartner.objects.select_for_update(of=("self",)).select_related("organization").get(pk=part.pk)
    authorise(by, "support.answer_consortium", part, at=at)
    answer = part.Answer.AGREED if agree else part.Answer.DECLINED
    if part.answer == answer:
        return part
    _gathering(row)
    part.answer, part.answered_by, part.answered_at = answer, by, at
    part.save()
    settle(part, "answer_consortium", at=at, by=by)
    trace(
        row,
        "support.partner_agreed" if agree else "support.partner_declined",
        by=by,
        at=at,
        organization=part.organization,
    )
    tell(row.lead, "consortium_answered", key=f"consortium:{part.pk}:{at:%Y%m%d%H%M}", url=_url(row), at=at, title=row.title,
         partner=part.organization.name, answer=str(part.get_answer_display()))  # fmt: skip
    return part


@transaction.atomic
def form_consortium(consortium: Consortium, *, by: Any, at: datetime) -> Consortium:
    """Raises ValidationError without a second real partner: an empty name on the list makes no consortium."""
    row = _lock(consortium)
    authorise(by, "support.lead_consortium", row, at=at)
    if row.state == row.State.FORMED:
        return row
    count = row.partners.real().count()
    if count < 2:
        raise ValidationError(_("除牵头的以外，至少还要有一家既同意、又有任务或预算的单位；没有任务也没有预算的不算。"))
    row.flow.apply(row, "form")
    row.formed_at = at
    row.save(update_fields=["state", "formed_at"])
    trace(row, "support.consortium_formed", by=by, at=at, count=count)
    for part in row.partners.real().select_related("organization"):
        tell(
            part.organization,
            "consortium_formed",
            key=f"consortium-formed:{row.pk}",
            url=_url(row),
            at=at,
            title=row.title,
            count=count,
        )
    return row


@transaction.atomic
def end_consortium(consortium: Consortium, *, outcome: str, by: Any, at: datetime) -> Consortium:
    row = _lock(consortium)
    authorise(by, "support.lead_consortium", row, at=at)
    if row.state == row.State.ENDED:
        return row
    row.outcome = filled(outcome=outcome)["outcome"]
    row.flow.apply(row, "end")
    row.ended_at = at
    row.save()
    for part in row.partners.filter(answer="asked"):
        settle(part, "answer_consortium", at=at, by=by)
    trace(row, "support.consortium_ended", by=by, at=at)
    return row


@transaction.atomic
def write_practice_note(
    hub: Organization,
    organization: Organization,
    *,
    consortium: Consortium | None = None,
    key: str,
    by: Any,
    at: datetime,
    **texts: str,
) -> PracticeNote:
    draft = PracticeNote(hub=hub, organization=organization)
    authorise(by, "support.write_practice_note", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    there = PracticeNote.objects.filter(key=key, organization=organization).first()
    if there is not None:
        return there
    row = PracticeNote.objects.create(
        hub=hub, organization=organization, consortium=consortium, written_by=by, written_at=at, key=key,
        **filled(title=texts["title"], did=texts["did"], learned=texts["learned"]),
    )  # fmt: skip
    trace(row, "support.practice_note_written", by=by, at=at, organization=organization)
    return row


@transaction.atomic
def withdraw_practice_note(note: PracticeNote, *, by: Any, at: datetime) -> PracticeNote:
    note = PracticeNote.objects.select_for_update(of=("self",)).select_related("hub", "organization").get(pk=note.pk)
    authorise(by, "support.write_practice_note", note, at=at)
    if note.withdrawn_at is None:
        note.withdrawn_at = at
        note.save(update_fields=["withdrawn_at"])
        trace(note, "support.practice_note_withdrawn", by=by, at=at)
    return note


@transaction.atomic
def say_used(note: PracticeNote, organization: Organization, *, how: str, by: Any, at: datetime) -> PracticeUse:
    """Another organization says how it went; nobody praises its own note."""
    draft = PracticeUse(note=note, organization=organization)
    authorise(by, "support.say_used", draft, at=at)
    if organization.pk == note.organization_id:
        raise ValidationError(_("自己写的经验，由别家来说用得怎样。"))
    row, made = PracticeUse.objects.get_or_create(
        note=note,
        organization=organization,
        defaults={"how": filled(how=how)["how"][:200], "said_by": by, "said_at": at},
    )
    if made:
        trace(note, "support.practice_used", by=by, at=at, organization=organization)
    return row
