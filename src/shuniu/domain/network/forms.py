from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.models import IntentOutcome
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.fields import BodyField


class IntentForm(forms.Form):
    first = BodyField(label=gettext_lazy("甲方"))
    second = BodyField(label=gettext_lazy("乙方"))
    subject = forms.CharField(
        label=gettext_lazy("签署事项"), max_length=160, help_text=gettext_lazy("双方约定以后一起做什么，一句话。")
    )
    commitments = forms.CharField(
        label=gettext_lazy("各方做什么"),
        widget=forms.Textarea,
        help_text=gettext_lazy("甲方出什么、乙方做什么、什么时候见结果。"),
    )
    signed_on = forms.DateField(label=gettext_lazy("签署日期"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("有效期至"), widget=DayInput())
    first_signatory = forms.CharField(label=gettext_lazy("甲方签署人"), max_length=60)
    second_signatory = forms.CharField(label=gettext_lazy("乙方签署人"), max_length=60)
    upload = forms.FileField(
        label=gettext_lazy("签署件"), required=False, help_text=gettext_lazy("PDF、图片、Word、Excel，不超过 20 MB。")
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].seen = seen
            self.fields[name].widget.attrs["list"] = "bodies"


class OutcomeForm(forms.Form):
    """A record of the platform that it led to, or in words."""

    record = forms.ChoiceField(label=gettext_lazy("平台上的记录"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("结果"), choices=IntentOutcome.Kind.choices, required=False)
    title = forms.CharField(label=gettext_lazy("具体是什么"), max_length=160, required=False)
    happened_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = [("", "—"), *records]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("record"):
            for name in ("kind", "title", "happened_on"):
                if not data.get(name):
                    self.add_error(name, _("请填写这一项。"))
        return data
