"""Confirmations on paper: a signed list is typed into a grid, the scan is kept, some of it is asked again (A16.1)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime
from math import ceil
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.registry.actions.cards import ask_anew, record_confirmation
from shuniu.domain.registry.models import CardAsk, CardCampaign, CardConfirmation, SignedSheet
from shuniu.domain.registry.rules import CHECKED_SHARE
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import attach, notify
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def enter_signed_sheet(
    campaign: CardCampaign, *, scan: UploadedFile, signed_on: date, signed: Mapping[int, str], by: Any, at: datetime
) -> SignedSheet:
    """`signed`: organization id → who signed. The same scan again is the sheet that is there; organizations are told.

    A share of the rows (a setting, at least one) is drawn to be asked again by somebody else of the hub.
    Raises ValidationError for a day ahead, an empty grid, or a row without a name.
    """
    campaign = CardCampaign.objects.select_for_update(of=("self",)).select_related("hub").get(pk=campaign.pk)
    authorise(by, "registry.enter_signed_sheet", campaign, at=at)
    if signed_on > local_date(at) or signed_on < local_date(campaign.asked_at):
        raise ValidationError(_("签字日期要在发出核对之后、今天以前。"))
    asks = list(campaign.asks.filter(organization__in=list(signed), confirmed_at=None).select_related("organization"))
    kept = attach(scan, owner=campaign.hub, subject=campaign, by=by, at=at)
    there = SignedSheet.objects.filter(campaign=campaign, scan=kept).first()
    if there is not None:
        return there
    if not asks:
        raise ValidationError(_("请勾选签字表上已签字的组织。"))
    if any(not signed[ask.organization_id].strip() for ask in asks):
        raise ValidationError(_("勾选的每一家都要写明签字人。"))
    sheet = SignedSheet.objects.create(
        hub=campaign.hub, campaign=campaign, scan=kept, signed_on=signed_on, entered_by=by, entered_at=at
    )
    share = setting_for(campaign.hub, CHECKED_SHARE.key, at) or 0
    drawn = set(random.Random(sheet.pk).sample([ask.pk for ask in asks], max(1, ceil(share * len(asks)))))  # noqa: S311  no secret
    for ask in asks:
        _enter(ask, sheet, said_by=signed[ask.organization_id].strip(), to_check=ask.pk in drawn, by=by, at=at)
    trace(sheet, "registry.sheet_entered", by=by, at=at, hub=campaign.hub, count=len(asks), drawn=len(drawn))
    return sheet


def _enter(ask: CardAsk, sheet: SignedSheet, *, said_by: str, to_check: bool, by: Any, at: datetime) -> None:
    row = record_confirmation(
        ask.organization, way=CardConfirmation.Way.SHEET, on=sheet.signed_on, person=None, said_by=said_by, by=by, at=at, sheet=sheet,
        to_check=to_check,
    )  # fmt: skip
    for person in holders(ask.organization, *SPEAKS, at=at):
        notify(
            person, "card_by_sheet", key=f"card-sheet:{row.pk}", at=at, mail=True, hub=sheet.hub.name, by=said_by,
            url=f"/desk/registry/organizations/{ask.organization.code}/#confirmed",
        )  # fmt: skip


@transaction.atomic
def check_confirmation(row: CardConfirmation, *, holds: bool, by: Any, at: datetime) -> CardConfirmation:
    """A drawn row was asked again: it holds, or it is taken back. Whoever typed it may not check it. Checking twice keeps the first."""
    row = (
        CardConfirmation.objects.select_for_update(of=("self",))
        .select_related("sheet__hub", "organization")
        .get(pk=row.pk)
    )
    authorise(by, "registry.check_confirmation", row, at=at)
    if row.sheet is None or not row.to_check:
        raise ValidationError(_("这一条没有抽到，不用回访。"))
    if row.checked_at is None:
        row.checked_at, row.checked_by = at, by
        row.save(update_fields=["checked_at", "checked_by"])
        trace(row.organization, "registry.confirmation_checked", by=by, at=at, holds=holds)
        if not holds:
            ask_anew(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_confirmation(row: CardConfirmation, *, by: Any, at: datetime) -> CardConfirmation:
    """The organization says that it did not confirm so; the row stays readable and counts nowhere."""
    row = CardConfirmation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=row.pk)
    authorise(by, "registry.confirm_card", row.organization, at=at)
    if row.withdrawn_at is None:
        ask_anew(row, by=by, at=at)
    return row
