"""The roll as the host's staff keep it: the QR, names by hand, the paper sheet typed in one grid, the end of sign-in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import close_sign_in, reopen_sign_in
from shuniu.domain.meetings.bodies import BodiesNamed
from shuniu.domain.meetings.forms import SheetFormSet
from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.domain.meetings.queries import quorum_of
from shuniu.domain.meetings.views.common import may, staffed_meeting, steps
from shuniu.engines.gatherings.actions import (
    Line,
    SheetProblems,
    enter_roll,
    enter_sheet,
    remove_from_roll,
    restore_to_roll,
)  # fmt: skip
from shuniu.engines.gatherings.models import Gathering, RollEntry
from shuniu.engines.gatherings.queries import count_roll, not_there, on_roll
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import attach
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.undo import offer_undo


def bodies_invited(gathering: Gathering) -> Any:
    return Organization.objects.filter(invited_to__gathering=gathering).order_by("sort_key")


@signed_in
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    gathering = row.gathering
    address = f"{settings.PUBLIC_URL}{reverse('meetings:door', args=[gathering.door_token])}"
    lines = on_roll(gathering).select_related("organization").order_by("is_late_entry", "-entered_at", "-pk")
    context = {
        "meeting": row, "steps": steps(row, request.at), "count": count_roll(gathering), "qr": qr_svg(address),
        "page": Paginator(lines, 100).get_page(request.GET.get("page")),
        "removed": gathering.roll.filter(removed_at__isnull=False).select_related("organization")[:20],
        "address": address, "quorum": quorum_of(row), "kinds": RollEntry.Attendance.choices,
        "organizations": bodies_invited(gathering), "away": not_there(gathering).order_by("-answer", "pk")[:300],
        "may": may(request, "close_sign_in", "reopen_sign_in", row=row), "open": row.state != "CALLED_OFF",
        "begun": row.state in ("PLANNED", "ANNOUNCED") and request.at >= gathering.starts_at,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "meetings/roll.html", context)


@signed_in
def door_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR and the code, large, for the screen in the room or a sheet on the door."""
    row = staffed_meeting(request, pk)
    address = f"{settings.PUBLIC_URL}{reverse('meetings:door', args=[row.gathering.door_token])}"
    code_page = f"{settings.PUBLIC_URL}{reverse('meetings:door-code')}"
    return render(request, "meetings/door_poster.html", {"meeting": row, "qr": qr_svg(address), "code_page": code_page})


@signed_in
def roll_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One name by hand."""
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        organization = bodies_invited(row.gathering).filter(pk=whole_number(request.POST.get("organization"))).first()
        try:
            entry = enter_roll(
                row.gathering, name=name, organization=organization, post=request.POST.get("post", ""),
                by=request.user, at=request.at, way=RollEntry.Way.HAND,
                key=f"staff:{organization.pk if organization else 0}:{name}",
                attendance=request.POST.get("attendance") or RollEntry.Attendance.PRESENT,
            )  # fmt: skip
            offer_undo(request, _("已登记：%(name)s") % {"name": entry.name}, "gatherings.roll_entered", entry)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:roll", pk=pk)


@signed_in
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper sign-in in one grid: all lines or none, and what was typed stays until every line is right."""
    row = staffed_meeting(request, pk)
    act = request.POST.get("act", "")
    if act in ("paste", "more"):
        formset = SheetFormSet(initial=_typed(SheetFormSet(request.POST)) + _pasted(request.POST.get("pasted", "")))
    else:
        formset = SheetFormSet(request.POST or None)
    problems, original = dict[int, str](), None
    try:
        original = _original(request, row.gathering)
        if act == "enter":
            entries = _enter_sheet(request, row, formset, original)
            messages.success(request, _("已登记 %(n)s 人。") % {"n": len({entry.pk for entry in entries})})
            return redirect("meetings:roll", pk=pk)
    except SheetProblems as error:
        problems = error.rows
        messages.error(request, " ".join(error.messages))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    context = {
        "meeting": row, "formset": formset, "steps": steps(row, request.at), "organizations": bodies_invited(row.gathering),
        "lines": [(form, problems.get(number, "")) for number, form in enumerate(formset)],
        "late": request.at > row.gathering.sign_in_closes_at, "original": original,
    }  # fmt: skip
    return render(request, "meetings/sheet.html", context)


