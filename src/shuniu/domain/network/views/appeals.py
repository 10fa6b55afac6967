"""The handlers' desk: the list of appeals, one appeal, entering those that come by phone; an organization's own (A05.3)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from shuniu.domain.network.actions import (
    answer_appeal,
    conclude_appeal,
    export_appeals,
    merge_appeal,
    pass_appeal,
    raise_appeal,
)
from shuniu.domain.network.actions.appeal import PURPOSES
from shuniu.domain.network.confidential import confidential, handled_by, opened, opened_for
from shuniu.domain.network.forms_appeal import RaiseForm
from shuniu.domain.network.models import Appeal, AppealPassing, Issue
from shuniu.domain.network.queries.appeal import appeals_shown
from shuniu.domain.network.views.appeal_public import act_of_appellant, receipt
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_at, hubs_of
from shuniu.kernel.record.pages import sheet_response, show_errors

TABS = {
    "open": gettext_lazy("办理中"), "raised": gettext_lazy("待首次答复"), "late": gettext_lazy("逾期"),
    "concluded": gettext_lazy("待评价"), "closed": gettext_lazy("已办结"), "all": gettext_lazy("全部"),
}  # fmt: skip

HEADINGS = (
    gettext_lazy("诉求事项"), gettext_lazy("反映人"), gettext_lazy("渠道"), gettext_lazy("状态"), gettext_lazy("收到日期"),
    gettext_lazy("首次答复期限"), gettext_lazy("办结期限"), gettext_lazy("议题名称"), gettext_lazy("反映人的评价"),
)  # fmt: skip


def _handled(request: HttpRequest) -> list[Organization]:
    """The hubs whose appeals the person handles: none of a hub's other staff, 403; nobody else, 404."""
    mine = handled_by(request.user, request.at)
    if not mine:
        if hubs_of(request.user, request.at).exists():
            raise PermissionDenied
        raise Http404
    return list(Organization.objects.filter(pk__in=mine).order_by("sort_key"))


def _shown(request: HttpRequest):
    return appeals_shown(
        request.user, request.at, which=request.GET.get("which", "open"), issue=request.GET.get("issue", ""),
        text=request.GET.get("q", ""), today=local_date(request.at),
    )  # fmt: skip


@signed_in
@confidential
def appeals(request: HttpRequest) -> HttpResponse:
    hubs = _handled(request)
    page = Paginator(_shown(request), 30).get_page(request.GET.get("page"))
    today = local_date(request.at)
    context = {
        "page": page, "today": today, "tabs": TABS.items(), "which": request.GET.get("which", "open"),
        "text": request.GET.get("q", ""), "hubs": hubs,
        "late": appeals_shown(request.user, request.at, which="late", today=today).count(),
        "passed": AppealPassing.objects.filter(from_hub__in=hubs).select_related("to_hub").order_by("-passed_at")[:20],
    }  # fmt: skip
    return render(request, "network/appeals.html", context)


@signed_in
@confidential
def appeals_export(request: HttpRequest) -> HttpResponse:
    """A workbook wanders: it names nobody who asked to stay unnamed, and no contact at all. The purpose is kept."""
    hubs = _handled(request)
    if request.method != "POST":
        return render(request, "network/appeals_export.html", {"purposes": PURPOSES})
    try:
        export_appeals(hubs[0], purpose=request.POST.get("purpose", ""), by=request.user, at=request.at)
    except ValidationError as error:
        context = {"purposes": PURPOSES, "problem": " ".join(error.messages)}
        return render(request, "network/appeals_export.html", context)
    return sheet_response(_("诉求办理清单"), [str(heading) for heading in HEADINGS], appeal_lines(request))


def appeal_lines(request: HttpRequest) -> list[list[Any]]:
    """What of the rows on the page may leave the product."""
    return [
        [row.subject, _("匿名") if row.anonymous else row.appellant.name, row.get_channel_display(),
         row.get_state_display(), local_date(row.raised_at), row.due_on, row.close_by,
         row.issue.title if row.issue else "", row.get_view_display() if row.view else ""]
        for row in _shown(request)
    ]  # fmt: skip


def appeals_taken_out(request: HttpRequest) -> list[list[Any]]:
    """The same for a template, for a purpose that is kept. Raises ValidationError without one."""
    with opened_for(request.user, request.at):
        hubs = _handled(request)
        export_appeals(hubs[0], purpose=request.POST.get("purpose", ""), by=request.user, at=request.at)
        return appeal_lines(request)


