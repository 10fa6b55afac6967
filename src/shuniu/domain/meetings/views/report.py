"""After the meeting: resolutions, minutes, the report, and both as official documents."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    accept_report,
    approve_minutes,
    close_resolution,
    draft_report,
    file_report,
    record_resolution,
    return_report,
    save_minutes,
    save_report,
    send_minutes_back,
    submit_minutes,
)  # fmt: skip
from shuniu.domain.meetings.documents import minutes_document, report_document
from shuniu.domain.meetings.forms import CloseResolutionForm, MinutesForm, ReportForm, ResolutionForm
from shuniu.domain.meetings.models import MeetingReport, Minutes, Resolution, SecretaryMeeting
from shuniu.domain.meetings.queries import report_due_on
from shuniu.domain.meetings.views.common import may, seen_meeting, show_errors, staffed_meeting, steps
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.methods.gongwen import render_docx, render_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    there: Minutes | None = getattr(row, "minutes", None)
    initial = (
        {"chair": there.chair, "recorder": there.recorder, "summary": there.summary, "effect": there.effect,
         "version": there.version}
        if there else {"version": 0, "recorder": request.user.name}
    )  # fmt: skip
    form = MinutesForm(request.POST if request.POST.get("act") == "save" else None, initial=initial)
    if request.method == "POST" and _minutes_act(request, row, there, form):
        return redirect("meetings:minutes", pk=pk)
    subject = there or Minutes(meeting=row)
    context = {
        "meeting": row, "steps": steps(row), "minutes": there, "form": form, "count": count_roll(row.gathering),
        "resolutions": row.resolutions.all(), "resolution_form": ResolutionForm(),
        "agenda": row.agenda.select_related("proposer"),
        "may": may(request, "save_minutes", "submit_minutes", "approve_minutes", row=subject),
    }  # fmt: skip
    return render(request, "meetings/minutes.html", context)


def _minutes_act(request: HttpRequest, row: SecretaryMeeting, there: Minutes | None, form: MinutesForm) -> bool:
    """True when it is done and the page can be drawn anew."""
    act = request.POST.get("act", "")
    try:
        if act == "save" and form.is_valid():
            save_minutes(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("纪要已保存。"))
        elif act == "submit" and there:
            submit_minutes(there, by=request.user, at=request.at)
            messages.success(request, _("已送负责人审签。"))
        elif act == "approve" and there:
            approve_minutes(there, by=request.user, at=request.at)
            messages.success(request, _("纪要已审签，可以起草报告。"))
        elif act == "send_back" and there:
            send_minutes_back(there, remark=request.POST.get("remark", ""), by=request.user, at=request.at)
            messages.success(request, _("已退回修改。"))
        else:
            return False
    except ValidationError as error:
        if act == "save":
            show_errors(form, error)
            return False
        messages.error(request, " ".join(error.messages))
    return True


@signed_in
def resolution_record(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    form = ResolutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_resolution(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("决议已记下，没办结会回到下次议程。"))
            return redirect("meetings:minutes", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("记决议"), "context_line": row.gathering.title, "verb": _("记下决议"),
               "back": reverse("meetings:minutes", args=[pk]), "back_label": _("会议纪要")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def resolution_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Resolution.objects.select_related("meeting__host", "meeting__gathering"), pk=pk)
    staffed_meeting(request, row.meeting_id)
    form = CloseResolutionForm(request.POST or None, initial={"closed_on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            close_resolution(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("决议已办结。"))
            return redirect("meetings:meeting", pk=row.meeting_id)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("办结决议"), "context_line": row.text, "verb": _("办结"),
               "back": reverse("meetings:meeting", args=[row.meeting_id]), "back_label": row.meeting.gathering.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft in one step, write, file; for the body above: accept or return."""
    meeting = seen_meeting(request, pk)
    row = MeetingReport.objects.visible_to(request.user, request.at).filter(meeting=meeting).first()
    subject = row or MeetingReport(meeting=meeting)
    rights = may(request, "draft_report", "save_report", "file_report", "accept_report", "return_report", row=subject)
    initial = {} if row is None else {
        "topics": row.topics, "resolutions": row.resolutions, "effect": row.effect, "late_reason": row.late_reason,
        "version": row.version,
    }  # fmt: skip
    form = ReportForm(request.POST if request.POST.get("act") == "save" else None, initial=initial)
    if request.method == "POST" and _report_act(request, meeting, row, form):
        return redirect("meetings:report", pk=pk)
    if row is None and not rights["draft_report"]:
        raise Http404
    context = {
        "meeting": meeting, "report": row, "form": form, "may": rights, "count": count_roll(meeting.gathering),
        "due_on": report_due_on(meeting, at=request.at), "today": local_date(request.at), "steps": steps(meeting),
        "editable": row is not None and row.state in ("DRAFT", "RETURNED") and rights["save_report"],
    }  # fmt: skip
    return render(request, "meetings/report.html", context)


def _report_act(request: HttpRequest, meeting: SecretaryMeeting, row: MeetingReport | None, form: ReportForm) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    version = int(request.POST.get("version") or 0)
    try:
        if act == "draft":
            draft_report(meeting, **who)
            messages.success(request, _("已从纪要和到会名单起草报告，请核对。"))
        elif act == "save" and row is not None and form.is_valid():
            save_report(row, **form.cleaned_data, **who)
            messages.success(request, _("报告已保存。"))
        elif act == "file" and row is not None:
            file_report(row, version=version, **who)
            messages.success(request, _("已报送，上级会收到消息。"))
        elif act == "accept" and row is not None:
            accept_report(row, version=version, reply=request.POST.get("reply", ""), **who)
            messages.success(request, _("已接收。"))
        elif act == "return" and row is not None:
            return_report(row, version=version, reply=request.POST.get("reply", ""), **who)
            messages.success(request, _("已退回，枢纽会收到意见。"))
        else:
            return False
    except ValidationError as error:
        if act == "save":
            show_errors(form, error)
            return False
        messages.error(request, " ".join(error.messages))
    return True


@signed_in
def document(request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
    """Minutes or report as DOCX or PDF; without LibreOffice the DOCX is given and the page says what was not verified."""
    meeting = seen_meeting(request, pk)
    if what == "report":
        row = get_object_or_404(MeetingReport.objects.visible_to(request.user, request.at), meeting=meeting)
        content = render_docx(report_document(row))
        name = _("%(title)s情况报告") % {"title": meeting.gathering.title}
    else:
        staffed_meeting(request, pk)
        content = render_docx(minutes_document(get_object_or_404(Minutes, meeting=meeting)))
        name = _("%(title)s纪要") % {"title": meeting.gathering.title}
    media_type, suffix = DOCX, "docx"
    if form == "pdf":
        result = render_pdf(content)
        if result.pdf is None:
            messages.warning(request, _("这台服务器没有 LibreOffice，版面未经核验；请下载 Word 文件打印。"))
            return redirect("meetings:report" if what == "report" else "meetings:minutes", pk=pk)
        content, media_type, suffix = result.pdf, "application/pdf", "pdf"
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{suffix}"
    return response
