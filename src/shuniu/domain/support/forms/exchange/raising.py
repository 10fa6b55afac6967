"""Opportunities won from departments, partnerships with their deliverables, chosen forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import DepartmentForm, YuanField, yuan_of
from shuniu.domain.support.models.exchange import ChosenForm, DepartmentProposal, Opportunity, Partnership
from shuniu.engines.exchange.models import ResourceKind
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.fields import BodyField

DELIVERABLES = 3


class ProposalForm(DepartmentForm):
    subject = forms.CharField(label=gettext_lazy("建议事项"), max_length=120)
    asked = forms.CharField(label=gettext_lazy("希望得到什么支持"), widget=forms.Textarea(attrs={"rows": 3}))
    made_on = forms.DateField(label=gettext_lazy("提出日期"), widget=DayInput())
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class ReplyForm(forms.Form):
    result = forms.ChoiceField(label=gettext_lazy("结果"), choices=DepartmentProposal.Result.choices[1:])
    reply = forms.CharField(label=gettext_lazy("部门答复"), widget=forms.Textarea(attrs={"rows": 3}))
    replied_on = forms.DateField(label=gettext_lazy("答复日期"), widget=DayInput())


class OpportunityForm(DepartmentForm):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=ResourceKind.choices, initial=ResourceKind.PROJECT)
    title = forms.CharField(label=gettext_lazy("机会名称"), max_length=80)
    details = forms.CharField(
        label=gettext_lazy("内容、条件和怎样申请"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000
    )
    value_fen = YuanField(label=gettext_lazy("金额（元）"), required=False)
    obtained_on = forms.DateField(label=gettext_lazy("取得日期"), widget=DayInput())
    deadline = forms.DateField(label=gettext_lazy("申请截止"), widget=DayInput())
    proposal = forms.ModelChoiceField(DepartmentProposal.objects.none(), label=gettext_lazy("由哪条建议得来"), required=False,
                                      empty_label=gettext_lazy("没有对应的建议"))  # fmt: skip
    open_to_all = forms.BooleanField(label=gettext_lazy("非会员也可以申请"), required=False, initial=True)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class OpportunityChangeForm(forms.Form):
    """What may change of an opportunity, and why; `short` when its deadline may come too near."""

    title = forms.CharField(label=gettext_lazy("机会名称"), max_length=80)
    details = forms.CharField(
        label=gettext_lazy("内容、条件和怎样申请"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000
    )
    value_fen = YuanField(label=gettext_lazy("金额（元）"), required=False)
    deadline = forms.DateField(label=gettext_lazy("申请截止"), widget=DayInput())
    open_to_all = forms.BooleanField(label=gettext_lazy("非会员也可以申请"), required=False)
    reason = forms.CharField(label=gettext_lazy("为什么改"), max_length=200,
                             help_text=gettext_lazy("比如：部门同意延期。已经公布的，原因会告诉所有符合条件的组织。"))  # fmt: skip
    late_reason = forms.CharField(label=gettext_lazy("为什么剩下的时间不多"), max_length=200, required=False,
                                  help_text=gettext_lazy("截止日期提前、剩下的时间不够时才要写，主管单位看得到。"))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: Opportunity, data: Any = None) -> OpportunityChangeForm:
        names = ("title", "details", "deadline", "open_to_all", "version")
        initial = {name: getattr(row, name) for name in names}
        return cls(data, initial={**initial, "value_fen": yuan_of(row.value_fen) if row.value_fen else ""})


class PartnershipForm(forms.Form):
    """Three deliverables at once; more of them as another partnership of the same partner."""

    partner = BodyField(label=gettext_lazy("合作伙伴"))
    title = forms.CharField(label=gettext_lazy("合作事项"), max_length=120)
    elements = forms.MultipleChoiceField(label=gettext_lazy("合作要素"), choices=Partnership.Element.choices,
                                         widget=forms.CheckboxSelectMultiple)  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("起始日期"), widget=DayInput())
    valid_to = forms.DateField(label=gettext_lazy("终止日期"), widget=DayInput())
    ties = forms.CharField(label=gettext_lazy("利害关系声明"), widget=forms.Textarea(attrs={"rows": 2}),
                           help_text=gettext_lazy("双方负责人之间的任职、亲属、资金往来；没有就写“无”。"))  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].seen = seen
        for n in range(1, DELIVERABLES + 1):
            first = n == 1
            self.fields[f"what_{n}"] = forms.CharField(
                label=_part(gettext_lazy("交付 %(n)s：交付什么"), n), max_length=80, required=first
            )
            self.fields[f"kind_{n}"] = forms.ChoiceField(label=_part(gettext_lazy("交付 %(n)s：类别"), n), choices=ResourceKind.choices,
                                                         required=first)  # fmt: skip
            self.fields[f"value_{n}"] = YuanField(
                label=_part(gettext_lazy("交付 %(n)s：金额或折合金额（元）"), n), required=False
            )

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        parts = []
        for n in range(1, DELIVERABLES + 1):
            what, kind, value = data.pop(f"what_{n}"), data.pop(f"kind_{n}"), data.pop(f"value_{n}")
            if what.strip():
                parts.append({"what": what.strip(), "kind": kind, "value_fen": value or 0, "is_cash": kind == "money"})
        return {**data, "deliverables": parts}


def _part(label: Any, n: int) -> str:
    return str(label) % {"n": n}


class PartnershipPaperForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("是什么文件"), max_length=80)
    upload = forms.FileField(label=gettext_lazy("文件"))
    is_signed = forms.BooleanField(label=gettext_lazy("这是双方签字盖章的协议"), required=False)


class CoverageForm(forms.Form):
    outlet = forms.CharField(label=gettext_lazy("媒体"), max_length=80)
    title = forms.CharField(label=gettext_lazy("标题"), max_length=160)
    published_on = forms.DateField(label=gettext_lazy("刊发日期"), widget=DayInput())
    about = BodyField(label=gettext_lazy("报道的组织"), required=False)
    link = forms.URLField(label=gettext_lazy("网址"), required=False, max_length=300, assume_scheme="https")
    place = forms.CharField(label=gettext_lazy("版面或时段"), required=False, max_length=80,
                            help_text=gettext_lazy("网址和版面至少写一样，别人要查得到。"))  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class DepartmentsForm(forms.Form):
    names = forms.CharField(label=gettext_lazy("内设部门"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000,
                            help_text=gettext_lazy("一行一个。没有开放资源的也列上，使用面按全部内设部门算。"))  # fmt: skip


class FormChoiceForm(forms.Form):
    form = forms.ChoiceField(label=gettext_lazy("方式"), choices=ChosenForm.Form.choices)
    reason = forms.CharField(label=gettext_lazy("为什么选这一种"), max_length=200)
