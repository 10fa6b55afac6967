"""The way back that a page offers for some seconds after a small act."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuniu.faces.desk.work import safe
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.record.actions import take_back
from shuniu.kernel.record.undo import read_offer


@signed_in
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    offer = read_offer(request.POST.get("offer", ""))
    try:
        if offer is None:
            raise ValidationError(_("随即撤销的时间已过。需要更正的，请在这条记录的页面上办。"))
        take_back(offer, by=request.user, at=request.at)
        messages.success(request, _("这一步已撤销。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(safe(request, request.POST.get("next", "")))
