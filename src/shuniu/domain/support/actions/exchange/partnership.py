from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import tell
from shuniu.domain.support.models.exchange import Deliverable, Partnership
from shuniu.engines.exchange.actions import close_posting, post_offer, refuse_twin
from shuniu.engines.exchange.models import Offer
from shuniu.engines.exchange.screening import refuse_faults
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization, RegistrarFact
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("approve_partnership", title=gettext_lazy("批准合作：%(label)s"), verb=gettext_lazy("去看"))
notice_kind(
    "partnership_blocked",
    text=gettext_lazy("%(hub)s要与有异常名录或处罚记录的%(partner)s合作，记录例外以前不能批准。"),
)
notice_kind(
    "partnership_to_sign", text=gettext_lazy("%(hub)s提交了与你单位的合作“%(title)s”，请看内容、声明利害关系后签。")
)
notice_kind("partnership_signed", text=gettext_lazy("%(partner)s已签“%(title)s”，可以批准。"))
notice_kind("partnership_approved", text=gettext_lazy("%(hub)s已批准合作“%(title)s”，约定的交付已列入资源。"))
notice_kind("partnership_excepted", text=gettext_lazy("主管单位为与%(partner)s的合作“%(title)s”记录了例外。"))
notice_kind("partnership_ended", text=gettext_lazy("%(hub)s终止了合作“%(title)s”：%(reason)s"))
notice_kind(
    "partnership_suspended", text=gettext_lazy("%(partner)s有“%(what)s”记录，合作“%(title)s”暂停，不再接受新的申请。")
)
notice_kind("partnership_resumed", text=gettext_lazy("合作“%(title)s”恢复了，约定的交付重新开放。"))
duty_kind("sign_partnership", title=gettext_lazy("签合作：%(label)s"), verb=gettext_lazy("去看"))
duty_kind("renew_partnership", title=gettext_lazy("合作快到期，续签或说明不再续：%(label)s"), verb=gettext_lazy("去办"))
duty_kind("resume_partnership", title=gettext_lazy("合作伙伴有异常或处罚，处理：%(label)s"), verb=gettext_lazy("去办"))


def sanction_of(partner: Organization, at: datetime) -> RegistrarFact | None:
    """The standing entry on the registrar's abnormal list, or a penalty that is in force."""
    return sanctions(at).filter(organization=partner).order_by("-valid_from").first()


def sanctions(at: datetime) -> QuerySet[RegistrarFact]:
    today = local_date(at)
    kinds = (RegistrarFact.Kind.ABNORMAL, RegistrarFact.Kind.PENALTY)
    rows = RegistrarFact.objects.filter(kind__in=kinds, valid_from__lte=today)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))


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


def _can_be_offered(row: Partnership, deliverables: Sequence[dict[str, Any]], at: datetime) -> None:
    """Said to the officer who types it, not to the head who approves and can change nothing."""
    if row.valid_to < local_date(at):
        raise ValidationError({"valid_to": _("这个日期已经过去，请写还没到的终止日期。")})
    refuse_faults(title=row.title)
    for n, one in enumerate(deliverables, 1):
        try:
            refuse_faults(what=one["what"])
        except ValidationError as error:
            raise ValidationError({f"what_{n}": error.messages}) from None
        refuse_twin(
            Offer(keeper=row.hub, body=row.partner, body_name=row.partner.name, kind=one["kind"], title=one["what"],
                  value_fen=one.get("value_fen") or None, is_cash=one.get("is_cash", False), opens_on=row.valid_from)
        )  # fmt: skip


