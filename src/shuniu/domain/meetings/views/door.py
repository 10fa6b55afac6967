"""Behind the QR at the door, the six digits, and an invitation's own link: pages for a phone with a weak network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from shuniu.domain.meetings.calendar import calendar_file
from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.domain.meetings.queries import materials_of
from shuniu.domain.meetings.views.common import seen_meeting
from shuniu.domain.meetings.views.hold import bodies_invited
from shuniu.engines.gatherings.actions import answer_invitation, client_digest, find_by_code, sign_in_at_door
from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.people.adapter import client_address


# The token in the address is the permission and no session is used: a page cached before the network went must still
# be able to send what it queued, whatever became of its cookies.
@csrf_exempt
@public
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the QR at the door. A phone without network queues the form and sends it again with the same key."""
    gathering = get_object_or_404(Gathering.objects.select_related("host"), door_token=token)
    invited = bodies_invited(gathering)
    problem, entry, key = "", None, ""
    if request.method == "POST":
        try:
            entry, key = _sign_in(request, gathering, invited)
        except ValidationError as error:
            problem = " ".join(error.messages)
        there = entry is not None and entry.key != key
        if request.headers.get("X-Requested-With") == "fetch":
            facts = {"ok": entry is not None, "problem": problem, "there": there}
            return JsonResponse(facts, status=200 if entry else 422)
        if entry is not None:
            return render(request, "meetings/door_done.html", {"gathering": gathering, "entry": entry, "there": there})
    context = {
        "gathering": gathering,
        "organizations": invited,
        "problem": problem,
        "closed": _closed(gathering, request),
    }
    return render(request, "meetings/door.html", context)


def _closed(gathering: Gathering, request: HttpRequest) -> str:
    """Why nobody can sign in now, in a sentence; empty while the door is open."""
    if gathering.called_off_at is not None:
        return _("这次会议已取消，不用签到。")
    if request.at < gathering.sign_in_opens_at:  # type: ignore[attr-defined]
        return _("签到还没开始。")
    if request.at > gathering.sign_in_closes_at:  # type: ignore[attr-defined]
        return _("签到时间已过。如果你到了会，请让工作人员登记。")
    return ""


@public
def door_worker(request: HttpRequest) -> HttpResponse:
    """The small worker that keeps the door's page on the phone; its scope is the door and nothing else."""
    path = finders.find("door-worker.js")
    if path is None:
        raise Http404
    response = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@public
def door_code(request: HttpRequest) -> HttpResponse:
    """Whoever cannot scan types the six digits shown in the room."""
    problem = ""
    if request.method == "POST":
        try:
            found = find_by_code(
                request.POST.get("code", ""), client=client_digest(client_address(request)), at=request.at
            )
        except ValidationError as error:
            return render(request, "meetings/door_code.html", {"problem": " ".join(error.messages)}, status=429)
        if found is not None:
            response = redirect("meetings:door", token=found.door_token)
            response["Location"] += "?by=code"
            return response
        problem = _("这个签到码现在不能用，请看会场大屏上的六位数字。")
    return render(request, "meetings/door_code.html", {"problem": problem})


def _moment(text: str) -> datetime | None:
    """The phone's moment; None for what names no moment, or names it without saying where on earth."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _sign_in(request: HttpRequest, gathering: Gathering, invited: Any) -> tuple[RollEntry, str]:
    signed_at = _moment(request.POST.get("signed_at", ""))
    organization = invited.filter(pk=whole_number(request.POST.get("organization"))).first()
    name = request.POST.get("name", "")
    key = request.POST.get("key") or f"door:{organization.pk if organization else 0}:{name.strip()}"
    way = RollEntry.Way.CODE if request.POST.get("by") == "code" else RollEntry.Way.QR
    entry = sign_in_at_door(
        gathering, name=name, organization=organization, post=request.POST.get("post", ""), way=way, key=key[:80],
        signed_at=signed_at, at=request.at,
    )  # fmt: skip
    return entry, key[:80]


def _answer(request: HttpRequest, invitee: Invitee, token: str) -> str:
    """Do what the form says; the sentence to show when it cannot be done."""
    try:
        answer_invitation(
            invitee, answer=request.POST.get("answer", ""), attendee_name=request.POST.get("attendee_name", ""),
            mandate=bool(request.POST.get("mandate")), reason=request.POST.get("reason", ""), at=request.at,
            by=request.user if request.user.is_authenticated else None, token=token,
        )  # fmt: skip
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation's own link: agenda and papers, then one of three buttons."""
    invitee = get_object_or_404(Invitee.objects.select_related("gathering__host", "organization"), token=token)
    problem = ""
    if request.method == "POST":
        problem = _answer(request, invitee, token)
        if not problem:
            return redirect("meetings:answer", token=token)
    meeting = SecretaryMeeting.objects.filter(gathering=invitee.gathering).select_related("host").first()
    context = {
        "invitee": invitee, "problem": problem, "meeting": meeting,
        "agenda": meeting.agenda.select_related("proposer") if meeting else [],
        "materials": materials_of(meeting) if meeting else [], "typed": request.POST if problem else {},
    }  # fmt: skip
    return render(request, "meetings/answer.html", context)


@public
def answer_calendar(request: HttpRequest, token: str) -> HttpResponse:
    invitee = get_object_or_404(Invitee.objects.select_related("gathering__host"), token=token)
    return calendar_response(invitee.gathering)


@public
def answer_material(request: HttpRequest, token: str, attachment: int) -> HttpResponse:
    invitee = get_object_or_404(Invitee.objects.select_related("gathering"), token=token)
    meeting = get_object_or_404(SecretaryMeeting, gathering=invitee.gathering)
    row = get_object_or_404(materials_of(meeting), pk=attachment)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)


def calendar_response(gathering: Gathering) -> HttpResponse:
    response = HttpResponse(calendar_file(gathering), content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = f'attachment; filename="meeting-{gathering.pk}.ics"'
    return response


@signed_in
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return calendar_response(seen_meeting(request, pk).gathering)


@signed_in
def invitation_answer(request: HttpRequest, pk: int, invitee: int) -> HttpResponse:
    row = seen_meeting(request, pk)
    found = get_object_or_404(row.gathering.invitees.select_related("gathering__host", "organization"), pk=invitee)
    if not bodies_of(request.user, request.at).filter(pk=found.organization_id).exists():
        raise PermissionDenied
    if request.method == "POST":
        problem = _answer(request, found, "")
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, _("已答复。"))
    return redirect("meetings:meeting", pk=pk)
