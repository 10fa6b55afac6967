"""Who works for a body: appointments, invitations by mail or QR, substitutes, hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.actions import name_substitute
from shuniu.kernel.orgs.models import Appointment, Organization, Role
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import hand_over, invite, withdraw_invitation
from shuniu.kernel.record.models import Invitation
from shuniu.kernel.record.numbers import qr_svg


def own_body(request: HttpRequest, code: str) -> Organization:
    return get_object_or_404(bodies_of(request.user, request.at), code=code)


@signed_in
def staff(request: HttpRequest) -> HttpResponse:
    bodies = []
    for body in bodies_of(request.user, request.at).order_by("sort_key"):
        posts = Appointment.objects.valid(request.at).filter(organization=body).select_related("person")
        waiting = Invitation.objects.filter(organization=body, accepted_at=None, withdrawn_at=None)
        bodies.append(
            {"body": body, "posts": posts, "waiting": waiting.filter(ends_on__gt=local_date(request.at)),
             "may_invite": allowed(request.user, "record.invite", body, at=request.at)}
        )  # fmt: skip
    return render(request, "desk/staff.html", {"bodies": bodies})


class InviteForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("职责"), choices=Role.choices)
    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, help_text=gettext_lazy("不填邮箱时，用二维码邀请。")
    )


@signed_in
def invite_person(request: HttpRequest, code: str) -> HttpResponse:
    body = own_body(request, code)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = invite(body, **form.cleaned_data, by=request.user, at=request.at)
        return redirect("desk:invitation", pk=row.pk)
    if not allowed(request.user, "record.invite", body, at=request.at):
        raise PermissionDenied
    context = {"form": form, "heading": _("邀请人员"), "verb": _("发出邀请"), "back": reverse("desk:staff"),
               "back_label": _("人员和邀请"), "context_line": body.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        Invitation.objects.filter(organization__in=bodies_of(request.user, request.at)).select_related("organization"),
        pk=pk,
    )
    if not allowed(request.user, "record.invite", row.organization, at=request.at):
        raise Http404
    if request.method == "POST":
        withdraw_invitation(row, by=request.user, at=request.at)
        messages.success(request, _("邀请已撤回。"))
        return redirect("desk:staff")
    address = f"{settings.PUBLIC_URL}/join/{row.token}/"
    return render(request, "desk/invitation.html", {"invitation": row, "address": address, "qr": qr_svg(address)})


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(label=gettext_lazy("接手人"), queryset=User.objects.none())
    on = forms.DateField(label=gettext_lazy("交接日期"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=gettext_lazy("交接说明"), widget=forms.Textarea, required=False)


@signed_in
def hand_over_duties(request: HttpRequest, code: str, person: int) -> HttpResponse:
    body = own_body(request, code)
    posts = Appointment.objects.valid(request.at).filter(organization=body)
    leaver = get_object_or_404(User, pk__in=posts.filter(person=person).values("person"))
    form = HandOverForm(request.POST or None, initial={"on": local_date(request.at)})
    form.fields["successor"].queryset = User.objects.filter(pk__in=posts.exclude(person=leaver).values("person"))
    if request.method == "POST" and form.is_valid():
        try:
            row = hand_over(body, leaver=leaver, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已交接，%(n)s 件待办转给接手人。") % {"n": row.duties_moved})
            return redirect("desk:staff")
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": _("%(name)s离任交接") % {"name": leaver.name}, "verb": _("完成交接"),
               "back": reverse("desk:staff"), "back_label": _("人员和邀请"), "context_line": body.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


class SubstituteForm(forms.Form):
    substitute = forms.ModelChoiceField(label=gettext_lazy("代理人"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=120)
    valid_from = forms.DateField(label=gettext_lazy("代理自"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=gettext_lazy("代理至"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("这一天起恢复。"),
    )


@signed_in
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Appointment.objects.valid(request.at).filter(organization__in=bodies_of(request.user, request.at))
    post = get_object_or_404(posts.select_related("organization", "person"), pk=pk)
    form = SubstituteForm(request.POST or None)
    colleagues = posts.filter(organization=post.organization).exclude(person=post.person).values("person")
    form.fields["substitute"].queryset = User.objects.filter(pk__in=colleagues)
    if request.method == "POST" and form.is_valid():
        try:
            name_substitute(post, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("代理已登记。"))
            return redirect("desk:staff")
        except ValidationError as error:
            form.add_error(None, error)
    context: dict[str, Any] = {
        "form": form, "heading": _("%(name)s请人代理") % {"name": post.person.name}, "verb": _("登记代理"),
        "back": reverse("desk:staff"), "back_label": _("人员和邀请"), "context_line": post.organization.name,
    }  # fmt: skip
    return render(request, "ui/simple_form.html", context)
