from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.growing.common import BodyField, OwnBodyField, YuanField


class ConsortiumForm(forms.Form):
    lead = OwnBodyField(label=gettext_lazy("牵头单位"))
    title = forms.CharField(label=gettext_lazy("项目"), max_length=120)
    purpose = forms.CharField(label=gettext_lazy("一起做什么、为谁"), widget=forms.Textarea(attrs={"rows": 4}))
    task = forms.CharField(label=gettext_lazy("牵头单位自己的任务"), max_length=200)
    budget_fen = YuanField(label=gettext_lazy("总预算（元）"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].offer(bodies)


class PartnerForm(forms.Form):
    organization = BodyField(label=gettext_lazy("伙伴"))
    task = forms.CharField(
        label=gettext_lazy("承担的任务"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("没有任务也没有预算的，不算伙伴。"),
    )
    budget_line = forms.CharField(label=gettext_lazy("预算项目"), max_length=80, required=False)
    budget_fen = YuanField(label=gettext_lazy("预算金额（元）"), required=False)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].seen = seen


class PracticeForm(forms.Form):
    organization = OwnBodyField(label=gettext_lazy("单位"))
    title = forms.CharField(label=gettext_lazy("一句话"), max_length=120)
    did = forms.CharField(label=gettext_lazy("怎么做的"), widget=forms.Textarea(attrs={"rows": 5}))
    learned = forms.CharField(label=gettext_lazy("做对了什么、做错了什么"), widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)


class UsedForm(forms.Form):
    organization = OwnBodyField(label=gettext_lazy("单位"))
    how = forms.CharField(label=gettext_lazy("用得怎样"), max_length=200)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)
