from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.growing.scouting import NeedField
from shuniu.engines.exchange.models import Group
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.fields import BodyField


class LandingForm(forms.Form):
    need = NeedField(label=gettext_lazy("哪个社区的哪条需求"), help_text=gettext_lazy("只列街道、社区自己登记的需求。"))
    organization = BodyField(label=gettext_lazy("承接的组织"))
    title = forms.CharField(label=gettext_lazy("项目名称"), max_length=120)
    plan = forms.CharField(label=gettext_lazy("打算怎么做"), widget=forms.Textarea(attrs={"rows": 4}))
    asks_for = forms.CharField(
        label=gettext_lazy("需要社区提供什么"), max_length=200, required=False,
        help_text=gettext_lazy("场地、钥匙、告示栏等；不得要求社区出钱。"),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, needs: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs
        self.fields["organization"].seen = seen


class AcceptForm(forms.Form):
    host = forms.CharField(
        label=gettext_lazy("社区联系人职务"),
        max_length=60,
        help_text=gettext_lazy("写职务，例如“社区服务站站长”，不写手机号。"),
    )
    hosts_with = forms.CharField(label=gettext_lazy("社区提供"), max_length=200, required=False)


class ServedForm(forms.Form):
    group = forms.ChoiceField(label=gettext_lazy("服务对象"), choices=Group.choices)
    persons = forms.IntegerField(label=gettext_lazy("人次"), min_value=1, max_value=1_000_000)
    served_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())


class YearForm(forms.Form):
    running = forms.TypedChoiceField(
        label=gettext_lazy("现在怎样"), coerce=lambda value: value == "yes",
        choices=[("yes", gettext_lazy("仍在运行")), ("no", gettext_lazy("已经停了"))],
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("情况"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("不写居民姓名、电话。"),
    )
