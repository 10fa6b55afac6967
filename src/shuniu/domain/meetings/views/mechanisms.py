"""The list of standing mechanisms, their runs, and how far each has drifted (A13)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    change_mechanism,
    end_mechanism,
    list_mechanism,
    record_run,
    withdraw_run,
)
from shuniu.domain.meetings.forms import EndMechanismForm, MechanismForm, RunForm
from shuniu.domain.meetings.mechanisms import in_time, standings
from shuniu.domain.meetings.models import Mechanism, MechanismRun, SecretaryMeeting
from shuniu.domain.meetings.views.common import may
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds, hubs_of
from shuniu.kernel.record.actions import attach
from shuniu.kernel.record.pages import asked_hub, own_hub, show_errors
from shuniu.kernel.record.undo import offer_undo


@signed_in
def mechanisms(request: HttpRequest) -> HttpResponse:
    """A hub's own list; for an overseeing body all its hubs', filtered by hub."""
    rows = Mechanism.objects.visible_to(request.user, request.at).select_related("host")
    hub = own_hub(request) or hubs_of(request.user, request.at).order_by("sort_key").first()
    hubs = Organization.objects.filter(pk__in=rows.values("host")).order_by("sort_key")
    chosen = hubs.filter(code=request.GET.get("hub", "")).first()
    if chosen is not None:
        rows = rows.filter(host=chosen)
    if not request.GET.get("ended"):
        rows = rows.filter(valid_to__isnull=True)
    page = Paginator(rows.order_by("host__sort_key", "kind", "name", "pk"), 30).get_page(request.GET.get("page"))
    days = _entry_days(hub or chosen or hubs.first(), request)
    page.object_list = standings(page.object_list, days=days, at=request.at)
    context = {
        "page": page, "hub": hub, "hubs": hubs, "chosen": chosen, "days": days,
        "may_list": hub is not None and holds(request.user, hub, "head", "officer", at=request.at),
    }  # fmt: skip
    return render(request, "meetings/mechanisms.html", context)


def _entry_days(hub: Organization | None, request: HttpRequest) -> int:
    """The hub's limit; for who sees no hub at all, the list is empty and so is the limit."""
    return int(setting_for(hub, "meetings.run_entry_days", request.at) or 0) if hub else 0


@signed_in
def mechanism_list(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    if not holds(request.user, hub, "head", "officer", at=request.at):
        raise PermissionDenied
    form = MechanismForm(request.POST or None, request.FILES or None, initial={"valid_from": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("handbook_file")
        try:
            handbook = attach(upload, owner=hub, subject=None, by=request.user, at=request.at) if upload else None
            row = list_mechanism(hub, **facts, handbook=handbook, by=request.user, at=request.at)
            return redirect("meetings:mechanism", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("列入机制"), "context_line": hub.name, "verb": _("列入清单"),
               "back": reverse("meetings:mechanisms"), "back_label": _("机制清单"), "draft_key": f"mechanism-{hub.code}"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def mechanism(request: HttpRequest, pk: int) -> HttpResponse:
    """One mechanism: its periods, its runs with both dates, and the form for the next run."""
    row = get_object_or_404(
        Mechanism.objects.visible_to(request.user, request.at).select_related("host", "handbook"), pk=pk
    )
    rights = may(request, "change_mechanism", "end_mechanism", "record_run", "withdraw_run", row=row)
    form = RunForm(request.POST or None, initial={"held_on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            run = record_run(row, **form.cleaned_data, by=request.user, at=request.at)
            offer_undo(request, _("已登记，录入日期由系统记下。"), "meetings.run_recorded", run)
            return redirect("meetings:mechanism", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    days = _entry_days(row.host, request)
    meetings = SecretaryMeeting.objects.none()
    if row.kind == Mechanism.Kind.SECRETARY_MEETING:
        held = SecretaryMeeting.objects.filter(host=row.host, state=SecretaryMeeting.State.HELD)
        meetings = held.select_related("gathering").order_by("-gathering__starts_at")[:20]
    runs = list(row.runs.select_related("entered_by")[:60])
    late = {one.pk for one in runs if not in_time((one.held_on, local_date(one.entered_at)), days=days)}
    context = {
        "late_runs": late,
        "mechanism": row, "standing": standings([row], days=days, at=request.at, turns=8)[0], "days": days,
        "runs": runs, "meetings": meetings, "form": form, "may": rights,
    }  # fmt: skip
    return render(request, "meetings/mechanism.html", context)


@signed_in
def mechanism_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Mechanism.objects.visible_to(request.user, request.at).select_related("host"), pk=pk)
    if not allowed(request.user, "meetings.change_mechanism", row, at=request.at):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in ("name", "owner_name", "unit_code", "handbook_link", "version")}
    form = MechanismForm(request.POST or None, request.FILES or None, initial=initial)
    form.for_change()
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("handbook_file")
        try:
            handbook = attach(upload, owner=row.host, subject=row, by=request.user, at=request.at) if upload else None
            change_mechanism(row, **facts, handbook=handbook, by=request.user, at=request.at)
            return redirect("meetings:mechanism", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("修改机制"), "context_line": row.name, "verb": _("保存机制"),
               "back": reverse("meetings:mechanism", args=[pk]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def mechanism_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Mechanism.objects.visible_to(request.user, request.at).select_related("host"), pk=pk)
    if not allowed(request.user, "meetings.end_mechanism", row, at=request.at):
        raise PermissionDenied
    form = EndMechanismForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = end_mechanism(row, **form.cleaned_data, by=request.user, at=request.at)
            offer_undo(request, _("机制已停止。"), "meetings.mechanism_ended", done, at_version=done.version)
            return redirect("meetings:mechanism", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("停止机制"), "context_line": row.name, "verb": _("停止这个机制"),
               "back": reverse("meetings:mechanism", args=[pk]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def run_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Mechanism.objects.visible_to(request.user, request.at)
    row = get_object_or_404(MechanismRun.objects.filter(mechanism__in=seen).select_related("mechanism__host"), pk=pk)
    if request.method == "POST":
        withdraw_run(row, by=request.user, at=request.at)
        offer_undo(request, _("已撤回这次登记，不再计入。"), "meetings.run_withdrawn", row)
    return redirect("meetings:mechanism", pk=row.mechanism_id)
