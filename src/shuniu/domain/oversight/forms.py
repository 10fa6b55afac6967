from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.oversight.models import Statement


class StatementForm(forms.Form):
    text = forms.CharField(
        label=_("做了什么"), widget=forms.Textarea, help_text=_("写事实：什么时候、做了什么、多少家受益。")
    )
    degree = forms.ChoiceField(label=_("做到程度"), choices=Statement.Degree.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EvidenceForm(forms.Form):
    """A record of the platform, a file, or a link: one of the three."""

    record = forms.ChoiceField(label=_("平台记录"), required=False)
    upload = forms.FileField(label=_("文件"), required=False)
    link = forms.URLField(label=_("链接"), required=False, assume_scheme="https")
    title = forms.CharField(label=_("名称"), max_length=200, required=False, help_text=_("选平台记录时可不填。"))
    happened_on = forms.DateField(
        label=_("发生日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("选平台记录时自动带出。"),
    )

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = [("", "—"), *records]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = [key for key in ("record", "upload", "link") if data.get(key)]
        if len(chosen) != 1:
            raise forms.ValidationError(_("请在平台记录、文件、链接里选一样。"))
        if chosen[0] != "record":
            for key in ("title", "happened_on"):
                if not data.get(key):
                    self.add_error(key, _("请填写这一项。"))
        return data


class RequestForm(forms.Form):
    subject = forms.CharField(label=_("事项"), max_length=160)
    detail = forms.CharField(label=_("情况和请求"), widget=forms.Textarea)
    upload = forms.FileField(label=_("附件"), required=False, help_text=_("PDF、图片、Word、Excel，不超过 20 MB。"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
