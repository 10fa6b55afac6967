"""The desk's own house: charter, guides, units, templates of answers, ratings in groups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions import desk
from shuniu.domain.support.forms.desk import CharterForm, GuideForm, PaperFormSet, UnitForm
from shuniu.domain.support.models.desk import AnswerTemplate, DeskUnit, GuidePaper, RatingReview, ServiceGuide
from shuniu.domain.support.queries.desk.ratings import group_size, looked_through, ratings_shown
from shuniu.domain.support.queries.desk.requests import charter_of, days_of, guides_of, open_units
from shuniu.domain.support.rules.desk import ACCEPT_DAYS, SOLVE_DAYS
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.pages import asked_hub, show_errors
from shuniu.kernel.record.undo import offer_undo


def _publisher(request: HttpRequest) -> Organization:
    hub = asked_hub(request)
    if not allowed(request.user, "support.publish_guide", ServiceGuide(hub=hub), at=request.at):
        raise PermissionDenied
    return hub


@signed_in
def guides(request: HttpRequest) -> HttpResponse:
    """What the hub publishes, and how it is rated, in groups."""
    hub = asked_hub(request)
    context = {
        "hub": hub, "charter": charter_of(hub), "guides": guides_of(hub, request.at).order_by("category", "title"),
        "units": open_units(hub), "ratings": ratings_shown(hub, request.at), "reviews": RatingReview.objects.filter(hub=hub)[:12],
        "least": group_size(hub, request.at),
        "may_publish": allowed(request.user, "support.publish_guide", ServiceGuide(hub=hub), at=request.at),
    }  # fmt: skip
    return render(request, "support/desk/guides.html", context)


@signed_in
def charter(request: HttpRequest) -> HttpResponse:
    hub = _publisher(request)
    last = charter_of(hub)
    form = CharterForm(
        request.POST or None,
        initial={"promises": last.promises, "complaint": last.complaint} if last else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = desk.publish_charter(hub, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("服务承诺第 %(n)s 版已公布。") % {"n": row.number})
            return redirect("support:guides")
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("服务承诺"), "context_line": hub.name, "verb": _("公布"), "draft_key": "charter",
               "back": "/desk/support/guides/", "back_label": _("服务指南")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _initial(guide: ServiceGuide | None, hub: Organization, request: HttpRequest) -> dict[str, Any]:
    if guide is not None:
        return {name: getattr(guide, name) for name in GuideForm.base_fields}
    return {
        "accept_days": days_of(hub, ACCEPT_DAYS.key, request.at),
        "solve_days": days_of(hub, SOLVE_DAYS.key, request.at),
    }


@signed_in
def guide(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A new guide, or a new version of one."""
    hub = _publisher(request)
    row = ServiceGuide.objects.filter(hub=hub, slug=slug).order_by("-version").first() if slug else None
    if slug and row is None:
        raise Http404
    papers = list(row.papers.select_related("sample")) if row else []
    form = GuideForm(request.POST or None, initial=_initial(row, hub, request))
    formset = PaperFormSet(
        request.POST or None, request.FILES or None, prefix="papers",
        initial=[{"name": one.name, "note": one.note, "kept": one.pk if one.sample else None} for one in papers],
    )  # fmt: skip
    if request.method == "POST" and request.POST.get("act") == "withdraw" and row is not None:
        gone = desk.withdraw_guide(row, by=request.user, at=request.at)
        offer_undo(
            request, _("“%(title)s”已停办，在办的照常办完。") % {"title": row.title}, "support.guide_withdrawn", gone
        )
        return redirect("support:guides")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            done = desk.publish_guide(
                hub, facts=form.cleaned_data, papers=_papers(formset, hub), slug=slug, by=request.user, at=request.at
            )
            messages.success(request, _("“%(title)s”第 %(n)s 版已公布。") % {"title": done.title, "n": done.version})
            return redirect("support:guides")
        except ValidationError as error:
            show_errors(form, error)
    context = {"hub": hub, "form": form, "formset": formset, "guide": row, "samples": {one.pk: one for one in papers}}
    return render(request, "support/desk/guide_write.html", context)


def _papers(formset: Any, hub: Organization) -> list[desk.Paper]:
    lines = [one for one in formset.cleaned_data if one and one.get("name")]
    kept = GuidePaper.objects.filter(guide__hub=hub, pk__in=[one["kept"] for one in lines if one.get("kept")])
    samples = {paper.pk: paper.sample for paper in kept.select_related("sample")}
    return [
        desk.Paper(one["name"], one.get("note", ""), one.get("sample"), samples.get(one.get("kept"))) for one in lines
    ]


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """Where the desk can send requests."""
    hub = _publisher(request)
    act = request.POST.get("act", "")
    form = UnitForm(
        request.POST if act == "open" else None, seen=Organization.objects.visible_to(request.user, request.at)
    )
    if request.method == "POST":
        try:
            if act == "close":
                wanted = request.POST.get("unit", "")
                unit = get_object_or_404(DeskUnit, hub=hub, pk=whole_number(wanted))
                offer_undo(
                    request, _("已撤销。"), "support.unit_closed", desk.close_unit(unit, by=request.user, at=request.at)
                )
                return redirect("support:units")
            if form.is_valid():
                desk.open_unit(hub, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, _("已增加。"))
                return redirect("support:units")
        except ValidationError as error:
            if act == "open":
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    return render(request, "support/desk/units.html", {"hub": hub, "form": form, "units": open_units(hub)})


@signed_in
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A group of ratings with bad ones in it: what was handled in that time, and what the hub found."""
    row = get_object_or_404(RatingReview.objects.visible_to(request.user, request.at).select_related("hub"), pk=pk)
    if request.method == "POST":
        try:
            desk.finish_review(row, found=request.POST.get("found", ""), by=request.user, at=request.at)
            messages.success(request, _("已记下。"))
            return redirect("support:rating-review", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    page = Paginator(looked_through(row), 30).get_page(request.GET.get("page"))
    context = {"row": row, "page": page, "typed": request.POST, "today": local_date(request.at),
               "may_finish": allowed(request.user, "support.finish_review", row, at=request.at)}  # fmt: skip
    return render(request, "support/desk/rating_review.html", context)


@signed_in
def answers(request: HttpRequest) -> HttpResponse:
    """Templates of answers."""
    hub = _publisher(request)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "drop":
                wanted = request.POST.get("template", "")
                row = get_object_or_404(AnswerTemplate, hub=hub, pk=whole_number(wanted))
                desk.drop_answer_template(row, by=request.user, at=request.at)
                offer_undo(request, _("模板已删除。"), "support.answer_template_dropped", row)
            else:
                name, text = request.POST.get("name", ""), request.POST.get("text", "")
                desk.save_answer_template(hub, name=name, text=text, by=request.user, at=request.at)
                messages.success(request, _("模板已保存。"))
            return redirect("support:answers")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    rows = AnswerTemplate.objects.filter(hub=hub, dropped_at__isnull=True)
    return render(request, "support/desk/answers.html", {"hub": hub, "rows": rows, "typed": request.POST})