@signed_in
@confidential
@sensitive_post_parameters()
def appeal_enter(request: HttpRequest) -> HttpResponse:
    """What comes by phone, in person or by letter goes through the same channel, with its number for the appellant."""
    hub = _handled(request)[0]
    form = RaiseForm(
        request.POST or None, request.FILES or None, hubs=[], bodies=[], own=True,
        initial={"key": secrets.token_urlsafe(24), "channel": "phone"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            appeal, number = raise_appeal(hub, **form.cleaned_data, by=request.user, at=request.at)
            return receipt(request, appeal, number)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("登记来电、来访、来信"), "context_line": hub.name, "verb": _("登记并给编号"),
               "back": "/desk/network/appeals/", "back_label": _("诉求")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
@confidential
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal: who, what, the talk, the reply; its issue."""
    rows = Appeal.objects.visible_to(request.user, request.at)
    row = get_object_or_404(rows.select_related("hub", "appellant__organization", "issue", "concluded_by"), pk=pk)
    if request.method == "POST":
        try:
            _act(request, row)
            gone = request.POST.get("act") == "pass"
            return redirect("network:appeals") if gone else redirect("network:appeal", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    context = {
        "row": row, "today": local_date(request.at), "messages_of": list(row.messages.select_related("written_by")),
        "files": list(row.files.all()), "typed": request.POST,
        "issues": Issue.objects.filter(hub=row.hub).exclude(state="ANSWERED").order_by("-pk")[:50],
        "hubs": _elsewhere(request, row), "passings": row.passings.select_related("from_hub", "to_hub", "passed_by"),
    }  # fmt: skip
    return render(request, "network/appeal.html", context)


def _elsewhere(request: HttpRequest, row: Appeal) -> list[Organization]:
    """The hubs that it may be passed on to; none for who may not, or after the reply."""
    open_now = row.state in (Appeal.State.RAISED, Appeal.State.IN_HAND)
    if not open_now or not allowed(request.user, "network.pass_appeal", row, at=request.at):
        return []
    return list(hubs_at(request.at).exclude(pk=row.hub_id).order_by("sort_key"))


def _act(request: HttpRequest, row: Appeal) -> None:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    text = request.POST.get("text", "")
    if act == "answer":
        answer_appeal(row, text=text, **who)
        messages.success(request, _("已答复，反映人凭编号就能看到。"))
    elif act == "conclude":
        conclude_appeal(row, text=text, **who)
        messages.success(request, _("已写明办理结果，等反映人评价。"))
    elif act == "merge":
        wanted = request.POST.get("issue", "")
        issue = get_object_or_404(Issue, hub=row.hub, pk=int(wanted)) if wanted.isdecimal() else None
        merge_appeal(row, issue=issue, **who)
        messages.success(request, _("已并入议题。") if issue else _("已从议题里取出。"))
    elif act == "pass":
        to = get_object_or_404(hubs_at(request.at), code=request.POST.get("to", ""))
        pass_appeal(row, to=to, reason=request.POST.get("reason", ""), **who)
        messages.success(request, _("已转给“%(hub)s”，反映人凭编号看得到。") % {"hub": to.name})


@signed_in
@confidential
def appeal_file(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    row = get_object_or_404(Appeal.objects.visible_to(request.user, request.at), pk=pk)
    found = get_object_or_404(row.files, position=position)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
@confidential
def own_appeals(request: HttpRequest) -> HttpResponse:
    """What the person's organization raised under its name; what was raised anonymously is followed by number only."""
    rows = Appeal.objects.raised_for(request.user, request.at).select_related("hub", "organization")
    page = Paginator(rows.order_by("-raised_at"), 30).get_page(request.GET.get("page"))
    return render(request, "network/own_appeals.html", {"page": page})


@signed_in
@confidential
def own_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Appeal.objects.raised_for(request.user, request.at).select_related("hub"), pk=pk)
    with opened(appeals=[row.pk]):
        problem = ""
        try:
            done = act_of_appellant(request, row)
            if done:
                messages.success(request, done)
                return redirect("network:own-appeal", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
        row.refresh_from_db()
        context = {"appeal": row, "messages_of": list(row.messages.all()), "views": Appeal.View.choices,
                   "problem": problem, "typed": request.POST if problem else {}, "today": local_date(request.at)}  # fmt: skip
        return render(request, "network/own_appeal.html", context)
