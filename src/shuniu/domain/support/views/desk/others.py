"""Platform agreements (A09.4) and entrusted services (A09.2): lists, proposals, and each one's own page."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions import desk
from shuniu.domain.support.forms.desk.others import (
    AgreementForm,
    EntrustedForm,
    PaymentForm,
    PlatformServiceForm,
    ReportForm,
    ReviewForm,
    left_stages,
)
from shuniu.domain.support.models.desk import EntrustedService, PlatformAgreement, ServiceMilestone
from shuniu.domain.support.queries.desk.platforms import platform_loads
from shuniu.domain.support.views.common import may
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.pages import asked_hub, own_hub, sheet_response, show_errors


@signed_in
def platforms(request: HttpRequest) -> HttpResponse:
    rows = (
        PlatformAgreement.objects.visible_to(request.user, request.at).select_related("hub", "organization").distinct()
    )
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    loads = platform_loads({row.hub_id for row in page}, request.at)
    shown = [(row, row.state(request.at), loads.get(row.unit_id or 0)) for row in page]
    return render(request, "support/desk/platforms.html", {"page": page, "shown": shown, "hub": own_hub(request)})


@signed_in
def platforms_export(request: HttpRequest) -> HttpResponse:
    rows = PlatformAgreement.objects.visible_to(request.user, request.at).select_related("hub", "organization", "unit")
    labels = {"agreed": _("已生效"), "waiting": _("待对方同意")}
    lines = [
        [row.organization.name, row.hub.name, row.tasks, row.area, row.valid_from, row.valid_to,
         labels.get(row.state(request.at), _("已终止")), row.end_reason, row.unit.requests.count() if row.unit else 0]
        for row in rows.distinct().order_by("hub__sort_key", "organization__sort_key", "pk")
    ]  # fmt: skip
    headings = [_("组织"), _("枢纽"), _("承担的任务"), _("服务范围"), _("协议期自"), _("协议期至"), _("状态"), _("终止原因"),
                _("收到的服务申请")]  # fmt: skip
    return sheet_response(_("平台协议"), headings, lines)


@signed_in
def platform_propose(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    if not allowed(
        request.user, "support.propose_agreement", PlatformAgreement(hub=hub, organization=hub), at=request.at
    ):
        raise PermissionDenied
    seen = Organization.objects.visible_to(request.user, request.at)
    form = AgreementForm(request.POST or None, seen=seen, initial={"valid_from": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            row = desk.propose_agreement(hub, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已送给对方，对方同意后生效。"))
            return redirect("support:platform", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("平台协议"), "context_line": hub.name, "verb": _("送给对方"), "draft_key": "platform",
               "back": "/desk/support/platforms/", "back_label": _("平台组织")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def platform(request: HttpRequest, pk: int) -> HttpResponse:
    rows = PlatformAgreement.objects.visible_to(request.user, request.at).select_related("hub", "organization", "unit")
    row = get_object_or_404(rows.distinct(), pk=pk)
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    form = PlatformServiceForm(request.POST if act == "service" else None)
    if request.method == "POST":
        try:
            if act == "agree":
                desk.agree_agreement(row, **who)
            elif act == "end":
                desk.end_agreement(row, reason=request.POST.get("reason", ""), **who)
            elif act in ("settle", "drop"):
                _service(request, row, act, who)
            elif act == "service" and form.is_valid():
                desk.enter_platform_service(row, **form.cleaned_data, **who)
            if act != "service" or form.is_valid():
                messages.success(request, _("已保存。"))
                return redirect("support:platform", pk=pk)
        except ValidationError as error:
            if act == "service":
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    context = {"row": row, "state": row.state(request.at), "form": form, "services": row.services.filter(dropped_at__isnull=True),
               "served": row.unit.requests.count() if row.unit else 0,
               **may(request, "agree_agreement", "end_agreement", "enter_platform_service", "settle_platform_service", row=row)}  # fmt: skip
    return render(request, "support/desk/platform.html", context)


def _service(request: HttpRequest, row: PlatformAgreement, act: str, who: dict[str, Any]) -> None:
    number = request.POST.get("service", "")
    service = get_object_or_404(row.services.filter(dropped_at__isnull=True), pk=whole_number(number))
    if act == "settle":
        desk.settle_platform_service(service, hub_funded=request.POST.get("payer") == "hub", **who)
    else:
        desk.drop_platform_service(service, **who)


@signed_in
def entrusted(request: HttpRequest) -> HttpResponse:
    rows = (
        EntrustedService.objects.visible_to(request.user, request.at)
        .select_related("hub", "client", "provider")
        .distinct()
    )
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "support/desk/entrusted.html", {"page": page, "hub": own_hub(request)})


@signed_in
def entrusted_export(request: HttpRequest) -> HttpResponse:
    rows = EntrustedService.objects.visible_to(request.user, request.at).select_related("hub", "client", "provider")
    lines = []
    for row in rows.distinct().prefetch_related("reviews", "milestones"):
        scores = {one.stage: one.score for one in row.reviews.all()}
        done = [one for one in row.milestones.all() if one.confirmed_at]
        lines.append([
            row.get_kind_display(), row.client.name, row.provider.name, row.hub.name, row.get_state_display(), row.valid_from,
            row.valid_to, f"{len(done)} / {len(row.milestones.all())}",
            yuan(sum(one.paid_fen or 0 for one in row.milestones.all())), scores.get("before", ""), scores.get("after", ""),
        ])  # fmt: skip
    headings = [_("方式"), _("客户"), _("承办组织"), _("枢纽"), _("状态"), _("服务期自"), _("服务期至"), _("客户确认的里程碑"), _("已拨付（元）"),
                _("服务前"), _("服务后")]  # fmt: skip
    return sheet_response(_("托管和陪伴服务"), headings, lines)


@signed_in
def entrusted_propose(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    if not allowed(request.user, "support.propose_entrusted", EntrustedService(hub=hub), at=request.at):
        raise PermissionDenied
    today = local_date(request.at)
    form = EntrustedForm(
        request.POST or None, seen=Organization.objects.visible_to(request.user, request.at),
        initial={"key": secrets.token_urlsafe(16), "valid_from": today, "need_on": today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            row = desk.propose_entrusted(hub, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已送给客户和承办组织；承办组织声明、客户同意后开始。"))
            return redirect("support:entrusted-service", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("委托服务"), "context_line": hub.name, "verb": _("送给双方"), "draft_key": "entrusted",
               "back": "/desk/support/entrusted/", "back_label": _("托管和陪伴服务")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def entrusted_service(request: HttpRequest, pk: int) -> HttpResponse:
    rows = EntrustedService.objects.visible_to(request.user, request.at).select_related("hub", "client", "provider")
    row = get_object_or_404(rows.distinct(), pk=pk)
    act = request.POST.get("act", "")
    forms: dict[str, Any] = {
        "review": ReviewForm(request.POST if act == "review" else None),
        "report": ReportForm(request.POST if act == "report" else None),
        "pay": PaymentForm(
            request.POST if act == "pay" else None, initial={"paid_on": local_date(request.at)}, auto_id="pay_%s"
        ),
    }
    if request.method == "POST":
        try:
            if act not in forms or forms[act].is_valid():
                _act(request, row, act, forms)
                messages.success(request, _("已保存。"))
                return redirect("support:entrusted-service", pk=pk)
        except ValidationError as error:
            if act in forms:
                show_errors(forms[act], error)
            else:
                messages.error(request, " ".join(error.messages))
    left_stages(forms["review"], row.reviews.all())
    milestones = list(row.milestones.prefetch_related("hours"))
    context = {
        "row": row, "forms": forms, "milestones": milestones, "reviews": row.reviews.select_related("reviewer"),
        "next": next((one for one in milestones if one.reported_at is None), None), "today": local_date(request.at),
        "unpaid": next((one for one in milestones if one.confirmed_at and one.paid_on is None), None), "typed": request.POST,
        **may(request, "declare_no_control", "agree_entrusted", "report_milestone", "confirm_entrusted", "review_capacity",
              "release_payment", "end_entrusted", row=row),
    }  # fmt: skip
    return render(request, "support/desk/entrusted_service.html", context)


def _act(request: HttpRequest, row: EntrustedService, act: str, forms: dict[str, Any]) -> None:
    post, who = request.POST, {"by": request.user, "at": request.at}
    if act == "declare":
        desk.declare_no_control(row, **who)
    elif act in ("yes", "no"):
        desk.agree_entrusted(row, yes=act == "yes", reason=post.get("reason", ""), **who)
    elif act == "end":
        desk.end_entrusted(row, reason=post.get("end_reason", ""), **who)
    elif act in ("report", "confirm", "return", "pay"):
        wanted = post.get("milestone", "")
        milestone = get_object_or_404(ServiceMilestone, service=row, pk=whole_number(wanted))
        if act == "report":
            form = forms["report"]
            desk.report_milestone(milestone, report=form.cleaned_data["report"], hours=form.hours(), **who)
        elif act == "pay":
            desk.release_payment(milestone, **forms["pay"].cleaned_data, **who)
        elif act == "return":
            desk.return_milestone(milestone, reason=post.get("return_reason", ""), **who)
        else:
            desk.confirm_entrusted(milestone, **who)
    elif act == "review":
        desk.review_capacity(row, **forms["review"].cleaned_data, **who)
