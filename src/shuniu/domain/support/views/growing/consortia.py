"""Consortia, partners' tasks and budget lines, practice notes (A10.5)."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import consortium as acts
from shuniu.domain.support.forms.growing.consortium import ConsortiumForm, PartnerForm, PracticeForm, UsedForm
from shuniu.domain.support.models.growing import Consortium, ConsortiumPartner, PracticeNote
from shuniu.domain.support.views.growing.common import (
    bodies,
    may,
    page_of,
    sheet_response,
    show_errors,
    tried,
)
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.orgs.rules import SPEAKS

LEADS = ("head", "officer", *[role for role in SPEAKS if role != "head"])
REAL = Count(
    "partners",
    filter=Q(partners__answer="agreed") & (~Q(partners__task="") | Q(partners__budget_fen__gt=0)),
    distinct=True,
)


def hub_for(request: HttpRequest, body: Organization) -> Organization:
    """Where the body belongs: itself when it is a hub, else the hub it is tied to."""
    hubs = hubs_at(request.at)
    if hubs.filter(pk=body.pk).exists():
        return body
    ties = Affiliation.objects.confirmed(request.at).filter(organization=body).values("hub")
    found = hubs.filter(pk__in=ties).order_by("sort_key").first()
    if found is None:
        raise ValidationError(_("你单位还没有联系的枢纽，请先与枢纽建立联系。"))
    return found


def _shown(request: HttpRequest) -> Any:
    rows = Consortium.objects.visible_to(request.user, request.at).select_related("hub", "lead").annotate(real=REAL)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in Consortium.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(lead__name__icontains=text))
    return rows.order_by("-started_at", "-pk")


@signed_in
def consortia(request: HttpRequest) -> HttpResponse:
    context = {
        "page": page_of(request, _shown(request)), "state": request.GET.get("state", ""), "text": request.GET.get("q", ""),
        "states": Consortium.State.choices, "may_start": bool(bodies(request, *LEADS)),
    }  # fmt: skip
    return render(request, "support/growing/consortia.html", context)


@signed_in
def consortia_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [
            row.title,
            row.lead.name,
            row.hub.name,
            row.get_state_display(),
            row.real,
            yuan(row.budget_fen),
            local_date(row.started_at),
            row.outcome,
        ]
        for row in _shown(request)
    )
    headings = [
        _("项目"),
        _("牵头单位"),
        _("枢纽"),
        _("状态"),
        _("真正承担的家数"),
        _("总预算（元）"),
        _("开始"),
        _("做成了什么"),
    ]
    return sheet_response(_("组团"), headings, rows)


@signed_in
def consortium_start(request: HttpRequest) -> HttpResponse:
    mine = bodies(request, *LEADS)
    if not mine:
        raise PermissionDenied
    form = ConsortiumForm(request.POST or None, bodies=mine, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        lead = data.pop("lead")
        try:
            made = acts.start_consortium(hub_for(request, lead), lead, by=request.user, at=request.at, **data)
            return redirect("support:consortium", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("发起组团"), "context_line": _("每家都要有任务或预算；挂名的不算。"), "verb": _("发起"),
               "back": reverse("support:consortia"), "back_label": _("组团"), "draft_key": "consortium"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def consortium(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        Consortium.objects.visible_to(request.user, request.at).select_related("hub", "lead"), pk=pk
    )
    seen = Organization.objects.visible_to(request.user, request.at)
    form = PartnerForm(request.POST if request.POST.get("act") == "ask" else None, seen=seen)
    if request.method == "POST" and _act(request, row, form):
        return redirect("support:consortium", pk=pk)
    parts = list(row.partners.select_related("organization"))
    mine = {part.pk for part in parts if may(request, "answer_consortium", row=part)["answer_consortium"]}
    context = {
        "row": row, "form": form, "parts": parts, "mine": mine, "real": sum(part.counts for part in parts),
        "gathering": row.state == row.State.GATHERING, "shared": sum(part.budget_fen for part in parts),
        "notes": row.notes.filter(withdrawn_at__isnull=True), **may(request, "lead_consortium", row=row),
    }  # fmt: skip
    return render(request, "support/growing/consortium.html", context)


def _act(request: HttpRequest, row: Consortium, form: PartnerForm) -> bool:
    who, act = {"by": request.user, "at": request.at}, request.POST.get("act", "")
    if act == "ask":
        return form.is_valid() and tried(
            request, lambda: acts.ask_partner(row, **form.cleaned_data, **who), _("已请对方答复。"), form=form
        )
    if act in ("agree", "decline"):
        part = get_object_or_404(ConsortiumPartner, consortium=row, pk=whole_number(request.POST.get("part")))
        return tried(request, lambda: acts.answer_consortium(part, agree=act == "agree", **who), _("已答复。"))
    if act == "form":
        return tried(request, lambda: acts.form_consortium(row, **who), _("组成了，各家会收到消息。"))
    if act == "end":
        return tried(
            request, lambda: acts.end_consortium(row, outcome=request.POST.get("outcome", ""), **who), _("已记下。")
        )
    raise Http404


def _notes(request: HttpRequest) -> Any:
    rows = (
        PracticeNote.objects.filter(withdrawn_at__isnull=True)
        .select_related("organization", "hub")
        .annotate(used=Count("uses"))
    )
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(Q(title__icontains=text) | Q(did__icontains=text) | Q(organization__name__icontains=text))
    return rows.order_by("-written_at", "-pk")


@signed_in
def practice_notes(request: HttpRequest) -> HttpResponse:
    context = {
        "page": page_of(request, _notes(request)),
        "text": request.GET.get("q", ""),
        "may_write": bool(bodies(request, *LEADS)),
    }
    return render(request, "support/growing/practice_notes.html", context)


@signed_in
def practice_write(request: HttpRequest) -> HttpResponse:
    mine = bodies(request, *LEADS)
    if not mine:
        raise PermissionDenied
    seen = Consortium.objects.visible_to(request.user, request.at)
    together = seen.filter(pk=whole_number(request.GET.get("consortium"))).first()
    form = PracticeForm(request.POST or None, bodies=mine, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        body = data.pop("organization")
        try:
            made = acts.write_practice_note(
                hub_for(request, body), body, consortium=together, by=request.user, at=request.at, **data
            )
            return redirect("support:practice-note", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("写一条经验"), "context_line": _("写给同行看：做对的、做错的都写。"), "verb": _("发给同行"),
               "back": reverse("support:practice-notes"), "back_label": _("同行经验"), "draft_key": "practice"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def practice_note(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_notes(request), pk=pk)
    mine = [body for body in bodies(request, *LEADS) if body.pk != row.organization_id]
    form = UsedForm(request.POST if request.POST.get("act") == "used" else None, bodies=mine)
    who = {"by": request.user, "at": request.at}
    if request.method == "POST":
        if request.POST.get("act") == "withdraw":
            if tried(request, lambda: acts.withdraw_practice_note(row, **who), _("已收回。")):
                return redirect("support:practice-notes")
        elif form.is_valid():
            data = dict(form.cleaned_data)
            if tried(
                request,
                lambda: acts.say_used(row, data["organization"], how=data["how"], **who),
                _("谢谢，写的人会看到。"),
                form=form,
            ):
                return redirect("support:practice-note", pk=pk)
    context = {"row": row, "form": form, "uses": row.uses.select_related("organization"), "mine": mine,
               **may(request, "write_practice_note", row=row)}  # fmt: skip
    return render(request, "support/growing/practice_note.html", context)
