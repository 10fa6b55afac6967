from __future__ import annotations

from contextlib import suppress

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    announce_meeting,
    call_off_meeting,
    change_meeting,
    plan_meeting,
    restore_meeting,
    tied_organizations,
)
from shuniu.domain.meetings.forms import MeetingForm
from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.domain.meetings.queries import list_lines, materials_of, quarter_strip, quorum_of, secretaries_of
from shuniu.domain.meetings.views.common import may, proposers, seen_meeting, staffed_meeting, steps, wechat_text
from shuniu.engines.gatherings.queries import answer_counts, answered_by_link, count_roll, unanswered
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import CITY_TIME, Period, local_date, period_from_code, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, holds, hubs_below, hubs_of, overseen_by
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import asked_hub, own_hub, show_errors
from shuniu.kernel.record.undo import offer_undo

SHOWN = {
    "planned": Q(state__in=["PLANNED", "ANNOUNCED"]),
    "held": Q(state="HELD"),
    "unfiled": Q(state="HELD") & (Q(report__isnull=True) | Q(report__state="DRAFT")),
    "filed": Q(report__state="FILED"),
    "returned": Q(report__state="RETURNED"),
    "accepted": Q(report__state="ACCEPTED"),
    "called_off": Q(state="CALLED_OFF"),
}


def _state_names() -> dict[str, str]:
    return {
        "planned": _("筹备中"), "held": _("已召开"), "unfiled": _("待报送"), "filed": _("待上级审阅"),
        "returned": _("退回补充"), "accepted": _("已接收"), "called_off": _("已取消"),
    }  # fmt: skip


@signed_in
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings by quarter, filtered by quarter, state and hub; for a hub also how its last quarters stand."""
    rows = SecretaryMeeting.objects.visible_to(request.user, request.at).select_related("host", "gathering", "report")
    hubs = Organization.objects.filter(pk__in=rows.values("host")).order_by("sort_key")
    hub = own_hub(request) or hubs_of(request.user, request.at).order_by("sort_key").first()
    quarter = period_of("Q", local_date(request.at))
    chosen = {name: request.GET.get(name, "") for name in ("quarter", "state", "hub")}
    if chosen["state"] in SHOWN:
        rows = rows.filter(SHOWN[chosen["state"]])
    if chosen["hub"]:
        rows = rows.filter(host__code=chosen["hub"])
    with suppress(ValueError):
        span = period_from_code(chosen["quarter"])
        rows = rows.filter(gathering__starts_at__gte=span.starts_at, gathering__starts_at__lt=span.ends_at)
    page = Paginator(rows.order_by("-gathering__starts_at", "pk"), 30).get_page(request.GET.get("page"))
    page.object_list = list_lines(list(page.object_list), at=request.at)
    context = {
        "page": page, "hub": hub, "quarter": quarter, "hubs": hubs, "chosen": chosen, "states": _state_names(),
        "filtered": any(chosen.values()), "quarters": _quarters_around(quarter), "strip": quarter_strip(hub, at=request.at) if hub else [],
        "linked": overseen_by(request.user, request.at).exists(),
        "may_plan": hub is not None and holds(request.user, hub, "head", "officer", at=request.at),
        "may_explain": hub is not None and holds(request.user, hub, "head", at=request.at),
    }  # fmt: skip
    return render(request, "meetings/meetings.html", context)


def _quarters_around(quarter: Period, *, count: int = 9) -> list[str]:
    """The next quarter, the running one and those before, as codes."""
    codes, one = [], quarter.next()
    while len(codes) < count:
        codes.append(one.code)
        one = one.previous()
    return codes


@signed_in
def meeting_plan(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
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
               "back": reverse("meetings:list"), "back_label": _("秘书长例会"), "draft_key": f"meeting-plan-{hub.code}"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting for its host, for the invited, and for who oversees the host."""
    row = seen_meeting(request, pk)
    mine = bodies_of(request.user, request.at)
    staff = holds(request.user, row.host, "head", "officer", "clerk", at=request.at)
    invitees = row.gathering.invitees.select_related("organization", "gathering__host")
    speaks = bodies_of(request.user, request.at, *SPEAKS).exclude(pk=row.host_id)
    open_call = row.topics_until is not None and row.topics_until >= local_date(request.at)
    insider = staff or row.host_id in hubs_below(
        bodies_of(request.user, request.at).values_list("pk", flat=True), request.at
    )
    inside = insider or SecretaryMeeting.objects.taking_part(request.user, request.at).filter(pk=pk).exists()
    proposals = row.proposals.with_checks().select_related("organization", "confirmed_by")
    if not insider:
        proposals = proposals.filter(organization__in=mine)
    context = {
        "meeting": row, "steps": steps(row, request.at), "staff": staff, "insider": insider, "inside": inside,
        "agenda": row.agenda.select_related("proposer", "follows_up"), "materials": materials_of(row) if inside else [],
        "topics_by_link": row.proposals.said_by_link().count() if insider else 0,
        "speaks_for": set(speaks.values_list("pk", flat=True)),
        "proposals": proposals, "invitations": invitees.filter(organization__in=mine), "invited": invitees.count(),
        "count": count_roll(row.gathering), "by_link": answered_by_link(row.gathering), "quorum": quorum_of(row),
        "secretaries": secretaries_of(row, at=request.at) if inside else None,
        "resolutions": row.resolutions.select_related("owner"), "today": local_date(request.at),
        "report": MeetingReport.objects.visible_to(request.user, request.at).filter(meeting=row).first(),
        "may": may(request, "change_meeting", "call_off_meeting", "announce_meeting", "reopen_sign_in",
                   "restore_meeting", row=row),
        "may_propose": open_call and bool(proposers(row, request.user, request.at)) and not staff and row.state in ("PLANNED", "ANNOUNCED")
        and not row.has_begun(request.at),
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context)


