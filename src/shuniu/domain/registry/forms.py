from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.rules import COLUMN_NAMES
from shuniu.kernel.orgs.models import Area, Field


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("名录文件"), help_text=_("xlsx、xls 或 csv；标题行、说明行可以留着，至少要有“名称”一列。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column of the file is which; what was recognised is chosen already."""

    def __init__(
        self, *args: Any, headings: list[str], columns: dict[str, int], sheets: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        options = [("", _("（没有这一列）"))] + [
            (str(index), f"{chr(65 + index % 26)} · {heading or '—'}") for index, heading in enumerate(headings)
        ]
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(label=_("工作表"), choices=[(s, s) for s in sheets])
        for key, label in COLUMN_NAMES.items():
            self.fields[key] = forms.ChoiceField(
                label=label, choices=options, required=key == "name", initial=str(columns.get(key, ""))
            )

    def columns(self) -> dict[str, int]:
        return {key: int(self.cleaned_data[key]) for key in COLUMN_NAMES if self.cleaned_data.get(key)}


class FactsForm(forms.Form):
    """The facts an organization keeps about itself."""

    name = forms.CharField(label=_("名称"), max_length=120)
    area = forms.ModelChoiceField(label=_("所在区域"), queryset=Area.objects.all(), required=False)
    field = forms.ModelChoiceField(label=_("领域"), queryset=Field.objects.all(), required=False)
    registered_on = forms.DateField(
        label=_("成立（登记）日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    legal_representative = forms.CharField(label=_("法定代表人"), required=False, max_length=60)
    staff_count = forms.IntegerField(label=_("专职人员"), required=False, min_value=0)
    member_count = forms.IntegerField(label=_("会员（志愿者）数"), required=False, min_value=0)
    address = forms.CharField(label=_("地址"), required=False, max_length=200)
    purpose = forms.CharField(label=_("宗旨和业务范围"), required=False, widget=forms.Textarea)
    activities = forms.CharField(label=_("主要活动"), required=False, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)
