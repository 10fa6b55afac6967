"""What the meeting decided: recorded by the host, carried on and closed by its owner, corrected until it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    change_resolution,
    close_resolution,
    record_resolution,
    reopen_resolution,
    report_progress,
)
from shuniu.domain.meetings.bodies import BodiesNamed
from shuniu.domain.meetings.forms import CloseResolutionForm, ProgressForm, ResolutionChangeForm, ResolutionForm
from shuniu.domain.meetings.models import Resolution, SecretaryMeeting
from shuniu.domain.meetings.views.common import may, staffed_meeting
from shuniu.domain.meetings.views.hold import bodies_invited
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_below
from shuniu.kernel.record.pages import show_errors
from shuniu.kernel.record.undo import offer_undo


def _owner_named(request: HttpRequest, meeting: SecretaryMeeting, body: str) -> Organization | None:
    """Raises ValidationError at the field when the register knows no body of that name, or several."""
    try:
        return BodiesNamed([body], meeting=meeting, user=request.user, at=request.at).body(body)  # type: ignore[attr-defined]
    except ValidationError as error:
        raise ValidationError({"owner_body": error.messages}) from error


@signed_in
def resolution_record(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    form = ResolutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            owner = _owner_named(request, row, facts.pop("owner_body"))
            record_resolution(row, **facts, owner=owner, by=request.user, at=request.at)
            messages.success(request, _("决议已记下，没办结会回到下次议程。"))
            return redirect("meetings:minutes", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "meeting": row, "bodies": bodies_invited(row.gathering)[:1000]}
    return render(request, "meetings/resolution_record.html", context)


def _seen(request: HttpRequest, pk: int) -> Resolution:
    """A resolution is seen by who takes part in its meeting: the host, who oversees it, the invited, its owner."""
    rows = Resolution.objects.select_related("meeting__host", "meeting__gathering", "owner")
    seen = SecretaryMeeting.objects.taking_part(request.user, request.at)
    return get_object_or_404(rows.filter(meeting__in=seen), pk=pk)


def _to_work_on(request: HttpRequest, pk: int, act: str) -> Resolution:
    row = _seen(request, pk)
    if not allowed(request.user, f"meetings.{act}", row, at=request.at):
        raise PermissionDenied
    return row


@signed_in
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands, what can be done with it, and for those concerned who changed what."""
    row = _seen(request, pk)
    mine = set(bodies_of(request.user, request.at).values_list("pk", flat=True))
    context = {
        "row": row, "meeting": row.meeting, "today": local_date(request.at),
        "concerned": {row.meeting.host_id, row.owner_id} & mine or row.meeting.host_id in hubs_below(mine, request.at),
        "may": may(request, "change_resolution", "report_progress", "close_resolution", "reopen_resolution", row=row),
    }  # fmt: skip
    return render(request, "meetings/resolution.html", context)


def _form_page(
    request: HttpRequest, row: Resolution, form: Form, *, heading: str, verb: str, draft: str = "", **more: Any
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "context_line": row.text, "verb": verb, "back_label": _("决议"),
        "back": reverse("meetings:resolution", args=[row.pk]), "draft_key": draft, **more,
    }  # fmt: skip
    return render(request, more.get("template", "ui/simple_form.html"), context)


@signed_in
def resolution_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The host corrects who and until when."""
    row = _to_work_on(request, pk, "change_resolution")
    initial = {"owner_body": row.owner.name if row.owner else "", "owner_name": row.owner_name, "due_on": row.due_on,
               "version": row.version}  # fmt: skip
    form = ResolutionChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            said = facts.pop("owner_body")
            # The name that stands there goes on meaning whom it meant.
            kept = row.owner if said == initial["owner_body"] else None
            owner = kept or _owner_named(request, row.meeting, said)
            change_resolution(row, **facts, owner=owner, by=request.user, at=request.at)
            messages.success(request, _("承办和期限已更正。"))
            return redirect("meetings:resolution", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    return _form_page(
        request, row, form, heading=_("更正承办和期限"), verb=_("保存更正"), template="meetings/resolution_change.html",
        bodies=bodies_invited(row.meeting.gathering)[:1000],
    )  # fmt: skip


@signed_in
def resolution_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever carries it out says how far it is."""
    row = _to_work_on(request, pk, "report_progress")
    form = ProgressForm(request.POST or None, initial={"outcome": row.outcome, "version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            report_progress(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("办理情况已保存。"))
            return redirect("meetings:resolution", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    return _form_page(
        request, row, form, heading=_("写办理情况"), verb=_("保存办理情况"), draft=f"resolution-progress-{row.pk}"
    )


@signed_in
def resolution_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_work_on(request, pk, "close_resolution")
    form = CloseResolutionForm(
        request.POST or None, initial={"closed_on": local_date(request.at), "outcome": row.outcome}
    )
    if request.method == "POST" and form.is_valid():
        try:
            close_resolution(row, **form.cleaned_data, by=request.user, at=request.at)
            offer_undo(request, _("决议已办结。"), "meetings.resolution_closed", row, outcome=row.outcome)
            return redirect("meetings:resolution", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    return _form_page(request, row, form, heading=_("办结决议"), verb=_("办结"), draft=f"resolution-close-{row.pk}")


@signed_in
def resolution_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_work_on(request, pk, "reopen_resolution")
    if request.method == "POST":
        reopen_resolution(row, by=request.user, at=request.at)
        said = _("已撤回办结，决议回到办理中。")
        if row.closed_on is None:  # it was open already
            messages.success(request, said)
        else:
            back = {"closed_on": row.closed_on.isoformat(), "outcome": row.outcome}
            offer_undo(request, said, "meetings.resolution_reopened", row, **back)
    return redirect("meetings:resolution", pk=pk)