@signed_in
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if not allowed(request.user, "meetings.change_meeting", row, at=request.at):
        raise PermissionDenied
    starts, ends = (moment.astimezone(CITY_TIME) for moment in (row.gathering.starts_at, row.gathering.ends_at))
    initial = {
        "title": row.gathering.title, "form": row.form, "form_note": row.form_note, "day": local_date(row.starts_at),
        "begins": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "place": row.gathering.place, "open_to": row.gathering.open_to,
        "topics_until": row.topics_until, "quorum_share": row.quorum_share, "quorum_base": row.quorum_base,
    }  # fmt: skip
    form = MeetingForm(request.POST or None, initial=initial)
    form.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=row.version)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_meeting(row, **form.arguments(), by=request.user, at=request.at)
            if changed.state == "ANNOUNCED" and changed.gathering.revision != row.gathering.revision:
                messages.success(request, _("安排已改，受邀单位会收到消息；改了时间的，请他们重新答复。"))
            return redirect("meetings:meeting", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("修改例会安排"), "context_line": row.gathering.title, "verb": _("保存安排"),
               "back": reverse("meetings:meeting", args=[pk]), "back_label": row.gathering.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def meeting_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose whom to invite: everybody tied is chosen at first."""
    row = staffed_meeting(request, pk)
    tied = tied_organizations(row.host, request.at)
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
    context = {
        "meeting": row, "organizations": tied[:1000], "total": tied.count(), "asked": asked, "problem": problem,
        "steps": steps(row, request.at), "invitees": row.gathering.invitees.select_related("organization").order_by("pk")[:1000],
        "wechat": _invitation_text(row), "answers": answer_counts(row.gathering),
        "outdated": unanswered(row.gathering).exclude(answer="none").count(),
    }  # fmt: skip
    return render(request, "meetings/meeting_announce.html", context)


def _invitation_text(row: SecretaryMeeting) -> str:
    gathering = row.gathering
    return wechat_text(
        _("请参加“%(meeting)s”，时间 %(time)s，地点 %(place)s。请登录答复：")
        % {"meeting": gathering.title, "place": gathering.place,
           "time": f"{gathering.starts_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"},
        f"{settings.PUBLIC_URL}{reverse('meetings:meeting', args=[row.pk])}",
    )  # fmt: skip


@signed_in
def invitation_links(request: HttpRequest, pk: int) -> HttpResponse:
    """The link of each invited organization, for those without an account."""
    row = staffed_meeting(request, pk)
    links = [
        {"name": one.organization.name, "url": f"{settings.PUBLIC_URL}{reverse('meetings:answer', args=[one.token])}",
         "state": f"{one.get_answer_display()}（{_('改期之前')}）" if one.is_outdated else one.get_answer_display()}
        for one in row.gathering.invitees.select_related("organization", "gathering").order_by("organization__sort_key")
    ]  # fmt: skip
    context = {"meeting": row, "links": links, "heading": _("邀请链接"),
               "back": reverse("meetings:announce", args=[pk]), "back_label": _("发会议通知")}  # fmt: skip
    return render(request, "meetings/links.html", context)


@signed_in
def meeting_restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            restore_meeting(row, by=request.user, at=request.at)
            offer_undo(request, _("会议已恢复，受邀人会收到消息。"), "meetings.meeting_restored", row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:meeting", pk=pk)


@signed_in
def meeting_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            call_off_meeting(row, by=request.user, at=request.at)
            offer_undo(request, _("会议已取消，受邀人会收到消息。"), "meetings.meeting_called_off", row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:meeting", pk=pk)
