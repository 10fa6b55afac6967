"""What happens to a partnership in its term: the partner signs, papers, a listing or penalty, the end of the term (A08.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import whole
from shuniu.domain.support.actions.exchange.partnership import (
    _lock,
    _not_sanctioned,
    _tell,
    close_offers,
    sanction_of,
    sanctions,
)
from shuniu.domain.support.models.exchange import Partnership, PartnershipPaper
from shuniu.domain.support.rules.exchange import TERM_DAYS
from shuniu.engines.exchange.actions import resume_posting
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import directly_above, holds
from shuniu.kernel.record.actions import attach, owe, settle
from shuniu.kernel.trail.actions import trace

State = Partnership.State


@transaction.atomic
def sign_partnership(row: Partnership, *, ties: str, by: Any, at: datetime) -> Partnership:
    """The partner has read it, declares its own ties and signs. Twice is once; the terms do not change afterwards."""
    row = _lock(row)
    authorise(by, "support.sign_partnership", row, at=at)
    if row.partner_signed_at is not None:
        return row
    if row.state == State.ENDED:
        raise ValidationError(_("这份合作已经终止，不用再签。"))
    if not ties.strip():
        raise ValidationError({"ties": _("请写明双方有没有利害关系，没有就写“无”。")})
    row.partner_ties, row.partner_signed_by, row.partner_signed_at = ties.strip(), by, at
    row.save()
    settle(row, "sign_partnership", at=at, by=by)
    _tell(row.hub, "partnership_signed", row, at=at, partner=row.partner.name)
    trace(row, "support.partnership_signed", by=by, at=at, organization=row.partner)
    return row


@transaction.atomic
def add_partnership_paper(
    row: Partnership, *, name: str, upload: UploadedFile, is_signed: bool, by: Any, at: datetime
) -> PartnershipPaper:
    """Either side adds a paper; one that both signed stands for the partner's signature. The same file is kept once."""
    row = _lock(row)
    authorise(by, "support.add_partnership_paper", row, at=at)
    if not name.strip():
        raise ValidationError({"name": _("请写这是什么文件。")})
    owner: Organization = row.hub if holds(by, row.hub, at=at) else row.partner
    file = attach(upload, owner=owner, subject=row, by=by, at=at)
    paper, made = PartnershipPaper.objects.get_or_create(
        partnership=row, file=file,
        defaults={"name": name.strip()[:80], "is_signed": is_signed, "added_by": by, "added_at": at},
    )  # fmt: skip
    if made:
        trace(row, "support.partnership_paper_added", by=by, at=at, name=paper.name)
    return paper


@transaction.atomic
def resume_partnership(row: Partnership, *, by: Any, at: datetime) -> Partnership:
    """The listing or penalty ended, or the body above recorded an exception: what was promised can be asked for again."""
    row = _lock(row)
    authorise(by, "support.approve_partnership", row, at=at)
    if row.state == State.APPROVED:
        return row
    _not_sanctioned(row, at)
    if row.valid_to <= local_date(at):
        raise ValidationError(_("合作期限已经过了，请续签。"))
    row.flow.apply(row, "resume")
    row.suspended_at, row.suspended_why = None, ""
    row.save()
    for one in row.deliverables.filter(offer__state="closed").select_related("offer"):
        resume_posting(one.offer, closes_on=row.valid_to, by=by, at=at)
    settle(row, "resume_partnership", at=at, by=by)
    _tell(row.partner, "partnership_resumed", row, at=at)
    trace(row, "support.partnership_resumed", by=by, at=at)
    return row


@transaction.atomic
def let_partnership_end(row: Partnership, *, reason: str, by: Any, at: datetime) -> Partnership:
    """Said before the term ends: it is not renewed, and why."""
    row = _lock(row)
    authorise(by, "support.let_partnership_end", row, at=at)
    if row.let_end_at is not None:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么不再续签。")})
    row.let_end_at, row.let_end_by, row.let_end_why = at, by, reason.strip()[:200]
    row.save()
    settle(row, "renew_partnership", at=at, by=by)
    trace(row, "support.partnership_let_end", by=by, at=at)
    return row


@transaction.atomic
def watch_partnerships(*, by: Any, at: datetime) -> tuple[int, int]:
    """Every night: partners listed or penalized since are suspended, terms that end soon are asked after. Returns how
    many of each."""
    authorise(by, "support.watch_partnerships", None, at=at)
    today = local_date(at)
    running = Partnership.objects.filter(state=State.APPROVED, valid_to__gt=today).select_related("hub", "partner")
    suspended = sum(
        _suspend(row, by=by, at=at) for row in running.filter(partner__in=sanctions(at).values("organization"))
    )
    asked = 0
    ending = running.filter(let_end_at__isnull=True, renewed_by__isnull=True, valid_to__lte=today + timedelta(days=366))
    for row in ending:
        if row.valid_to <= today + timedelta(days=whole(row.hub, TERM_DAYS.key, at)):
            owe(row, "renew_partnership", body=row.hub, roles=["head", "officer"], due_on=row.valid_to, at=at, label=row.title,
                url=reverse("support:partnership", args=[row.pk]), unit_code="A08.3", element="support")  # fmt: skip
            asked += 1
    return suspended, asked


def _suspend(row: Partnership, *, by: Any, at: datetime) -> bool:
    row = _lock(row)
    entry = sanction_of(row.partner, at)
    excepted = row.exception_at is not None and entry is not None and local_date(row.exception_at) >= entry.valid_from
    if row.state != State.APPROVED or entry is None or excepted:
        return False
    row.flow.apply(row, "suspend")
    row.suspended_at, row.suspended_why = at, f"{entry.get_kind_display()} {entry.value}".strip()[:200]
    row.save()
    close_offers(row, by=by, at=at)
    owe(row, "resume_partnership", body=row.hub, roles=["head"], at=at, label=row.title, unit_code="A08.3", element="support",
        url=reverse("support:partnership", args=[row.pk]),
        due_on=add_working_days(local_date(at), 10, working_calendar()))  # fmt: skip
    above = directly_above(row.hub, at)
    for body in (row.hub, row.partner, above):
        if body is not None:
            _tell(body, "partnership_suspended", row, at=at, partner=row.partner.name, what=entry.get_kind_display())
    trace(row, "support.partnership_suspended", by=by, at=at)
    return True
