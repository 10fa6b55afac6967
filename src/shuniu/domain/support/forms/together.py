from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import yuan_of
from shuniu.domain.support.models.together import Consortium, PracticeNote
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.forms import RowForm
from shuniu.kernel.core.money import to_fen
from shuniu.kernel.orgs.fields import BodyField, OwnBodyField
from shuniu.kernel.orgs.models import Field

_LINE = re.compile(r"^(?P<item>.+?)[\s:：,，\t]+(?P<amount>[\d,，.]+)\s*(?P<unit>万)?\s*元?$")


class LinesField(forms.CharField):
    """A budget as it is typed or pasted from a sheet, one line each: `场地 3000`. The value is [(item, fen)]."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **more: Any) -> None:
        super().__init__(
            required=False, label=gettext_lazy("预算"), max_length=4000,
            help_text=gettext_lazy("每行一项：项目、空格、金额（元），如“场地 3000”。可以从表格里粘贴。"), **more,
        )  # fmt: skip

    def clean(self, value: Any) -> list[tuple[str, int]]:
        text = super().clean(value)
        return [self._line(line.strip()) for line in text.splitlines() if line.strip()]

    @staticmethod
    def _line(line: str) -> tuple[str, int]:
        found = _LINE.match(line)
        try:
            amount = Decimal((found["amount"] if found else "").replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise forms.ValidationError(
                _("“%(line)s”看不出金额，请写成“项目 金额”，如“场地 3000”。") % {"line": line[:40]}
            ) from None
        assert found
        fen = to_fen(amount * (10_000 if found["unit"] else 1))
        if not 0 < fen < 10**13:
            raise forms.ValidationError(_("“%(line)s”的金额要大于零，不超过一千亿元。") % {"line": line[:40]})
        return found["item"].strip()[:80], fen


def typed_lines(lines: Any) -> str:
    """Budget lines as they are typed."""
    return "\n".join(f"{line.item} {yuan_of(line.amount_fen)}" for line in lines)


class ConsortiumForm(RowForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Consortium
        fields = ("title", "aim", "starts_on", "ends_on")
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}

    def _post_clean(self) -> None:
        """The action checks and saves: a form never writes to the row it was filled from."""


class ConsortiumOpenForm(forms.Form):
    lead = OwnBodyField(label=gettext_lazy("牵头组织"))
    title = forms.CharField(label=gettext_lazy("项目名称"), max_length=120)
    aim = forms.CharField(
        label=gettext_lazy("要解决什么、做成什么样"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    task = forms.CharField(
        label=gettext_lazy("牵头组织自己做什么"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=gettext_lazy("没有任务也没有预算的单位不算成员，牵头的也一样。"),
    )  # fmt: skip
    starts_on = forms.DateField(label=gettext_lazy("起始日期"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("结束日期"), widget=DayInput())
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].offer(bodies)


class ShareForm(forms.Form):
    task = forms.CharField(
        label=gettext_lazy("任务"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000,
        help_text=gettext_lazy("做什么、做到什么程度、什么时候做完。"),
    )  # fmt: skip
    lines = LinesField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PartnerForm(ShareForm):
    organization = BodyField(label=gettext_lazy("邀请哪家组织"))
    field_order = ("organization", "task", "lines")

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].seen = seen


class TaskForm(forms.Form):
    done = forms.CharField(
        label=gettext_lazy("做了什么、结果怎样"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    done_on = forms.DateField(label=gettext_lazy("完成日期"), widget=DayInput())


class NoteForm(forms.Form):
    author = OwnBodyField(label=gettext_lazy("分享单位"))
    title = forms.CharField(label=gettext_lazy("题目"), max_length=80)
    situation = forms.CharField(
        label=gettext_lazy("遇到什么问题"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    did = forms.CharField(label=gettext_lazy("怎么做的"), widget=forms.Textarea(attrs={"rows": 4}), max_length=6000)
    worked = forms.CharField(label=gettext_lazy("什么管用"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    failed = forms.CharField(
        label=gettext_lazy("什么不管用"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000,
        help_text=gettext_lazy("别人最想知道的往往是这一项。不要写服务对象的姓名和电话。"),
    )  # fmt: skip
    field = forms.ModelChoiceField(Field.objects.none(), label=gettext_lazy("领域"), required=False)
    consortium = forms.ModelChoiceField(Consortium.objects.none(), label=gettext_lazy("出自哪个联合体"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, bodies: Any, consortia: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"].offer(bodies)
        self.fields["field"].queryset = Field.objects.order_by("code")
        self.fields["consortium"].queryset = consortia


def note_initial(note: PracticeNote) -> dict[str, Any]:
    names = ("author", "title", "situation", "did", "worked", "failed", "field", "consortium", "version")
    return {name: getattr(note, name) for name in names}


class UseForm(forms.Form):
    organization = OwnBodyField(label=gettext_lazy("哪家单位用的"))
    remark = forms.CharField(label=gettext_lazy("用得怎么样"), max_length=300, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)
