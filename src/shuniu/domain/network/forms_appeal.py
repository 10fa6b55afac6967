"""Forms of appeals and issues. None of them keeps a draft on the device: the next person there would read it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.models import Appeal

KEYS = {"autocomplete": "off"}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(upload, initial) for upload in data or []]


class RaiseForm(forms.Form):
    """At most nine fields; who signs in for an organization does not type its name."""

    hub = forms.ChoiceField(label=gettext_lazy("向哪家枢纽反映"))
    body = forms.ChoiceField(label=gettext_lazy("以谁的名义"), required=False)
    name = forms.CharField(
        label=gettext_lazy("组织或团队名称"), max_length=120, required=False, widget=forms.TextInput(KEYS),
        help_text=gettext_lazy("没有登记注册的团队也可以反映。"),
    )  # fmt: skip
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=60, widget=forms.TextInput(KEYS))
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=30, widget=forms.TextInput(KEYS),
        help_text=gettext_lazy("只有办理诉求的人看得到，用来核实情况。"),
    )  # fmt: skip
    subject = forms.CharField(label=gettext_lazy("诉求事项"), max_length=120, widget=forms.TextInput(KEYS))
    text = forms.CharField(label=gettext_lazy("情况和要求"), widget=forms.Textarea(KEYS))
    anonymous = forms.BooleanField(
        label=gettext_lazy("对枢纽办理人员以外的所有人匿名"), required=False,
        help_text=gettext_lazy("选了以后，本单位的同事也看不到，只能凭查询编号跟进。"),
    )  # fmt: skip
    files = FilesField(
        label=gettext_lazy("附件"), required=False,
        help_text=gettext_lazy("最多 5 份，PDF、图片、docx、xlsx。作者、位置、时间等信息会自动去掉，文件名不保留。"),
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), choices=Appeal.Channel.choices, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, hubs: Any, bodies: list[Any], own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        self.fields["hub"].choices = [("", _("请选择")), *((one.code, one.name) for one in hubs)]
        if own:
            del self.fields["hub"], self.fields["body"]
            self.fields["channel"].choices = [one for one in Appeal.Channel.choices if one[0] != "web"]
            self.fields["channel"].required = True
        else:
            del self.fields["channel"]
            if bodies:
                others = [("", _("没有登记的团队"))]
                self.fields["body"].choices = [*((one.code, one.name) for one in bodies), *others]
            else:
                del self.fields["body"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("body") and not data.get("name", "").strip():
            self.add_error("name", _("请填写这一项。"))
        return data


class IssueForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("议题名称"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("共性情况和建议"), widget=forms.Textarea,
        help_text=gettext_lazy("用枢纽自己的话写，不写任何反映人的名称、联系人和电话。"),
    )  # fmt: skip
    department = forms.CharField(label=gettext_lazy("请哪个部门研究"), max_length=120)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ValuesForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("标题"), max_length=120)
    text = forms.CharField(label=gettext_lazy("正文"), widget=forms.Textarea)
