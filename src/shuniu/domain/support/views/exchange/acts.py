"""What both sides and the hub do with a match, from whichever page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuniu.domain.support.forms.exchange.posting import DeliveryForm, MessageForm
from shuniu.engines.exchange.actions import (
    accept_match,
    close_match,
    confirm_by_receipt,
    confirm_delivery,
    decline_match,
    dispute_delivery,
    fail_match,
    record_delivery,
    write_message,
)
from shuniu.engines.exchange.models import Delivery, Match
from shuniu.kernel.core.reading import whole_number


def act_on_match(
    request: HttpRequest, match: Match, *, say: MessageForm, deliver: DeliveryForm, opened_with: str = ""
) -> bool:
    """Do what was asked for; False when the form of it has faults. Raises ValidationError in the user's words."""
    act = request.POST.get("act", "")
    who: dict[str, Any] = {"by": request.user, "at": request.at, "opened_with": opened_with}
    if act == "say":
        if not say.is_valid():
            return False
        write_message(match, **say.cleaned_data, **who)
        messages.success(request, _("已转达。"))
    elif act == "deliver":
        if not deliver.is_valid():
            return False
        record_delivery(match, **deliver.cleaned_data, **who)
        messages.success(request, _("已登记，受方确认以后才算数。"))
    else:
        _plain(request, match, act, who)
    return True


def _part(request: HttpRequest, match: Match) -> Delivery:
    number = request.POST.get("part", "")
    return get_object_or_404(Delivery, match=match, pk=whole_number(number))


def _plain(request: HttpRequest, match: Match, act: str, who: dict[str, Any]) -> None:
    reason = request.POST.get("reason", "")
    if act == "accept":
        accept_match(match, **who)
        messages.success(request, _("已答应。"))
    elif act == "decline":
        decline_match(match, reason=reason, **who)
        messages.success(request, _("已谢绝，对方看得到原因。"))
    elif act == "fail":
        fail_match(match, reason=reason, **who)
        messages.success(request, _("已记下没有办成和原因。"))
    elif act == "close":
        close_match(match, thanks=request.POST.get("thanks", ""), **who)
        messages.success(request, _("已办结。"))
    elif act == "receipt":
        upload = request.FILES.get("receipt")
        if upload is None:
            raise ValidationError(_("请选签收单的照片或扫描件。"))
        confirm_by_receipt(_part(request, match), received_by=request.POST.get("received_by", ""), upload=upload,
                           by=request.user, at=request.at)  # fmt: skip
        messages.success(request, _("签收单已存，这一笔计入成效。"))
    elif act in ("confirm", "dispute"):
        part = _part(request, match)
        if act == "confirm":
            confirm_delivery(part, **who)
            messages.success(request, _("已确认，现在计入成效。"))
        else:
            dispute_delivery(part, reason=reason, **who)
            messages.success(request, _("已记下有出入的地方，这一笔不计入。"))
