"""Consortia: the list, opening one, who carries what, the partners' word, what was done (A10.5)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.together import (
    answer_partner,
    ask_partner,
    call_off_consortium,
    confirm_task,
    end_consortium,
    leave_consortium,
    open_consortium,
    save_consortium,
    save_share,
    start_consortium,
    state_task,
    withdraw_partner,
)
from shuniu.domain.support.forms.together import (
    ConsortiumForm,
    ConsortiumOpenForm,
    PartnerForm,
    ShareForm,
    TaskForm,
    typed_lines,
)
from shuniu.domain.support.models.together import Consortium, Partner
from shuniu.domain.support.rules.together import ACTS
from shuniu.domain.support.views.common import may
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.pages import sheet_response, show_errors


def _bodies(request: HttpRequest) -> list[Organization]:
    return list(bodies_of(request.user, request.at, *ACTS).order_by("sort_key"))


def _shown(request: HttpRequest) -> Any:
    rows = Consortium.objects.visible_to(request.user, request.at).select_related("lead", "hub")
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in Consortium.State.values:
        rows = rows.filter(state=state)
    if text:
        found = Organization.objects.search(text).values("pk")
        rows = rows.filter(
            Q(title__icontains=text) | Q(lead__in=found) | Q(partners__organization__in=found)
        ).distinct()
    return rows


def _counts(rows: list[Consortium]) -> dict[int, dict[str, int]]:
    """Consortium id → partners that count, those asked, budget in fen: two queries however many rows."""
    partners = Partner.objects.filter(consortium__in=rows)
    counted = dict(partners.counted().values_list("consortium").annotate(n=Count("pk", distinct=True)).order_by())
    waiting = partners.values_list("consortium").annotate(
        n=Count("pk", filter=Q(state="ASKED"), distinct=True), fen=Sum("lines__amount_fen", filter=Q(state="JOINED"))
    )
    return {
        pk: {"counted": counted.get(pk, 0), "asked": asked, "fen": fen or 0} for pk, asked, fen in waiting.order_by()
    }


@signed_in
def consortia(request: HttpRequest) -> HttpResponse:
    page = Paginator(_shown(request), 30).get_page(request.GET.get("page"))
    counts = _counts(list(page))
    context = {
        "page": page, "rows": [(row, counts.get(row.pk, {})) for row in page], "state": request.GET.get("state", ""),
        "text": request.GET.get("q", ""), "tabs": [("", _("全部")), *Consortium.State.choices],
        "may_open": bool(_bodies(request)),
    }  # fmt: skip
    return render(request, "support/together/consortia.html", context)


@signed_in
def consortia_export(request: HttpRequest) -> HttpResponse:
    """One line for each partner of the rows on the page, all pages."""
    found = Partner.objects.filter(consortium__in=_shown(request).values("pk")).exclude(state="WITHDRAWN")
    counted = set(found.counted().values_list("pk", flat=True))
    rows = (
        [one.consortium.title, one.consortium.lead.name, one.consortium.get_state_display(), one.organization.name,
         one.get_state_display(), one.task, (one.fen or 0) / 100, _("是") if one.pk in counted else _("否"),
         _("是") if one.confirmed_at else _("否")]
        for one in found.select_related("consortium__lead", "organization").annotate(fen=Sum("lines__amount_fen"))
        .order_by("-consortium__opened_at", "consortium", "pk")
    )  # fmt: skip
    headings = [_("项目名称"), _("牵头组织"), _("状态"), _("成员"), _("成员状态"), _("任务"), _("预算（元）"), _("算作成员"),
                _("完成已确认")]  # fmt: skip
    return sheet_response(_("联合体"), headings, rows)


@signed_in
def consortium_open(request: HttpRequest) -> HttpResponse:
    bodies = _bodies(request)
    if not bodies:
        raise Http404
    form = ConsortiumOpenForm(request.POST or None, bodies=bodies, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        try:
            made = open_consortium(**form.cleaned_data, by=request.user, at=request.at)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("联合体已建好，可以邀请成员了。"))
            return redirect("support:consortium", pk=made.pk)
    return render(request, "support/together/consortium_open.html", {"form": form})


def _seen(request: HttpRequest, pk: int) -> Consortium:
    rows = Consortium.objects.visible_to(request.user, request.at).select_related("hub", "lead", "opened_by")
    return get_object_or_404(rows, pk=pk)


@signed_in
def consortium(request: HttpRequest, pk: int) -> HttpResponse:
    """One consortium: what it is for, who carries what, whether a partner counts and why not."""
    row = _seen(request, pk)
    act = request.POST.get("act", "")
    seen = Organization.objects.visible_to(request.user, request.at)
    ask = PartnerForm(request.POST if act == "ask" else None, seen=seen)
    done = TaskForm(request.POST if act == "task" else None)
    if request.method == "POST":
        form = {"ask": ask, "task": done}.get(act)
        try:
            if _act(request, row, act, form):
                return redirect("support:consortium", pk=pk)
        except ValidationError as error:
            if form is not None:
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    context = {"row": row, "ask": ask, "done": done, "typed": request.POST, "act": act, **_partners(request, row),
               **may(request, "ask_partner", row=Partner(consortium=row)),
               **may(request, "save_consortium", "start_consortium", "end_consortium", row=row)}  # fmt: skip
    return render(request, "support/together/consortium.html", context)


def _partners(request: HttpRequest, row: Consortium) -> dict[str, Any]:
    found = list(row.partners.exclude(state="WITHDRAWN").select_related("organization", "done_by", "confirmed_by")
                 .prefetch_related("lines").order_by("pk"))  # fmt: skip
    counted = set(row.partners.counted().values_list("pk", flat=True))
    lines, total = [], 0
    for one in found:
        one.consortium = row
        fen = sum(line.amount_fen for line in one.lines.all())
        total += fen if one.state == Partner.State.JOINED else 0
        rights = may(request, "answer_partner", "save_share", "confirm_task", row=one)
        lines.append({"partner": one, "fen": fen, "counts": one.pk in counted, "is_lead": one.organization_id == row.lead_id,
                      **rights})  # fmt: skip
    return {"partners": lines, "counted": len(counted), "total_fen": total}


def _partner(row: Consortium, number: str) -> Partner:
    return get_object_or_404(
        Partner.objects.select_related("consortium__hub", "consortium__lead", "organization"),
        consortium=row, pk=whole_number(number),
    )  # fmt: skip


def _act(request: HttpRequest, row: Consortium, act: str, form: Any) -> bool:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    if form is not None and not form.is_valid():
        return False
    reason, number = request.POST.get("reason", ""), request.POST.get("partner", "")
    if act == "ask":
        data = {name: form.cleaned_data[name] for name in ("task", "lines")}
        ask_partner(row, form.cleaned_data["organization"], **data, **who)
        messages.success(request, _("已邀请，对方会收到消息。"))
    elif act == "start":
        start_consortium(row, **who)
        messages.success(request, _("联合体已启动。"))
    elif act in ("end", "call-off"):
        (end_consortium if act == "end" else call_off_consortium)(row, closing=reason, **who)
        messages.success(request, _("联合体已结束。"))
    elif act in ("join", "decline"):
        answer_partner(_partner(row, number), joins=act == "join", reason=reason, **who)
        messages.success(request, _("已答复。"))
    elif act == "leave":
        leave_consortium(_partner(row, number), reason=reason, **who)
        messages.success(request, _("已退出联合体。"))
    elif act == "withdraw":
        withdraw_partner(_partner(row, number), **who)
        messages.success(request, _("邀请已撤回。"))
    elif act == "task":
        state_task(_partner(row, number), **form.cleaned_data, **who)
        messages.success(request, _("完成情况已记下，等另一方确认。"))
    elif act == "confirm-task":
        confirm_task(_partner(row, number), **who)
        messages.success(request, _("已确认完成。"))
    return True


@signed_in
def consortium_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    if not allowed(request.user, "support.save_consortium", row, at=request.at):
        raise PermissionDenied
    form = ConsortiumForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            save_consortium(row, **form.cleaned_data | {"version": form.cleaned_data["version"] or 0}, by=request.user,
                            at=request.at)  # fmt: skip
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("support:consortium", pk=pk)
    return render(request, "support/together/consortium_change.html", {"row": row, "form": form})


@signed_in
def share_save(request: HttpRequest, pk: int, partner: int) -> HttpResponse:
    """A partner's task and budget lines."""
    row = _seen(request, pk)
    one = _partner(row, str(partner))
    if not allowed(request.user, "support.save_share", one, at=request.at):
        raise PermissionDenied
    initial = {"task": one.task, "lines": typed_lines(one.lines.all()), "version": one.version}
    form = ShareForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_share(
                one,
                **form.cleaned_data | {"version": form.cleaned_data["version"] or 0},
                by=request.user,
                at=request.at,
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("support:consortium", pk=pk)
    return render(request, "support/together/share_save.html", {"row": row, "partner": one, "form": form})
