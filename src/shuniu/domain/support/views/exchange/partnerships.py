"""Partnerships with their deliverables, the block for listed partners, and the forms a hub chose (A08.3, A10)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.exchange import (
    approve_partnership,
    choose_form,
    drop_form,
    end_partnership,
    except_partnership,
    submit_partnership,
)
from shuniu.domain.support.actions.exchange.partnership import abnormal_since
from shuniu.domain.support.forms.exchange.raising import FormChoiceForm, PartnershipForm
from shuniu.domain.support.models.exchange import ChosenForm, Partnership
from shuniu.domain.support.views.common import new_key
from shuniu.engines.exchange.models import Delivery
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.pages import asked_hub, sheet_response, show_errors


def _rows(request: HttpRequest) -> object:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    rows = Partnership.objects.visible_to(request.user, request.at).select_related("hub", "partner")
    if state in Partnership.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(partner__name__icontains=text))
    confirmed = Q(deliverables__offer__matches__deliveries__confirmed_at__isnull=False)
    return rows.annotate(
        parts=Count("deliverables__offer__matches__deliveries", filter=confirmed, distinct=True),
        last=Max("deliverables__offer__matches__deliveries__delivered_on", filter=confirmed),
    ).order_by("-valid_from", "-pk")


@signed_in
def partnerships(request: HttpRequest) -> HttpResponse:
    context = {
        "page": Paginator(_rows(request), 30).get_page(request.GET.get("page")), "states": Partnership.State.choices,
        "state": request.GET.get("state", ""), "text": request.GET.get("q", ""),
        "may_enter": hubs_of(request.user, request.at).exists(),
    }  # fmt: skip
    return render(request, "support/exchange/partnerships.html", context)


@signed_in
def partnerships_export(request: HttpRequest) -> HttpResponse:
    heads = [
        _("合作事项"),
        _("合作伙伴"),
        _("起始日期"),
        _("终止日期"),
        _("状态"),
        _("已确认的交付"),
        _("最近交付"),
        _("枢纽"),
    ]
    rows = (
        [row.title, row.partner.name, row.valid_from, row.valid_to, row.get_state_display(), row.parts, row.last, row.hub.name]
        for row in _rows(request)
    )  # fmt: skip
    return sheet_response(_("合作伙伴"), heads, rows)


@signed_in
def partnership_submit(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    seen = Organization.objects.visible_to(request.user, request.at)
    form = PartnershipForm(request.POST or None, seen=seen, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            row = submit_partnership(hub, **form.facts(), by=request.user, at=request.at)
            return redirect("support:partnership", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("提交合作"), "verb": _("提交负责人批准"), "back": reverse("support:partnerships"),
               "back_label": _("合作伙伴"), "context_line": hub.name, "draft_key": "partnership"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Partnership.objects.visible_to(request.user, request.at).select_related(
        "hub", "partner", "submitted_by", "approved_by", "exception_by"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    if request.method == "POST":
        try:
            _act(request, row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("support:partnership", pk=pk)
    may = {
        name: allowed(request.user, f"support.{name}_partnership", row, at=request.at)
        for name in ("approve", "except", "end")
    }
    parts = Delivery.objects.filter(match__offer__deliverable__partnership=row).select_related("match__need__body")
    context = {
        "row": row, "abnormal": abnormal_since(row.partner, request.at), "may": may,
        "deliverables": row.deliverables.select_related("offer"), "parts": parts.order_by("-delivered_on")[:50],
    }  # fmt: skip
    return render(request, "support/exchange/partnership.html", context)


def _act(request: HttpRequest, row: Partnership) -> None:
    act, reason, who = (
        request.POST.get("act", ""),
        request.POST.get("reason", ""),
        {"by": request.user, "at": request.at},
    )
    if act == "approve":
        approve_partnership(row, **who)
        messages.success(request, _("已批准，交付已列入资源，组织可以申请。"))
    elif act == "except":
        except_partnership(row, reason=reason, **who)
        messages.success(request, _("已记录例外，枢纽负责人可以批准。"))
    elif act == "end":
        end_partnership(row, reason=reason, **who)
        messages.success(request, _("已终止，不再接受新的申请。"))


@signed_in
def chosen_forms(request: HttpRequest) -> HttpResponse:
    """Which of the forms of article 10 each visible hub took up, since when and why."""
    own = hubs_of(request.user, request.at).order_by("sort_key").first()
    form = FormChoiceForm(request.POST if request.POST.get("act") == "choose" else None)
    if request.method == "POST":
        who = {"by": request.user, "at": request.at}
        try:
            if request.POST.get("act") == "drop":
                number = request.POST.get("row", "")
                row = get_object_or_404(ChosenForm.objects.visible_to(request.user, request.at).distinct(), pk=int(number) if number.isdigit() else 0)  # fmt: skip
                drop_form(row, reason=request.POST.get("reason", ""), **who)
                return redirect("support:chosen-forms")
            if form.is_valid():
                choose_form(asked_hub(request), **form.cleaned_data, **who)
                return redirect("support:chosen-forms")
        except ValidationError as error:
            if form.is_bound:
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    rows = ChosenForm.objects.visible_to(request.user, request.at).select_related("hub", "chosen_by").distinct()
    context = {
        "page": Paginator(rows.order_by("hub__sort_key", "form", "-chosen_on"), 60).get_page(request.GET.get("page")), "form": form,
        "may_choose": own is not None and allowed(request.user, "support.choose_form", ChosenForm(hub=own), at=request.at),
    }  # fmt: skip
    return render(request, "support/exchange/chosen_forms.html", context)
