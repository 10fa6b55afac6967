from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shuniu.domain.support.models.desk import DeskUnit, RequestRating, ServiceGuide, ServiceRequest
from shuniu.kernel.orgs.fields import BodyField


class CharterForm(forms.Form):
    promises = forms.CharField(label=gettext_lazy("服务承诺"), widget=forms.Textarea)
    complaint = forms.CharField(label=gettext_lazy("对服务不满意找谁"), max_length=200)


class GuideForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("服务名称"), max_length=80)
    category = forms.ChoiceField(label=gettext_lazy("类别"), choices=ServiceGuide.Category.choices)
    audience = forms.CharField(label=gettext_lazy("谁可以申请"), max_length=200)
    conditions = forms.CharField(label=gettext_lazy("条件"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    steps = forms.CharField(
        label=gettext_lazy("办理步骤"), widget=forms.Textarea(attrs={"rows": 5}), help_text=gettext_lazy("一行一步。")
    )
    openness = forms.ChoiceField(label=gettext_lazy("开放范围"), choices=ServiceGuide.Openness.choices)
    accept_days = forms.IntegerField(label=gettext_lazy("几个工作日内受理"), min_value=1)
    solve_days = forms.IntegerField(label=gettext_lazy("几个工作日内办结"), min_value=1)


class PaperForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("材料名称"), max_length=120, required=False)
    note = forms.CharField(label=gettext_lazy("要求"), max_length=200, required=False)
    sample = forms.FileField(label=gettext_lazy("填好的样表"), required=False)
    kept = forms.IntegerField(widget=forms.HiddenInput, required=False)


PaperFormSet = forms.formset_factory(PaperForm, extra=2, max_num=20)


class UnitForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"),
        choices=[pair for pair in DeskUnit.Kind.choices if pair[0] not in ("hall", "platform")],
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    organization = BodyField(
        label=gettext_lazy("承办组织"), required=False,
        help_text=gettext_lazy("支持型组织必填；写全称、编号或统一社会信用代码。"),
    )  # fmt: skip

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].seen = seen


class RequestForm(forms.Form):
    """Five fields for anybody; whoever is signed in for an organization finds three of them filled in."""

    guide = forms.ChoiceField(label=gettext_lazy("要办的服务"))
    organization = forms.ChoiceField(label=gettext_lazy("以谁的名义"), required=False)
    applicant = forms.CharField(label=gettext_lazy("组织或团队名称"), max_length=120, required=False)
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    text = forms.CharField(
        label=gettext_lazy("要办什么事"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("第一行写一句话，下面写情况。"),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, guides: list[ServiceGuide], bodies: list[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].choices = [("", gettext_lazy("请选择")), *((one.slug, one.title) for one in guides)]
        self.guides, self.bodies = {one.slug: one for one in guides}, {one.code: one for one in bodies}
        if bodies:
            self.fields["organization"].choices = [
                *((one.code, one.name) for one in bodies), ("", gettext_lazy("没有登记的团队（在下面写名称）")),
            ]  # fmt: skip
            self.fields["email"] = forms.EmailField(label=gettext_lazy("邮箱"), required=False)
        else:
            del self.fields["organization"]
            self.fields["applicant"].required = True

    def body(self) -> Any:
        return self.bodies.get(self.cleaned_data.get("organization") or "")

    def facts(self) -> dict[str, str]:
        names = ("applicant", "contact_name", "phone", "text", "email")
        return {name: self.cleaned_data.get(name) or "" for name in names}


class CounterForm(RequestForm):
    """An officer writes down what somebody says at the counter or on the telephone."""

    field_order = ["channel", "guide", "body_name", "applicant", "contact_name", "phone", "email", "text"]
    channel = forms.ChoiceField(
        label=gettext_lazy("渠道"), choices=[pair for pair in ServiceRequest.Channel.choices if pair[0] != "web"]
    )
    body_name = BodyField(
        label=gettext_lazy("登记册里的组织"),
        required=False,
        help_text=gettext_lazy("写全称或编号；没有登记的团队写在下一格。"),
    )
    email = forms.EmailField(label=gettext_lazy("邮箱"), required=False)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_name"].seen = seen
        self.fields["applicant"].required = False

    def body(self) -> Any:
        return self.cleaned_data.get("body_name")


class RatingForm(forms.Form):
    grade = forms.TypedChoiceField(
        label=gettext_lazy("您对这次服务满意吗"),
        choices=RequestRating.Grade.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=gettext_lazy("想说的话"), max_length=500, required=False)
    wants_call = forms.BooleanField(label=gettext_lazy("不满意的话，愿意让枢纽知道是我并给我回电话"), required=False)
