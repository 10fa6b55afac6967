"""What anybody may open: who may join which hub, one form to apply, an invitation to answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import (
    add_paper,
    answer_invitation,
    applicant,
    drop_paper,
    end_tie,
    file_application,
    object_to_refusal,
    refuse_own_hub,
    save_application,
    start_application,
    withdraw_application,
)
from shuniu.domain.network.archives import membership_archive
from shuniu.domain.network.forms_joining import ApplicationForm
from shuniu.domain.network.models import (
    ConfirmationLink,
    JoiningConditions,
    MembershipApplication,
    MembershipInvitation,
)
from shuniu.domain.network.queries.joining import (
    REQUIRED,
    conditions_of,
    days_of,
    fee_due,
    membership_of,
    papers_of,
    paying_elsewhere,
)
from shuniu.domain.network.rules import DECISION_DAYS, OBJECTION_DAYS
from shuniu.domain.network.views.common import file_response, spoken_for
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import designation_of, holders, holds, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import QueryNumber
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.open_forms import admit
from shuniu.kernel.record.pages import paper_response, show_errors


@public
def joining(request: HttpRequest) -> HttpResponse:
    """Hubs that have published whom they take in, found by name or field."""
    rows = JoiningConditions.objects.filter(ended_at__isnull=True, hub__in=hubs_at(request.at))
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(Q(hub__in=Organization.objects.search(text)) | Q(hub__field__name__icontains=text))
    rows = rows.select_related("hub__field", "hub__area").order_by("hub__sort_key")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "network/joining.html", {"page": page, "text": text})


@public
def conditions(request: HttpRequest, code: str) -> HttpResponse:
    """What a hub publishes about joining it, and the start of an application: with an account or without."""
    hub = get_object_or_404(hubs_at(request.at).select_related("field"), code=code)
    mine = [row for row in spoken_for(request) if row.pk != hub.pk]
    if request.method == "POST":
        try:
            return redirect("network:apply", token=_start(request, hub, mine).token)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("network:conditions", code=code)
    current = conditions_of(hub)
    own = request.user.is_authenticated and holds(request.user, hub, at=request.at)
    choices = [
        {"organization": row, "member": membership_of(hub, row, request.at),
         "elsewhere": paying_elsewhere(hub, row, request.at) if current else None}
        for row in mine[:10]
    ]  # fmt: skip
    context = {
        "hub": hub, "conditions": current, "choices": choices, "own": own, "designation": designation_of(hub, request.at),
        "earlier": JoiningConditions.objects.filter(hub=hub, ended_at__isnull=False)[:10],
        "days": days_of(hub, DECISION_DAYS.key, request.at), "objection_days": days_of(hub, OBJECTION_DAYS.key, request.at),
        "may_publish": own and holds(request.user, hub, "head", "officer", "clerk", at=request.at),
    }  # fmt: skip
    return render(request, "network/conditions.html", context)


def _start(request: HttpRequest, hub: Organization, mine: list[Organization]) -> MembershipApplication:
    refuse_own_hub(request.user, hub, request.at)
    admit(request, "joining", hub)
    chosen = next((row for row in mine if row.code == request.POST.get("organization")), None)
    by: Any = request.user if chosen is not None else User.objects.system("membership-link")
    return start_application(hub, organization=chosen, by=by, at=request.at)


def _application(token: str) -> MembershipApplication:
    rows = MembershipApplication.objects.select_related(
        "hub", "organization", "conditions", "area", "tie", "decided_by"
    )
    return get_object_or_404(rows, token=token)


@public
def apply(request: HttpRequest, token: str) -> HttpResponse:
    """The form while it is the applicant's, then what became of it. The secret address is the permission."""
    row = _application(token)
    form = _form(request, row)
    if request.method == "POST":
        try:
            answer = _act(request, row, form)
            if answer is not None:
                return answer
        except ValidationError as error:
            if _by_script(request):
                return JsonResponse({"problem": " ".join(error.messages)}, status=409)
            if not form.is_bound:
                messages.error(request, " ".join(error.messages))
                return redirect("network:apply", token=token)
            row = _application(token)
            form.initial = _initial(row)
            show_errors(form, error)
            if not isinstance(error, Stale):
                form.data = {**form.data.dict(), "version": str(row.version)}  # type: ignore[union-attr]
    return render(request, "network/apply.html", _context(request, row, form))


def _form(request: HttpRequest, row: MembershipApplication) -> ApplicationForm:
    """Bound to what was typed when the form itself was sent; else what is kept."""
    sent = request.method == "POST" and "version" in request.POST
    form = ApplicationForm(request.POST if sent else None, request.FILES if sent else None, initial=_initial(row))
    if row.conditions.paper_lines:
        form.fields["paper"].help_text = _("请附：%(papers)s。拍照也可以。") % {
            "papers": "、".join(row.conditions.paper_lines)
        }
    return form


