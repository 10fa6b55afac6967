"""Topics: the call, proposals by sign-in or link, answers, the agenda in order, the papers that go out ahead."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    add_material,
    answer_topic,
    call_for_topics,
    confirm_topic,
    propose_topic,
    set_agenda,
    tied_organizations,
    topic_before,
)
from shuniu.domain.meetings.forms import AgendaFormSet, LinkedTopicForm, TopicForm
from shuniu.domain.meetings.models import SecretaryMeeting, TopicCall, TopicProposal
from shuniu.domain.meetings.queries import materials_of, report_left
from shuniu.domain.meetings.views.common import may, proposers, seen_meeting, staffed_meeting, steps, wechat_text
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.pages import show_errors
from shuniu.kernel.record.undo import offer_undo


@signed_in
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what organizations proposed, then put the items in order: every button works without a script."""
    row = staffed_meeting(request, pk)
    begun, agenda = row.has_begun(request.at), list(row.agenda.select_related("proposer", "follows_up"))
    items = [{"id": item.pk, "kind": item.kind, "title": item.title, "speaker": item.speaker} for item in agenda]
    formset = AgendaFormSet(request.POST or None, initial=items)
    for form, item in zip(formset, agenda, strict=False):
        form.late = item.is_late
        for name in ("kind", "title"):
            form.fields[name].disabled = begun and not item.is_late
    problem = ""
    if request.method == "POST" and formset.is_valid():
        wanted = [form.cleaned_data for form in formset if form.cleaned_data.get("title")]
        place = _moved(wanted, request.POST.get("move", ""))
        try:
            set_agenda(
                row, items=wanted, materials_note=request.POST.get("materials_note", row.materials_note),
                version=whole_number(request.POST.get("version")), by=request.user, at=request.at,
            )  # fmt: skip
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("议程已保存。"))
            address = reverse("meetings:agenda", args=[pk])
            return redirect(address if place is None else f"{address}#item-{place + 1}")
    context = {
        "meeting": row, "formset": formset, "problem": problem, "steps": steps(row, request.at), "materials": materials_of(row),
        "proposals": row.proposals.with_checks().select_related("organization"), "asked": row.topic_calls.count(),
        "tied": tied_organizations(row.host, request.at).count(), "wechat": _call_text(row),
        "may": may(request, "call_for_topics", "answer_topic", "add_material", row=row),
        "begun": begun, "settled": report_left(row) or row.state == row.State.CALLED_OFF, "agenda": agenda,
    }  # fmt: skip
    return render(request, "meetings/agenda.html", context)


def _moved(items: list[dict[str, Any]], move: str) -> int | None:
    """Swap one item with its neighbour as `up-2` or `down-0` says; the place it stands at now."""
    way, _dash, number = move.partition("-")
    if way not in ("up", "down") or not number.isdecimal():
        return None
    here = int(number)
    there = here + (1 if way == "down" else -1)
    if not (0 <= here < len(items) and 0 <= there < len(items)):
        return None
    items[here], items[there] = items[there], items[here]
    return there


def _call_text(row: SecretaryMeeting) -> str:
    """What an officer pastes into a chat group; each organization has its own link in its notice."""
    if row.topics_until is None:
        return ""
    return wechat_text(
        _("%(hub)s为“%(meeting)s”征集议题，%(until)s 截止。请登录后提议题：")
        % {"hub": row.host.name, "meeting": row.gathering.title, "until": row.topics_until.isoformat()},
        f"{settings.PUBLIC_URL}{reverse('meetings:topic-propose', args=[row.pk])}",
    )


@signed_in
def topic_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask all tied organizations; afterwards the list of links for those without an account."""
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            count = call_for_topics(row, by=request.user, at=request.at)
            messages.success(request, _("已向 %(n)s 家组织征题。") % {"n": count})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("meetings:agenda", pk=pk)
    calls = row.topic_calls.select_related("organization").order_by("organization__sort_key")
    links = [
        {
            "name": call.organization.name,
            "url": f"{settings.PUBLIC_URL}{reverse('meetings:topic-link', args=[call.token])}",
        }
        for call in calls
    ]
    context = {"meeting": row, "links": links, "heading": _("征题链接"),
               "back": reverse("meetings:agenda", args=[pk]), "back_label": _("议程")}  # fmt: skip
    return render(request, "meetings/links.html", context)


@signed_in
def topic_answer(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(TopicProposal.objects.select_related("meeting__host", "item"), pk=pk)
    staffed_meeting(request, proposal.meeting_id)
    if request.method == "POST":
        try:
            before = topic_before(proposal)
            done = answer_topic(
                proposal, taken=request.POST.get("answer") == "taken", reason=request.POST.get("reason", ""),
                by=request.user, at=request.at,
            )  # fmt: skip
            said = _("已答复，提议单位会收到消息。")
            if done.answer == before["answer"]:
                messages.success(request, said)
            else:
                offer_undo(request, said, "meetings.topic_answered", done, before=before)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:agenda", pk=proposal.meeting_id)


@signed_in
def topic_propose(request: HttpRequest, pk: int) -> HttpResponse:
    row = seen_meeting(request, pk)
    speaking = proposers(row, request.user, request.at)
    organization = next((body for body in speaking if body.code == request.GET.get("for")), next(iter(speaking), None))
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


@public
def topic_link(request: HttpRequest, token: str) -> HttpResponse:
    """The organization's own link: propose on a phone without an account, and see what became of each topic."""
    call = get_object_or_404(
        TopicCall.objects.select_related("meeting__host", "meeting__gathering", "organization"), token=token
    )
    form = LinkedTopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_topic(
                call.meeting, organization=call.organization, **form.cleaned_data, at=request.at, token=token,
                by=request.user if request.user.is_authenticated else None,
            )  # fmt: skip
            messages.success(request, _("议题已提交，召集单位会逐条答复，答复也在这里看。"))
            return redirect("meetings:topic-link", token=token)
        except ValidationError as error:
            show_errors(form, error)
    proposals = call.meeting.proposals.with_checks().filter(organization=call.organization)
    context = {"call": call, "meeting": call.meeting, "form": form, "proposals": proposals,
               "closed": call.meeting.has_begun(request.at) or call.meeting.state not in ("PLANNED", "ANNOUNCED")}  # fmt: skip
    return render(request, "meetings/topic_link.html", context)


@signed_in
def topic_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The organization's own people: what came through our link is ours, or is not."""
    proposal = get_object_or_404(TopicProposal.objects.visible_to(request.user, request.at), pk=pk)
    if request.method == "POST":
        try:
            stood_from = proposal.confirmed_at.isoformat() if proposal.confirmed_at else ""
            said_before = proposal.confirmed_by_id or proposal.denied_at
            confirm_topic(proposal, ours=request.POST.get("answer") == "ours", by=request.user, at=request.at)
            if said_before:
                messages.success(request, _("已记下。"))
            else:
                offer_undo(request, _("已记下。"), "meetings.topic_confirmed", proposal, stood_from=stood_from)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:meeting", pk=proposal.meeting_id)


@signed_in
def material_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    upload = request.FILES.get("file")
    if request.method == "POST" and upload is not None:
        try:
            add_material(row, upload=upload, by=request.user, at=request.at)
            messages.success(request, _("材料已添加，受邀单位可以下载。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:agenda", pk=pk)


@signed_in
def material(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """A paper of the meeting, for whoever takes part in it."""
    meeting = get_object_or_404(SecretaryMeeting.objects.taking_part(request.user, request.at), pk=pk)
    row = get_object_or_404(materials_of(meeting), pk=attachment)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
