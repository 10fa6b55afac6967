"""Who works for a body: appointments, invitations by mail or QR, substitutes, hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from shuniu.faces.desk.work import duty_row
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.actions import appoint, end_appointment, end_substitution, name_substitute
from shuniu.kernel.orgs.models import Appointment, Organization, Role, Substitution
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import hand_over, invite, withdraw_invitation
from shuniu.kernel.record.models import Duty, Invitation
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.undo import offer_undo


def own_body(request: HttpRequest, code: str) -> Organization:
    return get_object_or_404(managed_bodies(request), code=code)


def managed_bodies(request: HttpRequest) -> models.QuerySet[Organization]:
    """Bodies the user works for, and the hubs below them, whose people an overseeing body may look after."""
    own = bodies_of(request.user, request.at).values("pk")
    return Organization.objects.filter(
        models.Q(pk__in=own) | models.Q(pk__in=overseen_by(request.user, request.at).values("pk"))
    )


@signed_in
def staff(request: HttpRequest) -> HttpResponse:
    """Who works for my bodies: roles, who stands in until when, open invitations; `?body=` shows a hub I oversee."""
    wanted = request.GET.get("body", "")
    shown = bodies_of(request.user, request.at)
    if wanted:
        shown = managed_bodies(request).filter(code=wanted)
    bodies = list(shown.order_by("sort_key"))
    posts = posts_by_body(request, bodies)
    today = local_date(request.at)
    waiting = Invitation.objects.filter(organization__in=bodies, accepted_at=None, withdrawn_at=None, ends_on__gt=today)
    rows = []
    for body in bodies:
        rows.append(
            {"body": body, "posts": posts.get(body.pk, []), "waiting": [one for one in waiting if one.organization_id == body.pk],
             "may_invite": allowed(request.user, "record.invite", body, at=request.at),
             "may_appoint": allowed(request.user, "orgs.appoint", body, at=request.at),
             "may_hand_over": allowed(request.user, "record.hand_over", body, at=request.at)}
        )  # fmt: skip
    overseen = overseen_by(request.user, request.at).exclude(pk__in=[body.pk for body in bodies]).order_by("sort_key")
    return render(request, "desk/staff.html", {"bodies": rows, "overseen": overseen, "wanted": wanted, "today": today})


def posts_by_body(request: HttpRequest, bodies: list[Organization]) -> dict[int, list[dict[str, Any]]]:
    """Body id → its appointments in force with their substitutes, in three queries."""
    stands: dict[int, list[Substitution]] = {}
    rows = Substitution.objects.filter(appointment__organization__in=bodies, valid_to__gt=local_date(request.at))
    for row in rows.select_related("substitute").order_by("valid_from"):
        stands.setdefault(row.appointment_id, []).append(row)
    found: dict[int, list[dict[str, Any]]] = {}
    posts = Appointment.objects.valid(request.at).filter(organization__in=bodies).select_related("person")
    for post in posts.order_by("role", "valid_from"):
        found.setdefault(post.organization_id, []).append(
            {"post": post, "stands": stands.get(post.pk, []), "mine": post.person_id == request.user.pk}
        )
    return found


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
        Invitation.objects.filter(organization__in=managed_bodies(request)).select_related("organization"),
        pk=pk,
    )
    if not allowed(request.user, "record.invite", row.organization, at=request.at):
        raise Http404
    if request.method == "POST":
        withdraw_invitation(row, by=request.user, at=request.at)
        offer_undo(request, _("邀请已撤回。"), "record.invitation_withdrawn", row)
        return redirect("desk:staff")
    address = f"{settings.PUBLIC_URL}/join/{row.token}/"
    open_now = row.accepted_at is None and row.withdrawn_at is None and row.ends_on > local_date(request.at)
    context = {"invitation": row, "address": address, "qr": qr_svg(address), "open": open_now}
    return render(request, "desk/invitation.html", context)


class AppointForm(forms.Form):
    person = forms.CharField(
        label=gettext_lazy("用户名、邮箱或手机号"), max_length=120,
        help_text=gettext_lazy("对方已有账号时用这里；还没有账号的，请发邀请。"),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("职责"), choices=Role.choices)
    valid_from = forms.DateField(label=gettext_lazy("任职自"), widget=DayInput())

    def clean_person(self) -> User:
        found = User.objects.by_identifier(self.cleaned_data["person"])
        if found is None:
            raise ValidationError(_("没有这个账号，请核对，或改用邀请。"))
        return found


@signed_in
def appoint_person(request: HttpRequest, code: str) -> HttpResponse:
    body = own_body(request, code)
    if not allowed(request.user, "orgs.appoint", body, at=request.at):
        raise PermissionDenied
    form = AppointForm(request.POST or None, initial={"valid_from": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            before = Appointment.objects.filter(organization=body).values_list("pk", flat=True)
            known = set(before.filter(person=form.cleaned_data["person"]))
            post = appoint(body, **form.cleaned_data, by=request.user, at=request.at)
            text = _("%(name)s已任职。") % {"name": post.person.name}
            if post.pk in known:
                messages.success(request, text)
            else:
                offer_undo(request, text, "orgs.appointed", post)
            return back_to_staff(body)
        except ValidationError as error:
            form.add_error(None, error)
    return simple(request, form, heading=_("给已有账号的人任职"), verb=_("任职"), body=body)


class EndForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("离任日期"), widget=DayInput(),
        help_text=gettext_lazy("这一天起不再任职。名下有待办的，请改用离任交接。"),
    )  # fmt: skip


@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """One role ends; where duties are open, hand-over is the better way and is said."""
    posts = Appointment.objects.valid(request.at).filter(organization__in=managed_bodies(request))
    post = get_object_or_404(posts.select_related("organization", "person"), pk=pk)
    if not allowed(request.user, "orgs.end_appointment", post.organization, at=request.at):
        raise PermissionDenied
    form = EndForm(request.POST or None, initial={"on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            until = post.valid_to.isoformat() if post.valid_to else ""
            end_appointment(post, on=form.cleaned_data["on"], by=request.user, at=request.at)
            text = _("任职已终止，以前的事仍记在他名下。")
            if post.person_id == request.user.pk:  # whoever ended the own post has no say any more
                messages.success(request, text)
            else:
                offer_undo(request, text, "orgs.appointment_ended", post, until=until)
            return back_to_staff(post.organization)
        except ValidationError as error:
            form.add_error(None, error)
    heading = _("终止%(name)s的任职") % {"name": post.person.name}
    return simple(request, form, heading=heading, verb=_("终止任职"), body=post.organization)


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(label=gettext_lazy("接手人"), queryset=User.objects.none())
    on = forms.DateField(label=gettext_lazy("交接日期"), widget=DayInput())
    take_roles = forms.BooleanField(label=gettext_lazy("接手人同时接任他的职责"), required=False)
    note = forms.CharField(label=gettext_lazy("交接说明"), widget=forms.Textarea(attrs={"rows": 4}), required=False)


@signed_in
def hand_over_duties(request: HttpRequest, code: str, person: int) -> HttpResponse:
    """What moves stands beside the form: duties in the leaver's name, and those of roles that nobody else holds."""
    body = own_body(request, code)
    posts = Appointment.objects.valid(request.at).filter(organization=body)
    leaver = get_object_or_404(User, pk__in=posts.filter(person=person).values("person"))
    if leaver.pk != request.user.pk and not allowed(request.user, "record.hand_over", body, at=request.at):
        raise PermissionDenied
    form = HandOverForm(request.POST or None, initial={"on": local_date(request.at)})
    form.fields["successor"].queryset = User.objects.filter(pk__in=posts.exclude(person=leaver).values("person"))
    if request.method == "POST" and form.is_valid():
        try:
            row = hand_over(body, leaver=leaver, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(
                request,
                ngettext("已交接，%(n)s 件待办转给接手人。", "已交接，%(n)s 件待办转给接手人。", row.duties_moved)
                % {"n": row.duties_moved},
            )
            return back_to_staff(body) if row.leaver_id != request.user.pk else redirect("desk:home")
        except ValidationError as error:
            form.add_error(None, error)
    roles = set(posts.filter(person=leaver).values_list("role", flat=True))
    kept = set(posts.exclude(person=leaver).values_list("role", flat=True))
    lonely = [role for role in roles if role not in kept]
    moving = Duty.objects.open().filter(body=body, person=leaver).select_related("body")
    orphaned = (
        Duty.objects.open().filter(body=body, person=None, roles__overlap=lonely).exclude(roles__overlap=list(kept))
    )
    context = {
        "form": form, "body": body, "leaver": leaver, "moving": [duty_row(d) for d in moving], "today": local_date(request.at),
        "orphaned": [duty_row(d) for d in orphaned.select_related("body")], "lonely": [Role(role).label for role in lonely],
    }  # fmt: skip
    return render(request, "desk/hand_over.html", context)


class SubstituteForm(forms.Form):
    substitute = forms.ModelChoiceField(label=gettext_lazy("代理人"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=120)
    valid_from = forms.DateField(label=gettext_lazy("代理自"), widget=DayInput())
    valid_to = forms.DateField(
        label=gettext_lazy("代理至"),
        widget=DayInput(),
        help_text=gettext_lazy("这一天起恢复。"),
    )


@signed_in
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Appointment.objects.valid(request.at).filter(organization__in=bodies_of(request.user, request.at))
    post = get_object_or_404(posts.select_related("organization", "person"), pk=pk)
    if not allowed(request.user, "orgs.name_substitute", post, at=request.at):
        raise PermissionDenied
    form = SubstituteForm(request.POST or None, initial={"valid_from": local_date(request.at)})
    colleagues = posts.filter(organization=post.organization).exclude(person=post.person).values("person")
    form.fields["substitute"].queryset = User.objects.filter(pk__in=colleagues)
    if request.method == "POST" and form.is_valid():
        try:
            row = name_substitute(post, **form.cleaned_data, by=request.user, at=request.at)
            offer_undo(request, _("代理已登记，期间两人都能办理，都会收到提醒。"), "orgs.substitute_named", row)
            return back_to_staff(post.organization)
        except ValidationError as error:
            form.add_error(None, error)
    heading = _("%(name)s请人代理") % {"name": post.person.name}
    return simple(request, form, heading=heading, verb=_("登记代理"), body=post.organization)


@signed_in
@require_POST
def end_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Substitution.objects.filter(appointment__organization__in=bodies_of(request.user, request.at))
    row = get_object_or_404(rows.select_related("appointment__organization"), pk=pk)
    until = row.valid_to.isoformat()
    end_substitution(row, on=local_date(request.at), by=request.user, at=request.at)
    offer_undo(request, _("代理已结束。"), "orgs.substitution_ended", row, until=until)
    return back_to_staff(row.appointment.organization)


def back_to_staff(body: Organization) -> HttpResponse:
    return redirect(f"{reverse('desk:staff')}?body={body.code}")


def simple(request: HttpRequest, form: forms.Form, *, heading: str, verb: str, body: Organization) -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "back": f"{reverse('desk:staff')}?body={body.code}",
               "back_label": _("人员和邀请"), "context_line": body.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
