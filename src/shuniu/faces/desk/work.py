"""The work list, notices, the outbox, files and saved views of one person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuniu.domain.meetings.models import Mechanism
from shuniu.domain.oversight.models import Statement
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.actions import drop_view, read_notices, save_view
from shuniu.kernel.record.actions.notice import notice_text
from shuniu.kernel.record.kinds import duty_kinds, duty_title, is_withheld
from shuniu.kernel.record.messages import wechat_text
from shuniu.kernel.record.models import Attachment, Duty, Evidence, Notice, OutgoingMail, SavedView
from shuniu.kernel.record.undo import offer_undo
from shuniu.kernel.specification.models import Element
from shuniu.kernel.trail.models import AuditEvent

PAGE = 50


def duty_row(duty: Duty) -> dict[str, Any]:
    kind = duty_kinds.get(duty.verb.partition(":")[0])
    return {"duty": duty, "title": duty_title(duty), "verb": kind.verb if kind else _("去办理")}


def started_by(request: HttpRequest) -> models.QuerySet[Duty]:
    """Open duties of whatever body on matters that the person set going, as the trail says."""
    mine = AuditEvent.objects.filter(
        subject_type=models.OuterRef("subject_type"), subject_id=models.OuterRef("subject_id"), actor_id=request.user.pk
    )
    return Duty.objects.open().filter(models.Exists(mine))


def duties_under(request: HttpRequest, which: str) -> models.QuerySet[Duty]:
    today = local_date(request.at)
    own = Duty.objects.visible_to(request.user, request.at)
    if which == "started":
        return started_by(request)
    if which == "body":
        return Duty.objects.open().filter(body__in=bodies_of(request.user, request.at))
    if which == "done":
        return own.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")
    spans = {
        "late": {"due_on__lt": today},
        "today": {"due_on": today},
        "week": {"due_on__range": (today, today + timedelta(days=6 - today.weekday()))},
    }
    return own.open().filter(**spans.get(which, {}))


def duties_listed(request: HttpRequest) -> models.QuerySet[Duty]:
    """What the page of duties holds, as its own query narrows it."""
    found = duties_under(request, request.GET.get("which", "open")).select_related("body", "person")
    body, element = request.GET.get("body", ""), request.GET.get("element", "")
    if body:
        found = found.filter(body__code=body)
    return found.filter(element=element) if element in Element.values else found


@signed_in
def duties(request: HttpRequest) -> HttpResponse:
    """One work list: what I owe, by deadline; what my body owes; what I set going and others owe."""
    which = request.GET.get("which", "open")
    bodies = list(bodies_of(request.user, request.at).order_by("sort_key"))
    body, element = request.GET.get("body", ""), request.GET.get("element", "")
    page = Paginator(duties_listed(request), PAGE).get_page(request.GET.get("page"))
    own = Duty.objects.visible_to(request.user, request.at).open()
    today = local_date(request.at)
    counts = own.aggregate(
        open=models.Count("pk"), late=models.Count("pk", filter=models.Q(due_on__lt=today)),
        today=models.Count("pk", filter=models.Q(due_on=today)),
    )  # fmt: skip
    tabs = [
        ("open", _("待办"), counts["open"]), ("late", _("逾期"), counts["late"]), ("today", _("今天"), counts["today"]),
        ("week", _("本周"), None), ("body", _("本单位"), None), ("started", _("我发起的"), None), ("done", _("已办"), None),
    ]  # fmt: skip
    context = {
        "page": page, "rows": [duty_row(duty) for duty in page], "today": today, "tabs": tabs, "which": which,
        "bodies": bodies, "elements": Element.choices, "body": body, "element": element,
        "others": which in ("started", "body"), "nothing": _nothing(which),
    }  # fmt: skip
    return render(request, "desk/duties.html", context)


def _nothing(which: str) -> str:
    """What an empty tab of the work list says."""
    said = {
        "late": _("没有逾期的，很好。"), "today": _("今天没有到期的。"), "week": _("本周没有到期的。"),
        "body": _("本单位现在没有待办。"), "started": _("没有在等别人办的。你发起的事，办结之前列在这里。"),
        "done": _("还没有办结的。办完的事会留在这里，随时可以查。"),
    }  # fmt: skip
    return said.get(which, _("这里没有待办。有期限的事会按先后排在这里，到期前提醒，逾期标红。"))


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        read_notices(request.user, at=request.at)
        offer_undo(request, _("全部消息已标为已读。"), "record.notices_read", read_at=request.at.isoformat())
        return redirect("desk:notices")
    found = Notice.objects.filter(user=request.user)
    which = "unread" if request.GET.get("which") == "unread" else "all"
    if which == "unread":
        found = found.filter(read_at__isnull=True)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [
        {"notice": notice, "text": notice_text(notice.kind, notice.facts), "wechat": wechat_text(notice)}
        for notice in page
    ]
    return render(request, "desk/notices.html", {"page": page, "rows": rows, "which": which})


@signed_in
@require_POST
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a notice is about; it counts as read."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    read_notices(request.user, at=request.at, only=notice)
    return redirect(safe(request, notice.url or "/desk/notices/"))


@signed_in
def outbox(request: HttpRequest) -> HttpResponse:
    """Mails that were sent or wait: the operator sees all; in the demo everybody, since no mail server is there."""
    if not (request.user.is_operator or settings.DEMO):
        raise Http404
    found = OutgoingMail.objects.all()
    text = request.GET.get("q", "").strip()
    if text:
        found = found.filter(models.Q(to__icontains=text) | models.Q(subject__icontains=text))
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    waiting = OutgoingMail.objects.filter(sent_at__isnull=True).count()
    context = {"page": page, "text": text, "waiting": waiting, "served": bool(settings.EMAIL_HOST)}
    return render(request, "desk/outbox.html", context)


@signed_in
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, for the staff of the body that added it; for who oversees that body, what it has shown of its own accord."""
    row = get_object_or_404(Attachment, pk=pk)
    mine = bodies_of(request.user, request.at).filter(pk=row.owner_id).exists()
    if is_withheld(row) or (not mine and not _shown_above(row, request)):
        raise Http404
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _shown_above(row: Attachment, request: HttpRequest) -> bool:
    """Evidence of a statement its head stood for, or the handbook of a listed mechanism: drafts stay with the hub."""
    told = Statement.objects.visible_to(request.user, request.at).values("pk")
    proofs = Evidence.objects.filter(
        attachment=row, withdrawn_at=None, subject_type=Statement._meta.label_lower, subject_id__in=told
    )
    listed = Mechanism.objects.visible_to(request.user, request.at).filter(handbook=row)
    return proofs.exists() or listed.exists()


def safe(request: HttpRequest, target: str) -> str:
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/desk/"


@signed_in
@require_POST
def save_list_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list under a name, and go back to the list with them."""
    target = safe(request, request.POST.get("next", ""))
    query = request.POST.get("query", "")
    try:
        row = save_view(page=request.POST.get("page", "")[:60], name=request.POST.get("name", ""), query=query,
                        by=request.user, at=request.at)  # fmt: skip
        messages.success(request, _("视图“%(name)s”已保存。") % {"name": row.name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{target}?{query}")


@signed_in
@require_POST
def drop_list_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SavedView, pk=pk, user=request.user)
    drop_view(row, by=request.user, at=request.at)
    said = {"page": row.page, "name": row.name, "query": row.query}
    offer_undo(request, _("视图“%(name)s”已删除。") % {"name": row.name}, "record.view_dropped", **said)
    return redirect(safe(request, request.POST.get("next", "")))
