"""The specification's editions; the issuer's own text beside our summaries; an amended or adapted edition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.actions import publish_amendment
from shuniu.kernel.orgs.models import Area
from shuniu.kernel.orgs.queries import overseeing_bodies
from shuniu.kernel.specification.actions import load_official_text
from shuniu.kernel.specification.models import Edition, OfficialText, Unit
from shuniu.kernel.specification.reading import Reading, read_for, text_of_upload


def concerned(request: HttpRequest) -> bool:
    return bool(request.user.is_operator or overseeing_bodies(request.user, request.at))


@signed_in
def editions(request: HttpRequest) -> HttpResponse:
    if not concerned(request):
        raise Http404
    rows = Edition.objects.filter(published=True).annotate(count=Count("units")).select_related("based_on")
    rows = rows.order_by("-valid_from", "code")  # grouped rows keep no order of their own
    today = local_date(request.at)
    shown = [
        {"edition": row, "now": row.valid_from <= today and (row.valid_to is None or row.valid_to > today)}
        for row in rows
    ]
    return render(request, "norms/editions.html", {"rows": shown})


@signed_in
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """Every unit of one edition with its summary and the issuer's own words, where they are loaded."""
    if not concerned(request):
        raise Http404
    row = get_object_or_404(Edition.objects.filter(published=True), code=code)
    words: dict[str, dict[str, str]] = {}
    for text in OfficialText.objects.current().filter(edition=row):
        words.setdefault(text.code, {})[text.script] = text.text
    units = [{"unit": unit, "words": words.get(unit.code, {})} for unit in row.units.all()]
    may = allowed(request.user, "specification.load_edition", row, at=request.at)
    may_amend = bool(_areas_of_own_editions(request))
    context = {"edition": row, "units": units, "may": may, "may_amend": may_amend, "loaded": len(words)}
    return render(request, "norms/edition.html", context)


class TextForm(forms.Form):
    script = forms.ChoiceField(label=gettext_lazy("文字"), choices=OfficialText.Script.choices)
    text = forms.CharField(
        label=gettext_lazy("全文"), required=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("从“第一条”开始贴入，保留“第X章”“第X条”“（一）”的换行。"),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("或上传文件"), required=False, help_text=gettext_lazy("txt 或 docx。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("file"):
            given["text"] = text_of_upload(given["file"])
        if not (given.get("text") or "").strip():
            raise ValidationError(_("请贴入全文，或上传文件。"))
        return given


@signed_in
def load_text(request: HttpRequest, code: str) -> HttpResponse:
    """First a preview of what was recognised and what was not; nothing is kept until it is confirmed."""
    if not concerned(request):
        raise Http404
    row = get_object_or_404(Edition.objects.filter(published=True), code=code)
    if not allowed(request.user, "specification.load_edition", row, at=request.at):
        raise PermissionDenied
    form = TextForm(request.POST or None, request.FILES or None)
    reading: Reading | None = None
    if request.method == "POST" and form.is_valid():
        text, script = form.cleaned_data["text"], form.cleaned_data["script"]
        reading = read_for(row, text)
        if "keep" in request.POST:
            try:
                load_official_text(row, text=text, script=script, by=request.user, at=request.at)
                messages.success(request, _("原文已载入，对上 %(n)s 个单元。") % {"n": len(reading.fitting)})
                return redirect("norms:text-edition", code=row.code)
            except ValidationError as error:
                form.add_error(None, error)
        form = TextForm(initial={"script": script, "text": text}) if not form.errors else form
    context = {"edition": row, "form": form, "reading": reading, "differing": _differing(row, form, reading)}
    return render(request, "norms/text_load.html", context)


def _differing(row: Edition, form: TextForm, reading: Reading | None) -> list[str]:
    """Codes whose words are there already in this script and read otherwise."""
    if reading is None:
        return []
    present = OfficialText.objects.current().filter(edition=row, script=form["script"].value())
    words = dict(present.values_list("code", "text"))
    return [unit.code for unit, said in reading.fitting if words.get(unit.code, said) != said]


class AmendForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    title_hant = forms.CharField(label=gettext_lazy("名称（繁体）"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("名称（英文）"), max_length=200)
    number = forms.CharField(label=gettext_lazy("文号"), max_length=60)
    issuer = forms.CharField(label=gettext_lazy("发布机关"), max_length=120)
    area_code = forms.CharField(label=gettext_lazy("适用地区代码"), max_length=12, required=False)
    area_name = forms.CharField(label=gettext_lazy("适用地区"), max_length=60, required=False)
    issued_on = forms.DateField(label=gettext_lazy("发布日期"), widget=DayInput())
    valid_from = forms.DateField(
        label=gettext_lazy("施行日期"), widget=DayInput(),
        help_text=gettext_lazy("同一机关、同一地区的现行版到这一天为止，仍可查阅。"),
    )  # fmt: skip


UNIT_FIELDS = ("title", "title_hant", "title_en", "summary", "summary_hant", "summary_en")


def _areas_of_own_editions(request: HttpRequest) -> list[Area | None]:
    """Areas for which the person may publish an edition: none named (the whole city) first, else that of the own body."""
    bodies = overseeing_bodies(request.user, request.at)
    areas = [None, *(body.area for body in bodies if body.area is not None)]
    return [
        area for area in areas
        if allowed(request.user, "specification.load_edition", Edition(area_code=area.code if area else ""), at=request.at)
    ]  # fmt: skip


@signed_in
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """A new edition from this one: its facts, and the units whose wording changes; the rest is copied."""
    if not concerned(request):
        raise Http404
    row = get_object_or_404(Edition.objects.filter(published=True), code=code)
    areas = _areas_of_own_editions(request)
    if not areas:
        raise PermissionDenied
    known = {name: getattr(row, name) for name in AmendForm.base_fields if hasattr(row, name)}
    if not allowed(request.user, "specification.load_edition", row, at=request.at):
        known |= {"area_code": areas[0].code, "area_name": areas[0].name} if areas[0] else {}
    form = AmendForm(request.POST or None, initial={**known, "issued_on": None, "valid_from": None})
    units = list(row.units.all())
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        valid_from: date = facts.pop("valid_from")
        facts["code"] = slugify(f"{facts['area_code'] or 'city'}-{valid_from.isoformat()}")
        try:
            new = publish_amendment(row, facts=facts, changes=changed_units(request, units), valid_from=valid_from,
                                by=request.user, at=request.at)  # fmt: skip
            messages.success(request, _("新版已发布，自 %(on)s 起施行。") % {"on": valid_from.isoformat()})
            return redirect("norms:text-edition", code=new.code)
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied:
            form.add_error("area_code", _("你只能发布本单位所在地区的版本，请核对地区代码。"))
    fields = [{"unit": unit, "values": [(name, request.POST.get(f"{unit.code}:{name}", getattr(unit, name))) for name in UNIT_FIELDS]}
              for unit in units]  # fmt: skip
    return render(request, "norms/amend.html", {"edition": row, "form": form, "fields": fields})


def changed_units(request: HttpRequest, units: list[Unit]) -> dict[str, dict[str, str]]:
    """Unit code → the wording that differs from the present edition."""
    changes: dict[str, dict[str, str]] = {}
    for unit in units:
        given = {name: request.POST.get(f"{unit.code}:{name}", "").strip() for name in UNIT_FIELDS}
        differing = {name: words for name, words in given.items() if words and words != getattr(unit, name)}
        if differing:
            changes[unit.code] = differing
    return changes
