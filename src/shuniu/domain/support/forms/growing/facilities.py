from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import YuanField, yuan_of
from shuniu.engines.bookings.models import Booking, BookingSeries, Facility
from shuniu.engines.bookings.models.facility import WEEKDAYS
from shuniu.engines.bookings.slots import LONGEST_SERIES, moment
from shuniu.kernel.core.fields import DayInput, ListInput
from shuniu.kernel.core.forms import RowForm
from shuniu.kernel.orgs.fields import OwnBodyField

_SPAN = re.compile(r"(\d{1,2})[:：.](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：.](\d{2})")
_BETWEEN = re.compile(r"[\s,，、;；]*")
Spans = list[tuple[time, time]]


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HoursField(forms.CharField):
    """`09:00-12:00，13:30-18:00` → [(opens, closes)]; empty means closed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=80, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if _BETWEEN.sub("", _SPAN.sub("", text)):
            raise forms.ValidationError(_("请写成“09:00-12:00，13:30-18:00”的样子，不开放就空着。"))
        try:
            return [(_clock(part[0], part[1]), _clock(part[2], part[3])) for part in _SPAN.findall(text)]
        except ValueError as error:
            raise forms.ValidationError(_("没有这个时刻，请用 00:00 到 23:59。")) from error


def _clock(hour: str, minute: str) -> time:
    """Midnight at the end of a day is its last minute: hours lie within one day."""
    return time(23, 59) if (hour, minute) == ("24", "00") else time(int(hour), int(minute))


def spans_text(spans: Spans) -> str:
    return _("，").join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in sorted(spans))


class FacilityForm(RowForm):
    """What is published of a facility, with its hours of the week."""

    owner = OwnBodyField(label=gettext_lazy("产权单位"))
    fee = YuanField(
        label=gettext_lazy("每小时收费（元）"),
        required=False,
        help_text=gettext_lazy("免费就空着。公布多少，实际就只能收多少。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    class Meta:
        model = Facility
        fields = ["name", "kind", "unit_name", "place", "capacity", "equipment", "conditions", "contact", "open_to",
                  "closed_on_holidays"]  # fmt: skip
        help_texts = {
            "unit_name": gettext_lazy("枢纽自己的设施写由哪个内设部门开放；其他组织的空着。"),
            "contact": gettext_lazy("订到的单位才看得到，写值班电话或门卫，不写个人手机。"),
            "conditions": gettext_lazy("例如：自带清洁；不用于营利活动；结束后恢复桌椅。"),
        }
        widgets = {"conditions": forms.Textarea(attrs={"rows": 3})}

    field_order = ["owner", "name", "kind", "unit_name", "place", "capacity", "open_to", "fee"]

    def __init__(self, *args: Any, owners: list[Any], units: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(owners)
        self.fields["unit_name"].widget = ListInput(lambda: units, {"maxlength": 60})
        row = self.instance
        if row.pk:
            self.initial |= {
                "owner": row.owner_id,
                "fee": yuan_of(row.fee_fen) if row.fee_fen else "",
                "version": row.version,
            }
        present = [one for one in row.hours.all() if one.valid_to is None] if row.pk else []
        for weekday, label in WEEKDAYS:
            spans = [(one.opens, one.closes) for one in present if one.weekday == weekday]
            first = spans_text(spans) if row.pk else "09:00-17:30" if weekday < 5 else ""
            self.fields[f"hours_{weekday}"] = HoursField(label=_("%(day)s开放") % {"day": label}, initial=first)
        self.fields["hours_0"].help_text = _("写成“09:00-12:00，13:30-18:00”，不开放就空着。")

    def hours(self) -> list[tuple[int, time, time]]:
        return [(n, opens, closes) for n, _label in WEEKDAYS for opens, closes in self.cleaned_data[f"hours_{n}"]]

    def facts(self) -> dict[str, Any]:
        names = [name for name in self._meta.fields or [] if name != "owner"]
        return {name: self.cleaned_data[name] for name in names} | {"fee_fen": self.cleaned_data["fee"]}


class BookForm(forms.Form):
    organization = OwnBodyField(label=gettext_lazy("预订单位"))
    day = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    begins = forms.TimeField(label=gettext_lazy("开始"), widget=ClockInput())
    ends = forms.TimeField(label=gettext_lazy("结束"), widget=ClockInput())
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=120)
    people = forms.IntegerField(label=gettext_lazy("人数"), min_value=1, max_value=100_000)
    every = forms.ChoiceField(label=gettext_lazy("重复"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("一共几次"), required=False, min_value=2, max_value=LONGEST_SERIES,
        help_text=gettext_lazy("重复预订才填，第一次也算。"),
    )  # fmt: skip
    only_possible = forms.BooleanField(label=gettext_lazy("有几次订不上时，把能订的先订下"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)
        self.fields["every"].choices = [("", _("不重复")), *BookingSeries.Every.choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("every") and not data.get("count"):
            self.add_error("count", _("请写一共几次。"))
        return data

    def span(self) -> tuple[datetime, datetime]:
        day = self.cleaned_data["day"]
        return moment(day, self.cleaned_data["begins"]), moment(day, self.cleaned_data["ends"])


class CloseForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    until = forms.DateField(label=gettext_lazy("到哪天"), widget=DayInput(), required=False)
    begins = forms.TimeField(label=gettext_lazy("开始"), widget=ClockInput(), required=False)
    ends = forms.TimeField(
        label=gettext_lazy("结束"),
        widget=ClockInput(),
        required=False,
        help_text=gettext_lazy("整天不能用，两个时间都空着。"),
    )
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("begins")) != bool(data.get("ends")) and not self.errors:
            self.add_error("ends", _("开始和结束要一起写，或都空着。"))
        return data

    def span(self) -> tuple[datetime, datetime]:
        data = self.cleaned_data
        return (
            moment(data["day"], data["begins"] or time()),
            moment(data["until"] or data["day"], data["ends"] or time(23, 59)),
        )


class DisplaceForm(forms.Form):
    cause = forms.ChoiceField(label=gettext_lazy("为什么收回"), choices=Booking.Cause.choices)
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("预订单位会看到。"))
