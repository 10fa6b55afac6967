"""Limits and thresholds: what holds, who fixed it, since when, what comes next; for hubs the same with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.actions import fix_setting, withdraw_setting
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.norms.queries import Norm, norm_named, norms_of
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_at, hubs_of, overseeing_bodies


def shown_value(norm: Norm, value: float | Decimal) -> str:
    """With its unit, a share as per cent: `95 %`, `5 个工作日`."""
    number = float(value) * (100 if norm.is_share else 1)
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{text} %" if norm.is_share else f"{text} {norm.unit_label}".strip()


def bodies_to_show(request: HttpRequest) -> list[dict[str, Any]]:
    """Bodies that lay down limits for their hubs first, then hubs with what holds for them."""
    above = overseeing_bodies(request.user, request.at)
    rows = [{"body": body, "own": True} for body in above]
    rows += [{"body": hub, "own": False} for hub in hubs_of(request.user, request.at).order_by("sort_key")]
    return rows


@signed_in
def limits(request: HttpRequest) -> HttpResponse:
    choices = bodies_to_show(request)
    if not choices:
        raise Http404
    wanted = request.GET.get("body", "")
    chosen = next((c for c in choices if f"{c['body'].code}.{int(c['own'])}" == wanted), choices[0])
    rows = []
    for one in norms_of(chosen["body"], request.at, own=chosen["own"]):
        rows.append(
            {"row": one, "value": shown_value(one.norm, one.value), "default": shown_value(one.norm, one.norm.default),
             "next": shown_value(one.norm, one.next.value) if one.next else ""}
        )  # fmt: skip
    context = {"choices": choices, "chosen": chosen, "rows": rows}
    return render(request, "norms/limits.html", context)


class FixForm(forms.Form):
    value = forms.DecimalField(label=gettext_lazy("数值"), max_digits=12, decimal_places=2, min_value=Decimal(0))
    valid_from = forms.DateField(
        label=gettext_lazy("施行日期"),
        widget=DayInput(),
        help_text=gettext_lazy("今天或以后。已结账的时期不受影响。"),
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


def may_read(request: HttpRequest, body: Organization) -> bool:
    """The staff of the body, and every hub below it."""
    mine = bodies_of(request.user, request.at)
    if mine.filter(pk=body.pk).exists():
        return True
    return hubs_at(request.at).filter(pk__in=mine.values("pk"), designations__reports_to=body).exists()


@signed_in
def norm(request: HttpRequest, body: str, key: str) -> HttpResponse:
    """One limit of one body: its history, what is planned, and for the head the form that fixes a new value."""
    owner = get_object_or_404(Organization, code=body)
    try:
        found = norm_named(key)
    except KeyError as error:
        raise Http404 from error
    if not may_read(request, owner):
        raise Http404
    may_fix = allowed(request.user, "norms.fix_setting", owner, at=request.at)
    form = FixForm(request.POST if "fix" in request.POST else None, initial={"valid_from": local_date(request.at)})
    form.fields["value"].help_text = "%" if found.is_share else str(found.unit_label)
    if request.method == "POST":
        if not may_fix:
            raise PermissionDenied
        done = withdraw(request, owner, key) if "withdraw" in request.POST else fix(request, owner, found, form)
        if done is not None:
            return done
    history = Setting.objects.filter(owner=owner, key=key).order_by("-valid_from", "-pk")
    today = local_date(request.at)
    rows = [
        {"row": row, "value": shown_value(found, row.value), "planned": row.valid_from > today,
         "now": row.withdrawn_at is None and row.valid_from <= today and (row.valid_to is None or row.valid_to > today)}
        for row in history
    ]  # fmt: skip
    context = {"owner": owner, "norm": found, "default": shown_value(found, found.default), "rows": rows, "form": form,
               "may_fix": may_fix, "history": list(history)}  # fmt: skip
    return render(request, "norms/norm.html", context)


def fix(request: HttpRequest, owner: Organization, found: Norm, form: FixForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    value = given["value"] / 100 if found.is_share else given["value"]
    try:
        fix_setting(owner, key=found.key, value=value, reason=given["reason"], valid_from=given["valid_from"],
                    by=request.user, at=request.at)  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(request, _("已定下，自 %(on)s 起施行。") % {"on": given["valid_from"].isoformat()})
    return redirect("norms:norm", body=owner.code, key=found.key)


def withdraw(request: HttpRequest, owner: Organization, key: str) -> HttpResponse:
    row = get_object_or_404(Setting, pk=request.POST["withdraw"], owner=owner, key=key)
    try:
        withdraw_setting(row, by=request.user, at=request.at)
        messages.success(request, _("已撤回，原来的数值继续施行。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("norms:norm", body=owner.code, key=key)
