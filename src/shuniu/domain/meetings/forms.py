from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.models import AgendaItem, Mechanism, SecretaryMeeting
from shuniu.engines.gatherings.models import Gathering, RollEntry
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import CITY_TIME, Period


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MeetingForm(forms.Form):
    title = forms.CharField(label=_("会议名称"), max_length=120)
    form = forms.ChoiceField(label=_("会议形式"), choices=SecretaryMeeting.Form.choices)
    form_note = forms.CharField(label=_("形式说明"), required=False, max_length=60, help_text=_("选“其他形式”时填写。"))
    day = forms.DateField(label=_("日期"), widget=DayInput())
    begins = forms.TimeField(label=_("开始"), widget=TimeInput())
    ends = forms.TimeField(label=_("结束"), widget=TimeInput())
    place = forms.CharField(label=_("地点"), max_length=120)
    open_to = forms.ChoiceField(
        label=_("谁可以参加"), choices=Gathering.OpenTo.choices, required=False, initial=Gathering.OpenTo.MEMBERS
    )
    topics_until = forms.DateField(
        label=_("征题截止"), required=False, widget=DayInput(), help_text=_("填了日期，联系的组织就能在此之前提议题。")
    )
    quorum_share = forms.IntegerField(
        label=_("法定人数（百分比）"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("制度有要求时填写，按下面的基数计算。"),
    )
    quorum_base = forms.ChoiceField(
        label=_("法定人数的基数"), required=False, choices=SecretaryMeeting.QuorumBase.choices,
        initial=SecretaryMeeting.QuorumBase.CONFIRMED,
        help_text=_("名录里认领、还没有确认联系的单位可以受邀，但不算应到；制度写明全部受邀单位都算时再改。"),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        """What `plan_meeting` and `change_meeting` take."""
        data = dict(self.cleaned_data)
        data["quorum_base"] = data["quorum_base"] or SecretaryMeeting.QuorumBase.CONFIRMED
        day, begins, ends = data.pop("day"), data.pop("begins"), data.pop("ends")
        return {
            **data,
            "starts_at": datetime.combine(day, begins, tzinfo=CITY_TIME),
            "ends_at": datetime.combine(day, ends, tzinfo=CITY_TIME),
        }


class TopicForm(forms.Form):
    kind = forms.ChoiceField(label=_("内容类型"), choices=AgendaItem.Kind.choices)
    title = forms.CharField(label=_("议题"), max_length=160)
    detail = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea)


class LinkedTopicForm(TopicForm):
    """Through the link nobody is signed in: whoever proposes says who it is."""

    proposer_name = forms.CharField(
        label=_("您的姓名和职务"), max_length=60, help_text=_("例如：王桂兰，会长。召集单位和它的上级会看到，上级可能来核实。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


class AgendaItemForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("内容类型"), choices=AgendaItem.Kind.choices)
    title = forms.CharField(label=_("议题"), max_length=160, required=False)
    speaker = forms.CharField(label=_("主讲（汇报）人"), max_length=60, required=False)


AgendaFormSet = forms.formset_factory(AgendaItemForm, extra=3)


class MinutesForm(forms.Form):
    chair = forms.CharField(label=_("主持人"), max_length=60)
    recorder = forms.CharField(label=_("记录人"), max_length=60, required=False)
    summary = forms.CharField(label=_("会议情况"), widget=forms.Textarea)
    effect = forms.CharField(label=_("会议成效"), widget=forms.Textarea, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ResolutionForm(forms.Form):
    text = forms.CharField(label=_("决议"), widget=forms.Textarea(attrs={"rows": 2}))
    owner_body = forms.CharField(
        label=_("承办单位"), required=False, max_length=120, help_text=_("受邀单位的名称；不填由本枢纽承办。"),
        widget=forms.TextInput(attrs={"list": "bodies"}),
    )  # fmt: skip
    owner_name = forms.CharField(label=_("责任人"), max_length=60, required=False)
    due_on = forms.DateField(label=_("完成期限"), widget=DayInput())


class ResolutionChangeForm(forms.Form):
    owner_body = forms.CharField(
        label=_("承办单位"), required=False, max_length=120, help_text=_("受邀单位的名称；不填由本枢纽承办。"),
        widget=forms.TextInput(attrs={"list": "bodies"}),
    )  # fmt: skip
    owner_name = forms.CharField(label=_("责任人"), max_length=60, required=False)
    due_on = forms.DateField(
        label=_("完成期限"), widget=DayInput(), help_text=_("到期以后才改期限，仍按逾期统计；最初的期限会留着。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ProgressForm(forms.Form):
    outcome = forms.CharField(
        label=_("办理情况"), widget=forms.Textarea, help_text=_("写到哪一步、还差什么；会议召集单位会看到。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseResolutionForm(forms.Form):
    closed_on = forms.DateField(label=_("办结日期"), widget=DayInput())
    outcome = forms.CharField(label=_("办理结果"), widget=forms.Textarea)


class ReportForm(forms.Form):
    topics = forms.CharField(label=_("议题"), widget=forms.Textarea)
    resolutions = forms.CharField(label=_("决议"), widget=forms.Textarea, required=False)
    effect = forms.CharField(label=_("成效"), widget=forms.Textarea, required=False)
    late_reason = forms.CharField(
        label=_("补录原因"), max_length=200, required=False, help_text=_("到会名单有会后补录时填写，上级接收前会看。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ExceptionForm(forms.Form):
    period_code = forms.ChoiceField(label=_("季度"))
    reason = forms.CharField(label=_("不开例会的理由"), widget=forms.Textarea)

    def offer(self, quarters: list[Period]) -> None:
        self.fields["period_code"].choices = [(quarter.code, quarter.code) for quarter in quarters]  # type: ignore[attr-defined]


class MechanismForm(forms.Form):
    name = forms.CharField(label=_("机制名称"), max_length=80)
    owner_name = forms.CharField(label=_("责任人"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=Mechanism.Kind.choices, initial="other")
    frequency = forms.ChoiceField(label=_("周期"), choices=Mechanism.Frequency.choices, initial="Q")
    valid_from = forms.DateField(
        label=_("开始日期"),
        widget=DayInput(),
        help_text=_("从下一个完整的周期起计算；列入清单以前就结束的周期不算未运行。"),
    )
    unit_code = forms.RegexField(label=_("对应条款"), regex=r"^A\d\d(\.\d)?$", initial="A13", max_length=10)
    handbook_link = forms.URLField(label=_("工作手册链接"), required=False)
    handbook_file = forms.FileField(label=_("工作手册文件"), required=False)

    def for_change(self) -> None:
        """Type, period and beginning stay as they are: another period is another mechanism."""
        for name in ("kind", "frequency", "valid_from"):
            del self.fields[name]
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)


class RunForm(forms.Form):
    held_on = forms.DateField(label=_("发生日期"), widget=DayInput())
    note = forms.CharField(label=_("做了什么"), max_length=300)


class EndMechanismForm(forms.Form):
    reason = forms.CharField(label=_("停止原因"), max_length=200)


class SheetLineForm(forms.Form):
    """One line of a paper sign-in; the body is written as on the sheet and looked up by its name."""

    name = forms.CharField(label=_("姓名"), required=False)
    body = forms.CharField(label=_("单位"), required=False)
    post = forms.CharField(label=_("职务"), max_length=60, required=False)
    attendance = forms.ChoiceField(label=_("到会情况"), choices=RollEntry.Attendance.choices, required=False)


SheetFormSet = forms.formset_factory(SheetLineForm, extra=12, max_num=1000, absolute_max=1000)
