"""Forms of the committee, the platform agreements and the entrusted services."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import YuanField
from shuniu.domain.support.models.desk import CapacityReview, EntrustedService
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.fields import BodyField

STRETCH = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})\s+(\d{1,2}:\d{2})\s*[-–—~到至]\s*(\d{1,2}:\d{2})\s+(\S.*)")
FIND = gettext_lazy("写全称、编号或统一社会信用代码。")


def _words(label: Any, *, rows: int = 4, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), required=required)


class SeenForm(forms.Form):
    """A form whose fields for organizations know what the person may see."""

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, BodyField):
                field.seen = seen


class CommitteeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("专委会名称"), max_length=80)
    purpose = forms.CharField(label=gettext_lazy("做什么"), max_length=200)


class ExpertForm(forms.Form):
    committee = forms.ChoiceField(label=gettext_lazy("专委会"))
    person = forms.CharField(label=gettext_lazy("专家的账号"), max_length=60)
    areas = forms.CharField(label=gettext_lazy("专长领域"), max_length=160)
    valid_from = forms.DateField(label=gettext_lazy("聘期自"), widget=DayInput())
    valid_to = forms.DateField(label=gettext_lazy("聘期至"), widget=DayInput())

    def __init__(self, *args: Any, committees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].choices = [(str(one.pk), one.name) for one in committees]


class QuestionForm(forms.Form):
    committee = forms.ChoiceField(label=gettext_lazy("专委会"))
    organization = forms.ChoiceField(label=gettext_lazy("以谁的名义"))
    subject = forms.CharField(label=gettext_lazy("问题"), max_length=120)
    text = _words(gettext_lazy("情况"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, committees: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committees = {str(one.pk): one for one in committees}
        self.bodies = {one.code: one for one in bodies}
        self.fields["committee"].choices = [(pk, f"{one.name} · {one.hub.name}") for pk, one in self.committees.items()]
        self.fields["organization"].choices = [(code, one.name) for code, one in self.bodies.items()]


class AgreementForm(SeenForm):
    organization = BodyField(label=gettext_lazy("平台组织"), help_text=FIND)
    tasks = _words(gettext_lazy("承担的任务"))
    area = forms.CharField(label=gettext_lazy("服务范围"), max_length=120)
    valid_from = forms.DateField(label=gettext_lazy("协议期自"), widget=DayInput())
    valid_to = forms.DateField(label=gettext_lazy("协议期至"), widget=DayInput())


class PlatformServiceForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("服务名称"), max_length=80)
    hub_funded = forms.BooleanField(label=gettext_lazy("由枢纽出资"), required=False)
    fee_fen = YuanField(label=gettext_lazy("收费（元）"), initial=0)


class EntrustedForm(SeenForm):
    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=EntrustedService.Kind.choices)
    client = BodyField(label=gettext_lazy("客户"), help_text=FIND)
    provider = BodyField(label=gettext_lazy("承办组织"), help_text=FIND)
    need = _words(gettext_lazy("客户的需求"))
    need_on = forms.DateField(label=gettext_lazy("需求记录日期"), widget=DayInput())
    scope = _words(gettext_lazy("服务范围"))
    valid_from = forms.DateField(label=gettext_lazy("服务期自"), widget=DayInput())
    valid_to = forms.DateField(label=gettext_lazy("服务期至"), widget=DayInput())
    milestones = forms.CharField(
        label=gettext_lazy("里程碑"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("一行一个，日期在前：2027-01-31 建好账册"),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def clean_milestones(self) -> list[tuple[str, Any]]:
        lines = []
        for line in self.cleaned_data["milestones"].splitlines():
            day, _space, title = line.strip().partition(" ")
            if not line.strip():
                continue
            try:
                lines.append((title.strip(), forms.DateField().clean(day)))
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    gettext_lazy("“%(line)s”读不懂，请写成：2027-01-31 建好账册"), params={"line": line.strip()}
                ) from error
        return lines


class ReviewForm(forms.Form):
    stage = forms.ChoiceField(label=gettext_lazy("阶段"), choices=CapacityReview.Stage.choices)
    score = forms.IntegerField(label=gettext_lazy("能力得分（0–100）"), min_value=0, max_value=100)
    grounds = _words(gettext_lazy("依据"), rows=3)


def left_stages(form: ReviewForm, reviews: Any) -> ReviewForm:
    """The same form for what has not been judged yet."""
    done = {one.stage for one in reviews}
    stage: Any = form.fields["stage"]
    stage.choices = [(value, label) for value, label in stage.choices if value not in done]
    return form


class PaymentForm(forms.Form):
    paid_fen = YuanField(label=gettext_lazy("拨付金额（元）"))
    paid_on = forms.DateField(label=gettext_lazy("拨付日期"), widget=DayInput())


class ReportForm(forms.Form):
    report = _words(gettext_lazy("完成情况"), rows=3)
    worker = forms.CharField(label=gettext_lazy("谁做的"), max_length=60)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("从"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("到"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    more = forms.CharField(
        label=gettext_lazy("还有几段工时"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=gettext_lazy("选填，一行一段：2027-01-31 09:00-11:30 王会计"),
    )  # fmt: skip

    def clean_more(self) -> list[tuple[str, Any, Any]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["more"].splitlines())):
            read, moment = STRETCH.match(unicodedata.normalize("NFKC", line)), forms.DateTimeField()
            try:
                day, starts, ends, worker = read.groups() if read else ("", "", "", "")
                found.append((worker.strip()[:60], moment.clean(f"{day} {starts}"), moment.clean(f"{day} {ends}")))
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    gettext_lazy("“%(line)s”读不懂，请写成：2027-01-31 09:00-11:30 王会计"), params={"line": line[:60]}
                ) from error
        return found

    def hours(self) -> list[tuple[str, Any, Any]]:
        data = self.cleaned_data
        return [(data["worker"], data["starts_at"], data["ends_at"]), *data["more"]]
