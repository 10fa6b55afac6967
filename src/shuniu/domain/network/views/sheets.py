"""Claimed members that signed on paper: one grid, the picture kept, lines compared by the body above."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import check_signature, confirm_by_sheet
from shuniu.domain.network.forms_joining import SheetForm
from shuniu.domain.network.models import SignedSheet
from shuniu.domain.network.views.common import may
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.pages import asked_hub, paper_response, show_errors

ROWS_A_PAGE = 100


@signed_in
def sheets(request: HttpRequest) -> HttpResponse:
    """Sheets of the own hub and of hubs below."""
    rows = (
        SignedSheet.objects.visible_to(request.user, request.at).select_related("hub", "paper", "entered_by").distinct()
    )
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "network/sheets.html", {"page": page})


@signed_in
def sheet_enter(request: HttpRequest) -> HttpResponse:
    """The claims still open, a field for each signature, and the picture of the sheet."""
    hub = asked_hub(request)
    initial = {"signed_on": local_date(request.at), "key": secrets.token_urlsafe(16)}
    form = SheetForm(request.POST or None, request.FILES or None, initial=initial)
    signers = {
        int(key[2:]): value for key, value in request.POST.items() if key.startswith("s-") and key[2:].isdecimal()
    }
    if request.method == "POST" and form.is_valid():
        try:
            row = confirm_by_sheet(hub, signers=signers, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, _("签字表已存下，签了字的单位记为已确认。"))
            return redirect("network:sheet", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    claims = Affiliation.objects.claimed(request.at).filter(hub=hub).select_related("organization__area")
    text = request.GET.get("q", "").strip()
    if text:
        claims = claims.filter(organization__in=Organization.objects.search(text))
    page = Paginator(claims.order_by("organization__sort_key", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "hub": hub, "form": form, "page": page, "text": text,
        "rows": [{"tie": tie, "signer": signers.get(tie.pk, "")} for tie in page],
    }  # fmt: skip
    return render(request, "network/sheet_enter.html", context)


@signed_in
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    rows = (
        SignedSheet.objects.visible_to(request.user, request.at).select_related("hub", "paper", "entered_by").distinct()
    )
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        line = get_object_or_404(row.lines, pk=request.POST.get("line") or 0)
        try:
            check_signature(line, is_right=request.POST.get("act") == "right", by=request.user, at=request.at)
            messages.success(request, _("抽查结果已记下。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("network:sheet", pk=pk)
    lines = row.lines.select_related("affiliation__organization", "checked_by")
    context = {"row": row, "lines": lines, **may(request, "check_signature", row=row)}
    return render(request, "network/sheet.html", context)


@signed_in
def sheet_paper(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SignedSheet.objects.visible_to(request.user, request.at).select_related("paper").distinct()
    paper = get_object_or_404(rows, pk=pk).paper
    return paper_response(paper, shown=True)
