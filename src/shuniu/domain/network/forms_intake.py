"""Forms of the intake of applicants for supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shuniu.domain.network.models import CoordinationMatter, IntakeCondition, SupervisionApplication
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.fields import BodyField


class ConditionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("条件"), max_length=160, required=False)
    ground = forms.CharField(label=gettext_lazy("依据"), max_length=160, required=False)
    paper = forms.CharField(label=gettext_lazy("要交的材料"), max_length=120, required=False)


ConditionFormSet = forms.formset_factory(ConditionForm, extra=2, max_num=30)


class ApplicationForm(forms.Form):
    """Seven fields, and one file for each condition that asks for a paper; the contents are asked all at once."""

    name = forms.CharField(label=gettext_lazy("拟用名称"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("拟登记类型"), choices=SupervisionApplication.Kind.choices)
    founders = forms.CharField(label=gettext_lazy("发起人或发起单位"), max_length=200)
    plan = forms.CharField(label=gettext_lazy("宗旨、业务范围和筹备情况"), widget=forms.Textarea)
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=30)
    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, help_text=gettext_lazy("进展和延期会发到这里；不填也能凭网址查。")
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, conditions: list[IntakeCondition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_papers(self, [(one.pk, one.paper) for one in conditions if one.paper])

    def papers(self) -> dict[int, Any]:
        return papers_of(self)

    def facts(self) -> dict[str, str]:
        names = ("name", "kind", "founders", "plan", "contact_name", "phone", "email")
        return {name: self.cleaned_data[name] for name in names}


class SupplementForm(forms.Form):
    def __init__(self, *args: Any, checks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in checks:
            label = one.condition.paper or one.condition.title
            add_papers(self, [(one.condition_id, label)])
            self.fields[f"words_{one.condition_id}"] = forms.CharField(
                label=gettext_lazy("%(what)s：说明") % {"what": label}, max_length=2000, required=False,
                widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("没有文件的，可以只写明情况。"),
            )  # fmt: skip

    def papers(self) -> dict[int, Any]:
        return papers_of(self)

    def words(self) -> dict[int, str]:
        said = {
            name.removeprefix("words_"): text for name, text in self.cleaned_data.items() if name.startswith("words_")
        }
        return {int(pk): text for pk, text in said.items() if text}


def add_papers(form: forms.Form, papers: list[tuple[int, str]]) -> None:
    for pk, label in papers:
        form.fields[f"paper_{pk}"] = forms.FileField(label=label, required=False)


def papers_of(form: forms.Form) -> dict[int, Any]:
    return {
        int(name.removeprefix("paper_")): upload
        for name, upload in form.cleaned_data.items()
        if name.startswith("paper_") and upload
    }


class DecisionForm(forms.Form):
    admit = forms.ChoiceField(
        label=gettext_lazy("决定"), choices=[("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    grounds = forms.CharField(
        label=gettext_lazy("理由和依据"), widget=forms.Textarea, help_text=gettext_lazy("写明依据公布的哪一条。")
    )
    remedy = forms.CharField(
        label=gettext_lazy("不服怎么办"), widget=forms.Textarea, required=False,
        help_text=gettext_lazy("不同意时必填：可以补什么再来申请，向谁、多少天内提出异议。"),
    )  # fmt: skip


class PassForm(forms.Form):
    registrar = forms.CharField(label=gettext_lazy("登记管理机关"), max_length=120)
    reference = forms.CharField(label=gettext_lazy("文号或收件编号"), max_length=60, required=False)
    passed_on = forms.DateField(label=gettext_lazy("转送日期"), widget=DayInput())


class RegistrationForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("登记结果"), choices=CoordinationMatter.Outcome.choices)
    outcome_on = forms.DateField(label=gettext_lazy("结果日期"), widget=DayInput())
    outcome_note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
    organization = BodyField(label=gettext_lazy("登记后的组织"), required=False)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].seen = seen


def lines_of(formset: Any) -> list[tuple[str, str, str]]:
    """(condition, ground, paper) of the filled lines."""
    return [(one.get("title", ""), one.get("ground", ""), one.get("paper", "")) for one in formset.cleaned_data if one]


def missing_of(data: Any) -> dict[int, str]:
    """Check id → what to bring, from fields named `missing_<id>`."""
    return {
        check: text.strip()
        for name, text in data.items()
        if name.startswith("missing_") and (check := whole_number(name.removeprefix("missing_"))) and text.strip()
    }
