"""The report: drafted in one step, filed by the head, accepted, returned or asked about by the body above; documents."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    accept_report,
    answer_question,
    ask_about_report,
    draft_report,
    file_report,
    return_report,
    save_and_file_report,
    save_report,
)
from shuniu.domain.meetings.documents import minutes_document, report_document
from shuniu.domain.meetings.forms import ReportForm
from shuniu.domain.meetings.models import MeetingReport, Minutes, ReportFiling, ReportQuestion, SecretaryMeeting
from shuniu.domain.meetings.queries import completed, not_told, report_due_on, same_effect
from shuniu.domain.meetings.views.common import may, seen_meeting, staffed_meeting, steps
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.record.pages import show_errors
from shuniu.kernel.record.undo import offer_undo
from shuniu.methods.gongwen import Document, embedded_instead, measure, render_docx, render_pdf, verify

WRITTEN = ("accept", "return", "ask", "answer")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft in one step, write, file; for the body above: accept or return."""
    meeting = seen_meeting(request, pk)
    row = MeetingReport.objects.visible_to(request.user, request.at).filter(meeting=meeting).first()
    subject = row or MeetingReport(meeting=meeting)
    rights = may(
        request,
        "draft_report",
        "save_report",
        "file_report",
        "accept_report",
        "return_report",
        "ask_about_report",
        "answer_question",
        row=subject,
    )
    initial = {} if row is None else {
        "topics": row.topics, "resolutions": row.resolutions, "effect": row.effect, "late_reason": row.late_reason,
        "version": row.version,
    }  # fmt: skip
    written = request.POST.get("act") in ("save", "file", "complete") and "topics" in request.POST
    form = ReportForm(request.POST if written else None, initial=initial)
    if request.method == "POST" and _report_act(request, meeting, row, form):
        return redirect("meetings:report", pk=pk)
    staff = holds(request.user, meeting.host, at=request.at)
    if row is None and not staff:
        raise Http404
    due_on = report_due_on(meeting, at=request.at)
    editable = row is not None and row.state in ("DRAFT", "RETURNED") and rights["save_report"]
    context = {
        "late": row is not None and row.first_filed_at is not None and local_date(row.first_filed_at) > due_on,
        "staff": staff, "in_hand": _in_hand(row, staff=staff) if row else None,
        "filings": row.filings.order_by("-number") if row else [],
        "same_effect": same_effect(row) if row else [],
        "meeting": meeting, "report": row, "form": form, "may": rights, "count": count_roll(meeting.gathering),
        "due_on": due_on, "today": local_date(request.at), "steps": steps(meeting, request.at),
        "questions": row.questions.select_related("asked_by") if row else [],
        "typed": request.POST if request.POST.get("act") in WRITTEN else {},
        "editable": editable, "left_out": _left_out(row) if row and editable else [],
    }  # fmt: skip
    return render(request, "meetings/report.html", context)


def _left_out(row: MeetingReport) -> list[str]:
    texts = {"topics": row.topics, "resolutions": row.resolutions, "effect": row.effect}
    return [entry for entries in not_told(row.meeting, texts).values() for entry in entries]


def _in_hand(row: MeetingReport, *, staff: bool) -> MeetingReport | ReportFiling:
    """The hub reads what it writes; the body above reads what was filed, until it is filed again."""
    return row if staff else row.as_filed() or row


