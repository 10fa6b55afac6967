"""At the door: QR and code sign-in on phones, the roll by hand, the paper sheet typed in one grid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import close_sign_in
from shuniu.domain.meetings.queries import quorum_of
from shuniu.domain.meetings.views.common import seen_meeting, staffed_meeting, steps
from shuniu.engines.gatherings.actions import (
    answer_invitation,
    enter_roll,
    remove_from_roll,
    sign_in_at_door,
)  # fmt: skip
from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.numbers import qr_svg


@signed_in
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    gathering = row.gathering
    address = f"{settings.PUBLIC_URL}{reverse('meetings:door', args=[gathering.door_token])}"
    entries = gathering.roll.filter(removed_at__isnull=True).select_related("organization")
    context = {
        "meeting": row, "steps": steps(row), "entries": entries, "count": count_roll(gathering), "qr": qr_svg(address),
        "address": address, "quorum": quorum_of(row), "kinds": RollEntry.Attendance.choices,
        "organizations": Organization.objects.filter(invited_to__gathering=gathering).order_by("sort_key"),
    }  # fmt: skip
    return render(request, "meetings/roll.html", context)


@signed_in
def roll_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One name by hand, or the paper sheet: one line each, `姓名，单位，职务`."""
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        done, problems = 0, []
        for number, (name, organization, post) in enumerate(_lines(row.gathering, request), start=1):
            try:
                enter_roll(
                    row.gathering, name=name, organization=organization, post=post, by=request.user, at=request.at,
                    way=request.POST.get("way", RollEntry.Way.HAND), key=f"staff:{organization.pk if organization else 0}:{name}",
                    attendance=request.POST.get("attendance", RollEntry.Attendance.PRESENT),
                )  # fmt: skip
                done += 1
            except ValidationError as error:
                problems.append(_("第 %(n)s 行：") % {"n": number} + " ".join(error.messages))
        if done:
            messages.success(request, _("已登记 %(n)s 人。") % {"n": done})
        for problem in problems[:5]:
            messages.error(request, problem)
    return redirect("meetings:roll", pk=pk)


def _lines(gathering: Gathering, request: HttpRequest) -> list[tuple[str, Organization | None, str]]:
    invited = {o.name: o for o in Organization.objects.filter(invited_to__gathering=gathering)}
    if request.POST.get("sheet"):
        rows = []
        for line in request.POST["sheet"].splitlines():
            parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
            if parts[0]:
                name, body, post = ([*parts, "", ""])[:3]
                rows.append((name, invited.get(body) or Organization.objects.filter(name=body).first(), post))
        return rows
    organization = Organization.objects.filter(pk=request.POST.get("organization") or 0).first()
    return [(request.POST.get("name", "").strip(), organization, request.POST.get("post", ""))]


@signed_in
def roll_remove(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    line = get_object_or_404(row.gathering.roll, pk=entry)
    if request.method == "POST":
        remove_from_roll(line, by=request.user, at=request.at)
        messages.success(request, _("已从到会名单移去。"))
    return redirect("meetings:roll", pk=pk)


@signed_in
def sign_in_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            close_sign_in(row, by=request.user, at=request.at)
            messages.success(request, _("会议已标为召开，请整理纪要。"))
            return redirect("meetings:minutes", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:roll", pk=pk)


@public
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the QR at the door. A phone without network queues the form and sends it again with the same key."""
    gathering = get_object_or_404(Gathering.objects.select_related("host"), door_token=token)
    invited = Organization.objects.filter(invited_to__gathering=gathering).order_by("sort_key")
    problem, entry = "", None
    if request.method == "POST":
        try:
            entry = _sign_in(request, gathering, invited, RollEntry.Way.QR)
        except ValidationError as error:
            problem = " ".join(error.messages)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"ok": entry is not None, "problem": problem}, status=200 if entry else 422)
        if entry is not None:
            return render(request, "meetings/door_done.html", {"gathering": gathering, "entry": entry})
    context = {"gathering": gathering, "organizations": invited, "problem": problem}
    return render(request, "meetings/door.html", context)


@public
def door_code(request: HttpRequest) -> HttpResponse:
    """Whoever cannot scan types the six digits shown in the room."""
    problem = ""
    if request.method == "POST":
        near = Gathering.objects.filter(sign_in_opens_at__lte=request.at, sign_in_closes_at__gte=request.at)
        found = near.filter(door_code=request.POST.get("code", "").strip()).first()
        if found is not None:
            return redirect("meetings:door", token=found.door_token)
        problem = _("这个签到码现在不能用，请看会场大屏上的六位数字。")
    return render(request, "meetings/door_code.html", {"problem": problem})


def _sign_in(request: HttpRequest, gathering: Gathering, invited: Any, way: str) -> RollEntry:
    signed_at: datetime | None = parse_datetime(request.POST.get("signed_at", "") or "")
    organization = invited.filter(pk=request.POST.get("organization") or 0).first()
    name = request.POST.get("name", "")
    key = request.POST.get("key") or f"door:{organization.pk if organization else 0}:{name.strip()}"
    return sign_in_at_door(
        gathering, name=name, organization=organization, post=request.POST.get("post", ""), way=way, key=key,
        signed_at=signed_at, at=request.at,
    )  # fmt: skip


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
    invitee = get_object_or_404(Invitee.objects.select_related("gathering__host", "organization"), token=token)
    problem = _answer(request, invitee, token) if request.method == "POST" else ""
    invitee.refresh_from_db()
    return render(request, "meetings/answer.html", {"invitee": invitee, "problem": problem})


@signed_in
def invitation_answer(request: HttpRequest, pk: int, invitee: int) -> HttpResponse:
    row = seen_meeting(request, pk)
    mine = row.gathering.invitees.filter(organization__in=bodies_of(request.user, request.at))
    found = get_object_or_404(mine.select_related("gathering__host", "organization"), pk=invitee)
    if request.method == "POST":
        problem = _answer(request, found, "")
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, _("已答复。"))
    return redirect("meetings:meeting", pk=pk)
