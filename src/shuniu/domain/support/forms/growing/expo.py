from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import YuanField
from shuniu.domain.support.forms.growing.facilities import ClockInput
from shuniu.domain.support.models.growing import Booth, Deal, Expo, Visitor
from shuniu.engines.bookings.slots import moment
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.forms import RowForm
from shuniu.kernel.orgs.fields import OwnBodyField, bodies_called


class ExpoForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    day = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    begins = forms.TimeField(label=gettext_lazy("开始"), widget=ClockInput())
    ends = forms.TimeField(label=gettext_lazy("结束"), widget=ClockInput())
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120)
    theme = forms.CharField(label=gettext_lazy("展什么、给谁看"), widget=forms.Textarea(attrs={"rows": 4}))
    booths_offered = forms.IntegerField(label=gettext_lazy("展位数"), min_value=1, max_value=2000)
    rule = forms.ChoiceField(
        label=gettext_lazy("展位分配办法"),
        choices=Expo.Rule.choices,
        help_text=gettext_lazy("公布以后不改，截止后由系统按办法排。"),
    )
    apply_until = forms.DateField(label=gettext_lazy("展位申请截止"), widget=DayInput())
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        day, begins, ends = data.pop("day"), data.pop("begins"), data.pop("ends")
        return data | {"starts_at": moment(day, begins), "ends_at": moment(day, ends)}


class ExpoChangeForm(ExpoForm):
    """All but the rule, which stands once it is published; and a word to those who have a booth."""

    rule = None
    key = None
    change_note = forms.CharField(
        label=gettext_lazy("变动说明"),
        max_length=200,
        help_text=gettext_lazy("展商会收到这句话，访客在公众页上看得到。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class BoothForm(RowForm):
    organization = OwnBodyField(label=gettext_lazy("参展单位"))

    class Meta:
        model = Booth
        fields = ["shows", "card", "looks_for"]
        widgets = {"card": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"card": gettext_lazy("公开展示，不写手机、微信。")}

    field_order = ["organization"]

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)
        if self.instance.pk:
            self.initial["organization"] = self.instance.organization_id

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("shows", "card", "looks_for")}


class DealForm(forms.Form):
    visitor = forms.ModelChoiceField(
        Visitor.objects.none(), label=gettext_lazy("约见过的访客"), required=False, empty_label=gettext_lazy("不在其中"),
        help_text=gettext_lazy("选了访客，对方在自己的页面上看得到，也由对方说有没有兑现。"),
    )  # fmt: skip
    partner = forms.CharField(
        label=gettext_lazy("对方"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "不在约见的访客里的，写单位全称，不写个人电话。登记册里的单位在自己的工作台上看得到，也由它说有没有兑现。"
        ),
    )
    subject = forms.CharField(label=gettext_lazy("约定做什么"), max_length=160)
    value_fen = YuanField(label=gettext_lazy("约定金额（元）"), required=False)
    signed_on = forms.DateField(label=gettext_lazy("签约日期"), widget=DayInput())
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, booth: Booth, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        met = Visitor.objects.filter(meetings__booth=booth, meetings__state="AGREED").distinct()
        self.fields["visitor"].queryset = met
        self.fields["visitor"].label_from_instance = lambda row: f"{row.body_name} {row.name}"
        if not met.exists():
            del self.fields["visitor"]

    def clean(self) -> dict[str, Any]:
        """A full name, a number or a credit code of the register is that body; anything else stays as it was written."""
        data = super().clean() or {}
        found = bodies_called(data["partner"], self.seen) if data.get("partner") and not data.get("visitor") else []
        data["body"] = found[0] if len(found) == 1 else None
        return data


class EnterDealForm(forms.Form):
    """The other side enters what was agreed at a booth."""

    booth = forms.ModelChoiceField(
        Booth.objects.none(), label=gettext_lazy("和哪一家"), empty_label=gettext_lazy("请选择")
    )
    subject = forms.CharField(label=gettext_lazy("约定做什么"), max_length=160)
    value_fen = YuanField(label=gettext_lazy("约定金额（元）"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, booths: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["booth"].queryset = booths
        self.fields["booth"].label_from_instance = lambda row: f"{row.number} {row.organization.name}"


class BodyDealForm(EnterDealForm):
    """The same at the desk, for a body one signs for."""

    organization = OwnBodyField(label=gettext_lazy("登记单位"))
    field_order = ["organization"]

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)


class CheckForm(forms.Form):
    month = forms.TypedChoiceField(label=gettext_lazy("第几个月"), coerce=int)
    state = forms.ChoiceField(label=gettext_lazy("进展"), choices=Deal.State.choices)
    note = forms.CharField(label=gettext_lazy("情况"), max_length=200)
    ended_on = forms.DateField(label=gettext_lazy("兑现或终止"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, months: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(one, _("满 %(n)s 个月") % {"n": one}) for one in months]


class VisitorForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    body_name = forms.CharField(label=gettext_lazy("单位"), max_length=120)
    interest = forms.CharField(label=gettext_lazy("想看什么、想买什么服务"), max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class AskForm(forms.Form):
    booth = forms.ModelChoiceField(
        Booth.objects.none(), label=gettext_lazy("约哪一家"), empty_label=gettext_lazy("请选择")
    )
    starts_at = forms.TypedChoiceField(label=gettext_lazy("什么时间"), coerce=datetime.fromisoformat)

    def __init__(self, *args: Any, booths: Any, times: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["booth"].queryset = booths
        self.fields["booth"].label_from_instance = lambda row: f"{row.number} {row.organization.name} · {row.shows}"
        self.fields["starts_at"].choices = times
