"""Who is a hub, under which edition and conditions, reporting to whom: designate, change, end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.actions import CONDITIONS, change_designation, designate, end_designation
from shuniu.kernel.orgs.models import Designation, Field, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import bodies_of, hubs_at, hubs_below, overseeing_bodies
from shuniu.kernel.record.undo import offer_undo
from shuniu.kernel.specification.models import Edition

NEAR = 8


def own_designations(request: HttpRequest) -> models.QuerySet[Designation]:
    """Designations that a body of the user made, or that lie below one."""
    mine = [body.pk for body in overseeing_bodies(request.user, request.at)]
    seen = models.Q(designated_by__in=mine) | models.Q(organization__in=list(hubs_below(mine, request.at)))
    return Designation.objects.filter(seen).select_related("organization", "designated_by", "reports_to", "field")


@signed_in
def designations(request: HttpRequest) -> HttpResponse:
    """Hubs as they stand, those that end or begin later, and those that were hubs."""
    today = local_date(request.at)
    numbers = dict(Edition.objects.values_list("code", "number"))
    rows = []
    for row in own_designations(request).order_by("level", "organization__sort_key", "-valid_from"):
        over = row.valid_to is not None and row.valid_to <= today
        may = not over and row.valid_to is None and allowed(request.user, "orgs.change_designation", row, at=request.at)
        rows.append({"row": row, "edition": numbers.get(row.edition_code, row.edition_code), "over": over, "may": may,
                     "conditions": [row._meta.get_field(name).verbose_name for name in CONDITIONS if getattr(row, name)]})  # fmt: skip
    heads = bodies_of(request.user, request.at, "head").order_by("sort_key")
    makers = [body for body in heads if allowed(request.user, "orgs.designate", body, at=request.at)]
    context = {"now": [r for r in rows if not r["over"]], "past": [r for r in rows if r["over"]], "makers": makers}
    return render(request, "norms/designations.html", context)


class TermsForm(forms.Form):
    level = forms.ChoiceField(label=gettext_lazy("层级"), choices=Designation.Level.choices)
    field = forms.ModelChoiceField(label=gettext_lazy("领域"), queryset=Field.objects.all(), required=False)
    edition_code = forms.ChoiceField(label=gettext_lazy("适用规范"))
    setup_until = forms.DateField(
        label=gettext_lazy("建设期至"), required=False, widget=DayInput(),
        help_text=gettext_lazy("在这之前不计逾期。"),
    )  # fmt: skip
    mass_organization = forms.BooleanField(label=gettext_lazy("人民团体"), required=False)
    supervisory_status = forms.BooleanField(label=gettext_lazy("具有业务主管单位资格"), required=False)
    not_fiscally_funded = forms.BooleanField(label=gettext_lazy("非财政拨款"), required=False)
    vertical_guidance = forms.BooleanField(label=gettext_lazy("有上下级指导关系"), required=False)
    functional_hub = forms.BooleanField(label=gettext_lazy("功能型枢纽"), required=False)
    large_coverage = forms.BooleanField(label=gettext_lazy("覆盖面广"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Edition.objects.filter(published=True).order_by("-valid_from")
        self.fields["edition_code"].choices = [(row.code, f"{row} · {row.valid_from}") for row in rows]


class DesignateForm(TermsForm):
    organization = forms.CharField(
        label=gettext_lazy("组织名称或编号"),
        max_length=120,
        help_text=gettext_lazy("登记册里的全称，或 O 开头的编号。"),
    )
    valid_from = forms.DateField(label=gettext_lazy("确定日期"), widget=DayInput())
    field_order = ["organization", "level", "field", "edition_code", "valid_from", "setup_until"]

    def clean_organization(self) -> Organization:
        return find_organization(self.cleaned_data["organization"])


def find_organization(text: str) -> Organization:
    """By code or full name. Raises ValidationError naming what comes near."""
    rows = Organization.objects.filter(merged_into__isnull=True)
    found = list(rows.filter(models.Q(code=text.strip().upper()) | models.Q(name_key=name_key(text)))[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(_("有几家同名，请填编号。"))
    near = [f"{row.name}（{row.code}）" for row in rows.search(text)[:NEAR]]
    if near:
        raise ValidationError(_("没有这个全称。是不是：%(names)s") % {"names": "、".join(near)})
    raise ValidationError(_("登记册里没有找到，请先录入这家组织。"))


@signed_in
def designate_hub(request: HttpRequest, body: str) -> HttpResponse:
    maker = get_object_or_404(bodies_of(request.user, request.at), code=body)
    if not allowed(request.user, "orgs.designate", maker, at=request.at):
        raise PermissionDenied
    is_hub = hubs_at(request.at).filter(pk=maker.pk).exists()
    form = DesignateForm(request.POST or None, initial={"valid_from": local_date(request.at)})
    form.fields["level"].choices = [c for c in Designation.Level.choices if (c[0] == "second_level") is is_hub]
    if request.method == "POST" and form.is_valid():
        try:
            row = designate(designated_by=maker, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, _("已确定%(name)s为枢纽。") % {"name": row.organization.name})
            return redirect("norms:designations")
        except ValidationError as error:
            form.add_error(None, error)
    return simple(request, form, heading=_("确定枢纽"), verb=_("确定枢纽"), line=maker.name)


class ChangeForm(TermsForm):
    on = forms.DateField(label=gettext_lazy("生效日期"), widget=DayInput())


@signed_in
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(own_designations(request), pk=pk)
    if not allowed(request.user, "orgs.change_designation", row, at=request.at):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in TermsForm.base_fields}
    form = ChangeForm(request.POST or None, initial={**initial, "on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            change_designation(row, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, _("已调整。以前的情况按日期保留。"))
            return redirect("norms:designations")
        except ValidationError as error:
            form.add_error(None, error)
    return simple(request, form, heading=_("调整枢纽"), verb=_("保存调整"), line=row.organization.name)


class EndForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("终止日期"), widget=DayInput())


@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(own_designations(request), pk=pk)
    if not allowed(request.user, "orgs.end_designation", row, at=request.at):
        raise PermissionDenied
    form = EndForm(request.POST or None, initial={"on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            end_designation(row, by=request.user, at=request.at, **form.cleaned_data)
            offer_undo(request, _("已终止，历史保留。"), "orgs.designation_ended", row)
            return redirect("norms:designations")
        except ValidationError as error:
            form.add_error(None, error)
    return simple(request, form, heading=_("终止枢纽资格"), verb=_("终止资格"), line=row.organization.name)


def simple(request: HttpRequest, form: forms.Form, *, heading: str, verb: str, line: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "context_line": line,
               "back": reverse("norms:designations"), "back_label": _("枢纽确定")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
