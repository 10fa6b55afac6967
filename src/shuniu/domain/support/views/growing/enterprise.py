"""The social-enterprise track: self-check, candidates, one transition with adviser, questions, opinions and steps (A11)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import enterprise as acts
from shuniu.domain.support.forms.growing.enterprise import (
    AdviserForm,
    CertificateForm,
    FinishForm,
    OpinionForm,
    ReasonForm,
    SelfCheckForm,
    StepForm,
    TalkForm,
    TransitionPlanForm,
)
from shuniu.domain.support.models.growing import EnterpriseTransition, SelfCheck
from shuniu.domain.support.views.common import bodies, may, page_of, tried
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import own_hub, paper_response, sheet_response, show_errors

RIGHTS = ("name_adviser", "save_transition_plan", "log_advice", "confirm_advice", "ask_question", "answer_question",
          "attach_opinion", "finish_step", "record_certificate", "stop_transition")  # fmt: skip


def _shown(request: HttpRequest) -> Any:
    rows = EnterpriseTransition.objects.visible_to(request.user, request.at).select_related(
        "organization", "hub", "adviser"
    )
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in EnterpriseTransition.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(organization__name__icontains=text) | Q(hub__name__icontains=text))
    return rows.distinct().order_by("-listed_at", "-pk")


def _asking(request: HttpRequest) -> Any:
    """Newest self-checks of organizations tied to the hub that ask to be taken up and are not yet."""
    hub = own_hub(request)
    if hub is None:
        return SelfCheck.objects.none()
    ties = Affiliation.objects.confirmed(request.at).filter(hub=hub).values("organization")
    newer = SelfCheck.objects.filter(organization=OuterRef("organization"), checked_at__gt=OuterRef("checked_at"))
    taken = EnterpriseTransition.objects.filter(organization=OuterRef("organization")).exclude(state="STOPPED")
    rows = SelfCheck.objects.filter(organization__in=ties, wants_support=True).select_related("organization")
    return rows.filter(~Exists(newer), ~Exists(taken)).prefetch_related("answers")


@signed_in
def enterprise(request: HttpRequest) -> HttpResponse:
    mine = bodies(request, *SPEAKS)
    context = {
        "page": page_of(request, _shown(request)), "state": request.GET.get("state", ""), "text": request.GET.get("q", ""),
        "states": EnterpriseTransition.State.choices, "asking": list(_asking(request)[:20]), "may_check": bool(mine),
        "checks": list(SelfCheck.objects.filter(organization__in=mine).select_related("organization").prefetch_related("answers")[:5]),
    }  # fmt: skip
    return render(request, "support/growing/enterprise.html", context)


@signed_in
def enterprise_export(request: HttpRequest) -> HttpResponse:
    def line(row: EnterpriseTransition) -> list[Any]:
        newest = next(iter(row.certificates.all()), None)
        return [
            row.organization.name, row.hub.name, row.get_state_display(), row.adviser.name if row.adviser else "",
            local_date(row.listed_at), local_date(row.planned_at) if row.planned_at else "",
            f"{newest.issuer} {newest.number}" if newest else "", newest.valid_to if newest else "", row.end_reason,
        ]  # fmt: skip

    rows = (line(row) for row in _shown(request).prefetch_related("certificates"))
    headings = [
        _("组织"),
        _("枢纽"),
        _("状态"),
        _("顾问"),
        _("列为候选"),
        _("计划日期"),
        _("认定证书"),
        _("有效期至"),
        _("原因"),
    ]
    return sheet_response(_("社会企业转型"), headings, rows)


@signed_in
def self_check(request: HttpRequest) -> HttpResponse:
    mine = [
        body for body in bodies(request, *SPEAKS)
        if may(request, "take_self_check", row=SelfCheck(organization=body))["take_self_check"]
    ]  # fmt: skip
    if not mine:
        raise PermissionDenied
    form = SelfCheckForm(request.POST or None, bodies=mine, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(request, lambda: acts.take_self_check(
            data["organization"], answers=form.answers(), wants_support=data["wants_support"], key=data["key"], by=request.user,
            at=request.at,
        ), _("自检完成。还不是的几条，就是要先补的。"), form=form):  # fmt: skip
            return redirect("support:enterprise")
    context = {"form": form, "heading": _("社会企业自检"), "verb": _("完成自检"), "draft_key": "self-check",
               "context_line": _("照实答；结果给你自己看，勾选了才给枢纽看。"),
               "back": reverse("support:enterprise"), "back_label": _("社会企业转型")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up one self-check, with reasons."""
    hub, check = own_hub(request), get_object_or_404(_asking(request), pk=pk)
    if not may(request, "list_candidate", row=EnterpriseTransition(hub=hub, organization=check.organization))[
        "list_candidate"
    ]:
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.list_candidate(check, hub=hub, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("support:transition", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    yes = [answer.get_question_display() for answer in check.answers.all() if answer.yes]
    context = {"form": form, "heading": check.organization.name, "verb": _("列为候选"),
               "context_line": _("自检已具备 %(count)s 条：%(what)s") % {"count": len(yes), "what": _("；").join(map(str, yes))},
               "back": reverse("support:enterprise"), "back_label": _("社会企业转型")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _seen(request: HttpRequest, pk: int) -> EnterpriseTransition:
    rows = EnterpriseTransition.objects.visible_to(request.user, request.at).distinct()
    return get_object_or_404(rows.select_related("hub", "organization", "adviser", "self_check"), pk=pk)


@signed_in
def transition(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    forms = _forms(request, row)
    if request.method == "POST" and _act(request, row, request.POST.get("act", ""), forms):
        return redirect("support:transition", pk=pk)
    context = {
        "row": row, "forms": forms, "today": local_date(request.at), "going": row.state in ("CANDIDATE", "UNDER_WAY"),
        "steps": row.steps.select_related("opinion"), "opinions": row.opinions.select_related("paper"), "certificates": row.certificates.select_related("paper"),
        "talks": row.talks.select_related("said_by", "answered_by")[:100], "locked": acts.why_locked(row),
        "answers": row.self_check.answers.all(), **may(request, *RIGHTS, row=row),
    }  # fmt: skip
    return render(request, "support/growing/transition.html", context)


def _forms(request: HttpRequest, row: EnterpriseTransition) -> dict[str, BaseForm]:
    def data(name: str) -> Any:
        return request.POST if request.POST.get("act") == name else None

    today = local_date(request.at)
    fresh = {"key": secrets.token_urlsafe(16), "held_on": today}
    return {
        "plan": TransitionPlanForm(data("plan"), initial={"plan": row.plan, "version": row.version}),
        "adviser": AdviserForm(data("adviser"), auto_id="adviser_%s"),
        "step": StepForm(data("step"), auto_id="step_%s"),
        "finish": FinishForm(data("finish"), initial={"done_on": today}, auto_id="finish_%s"),
        "opinion": OpinionForm(data("opinion"), request.FILES or None, auto_id="opinion_%s"),
        "certificate": CertificateForm(data("certificate"), request.FILES or None, auto_id="certificate_%s"),
        "session": TalkForm(data("session"), initial=fresh, auto_id="session_%s"),
        "question": TalkForm(data("question"), initial=fresh, auto_id="question_%s"),
    }  # fmt: skip


def _act(request: HttpRequest, row: EnterpriseTransition, act: str, forms: dict[str, Any]) -> bool:
    who = {"by": request.user, "at": request.at}
    if act == "stop":
        return tried(
            request, lambda: acts.stop_transition(row, reason=request.POST.get("reason", ""), **who), _("已记下。")
        )
    if act == "answer":
        talk = get_object_or_404(row.talks.all(), pk=whole_number(request.POST.get("part")))
        return tried(
            request, lambda: acts.answer_talk(talk, answer=request.POST.get("answer", ""), **who), _("已记下。")
        )
    if act not in forms:
        raise Http404
    form = forms[act]
    return form.is_valid() and tried(request, _typed(request, row, act, form, who), _("已记下。"), form=form)


def _typed(
    request: HttpRequest, row: EnterpriseTransition, act: str, form: Any, who: dict[str, Any]
) -> Callable[[], Any]:
    data = form.cleaned_data
    if act == "finish":
        step = get_object_or_404(row.steps.all(), pk=whole_number(request.POST.get("part")))
        return lambda: acts.finish_step(step, **data, **who)
    return {
        "plan": lambda: acts.save_transition_plan(row, **data, **who),
        "adviser": lambda: acts.name_adviser(row, **data, **who),
        "step": lambda: acts.set_step(row, **data, **who),
        "opinion": lambda: acts.attach_opinion(row, **form.facts(), **who),
        "certificate": lambda: acts.record_certificate(row, **data, **who),
        "session": lambda: acts.note_talk(row, kind="session", **data, **who),
        "question": lambda: acts.note_talk(row, kind="question", **data, **who),
    }[act]


@signed_in
def opinion_paper(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    row = _seen(request, pk)
    return paper_response(get_object_or_404(row.opinions.select_related("paper"), pk=opinion).paper)


@signed_in
def certificate_paper(request: HttpRequest, pk: int, certificate: int) -> HttpResponse:
    row = _seen(request, pk)
    return paper_response(get_object_or_404(row.certificates.select_related("paper"), pk=certificate).paper)
