"""What the media published, and from which help it came (A08.4)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.exchange import record_coverage, withdraw_coverage
from shuniu.domain.support.forms.exchange.raising import CoverageForm
from shuniu.domain.support.models.exchange import Coverage
from shuniu.domain.support.views.common import new_key
from shuniu.engines.exchange.models import Match
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.pages import asked_hub, sheet_response, show_errors


def _rows(request: HttpRequest) -> Any:
    text = request.GET.get("q", "").strip()[:80]
    rows = Coverage.objects.visible_to(request.user, request.at).filter(withdrawn_at__isnull=True)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(outlet__icontains=text) | Q(about__name__icontains=text))
    return rows.select_related("hub", "about", "match__need", "match__offer")


@signed_in
def coverage(request: HttpRequest) -> HttpResponse:
    own = hubs_of(request.user, request.at)
    if request.method == "POST":
        number = request.POST.get("row", "")
        row = get_object_or_404(_rows(request), pk=whole_number(number))
        withdraw_coverage(row, by=request.user, at=request.at)
        messages.success(request, _("已撤回。"))
        return redirect("support:coverage")
    context = {"page": Paginator(_rows(request), 30).get_page(request.GET.get("page")), "text": request.GET.get("q", ""),
               "own": list(own.values_list("pk", flat=True))}  # fmt: skip
    return render(request, "support/exchange/coverage.html", context)


@signed_in
def coverage_export(request: HttpRequest) -> HttpResponse:
    heads = [_("刊发日期"), _("媒体"), _("标题"), _("报道的组织"), _("版面或时段"), _("网址"), _("枢纽")]
    rows = ([row.published_on, row.outlet, row.title, row.about.name if row.about else "", row.place, row.link, row.hub.name]
            for row in _rows(request))  # fmt: skip
    return sheet_response(_("媒体报道"), heads, rows)


@signed_in
def coverage_record(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    wanted = request.GET.get("match", "")
    match = Match.objects.filter(hub=hub, pk=whole_number(wanted)).select_related("need__body").first()
    about = match.need.body if match is not None else None
    form = CoverageForm(request.POST or None, initial={"key": new_key(), "about": about.code if about else ""})
    form.fields["about"].seen = Organization.objects.visible_to(request.user, request.at)
    if request.method == "POST" and form.is_valid():
        try:
            record_coverage(hub, **form.cleaned_data, match=match, by=request.user, at=request.at)
            messages.success(request, _("已登记。"))
            return redirect("support:coverage")
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("登记媒体报道"), "verb": _("登记"), "back": reverse("support:coverage"),
               "back_label": _("媒体报道"), "draft_key": "coverage",
               "context_line": f"{hub.name} · {match.need.title}" if match else hub.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
