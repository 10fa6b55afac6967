from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from shuniu.faces.desk.work import duty_row
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.registries import panels, search_providers
from shuniu.kernel.people.actions import save_contact, save_preferences


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


class ContactForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, help_text=gettext_lazy("可用来登录、收提醒、找回密码。")
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号"), required=False, max_length=20, help_text=gettext_lazy("可用来登录，不公开。")
    )


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Language and type size, contact, roles; two forms, each saved by itself."""
    user = request.user
    shown = {name: getattr(user, name) for name in ("language", "compact_tables", "large_type")}
    known = {"name": user.name, "email": user.email or "", "phone": user.phone or ""}
    contact = ContactForm(request.POST if "contact" in request.POST else None, initial=known)
    form = ProfileForm(request.POST if request.method == "POST" and not contact.is_bound else None, initial=shown)
    if contact.is_bound and contact.is_valid():
        try:
            save_contact(user, **contact.cleaned_data, by=user, at=request.at)
            messages.success(request, _("联系方式已保存。"))
            return redirect("desk:profile")
        except ValidationError as error:
            contact.add_error(None, error)
    if form.is_bound and form.is_valid():
        save_preferences(user, **form.cleaned_data, by=user, at=request.at)
        messages.success(request, _("设置已保存。"))
        response = redirect("desk:profile")
        if form.cleaned_data["language"]:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax")
        else:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    context = {"form": form, "contact": contact, "posts": Desk(user, request.at).posts, "heading": _("我的设置"),
               "verb": _("保存设置")}  # fmt: skip
    return render(request, "desk/profile.html", context)
