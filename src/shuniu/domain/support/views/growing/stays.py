"""One stay: plan, mentors, sessions, milestones, exit review, follow-up; each part says its own act (A09.1)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import capacity, places
from shuniu.domain.support.actions.growing import stay as acts
from shuniu.domain.support.forms.desk.others import ReviewForm, left_stages
from shuniu.domain.support.forms.growing.incubation import (
    ExitForm,
    ExtendForm,
    FollowUpForm,
    MentorForm,
    MilestoneForm,
    PlaceCheckForm,
    PlanForm,
    SessionForm,
)
from shuniu.domain.support.models.growing import FollowUp, Incubation
from shuniu.domain.support.views.common import may, tried
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.undo import offer_undo

RIGHTS = ("save_plan", "agree_plan", "name_mentor", "log_session", "confirm_session", "set_milestone", "state_milestone",
          "confirm_milestone", "extend_stay", "check_place", "expel_stay", "review_stay", "review_exit", "leave_incubation", "record_follow_up", "confirm_follow_up")  # fmt: skip


@signed_in
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Incubation.objects.visible_to(request.user, request.at)
    row = get_object_or_404(
        rows.select_related("center__hub", "organization", "review", "follow_up", "plan_agreed_by"), pk=pk
    )
    forms = _forms(request, row)
    act = request.POST.get("act", "")
    if request.method == "POST" and _act(request, row, act, forms):
        return redirect("support:stay", pk=pk)
    review = getattr(row, "review", None)
    context = {
        "row": row, "forms": forms, "act": act, "today": local_date(request.at), "inside": row.state == Incubation.State.IN,
        "mentors": row.mentors.filter(ended_at__isnull=True).select_related("person"),
        "sessions": row.sessions.select_related("mentor__person")[:100], "milestones": row.milestones.all(),
        "places": row.place_checks.select_related("noted_by")[:12], "review": review, "reviews": row.capacity.select_related("reviewer"), "findings": review.findings.select_related("criterion") if review else [],
        "follow_up": FollowUp.objects.filter(incubation=row).first(),
        "follow_from": acts.follow_up_from(row, request.at) if row.state == Incubation.State.GRADUATED else None,
        "typed": request.POST, "hours": sum(one.hours for one in row.sessions.all() if one.confirmed_at), **may(request, *RIGHTS, row=row),
    }  # fmt: skip
    return render(request, "support/growing/stay.html", context)


def _forms(request: HttpRequest, row: Incubation) -> dict[str, BaseForm]:
    """Every form of the page; the one that was sent holds what was typed."""

    def data(name: str) -> Any:
        return request.POST if request.POST.get("act") == name else None

    criteria = list(row.center.criteria.filter(retired_at__isnull=True))
    today = local_date(request.at)
    return {
        "plan": PlanForm(data("plan"), initial={"plan": row.plan, "version": row.version}),
        "mentor": MentorForm(data("mentor"), auto_id="mentor_%s"),
        "session": SessionForm(
            data("session"), mentors=row.mentors.filter(ended_at__isnull=True).select_related("person"),
            initial={"key": secrets.token_urlsafe(16), "held_on": today, "hours": 1}, auto_id="session_%s",
        ),
        "milestone": MilestoneForm(data("milestone"), auto_id="milestone_%s"),
        "extend": ExtendForm(data("extend"), auto_id="extend_%s"),
        "exit": ExitForm(data("exit"), criteria=criteria, initial={"held_on": today}, auto_id="exit_%s"),
        "review": left_stages(ReviewForm(data("review"), auto_id="review_%s"), row.capacity.all()),
        "place": PlaceCheckForm(data("place"), initial={"seen_on": today}, auto_id="place_%s"),
        "follow-up": FollowUpForm(data("follow-up"), initial={"looked_on": today}, auto_id="follow_%s"),
    }  # fmt: skip


def _act(request: HttpRequest, row: Incubation, act: str, forms: dict[str, BaseForm]) -> bool:
    who = {"by": request.user, "at": request.at}
    if act in forms:
        form = forms[act]
        return form.is_valid() and tried(request, _typed(row, act, form, who), _("已记下。"), form=form)
    if act == "end-mentor":
        mentor = acts.end_mentor(_part(request, row.mentors), **who)
        offer_undo(request, _("已记下。"), "support.mentor_ended", mentor)
        return True
    plain: dict[str, Callable[[], Any]] = {
        "agree": lambda: acts.agree_plan(row, **who),
        "leave": lambda: acts.leave_incubation(row, reason=request.POST.get("reason", ""), **who),
        "expel": lambda: places.expel_stay(row, reason=request.POST.get("reason", ""), **who),
        "confirm-follow-up": lambda: acts.confirm_follow_up(row, **who),
        "confirm-session": lambda: acts.confirm_session(_part(request, row.sessions), **who),
        "state-milestone": lambda: acts.state_milestone(_part(request, row.milestones), proof=request.POST.get("proof", ""), **who),
        "return-milestone": lambda: acts.send_back_milestone(
            _part(request, row.milestones), reason=request.POST.get("return_reason", ""), **who
        ),
        "confirm-milestone": lambda: acts.confirm_milestone(_part(request, row.milestones), **who),
    }  # fmt: skip
    if act not in plain:
        raise Http404
    return tried(request, plain[act], _("已记下。"))


def _part(request: HttpRequest, rows: Any) -> Any:
    return get_object_or_404(rows.all(), pk=whole_number(request.POST.get("part")))


def _typed(row: Incubation, act: str, form: Any, who: dict[str, Any]) -> Callable[[], Any]:
    data = form.cleaned_data
    return {
        "plan": lambda: acts.save_plan(row, **data, **who),
        "mentor": lambda: acts.name_mentor(row, **data, **who),
        "session": lambda: acts.log_session(row, **data, **who),
        "milestone": lambda: acts.set_milestone(row, **data, **who),
        "extend": lambda: acts.extend_stay(row, **data, **who),
        "exit": lambda: acts.review_exit(
            row, held_on=data["held_on"], reviewers=data["reviewers"], summary=data["summary"], met=form.met(), **who
        ),
        "review": lambda: capacity.review_stay(row, **data, **who),
        "place": lambda: places.check_place(row, **data, **who),
        "follow-up": lambda: acts.record_follow_up(row, **data, **who),
    }[act]
