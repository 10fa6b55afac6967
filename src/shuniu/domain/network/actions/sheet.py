"""Claimed members that signed on paper, confirmed in one grid; the sheet is kept and may be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.consent import drop_consent, keep_consent
from shuniu.domain.network.models import SignedLine, SignedSheet
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import confirm_affiliation, decline_affiliation
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import attach, notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind(
    "confirmed_by_sheet",
    text=gettext_lazy("%(hub)s按 %(on)s 的签字表登记%(organization)s为会员。如果不是这样，请打开说明。"),
)


@transaction.atomic
def confirm_by_sheet(
    hub: Organization, *, upload: UploadedFile | None, signed_on: date, signers: Mapping[int, str], key: str, by: Any,
    at: datetime, occasion: str = "",
) -> SignedSheet:  # fmt: skip
    """Confirm the claimed members that signed: tie id → who signed. Without the sheet nothing is confirmed.

    Each organization is told and may say no; the body above may compare a line with the picture. `key` comes with the
    form: sent twice it is one sheet.
    """
    draft = SignedSheet(hub=hub, signed_on=signed_on, key=key, entered_by=by, entered_at=at)
    authorise(by, "network.confirm_by_sheet", draft, at=at)
    there = SignedSheet.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    signed = {pk: name.strip()[:60] for pk, name in signers.items() if name.strip()}
    if upload is None:
        raise ValidationError(_("请上传签字表的照片或扫描件，没有它不能代为登记。"))
    if not signed:
        raise ValidationError(_("请在签了字的单位后面写上签字人，至少一家。"))
    if signed_on > local_date(at):
        raise ValidationError(_("签字日期还没到，请核对。"))
    claims = list(
        Affiliation.objects.claimed(at).filter(hub=hub, pk__in=signed).select_for_update(of=("self",))
        .select_related("organization", "hub").order_by("pk")
    )  # fmt: skip
    if not claims:
        raise ValidationError(_("这些单位已经答复过了，没有要登记的。"))
    draft.paper, draft.occasion = attach(upload, owner=hub, subject=None, by=by, at=at), occasion.strip()[:120]
    draft.save()
    system = User.objects.system("signed-sheet")
    for tie in claims:
        keep_consent(confirm_affiliation(tie, through="sheet", by=system, at=at), at=at)
        _tell(tie, draft, at)
    SignedLine.objects.bulk_create(SignedLine(sheet=draft, affiliation=tie, signer=signed[tie.pk]) for tie in claims)
    trace(draft, "network.confirmed_by_sheet", by=by, at=at, hub=hub, count=len(claims), on=signed_on)
    return draft


def _tell(tie: Affiliation, sheet: SignedSheet, at: datetime) -> None:
    for person in holders(tie.organization, *SPEAKS, at=at):
        notify(person, "confirmed_by_sheet", key=f"sheet:{sheet.pk}:{tie.pk}", at=at, mail=True, hub=tie.hub.name,
               organization=tie.organization.name, on=sheet.signed_on.isoformat(),
               url=reverse("network:tie", args=[tie.pk]))  # fmt: skip


@transaction.atomic
def check_signature(line: SignedLine, *, is_right: bool, by: Any, at: datetime) -> SignedLine:
    """The body above compared a line with the picture: what is not there confirms nothing any more."""
    line = (
        SignedLine.objects.select_for_update(of=("self",))
        .select_related("sheet__hub", "affiliation__hub", "affiliation__organization").get(pk=line.pk)
    )  # fmt: skip
    authorise(by, "network.check_signature", line.sheet, at=at)
    if line.is_right == is_right:
        return line
    if line.checked_at is not None:
        raise ValidationError(_("这一行已经抽查过了。"))
    line.checked_at, line.checked_by, line.is_right = at, by, is_right
    line.save()
    if not is_right:
        declined = decline_affiliation(line.affiliation, by=User.objects.system("signed-sheet"), at=at)
        drop_consent(declined, at=at)
    trace(line.sheet, "network.signature_checked", by=by, at=at, right=is_right, tie=line.affiliation)
    return line
