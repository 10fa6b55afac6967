from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.models import VerticalTask
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.naming import name_key


class CounterpartForm(forms.Form):
    """Which body in which area, and who there; a body that the register does not know is entered."""

    area = forms.ChoiceField(label=_("区或街道"))
    body = forms.CharField(
        label=_("对应机构全称"), max_length=120, help_text=_("登记册里已有的写全称或编号；没有的会新登记。")
    )
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[("mass_organization", _("人民团体")), ("authority", _("机关单位")), ("other", _("其他"))],
    )
    contact = forms.CharField(label=_("联系人"), max_length=60)
    post = forms.CharField(label=_("职务"), max_length=60, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("对方还没有账号时，邀请发到这里。"))

    def __init__(self, *args: Any, areas: list[Any], seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            (area.code, str(area) if area.level == "district" else f"{area.parent} {area}") for area in areas
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        text = data.get("body", "")
        found = self.seen.filter(code=text.upper()).first() or self.seen.filter(name_key=name_key(text)).first()
        return data | {"known": found}


class FigureForm(forms.Form):
    title = forms.CharField(label=_("数据项"), max_length=60)
    value = forms.CharField(label=_("数值"), max_length=20)
    unit = forms.CharField(label=_("计量单位"), max_length=10, required=False)


class VisitForm(forms.Form):
    visited_on = forms.DateField(label=_("走访日期"), widget=DayInput())
    visitors = forms.CharField(label=_("谁去的"), max_length=120)
    topic = forms.CharField(label=_("主题"), max_length=120)
    advice = forms.CharField(label=_("指导内容"), widget=forms.Textarea)


class UpwardForm(forms.Form):
    title = forms.CharField(label=_("事项"), max_length=120)
    detail = forms.CharField(label=_("情况和请求"), widget=forms.Textarea)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class TaskForm(forms.Form):
    """A task down: what, on what basis, by when, to whom, and which figures (one on each line)."""

    title = forms.CharField(label=_("事项"), max_length=120)
    kind = forms.ChoiceField(
        label=_("类型"), choices=[c for c in VerticalTask.Kind.choices if c[0] != VerticalTask.Kind.REQUEST]
    )
    detail = forms.CharField(label=_("内容"), widget=forms.Textarea)
    basis = forms.CharField(label=_("依据"), max_length=160, help_text=_("哪项工作、哪份文件；没有依据的不下达。"))
    due_on = forms.DateField(label=_("期限"), widget=DayInput())
    figures = forms.CharField(
        label=_("要哪几项数据"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行一项，单位写在括号里。本季度已经有的会直接给你看，不再问。"),
    )  # fmt: skip
    whole = forms.MultipleChoiceField(
        label=_("整级发给"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("district", _("全部区级对应机构")), ("subdistrict", _("全部街道（乡镇）对应机构"))],
    )  # fmt: skip
    counterparts = forms.MultipleChoiceField(label=_("发给"), required=False, widget=forms.CheckboxSelectMultiple)
    differs = forms.CharField(
        label=_("与已有数据的区别"), max_length=120, required=False, help_text=_("只有系统提示相近时才要写。")
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, counterparts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = counterparts
        self.fields["counterparts"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.area} · {row.body.name}") for row in counterparts
        ]

    def clean_figures(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["figures"].splitlines() if line.strip()]

    def clean_counterparts(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["counterparts"]]

    def facts(self) -> dict[str, Any]:
        """As the action takes them: whole levels are their counterparts."""
        data = dict(self.cleaned_data)
        levels = data.pop("whole")
        return data | {
            "counterparts": [*data["counterparts"], *(row.pk for row in self.rows if row.area.level in levels)]
        }
