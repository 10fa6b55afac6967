from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.rules import COLUMN_NAMES
from shuniu.kernel.orgs.models import Area, Ending, Field


class BringForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True,
        label=_("名录文件"), help_text=_("xlsx、xls 或 csv，最大 40 MB；标题行、说明行可以留着，至少要有“名称”一列。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip


def chosen_fields(post: Any, width: int) -> tuple[dict[str, int], str]:
    """Field → column index from the selects `c0` … of the columns page, and what is wrong with the choice ("" = nothing)."""
    picked: dict[str, int] = {}
    for index in range(width):
        field = post.get(f"c{index}", "")
        if field in COLUMN_NAMES:
            if field in picked:
                words = {"what": COLUMN_NAMES[field]}
                return picked, _("“%(what)s”选了两列，请只留一列。") % words
            picked[field] = index
    return picked, "" if "name" in picked else str(_("请指明哪一列是名称。"))


class EndingForm(forms.Form):
    """That an organization has ended, in which way and when."""

    ending = forms.ChoiceField(label=_("怎样终止的"), choices=Ending.choices)
    on = forms.DateField(
        label=_("终止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("以登记机关的注销、撤销日期为准；没有登记的团队写停止活动那天。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class FactsForm(forms.Form):
    """The facts an organization keeps about itself."""

    name = forms.CharField(label=_("名称"), max_length=120)
    area = forms.ModelChoiceField(label=_("所在区域"), queryset=Area.objects.standing(), required=False)
    field = forms.ModelChoiceField(label=_("领域"), queryset=Field.objects.all(), required=False)
    registered_on = forms.DateField(
        label=_("成立（登记）日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    legal_representative = forms.CharField(label=_("法定代表人"), required=False, max_length=60)
    staff_count = forms.IntegerField(label=_("专职人员"), required=False, min_value=0)
    member_count = forms.IntegerField(label=_("会员（志愿者）数"), required=False, min_value=0)
    capital = forms.DecimalField(
        label=_("开办（注册）资金"),
        help_text=_("单位：元"),
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=2,
    )
    address = forms.CharField(label=_("地址"), required=False, max_length=200)
    supervising_unit = forms.CharField(label=_("业务主管单位"), required=False, max_length=120)
    registration_authority = forms.CharField(label=_("登记管理机关"), required=False, max_length=120)
    purpose = forms.CharField(label=_("宗旨和业务范围"), required=False, widget=forms.Textarea)
    activities = forms.CharField(label=_("主要活动"), required=False, widget=forms.Textarea)
    since = forms.DateField(
        label=_("名称、区域从哪天起变更"), required=False, help_text=_("没有改名称和区域就不填；不填按今天算。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
