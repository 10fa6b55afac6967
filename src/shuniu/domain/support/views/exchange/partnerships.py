"""Partnerships with their deliverables, the block for listed partners, and the forms a hub chose (A08.3, A10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.exchange import (
    add_partnership_paper,
    approve_partnership,
    choose_form,
    drop_form,
    end_partnership,
    except_partnership,
    let_partnership_end,
    resume_partnership,
    sign_partnership,
    submit_partnership,
)
from shuniu.domain.support.actions.exchange.partnership import sanction_of
from shuniu.domain.support.forms.common import yuan_of
from shuniu.domain.support.forms.exchange.raising import (
    DELIVERABLES,
    FormChoiceForm,
    PartnershipForm,
    PartnershipPaperForm,
)
from shuniu.domain.support.models.exchange import ChosenForm, Partnership
from shuniu.domain.support.rules.exchange import TERM_DAYS
from shuniu.domain.support.views.common import new_key, own_first
from shuniu.engines.exchange.models import Delivery
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.pages import asked_hub, paper_response, sheet_response, show_errors


def _rows(request: HttpRequest) -> Any:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    rows = Partnership.objects.visible_to(request.user, request.at).select_related("hub", "partner")
    if state in Partnership.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(partner__name__icontains=text))
    return rows.order_by("-valid_from", "-pk")


def _with_parts(rows: Iterable[Partnership]) -> list[Partnership]:
    """The rows with `parts`, what was delivered and confirmed, and `last`, its last day: one query for the page."""
    found = list(rows)
    confirmed = Delivery.objects.filter(match__offer__deliverable__partnership__in=found, confirmed_at__isnull=False)
    told = {pk: (n, last) for pk, n, last in confirmed.values_list("match__offer__deliverable__partnership")
            .annotate(n=Count("pk"), last=Max("delivered_on"))}  # fmt: skip
    for row in found:
        row.parts, row.last = told.get(row.pk, (0, None))  # type: ignore[attr-defined]
    return found


@signed_in
def partnerships(request: HttpRequest) -> HttpResponse:
    page = Paginator(_rows(request), 30).get_page(request.GET.get("page"))
    page.object_list = _with_parts(page.object_list)
    context = {
        "page": page, "states": Partnership.State.choices,
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
        for row in _with_parts(_rows(request))
    )  # fmt: skip
    return sheet_response(_("合作伙伴"), heads, rows)


@signed_in
def partnership_submit(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    wanted = request.GET.get("renews", "")
    former = Partnership.objects.filter(hub=hub, pk=whole_number(wanted)).first()
    seen = Organization.objects.visible_to(request.user, request.at)
    form = PartnershipForm(request.POST or None, seen=seen, initial={"key": new_key(), **_again(former)})
    if request.method == "POST" and form.is_valid():
        try:
            row = submit_partnership(hub, **form.facts(), renews=former, by=request.user, at=request.at)
            return redirect("support:partnership", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("提交合作"), "verb": _("提交负责人批准"), "back": reverse("support:partnerships"),
               "back_label": _("合作伙伴"), "context_line": hub.name, "draft_key": "partnership"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _again(former: Partnership | None) -> dict[str, Any]:
    """What a renewal begins with: the same partner, terms and deliverables, from the day the first one ends."""
    if former is None:
        return {}
    parts: dict[str, Any] = {}
    for n, one in enumerate(former.deliverables.all()[:DELIVERABLES], 1):
        parts |= {f"what_{n}": one.what, f"kind_{n}": one.kind, f"value_{n}": yuan_of(one.value_fen)}
    return {"partner": former.partner.code, "title": former.title, "elements": former.elements, "valid_from": former.valid_to,
            "ties": former.ties, **parts}  # fmt: skip


@signed_in
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Partnership.objects.visible_to(request.user, request.at).select_related(
        "hub", "partner", "submitted_by", "approved_by", "exception_by"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    paper = PartnershipPaperForm(*((request.POST, request.FILES) if request.POST.get("act") == "paper" else ()))
    if request.method == "POST":
        try:
            if _act(request, row, paper):
                return redirect("support:partnership", pk=pk)
        except ValidationError as error:
            if not paper.is_bound:
                messages.error(request, " ".join(error.messages))
                return redirect("support:partnership", pk=pk)
            show_errors(paper, error)
    may = {
        name: allowed(request.user, f"support.{name}", row, at=request.at)
        for name in ("approve_partnership", "except_partnership", "end_partnership", "sign_partnership",
                     "add_partnership_paper", "let_partnership_end")
    }  # fmt: skip
    days = (row.valid_to - local_date(request.at)).days
    parts = Delivery.objects.filter(match__offer__deliverable__partnership=row).select_related("match__need__body")
    context = {
        "row": row, "sanction": sanction_of(row.partner, request.at), "may": may, "paper": paper, "days": days,
        "ends_soon": row.state == "approved" and 0 <= days <= int(setting_for(row.hub, TERM_DAYS.key, request.at) or 0),
        "papers": row.papers.select_related("file", "added_by"),
        "renewed_by": Partnership.objects.filter(renews=row).first(),
        "deliverables": row.deliverables.select_related("offer"), "parts": parts.order_by("-delivered_on")[:50],
    }  # fmt: skip
    return render(request, "support/exchange/partnership.html", context)


@signed_in
def partnership_paper(request: HttpRequest, pk: int, paper: int) -> FileResponse:
    rows = Partnership.objects.visible_to(request.user, request.at)
    row = get_object_or_404(rows.distinct(), pk=pk)
    return paper_response(get_object_or_404(row.papers.select_related("file"), pk=paper).file)


def _act(request: HttpRequest, row: Partnership, paper: PartnershipPaperForm) -> bool:
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
    elif act == "sign":
        sign_partnership(row, ties=request.POST.get("ties", ""), **who)
        messages.success(request, _("已签，枢纽负责人可以批准。"))
    elif act == "resume":
        resume_partnership(row, **who)
        messages.success(request, _("已恢复，约定的交付重新开放。"))
    elif act == "let_end":
        let_partnership_end(row, reason=reason, **who)
        messages.success(request, _("已记下到期不再续签。"))
    elif act == "paper":
        if not paper.is_valid():
            return False
        add_partnership_paper(row, **paper.cleaned_data, **who)
        messages.success(request, _("文件已存。"))
    return True


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
                row = get_object_or_404(ChosenForm.objects.visible_to(request.user, request.at).distinct(), pk=whole_number(number))  # fmt: skip
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
    rows = own_first(rows, own)
    context = {
        "page": Paginator(rows.order_by("others", "hub__sort_key", "form", "-chosen_on"), 60).get_page(request.GET.get("page")), "form": form, "own": own,
        "may_choose": own is not None and allowed(request.user, "support.choose_form", ChosenForm(hub=own), at=request.at),
    }  # fmt: skip
    return render(request, "support/exchange/chosen_forms.html", context)
