"""An office's own Word or Excel template, filled from the list somebody is looking at."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import drop_template, fill_template, keep_template
from shuniu.kernel.record.lists import ABOUT, ListSource, list_sources
from shuniu.kernel.record.models import ListTemplate
from shuniu.kernel.record.undo import offer_undo


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("模板文件"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
        help_text=gettext_lazy("docx 或 xlsx，最大 5 MB；在要填的地方写上双大括号里的字段。"),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("模板名称"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("不填就用文件名；同名的换成新的。"),
    )


def _source(name: str) -> ListSource:
    found = list_sources.get(name.replace("-", "."))
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, source: ListSource) -> str:
    """The page of the list; 404 when it belongs to one record and none is named."""
    if not source.of:
        return reverse(source.url_name)
    if not request.GET.get("of", "").isdecimal():
        raise Http404
    return reverse(source.url_name, args=[int(request.GET["of"])])


def _bodies(request: HttpRequest) -> list[Any]:
    found = bodies_of(request.user, request.at, "head", "officer", "clerk", "staff", *SPEAKS)
    bodies = list(found.order_by("sort_key"))
    if not bodies:
        raise Http404
    return bodies


@signed_in
def list_templates(request: HttpRequest, source: str) -> HttpResponse:
    """The templates of the person's bodies, each with a button that fills it; the fields that may be named; a new one."""
    found, bodies = _source(source), _bodies(request)
    back, names = _back(request, found), found.names(request)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        body = next((one for one in bodies if one.code == request.POST.get("body")), bodies[0])
        upload = form.cleaned_data["file"]
        try:
            row = keep_template(body, name=form.cleaned_data["name"], file_name=upload.name, content=upload.read(),
                                by=request.user, at=request.at)  # fmt: skip
            unknown = [name for name in row.fields if name not in {*ABOUT, "序号", *names}]
            messages.success(request, _("模板“%(name)s”已存下。") % {"name": row.name})
            if unknown:
                messages.warning(
                    request, _("这些字段这份名单里没有，填写时留空：%(names)s。") % {"names": "、".join(unknown)}
                )
            return redirect(f"{reverse('desk:list-templates', args=[source])}?{request.GET.urlencode()}")
        except ValidationError as error:
            form.add_error("file", error)
    context = {
        "source": source, "list": found, "form": form, "bodies": bodies, "fields": ["序号", *names], "about": ABOUT,
        "rows": ListTemplate.objects.visible_to(request.user, request.at).select_related("body", "added_by"),
        "query": request.GET.urlencode(), "back": back,
    }  # fmt: skip
    return render(request, "desk/list_templates.html", context)


@signed_in
@require_POST
def template_fill(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    """The template filled from the list as its page's query narrows it."""
    found = _source(source)
    _back(request, found)
    row = get_object_or_404(ListTemplate.objects.visible_to(request.user, request.at).select_related("body"), pk=pk)
    try:
        content = fill_template(
            row, fields=found.names(request), rows=found.rows(request), by=request.user, at=request.at
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse('desk:list-templates', args=[source])}?{request.GET.urlencode()}")
    response = FileResponse(io.BytesIO(content), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{row.name}.{row.kind}") or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_POST
def template_drop(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    row = get_object_or_404(ListTemplate.objects.visible_to(request.user, request.at).select_related("body"), pk=pk)
    drop_template(row, by=request.user, at=request.at)
    offer_undo(request, _("模板“%(name)s”已停用。") % {"name": row.name}, "record.template_dropped", row)
    return redirect(f"{reverse('desk:list-templates', args=[source])}?{request.GET.urlencode()}")
