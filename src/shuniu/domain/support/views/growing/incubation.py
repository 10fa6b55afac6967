"""Incubation centres, intake rounds and applications (A09.1)."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import lines_of
from shuniu.domain.support.actions.growing.center import (
    apply_for_stay,
    close_center,
    decide_stay,
    move_closing,
    open_center,
    publish_round,
    update_center,
    withdraw_round,
    withdraw_stay_application,
)
from shuniu.domain.support.forms.growing.incubation import CenterForm, DecideForm, RoundForm, StayApplicationForm
from shuniu.domain.support.models.growing import Incubation, IncubationApplication, IncubationCenter, IntakeRound
from shuniu.domain.support.queries.growing.incubation import centers_shown, open_rounds, stays_shown
from shuniu.domain.support.views.common import bodies, may, page_of, tried
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import day_said
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import Line, own_hub, sheet_response, show_errors


def _line(row: IncubationApplication) -> Line:
    tone = {"ADMITTED": "ok", "FILED": "warn"}.get(row.state, "")
    detail = f"{row.organization.name} · {local_date(row.filed_at)}"
    url = reverse("support:stay-application", args=[row.pk])
    return Line(row.round.title, detail, url, row.get_state_display(), tone)


@signed_in
def incubation(request: HttpRequest) -> HttpResponse:
    """Rounds that take applications, the centres, and the stays the person has to do with."""
    hub = own_hub(request)
    mine = Incubation.objects.visible_to(request.user, request.at)
    context = {
        "page": page_of(request, centers_shown(request.GET.get("q", ""))), "text": request.GET.get("q", ""),
        "rounds": list(open_rounds(request.at)[:12]), "stays": mine.filter(state="IN").count(),
        "may_open": hub is not None and may(request, "open_center", row=IncubationCenter(hub=hub))["open_center"],
        "applications": [
            _line(one) for one in IncubationApplication.objects.filter(organization__in=bodies_of(request.user, request.at))
            .select_related("round__center", "organization").order_by("-filed_at")[:10]
        ],
    }  # fmt: skip
    return render(request, "support/growing/incubation.html", context)


@signed_in
def center_open(request: HttpRequest) -> HttpResponse:
    hub = own_hub(request)
    if hub is None or not may(request, "open_center", row=IncubationCenter(hub=hub))["open_center"]:
        raise PermissionDenied
    form = CenterForm(request.POST or None, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["key"] or secrets.token_urlsafe(16)
            made = open_center(hub, key=key, by=request.user, at=request.at, **form.facts())
            return redirect("support:center", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("设立孵化中心"), "context_line": hub.name, "verb": _("设立"), "draft_key": "center",
               "back": reverse("support:incubation"), "back_label": _("孵化")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _center(request: HttpRequest, pk: int) -> IncubationCenter:
    return get_object_or_404(centers_shown(), pk=pk)


@signed_in
def center(request: HttpRequest, pk: int) -> HttpResponse:
    """Places, criteria, rounds; who is in and until when for those whom it concerns."""
    row = _center(request, pk)
    if request.method == "POST" and request.POST.get("act") == "close":
        reason = request.POST.get("reason", "")
        if tried(request, lambda: close_center(row, reason=reason, by=request.user, at=request.at), _("已停办，公开页上不再列出。")):  # fmt: skip
            return redirect("support:incubation")
    seen = Incubation.objects.visible_to(request.user, request.at).filter(center=row)
    context = {
        "row": row, "criteria": row.criteria.filter(retired_at__isnull=True), "services": lines_of(row.services),
        "rounds": row.rounds.all()[:10], "today": local_date(request.at),
        "page": page_of(request, seen.filter(state="IN").select_related("organization").order_by("ends_on", "pk"), 50),
        "free": max(0, row.places - row.taken), **may(request, "open_center", row=row),
    }  # fmt: skip
    return render(request, "support/growing/center.html", context)


@signed_in
def center_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _center(request, pk)
    if not may(request, "open_center", row=row)["open_center"]:
        raise PermissionDenied
    form = CenterForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        facts, version = form.facts(), form.cleaned_data["version"] or 0
        fresh = _center(request, pk)
        if tried(request, lambda: update_center(fresh, version=version, by=request.user, at=request.at, **facts), _("已保存。"), form=form):  # fmt: skip
            return redirect("support:center", pk=pk)
    context = {"form": form, "heading": _("修改孵化中心"), "context_line": row.name, "verb": _("保存"),
               "back": reverse("support:center", args=[pk]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def round_publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _center(request, pk)
    if not may(request, "publish_round", row=row)["publish_round"]:
        raise PermissionDenied
    initial = {
        "key": secrets.token_urlsafe(16),
        "opens_on": local_date(request.at),
        "offered": max(1, row.places - row.taken),
    }
    form = RoundForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_round(row, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, _("已公布，标准从现在起不再改。"))
            return redirect("support:round", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("公布一轮招募"), "context_line": row.name, "verb": _("公布"), "draft_key": "round",
               "back": reverse("support:center", args=[pk]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _round(pk: int) -> IntakeRound:
    return get_object_or_404(IntakeRound.objects.select_related("center__hub"), pk=pk)


@signed_in
def round(request: HttpRequest, pk: int) -> HttpResponse:
    """The published round; its applications for the hub, one's own for an organization."""
    row = _round(pk)
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        reason = request.POST.get("reason", "")
        if tried(request, lambda: withdraw_round(row, reason=reason, by=request.user, at=request.at), _("已取消，等着的申请单位都会收到通知。")):  # fmt: skip
            return redirect("support:round", pk=pk)
    if request.method == "POST" and request.POST.get("act") == "move":
        day, reason = day_said(request.POST.get("closes_on")), request.POST.get("reason", "")
        if day is None:
            messages.error(request, _("请选一个新的截止日期。"))
        elif tried(request, lambda: move_closing(row, closes_on=day, reason=reason, by=request.user, at=request.at), _("截止日期已推迟，申请的和联系的组织都会收到通知。")):  # fmt: skip
            return redirect("support:round", pk=pk)
    seen = IncubationApplication.objects.visible_to(request.user, request.at).filter(round=row).distinct()
    context = {
        "row": row, "criteria": lines_of(row.criteria), "today": local_date(request.at), "is_open": row.is_open(local_date(request.at)),
        "page": page_of(request, seen.select_related("organization")), "may_apply": bool(_applicants(request, row)),
        "number": row.applications.exclude(state="WITHDRAWN").count(), **may(request, "publish_round", row=row),
    }  # fmt: skip
    return render(request, "support/growing/round.html", context)


