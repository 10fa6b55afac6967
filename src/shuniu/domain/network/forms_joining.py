from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.models import Engagement
from shuniu.domain.network.routes import routes_of
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.money import to_fen
from shuniu.kernel.orgs.models import Affiliation, Area, Designation, OrganizationKind

KINDS = [(value, label) for value, label in OrganizationKind.choices if value not in ("authority", "mass_organization")]


def _long(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class ApplicationForm(forms.Form):
    """The whole application: twelve fields at most, with the papers and the consent. What is missing is told on filing."""

    use_required_attribute = False
    name = forms.CharField(label=_("单位名称"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=[("", "—"), *KINDS], required=False)
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=18, required=False, help_text=_("18 位；没有登记的团队不用填。")
    )
    area = forms.ModelChoiceField(
        label=_("所在区域"), queryset=Area.objects.standing(), required=False, empty_label="—"
    )
    leader = forms.CharField(label=_("负责人"), max_length=60, required=False)
    contact_name = forms.CharField(label=_("联系人和职务"), max_length=60, required=False)
    contact = forms.CharField(
        label=_("办公电话或邮箱"), max_length=80, required=False, help_text=_("结果会告知这里；不用留私人号码。")
    )
    purpose = _long(_("宗旨和业务范围"))
    activities = _long(_("近两年的主要活动"))
    wish = _long(_("为什么加入，能一起做什么"))
    paper = forms.FileField(label=_("材料"), required=False, widget=forms.FileInput)
    consent = forms.BooleanField(required=False, label=_("我单位自愿加入，看过入会条件，我有权代表单位提出"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_credit_code(self) -> str:
        return str(self.cleaned_data["credit_code"]).strip().upper()

    def values(self) -> dict[str, Any]:
        """What was typed and can be kept; a value that cannot is left out."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("version", "consent", "paper")}


class ConditionsForm(forms.Form):
    who_may_join = _long(_("谁可以加入"), _("对所有单位一样：按什么条件，逐条写。"), 4)
    rights = _long(_("会员有什么"), rows=4)
    duties = _long(_("会员做什么"))
    papers = _long(_("要带的材料"), _("每行一项，例如：登记证书副本。不要的材料不列。"))
    fee = forms.DecimalField(label=_("会费（元/年）"), min_value=0, max_digits=12, decimal_places=2, initial=0)
    fee_basis = forms.CharField(
        label=_("会费依据和用途"), required=False, max_length=200, help_text=_("收会费的必填，例如：会员大会 2025 年决议，用于培训和会刊。")
    )  # fmt: skip
    contact = forms.CharField(
        label=_("咨询方式"), required=False, max_length=120, help_text=_("办公电话、邮箱或地址。")
    )

    def texts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        fee: Decimal = data.pop("fee")
        return {**data, "fee_fen": to_fen(fee)}


class SheetForm(forms.Form):
    use_required_attribute = False
    upload = forms.FileField(
        label=_("签字表"), help_text=_("照片或扫描件；会保存下来，上级可以对照抽查。"),
        error_messages={"required": _("请上传签字表的照片或扫描件，没有它不能代为登记。")},
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf", "capture": "environment"}),
    )  # fmt: skip
    signed_on = forms.DateField(label=_("签字日期"), widget=DayInput)
    occasion = forms.CharField(label=_("在什么场合签的"), required=False, max_length=120)
    key = forms.CharField(widget=forms.HiddenInput)


class TieForm(forms.Form):
    """A new tie: with whom, of which kind, by which route; what does not apply to the hub is not offered."""

    kind = forms.ChoiceField(label=_("联系类型"), choices=Affiliation.Kind.choices, initial="contact")
    route = forms.ChoiceField(label=_("途径"), widget=forms.RadioSelect)

    def offer(self, designation: Designation | None) -> None:
        self.fields["route"].choices = routes_of(designation)
        if designation is not None and not designation.supervisory_status:
            kinds = [choice for choice in Affiliation.Kind.choices if choice[0] != Affiliation.Kind.SUPERVISED]
            self.fields["kind"].choices = kinds


class EngagementForm(forms.Form):
    """Three taps: with whom, which of the six, done; the day is today unless said otherwise."""

    type = forms.ChoiceField(label=_("联系形式"), choices=Engagement.Type.choices, widget=forms.RadioSelect)
    happened_on = forms.DateField(label=_("发生日期"), widget=DayInput)
    subject = forms.CharField(
        label=_("是什么事"), required=False, max_length=80, help_text=_("例如：安全生产培训。同一天另有一次的要写明。")
    )
    key = forms.CharField(widget=forms.HiddenInput)