def _report_act(request: HttpRequest, meeting: SecretaryMeeting, row: MeetingReport | None, form: ReportForm) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    version = whole_number(request.POST.get("version"))
    try:
        if act == "draft":
            draft_report(meeting, **who)
            messages.success(request, _("已从纪要和到会名单起草报告，请核对。"))
        elif act in ("save", "complete") and row is not None and form.is_valid():
            more = completed(meeting, form.cleaned_data) if act == "complete" else {}
            save_report(row, **{**form.cleaned_data, **more}, **who)
            messages.success(request, _("已补进报告并保存，请核对。") if more else _("报告已保存。"))
        elif act == "file" and row is not None and (not form.is_bound or form.is_valid()):
            if form.is_bound:
                save_and_file_report(row, **form.cleaned_data, **who)
            else:
                file_report(row, version=version, **who)
            messages.success(request, _("已报送，上级会收到消息。"))
        elif act == "accept" and row is not None:
            done = accept_report(row, version=version, reply=request.POST.get("reply", ""), **who)
            _offer_back(request, _("已接收。"), row, done)
        elif act == "return" and row is not None:
            done = return_report(row, version=version, reply=request.POST.get("reply", ""), **who)
            _offer_back(request, _("已退回，枢纽会收到意见。"), row, done)
        elif act == "ask" and row is not None:
            ask_about_report(row, question=request.POST.get("reply", ""), **who)
            messages.success(request, _("已发出询问，枢纽会收到消息。"))
        elif act == "answer" and row is not None:
            asked = get_object_or_404(ReportQuestion, report=row, pk=whole_number(request.POST.get("question")))
            answer_question(asked, answer=request.POST.get("answer", ""), **who)
            messages.success(request, _("已答复，上级会收到消息。"))
        else:
            return False
    except ValidationError as error:
        if act in ("save", "file", "complete") and form.is_bound:
            show_errors(form, error)
            return False
        messages.error(request, " ".join(error.messages))
        # What the other side wrote is not lost with the refusal: the page is drawn with it.
        return act not in WRITTEN
    return True


def _offer_back(request: HttpRequest, said: str, before: MeetingReport, done: MeetingReport) -> None:
    replied = before.replied_at.isoformat() if before.replied_at else None
    if before.state == done.state:  # sent twice: decided before
        messages.success(request, said)
        return
    offer_undo(
        request, said, "meetings.report_decided", done, reply=before.reply, replied_at=replied, version=done.version
    )


def _document(request: HttpRequest, pk: int, what: str) -> tuple[SecretaryMeeting, Document, str]:
    """Minutes for the host's staff; the report also for who oversees the host, once it was filed."""
    meeting = seen_meeting(request, pk)
    if what == "report":
        row = get_object_or_404(MeetingReport.objects.visible_to(request.user, request.at), meeting=meeting)
        words = _in_hand(row, staff=holds(request.user, meeting.host, at=request.at))
        return meeting, report_document(words), _("%(title)s情况报告") % {"title": meeting.gathering.title}
    if what != "minutes":
        raise Http404
    staffed_meeting(request, pk)
    minutes = get_object_or_404(Minutes, meeting=meeting)
    return meeting, minutes_document(minutes), _("%(title)s纪要") % {"title": meeting.gathering.title}


@signed_in
def document(request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
    """As DOCX or PDF. Without LibreOffice the DOCX is given and the page says what was not verified."""
    _meeting, words, name = _document(request, pk, what)
    content, media_type, suffix = render_docx(words), DOCX, "docx"
    if form == "pdf":
        result = render_pdf(content)
        if result.pdf is None:
            return redirect("meetings:layout", pk=pk, what=what)
        content, media_type, suffix = result.pdf, "application/pdf", "pdf"
    elif form != "docx":
        raise Http404
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{suffix}"
    return response


def _finding_names() -> dict[str, str]:
    return {
        "paper_width": _("纸宽"), "paper_height": _("纸高"), "mark": _("发文机关标志上边缘至版心上边缘"),
        "title_size": _("标题字号"), "lines": _("每面行数"), "characters": _("每行字数"), "left": _("订口（左边距）"),
        "pitch": _("行距"), "area_bottom": _("版心下边缘"), "number_below": _("页码在版心下边缘之下"),
        "number_right": _("单页码右端"), "number_left": _("双页码左端"),
    }  # fmt: skip


@signed_in
def layout(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What was measured on the rendered page, what could not be, and which typefaces stand in for the official ones."""
    meeting, words, name = _document(request, pk, what)
    result = render_pdf(render_docx(words))
    context = {"meeting": meeting, "what": what, "name": name, "reason": result.reason, "findings": [], "fonts": []}
    if result.pdf is not None:
        measured = measure(result.pdf)
        context |= {
            "findings": [(_finding_names()[one.name], one) for one in verify(measured)], "fonts": embedded_instead(measured.fonts), "pages": measured.pages,
        }  # fmt: skip
    return render(request, "meetings/layout.html", context)
