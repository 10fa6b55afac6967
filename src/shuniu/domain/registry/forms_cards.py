from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.models import CardCampaign
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User


class AskForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如“2026 年下半年资料核对”"))
    whom = forms.ChoiceField(label=_("请谁确认"), choices=CardCampaign.Whom.choices[:2])
    ends_on = forms.DateField(
        label=_("截止日期"),
        widget=DayInput(),
        help_text=_("到期前 7 个、3 个工作日和当天，系统自动提醒还没有确认的。"),
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ChosenAskForm(AskForm):
    """The same for organizations picked in the list."""

    whom = forms.ChoiceField(choices=[("chosen", "chosen")], widget=forms.HiddenInput, initial="chosen")


class SheetForm(forms.Form):
    scan = forms.FileField(label=_("签字表的扫描件或照片"), help_text=_("PDF、JPG 或 PNG；原件留存，抽查时对照。"))
    signed_on = forms.DateField(label=_("签字日期"), widget=DayInput())


class CompareForm(forms.Form):
    as_of = forms.DateField(label=_("登记机关资料日期"), widget=DayInput())


class NameForm(forms.Form):
    """Who of the organization, from when to when."""

    person = forms.ModelChoiceField(label=_("联络员"), queryset=User.objects.none())
    valid_from = forms.DateField(label=_("任期自"), widget=DayInput())
    valid_to = forms.DateField(label=_("任期至"), widget=DayInput(), help_text=_("这一天起不再担任；到期前会提醒。"))

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class TrainingForm(forms.Form):
    on = forms.DateField(label=_("培训日期"), widget=DayInput())
    training = forms.CharField(label=_("培训内容"), max_length=100)


class QueryForm(forms.Form):
    organization = forms.ModelChoiceField(label=_("问哪家组织"), queryset=Organization.objects.none())
    title = forms.CharField(label=_("要问的事"), max_length=80)
    text = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, organizations: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]


class NewsForm(forms.Form):
    hub = forms.ModelChoiceField(label=_("报给哪家枢纽"), queryset=Organization.objects.none())
    title = forms.CharField(label=_("标题"), max_length=80)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 6}))
    happened_on = forms.DateField(label=_("发生日期"), widget=DayInput())

    def __init__(self, *args: Any, hubs: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(label=_("接手人"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("交接说明"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("在办的事、资料和账号在哪里、要联系谁。"),
    )

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]


class ContactsForm(forms.Form):
    purpose = forms.CharField(label=_("用途"), max_length=100, help_text=_("例如“寄发第四季度例会材料”"))
    used_until = forms.DateField(label=_("用到哪天"), widget=DayInput(), help_text=_("过了这一天应当删除。"))
