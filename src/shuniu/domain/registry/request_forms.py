from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.models import DataRequest, RequestColumn
from shuniu.domain.registry.request_rules import FACT_KINDS
from shuniu.domain.registry.sheets import fact_label
from shuniu.kernel.core.fields import DayInput


class RequestForm(forms.Form):
    """What is asked, why, by when. `asker` is there only when the person works for several bodies that may ask."""

    asker = forms.ChoiceField(label=_("发起单位"))
    title = forms.CharField(label=_("填报什么"), max_length=120, help_text=_("例如：2026 年第四季度服务站点情况"))
    purpose = forms.CharField(
        label=_("用途和填报说明"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("填的人最想知道：做什么用、按什么时点、拿不准问谁。"),
    )  # fmt: skip
    due_on = forms.DateField(label=_("期限"), widget=DayInput())
    many_rows = forms.BooleanField(
        label=_("每家可以填多行"), required=False, help_text=_("例如每个站点一行；不勾就是每家一行。")
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, askers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(askers) > 1:
            self.fields["asker"].choices = [(body.code, body.name) for body in askers]  # type: ignore[attr-defined]
        else:
            del self.fields["asker"]


class ColumnForm(forms.Form):
    """One column: what is asked, how it is read, what is checked."""

    title = forms.CharField(label=_("列名"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=RequestColumn.Kind.choices)
    unit = forms.CharField(label=_("计量单位"), max_length=10, required=False, help_text=_("金额写“元”或“万元”。"))
    required = forms.BooleanField(label=_("必填"), required=False)
    choices = forms.CharField(
        label=_("选项"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("单选时一行写一个。")
    )
    least = forms.DecimalField(label=_("不小于"), required=False, max_digits=18, decimal_places=4)
    most = forms.DecimalField(label=_("不大于"), required=False, max_digits=18, decimal_places=4)
    not_above = forms.ChoiceField(
        label=_("不大于另一列"), required=False, help_text=_("例如“其中党员”不大于“职工总数”。")
    )
    fact = forms.ChoiceField(
        label=_("从登记册带出"),
        required=False,
        help_text=_("登记册里有的先填好，对方只核对；报送后由它决定要不要更新登记册。"),
    )
    hint = forms.CharField(label=_("填写提示"), max_length=120, required=False)

    def __init__(self, *args: Any, request: DataRequest, column: RequestColumn, **kwargs: Any) -> None:
        initial = {
            name: getattr(column, name)
            for name in ("title", "kind", "unit", "required", "least", "most", "hint", "fact")
        }
        initial |= {"choices": "\n".join(column.choices), "not_above": column.not_above_id or ""}
        super().__init__(*args, initial=initial, **kwargs)
        others = [one for one in request.columns.all() if one.is_number and one.pk != column.pk]
        self.fields["not_above"].choices = [("", "—"), *((str(one.pk), one.title) for one in others)]  # type: ignore[attr-defined]
        self.fields["fact"].choices = [("", "—"), *((fact, fact_label(fact)) for fact in FACT_KINDS)]  # type: ignore[attr-defined]

    def clean_choices(self) -> list[str]:
        lines = [line.strip()[:60] for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def facts(self) -> dict[str, Any]:
        """The column's fields as the action takes them."""
        data = dict(self.cleaned_data)
        whole = data.pop("not_above")
        return data | {"not_above_id": int(whole) if whole else None}
