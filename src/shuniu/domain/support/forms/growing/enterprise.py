from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import YuanField
from shuniu.domain.support.forms.growing.incubation import MentorForm
from shuniu.domain.support.models.growing import EnterpriseCertificate, LegalOpinion, Question, TransitionStep
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.forms import RowForm
from shuniu.kernel.orgs.fields import OwnBodyField


class SelfCheckForm(forms.Form):
    """Yes or no to each question, with a word of one's own."""

    organization = OwnBodyField(label=gettext_lazy("自检单位"))
    wants_support = forms.BooleanField(label=gettext_lazy("希望枢纽列为培育对象"), required=False, initial=True)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)
        for code, label in Question.choices:
            self.fields[f"q_{code}"] = forms.ChoiceField(
                label=label, choices=[("yes", _("是")), ("no", _("还不是"))], widget=forms.RadioSelect
            )
            self.fields[f"n_{code}"] = forms.CharField(label=_("说明"), max_length=200, required=False)
        self.order_fields([*[name for name in self.fields if name != "wants_support"], "wants_support"])

    def answers(self) -> dict[str, tuple[bool, str]]:
        data = self.cleaned_data
        return {code: (data[f"q_{code}"] == "yes", data[f"n_{code}"]) for code in Question.values}


class AdviserForm(MentorForm):
    person = forms.EmailField(
        label=gettext_lazy("顾问的登录邮箱"), help_text=gettext_lazy("顾问要先有账号；没有的请先邀请。")
    )
    strength = None


class TransitionPlanForm(forms.Form):
    plan = forms.CharField(
        label=gettext_lazy("转型计划"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("靠什么收入、公益资产怎么处置、盈余怎么用、哪一步找谁。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("步骤"), choices=TransitionStep.Kind.choices)
    due_on = forms.DateField(label=gettext_lazy("期限"), widget=DayInput())


class FinishForm(forms.Form):
    done_on = forms.DateField(label=gettext_lazy("完成"), widget=DayInput())
    note = forms.CharField(label=gettext_lazy("做到什么程度"), max_length=200)


class OpinionForm(RowForm):
    assets = YuanField(
        label=gettext_lazy("公益资产金额（元）"), required=False, help_text=gettext_lazy("关于公益资产的意见才填。")
    )
    upload = forms.FileField(
        label=gettext_lazy("法律意见书"), help_text=gettext_lazy("PDF、图片、Word、Excel，不超过 20 MB。")
    )

    class Meta:
        model = LegalOpinion
        fields = ["subject", "lawyer", "given_on", "conclusion", "summary", "goes_to"]
        widgets = {"given_on": DayInput(), "summary": forms.Textarea(attrs={"rows": 3})}

    field_order = ["subject", "lawyer", "given_on", "conclusion", "summary", "assets", "goes_to", "upload"]

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        typed, fen = self.data.get("assets", ""), data.pop("assets")
        return data | {"assets_fen": fen if str(typed).strip() else None}


class CertificateForm(forms.Form):
    issuer = forms.CharField(label=gettext_lazy("认定机构"), max_length=120)
    number = forms.CharField(label=gettext_lazy("证书编号"), max_length=60)
    stars = forms.TypedChoiceField(
        label=gettext_lazy("星级"), choices=EnterpriseCertificate.Stars.choices, coerce=int, initial=0
    )
    given_on = forms.DateField(label=gettext_lazy("认定日期"), widget=DayInput())
    valid_to = forms.DateField(label=gettext_lazy("有效期至"), widget=DayInput())
    upload = forms.FileField(label=gettext_lazy("证书"), help_text=gettext_lazy("PDF 或照片，不超过 20 MB。"))


class TalkForm(forms.Form):
    held_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    text = forms.CharField(label=gettext_lazy("内容"), widget=forms.Textarea(attrs={"rows": 3}))
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class ReasonForm(forms.Form):
    reasons = forms.CharField(label=gettext_lazy("为什么列为候选"), widget=forms.Textarea(attrs={"rows": 3}))