@transaction.atomic
def submit_partnership(
    hub: Organization, *, partner: Organization, title: str, elements: Sequence[str], valid_from: date, valid_to: date,
    ties: str, deliverables: Sequence[dict[str, Any]], key: str, by: Any, at: datetime, renews: Partnership | None = None,
) -> Partnership:  # fmt: skip
    """An officer submits what both agreed on; the partner signs, the head approves. `deliverables`: kind, what,
    value_fen, is_cash of each. One that `renews` another is what the end of its term asked for.
    """
    row = Partnership(
        hub=hub, partner=partner, title=title.strip()[:120], elements=list(elements), valid_from=valid_from,
        valid_to=valid_to, ties=ties.strip(), submitted_by=by, submitted_at=at, key=key, renews=renews,
    )  # fmt: skip
    authorise(by, "support.submit_partnership", row, at=at)
    existing = Partnership.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    if partner.pk == hub.pk:
        raise ValidationError({"partner": _("合作伙伴要是另一家单位。")})
    if renews is not None and (renews.hub_id, renews.partner_id) != (hub.pk, partner.pk):
        raise ValidationError({"partner": _("续签要和原来的合作伙伴。换了伙伴，请另提一份合作。")})
    _check(elements, deliverables, ties, valid_from, valid_to)
    _can_be_offered(row, deliverables, at)
    row.save()
    if renews is not None:
        settle(renews, "renew_partnership", at=at, by=by)
    Deliverable.objects.bulk_create(Deliverable(partnership=row, **one) for one in deliverables)
    url = reverse("support:partnership", args=[row.pk])
    owe(row, "approve_partnership", body=hub, roles=["head"], at=at, label=row.title, url=url, unit_code="A08.3",
        element="support", due_on=add_working_days(local_date(at), 5, working_calendar()))  # fmt: skip
    if holders(partner, *SPEAKS, at=at):
        owe(row, "sign_partnership", body=partner, roles=SPEAKS, at=at, label=row.title, url=url, unit_code="A08.3",
            element="support", due_on=add_working_days(local_date(at), 5, working_calendar()))  # fmt: skip
        _tell(partner, "partnership_to_sign", row, at=at, hub=hub.name)
    if sanction_of(partner, at) is not None:
        above = directly_above(hub, at)
        for one in holders(above, "head", "officer", at=at) if above else []:
            notify(
                one, "partnership_blocked", key=f"blocked:{row.pk}", at=at, url=url, hub=hub.name, partner=partner.name
            )
    trace(row, "support.partnership_submitted", by=by, at=at, hub=hub, partner=partner)
    return row


def _tell(body: Organization, kind: str, row: Partnership, *, at: datetime, **facts: Any) -> None:
    tell(body, kind, key=f"{kind}:{row.pk}:{at:%Y%m%d}", url=reverse("support:partnership", args=[row.pk]), at=at,
         title=row.title, **facts)  # fmt: skip


def close_offers(row: Partnership, *, by: Any, at: datetime) -> None:
    """Nothing new is asked of it; what was agreed with organizations stays agreed."""
    for one in row.deliverables.filter(offer__state="open").select_related("offer"):
        close_posting(one.offer, by=by, at=at)


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
    _not_sanctioned(row, at)
    if row.partner_signed_at is None and not row.papers.filter(is_signed=True).exists():
        raise ValidationError(_("对方还没有签。请对方登录后签，或上传双方签字盖章的协议，再批准。"))
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
    for verb in ("approve_partnership", "sign_partnership"):
        settle(row, verb, at=at, by=by)
    _tell(row.partner, "partnership_approved", row, at=at, hub=row.hub.name)
    trace(row, "support.partnership_approved", by=by, at=at)
    return row


def _not_sanctioned(row: Partnership, at: datetime) -> None:
    """Raises ValidationError while the partner is listed or penalized and no exception was recorded since."""
    entry = sanction_of(row.partner, at)
    if entry is None or (row.exception_at is not None and local_date(row.exception_at) >= entry.valid_from):
        return
    raise ValidationError(
        _("%(partner)s自 %(day)s 起有“%(what)s”记录，不能批准。请等它解除，或请主管单位记录例外。")
        % {"partner": row.partner.name, "day": entry.valid_from, "what": entry.get_kind_display()}
    )


@transaction.atomic
def except_partnership(row: Partnership, *, reason: str, by: Any, at: datetime) -> Partnership:
    """The body above lets a listed or penalized partner pass, and says why; a later entry asks for another exception."""
    row = _lock(row)
    authorise(by, "support.except_partnership", row, at=at)
    entry = sanction_of(row.partner, at)
    if entry is not None and row.exception_at is not None and local_date(row.exception_at) >= entry.valid_from:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么可以例外。")})
    if entry is None:
        raise ValidationError(_("这家单位现在没有异常名录和处罚记录，不需要例外。"))
    row.exception_by, row.exception_at, row.exception_reason = by, at, reason.strip()[:200]
    row.save()
    _tell(row.hub, "partnership_excepted", row, at=at, partner=row.partner.name)
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
    close_offers(row, by=by, at=at)
    for verb in ("approve_partnership", "sign_partnership", "renew_partnership", "resume_partnership"):
        settle(row, verb, at=at, by=by)
    _tell(row.partner, "partnership_ended", row, at=at, hub=row.hub.name, reason=row.end_reason)
    trace(row, "support.partnership_ended", by=by, at=at)
    return row
