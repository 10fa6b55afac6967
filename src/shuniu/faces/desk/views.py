from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.faces.desk.home import (
    WorkList,
    day_in_words,
    greeting,
    matters_of,
    quick_actions,
    running_imports,
    ties_over_time,
)
from shuniu.faces.desk.shell import Desk
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.registries import panels, search_providers
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.people.actions import save_preferences
from shuniu.kernel.record.actions import read_notices
from shuniu.kernel.record.actions.notice import notice_text
from shuniu.kernel.record.kinds import duty_kinds, duty_title
from shuniu.kernel.record.models import Attachment, Duty, Notice, OutgoingMail


def duty_row(duty: Duty) -> dict[str, Any]:
    kind = duty_kinds.get(duty.verb.partition(":")[0])
    return {"duty": duty, "title": duty_title(duty), "verb": kind.verb if kind else _("去办理")}


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The work list first, then what the person's bodies show of themselves."""
    desk = Desk(request.user, request.at)
    if desk.overseeing and not desk.hubs and "stay" not in request.GET:
        return redirect("cockpit:home")
    today = local_date(request.at)
    work = WorkList(request.user, request.at, which=request.GET.get("which", "open"))
    shown = []
    for name, panel in panels:
        if name.startswith("desk:"):
            part = panel(desk=desk)
            if part is not None:
                shown.append(part)
    context = {
        "desk": desk, "today": today, "day": day_in_words(today), "greeting": greeting(request.at), "work": work,
        "rows": [duty_row(duty) for duty in work.rows], "panels": sorted(shown, key=lambda part: part["order"]),
        "quarter_left": (period_of("Q", today).end - today).days, "quick": quick_actions(desk),
    }  # fmt: skip
    if desk.hubs:
        context |= {
            "ties": ties_over_time(desk.hubs[0], request.at),
            "imports": running_imports(request.user, request.at),
        }
    if desk.members:
        context |= {"matters": [matters_of(body, request.user, request.at) for body in desk.members]}
    return render(request, "desk/home.html", context)


@signed_in
def duties(request: HttpRequest) -> HttpResponse:
    today = local_date(request.at)
    found = Duty.objects.visible_to(request.user, request.at).select_related("body")
    which = request.GET.get("which", "open")
    chosen = {
        "open": found.open(),
        "late": found.open().filter(due_on__lt=today),
        "week": found.open().filter(due_on__range=(today, today + timedelta(days=7))),
        "done": found.filter(settled_at__isnull=False).order_by("-settled_at"),
    }.get(which, found.open())
    page = Paginator(chosen, 50).get_page(request.GET.get("page"))
    tabs = [("open", _("待办")), ("late", _("逾期")), ("week", _("七天内")), ("done", _("已办"))]
    rows = [duty_row(duty) for duty in page]
    return render(
        request, "desk/duties.html", {"page": page, "rows": rows, "today": today, "tabs": tabs, "which": which}
    )


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        read_notices(request.user, at=request.at)
        messages.success(request, _("全部消息已标为已读。"))
        return redirect("desk:notices")
    page = Paginator(Notice.objects.filter(user=request.user), 50).get_page(request.GET.get("page"))
    rows = [{"notice": notice, "text": notice_text(notice.kind, notice.facts)} for notice in page]
    return render(request, "desk/notices.html", {"page": page, "rows": rows, "public_url": settings.PUBLIC_URL})


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    groups = []
    if text:
        for name, provider in search_providers:
            hits = provider(text=text, user=request.user, at=request.at, limit=20)
            if hits:
                groups.append({"name": name, "hits": hits})
    return render(request, "desk/search.html", {"text": text, "groups": groups})


@signed_in
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/help.html")


class ProfileForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("语言"), choices=[("", gettext_lazy("跟随浏览器")), *settings.LANGUAGES], required=False
    )
    compact_tables = forms.BooleanField(label=gettext_lazy("表格用紧凑行高"), required=False)
    large_type = forms.BooleanField(label=gettext_lazy("大字版"), required=False)


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    initial = {"language": user.language, "compact_tables": user.compact_tables, "large_type": user.large_type}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_preferences(user, **form.cleaned_data, by=user, at=request.at)
        messages.success(request, _("设置已保存。"))
        response = redirect("desk:profile")
        if form.cleaned_data["language"]:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax")
        return response
    context = {"form": form, "posts": Desk(user, request.at).posts, "heading": _("我的设置"), "verb": _("保存设置")}
    return render(request, "desk/profile.html", context)


@signed_in
def outbox(request: HttpRequest) -> HttpResponse:
    """Mails that were sent or wait: the operator sees all; in the demo everybody, since no mail server is there."""
    if not (request.user.is_operator or settings.DEMO):
        raise Http404
    page = Paginator(OutgoingMail.objects.all(), 30).get_page(request.GET.get("page"))
    return render(request, "desk/outbox.html", {"page": page})


@signed_in
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, for the staff of the body that added it and for who oversees that body."""
    row = get_object_or_404(Attachment, pk=pk)
    mine = bodies_of(request.user, request.at).filter(pk=row.owner_id).exists()
    if not mine and not overseen_by(request.user, request.at).filter(pk=row.owner_id).exists():
        raise Http404
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