def _applicants(request: HttpRequest, row: IntakeRound) -> list[object]:
    """The organizations of the person that may apply here and have not."""
    there = set(row.applications.exclude(state="WITHDRAWN").values_list("organization", flat=True))
    mine = [body for body in bodies(request, *SPEAKS) if body.pk not in there]
    draft = IncubationApplication(round=row)
    found: list[object] = []
    for body in mine:
        draft.organization = body
        if may(request, "apply_for_stay", row=draft)["apply_for_stay"]:
            found.append(body)
    return found


@signed_in
def round_apply(request: HttpRequest, pk: int) -> HttpResponse:
    row = _round(pk)
    mine = _applicants(request, row)
    if not mine:
        raise PermissionDenied
    form = StayApplicationForm(request.POST or None, bodies=mine)
    if request.method == "POST" and form.is_valid():
        try:
            made = apply_for_stay(row, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, _("申请已提交，截止以后会告诉你结果和理由。"))
            return redirect("support:stay-application", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("申请孵化"), "context_line": f"{row.title} · {row.center.name}", "verb": _("提交申请"),
               "back": reverse("support:round", args=[pk]), "back_label": row.title, "draft_key": f"stay-{pk}"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def stay_application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application beside the published criteria; the head decides, with a reason either way."""
    rows = IncubationApplication.objects.visible_to(request.user, request.at).distinct()
    row = get_object_or_404(rows.select_related("round__center__hub", "organization", "decided_by"), pk=pk)
    form = DecideForm(request.POST if request.POST.get("act") in ("admit", "refuse") else None)
    if request.method == "POST" and _act(request, row, form):
        return redirect("support:stay-application", pk=pk)
    context = {
        "row": row, "form": form, "criteria": lines_of(row.round.criteria),
        "stay": Incubation.objects.filter(application=row).first(),
        "open": row.state == row.State.FILED, **may(request, "decide_stay", "withdraw_stay_application", row=row),
    }  # fmt: skip
    return render(request, "support/growing/stay_application.html", context)


def _act(request: HttpRequest, row: IncubationApplication, form: DecideForm) -> bool:
    who, act = {"by": request.user, "at": request.at}, request.POST.get("act")
    if act == "withdraw":
        return tried(request, lambda: withdraw_stay_application(row, **who), _("已撤回，截止以前可以再申请。"))
    if not form.is_valid():
        return False
    done = _("已决定，申请单位会收到理由。")
    return tried(request, lambda: decide_stay(row, admit=act == "admit", **form.cleaned_data, **who), done, form=form)


@signed_in
def stays(request: HttpRequest) -> HttpResponse:
    context = {
        "page": page_of(request, stays_shown(request.user, request.at, request.GET)), "text": request.GET.get("q", ""),
        "state": request.GET.get("state", "IN"), "states": Incubation.State.choices, "today": local_date(request.at),
    }  # fmt: skip
    return render(request, "support/growing/stays.html", context)


@signed_in
def stays_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.organization.name, row.center.name, row.get_mode_display(), row.starts_on, row.ends_on, row.get_state_display(),
         row.ended_on or "", row.extension_reason, row.end_reason]
        for row in stays_shown(request.user, request.at, request.GET)
    )  # fmt: skip
    headings = [
        _("组织"),
        _("孵化中心"),
        _("方式"),
        _("入驻"),
        _("到期"),
        _("状态"),
        _("退出"),
        _("延期理由"),
        _("退出原因"),
    ]
    return sheet_response(_("孵化名单"), headings, rows)
