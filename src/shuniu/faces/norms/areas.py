"""Areas and fields: the table with its former names, a new one, a change from a day on, one given up, a whole table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.actions import change_area, end_area, enter_area, enter_field, rename_field
from shuniu.kernel.orgs.area_table import load_areas, plan_areas, read_areas
from shuniu.kernel.orgs.models import Area, Field
from shuniu.kernel.record.pages import show_errors

ACTS = {
    "new": gettext_lazy("新增"), "renamed": gettext_lazy("改名"), "moved": gettext_lazy("改上级"),
    "former": gettext_lazy("补曾用名"), "ended": gettext_lazy("撤销"),
}  # fmt: skip


class AreaForm(forms.Form):
    code = forms.RegexField(
        r"^[0-9A-Za-z]{1,12}$", label=gettext_lazy("代码"), help_text=gettext_lazy("行政区划代码，12 位以内。")
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    level = forms.ChoiceField(label=gettext_lazy("级别"), choices=Area.Level.choices)
    parent = forms.ModelChoiceField(label=gettext_lazy("上级"), queryset=Area.objects.standing(), required=False)
    valid_from = forms.DateField(label=gettext_lazy("设立日期"), required=False, widget=DayInput())


class AreaChangeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    parent = forms.ModelChoiceField(label=gettext_lazy("上级"), queryset=Area.objects.standing(), required=False)
    on = forms.DateField(
        label=gettext_lazy("变更日期"), widget=DayInput(), help_text=gettext_lazy("这一天以前的记录仍按旧名显示。")
    )


class AreaEndForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("撤销日期"), widget=DayInput())
    into = forms.ModelChoiceField(
        label=gettext_lazy("并入"), queryset=Area.objects.standing(), required=False,
        help_text=gettext_lazy("里面的组织和下级区域从这一天起归到那里。"),
    )  # fmt: skip


class FieldForm(forms.Form):
    code = forms.SlugField(
        label=gettext_lazy("代码"), max_length=40, help_text=gettext_lazy("英文字母、数字和连字符。")
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)


class FieldNameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("区划表"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=gettext_lazy("列名：代码、名称、级别、上级、变更日期、曾用名、撤销日期、并入；前两列必有。"),
    )  # fmt: skip


def _keeps(request: HttpRequest) -> bool:
    return allowed(request.user, "orgs.enter_area", None, at=request.at)


def _must_keep(request: HttpRequest) -> None:
    if not _keeps(request):
        raise PermissionDenied(_("区划和领域由主管单位和系统管理员维护。"))


@signed_in
def areas(request: HttpRequest) -> HttpResponse:
    """Every area under its district, with former names and what was given up; the fields beside them."""
    rows = list(
        Area.objects.select_related("parent", "became").prefetch_related("former_names").order_by("code")
        .annotate(bodies=Count("organizations"))
    )  # fmt: skip
    parts: dict[int | None, list[Area]] = {}
    for row in rows:
        parts.setdefault(row.parent_id, []).append(row)
    shown: list[tuple[int, Area]] = []

    def under(parent: int | None, depth: int) -> None:
        for row in parts.get(parent, []):
            shown.append((depth, row))
            under(row.pk, depth + 1)

    under(None, 0)
    fields = Field.objects.annotate(bodies=Count("organizations")).order_by("code")
    context = {"areas": shown, "fields": fields, "may": _keeps(request)}
    return render(request, "norms/areas.html", context)


def _simple(request: HttpRequest, form: forms.Form, *, heading: str, verb: str, line: str = "") -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "context_line": line, "back": reverse("norms:areas"),
               "back_label": _("区划和领域")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _done(request: HttpRequest, form: forms.Form, act: Any, said: str) -> HttpResponse | None:
    """Do it with what the form says; None shows the form again with what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act(by=request.user, at=request.at, **form.cleaned_data)
    except ValidationError as error:
        show_errors(form, error)
        return None
    messages.success(request, said)
    return redirect("norms:areas")


@signed_in
def area_new(request: HttpRequest) -> HttpResponse:
    _must_keep(request)
    form = AreaForm(request.POST or None, initial={"level": "subdistrict", "parent": request.GET.get("in")})
    code = request.POST.get("code", "")
    if request.method == "POST" and Area.objects.filter(code=code).exists():
        form.add_error("code", _("这个代码已经有了，要改名请打开那一条。"))
    done = _done(request, form, enter_area, _("区域已录入。"))
    return done or _simple(request, form, heading=_("新增区域"), verb=_("录入区域"))


@signed_in
def area_change(request: HttpRequest, pk: int) -> HttpResponse:
    _must_keep(request)
    row = get_object_or_404(Area.objects.standing(), pk=pk)
    form = AreaChangeForm(
        request.POST or None, initial={"name": row.name, "parent": row.parent_id, "on": local_date(request.at)}
    )
    done = _done(request, form, lambda **said: change_area(row, **said), _("已改，从变更日期起按新的显示。"))
    return done or _simple(request, form, heading=_("区域变更"), verb=_("保存变更"), line=f"{row} {row.code}")


@signed_in
def area_end(request: HttpRequest, pk: int) -> HttpResponse:
    _must_keep(request)
    row = get_object_or_404(Area.objects.standing(), pk=pk)
    form = AreaEndForm(request.POST or None, initial={"on": local_date(request.at)})
    form.fields["into"].queryset = Area.objects.standing().filter(level=row.level).exclude(pk=pk)  # type: ignore[attr-defined]
    done = _done(request, form, lambda **said: end_area(row, **said), _("区域已撤销，以前的记录仍按原来的显示。"))
    return done or _simple(request, form, heading=_("撤销区域"), verb=_("撤销区域"), line=f"{row} {row.code}")


@signed_in
def field_new(request: HttpRequest) -> HttpResponse:
    _must_keep(request)
    form = FieldForm(request.POST or None)
    if request.method == "POST" and Field.objects.filter(code=request.POST.get("code", "")).exists():
        form.add_error("code", _("这个代码已经有了，要改名请打开那一条。"))
    done = _done(request, form, enter_field, _("领域已录入。"))
    return done or _simple(request, form, heading=_("新增领域"), verb=_("录入领域"))


@signed_in
def field_change(request: HttpRequest, pk: int) -> HttpResponse:
    _must_keep(request)
    row = get_object_or_404(Field, pk=pk)
    form = FieldNameForm(request.POST or None, initial={"name": row.name})
    done = _done(request, form, lambda **said: rename_field(row, **said), _("领域已改名。"))
    return done or _simple(request, form, heading=_("领域改名"), verb=_("保存名称"), line=f"{row} {row.code}")


@signed_in
def areas_table(request: HttpRequest) -> HttpResponse:
    """A whole table: what each line would do is shown first; then it is taken in, all or nothing."""
    _must_keep(request)
    form = TableForm(request.POST or None, request.FILES or None)
    lines: list[Any] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            lines = plan_areas(read_areas(upload.read(), upload.name), at=request.at)
            if "load" in request.POST:
                counts = load_areas(lines, by=request.user, at=request.at)
                said = "、".join(f"{ACTS[act]} {n}" for act, n in counts.items()) or _("没有变化")
                messages.success(request, _("区划表已写入：%(said)s。") % {"said": said})
                return redirect("norms:areas")
        except ValidationError as error:
            show_errors(form, error)
    shown = [{"line": line, "acts": [ACTS[act] for act in line.acts]} for line in lines if line.acts or line.fault]
    context = {
        "form": form,
        "lines": shown[:500],
        "read": len(lines),
        "faults": sum(bool(line.fault) for line in lines),
    }
    return render(request, "norms/areas_table.html", context)
