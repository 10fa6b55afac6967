"""The desk's queue: tabs, filters, saved views, many at once, export; and a request entered for somebody."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.desk import assign_requests, file_request
from shuniu.domain.support.actions.desk.steps import address_of
from shuniu.domain.support.forms.desk import CounterForm
from shuniu.domain.support.models.desk import ServiceRequest
from shuniu.domain.support.queries.desk.requests import guides_of, open_units, queue
from shuniu.domain.support.views.common import spoken_for
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.pages import asked_hub, own_hub, sheet_response, show_errors
from shuniu.kernel.record.undo import offer_undo

PER_PAGE = 30
TABS = {
    "": gettext_lazy("待办"), "new": gettext_lazy("待受理"), "mine": gettext_lazy("我的"), "free": gettext_lazy("未分派"),
    "late": gettext_lazy("逾期"), "asked": gettext_lazy("等申请人"), "reopened": gettext_lazy("重新办理"),
    "closed": gettext_lazy("已办结"),
}  # fmt: skip
FILTERS = ("which", "guide", "unit", "q", "sort", "hub")


def shown(request: HttpRequest, values: Any = None) -> QuerySet[ServiceRequest]:
    """What the page's own query picks; another query's values may be given."""
    values = request.GET if values is None else values
    return queue(
        request.user, request.at, hub=own_hub(request), which=values.get("which", ""), guide=values.get("guide", ""),
        unit=values.get("unit", ""), text=values.get("q", ""), sort=values.get("sort", ""), today=local_date(request.at),
    )  # fmt: skip


def colleagues(request: HttpRequest, hub: Organization | None) -> list[User]:
    if hub is not None:
        return sorted(holders(hub, "head", "officer", "clerk", at=request.at), key=lambda one: one.name)
    people = {one.pk: one for body in spoken_for(request) for one in holders(body, "officer", *SPEAKS, at=request.at)}
    return sorted(people.values(), key=lambda one: one.name)


@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """What presses first stands first. Ticked requests are given to one colleague together."""
    hub = own_hub(request)
    if hub is None and not ServiceRequest.objects.at_desk_of(request.user, request.at).exists():
        raise Http404
    if request.method == "POST":
        return _assign(request, hub)
    rows = shown(request).select_related("guide", "unit", "assigned_to")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    today = local_date(request.at)
    counted = queue(request.user, request.at, hub=hub, today=today).aggregate(
        new=Count("pk", filter=Q(state="FILED")),
        late=Count("pk", filter=~Q(state="ANSWERED") & (Q(due_on__lt=today) | Q(state="FILED", accept_by__lt=today))),
    )
    context = {
        "page": page, "tabs": TABS.items(), "which": request.GET.get("which", ""), "hub": hub, "today": today,
        "counted": counted, "guides": guides_of(hub, request.at) if hub else [], "units": open_units(hub) if hub else [],
        "people": colleagues(request, hub), "filtered": any(request.GET.get(key) for key in FILTERS),
    }  # fmt: skip
    return render(request, "support/desk/requests.html", context)


def _assign(request: HttpRequest, hub: Organization | None) -> HttpResponse:
    wanted = [int(pk) for pk in request.POST.getlist("request") if pk.isdecimal()]
    rows = list(ServiceRequest.objects.at_desk_of(request.user, request.at).filter(pk__in=wanted).distinct())
    person = request.POST.get("person", "")
    found = next((one for one in colleagues(request, hub) if str(one.pk) == person), None)
    if not rows:
        messages.error(request, _("请先勾选申请，再分派。"))
    elif person and found is None:
        messages.error(request, _("请选一位同事。"))
    else:
        try:
            before = [[one.pk, one.assigned_to_id] for one in rows if one.assigned_to_id != (found and found.pk)]
            n = assign_requests(rows, person=found, by=request.user, at=request.at)
            offer_undo(request, _("已分派 %(n)s 件。") % {"n": n}, "support.requests_assigned", changed=before,
                       person=found and found.pk)  # fmt: skip
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect(request.get_full_path())


@signed_in
def requests_export(request: HttpRequest) -> HttpResponse:
    """The list as shown, without telephone numbers: a workbook wanders."""
    if own_hub(request) is None and not ServiceRequest.objects.at_desk_of(request.user, request.at).exists():
        raise Http404
    rows = (
        [row.subject, row.guide.title, row.applicant, row.get_channel_display(), row.get_state_display(), row.unit.name,
         row.assigned_to.name if row.assigned_to else "", local_date(row.filed_at), row.accept_by, row.due_on,
         local_date(row.answered_at) if row.answered_at else "", row.get_closing_display() if row.closing else ""]
        for row in shown(request).select_related("guide", "unit", "assigned_to").iterator(2000)
    )  # fmt: skip
    headings = [_("要办什么事"), _("服务事项"), _("申请人"), _("渠道"), _("状态"), _("现在由谁办"), _("经办人"), _("提交日期"),
                _("受理期限"), _("办结期限"), _("答复日期"), _("办结方式")]  # fmt: skip
    return sheet_response(_("服务申请"), headings, rows)


@signed_in
def request_enter(request: HttpRequest) -> HttpResponse:
    """For somebody at the counter or on the telephone; the applicant's own address goes to its mail or account, and only
    without either once on the receipt."""
    hub = asked_hub(request)
    guides = list(guides_of(hub, request.at))
    form = CounterForm(
        request.POST or None, guides=guides, seen=Organization.objects.visible_to(request.user, request.at),
        initial={"channel": "counter", "key": secrets.token_urlsafe(16)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            row = file_request(
                form.guides[form.cleaned_data["guide"]], facts=form.facts(), key=form.cleaned_data["key"], by=request.user,
                organization=form.body(), channel=form.cleaned_data["channel"], at=request.at,
            )  # fmt: skip
            return _receipt(request, row, secret=row.address_printed)
        except ValidationError as error:
            show_errors(form, error)
    return render(request, "support/desk/request_enter.html", {"hub": hub, "form": form, "guides": guides})


def _receipt(request: HttpRequest, row: ServiceRequest, *, secret: bool) -> HttpResponse:
    address = address_of(row) if secret else ""
    context = {
        "row": row,
        "address": address,
        "qr": qr_svg(address, scale=4) if secret else "",
        "is_new": request.method == "POST",
    }
    return render(request, "support/desk/receipt.html", context)


@signed_in
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt again: with the number to ask by, without the address that acts for the applicant."""
    rows = ServiceRequest.objects.at_desk_of(request.user, request.at).select_related("hub", "guide")
    return _receipt(request, get_object_or_404(rows.distinct(), pk=pk), secret=False)


@signed_in
def own_requests(request: HttpRequest) -> HttpResponse:
    """What the person's organizations asked for, with the way to each one's own page."""
    bodies = spoken_for(request)
    rows = ServiceRequest.objects.filter(organization__in=bodies).select_related("hub", "guide", "unit")
    page = Paginator(rows.order_by("-filed_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "support/desk/own_requests.html", {"page": page, "today": local_date(request.at)})