def _original(request: HttpRequest, gathering: Gathering) -> Attachment | None:
    """The sheet's picture: just chosen, or chosen with an earlier try of the same page and kept since.

    Raises ValidationError for a file that is none: without it the lines would not count as confirmed.
    """
    photo = request.FILES.get("photo")
    if photo is not None:
        return attach(photo, owner=gathering.host, subject=gathering, by=request.user, at=request.at)  # type: ignore[attr-defined]
    of_gathering = Attachment.objects.filter(
        owner=gathering.host_id, subject_type=gathering._meta.label_lower, subject_id=gathering.pk
    )
    return of_gathering.filter(pk=whole_number(request.POST.get("original"))).first()


def _pasted(text: str) -> list[dict[str, str]]:
    """Cells as a spreadsheet copies them: one line a person, tabs or commas between name, body and post.

    A running number before the name is left out; a line without a name stays, to be completed.
    """
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.replace("，", ",").replace("\t", ",").split(",")]
        if len(cells) > 1 and (cells[0].rstrip(".、").isdecimal() or cells[0] == "序号"):
            cells = cells[1:]
        if any(cells) and cells[0] not in ("姓名", "name"):
            name, body, post = [*cells, "", ""][:3]
            rows.append({"name": name, "body": body, "post": post})
    return rows


def _typed(formset: BaseFormSet) -> list[dict[str, str]]:
    """Every line with a word in it, also one that has no name yet."""
    return [
        {name: form[name].value() or "" for name in ("name", "body", "post", "attendance")}
        for form in formset
        if any(form[name].value() for name in ("name", "body", "post"))
    ]


def _enter_sheet(
    request: HttpRequest, meeting: SecretaryMeeting, formset: BaseFormSet, original: Attachment | None
) -> list[RollEntry]:
    """Look the bodies up by name; what was not found is a problem of its line, never a line without its body."""
    if not formset.is_valid():
        if formset.non_form_errors():
            raise ValidationError(formset.non_form_errors().as_data())
        said = [
            " ".join(_("%(what)s太长了。") % {"what": form.fields[name].label} for name in form.errors)
            for form in formset
        ]
        raise SheetProblems({number: text for number, text in enumerate(said) if text})
    typed = [form.cleaned_data for form in formset]
    known = BodiesNamed((line.get("body", "") for line in typed), meeting=meeting, user=request.user, at=request.at)  # type: ignore[attr-defined]
    lines, problems, places = [], {}, []
    for number, cells in enumerate(typed):
        if not any((cells.get(key) or "").strip() for key in ("name", "body", "post")):
            continue
        try:
            lines.append(_line(cells, known))
            places.append(number)
        except ValidationError as error:
            problems[number] = " ".join(error.messages)
    if problems:
        raise SheetProblems(problems)
    try:
        return enter_sheet(meeting.gathering, lines=lines, sheet=original, by=request.user, at=request.at)
    except SheetProblems as error:
        raise SheetProblems({places[number]: text for number, text in error.rows.items()}) from error


def _line(cells: dict[str, str], known: BodiesNamed) -> Line:
    if not (cells.get("name") or "").strip():
        raise ValidationError(_("请填写姓名。"))
    organization = known.body(cells.get("body") or "")
    key = f"staff:{organization.pk if organization else 0}:{cells['name'].strip()}"
    attendance = cells.get("attendance") or RollEntry.Attendance.PRESENT
    return Line(cells["name"], key, organization, cells.get("post") or "", attendance)


@signed_in
def roll_remove(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    line = get_object_or_404(row.gathering.roll, pk=entry)
    if request.method == "POST":
        if request.POST.get("act") == "restore":
            try:
                restore_to_roll(line, by=request.user, at=request.at)
                offer_undo(request, _("已恢复到名单。"), "gatherings.restored_to_roll", line)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        else:
            remove_from_roll(line, by=request.user, at=request.at)
            offer_undo(request, _("已从到会名单移去，可在页面下方恢复。"), "gatherings.removed_from_roll", line)
    return redirect("meetings:roll", pk=pk)


@signed_in
def sign_in_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            close_sign_in(row, by=request.user, at=request.at)
            offer_undo(request, _("会议已标为召开，请整理纪要。"), "meetings.sign_in_closed", row)
            return redirect("meetings:minutes", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:roll", pk=pk)


@signed_in
def sign_in_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    if request.method == "POST":
        try:
            reopen_sign_in(row, by=request.user, at=request.at)
            offer_undo(request, _("已撤回，会议回到签到这一步。"), "meetings.sign_in_reopened", row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("meetings:roll", pk=pk)
