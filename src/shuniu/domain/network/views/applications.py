"""The hub's desk: applications with filters, bulk decisions and export; one application; conditions; invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions import (
    admit_application,
    answer_objection,
    ask_for_missing,
    decide_many,
    invite_to_join,
    publish_conditions,
    refuse_application,
    withdraw_membership_invitation,
)
from shuniu.domain.network.archives import applications_table
from shuniu.domain.network.forms_joining import ConditionsForm
from shuniu.domain.network.models import MembershipApplication, MembershipInvitation
from shuniu.domain.network.queries.joining import candidates_for, conditions_of, papers_of, paying_elsewhere
from shuniu.domain.network.views.common import file_response, may
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.record.pages import asked_hub, paper_response, show_errors

State = MembershipApplication.State
TABS = {
    "waiting": gettext_lazy("待决定"), "late": gettext_lazy("逾期"), "returned": gettext_lazy("待补充"),
    "objected": gettext_lazy("有异议"), "admitted": gettext_lazy("已接纳"), "refused": gettext_lazy("未接纳"),
    "all": gettext_lazy("全部"), "invitations": gettext_lazy("入会邀请"),
}  # fmt: skip
PER_PAGE = 30


def _shown(request: HttpRequest, hub: Organization, which: str) -> QuerySet[MembershipApplication]:
    rows = (
        MembershipApplication.objects.filter(hub=hub).exclude(state=State.DRAFT).select_related("area", "organization")
    )
    tests = {
        "waiting": Q(state=State.FILED), "late": Q(state=State.FILED, due_on__lt=local_date(request.at)),
        "returned": Q(state=State.RETURNED), "objected": Q(objection__answered_at__isnull=True, objection__isnull=False),
        "admitted": Q(state=State.ADMITTED), "refused": Q(state=State.REFUSED),
    }  # fmt: skip
    rows = rows.filter(tests.get(which, Q()))
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(credit_code__istartswith=text))
    kind = request.GET.get("kind", "")
    if kind:
        rows = rows.filter(kind=kind)
    return (
        rows.order_by("due_on", "pk") if which in ("waiting", "late", "returned") else rows.order_by("-filed_at", "-pk")
    )


@signed_in
def applications(request: HttpRequest) -> HttpResponse:
    """Applications of a hub, and the invitations it sent; the head decides several at once."""
    hub = asked_hub(request)
    which = request.GET.get("show", "waiting")
    which = which if which in TABS else "waiting"
    if request.method == "POST":
        return _bulk(request, hub)
    waiting = MembershipApplication.objects.waiting().filter(hub=hub)
    found: QuerySet[Any] = _shown(request, hub, which)
    if which == "invitations":
        found = MembershipInvitation.objects.filter(hub=hub).select_related("organization", "invited_by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    draft = MembershipApplication(hub=hub)
    context = {
        "hub": hub, "page": page, "which": which, "today": local_date(request.at), "conditions": conditions_of(hub),
        "tabs": [{"key": key, "label": label, "current": key == which} for key, label in TABS.items()],
        "late": waiting.filter(due_on__lt=local_date(request.at)).count(), "waiting": waiting.count(),
        "kinds": MembershipApplication._meta.get_field("kind").choices, "states": _states(page, which, request),
        **may(request, "decide_application", row=draft),
    }  # fmt: skip
    return render(request, "network/applications.html", context)


INVITED = {
    "open": gettext_lazy("待答复"), "accepted": gettext_lazy("已接受"), "declined": gettext_lazy("已谢绝"),
    "withdrawn": gettext_lazy("已撤回"), "over": gettext_lazy("已过期"),
}  # fmt: skip


def _states(page: Any, which: str, request: HttpRequest) -> dict[int, Any]:
    if which != "invitations":
        return {}
    return {row.pk: INVITED[row.state(local_date(request.at))] for row in page}


def _bulk(request: HttpRequest, hub: Organization) -> HttpResponse:
    act, back = request.POST.get("act", ""), redirect(request.get_full_path())
    if act.startswith("withdraw:") and act[9:].isdecimal():
        row = get_object_or_404(MembershipInvitation, pk=int(act[9:]), hub=hub)
        withdraw_membership_invitation(row, by=request.user, at=request.at)
        messages.success(request, _("邀请已撤回。"))
        return back
    chosen = [int(pk) for pk in request.POST.getlist("row") if pk.isdecimal()]
    rows = list(MembershipApplication.objects.filter(hub=hub, pk__in=chosen).order_by("pk"))
    if not holds(request.user, hub, "head", at=request.at):
        raise PermissionDenied(_("接纳还是不接纳，由负责人决定。"))
    if not rows:
        messages.error(request, _("请先勾选要一起办理的申请。"))
        return back
    try:
        done = decide_many(
            rows, admit=act == "admit", reason=request.POST.get("reason", ""), by=request.user, at=request.at
        )
        messages.success(request, _("已决定 %(n)s 件，申请单位会收到通知。") % {"n": done})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back


@signed_in
def applications_export(request: HttpRequest) -> HttpResponse:
    name = f"{asked_hub(request).name}{_('入会申请')}.xlsx"
    return file_response(applications_table(applications_listed(request)), name)


def applications_listed(request: HttpRequest) -> QuerySet[MembershipApplication]:
    """The same rows as on the page, all pages."""
    which = request.GET.get("show", "all")
    return _shown(request, asked_hub(request), which if which != "invitations" else "all")


@signed_in
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application for both sides: the hub decides here, the organization goes on to its form."""
    rows = MembershipApplication.objects.visible_to(request.user, request.at)
    rows = rows.select_related("hub", "organization", "conditions", "area", "decided_by", "filed_by", "tie").distinct()
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            _act(request, row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("network:application", pk=pk)
    objection = getattr(row, "objection", None)
    works = holds(request.user, row.hub, at=request.at)
    context = {
        "row": row, "papers": papers_of(row), "today": local_date(request.at), "objection": objection, "works": works,
        "candidates": candidates_for(row) if works and row.organization is None and row.state == State.FILED else [],
        "lines": [(row._meta.get_field(key).verbose_name, getattr(row, key)) for key in LINES],
        "elsewhere": paying_elsewhere(row.hub, row.organization, request.at),
        "mine": row.organization is not None and not works and holds(request.user, row.organization, at=request.at),
        **may(request, "decide_application", "ask_for_missing", row=row),
        "may_answer": objection is not None and may(request, "answer_objection", row=objection)["answer_objection"],
    }  # fmt: skip
    return render(request, "network/application.html", context)


LINES = ("credit_code", "area", "leader", "contact_name", "contact", "purpose", "activities", "wish")


def _act(request: HttpRequest, row: MembershipApplication) -> None:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    text = request.POST.get("text", "")
    if act == "admit":
        code = request.POST.get("organization", "")
        chosen = next((one for one in candidates_for(row) if one.code == code), None)
        admit_application(row, organization=chosen, remark=text, **who)
        messages.success(request, _("已接纳，对方会收到通知。"))
    elif act == "refuse":
        refuse_application(row, reason=text, **who)
        messages.success(request, _("已决定不接纳，理由已告知对方。"))
    elif act == "ask":
        ask_for_missing(row, items=request.POST.getlist("item"), text=text, **who)
        messages.success(request, _("还缺的已一次告知。"))
    elif act in ("uphold", "reject"):
        objection = getattr(row, "objection", None)
        if objection is None:
            raise Http404
        answer_objection(objection, upheld=act == "uphold", answer=text, **who)
        messages.success(request, _("答复已送达。"))


@signed_in
def application_paper(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = get_object_or_404(MembershipApplication.objects.visible_to(request.user, request.at).distinct(), pk=pk)
    found = get_object_or_404(papers_of(row), pk=file)
    return paper_response(found)


@signed_in
def conditions_publish(request: HttpRequest) -> HttpResponse:
    """The form of the conditions; the head publishes."""
    hub = asked_hub(request)
    there = conditions_of(hub)
    if not holds(request.user, hub, "head", at=request.at):
        raise PermissionDenied(_("入会条件由负责人公布。"))
    initial = {}
    if there is not None:
        initial = {name: getattr(there, name, "") for name in ConditionsForm.base_fields}
        initial["fee"] = yuan(there.fee_fen).replace(",", "")
    form = ConditionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            publish_conditions(hub, **form.texts(), by=request.user, at=request.at)
            messages.success(request, _("入会条件已公布。"))
            return redirect("network:conditions", code=hub.code)
        except ValidationError as error:
            show_errors(form, error)
    line = _("%(hub)s · 公布后所有单位看到同样的条件；旧条件留在原日期下") % {"hub": hub.name}
    context = {"form": form, "heading": _("公布入会条件"), "context_line": line, "verb": _("公布条件"),
               "back": reverse("network:applications"), "back_label": _("入会申请"), "draft_key": f"conditions-{hub.code}"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def invite(request: HttpRequest) -> HttpResponse:
    """Ask an organization to join: found by name, or named in the address."""
    hub = asked_hub(request)
    if not holds(request.user, hub, "head", at=request.at):
        raise PermissionDenied(_("入会邀请由负责人发出。"))
    seen = Organization.objects.visible_to(request.user, request.at).exclude(pk=hub.pk).select_related("area")
    chosen = seen.filter(code=request.POST.get("organization") or request.GET.get("organization", "")).first()
    if request.method == "POST" and chosen is not None:
        try:
            made = invite_to_join(
                hub, organization=chosen, message=request.POST.get("message", ""), by=request.user, at=request.at
            )
            messages.success(request, _("邀请已备好，可以把网址发给对方。"))
            return redirect("network:invitation", token=made.token)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    text = request.GET.get("q", "").strip()
    found = list(seen.search(text).ranked(text)[:20]) if text else []
    context = {"hub": hub, "found": found, "text": text, "chosen": chosen, "conditions": conditions_of(hub)}
    return render(request, "network/invite.html", context)
