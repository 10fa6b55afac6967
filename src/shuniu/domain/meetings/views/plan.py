from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    announce_meeting,
    answer_exception,
    answer_topic,
    call_off_meeting,
    change_meeting,
    file_exception,
    plan_meeting,
    propose_topic,
    set_agenda,
)  # fmt: skip
from shuniu.domain.meetings.calendar import calendar_file
from shuniu.domain.meetings.forms import AgendaFormSet, ExceptionForm, MeetingForm, TopicForm
from shuniu.domain.meetings.models import MeetingException, SecretaryMeeting, TopicProposal
from shuniu.domain.meetings.queries import quorum_of
from shuniu.domain.meetings.views.common import may, seen_meeting, show_errors, staffed_meeting, steps
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, holds, hubs_of, overseen_by


@signed_in
def meetings(request: HttpRequest) -> HttpResponse:
    rows = SecretaryMeeting.objects.visible_to(request.user, request.at).select_related("host", "gathering", "report")
    page = Paginator(rows.order_by("-gathering__starts_at"), 30).get_page(request.GET.get("page"))
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    quarter = period_of("Q", local_date(request.at))
    context = {"page": page, "hub": hub, "quarter": quarter}
    return render(request, "meetings/meetings.html", context)


@signed_in
def meeting_plan(request: HttpRequest) -> HttpResponse:
    hubs = hubs_of(request.user, request.at).order_by("sort_key")
    hub = hubs.filter(code=request.GET.get("hub", "")).first() or hubs.first()
    if hub is None:
        raise Http404
    if not holds(request.user, hub, "head", "officer", at=request.at):
        raise PermissionDenied
    quarter = period_of("Q", local_date(request.at))
    number = (quarter.start.month - 1) // 3 + 1
    title = _("%(year)s 年第 %(quarter)s 季度秘书长例会") % {"year": quarter.start.year, "quarter": number}
    form = MeetingForm(request.POST or None, initial={"title": title, "begins": "14:00", "ends": "16:00"})
    if request.method == "POST" and form.is_valid():
        try:
            meeting = plan_meeting(hub, **form.arguments(), by=request.user, at=request.at)
            return redirect("meetings:agenda", pk=meeting.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("筹备例会"), "context_line": hub.name, "verb": _("建立例会"),
               "back": reverse("meetings:list"), "back_label": _("秘书长例会"), "draft_key": "meeting-plan"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting for its host, for the invited, and for who oversees the host."""
    row = seen_meeting(request, pk)
    mine = bodies_of(request.user, request.at)
    staff = holds(request.user, row.host, "head", "officer", "clerk", at=request.at)
    proposals = row.proposals.select_related("organization")
    if not staff:
        proposals = proposals.filter(organization__in=mine)
    invitees = row.gathering.invitees.select_related("organization")
    context = {
        "meeting": row, "steps": steps(row), "staff": staff, "agenda": row.agenda.select_related("proposer"),
        "proposals": proposals, "invitations": invitees.filter(organization__in=mine), "invited": invitees.count(),
        "count": count_roll(row.gathering), "quorum": quorum_of(row), "resolutions": row.resolutions.all(),
        "report": getattr(row, "report", None), "minutes": getattr(row, "minutes", None),
        "may": may(request, "change_meeting", "call_off_meeting", "announce_meeting", row=row),
        "may_propose": row.topics_until is not None and row.topics_until >= local_date(request.at) and not staff,
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context)


@signed_in
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if not allowed(request.user, "meetings.change_meeting", row, at=request.at):
        raise PermissionDenied
    starts, ends = (moment.astimezone() for moment in (row.gathering.starts_at, row.gathering.ends_at))
    initial = {
        "title": row.gathering.title, "form": row.form, "form_note": row.form_note, "day": local_date(row.starts_at),
        "begins": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "place": row.gathering.place,
        "topics_until": row.topics_until, "quorum_share": row.quorum_share,
    }  # fmt: skip
    form = MeetingForm(request.POST or None, initial=initial)
    version = int(request.POST.get("version", row.version))
    if request.method == "POST" and form.is_valid():
        try:
            change_meeting(row, version=version, **form.arguments(), by=request.user, at=request.at)
            return redirect("meetings:meeting", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("修改例会安排"), "context_line": row.gathering.title, "verb": _("保存安排"),
               "back": reverse("meetings:meeting", args=[pk]), "back_label": row.gathering.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Agenda by content types, and the answer to each proposed topic."""
    row = staffed_meeting(request, pk)
    initial = [
        {"id": item.pk, "kind": item.kind, "title": item.title, "speaker": item.speaker} for item in row.agenda.all()
    ]
    formset = AgendaFormSet(request.POST or None, initial=initial, prefix="item")
    problem = ""
    if request.method == "POST" and formset.is_valid():
        items = [form.cleaned_data for form in formset if form.cleaned_data.get("title")]
        try:
            set_agenda(
                row, items=items, materials_note=request.POST.get("materials_note", ""),
                version=int(request.POST.get("version") or 0), by=request.user, at=request.at,
            )  # fmt: skip
            messages.success(request, _("议程已保存。"))
            return redirect("meetings:meeting", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {
        "meeting": row,
        "formset": formset,
        "problem": problem,
        "proposals": row.proposals.select_related("organization"),
    }
    return render(request, "meetings/agenda.html", context)


@signed_in
def topic_answer(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(TopicProposal.objects.select_related("meeting__host"), pk=pk)
    staffed_meeting(request, proposal.meeting_id)
    if request.method == "POST":
        try:
            answer_topic(
                proposal, taken=request.POST.get("answer") == "taken", reason=request.POST.get("reason", ""),
                by=request.user, at=request.at,
            )  # fmt: skip
            messages.success(request, _("已答复，提议单位会收到消息。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:agenda", pk=proposal.meeting_id)


@signed_in
def topic_propose(request: HttpRequest, pk: int) -> HttpResponse:
    row = seen_meeting(request, pk)
    speaking = bodies_of(request.user, request.at, "head", "secretary_general", "liaison_officer")
    organization = (
        speaking.exclude(pk=row.host_id).filter(code=request.GET.get("for", "")).first()
        or speaking.exclude(pk=row.host_id).first()
    )
    if organization is None:
        raise PermissionDenied
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_topic(row, organization=organization, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("议题已提交，召集单位会逐条答复。"))
            return redirect("meetings:meeting", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("提议题"), "context_line": organization.name, "verb": _("提交议题"),
               "back": reverse("meetings:meeting", args=[pk]), "back_label": row.gathering.title,
               "draft_key": f"topic-{pk}"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def meeting_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose whom to invite: everybody tied is chosen at first."""
    row = staffed_meeting(request, pk)
    tied = Organization.objects.filter(
        pk__in=Affiliation.objects.valid(request.at)
        .filter(hub=row.host, declined_at__isnull=True)
        .values("organization")
    ).order_by("sort_key")
    problem = ""
    if request.method == "POST":
        chosen = tied if request.POST.get("all") else tied.filter(pk__in=request.POST.getlist("organization"))
        try:
            announce_meeting(row, organizations=chosen, by=request.user, at=request.at)
            messages.success(request, _("会议通知已发出。"))
            return redirect("meetings:meeting", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    asked = set(row.gathering.invitees.values_list("organization_id", flat=True))
    context = {"meeting": row, "organizations": tied[:1000], "total": tied.count(), "asked": asked, "problem": problem}
    return render(request, "meetings/meeting_announce.html", context)


@signed_in
def meeting_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            call_off_meeting(row, by=request.user, at=request.at)
            messages.success(request, _("会议已取消，受邀人会收到消息。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:meeting", pk=pk)


@signed_in
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    row = seen_meeting(request, pk)
    response = HttpResponse(calendar_file(row.gathering), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="meeting-{pk}.ics"'
    return response


@signed_in
def exception_file(request: HttpRequest) -> HttpResponse:
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    if hub is None:
        raise Http404
    if not holds(request.user, hub, "head", at=request.at):
        raise PermissionDenied(_("说明要由负责人提出。"))
    quarter = period_of("Q", local_date(request.at))
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = file_exception(hub, period_code=quarter.code, **form.cleaned_data, by=request.user, at=request.at)
        return redirect("meetings:exception", pk=row.pk)
    context = {"form": form, "heading": _("说明本季度不开例会"), "context_line": f"{hub.name} · {quarter.code}",
               "verb": _("提出说明"), "back": reverse("meetings:list"), "back_label": _("秘书长例会")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    row = get_object_or_404(MeetingException.objects.filter(host__in=seen).select_related("host"), pk=pk)
    may_answer = allowed(request.user, "meetings.answer_exception", row, at=request.at)
    if request.method == "POST":
        try:
            answer_exception(
                row, accepted=request.POST.get("answer") == "accept", reply=request.POST.get("reply", ""),
                by=request.user, at=request.at,
            )  # fmt: skip
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("meetings:exception", pk=pk)
    return render(request, "meetings/exception.html", {"exception": row, "may_answer": may_answer})