def _initial(row: MembershipApplication) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in ApplicationForm.base_fields if hasattr(row, name)}
    return {**values, "area": row.area_id, "consent": row.consented_at is not None, "version": row.version}


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _act(request: HttpRequest, row: MembershipApplication, form: ApplicationForm) -> HttpResponse | None:
    """One of the applicant's acts; None shows the form again with its problems."""
    act, who = request.POST.get("act", ""), {"by": applicant(request.user, row, request.at), "at": request.at}
    here = redirect("network:apply", token=row.token)
    if act in ("save", "file", "paper") or act.startswith("drop:"):
        return _keep(request, row, form, act, who)
    if act == "withdraw":
        withdraw_application(row, **who)
        messages.success(request, _("申请已撤回。"))
    elif act == "object":
        object_to_refusal(row, text=request.POST.get("text", ""), filed_by=request.POST.get("filed_by", ""), **who)
        messages.success(request, _("异议已送达，会由别的人书面答复。"))
    elif act == "leave" and row.tie is not None:
        end_tie(
            row.tie, by_name=row.contact_name or row.name, by_hub=False, reason=request.POST.get("reason", ""), **who
        )
        messages.success(request, _("已退出。资料可以随时下载。"))
    elif act == "data" and row.tie is not None:
        return file_response(
            membership_archive(row.tie, at=request.at, by=request.user), f"{row.name}入会资料.zip", "application/zip"
        )
    return here


def _keep(
    request: HttpRequest, row: MembershipApplication, form: ApplicationForm, act: str, who: dict[str, Any]
) -> HttpResponse | None:
    valid = form.is_valid()
    version = form.cleaned_data.get("version", row.version)
    row = save_application(row, version=version, consent=form.cleaned_data.get("consent"), **form.values(), **who)
    if _by_script(request):
        return JsonResponse({"version": row.version, "saved": f"{request.at.astimezone():%H:%M}"})
    if request.FILES.get("paper"):
        add_paper(row, upload=request.FILES["paper"], **who)
    if act.startswith("drop:") and act[5:].isdecimal():
        drop_paper(row, paper=int(act[5:]), **who)
    if not valid:
        form.data = {**form.data.dict(), "version": str(row.version)}  # type: ignore[union-attr]
        return None
    if act == "file":
        file_application(row, opened_by=request.user, **who)
    elif act == "save":
        messages.success(request, _("已存下，可以换一台设备用这个网址接着填。"))
    return redirect("network:apply", token=row.token)


def _context(request: HttpRequest, row: MembershipApplication, form: ApplicationForm) -> dict[str, Any]:
    number = QueryNumber.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).first()
    address = f"{settings.PUBLIC_URL}{request.path}"
    own = request.user.is_authenticated and holds(request.user, row.hub, at=request.at)
    _mark_needed(form, row)
    to_confirm = row.tie is not None and row.tie.state == "claimed"
    link = ConfirmationLink.objects.filter(affiliation=row.tie).first() if to_confirm and not own else None
    return {
        "to_confirm": to_confirm, "confirm": link,
        "signs_in": bool(to_confirm and row.organization and holders(row.organization, *SPEAKS, at=request.at)),
        "row": row, "form": form, "number": number, "papers": papers_of(row), "own": own, "address": address,
        "qr": qr_svg(address, scale=3), "editable": row.state in ("DRAFT", "RETURNED") and not own,
        "fee": fee_due(row.conditions, row.organization, request.at), "elsewhere": paying_elsewhere(row.hub, row.organization, request.at),
        "days": days_of(row.hub, DECISION_DAYS.key, request.at), "objection": getattr(row, "objection", None),
        "objection_days": days_of(row.hub, OBJECTION_DAYS.key, request.at), "filled": _filled(row),
    }  # fmt: skip


def _mark_needed(form: ApplicationForm, row: MembershipApplication) -> None:
    """What a complete application needs is not marked as optional; saving is possible without."""
    for name in (*REQUIRED, "credit_code", *(["paper"] if row.conditions.paper_lines else [])):
        form.fields[name].required = True


def _filled(row: MembershipApplication) -> list[tuple[Any, Any]]:
    """Label and value of what was filed."""
    pairs = []
    for key in (
        "name",
        "kind",
        "credit_code",
        "area",
        "leader",
        "contact_name",
        "contact",
        "purpose",
        "activities",
        "wish",
    ):
        shown = row.get_kind_display() if key == "kind" else getattr(row, key)
        pairs.append((row._meta.get_field(key).verbose_name, shown))
    return pairs


@public
def apply_paper(request: HttpRequest, token: str, file: int) -> HttpResponse:
    """A paper of the application, for whoever holds its address."""
    row = _application(token)
    found = get_object_or_404(papers_of(row), pk=file)
    return paper_response(found)


def _answering(request: HttpRequest, row: MembershipInvitation) -> Any:
    """Who speaks for the organization answers in the own name; anybody else through the address."""
    own = request.user.is_authenticated and holds(request.user, row.organization, *SPEAKS, at=request.at)
    return request.user if own else User.objects.system("membership-link")


@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A hub invites: conditions, fee, yes or no; no account needed."""
    rows = MembershipInvitation.objects.select_related("hub", "organization", "conditions", "invited_by")
    row = get_object_or_404(rows, token=token)
    problem = ""
    if request.method == "POST":
        try:
            refuse_own_hub(request.user, row.hub, request.at)
            answer_invitation(
                row, yes=request.POST.get("answer") == "yes", answered_by=request.POST.get("answered_by", ""),
                reason=request.POST.get("reason", ""), by=_answering(request, row), at=request.at,
            )  # fmt: skip
            return redirect("network:invitation", token=token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    own = request.user.is_authenticated and holds(request.user, row.hub, at=request.at)
    context = {
        "row": row, "problem": problem, "own": own, "state": row.state(local_date(request.at)),
        "fee": fee_due(row.conditions, row.organization, request.at),
        "elsewhere": paying_elsewhere(row.hub, row.organization, request.at),
        "name": request.POST.get("answered_by", request.user.name if request.user.is_authenticated else ""),
    }  # fmt: skip
    return render(request, "network/invitation.html", context)
