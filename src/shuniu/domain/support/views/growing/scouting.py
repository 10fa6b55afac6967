"""Scouting and cultivation: notes, nominations, decisions, hand-over (A05.4)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import scouting as acts
from shuniu.domain.support.actions.growing.capacity import review_coached
from shuniu.domain.support.forms.desk.others import ReviewForm, left_stages
from shuniu.domain.support.forms.growing.scouting import (
    DecisionForm,
    HandOverForm,
    LinkForm,
    NominateForm,
    NoteForm,
)
from shuniu.domain.support.models.growing import CandidateNote, Cultivation, IncubationCenter
from shuniu.domain.support.views.common import may, page_of, tried
from shuniu.engines.exchange.models import Need
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.pages import own_hub, sheet_response, show_errors

NEEDS_SHOWN = 200


def _shown(request: HttpRequest) -> Any:
    rows = Cultivation.objects.visible_to(request.user, request.at).select_related("organization", "hub", "need")
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in Cultivation.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(organization__name__icontains=text) | Q(need__title__icontains=text))
    return rows.distinct().order_by("-nominated_at", "-pk")


def _notes(request: HttpRequest) -> Any:
    return CandidateNote.objects.filter(hub__in=hubs_of(request.user, request.at)).select_related(
        "organization", "noted_by", "hub"
    )


@signed_in
def scouting(request: HttpRequest) -> HttpResponse:
    """Nominations, and the newest notes of the hub that nobody has nominated."""
    fresh = _notes(request).exclude(
        organization__in=Cultivation.objects.filter(hub__in=hubs_of(request.user, request.at)).values("organization")
    )
    context = {
        "page": page_of(request, _shown(request)), "state": request.GET.get("state", ""), "text": request.GET.get("q", ""),
        "states": Cultivation.State.choices, "notes": list(fresh[:15]), "may_note": own_hub(request) is not None,
    }  # fmt: skip
    return render(request, "support/growing/scouting.html", context)


@signed_in
def scouting_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.organization.name, row.hub.name, row.get_state_display(), row.need.title if row.need else "",
         local_date(row.need_recorded_at) if row.need_recorded_at else "", local_date(row.noticed_at), row.reasons,
         row.get_help_display() if row.help else "", row.handed_on or ""]
        for row in _shown(request)
    )  # fmt: skip
    headings = [
        _("组织"),
        _("枢纽"),
        _("状态"),
        _("需求"),
        _("需求登记"),
        _("注意到"),
        _("提名理由"),
        _("转入"),
        _("转入日期"),
    ]
    return sheet_response(_("发现和培育"), headings, rows)


@signed_in
def candidate_note(request: HttpRequest) -> HttpResponse:
    hub = own_hub(request)
    if hub is None:
        raise Http404
    seen = Organization.objects.visible_to(request.user, request.at)
    form = NoteForm(request.POST or None, seen=seen, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = acts.note_candidate(hub, data.pop("organization"), by=request.user, at=request.at, **data)
            messages.success(request, _("已记下，只有本枢纽看得到。"))
            return redirect("support:nominate", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("记一家有潜力的组织"), "context_line": _("先有需求，再找组织；记下的只有本枢纽看得到。"),
               "verb": _("记下"), "back": reverse("support:scouting"), "back_label": _("发现和培育"), "draft_key": "note"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _needs(hub: Organization, before: Any) -> Any:
    """Needs that the hub had on record before: the newest of them."""
    rows = Need.objects.filter(keeper=hub, posted_at__lt=before).exclude(state__in=["refused", "withdrawn"])
    newest = rows.order_by("-posted_at").values("pk")[:NEEDS_SHOWN]
    return Need.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).order_by("-posted_at")


@signed_in
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """One note: what was noticed; nominate it with reasons and the need it answers."""
    note = get_object_or_404(_notes(request), pk=pk)
    before = acts.first_noticed(note.hub, note.organization)
    rights = may(request, "nominate_cultivation", row=note)
    form = NominateForm(request.POST or None, needs=_needs(note.hub, before))
    if request.method == "POST":
        if not rights["nominate_cultivation"]:
            raise PermissionDenied
        if form.is_valid():
            try:
                made = acts.nominate_cultivation(note, by=request.user, at=request.at, **form.cleaned_data)
                return redirect("support:cultivation", pk=made.pk)
            except ValidationError as error:
                show_errors(form, error)
    return render(
        request, "support/growing/candidate_note.html", {"note": note, "form": form, "before": before, **rights}
    )


@signed_in
def cultivation(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Cultivation.objects.visible_to(request.user, request.at).distinct()
    row = get_object_or_404(
        rows.select_related("hub", "organization", "need", "note", "nominated_by", "decided_by", "incubation"), pk=pk
    )
    centers = IncubationCenter.objects.filter(hub=row.hub, closed_at__isnull=True)

    def data(*names: str) -> Any:
        return request.POST if request.POST.get("act") in names else None

    forms = {
        "link": LinkForm(data("link"), needs=_needs(row.hub, row.noticed_at), auto_id="link_%s"),
        "decide": DecisionForm(data("approve", "refuse"), auto_id="decide_%s"),
        "hand": HandOverForm(data("hand"), centers=centers, auto_id="hand_%s"),
        "review": left_stages(ReviewForm(data("review"), auto_id="review_%s"), row.capacity.all()),
    }  # fmt: skip
    if request.method == "POST" and _act(request, row, request.POST.get("act", ""), forms):
        return redirect("support:cultivation", pk=pk)
    rights = may(
        request, "nominate_cultivation", "decide_cultivation", "hand_over_cultivation", "review_coached", row=row
    )
    for name in ("decide_cultivation", "review_coached"):
        rights[name] &= row.nominated_by_id != request.user.pk
    context = {"row": row, "forms": forms, "reviews": row.capacity.select_related("reviewer"), **rights}
    return render(request, "support/growing/cultivation.html", context)


def _act(request: HttpRequest, row: Cultivation, act: str, forms: dict[str, Any]) -> bool:
    who = {"by": request.user, "at": request.at}
    name = {"approve": "decide", "refuse": "decide"}.get(act, act)
    if name not in forms:
        raise Http404
    form = forms[name]
    if not form.is_valid():
        return False
    data = form.cleaned_data
    return tried(request, {
        "link": lambda: acts.link_need(row, **data, **who),
        "decide": lambda: acts.decide_cultivation(row, approve=act == "approve", **data, **who),
        "hand": lambda: acts.hand_over_cultivation(row, **data, **who),
        "review": lambda: review_coached(row, **data, **who),
    }[name], _("已记下。"), form=form)  # fmt: skip
