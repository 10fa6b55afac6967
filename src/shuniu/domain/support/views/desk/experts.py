"""The expert committee: who sits on it, what was asked, who answers (A09.3)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions import desk
from shuniu.domain.support.forms.desk.others import CommitteeForm, ExpertForm, QuestionForm
from shuniu.domain.support.models.desk import CommitteeMember, Consultation, ServiceCommittee
from shuniu.domain.support.queries.desk.experts import is_tied
from shuniu.domain.support.views.common import may, spoken_for, tried
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.people.models import User
from shuniu.kernel.record.pages import asked_hub, own_hub, sheet_response, show_errors


@signed_in
def committees(request: HttpRequest) -> HttpResponse:
    """Committees of the hub with their members' terms; the head opens and appoints."""
    hub, act = asked_hub(request), request.POST.get("act", "")
    rows = ServiceCommittee.objects.filter(hub=hub).prefetch_related("members__person")
    today = local_date(request.at)
    form = CommitteeForm(request.POST if act == "open" else None)
    expert = ExpertForm(
        request.POST if act == "appoint" else None, committees=rows,
        initial={"valid_from": today, "valid_to": today.replace(year=today.year + 2, day=min(today.day, 28))},
    )  # fmt: skip
    shown: Any = form if act == "open" else expert
    if request.method == "POST" and act == "end":
        sits = CommitteeMember.objects.filter(committee__in=rows)
        member = get_object_or_404(sits, pk=whole_number(request.POST.get("part")))
        reason = request.POST.get("reason", "")
        if tried(request, lambda: desk.end_term(member, reason=reason, by=request.user, at=request.at), _("聘期已结束，专家会收到原因。")):  # fmt: skip
            return redirect("support:committees")
    if request.method == "POST" and act in ("open", "appoint") and shown.is_valid():
        try:
            if act == "open":
                desk.open_committee(hub, **form.cleaned_data, by=request.user, at=request.at)
            else:
                data = dict(expert.cleaned_data)
                person = User.objects.filter(username=data.pop("person"), is_active=True).first()
                if person is None:
                    raise ValidationError({"person": _("没有这个账号，请先邀请这位专家开通账号。")})
                committee = get_object_or_404(rows, pk=int(data.pop("committee")))
                desk.appoint_expert(committee, person=person, **data, by=request.user, at=request.at)
            messages.success(request, _("已保存。"))
            return redirect("support:committees")
        except ValidationError as error:
            show_errors(shown, error)
    context = {"hub": hub, "rows": rows, "form": form, "expert": expert, "today": today,
               "may_appoint": allowed(request.user, "support.appoint_expert", ServiceCommittee(hub=hub), at=request.at)}  # fmt: skip
    return render(request, "support/desk/committees.html", context)


def _shown(request: HttpRequest) -> QuerySet[Consultation]:
    rows = Consultation.objects.visible_to(request.user, request.at).select_related(
        "hub", "committee", "organization", "request"
    )
    which = request.GET.get("which", "")
    if which in ("open", "answered"):
        rows = rows.filter(answered_at__isnull=which == "open")
    return rows.distinct().order_by("-asked_at", "-pk")


@signed_in
def consultations(request: HttpRequest) -> HttpResponse:
    page = Paginator(_shown(request), 30).get_page(request.GET.get("page"))
    context = {"page": page, "today": local_date(request.at), "hub": own_hub(request), "bodies": spoken_for(request),
               "which": request.GET.get("which", "")}  # fmt: skip
    return render(request, "support/desk/consultations.html", context)


@signed_in
def consultations_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.subject, row.asker, row.committee.name, row.hub.name, local_date(row.asked_at), row.due_on,
         local_date(row.answered_at) if row.answered_at else "", row.answered_by.person.name if row.answered_by else ""]
        for row in _shown(request).select_related("answered_by__person")
    )  # fmt: skip
    headings = [
        _("问题"),
        _("谁问的"),
        _("专委会"),
        _("枢纽"),
        _("提问日期"),
        _("答复期限"),
        _("答复日期"),
        _("答复的专家"),
    ]
    return sheet_response(_("专委会咨询"), headings, rows)


@signed_in
def consultation_ask(request: HttpRequest) -> HttpResponse:
    """An organization asks any committee of the city; a hub's desk asks its own for somebody."""
    bodies = spoken_for(request)
    hubs = hubs_at(request.at)
    committees = ServiceCommittee.objects.filter(hub__in=hubs).select_related("hub").order_by("hub__sort_key", "name")
    form = QuestionForm(
        request.POST or None, committees=committees, bodies=bodies, initial={"key": secrets.token_urlsafe(16)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            row = desk.ask_committee(
                form.committees[data["committee"]], organization=form.bodies[data["organization"]], subject=data["subject"],
                text=data["text"], key=data["key"], by=request.user, at=request.at,
            )  # fmt: skip
            return redirect("support:consultation", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("向专委会提问"), "context_line": _("五个工作日内由在聘的专家答复，不收费。"),
               "verb": _("送出问题"), "draft_key": "question", "back": "/desk/support/consultations/",
               "back_label": _("专委会咨询")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Consultation.objects.visible_to(request.user, request.at).select_related(
        "hub", "committee", "organization", "request", "member__person", "answered_by__person", "asked_by"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    if request.method == "POST":
        try:
            if request.POST.get("act") == "give":
                wanted = request.POST.get("member", "")
                member = get_object_or_404(CommitteeMember, committee=row.committee, pk=whole_number(wanted))
                desk.give_question(row, member=member, **who)
                messages.success(request, _("已请这位专家答复。"))
            elif request.POST.get("act") == "tie" and row.organization is not None:
                member = get_object_or_404(
                    CommitteeMember.objects.valid(request.at), committee=row.committee, person=request.user
                )
                desk.declare_interest(
                    member, organization=row.organization, relation=request.POST.get("relation", ""), **who
                )
                messages.success(request, _("关系已申报，这个问题请别的专家答复。"))
            else:
                desk.answer_consultation(row, text=request.POST.get("answer", ""), **who)
                messages.success(request, _("已答复，提问的组织看得到。"))
            return redirect("support:consultation", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    own_member = CommitteeMember.objects.valid(request.at).filter(committee=row.committee, person=request.user).first()
    context = {
        "row": row, "today": local_date(request.at), "typed": request.POST, "own_member": own_member,
        "members": CommitteeMember.objects.valid(request.at).filter(committee=row.committee).select_related("person"),
        "tied": is_tied(request.user.pk, row.organization_id, request.at),
        **may(request, "give_question", "answer_consultation", row=row),
    }  # fmt: skip
    return render(request, "support/desk/consultation.html", context)
