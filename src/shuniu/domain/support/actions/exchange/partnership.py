from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.models.exchange import Deliverable, Partnership
from shuniu.engines.exchange.actions import close_posting, post_offer
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization, RegistrarFact
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("approve_partnership", title=gettext_lazy("批准合作：%(label)s"), verb=gettext_lazy("去看"))
notice_kind(
    "partnership_blocked", text=gettext_lazy("%(hub)s要与列入异常名录的%(partner)s合作，记录例外以前不能批准。")
)


def abnormal_since(partner: Organization, at: datetime) -> RegistrarFact | None:
    """The standing entry on the registrar's abnormal list, if there is one."""
    today = local_date(at)
    rows = RegistrarFact.objects.filter(organization=partner, kind=RegistrarFact.Kind.ABNORMAL, valid_from__lte=today)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today)).order_by("-valid_from").first()


def _check(
    elements: Sequence[str], deliverables: Sequence[dict[str, Any]], ties: str, valid_from: date, valid_to: date
) -> None:
    wrong: dict[str, str] = {}
    if not elements:
        wrong["elements"] = _("请至少选一种合作要素。")
    if not deliverables:
        wrong["deliverables"] = _("请至少写一项交付，组织要知道能申请什么。")
    if len({one["what"] for one in deliverables}) < len(deliverables):
        wrong["deliverables"] = _("有两项交付写得一样，请合成一项。")
    if valid_to <= valid_from:
        wrong["valid_to"] = _("终止日期要在起始日期以后。")
    if not ties.strip():
        wrong["ties"] = _("请写明双方有没有利害关系，没有就写“无”。")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def submit_partnership(
    hub: Organization, *, partner: Organization, title: str, elements: Sequence[str], valid_from: date, valid_to: date,
    ties: str, deliverables: Sequence[dict[str, Any]], key: str, by: Any, at: datetime,
) -> Partnership:  # fmt: skip
    """An officer submits what was signed; the head approves. `deliverables`: kind, what, value_fen, is_cash of each."""
    row = Partnership(
        hub=hub, partner=partner, title=title.strip()[:120], elements=list(elements), valid_from=valid_from,
        valid_to=valid_to, ties=ties.strip(), submitted_by=by, submitted_at=at, key=key,
    )  # fmt: skip
    authorise(by, "support.submit_partnership", row, at=at)
    existing = Partnership.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    if partner.pk == hub.pk:
        raise ValidationError({"partner": _("合作伙伴要是另一家单位。")})
    _check(elements, deliverables, ties, valid_from, valid_to)
    row.save()
    Deliverable.objects.bulk_create(Deliverable(partnership=row, **one) for one in deliverables)
    url = reverse("support:partnership", args=[row.pk])
    owe(row, "approve_partnership", body=hub, roles=["head"], at=at, label=row.title, url=url, unit_code="A08.3",
        element="support", due_on=add_working_days(local_date(at), 5, working_calendar()))  # fmt: skip
    if abnormal_since(partner, at) is not None:
        above = directly_above(hub, at)
        for one in holders(above, "head", "officer", at=at) if above else []:
            notify(
                one, "partnership_blocked", key=f"blocked:{row.pk}", at=at, url=url, hub=hub.name, partner=partner.name
            )
    trace(row, "support.partnership_submitted", by=by, at=at, hub=hub, partner=partner)
    return row


def _lock(row: Partnership) -> Partnership:
    return Partnership.objects.select_for_update(of=("self",)).select_related("hub", "partner").get(pk=row.pk)


@transaction.atomic
def approve_partnership(row: Partnership, *, by: Any, at: datetime) -> Partnership:
    """The head approves: from now on its deliverables stand among the offers, for all organizations.

    Raises ValidationError while the partner is on the abnormal list and the body above has recorded no exception.
    """
    row = _lock(row)
    authorise(by, "support.approve_partnership", row, at=at)
    if row.state == Partnership.State.APPROVED:
        return row
    entry = abnormal_since(row.partner, at)
    if entry is not None and row.exception_at is None:
        raise ValidationError(
            _("%(partner)s自 %(day)s 起列入异常名录，不能批准。请等移出名录，或请主管单位记录例外。")
            % {"partner": row.partner.name, "day": entry.valid_from}
        )
    row.flow.apply(row, "approve")
    row.approved_by, row.approved_at = by, at
    row.save()
    for one in row.deliverables.all():
        one.offer = post_offer(
            row.hub, source="partner", body=row.partner, body_name=row.partner.name, kind=one.kind, groups=[], area=None,
            title=one.what, details=row.title, opens_on=row.valid_from, closes_on=row.valid_to,
            value_fen=one.value_fen or None, is_cash=one.is_cash, key=f"deliverable:{one.pk}", by=by, at=at,
        )  # fmt: skip
        one.save()
    settle(row, "approve_partnership", at=at, by=by)
    trace(row, "support.partnership_approved", by=by, at=at)
    return row


@transaction.atomic
def except_partnership(row: Partnership, *, reason: str, by: Any, at: datetime) -> Partnership:
    """The body above lets a listed partner pass, and says why."""
    row = _lock(row)
    authorise(by, "support.except_partnership", row, at=at)
    if row.exception_at is not None:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么可以例外。")})
    if abnormal_since(row.partner, at) is None:
        raise ValidationError(_("这家单位现在不在异常名录上，不需要例外。"))
    row.exception_by, row.exception_at, row.exception_reason = by, at, reason.strip()[:200]
    row.save()
    trace(row, "support.partnership_excepted", by=by, at=at)
    return row


@transaction.atomic
def end_partnership(row: Partnership, *, reason: str, by: Any, at: datetime) -> Partnership:
    """Ended before its term; its offers close, what was agreed with organizations stays agreed."""
    row = _lock(row)
    authorise(by, "support.end_partnership", row, at=at)
    if row.state == Partnership.State.ENDED:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明终止的原因。")})
    row.flow.apply(row, "end")
    row.ended_at, row.end_reason = at, reason.strip()[:200]
    row.save()
    for one in row.deliverables.filter(offer__state="open").select_related("offer"):
        close_posting(one.offer, by=by, at=at)
    settle(row, "approve_partnership", at=at, by=by)
    trace(row, "support.partnership_ended", by=by, at=at)
    return row
